"""The scores of a wave's responses: means of totals, areas, dimensions and indicators, and who reached which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from desktop_app.diagnosis import Rubric
from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.diagnosis.published import LEAST
from desktop_app.reception import exact
from desktop_app.reception.tallies import Answered, Tally


@dataclass(frozen=True, slots=True)
class Gap:
    """How much an area's mean lacks to the highest score, and what part of all gaps it and those before it are, in
    percent."""

    code: str
    gap: Fraction
    share: Fraction
    cumulative: Fraction


@dataclass(frozen=True)
class Scores:
    """A wave's scores. ``numbers`` are the tallies by reference and macrosector."""

    rubric: Rubric | None
    answered: Sequence[Answered]
    numbers: Mapping[str, Mapping[str, Tally]]

    @cached_property
    def responding(self) -> int:
        return sum(each.count for each in self.answered)

    @cached_property
    def by_macrosector(self) -> dict[str, Tally]:
        """The totals, by macrosector."""
        found: dict[str, Tally] = {}
        for each in self.answered:
            found[each.macrosector] = found.get(each.macrosector, Tally()) + each.totals
        return found

    def tally(self, code: str, macrosector: str | None = None) -> Tally:
        """Of a score, in a macrosector or in all of them."""
        groups = self.by_macrosector if code == TOTAL else self.numbers.get(self.refs.get(code, ""), {})
        return groups.get(macrosector, Tally()) if macrosector is not None else sum(groups.values(), Tally())

    def mean(self, code: str, macrosector: str | None = None) -> Fraction | None:
        """Of a score; ``None`` of fewer than ``LEAST``."""
        return exact.mean(self.tally(code, macrosector))

    @cached_property
    def refs(self) -> dict[str, str]:
        return score_refs(self.rubric)

    @cached_property
    def levels(self) -> dict[str, Fraction]:
        """The percent of the responses with a level that reached each; empty of fewer than ``LEAST``."""
        numbers = [level.number for level in self.rubric.levels(None)] if self.rubric is not None else []
        reached = {number: sum(each.count for each in self.answered if each.level == number) for number in numbers}
        total = sum(reached.values())
        return {number: Fraction(100 * count, total) for number, count in reached.items()} if total >= LEAST else {}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The areas by what they lack, the most first; those without a mean are left out."""
        areas = self.rubric.areas if self.rubric is not None else ()
        means = [(area, self.mean(area.code)) for area in areas]
        lacks = [
            (max(Fraction(), Fraction(str(area.max)) - mean), area.code) for area, mean in means if mean is not None
        ]
        total = sum((gap for gap, _ in lacks), Fraction())
        found, reached = [], Fraction()
        for gap, code in sorted(lacks, key=lambda each: -each[0]):
            share = 100 * gap / total if total else Fraction()
            reached += share
            found.append(Gap(code, gap, share, reached))
        return tuple(found)


def score_refs(rubric: Rubric | None) -> dict[str, str]:
    """The nodes of areas, dimensions and indicators, by code."""
    if rubric is None:
        return {}
    areas = {each.code: each.ref for each in rubric.areas if each.ref is not None}
    dimensions = {each.code: each.ref for each in rubric.dimensions}
    return areas | dimensions | {each.code: each.ref for each in rubric.indicators}
