"""What a form declares of its repeats' records, worked out of a wave's answers.

The database adds up what each initiative says of each choice; who it was has to be known, for a group is told of only
where ``LEAST`` initiatives stand behind it, and where those that are left untold are none or ``LEAST`` together: else a
subtraction from all would tell of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection, Select, case, func, literal, select

from desktop_app.diagnosis.published import LEAST
from desktop_app.diagnosis.record_results import Part, RecordResult, RecordRule, record_results
from desktop_app.diagnosis.results import UNKNOWN
from desktop_app.reception import exact
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.scope import Scope
from desktop_app.reception.tables import SCALE, answers, responses
from desktop_app.reception.tallies import Nodes, Tally

NONE_CHOSEN: Final = ""
"""The code of what is added up of records without a choice."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some records: how many they are, of how many initiatives, and of each number the sum (ten-thousandths) and the
    mean, ``None`` of fewer than ``LEAST`` initiatives."""

    records: int
    initiatives: int
    sums: tuple[int, ...] = ()
    means: tuple[Fraction | None, ...] = ()

    @property
    def each(self) -> Fraction:
        """How many records an initiative has on average."""
        return Fraction(self.records, self.initiatives)


@dataclass(frozen=True, slots=True)
class Row:
    """A choice; ``told`` is ``None`` where nothing may be said of it. ``share`` is its percent of the records, or of
    what is added up; ``across`` are the figures in each part of the wave."""

    code: str
    told: Figures | None
    share: Fraction | None = None
    across: Mapping[str, Figures | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a rule came to. ``all`` is ``None`` of fewer than ``LEAST`` initiatives, and there are no rows then;
    ``across`` are the codes of the parts of the wave of which something is told."""

    result: RecordResult
    all: Figures | None
    rows: tuple[Row, ...] = ()
    across: tuple[str, ...] = ()

    def published(self, labels: Mapping[str, str]) -> Any:
        """As ``results.json`` has it; ``labels`` are those of the choices."""
        if self.all is None:
            return None
        rows = [self._row(row, labels) for row in self.rows]
        if self.result.rule is RecordRule.COUNT:
            return {**self._figures(self.all), "mean": exact.rounded(self.all.each)}
        if self.result.rule is RecordRule.ADD:
            return self._figures(self.all) | ({"by": rows} if self.result.by is not None else {})
        return rows

    def number(self, figures: Figures | None) -> float | int | None:
        """What ``add`` added up."""
        return exact.plain(figures.sums[0]) if figures is not None else None

    def means(self, figures: Figures | None) -> tuple[float | None, ...]:
        """The means of the numbers."""
        return tuple(map(exact.rounded, figures.means)) if figures is not None else (None,) * len(self.result.values)

    def _row(self, row: Row, labels: Mapping[str, str]) -> dict[str, Any]:
        told = {
            "code": row.code,
            "label": labels.get(row.code, row.code),
            **self._figures(row.told),
            "pct": exact.rounded(row.share),
        }
        across = {code: self._figures(row.across.get(code)) for code in self.across}
        return told | ({"across": across} if self.result.across else {})

    def _figures(self, told: Figures | None) -> dict[str, Any]:
        found: dict[str, Any] = {
            "records": told.records if told is not None else None,
            "initiatives": told.initiatives if told is not None else None,
        }
        if self.result.rule is RecordRule.ADD:
            return {"sum": self.number(told), **found}
        names = [part.name for part in self.result.values]
        return found | ({"mean": dict(zip(names, self.means(told), strict=True))} if names else {})


def work_out_records(connection: Connection, scope: Scope, known: KnownForm, nodes: Nodes) -> tuple[Recorded, ...]:
    """Each figure that the form declares at its repeats, in its order: a query for each."""
    return tuple(_worked(connection, scope, known, nodes, each) for each in record_results(known.form))


