"""The rubric that a form carries: what it scores, read from its ``telar:`` bind attributes and its ``telar_`` lists.

Attributes: ``role``, ``code``, ``of`` (the parent's code) and ``max``. Lists: ``telar_names``, ``telar_phases``,
``telar_actions``, ``telar_reached``, ``telar_levels`` and ``telar_meanings``. A node's own value is its score; ``na``
says that it does not apply.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from desktop_app.errors import FormError, Place
from desktop_app.xforms import Form
from desktop_app.xforms.model import Bind, Choice, Group, Repeat

NAMES_LIST = "telar_names"
PHASES_LIST = "telar_phases"
ACTIONS_LIST = "telar_actions"
REACHED_LIST = "telar_reached"
LEVELS_LIST = "telar_levels"
MEANINGS_LIST = "telar_meanings"
NOT_APPLICABLE = "na"
ROLES = frozenset({"figure", "indicator", "area", "dimension", "total", "level"})
TOTAL_CODE = "TOTAL"
_T = TypeVar("_T")
_AT_SCORE = re.compile(r"(?P<code>.+)_(?P<score>\d+(?:\.\d+)?)(?:_[a-z])?")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is scored. ``area`` is its area's code; ``max`` the highest score."""

    code: str
    ref: str
    area: str | None
    max: float


@dataclass(frozen=True, slots=True)
class Area:
    """A group of indicators. Without ``ref`` its score is the sum of its indicators'. ``of`` is its dimension."""

    code: str
    ref: str | None
    of: str | None
    max: float
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of areas."""

    code: str
    ref: str
    max: float
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """The result's node and the highest it can reach."""

    code: str
    ref: str
    max: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is collected but not scored."""

    code: str
    ref: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level of ``telar_levels``: reached by a total above ``min`` and up to ``max``, where given.

    ``meaning`` is what ``telar_meanings`` says of it; empty where the form says nothing.
    """

    number: str
    label: str
    min: float | None
    max: float | None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of ``telar_phases``; ``order`` is its place in the list, from 0."""

    code: str
    label: str
    order: int


@dataclass(frozen=True)
class Rubric:
    """All that a form scores, in document order."""

    form: Form = field(repr=False, compare=False)
    indicators: tuple[Indicator, ...]
    areas: tuple[Area, ...]
    dimensions: tuple[Dimension, ...]
    total: Total | None
    level_ref: str | None
    figures: tuple[Figure, ...]
    _known: dict[tuple[str, str | None], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def read(cls, form: Form) -> Rubric | None:
        """The form's rubric; ``None`` when it declares no indicator. What cannot be scored raises ``FormError``."""
        parts = _Parts(form)
        for node in parts.nodes:
            node.insist()
        parts.insist_distinct()
        return parts.rubric()

    def refs(self) -> frozenset[str]:
        """The nodes that a diagnosis is read from."""
        own: list[str | None] = [each.ref for each in self.indicators]
        own += [each.ref for each in self.dimensions]
        own += [each.ref for each in self.areas]
        own += [self.level_ref, self.total.ref if self.total is not None else None]
        return frozenset(ref for ref in own if ref is not None)

    def names(self, code: str, language: str | None) -> str:
        """The short name of an area, indicator, dimension or total; the code itself where the form has none."""
        return _by_name(self.form, NAMES_LIST, language).get(code, Choice(code, code)).label or code

    def name_map(self, language: str | None) -> Mapping[str, Choice]:
        """``telar_names`` by code."""
        return self._once("names", language, lambda: _by_name(self.form, NAMES_LIST, language))

    def _once(self, what: str, language: str | None, read: Callable[[], _T]) -> _T:
        """What the form says of ``what``, read once in each language: it is asked for at every answer."""
        found: _T | None = self._known.get((what, language))
        if found is None:
            found = self._known[what, language] = read()
        return found

    def phases(self, language: str | None) -> tuple[Phase, ...]:
        choices = self.form.choice_list(PHASES_LIST, language)
        return tuple(Phase(choice.name, choice.label, order) for order, choice in enumerate(choices))

    def actions(self, language: str | None) -> Mapping[str, tuple[str, ...]]:
        """The recommended next activities by ``CODE_SCORE``, in the form's order."""
        return self._once("actions", language, lambda: self._actions(language))

    def _actions(self, language: str | None) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for choice in self.form.choice_list(ACTIONS_LIST, language):
            key = "_".join(at_score(choice.name) or (choice.name,))
            found[key] = (*found.get(key, ()), choice.label)
        return found

    def reached(self, language: str | None) -> Mapping[str, str]:
        """What a score stands for by ``CODE_SCORE``, for indicators that no choice answers."""
        return self._once("reached", language, lambda: self._reached(language))

    def _reached(self, language: str | None) -> dict[str, str]:
        return {name: choice.label for name, choice in _by_name(self.form, REACHED_LIST, language).items()}

    def levels(self, language: str | None) -> tuple[Level, ...]:
        return self._once("levels", language, lambda: self._levels(language))

    def _levels(self, language: str | None) -> tuple[Level, ...]:
        meanings = _by_name(self.form, MEANINGS_LIST, language)
        return tuple(
            Level(
                choice.name,
                choice.label,
                number(choice.extra.get("min", "")),
                number(choice.extra.get("max", "")),
                meanings[choice.name].label if choice.name in meanings else "",
            )
            for choice in self.form.choice_list(LEVELS_LIST, language)
        )


