"""What the consolidated results publish of a form's nodes, as its ``telar:result`` says.

A node has one rule, or several with ``;`` between them: a rule's name, the key under which its figure is published, and
what the rule needs besides. Dots in a key nest: ``jobs.current`` is ``current`` in the object ``jobs``.

* ``share KEY a=b``: of one choice, the percent of those who answered, by code; answers ``a`` count as ``b``;
* ``rank KEY -a``: of several choices, a list by how many chose them, without ``a``, which is an answer still;
* ``several KEY -a``: the percent of those who answered that chose more than one, ``a`` not counted;
* ``distinct KEY -a``: how many different answers there are, without ``a``;
* ``sum KEY``, ``mean KEY``: of a number;
* ``part KEY``: the percent that the sum of a number is of the sums of all parts beside it (``KEY`` but its last step);
* ``weighted KEY by SUM``: a percentage's mean, where each weighs as much as the number that is summed as ``SUM``;
* ``growth KEY from SUM``: by how many percent a number is more than that summed as ``SUM``, of those who gave both.

Answers of ``UNKNOWN`` are none. What is published is called as ``telar_results`` says by key, else as the form asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from desktop_app.diagnosis.rubric import NOT_APPLICABLE
from desktop_app.xforms import Form
from desktop_app.xforms.model import Control, DataType

RESULT: Final = "result"
TITLES_LIST: Final = "telar_results"
UNKNOWN: Final = frozenset({"ns", NOT_APPLICABLE})
"""Codes with which a respondent says that there is no answer."""
GENERIC: Final = (
    "wave",
    "registered",
    "responding",
    "participation_pct",
    "departments",
    "macrosector_pct",
    "total_mean",
    "area_mean",
    "dimension_mean",
    "indicator_mean",
    "level_pct",
    "level_change_pp",
    "pareto",
    "both",
)
"""The keys that every form's results have."""
_KEY: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,4}", re.ASCII)
_LONGEST: Final = 80
_NUMBERS: Final = frozenset({DataType.INT, DataType.DECIMAL})


class Rule(StrEnum):
    """What becomes of a node's answers."""

    SHARE = "share"
    RANK = "rank"
    SEVERAL = "several"
    DISTINCT = "distinct"
    SUM = "sum"
    MEAN = "mean"
    PART = "part"
    WEIGHTED = "weighted"
    GROWTH = "growth"