def _worked(connection: Connection, scope: Scope, known: KnownForm, nodes: Nodes, result: RecordResult) -> Recorded:
    if result.rule is RecordRule.COUNT:
        of = _records(scope, nodes, result)
        records, initiatives = connection.execute(select(func.count(), func.count(of.c.response_id.distinct()))).one()
        return Recorded(result, Figures(records, initiatives) if initiatives >= LEAST else None)
    offered = list(dict.fromkeys(c.name for c in known.form.offered(result.by.ref, None))) if result.by else []
    codes = [code for code in offered if code not in UNKNOWN]
    piles = _piles(connection.execute(_told(scope, nodes, result)), result, codes)
    if len(piles.all.who) < LEAST:
        return Recorded(result, None)
    parts = [code for code in known.labels(result.across, "es") if code] if result.across else []
    rows = _rows(result, piles, [*codes, NONE_CHOSEN], parts)
    across = tuple(code for code in parts if any(row.across.get(code) is not None for row in rows))
    return Recorded(result, piles.all.figures(), tuple(rows[: result.top or None]), across)


# -- what the database adds up -----------------------------------------------------------------------------------------


def _told(scope: Scope, nodes: Nodes, result: RecordResult) -> Select[Any]:
    """A row for each initiative and choice: the initiative, the part of the wave, what was chosen, how many records,
    and of each number how many records gave it and their sum."""
    own = _records(scope, nodes, result)

    def said(name: str, part: Part) -> Any:
        return own.c[name] if part.depth == result.depth else _around(own, nodes, part, name)

    chosen = said("by", result.by) if result.by is not None else literal(NONE_CHOSEN)
    numbers = [said(f"number{place}", part).label(f"number{place}") for place, part in enumerate(result.values)]
    each = select(own.c.response_id, own.c.across, chosen.label("by"), *numbers).subquery("each")
    figures = [figure for part in numbers for figure in (func.count(each.c[part.name]), func.sum(each.c[part.name]))]
    groups = (each.c.response_id, each.c.across, each.c.by)
    return select(*groups, func.count(), *figures).group_by(*groups)


def _records(scope: Scope, nodes: Nodes, result: RecordResult) -> Any:
    """The records that count, each with its part of the wave, its choice and its numbers. More joins would have to be
    planned, and a database that has not counted its rows yet plans them badly."""
    named = {"by": result.by} | {f"number{place}": part for place, part in enumerate(result.values)}
    ids = {name: nodes.of(part.ref) for name, part in named.items() if part and part.depth == result.depth}
    cells: dict[str, Any] = {
        name: func.max(case((answers.c.node_id == node, answers.c.text if name == "by" else answers.c.number)))
        for name, node in ids.items()
    }
    asked: set[int] = set()
    if result.rule is RecordRule.ADD:
        counts: Any = cells["number0"].is_not(None)
    elif "by" in cells:
        counts = cells["by"].is_not(None)
    else:
        asked = set(nodes.ids(result.asked))
        counts = func.count(case((answers.c.node_id.in_(sorted(asked)), 1))) > 0
    mine = answers.c.node_id.in_(sorted(asked.union(ids.values())))
    cells["across"] = func.max(responses.c[result.across]) if result.across else literal("")
    told = select(answers.c.response_id, answers.c.row, *(cell.label(name) for name, cell in cells.items()))
    told = told.join_from(responses, answers, answers.c.response_id == responses.c.id).where(*scope.holds(), mine)
    return told.group_by(answers.c.response_id, answers.c.row).having(counts).subquery("records")


def _around(own: Any, nodes: Nodes, part: Part, name: str) -> Any:
    """What is said in the record around that of ``own``, or outside of all: looked up by its key, record for record."""
    cell = answers.c.text if name == "by" else answers.c.number
    place = own.c.row.like(answers.c.row + ".%") if part.depth else answers.c.row == ""
    mine = (answers.c.node_id == nodes.of(part.ref), answers.c.response_id == own.c.response_id, place)
    return select(cell).where(*mine).correlate(own).scalar_subquery()