def at_score(name: str) -> tuple[str, str] | None:
    """Code and score of a choice named ``P03_1``, or ``P03_1_b`` where there are several; ``None`` for other names."""
    match = _AT_SCORE.fullmatch(name)
    return (match["code"], match["score"]) if match else None


def number(text: str) -> float | None:
    """A finite number from its XForms text, else ``None``."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _by_name(form: Form, name: str, language: str | None) -> dict[str, Choice]:
    return {choice.name: choice for choice in form.choice_list(name, language)}


@dataclass(frozen=True, slots=True)
class Node:
    """One bind with a role, as declared."""

    ref: str
    role: str
    code: str
    of: str | None
    max_text: str

    @classmethod
    def of_bind(cls, bind: Bind) -> Node:
        given = bind.attributes
        role = given["role"].strip()
        code = given.get("code", "").strip() or (TOTAL_CODE if role in ("total", "level") else "")
        return cls(bind.ref, role, code, given.get("of", "").strip() or None, given.get("max", "").strip())

    @property
    def max(self) -> float | None:
        value = number(self.max_text)
        return value if value is not None and value > 0 else None

    @property
    def scored(self) -> bool:
        return self.role in ("indicator", "area", "dimension", "total")

    def insist(self) -> None:
        """Raises for what would make a wrong score."""
        if not self.code:
            raise FormError("DIAG-001", Place(ref=self.ref), role=self.role)
        if self.scored and self.max is None and (self.max_text or self.role != "area"):
            raise FormError("DIAG-003", Place(ref=self.ref), item=self.code, max=self.max_text or "-")


class _Parts:
    """The form's declared nodes, sorted by role."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.groups = frozenset(_group_refs(form.body))
        self.nodes = [node for node in declared(form) if node.role in ROLES]
        self._sum: dict[str, float] = {}

    def of_role(self, role: str) -> list[Node]:
        return [node for node in self.nodes if node.role == role]

    def insist_distinct(self) -> None:
        seen: set[tuple[bool, str]] = set()
        for node in self.nodes:
            key = (node.role == "level", node.code)
            if key in seen:
                raise FormError("DIAG-002", Place(ref=node.ref), item=node.code)
            seen.add(key)

    def rubric(self) -> Rubric | None:
        indicators = tuple(Indicator(n.code, n.ref, n.of, n.max or 0.0) for n in self.of_role("indicator"))
        if not indicators:
            return None
        areas = self._areas(indicators)
        codes = {area.code for area in areas}
        total = next(iter(self.of_role("total")), None)
        level = next(iter(self.of_role("level")), None)
        return Rubric(
            self.form,
            tuple(Indicator(i.code, i.ref, i.area if i.area in codes else None, i.max) for i in indicators),
            areas,
            tuple(
                Dimension(n.code, n.ref, n.max or 0.0, tuple(a.code for a in areas if a.of == n.code))
                for n in self.of_role("dimension")
            ),
            Total(total.code, total.ref, total.max or 0.0) if total else None,
            level.ref if level else None,
            tuple(Figure(n.code, n.ref) for n in self.of_role("figure")),
        )

    def _areas(self, indicators: tuple[Indicator, ...]) -> tuple[Area, ...]:
        """The declared areas, and those that only the indicators and ``telar_names`` know."""
        found = {node.code: self._area(node, indicators) for node in self.of_role("area")}
        named = _by_name(self.form, NAMES_LIST, None)
        for indicator in indicators:
            if indicator.area and indicator.area not in found and indicator.area in named:
                node = Node("", "area", indicator.area, None, "")
                found[indicator.area] = self._area(node, indicators)
        return tuple(found.values())

    def _area(self, node: Node, indicators: tuple[Indicator, ...]) -> Area:
        inside = [indicator for indicator in indicators if indicator.area == node.code]
        ref = node.ref if node.ref and node.ref not in self.groups and node.max is not None else None
        points = sum(indicator.max for indicator in inside)
        return Area(node.code, ref, node.of, (ref and node.max) or points, tuple(i.code for i in inside))


def declared(form: Form) -> Iterator[Node]:
    """Every node with a role outside repeats, whatever the role; a score inside a repeat has no one value."""
    repeats = tuple(f"{ref}/" for ref in _repeat_refs(form.body))
    for bind in form.binds.values():
        if bind.attributes.get("role", "").strip() and not bind.ref.startswith(repeats):
            yield Node.of_bind(bind)


def _group_refs(body: tuple[object, ...]) -> Iterator[str]:
    for child in body:
        if isinstance(child, Group):
            yield child.ref
            yield from _group_refs(child.children)


def _repeat_refs(body: tuple[object, ...]) -> Iterator[str]:
    for child in body:
        if isinstance(child, Repeat):
            yield child.ref
        elif isinstance(child, Group):
            yield from _repeat_refs(child.children)
