"""Declared charts of lying bars: rankings and tallies, and schedules, whose bars lie on a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.diagnosis.chart_shapes import Bar, Calendar, bars, calendar, lanes
from desktop_app.diagnosis.charted import ChartItem
from desktop_app.diagnosis.charts import ChartKind
from desktop_app.reports.declared_charts import DeclaredChart
from desktop_app.reports.pdf.chart import legend_lines
from desktop_app.reports.pdf.fills import FILLS, fill_color, filled
from desktop_app.reports.pdf.marks import Box, Line, Mark, Polygon, Row, Text, gap, height_of, moved, stacked
from desktop_app.reports.pdf.result_bars import swatch
from desktop_app.reports.pdf.style import AMBER, CHART_BOLD, CHART_LABEL, CHART_RING, GREY, INK, PALE, RULE, SMALL
from desktop_app.reports.pdf.text import cut_rows, rows, shorten, width
from desktop_app.reports.wording import Wording

MOST_HIGH: Final = 460.0
"""Points that the bars of one chart may take; the table has all of them."""
_NAMES_SHARE = 0.42
_BAR, _BETWEEN = 13.0, 7.0
_MOST_VALUE = 0.2
_HEAD, _LANE = 24.0, 16.0
_MOMENT = 5.0
_LEAST_BAR = 2.5


def bar_rows(chart: DeclaredChart, room: float, say: Wording) -> list[Row]:
    """A ranking or a tally."""
    told = [*chart.chart.groups] if 1 < len(chart.chart.groups) <= FILLS else []
    found = bars(chart.chart)
    names = _names_room([_name(chart, bar.item) for bar in found], room)
    value = min(room * _MOST_VALUE, max(width(text, CHART_BOLD) for text in chart.figures)) + 8
    start, extent = names + 8, room - names - 8 - value
    block: list[Row] = []
    for bar, figure in zip(found, chart.figures, strict=True):
        fill = told.index(bar.item.words["group"]) if told else 0
        marks = list(filled(start + bar.start * extent, 0.5, (bar.end - bar.start) * extent, _BAR - 1, fill))
        text = shorten(figure, CHART_BOLD, value - 4)
        marks.append(Text(start + bar.end * extent + 4, _BAR / 2 + 3.2, text, CHART_BOLD))
        block.append(_row(_name(chart, bar.item), names, marks))
    scale = chart.chart.scales["value"]
    zero = start - scale.low / (scale.high - scale.low) * extent
    axis = [Row(row.height, (*row.marks, Line(zero, 0, zero, row.height, GREY, 0.8))) for row in block]
    legend = [swatch(place, name, room) for place, name in enumerate(told)]
    what = rows(chart.names["value"], CHART_BOLD, room - start, start) if chart.kind is ChartKind.RANKING else []
    return [*legend_lines(legend, room), *what, *_as_many(axis, len(axis), room, say)]


def _names_room(names: Sequence[str], room: float) -> float:
    return min(room * _NAMES_SHARE, max(width(name, CHART_LABEL) for name in names) + 2)


def _name(chart: DeclaredChart, item: ChartItem) -> str:
    return item.label if chart.kind is ChartKind.TALLY else f"{item.number}. {item.label}"


def _row(name: str, room: float, marks: Sequence[Mark], *, ground: Sequence[Mark] = ()) -> Row:
    """A name in at most two lines, and beside it what is drawn in the middle of the row's height."""
    words = cut_rows(name, CHART_LABEL, room, 2)
    height = max(_BAR, height_of(words)) + _BETWEEN
    down = (height - height_of(words)) / 2
    drawn = [moved(mark, 0, (height - _BAR) / 2) for mark in marks]
    return Row(height, (*ground, *(moved(mark, 0, down) for mark in stacked(words).marks), *drawn))


def _as_many(block: Sequence[Row], of: int, room: float, say: Wording) -> list[Row]:
    """As many rows as a page has room for; of how many bars some are left out is told."""
    used, kept = 0.0, 0
    while kept < len(block) and (not kept or used + block[kept].height <= MOST_HIGH):
        used += block[kept].height
        kept += 1
    if kept == len(block):
        return list(block)
    shown = of - sum(row.height != _LANE for row in block[kept:])
    return [*block[:kept], gap(4), *rows(say.say("declared.drawn", shown=shown, of=of), SMALL, room)]


