"""What ``forms check`` says about a form's rubric: all findings in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from desktop_app.diagnosis.check_extras import check_extras
from desktop_app.diagnosis.companions import KINDS, owner_of
from desktop_app.diagnosis.highest import Highest
from desktop_app.diagnosis.rubric import (
    ACTIONS_LIST,
    LEVELS_LIST,
    MEANINGS_LIST,
    NAMES_LIST,
    PHASES_LIST,
    REACHED_LIST,
    ROLES,
    Node,
    at_score,
    declared,
    number,
)
from desktop_app.errors import FormError, Place
from desktop_app.xforms import Form
from desktop_app.xforms.model import Finding, Severity

_COLUMNS: Final = {
    "role": ("DIAG-005", "DIAG-006"),
    "code": ("DIAG-001", "DIAG-002", "DIAG-009", "DIAG-014", "DIAG-015"),
    "of": ("DIAG-004", "DIAG-007"),
    "max": ("DIAG-003", "DIAG-008", "DIAG-016"),
}


def check_rubric(form: Form) -> list[Finding]:
    """The findings on the rubric and its lists; ``[]`` when there is nothing to say.

    Errors are what ``Rubric.read`` refuses; a warning names what would be missing or never reached in a result.
    """
    nodes = [node for node in declared(form) if node.role in ROLES]
    return [
        *_roles(form),
        *_broken(nodes),
        *_parents(form, nodes),
        *_empty(nodes),
        *_scores(form, nodes),
        *_lists(form, nodes),
        *_levels(form),
        *_companions(form),
        *check_extras(form),
    ]


def _empty(nodes: list[Node]) -> Iterator[Finding]:
    """Areas that no indicator belongs to, and dimensions that no area does."""
    inside = {"area": "indicator", "dimension": "area"}
    belonging = {(node.role, node.of) for node in nodes}
    for node in nodes:
        if node.role in inside and node.code and (inside[node.role], node.code) not in belonging:
            yield _finding("DIAG-014" if node.role == "area" else "DIAG-015", node.ref, item=node.code)


def _finding(code: str, ref: str | None, *, error: bool = False, **params: object) -> Finding:
    place = Place(ref=ref, column=_column(code)) if ref else Place()
    return Finding(Severity.ERROR if error else Severity.WARNING, code, place, params)


def _column(code: str) -> str | None:
    """The column of the XLSForm where the fault is corrected."""
    return next((f"bind::telar:{name}" for name, codes in _COLUMNS.items() if code in codes), None)


def _roles(form: Form) -> Iterator[Finding]:
    outside = {node.ref for node in declared(form)}
    for bind in form.binds.values():
        role = bind.attributes.get("role", "").strip()
        if role and role not in ROLES:
            yield _finding("DIAG-005", bind.ref, role=role)
        elif role and bind.ref not in outside and role != "figure":
            yield _finding("DIAG-006", bind.ref, role=role)


def _broken(nodes: list[Node]) -> Iterator[Finding]:
    for node in nodes:
        try:
            node.insist()
        except FormError as error:
            yield _finding(error.code, node.ref, error=True, **error.params)
    counted = Counter((node.role == "level", node.code) for node in nodes if node.code)
    for node in nodes:
        if counted[node.role == "level", node.code] > 1:
            yield _finding("DIAG-002", node.ref, error=True, item=node.code)


def _parents(form: Form, nodes: list[Node]) -> Iterator[Finding]:
    named = {choice.name for choice in form.choice_list(NAMES_LIST, None)}
    areas = {node.code for node in nodes if node.role == "area"}
    tops = {node.code for node in nodes if node.role in ("dimension", "total")}
    has_areas = bool(areas) or any(node.of for node in nodes if node.role == "indicator")
    for node in nodes:
        known = areas | named if node.role == "indicator" else tops
        if node.role == "indicator" and has_areas and node.of is None:
            yield _finding("DIAG-007", node.ref, item=node.code)
        elif node.role in ("indicator", "area") and node.of is not None and node.of not in known:
            yield _finding("DIAG-004", node.ref, item=node.code, of=node.of)


def _scores(form: Form, nodes: list[Node]) -> Iterator[Finding]:
    highest = Highest(form)
    for node in nodes:
        if not node.scored or node.max is None:
            continue
        best = highest.of(node.ref)
        if node.role == "indicator" and highest.offered(node.ref):
            if best is not None and best != node.max:
                yield _finding("DIAG-008", node.ref, item=node.code, max=f"{node.max:g}", best=f"{best:g}")
        elif best is not None and best < node.max:
            yield _finding("DIAG-016", node.ref, item=node.code, max=f"{node.max:g}", best=f"{best:g}")


def _lists(form: Form, nodes: list[Node]) -> Iterator[Finding]:
    names = form.choice_list(NAMES_LIST, None)
    named = {choice.name for choice in names}
    for node in nodes:
        if node.scored and node.code and node.code not in named:
            yield _finding("DIAG-009", node.ref, item=node.code)
    phases = {choice.name for choice in form.choice_list(PHASES_LIST, None)}
    for choice in names:
        phase = choice.extra.get("phase", "").strip()
        if phase and phase not in phases:
            yield _finding("DIAG-010", None, item=choice.name, phase=phase)
    maxima = {node.code: node.max for node in nodes if node.role == "indicator"}
    for name, inclusive in ((ACTIONS_LIST, False), (REACHED_LIST, True)):
        for choice in form.choice_list(name, None):
            code, score = at_score(choice.name) or ("", "")
            top, value = maxima.get(code), number(score)
            if top is None or value is None or value > top or (value == top and not inclusive):
                yield _finding("DIAG-011", None, name=choice.name, list=name)
    levels = {choice.name for choice in form.choice_list(LEVELS_LIST, None)}
    for choice in form.choice_list(MEANINGS_LIST, None):
        if choice.name not in levels:
            yield _finding("DIAG-018", None, name=choice.name)


def _levels(form: Form) -> Iterator[Finding]:
    for choice in form.choice_list(LEVELS_LIST, None):
        texts = [choice.extra.get(name, "").strip() for name in ("min", "max")]
        low, high = (number(text) for text in texts)
        unread = any(text and number(text) is None for text in texts)
        if unread or (low is not None and high is not None and low > high):
            yield _finding("DIAG-012", None, level=choice.name)
    ranged = [choice for choice in form.choice_list(LEVELS_LIST, None) if choice.extra.get("max", "").strip()]
    for lower, upper in pairwise(ranged):
        end, start = number(lower.extra.get("max", "")), number(upper.extra.get("min", ""))
        if end is not None and start is not None and end != start:
            yield _finding("DIAG-017", None, level=lower.name, next=upper.name)


def _companions(form: Form) -> Iterator[Finding]:
    for bind in form.binds.values():
        for kind in KINDS:
            name = bind.attributes.get(f"{kind}-of", "").strip()
            if name and owner_of(form, bind.ref, name) is None:
                yield _finding("DIAG-013", bind.ref, attribute=f"{kind}-of", name=name)
