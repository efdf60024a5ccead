"""The figures that a form declares, worked out of a wave's tallies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.diagnosis.published import LEAST
from desktop_app.diagnosis.results import UNKNOWN, Result, Rule
from desktop_app.reception import exact, tallies
from desktop_app.reception.scope import Scope
from desktop_app.reception.tallies import Nodes, Pair, Tally, Weighed
from desktop_app.xforms import Form

_OF_TEXTS: Final = frozenset({Rule.SHARE, Rule.RANK, Rule.SEVERAL, Rule.DISTINCT})


@dataclass(frozen=True, slots=True)
class Ranked:
    """An answer and how many chose it; ``share`` is their percent of those who answered."""

    code: str
    count: int
    share: Fraction


Value = Fraction | int | Mapping[str, Fraction] | tuple[Ranked, ...] | None


@dataclass(frozen=True, slots=True)
class Worked:
    """What a result came to: percents exact, sums in ten-thousandths, and how many initiatives it is of. ``value`` is
    ``None`` where these are fewer than ``LEAST``."""

    result: Result
    value: Value
    count: int

    def published(self, labels: Mapping[str, str]) -> Any:
        """As ``results.json`` has it."""
        if isinstance(self.value, tuple):
            return [
                {
                    "code": each.code,
                    "label": labels.get(each.code, each.code),
                    "count": each.count,
                    "pct": exact.rounded(each.share),
                }
                for each in self.value
            ]
        if isinstance(self.value, Mapping):
            return {code: exact.rounded(share) for code, share in self.value.items()}
        return self.number()

    def number(self) -> float | int | None:
        """A single figure."""
        if isinstance(self.value, Fraction):
            return exact.rounded(self.value)
        if isinstance(self.value, int):
            return self.value if self.result.rule is Rule.DISTINCT else exact.plain(self.value)
        return None


@dataclass(frozen=True)
class _Tallied:
    texts: Mapping[str, Mapping[str, int]]
    numbers: Mapping[str, Tally]
    pairs: Mapping[str, Pair]
    weighed: Mapping[str, Weighed]


def work_out(
    connection: Connection,
    scope: Scope,
    form: Form,
    declared: Sequence[Result],
    known: Nodes,
    numbers: Mapping[str, Mapping[str, Tally]],
) -> tuple[Worked, ...]:
    """Each of ``declared``, in its order. ``numbers`` are the tallies at their references, by macrosector."""
    tallied = _Tallied(
        texts=tallies.texts(connection, scope, known, [each.ref for each in declared if each.rule in _OF_TEXTS]),
        numbers={ref: sum(groups.values(), Tally()) for ref, groups in numbers.items()},
        pairs={
            each.key: tallies.pair(connection, scope, known, each.beside_ref, each.ref)
            for each in declared
            if each.rule is Rule.GROWTH
        },
        weighed=dict(_weighed(connection, scope, declared, known)),
    )
    beside = {each.key: [other for other in declared if _beside(each, other)] for each in declared}
    return tuple(_worked(form, each, tallied, beside[each.key]) for each in declared)


def number_refs(declared: Sequence[Result]) -> list[str]:
    """The nodes whose numbers are added up."""
    return [each.ref for each in declared if each.rule in {Rule.SUM, Rule.MEAN, Rule.PART}]


def _beside(each: Result, other: Result) -> bool:
    return each.rule is other.rule is Rule.PART and each.parent == other.parent


def _weighed(
    connection: Connection, scope: Scope, declared: Sequence[Result], known: Nodes
) -> Iterator[tuple[str, Weighed]]:
    by: dict[str, list[Result]] = defaultdict(list)
    for each in declared:
        if each.rule is Rule.WEIGHTED:
            by[each.beside_ref].append(each)
    for weight, several in by.items():
        found = tallies.weighed(connection, scope, known, [each.ref for each in several], weight)
        yield from ((each.key, found.get(each.ref, Weighed())) for each in several)


def _worked(form: Form, result: Result, tallied: _Tallied, beside: Sequence[Result]) -> Worked:
    value: Value
    if result.rule in _OF_TEXTS:
        value, count = _of_texts(form, result, tallied.texts.get(result.ref, {}))
    elif result.rule is Rule.GROWTH:
        pair = tallied.pairs[result.key]
        value, count = exact.growth(pair.before, pair.now), pair.count
    elif result.rule is Rule.WEIGHTED:
        each = tallied.weighed[result.key]
        value, count = exact.average(each.products, each.weights), each.count
    elif result.rule is Rule.PART:
        parts = [tallied.numbers.get(other.ref, Tally()) for other in beside]
        own = tallied.numbers.get(result.ref, Tally())
        value, count = exact.percent(own.total, sum(part.total for part in parts)), min(part.count for part in parts)
    else:
        own = tallied.numbers.get(result.ref, Tally())
        value, count = own.total if result.rule is Rule.SUM else exact.mean(own), own.count
    return Worked(result, value if count >= LEAST else None, count)


def _of_texts(form: Form, result: Result, texts: Mapping[str, int]) -> tuple[Value, int]:
    """The value and how many answered: whoever says not to know did not, nor whoever chose what the form has not."""
    offered = [choice.name for choice in form.offered(result.ref, None) if choice.name not in UNKNOWN]
    places = {name: place for place, name in reversed([*enumerate(offered)])}
    chosen: dict[str, int] = dict.fromkeys(places, 0)
    answered = several = 0
    for text, count in texts.items():
        names = set(text.split())
        if not names or not names <= places.keys():
            continue
        answered += count
        several += count if len(names - result.left) > 1 else 0
        for name in names:
            chosen[name] += count
    if not answered:
        return None, 0
    if result.rule is Rule.SEVERAL:
        return exact.percent(several, answered), answered
    if result.rule is Rule.DISTINCT:
        return sum(1 for name, count in chosen.items() if count and name not in result.left), answered
    if result.rule is Rule.SHARE:
        merged: dict[str, int] = {}
        for name in offered:
            code = result.codes.get(name, name)
            merged[code] = merged.get(code, 0) + chosen[name]
        return {code: Fraction(100 * count, answered) for code, count in merged.items()}, answered
    ranked = sorted(((-count, places[name], name) for name, count in chosen.items() if name not in result.left))
    return tuple(Ranked(name, -count, Fraction(-100 * count, answered)) for count, _, name in ranked if count), answered