def schedule_rows(chart: DeclaredChart, room: float, say: Wording) -> list[Row]:
    """A calendar, with a lane for each group."""
    span = calendar(chart.chart, chart.today)
    if span is None:
        return []
    drawn = _Schedule(chart, room, span, say)
    legend = [swatch(place, name, room) for place, name in enumerate(drawn.states)]
    if span.today is not None:
        legend.append(drawn.today_sign())
    return [drawn.head(), *drawn.body(), gap(4), *legend_lines(legend, room)]


@dataclass(frozen=True, slots=True)
class _Schedule:
    chart: DeclaredChart
    room: float
    span: Calendar
    say: Wording

    @property
    def states(self) -> tuple[str, ...]:
        """Those that are told apart."""
        return self.chart.chart.states if len(self.chart.chart.states) <= FILLS else ()

    @property
    def names(self) -> float:
        return _names_room([_name(self.chart, item) for item in self.chart.chart.drawn], self.room)

    @property
    def start(self) -> float:
        return self.names + 8

    @property
    def extent(self) -> float:
        return self.room - self.start - 4

    def _at(self, place: float) -> float:
        return self.start + place * self.extent

    def head(self) -> Row:
        """The marks' names: months over their year, or years."""
        marks: list[Mark] = []
        months = self.say.texts["declared.months"].split()
        year = 0
        for day, place in self.span.marks:
            x = self._at(place) + 2
            if not self.span.monthly:
                marks.append(Text(x, 20, str(day.year), CHART_RING))
                continue
            marks.append(Text(x, 20, months[day.month - 1], CHART_RING))
            if day.year != year:
                marks.append(Text(x, 9, str(day.year), CHART_BOLD))
                year = day.year
        return Row(_HEAD, (*marks, Line(self.start, _HEAD - 0.5, self.room - 4, _HEAD - 0.5, GREY, 0.8)))

    def body(self) -> list[Row]:
        block: list[Row] = []
        for lane in lanes(self.chart.chart, self.span):
            if lane.name:
                title = shorten(lane.name, CHART_BOLD, self.room - 8)
                block.append(Row(_LANE, (Box(0, 1, self.room, 14, PALE), Text(4, 11.4, title, CHART_BOLD))))
            block += [self._bar(bar) for bar in lane.bars]
        return _as_many([self._ruled(row) for row in block], len(self.chart.chart.drawn), self.room, self.say)

    def _bar(self, bar: Bar) -> Row:
        state = bar.item.words.get("state", "")
        fill = self.states.index(state) if state in self.states else 0
        x, extent = self._at(bar.start), max(_LEAST_BAR, (bar.end - bar.start) * self.extent)
        if bar.end > bar.start:
            marks: list[Mark] = list(filled(x, 0.5, extent, _BAR - 1, fill))
        else:
            marks = [_moment(x, fill)]
        return _row(_name(self.chart, bar.item), self.names, marks)

    def _ruled(self, row: Row) -> Row:
        """The marks go down through every row, and so does today."""
        lines = [Line(self._at(place), 0, self._at(place), row.height, RULE, 0.6) for _, place in self.span.marks]
        today = [] if self.span.today is None else [self._today(self.span.today, row.height)]
        return Row(row.height, (*lines, *row.marks, *today))

    def _today(self, place: float, height: float) -> Line:
        return Line(self._at(place), 0, self._at(place), height, AMBER, 1.2, (3, 2))

    def today_sign(self) -> tuple[float, list[Mark]]:
        text = self.say.say("declared.today", date=self.say.date(self.chart.today))
        return 20 + width(text, CHART_LABEL), [Line(0, 7, 14, 7, AMBER, 1.2, (3, 2)), Text(20, 10.4, text, CHART_LABEL)]


def _moment(x: float, fill: int) -> Polygon:
    """A day that nothing lasts to or from."""
    middle = _BAR / 2
    corners = ((x, middle - _MOMENT), (x + _MOMENT, middle), (x, middle + _MOMENT), (x - _MOMENT, middle))
    return Polygon(corners, fill_color(fill), INK, 0.6)