TOGETHER: Final = frozenset({Rule.MEAN, Rule.PART, Rule.WEIGHTED})
"""Rules whose figures are shown side by side with those of the same parent."""
_LINKS: Final = {Rule.WEIGHTED: "by", Rule.GROWTH: "from"}
_LEFT: Final = frozenset({Rule.RANK, Rule.SEVERAL, Rule.DISTINCT})
_OF_CHOICES: Final = {
    Rule.SHARE: frozenset({Control.SELECT1}),
    Rule.RANK: frozenset({Control.SELECT}),
    Rule.SEVERAL: frozenset({Control.SELECT}),
    Rule.DISTINCT: frozenset({Control.SELECT1}),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One declared figure. ``codes`` gives the published code of answers that have another, ``left`` are those that are
    not published; ``beside`` is the key, and ``beside_ref`` the node, of the sum that the rule needs."""

    ref: str
    rule: Rule
    key: str
    codes: Mapping[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    beside: str = ""
    beside_ref: str = ""

    @property
    def parent(self) -> str:
        """The key without its last step; the key itself if it has but one."""
        return self.key.rpartition(".")[0] or self.key

    @property
    def step(self) -> str:
        """The key's last step."""
        return self.key.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a rule: the error's code, and its parameters."""

    ref: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def results(form: Form) -> tuple[Result, ...]:
    """The figures that the form declares, in its order, without faulty ones."""
    return tuple(each for each in declared_results(form) if isinstance(each, Result))


def declared_results(form: Form) -> Iterator[Result | Fault]:
    """The same with a ``Fault`` in the place of each that cannot be."""
    taken = _Taken()
    fitting: list[Result | Fault] = []
    for ref, text in _written(form):
        each = _parsed(ref, text)
        if isinstance(each, Result):
            each = _fit(form, each) or taken.take(each)
        fitting.append(each)
    for each in fitting:
        yield _linked(each, taken.results) if isinstance(each, Result) else each


def result_titles(form: Form, language: str | None) -> Mapping[str, str]:
    """What the form calls what is published, by key, or by key and code."""
    return {choice.name: choice.label for choice in form.choice_list(TITLES_LIST, language)}


def _written(form: Form) -> Iterator[tuple[str, str]]:
    for bind in form.binds.values():
        rules = bind.attributes.get(RESULT, "").split(";")
        yield from ((bind.ref, text.strip()) for text in rules if text.strip())


def _parsed(ref: str, text: str) -> Result | Fault:
    name, *words = text.split()
    if name not in set(Rule) or not words or not _KEY.fullmatch(words[0]) or len(words[0]) > _LONGEST:
        return Fault(ref, "DIAG-027", {"value": text})
    found = Result(ref, Rule(name), words[0])
    rest = words[1:]
    if found.rule in _LINKS:
        sound = len(rest) == 2 and rest[0] == _LINKS[found.rule]
        return replace(found, beside=rest[1]) if sound else Fault(ref, "DIAG-027", {"value": text})
    if found.rule is Rule.SHARE:
        pairs = [word.split("=") for word in rest]
        if all(len(pair) == 2 and all(pair) for pair in pairs):
            return replace(found, codes={pair[0]: pair[1] for pair in pairs})
    elif found.rule in _LEFT and all(len(word) > 1 and word.startswith("-") for word in rest):
        return replace(found, left=frozenset(word[1:] for word in rest))
    elif not rest:
        return found
    return Fault(ref, "DIAG-027", {"value": text})


def _fit(form: Form, found: Result) -> Fault | None:
    """Whether the node can have the rule: its kind, and the choices that are named."""
    spec, bind = form.definition.specs[found.ref], form.binds[found.ref]
    wanted = _OF_CHOICES.get(found.rule)
    fits = bind.type in _NUMBERS or spec.recalculated if wanted is None else spec.control in wanted
    if spec.repeated or not spec.leaf or not fits:
        return Fault(found.ref, "DIAG-028", {"rule": found.rule.value})
    if wanted is not None:
        offered = {choice.name for choice in form.offered(found.ref, None)}
        for name in (*found.codes, *sorted(found.left)):
            if name not in offered:
                return Fault(found.ref, "DIAG-030", {"name": name})
    return None


class _Taken:
    """The keys that are somebody's."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}
        self._above: set[str] = set(GENERIC)
        self._beside: dict[str, set[tuple[Rule, str]]] = {}

    def take(self, found: Result) -> Result | Fault:
        """``found``, unless its key is another's, or would have to hold both a figure and others, or figures of several
        kinds side by side."""
        steps = found.key.split(".")
        above = {".".join(steps[:length]) for length in range(1, len(steps))}
        alike = self._beside.get(found.parent, set()) | {(found.rule, found.beside)} if above else set()
        mixed = len(alike) > 1 and any(rule in TOGETHER for rule, _ in alike)
        if (
            mixed
            or found.key in self._above
            or any(each in self.results or each in GENERIC for each in above)
            or found.key in self.results
        ):
            return Fault(found.ref, "DIAG-029", {"key": found.key})
        self.results[found.key] = found
        self._above |= above
        if above:
            self._beside[found.parent] = alike
        return found


def _linked(found: Result, taken: Mapping[str, Result]) -> Result | Fault:
    if not found.beside:
        return found
    other = taken.get(found.beside)
    if other is None or other.rule is not Rule.SUM or other.ref == found.ref:
        return Fault(found.ref, "DIAG-030", {"name": found.beside})
    return replace(found, beside_ref=other.ref)
