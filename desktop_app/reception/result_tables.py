"""The tables of a wave's results, with the charts that they are drawn as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.diagnosis.published import LEAST, Cell, Chart, Column, Kind, Table
from desktop_app.diagnosis.results import TOGETHER, Rule
from desktop_app.reception import exact
from desktop_app.reception.declared import Worked
from desktop_app.reception.gathered import Gathered, participation
from desktop_app.reception.scores import Scores
from desktop_app.reception.statements import kind_of
from desktop_app.reception.words import Words

_KEY_LENGTH = 31
_FEW = 6
"""Shares in one bar; more are a bar each."""


def tables(found: Gathered, words: Words) -> tuple[Table, ...]:
    """Those that have something to show; what lacks a chart's figures is there as a table."""
    made = _Tables(found, words)
    every = (*made.participation(), *made.scores(), *made.both(), *made.declared())
    taken: set[str] = set()
    told = [each for each in every if any(cell is not None for row in each.rows for cell in row[1:])]
    return tuple(replace(each, key=_free(each.key, taken)) for each in told)


def _free(key: str, taken: set[str]) -> str:
    """``key``, or with a number where another table has it."""
    number, name = 2, key
    while name in taken:
        ending = f"_{number}"
        name, number = f"{key[: _KEY_LENGTH - len(ending)]}{ending}", number + 1
    taken.add(name)
    return name


