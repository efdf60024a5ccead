"""The tables of what a form declares of its repeats' records, with the charts that they are drawn as."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.published import LEAST, Cell, Chart, Column, Kind, Table
from desktop_app.diagnosis.record_results import RecordRule
from desktop_app.reception import exact
from desktop_app.reception.gathered import Gathered
from desktop_app.reception.recorded import Figures, Recorded, Row
from desktop_app.reception.statements import kind_of_sum
from desktop_app.reception.words import Words

_MOST_COLUMNS = 8
"""Parts of the wave side by side; more are a row each."""


def record_tables(found: Gathered, words: Words) -> Iterator[Table]:
    """Those of what is told by a choice, in the form's order; ``key`` may be any length, and another table's."""
    for each in found.records:
        if each.result.by is not None and each.all is not None:
            yield _by_choice(each, each.all, found, words)
            if each.across:
                yield _across(each, found, words)


def _by_choice(each: Recorded, whole: Figures, found: Gathered, words: Words) -> Table:
    labels = words.choices(each.result)
    rows: list[tuple[Cell, ...]] = [(labels.get(row.code, row.code), *_cells(each, row)) for row in each.rows]
    titles = [_number(each, place, words) for place in range(len(each.result.values))]
    if each.result.rule is RecordRule.ADD:
        numbers = [Column("sum", titles[0], kind_of_sum(each, found))]
    else:
        named = zip(each.result.values, titles, strict=True)
        numbers = [Column(f"mean_{part.name}", title, Kind.NUMBER) for part, title in named]
    columns = (
        _choices(each, words),
        *numbers,
        Column("pct", words.texts["column.share"], Kind.PERCENT),
        Column("records", words.texts["column.records"], Kind.COUNT),
        Column("initiatives", words.texts["column.initiatives"], Kind.COUNT),
    )
    section, title, note = words.section(each.result), words.title(each.result), _note(whole, words)
    chart = Chart.MAP if each.result.rule is RecordRule.MAP else Chart.BARS
    return Table(each.result.key, section, title, columns, tuple(rows), chart, note)


def _cells(each: Recorded, row: Row) -> tuple[Cell, ...]:
    told = row.told
    numbers = (each.number(told),) if each.result.rule is RecordRule.ADD else each.means(told)
    counts = (told.records, told.initiatives) if told is not None else (None, None)
    return (*numbers, exact.rounded(row.share), *counts)


def _across(each: Recorded, found: Gathered, words: Words) -> Table:
    """A column for each part of the wave, or for each choice where there are more parts than a page has room for."""
    labels, fact = words.choices(each.result), each.result.across
    kind = Kind.COUNT if not each.result.values else Kind.NUMBER
    if each.result.rule is RecordRule.ADD:
        kind = kind_of_sum(each, found)
    told = [row for row in each.rows if any(row.across.get(part) is not None for part in each.across)]
    choices = [(row.code, labels.get(row.code, row.code)) for row in told]
    parts = [(part, words.fact(fact, part)) for part in each.across]
    cells = [[_cell(each, row.across.get(part)) for part in each.across] for row in told]
    names = _choices(each, words)
    if len(parts) > _MOST_COLUMNS:
        cells = [list(column) for column in zip(*cells, strict=True)]
        choices, parts = parts, choices
        names = Column(fact, words.texts[f"column.{fact}"], Kind.TEXT)
    columns = (names, *(Column(code, title, kind) for code, title in parts))
    rows = tuple((title, *line) for (_, title), line in zip(choices, cells, strict=True))
    title = words.texts["title.across"].format(
        title=words.title(each.result), fact=words.texts[f"column.{fact}"].lower()
    )
    what = _number(each, 0, words) if each.result.values else words.texts["column.records"]
    note = words.texts["note.across"].format(what=what, least=LEAST)
    chart = Chart.COLUMNS if len(parts) <= _MOST_COLUMNS else Chart.NONE
    return Table(f"{each.result.key[:24]}_across", words.section(each.result), title, columns, rows, chart, note)


def _cell(each: Recorded, told: Figures | None) -> Cell:
    if told is None:
        return None
    if each.result.rule is RecordRule.ADD:
        return each.number(told)
    return each.means(told)[0] if each.result.values else told.records


def _choices(each: Recorded, words: Words) -> Column:
    asked = each.result.by
    return Column("answer", words.question(asked.ref) if asked is not None else "", Kind.TEXT)


def _number(each: Recorded, place: int, words: Words) -> str:
    """What is told of one of the numbers."""
    named = words.value(each.result, each.result.values[place])
    if each.result.rule is RecordRule.ADD:
        return named
    return words.texts["column.record_mean"].format(title=named)


def _note(whole: Figures, words: Words) -> str:
    counted = words.count(whole.records), words.count(whole.initiatives)
    return words.texts["note.records"].format(records=counted[0], initiatives=counted[1], least=LEAST)
