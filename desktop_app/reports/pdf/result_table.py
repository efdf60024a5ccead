"""A wave's table on a page: figures to the right, names wrapped, what is hidden said."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.diagnosis.published import Cell, Column, Kind, Table
from desktop_app.reports.pdf.marks import Line, Row, beside, gap
from desktop_app.reports.pdf.sheet import Sheet
from desktop_app.reports.pdf.style import BODY, BODY_GREY, GREEN, RULE, SMALL, SMALL_BOLD, Style
from desktop_app.reports.pdf.text import cut_rows, right_rows, width
from desktop_app.reports.results_figures import Say, is_hidden
from desktop_app.reports.sheet_cells import figure

_GUTTER = 14.0
_LEAST_NAMES, _LEAST, _WIDEST, _WIDEST_TEXT = 150.0, 40.0, 92.0, 150.0
_MOST_HEAD, _MOST_LINES = 5, 8


@dataclass(frozen=True, slots=True)
class Laid:
    """A table, or as many of its columns as find room: ``head`` stands over ``lines`` on each page."""

    head: list[Row]
    lines: list[list[Row]]
    has_gaps: bool

    def rows(self) -> list[Row]:
        """The lines one after another, without the head."""
        return [*(row for line in self.lines for row in line), gap(6)]


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of the page: ``at`` its left edge, ``room`` its width."""

    column: int
    at: float
    room: float

    @property
    def right(self) -> float:
        return self.at + self.room


def laid(table: Table, room: float, say: Say) -> list[Laid]:
    """``table`` in ``room`` points; one with more columns than that takes goes on beneath, with its names again."""
    return [_part(table, places, room, say) for places in _split(table, room, say)]


def flow(sheet: Sheet, part: Laid) -> None:
    """Sets ``part`` on ``sheet``, its head again on each page."""
    sheet.heading(part.head, 4)
    for number, line in enumerate(part.lines):
        if number and not sheet.fits(line):
            sheet.new_page()
            sheet.heading(part.head)
        sheet.add(line)


def _split(table: Table, room: float, say: Say) -> list[list[_Place]]:
    others = [(place, _extent(table, place, say)) for place in range(1, len(table.columns))]
    parts: list[list[tuple[int, float]]] = [[]]
    for place, extent in others:
        if parts[-1] and sum(each for _, each in parts[-1]) + extent > room - _LEAST_NAMES:
            parts.append([])
        parts[-1].append((place, extent))
    return [_places(part, room) for part in parts] if table.columns else []


def _places(part: list[tuple[int, float]], room: float) -> list[_Place]:
    names = room - sum(extent for _, extent in part)
    places = [_Place(0, 0.0, names - _GUTTER if part else names)]
    at = names
    for column, extent in part:
        places.append(_Place(column, at, extent - _GUTTER))
        at += extent
    return [*places[:-1], _Place(places[-1].column, places[-1].at, room - places[-1].at)]


def _extent(table: Table, place: int, say: Say) -> float:
    """What a column wants, its gutter included: its widest cell, and the longest word of its head."""
    column = table.columns[place]
    wants = [_LEAST, *(width(word, SMALL_BOLD) for word in column.title.split())]
    wants += [width(say.figure(row[place], column.kind), BODY) for row in table.rows]
    most = _WIDEST_TEXT if column.kind is Kind.TEXT else _WIDEST
    return max(min(most, max(wants)), _told_share(table, place, say)) + _GUTTER


def _told_share(table: Table, place: int, say: Say) -> float:
    """A column's part of the room in which it is told that a row is hidden; 0 where none is."""
    every = [_Place(each, 0.0, 0.0) for each in range(len(table.columns))]
    runs = [_hidden(table.columns, row, every) for row in table.rows]
    share = [len(run) for run in runs if any(each.column == place for each in run)]
    return (width(say.texts["hidden"], SMALL) + 2) / min(share) if share else 0.0


def _part(table: Table, places: list[_Place], room: float, say: Say) -> Laid:
    head = beside(*(_head(table.columns[place.column], place) for place in places))
    head.append(Row(4, (Line(0, 2, room, 2, GREEN, 1.0),)))
    lines: list[list[Row]] = []
    has_gaps = False
    for row in table.rows:
        line, gaps = _line(table.columns, row, places, say)
        has_gaps |= gaps
        lines.append([gap(2), *line, Row(3, (Line(0, 2.5, room, 2.5, RULE),))])
    return Laid(head, lines, has_gaps)


def _head(column: Column, place: _Place) -> list[Row]:
    if column.kind is Kind.TEXT:
        return cut_rows(column.title, SMALL_BOLD, place.room, _MOST_HEAD, place.at)
    return right_rows(column.title, SMALL_BOLD, place.right, place.room, _MOST_HEAD)


def _line(columns: tuple[Column, ...], row: tuple[Cell, ...], places: list[_Place], say: Say) -> tuple[list[Row], bool]:
    """A row, and whether a figure of it is missing without a word."""
    hidden = _hidden(columns, row, places)
    stacks: list[list[Row]] = []
    has_gaps = False
    for place in places:
        column, value = columns[place.column], row[place.column]
        if column.kind is Kind.TEXT:
            stacks.append(cut_rows(str(value or ""), BODY, place.room, _MOST_LINES, place.at))
        elif place in hidden:
            if place is hidden[-1]:
                stacks.append(_told(say.texts["hidden"], hidden[0].at, place.right))
        elif figure(value) is None and not isinstance(value, str):
            has_gaps = True
            stacks.append(right_rows(say.texts["none"], BODY_GREY, place.right, place.room, 1))
        else:
            stacks.append(right_rows(say.figure(value, column.kind), BODY, place.right, place.room, 2))
    return beside(*stacks), has_gaps


def _hidden(columns: tuple[Column, ...], row: tuple[Cell, ...], places: list[_Place]) -> list[_Place]:
    """The neighbouring columns in whose room it is told that too few are counted: only counts are known."""
    told = [place for place in places if columns[place.column].kind not in (Kind.TEXT, Kind.COUNT)]
    if not told or not is_hidden(columns, row):
        return []
    first = places.index(told[0])
    run = [places[first]]
    for place in places[first + 1 :]:
        if place not in told:
            break
        run.append(place)
    return run


def _told(text: str, start: float, right: float) -> list[Row]:
    style = Style(SMALL.font, SMALL.size, BODY.leading, SMALL.color)
    return right_rows(text, style, right, right - start, 3)