class _Tables:
    def __init__(self, found: Gathered, words: Words) -> None:
        self._found, self._words, self._texts = found, words, words.texts
        self._top = float(found.known.rubric.total.max) if found.known.rubric and found.known.rubric.total else 3.0
        self._least = self._texts["note.least"].format(least=LEAST)

    # -- who answered -------------------------------------------------------------------------------------------------

    def participation(self) -> Iterator[Table]:
        section = self._texts["section.participation"]
        yield self._table("participation", section, self._waves(), Chart.NONE, self._columns_of_waves())
        listed = self._found.registered
        for fact, counts in (("macrosector", listed.macrosectors), ("department", listed.departments)):
            yield self._who(fact, counts, section)
        total = sum(listed.macrosectors.values())
        rows = [
            (self._words.fact("macrosector", code), exact.rounded(exact.percent(count, total)))
            for code, count in listed.macrosectors.items()
        ]
        columns = [self._names("macrosector"), Column("pct", self._texts["column.share"], Kind.PERCENT)]
        yield self._table("macrosector_pct", section, rows, Chart.STACKED, columns, self._texts["note.registered"])

    def _columns_of_waves(self) -> list[Column]:
        kinds = {
            "registered": Kind.COUNT,
            "responding": Kind.COUNT,
            "participation": Kind.PERCENT,
            "mean": Kind.SCORE,
        }
        return [self._names("wave"), *(Column(key, self._texts[f"column.{key}"], kind) for key, kind in kinds.items())]

    def _waves(self) -> list[tuple[Cell, ...]]:
        found = self._found
        waves: list[tuple[str, Any, Scores]] = [(found.scope.wave, found.registered, found.scores)]
        if found.previous and found.registered_before and found.before:
            waves.insert(0, (found.previous, found.registered_before, found.before))
        return [
            (
                wave,
                listed.count,
                scores.responding,
                exact.rounded(participation(listed, scores)),
                exact.rounded(scores.mean(TOTAL)),
            )
            for wave, listed, scores in waves
        ]

    def _who(self, fact: str, counts: Mapping[str, int], section: str) -> Table:
        """What is neither on the list nor of the form could be any text, and is told as not known."""
        answered: Counter[str] = Counter()
        for each in self._found.scores.answered:
            code = str(getattr(each, fact))
            answered[code if code in counts or self._words.knows(fact, code) else ""] += each.count
        codes = sorted({*counts, *answered}, key=lambda code: (not code, self._words.fact(fact, code)))
        rows: list[tuple[Cell, ...]] = [
            (self._words.fact(fact, code), counts.get(code, 0) if counts else None, answered[code]) for code in codes
        ]
        columns = [self._names(fact), *self._counted("registered", "responding")]
        if not counts:
            rows, columns = [(row[0], row[2]) for row in rows], [columns[0], columns[2]]
        chart = Chart.COLUMNS if len(rows) <= _FEW else Chart.BARS
        return self._table(f"{fact}s", section, rows, chart, columns)

    # -- scores -------------------------------------------------------------------------------------------------------

    def scores(self) -> Iterator[Table]:
        rubric = self._found.known.rubric
        if rubric is None:
            return
        section = self._texts["section.scores"]
        yield self._levels(section)
        yield self._level_changes(section)
        yield self._macrosector_means(section)
        areas = [each.code for each in rubric.areas]
        top = max((each.max for each in rubric.areas), default=self._top)
        yield self._means("areas", section, areas, Chart.SPIDER, top)
        yield self._by_macrosector(section, areas, top)
        if rubric.dimensions:
            codes = [each.code for each in rubric.dimensions]
            yield self._means("dimensions", section, codes, Chart.COLUMNS, max(e.max for e in rubric.dimensions))
        codes = [each.code for each in rubric.indicators]
        yield self._means("indicators", section, codes, Chart.BARS, max(each.max for each in rubric.indicators))
        yield self._pareto(section)

    def _series(self, kind: Kind) -> list[Column]:
        """This wave's column, and that of the one before it."""
        before = [Column("previous", self._found.previous, kind)] if self._found.previous else []
        return [Column("current", self._found.scope.wave, kind), *before]

    def _beside(self, now: Fraction | None, before: Fraction | None) -> tuple[Cell, ...]:
        both = (exact.rounded(now), exact.rounded(before))
        return both if self._found.previous else both[:1]

    def _means(self, key: str, section: str, codes: Sequence[str], chart: Chart, top: float) -> Table:
        scores, before = self._found.scores, self._found.before
        rows = [
            (self._words.score(code), *self._beside(scores.mean(code), before.mean(code) if before else None))
            for code in codes
        ]
        columns = [self._names(key.removesuffix("s")), *self._series(Kind.SCORE)]
        return self._table(key, section, rows, chart, columns, self._least, top)

    def _macrosector_means(self, section: str) -> Table:
        scores, before = self._found.scores, self._found.before
        rows = [
            (
                self._words.fact("macrosector", code),
                *self._beside(scores.mean(TOTAL, code), before.mean(TOTAL, code) if before else None),
            )
            for code in self._sectors()
        ]
        columns = [self._names("macrosector"), *self._series(Kind.SCORE)]
        return self._table("macrosector_means", section, rows, Chart.COLUMNS, columns, self._least, self._top)

    def _sectors(self) -> list[str]:
        return [code for code in sorted(self._found.scores.by_macrosector) if self._words.knows("macrosector", code)]

    def _by_macrosector(self, section: str, areas: Sequence[str], top: float) -> Table:
        scores = self._found.scores
        sectors = [code for code in self._sectors() if scores.mean(TOTAL, code) is not None]
        rows = [
            (self._words.score(area), *(exact.rounded(scores.mean(area, code)) for code in sectors)) for area in areas
        ]
        series = [Column(code, self._words.fact("macrosector", code), Kind.SCORE) for code in sectors]
        columns = [self._names("area"), *series]
        return self._table("areas_by_macrosector", section, rows, Chart.SPIDER, columns, self._least, top)

    def _levels(self, section: str) -> Table:
        now, before = self._found.scores.levels, self._found.before.levels if self._found.before else {}
        rows = [
            (self._words.fact("level", number), *self._beside(share, before.get(number)))
            for number, share in now.items()
        ]
        columns = [self._names("level"), *self._series(Kind.PERCENT)]
        return self._table("levels", section, rows, Chart.COLUMNS, columns, self._least)

    def _level_changes(self, section: str) -> Table:
        changes = self._found.level_changes()
        rows = [(self._words.fact("level", number), exact.rounded(by)) for number, by in changes.items()]
        columns = [self._names("level"), Column("points", self._texts["column.points"], Kind.POINTS)]
        return self._table("level_change", section, rows, Chart.COLUMNS, columns)

    def _pareto(self, section: str) -> Table:
        rows = [
            (self._words.score(each.code), exact.rounded(each.gap), exact.rounded(each.cumulative))
            for each in self._found.scores.gaps
        ]
        columns = [
            self._names("area"),
            Column("gap", self._texts["column.gap"], Kind.SCORE),
            Column("cumulative", self._texts["column.cumulative"], Kind.PERCENT),
        ]
        return self._table("pareto", section, rows, Chart.PARETO, columns, self._texts["note.pareto"], self._top)

    def both(self) -> Iterator[Table]:
        found = self._found
        if found.previous is None or found.both.count < LEAST:
            return
        named = {code: self._texts["total"] if code == TOTAL else self._words.score(code) for code in found.both.scores}
        rows = [(name, *map(exact.rounded, found.both_means(code))) for code, name in named.items()]
        columns = [
            self._names("area"),
            Column("previous", found.previous, Kind.SCORE),
            Column("current", found.scope.wave, Kind.SCORE),
        ]
        note = self._texts["note.both"].format(count=self._words.count(found.both.count))
        yield self._table("both", self._texts["section.scores"], rows, Chart.COLUMNS, columns, note)

    # -- what the form declares ---------------------------------------------------------------------------------------

    def declared(self) -> Iterator[Table]:
        for section, inside in groupby(self._found.declared, key=lambda each: self._words.section(each.result)):
            several = list(inside)
            for each in several:
                if each.result.rule is Rule.SHARE:
                    yield self._share(each, section)
                elif each.result.rule is Rule.RANK:
                    yield self._rank(each, section)
            for parent in dict.fromkeys(each.result.parent for each in several):
                alike = [each for each in several if each.result.parent == parent]
                yield from self._together([each for each in alike if each.result.rule in TOGETHER], section)
                yield from self._sums([each for each in alike if each.result.rule is Rule.SUM], section)

    def _share(self, each: Worked, section: str) -> Table:
        labels = self._words.codes(each.result)
        value = each.published(labels) or {}
        rows = [(labels.get(code, code), share) for code, share in value.items()]
        columns = [self._names("answer"), Column("pct", self._texts["column.share"], Kind.PERCENT)]
        chart = Chart.STACKED if len(rows) <= _FEW else Chart.BARS
        return self._table(each.result.key, section, rows, chart, columns, self._of(each), title=self._title(each))

    def _rank(self, each: Worked, section: str) -> Table:
        value = each.published(self._words.codes(each.result)) or []
        rows = [(entry["label"], entry["pct"]) for entry in value]
        columns = [self._names("answer"), Column("pct", self._texts["column.share"], Kind.PERCENT)]
        return self._table(each.result.key, section, rows, Chart.BARS, columns, self._of(each), title=self._title(each))

    def _together(self, alike: Sequence[Worked], section: str) -> Iterator[Table]:
        if not alike:
            return
        first = alike[0]
        kind = kind_of(first, self._found)
        rows = [(self._words.part(each.result), each.number()) for each in alike]
        title = self._texts["column.share"] if kind is Kind.PERCENT else self._texts["column.value"]
        columns = [self._names("answer"), Column("pct", title, kind)]
        chart = Chart.STACKED if kind is Kind.PERCENT and len(rows) <= _FEW else Chart.BARS
        named = self._words.parent(first.result)
        yield self._table(first.result.parent, section, rows, chart, columns, self._of(first), title=named)

    def _sums(self, alike: Sequence[Worked], section: str) -> Iterator[Table]:
        for kind, same in groupby(alike, key=lambda each: kind_of(each, self._found)):
            several = list(same)
            rows = [(self._words.title(each.result), each.number(), each.count) for each in several]
            titles = self._words.unit(several[0].result) or self._texts["column.value"]
            columns = [
                self._names("answer"),
                Column("value", titles[:1].upper() + titles[1:], kind),
                Column("count", self._texts["column.initiatives"], Kind.COUNT),
            ]
            key, named = several[0].result.parent, self._words.parent(several[0].result)
            if key == several[0].result.key:
                named = self._words.title(several[0].result)
            yield self._table(f"{key}_{kind.value}", section, rows, Chart.NONE, columns, self._least, title=named)

    # -- parts --------------------------------------------------------------------------------------------------------

    def _names(self, what: str) -> Column:
        return Column(what, self._texts[f"column.{what}"], Kind.TEXT)

    def _counted(self, *keys: str) -> list[Column]:
        return [Column(key, self._texts[f"column.{key}"], Kind.COUNT) for key in keys]

    def _title(self, each: Worked) -> str:
        return self._words.title(each.result)

    def _of(self, each: Worked) -> str:
        return self._words.answered(each.count)

    def _table(
        self,
        key: str,
        section: str,
        rows: Iterable[tuple[Cell, ...]],
        chart: Chart,
        columns: Sequence[Column],
        note: str = "",
        top: float = 3.0,
        title: str = "",
    ) -> Table:
        name = key.replace(".", "_")[:_KEY_LENGTH]
        return Table(name, section, title or self._texts[f"title.{key}"], tuple(columns), tuple(rows), chart, note, top)
