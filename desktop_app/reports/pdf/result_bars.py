"""Bars of a wave's results, lying or standing, with their figures printed beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.diagnosis.published import Kind
from desktop_app.reports.pdf.chart import legend_lines
from desktop_app.reports.pdf.fills import FILLS, filled
from desktop_app.reports.pdf.marks import Box, Line, Mark, Row, Text, gap, height_of, moved, stacked
from desktop_app.reports.pdf.style import CHART_BOLD, CHART_LABEL, GREY, PALE, REGULAR, SMALL, Style
from desktop_app.reports.pdf.text import cut_lines, cut_rows, rows, shorten, width
from desktop_app.reports.results_figures import Plot, Say, Series

MOST_HIGH = 440.0
_VALUE = Style(CHART_BOLD.font, 8.5, 11)
_TIGHT = Style(REGULAR, 8, 10)
_FEW = Style(SMALL.font, 8.5, 11, GREY)
_NAMES_SHARE = 0.38
_MOST_VALUE = 0.2
_SWATCH = 12.0
_ALONE, _AMONG, _BETWEEN = 13.0, 10.5, 7.0
_UP = 130.0
_GROUP_SHARE, _WIDEST_BAR = 0.76, 54.0


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to points: ``low`` and ``high`` include zero, which is where bars begin."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        kept = min(self.high, max(self.low, value))
        return self.start + (kept - self.low) / (self.high - self.low) * (self.end - self.start)


def bounds(plot: Plot) -> tuple[float, float]:
    """The lowest and the highest that is drawn, zero among them; scores are drawn against the highest possible."""
    known = [value for series in plot.series for value in series.known]
    low, high = min(0.0, *known), max(0.0, *known)
    if all(series.column.kind is Kind.SCORE for series in plot.series):
        high = max(high, plot.top)
    return (low, high) if high > low else (low, low + 1)


def legend(plot: Plot, room: float) -> list[Row]:
    """What each fill means; nothing where there is one."""
    if len(plot.series) < 2:
        return []
    entries = [swatch(number, each.column.title, room) for number, each in enumerate(plot.series)]
    return [*legend_lines(entries, room), gap(4)]


def swatch(number: int, label: str, room: float) -> tuple[float, list[Mark]]:
    """An entry of a legend."""
    text = shorten(label, CHART_LABEL, room - _SWATCH - 5)
    marks = [*filled(0, 2, _SWATCH, 10, number), Text(_SWATCH + 5, 10.4, text, CHART_LABEL)]
    return _SWATCH + 5 + width(text, CHART_LABEL), marks


def lying(plot: Plot, room: float, say: Say) -> list[Row]:
    """A row of the table after another, as many as a page has room for; what is left out is told."""
    drawn = _Lying(plot, room, say)
    block = legend(plot, room)
    used = height_of(block)
    for place in range(len(plot.names)):
        row = drawn.row(place)
        if used + row.height > MOST_HIGH and place:
            return [*block, *left_out(place, len(plot.names), room, say)]
        used += row.height
        block.append(row)
    return block


def left_out(shown: int, of: int, room: float, say: Say) -> list[Row]:
    return rows(say.texts["chart.left_out"].format(shown=shown, of=of), SMALL, room) if shown < of else []


class _Lying:
    """Names in a column at the left, bars beside them."""

    def __init__(self, plot: Plot, room: float, say: Say) -> None:
        self.plot, self.room, self.say = plot, room, say
        self.names = min(room * _NAMES_SHARE, max(width(name, CHART_LABEL) for name in plot.names) + 2)
        low, high = bounds(plot)
        value = min(room * _MOST_VALUE, max((width(text, _VALUE) for text in self._texts()), default=0.0)) + 6
        self.most_value = value - 4
        before = value if low < 0 else 0.0
        self.scale = Scale(low, high, self.names + 8 + before, room - value)
        self.tall = _ALONE if len(plot.series) == 1 else _AMONG
        self.scored = all(series.column.kind is Kind.SCORE for series in plot.series)

    def _texts(self) -> Iterator[str]:
        for series in self.plot.series:
            yield from (self.say.drawn(value, series.column.kind) for value in series.values)

    def row(self, place: int) -> Row:
        name = cut_rows(self.plot.names[place], CHART_LABEL, self.names, 2)
        bars = self.tall * len(self.plot.series)
        height = max(bars, height_of(name)) + _BETWEEN
        top = (height - bars) / 2
        down = (height - height_of(name)) / 2
        marks = [moved(mark, 0, down) for mark in stacked(name).marks]
        for number, series in enumerate(self.plot.series):
            marks += self._bar(series, number, place, top + number * self.tall)
        zero = self.scale.at(0)
        return Row(height, (*marks, Line(zero, 0, zero, height, GREY, 0.8)))

    def _bar(self, series: Series, number: int, place: int, y: float) -> Iterator[Mark]:
        value, zero = series.values[place], self.scale.at(0)
        base = y + self.tall / 2 + _VALUE.size * 0.36
        if value is None:
            yield Text(zero + 4, base, self.say.texts["few"], _FEW)
            return
        if self.scored:
            yield Box(zero, y + 0.5, self.scale.end - zero, self.tall - 1, PALE)
        end = self.scale.at(value)
        yield from filled(min(zero, end), y + 0.5, abs(end - zero), self.tall - 1, number)
        text = shorten(self.say.figure(value, series.column.kind), _VALUE, self.most_value)
        at = end - 4 - width(text, _VALUE) if value < 0 else (self.scale.end if self.scored else end) + 4
        yield Text(at, base, text, _VALUE)


def standing(plot: Plot, room: float, say: Say) -> list[Row] | None:
    """Groups side by side; ``None`` where names or figures have no room, which lying bars have."""
    drawn = _Standing(plot, room, say)
    return [*legend(plot, room), drawn.bars(), *drawn.names()] if drawn.fits() else None


class _Standing:
    def __init__(self, plot: Plot, room: float, say: Say) -> None:
        self.plot, self.room, self.say = plot, room, say
        self.group = room / len(plot.names)
        self.bar = min(_WIDEST_BAR, self.group * _GROUP_SHARE / len(plot.series))
        low, high = bounds(plot)
        self.scale = Scale(low, high, _UP + (14 if low < 0 else 0), 14.0)

    def text(self, series: Series, place: int) -> str:
        return self.say.drawn(series.values[place], series.column.kind, short=True)

    def fits(self) -> bool:
        series, places = self.plot.series, range(len(self.plot.names))
        widest = max(width(self.text(each, place), _VALUE) for each in series for place in places)
        extent = self.bar if len(series) > 1 else self.group - 6
        return len(series) <= FILLS and widest <= extent and names_fit(self.plot.names, self.group)

    def bars(self) -> Row:
        zero = self.scale.at(0)
        marks: list[Mark] = []
        for place in range(len(self.plot.names)):
            left = (place + 0.5) * self.group - self.bar * len(self.plot.series) / 2
            for number, series in enumerate(self.plot.series):
                marks += self._bar(series, number, place, left + number * self.bar)
        height = max(self.scale.start, zero) + (14 if self.scale.low < 0 else 1)
        return Row(height, (*marks, Line(0, zero, self.room, zero, GREY, 0.8)))

    def _bar(self, series: Series, number: int, place: int, x: float) -> Iterator[Mark]:
        value, zero = series.values[place], self.scale.at(0)
        text, style = self.text(series, place), _FEW if value is None else _VALUE
        end = zero if value is None else self.scale.at(value)
        yield from filled(x, min(zero, end), self.bar - 1, abs(end - zero), number)
        base = end + 10 if (value or 0) < 0 else end - 4
        yield Text(x + (self.bar - 1 - width(text, style)) / 2, base, text, style)

    def names(self) -> list[Row]:
        return [gap(3), *group_names(self.plot.names, self.group)]


def names_fit(names: tuple[str, ...], group: float) -> bool:
    """Whether no word of a name is wider than its group."""
    return max((width(word, _TIGHT) for name in names for word in name.split()), default=0.0) <= group - 6


def group_names(names: tuple[str, ...], group: float) -> list[Row]:
    """Names beneath standing bars, each centred under its own, in at most three lines."""
    widest = max((width(word, CHART_LABEL) for name in names for word in name.split()), default=0.0)
    style = CHART_LABEL if widest <= group - 6 else _TIGHT
    marks: list[Mark] = []
    most = 0.0
    for place, name in enumerate(names):
        lines = cut_lines(name, style, group - 6, 3)
        for number, line in enumerate(lines):
            x = (place + 0.5) * group - width(line, style) / 2
            marks.append(Text(x, style.leading * number + style.size + 1, line, style))
        most = max(most, style.leading * len(lines))
    return [Row(most + 2, tuple(marks))]