# -- what is added up here ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Pile:
    """Records that are told of together, and whose they are."""

    numbers: list[Tally]
    givers: list[set[int]]
    records: int = 0
    who: set[int] = field(default_factory=set)

    def add(self, who: int, records: int, numbers: Sequence[int | None]) -> None:
        self.records += records
        self.who.add(who)
        for place, own in enumerate(self.numbers):
            count, total = numbers[2 * place] or 0, numbers[2 * place + 1]
            self.numbers[place] = own + Tally(count, int(total or 0))
            if count:
                self.givers[place].add(who)

    def figures(self) -> Figures:
        means = [
            Fraction(own.total, own.count * SCALE) if len(givers) >= LEAST else None
            for own, givers in zip(self.numbers, self.givers, strict=True)
        ]
        return Figures(self.records, len(self.who), tuple(own.total for own in self.numbers), tuple(means))


@dataclass(frozen=True, slots=True)
class _Piles:
    all: _Pile
    by: Mapping[str, _Pile]
    across: Mapping[str, Mapping[str, _Pile]]


def _piles(told: Iterable[Any], result: RecordResult, codes: Collection[str]) -> _Piles:
    """Whoever chose what the form has not, or says not to know, chose nothing: nothing else is told of such a record,
    but it is added up."""
    many, known = len(result.values), frozenset(codes)

    def new() -> _Pile:
        return _Pile([Tally()] * many, [set() for _ in range(many)])

    found = _Piles(new(), defaultdict(new), defaultdict(lambda: defaultdict(new)))
    for who, part, text, records, *numbers in told:
        chosen = set((text or "").split())
        if not chosen or not chosen <= known:
            chosen = {NONE_CHOSEN} if result.rule is RecordRule.ADD else set()
        if not chosen:
            continue
        found.all.add(who, records, numbers)
        for code in chosen:
            found.by[code].add(who, records, numbers)
            if result.across:
                found.across[code][part].add(who, records, numbers)
    return found


def _rows(result: RecordResult, piles: _Piles, codes: Sequence[str], parts: Sequence[str]) -> list[Row]:
    """The choices that somebody made: those that are told of in their order, the others after them."""
    if result.by is None:
        return []
    told, whole = _told_of(piles.by, codes), piles.all.figures()
    rows = []
    for code in codes:
        if code in told:
            figures = piles.by[code].figures()
            rows.append(Row(code, figures, _share(result, figures, whole), _cells(piles, code, parts)))
        elif code in piles.by:
            rows.append(Row(code, None))
    places = {code: place for place, code in enumerate(codes)}
    return sorted(rows, key=lambda row: (*_order(result, row), places[row.code]))


def _cells(piles: _Piles, code: str, parts: Sequence[str]) -> dict[str, Figures | None]:
    found = piles.across.get(code, {})
    told = _told_of(found, parts)
    return {part: found[part].figures() if part in told else None for part in parts}


def _told_of(piles: Mapping[str, _Pile], codes: Sequence[str]) -> set[str]:
    """The groups among ``codes`` of which something may be told: if the others together are too few, the smallest of
    those that could be is kept back with them."""
    enough = [code for code in codes if code in piles and len(piles[code].who) >= LEAST]
    others: set[int] = set().union(*(pile.who for code, pile in piles.items() if code not in enough))
    if 0 < len(others) < LEAST and enough:
        enough.remove(min(reversed(enough), key=lambda code: len(piles[code].who)))
    return set(enough)


def _share(result: RecordResult, part: Figures, whole: Figures) -> Fraction | None:
    if result.rule is RecordRule.ADD:
        return exact.percent(part.sums[0], whole.sums[0])
    return exact.percent(part.records, whole.records)


def _order(result: RecordResult, row: Row) -> tuple[Any, ...]:
    """What comes first: what is told, what has a figure, the highest figure, the most records. What is added up of
    records without a choice is the last of what is told."""
    if row.told is None:
        return (2,)
    figure: Fraction | None = Fraction(row.told.records)
    if result.rule is RecordRule.ADD:
        figure = Fraction(row.told.sums[0])
    elif row.told.means:
        figure = row.told.means[0]
    if result.rule is RecordRule.MAP:
        x, y = row.told.means
        figure = x * y if x is not None and y is not None else None
    return int(row.code == NONE_CHOSEN), figure is None, -(figure or 0), -row.told.records
