"""A bar cut in shares, and the Pareto chart: what together makes up a whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from desktop_app.diagnosis.published import Kind
from desktop_app.reports.pdf.chart import legend_lines
from desktop_app.reports.pdf.fills import FILLS, filled
from desktop_app.reports.pdf.marks import Box, Line, Mark, Row, Text, gap
from desktop_app.reports.pdf.result_bars import Scale, group_names, left_out, names_fit, swatch
from desktop_app.reports.pdf.style import CHART_BOLD, CHART_LABEL, CHART_RING, GREY, INK, RULE, WHITE
from desktop_app.reports.pdf.text import shorten, width
from desktop_app.reports.results_figures import Plot, Say, Series

_TALL = 34.0
_WHOLE = 100.0
_UP, _ABOVE = 140.0, 16.0
_LEAST_GROUP = 44.0
_GROUP_SHARE, _WIDEST_BAR = 0.7, 60.0
_MARKER = 2.6
_SIGN = 24.0


def shares(plot: Plot, room: float, say: Say) -> list[Row] | None:
    """One bar and its legend with the figures; ``None`` where there are more parts than fills, or no shares."""
    series = plot.series[0]
    if len(plot.names) > FILLS or min(series.known) < 0:
        return None
    total = sum(series.known)
    if series.column.kind is Kind.PERCENT:
        total = max(_WHOLE, total)
    marks: list[Mark] = [Box(0, 0, room, _TALL, None, GREY)]
    x = 0.0
    for number, value in enumerate(series.values):
        extent = room * value / total if value and total else 0.0
        marks += filled(x, 0, extent, _TALL, number)
        text = say.figure(value, series.column.kind)
        wide = width(text, CHART_BOLD) + 8
        if value and wide + 6 <= extent:
            middle = x + extent / 2
            marks += [
                Box(middle - wide / 2, _TALL / 2 - 7.5, wide, 15, WHITE, INK, 0.4),
                Text(middle - wide / 2 + 4, _TALL / 2 + 3.4, text, CHART_BOLD),
            ]
        x += extent
    entries = [swatch(number, _part(plot, series, number, say), room) for number in range(len(plot.names))]
    return [Row(_TALL + 1, tuple(marks)), gap(6), *legend_lines(entries, room)]


def _part(plot: Plot, series: Series, number: int, say: Say) -> str:
    return f"{plot.names[number]}: {say.drawn(series.values[number], series.column.kind)}"


def pareto(plot: Plot, room: float, say: Say) -> list[Row] | None:
    """Bars, and the line of what they add up to: the bars' scale ends at their sum, so that the line begins at the
    first one's top. ``None`` where there is nothing to add up or names have no room."""
    right = room - width(say.figure(_WHOLE, Kind.PERCENT), CHART_RING) - 6
    most = max(2, int(right / _LEAST_GROUP))
    cut = _first(plot, most)
    bars, group = cut.series[0], right / len(cut.names)
    # What is left out counts in the sum: the line of the first ones need not end at the whole.
    total = sum(plot.series[0].known)
    if len(plot.series) < 2 or min(plot.series[0].known) < 0 or total <= 0 or not names_fit(cut.names, group):
        return None
    drawn = _Pareto(cut, right, group, say)
    marks = [*drawn.grid(), *drawn.bars(bars, total), *drawn.line(cut.series[1])]
    values = [
        Text((place + 0.5) * group - width(text, CHART_BOLD) / 2, 10, text, CHART_BOLD)
        for place, text in enumerate(say.drawn(value, bars.column.kind, short=True) for value in bars.values)
    ]
    legend = legend_lines([swatch(0, bars.column.title, room), _line_entry(cut.series[1].column.title, room)], room)
    return [
        *legend,
        Row(_ABOVE + _UP + 1, tuple(marks)),
        gap(2),
        Row(12, tuple(values)),
        *group_names(cut.names, group),
        *left_out(len(cut.names), len(plot.names), room, say),
    ]


def _first(plot: Plot, most: int) -> Plot:
    series = tuple(replace(each, values=each.values[:most]) for each in plot.series)
    return replace(plot, names=plot.names[:most], series=series)


def _line_entry(label: str, room: float) -> tuple[float, list[Mark]]:
    text = shorten(label, CHART_LABEL, room - _SIGN - 5)
    line = Line(0, 7, _SIGN, 7, INK, 1.4)
    return _SIGN + 5 + width(text, CHART_LABEL), [line, _marker(_SIGN / 2, 7), Text(_SIGN + 5, 10.4, text, CHART_LABEL)]


def _marker(x: float, y: float) -> Box:
    return Box(x - _MARKER, y - _MARKER, 2 * _MARKER, 2 * _MARKER, WHITE, INK, 1.1)


class _Pareto:
    def __init__(self, plot: Plot, right: float, group: float, say: Say) -> None:
        self.plot, self.right, self.group, self.say = plot, right, group, say
        self.percent = Scale(0, _WHOLE, _ABOVE + _UP, _ABOVE)

    def grid(self) -> list[Mark]:
        marks: list[Mark] = []
        for step in range(0, 101, 20):
            y = self.percent.at(step)
            marks.append(Line(0, y, self.right, y, RULE if step else GREY, 0.5 if step else 0.8))
            marks.append(Text(self.right + 5, y + 3, self.say.figure(step, Kind.PERCENT), CHART_RING))
        return marks

    def bars(self, bars: Series, total: float) -> list[Mark]:
        bar = min(_WIDEST_BAR, self.group * _GROUP_SHARE)
        zero = self.percent.at(0)
        marks: list[Mark] = []
        for place, value in enumerate(bars.values):
            top = self.percent.at((value or 0) / total * _WHOLE)
            marks += filled((place + 0.5) * self.group - bar / 2, top, bar, zero - top, 0)
        return marks

    def line(self, series: Series) -> list[Mark]:
        points = [
            None if value is None else ((place + 0.5) * self.group, self.percent.at(value))
            for place, value in enumerate(series.values)
        ]
        marks: list[Mark] = [Line(*one, *other, INK, 1.4) for one, other in pairwise(points) if one and other]
        for point, value in zip(points, series.values, strict=True):
            if point is None:
                continue
            text = self.say.figure(value, series.column.kind)
            x, y = point
            left = x - width(text, CHART_RING) / 2
            marks += [
                _marker(x, y),
                Box(left - 1.5, y - 14, width(text, CHART_RING) + 3, 9.5, WHITE),
                Text(left, y - 6.5, text, CHART_RING),
            ]
        return marks
