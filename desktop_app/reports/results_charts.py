"""The charts of a wave's results: one drawing for the page, the window and the picture that is kept."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop_app.diagnosis import SpiderAxis
from desktop_app.diagnosis.published import Chart, Table
from desktop_app.errors import ReportError
from desktop_app.reports.charts import LEAST_AXES, ChartSeries
from desktop_app.reports.charts import Chart as Spider
from desktop_app.reports.picture import LEAST_WIDTH, MOST_WIDTH, png
from desktop_app.reports.preview import render_page
from desktop_app.reports.results_figures import Plot, Say, plot_of

if TYPE_CHECKING:
    from desktop_app.reports.pdf.marks import Row

CHART_WIDTH: Final = 528.0
"""Points, margins included, that a chart alone is wide, as wide as on the page."""
_MOST_AXES: Final = 13  # more names would stand on each other
_LARGEST, _SMALLEST = 118.0, 60.0
_SCALES: Final = ("x", "y")
_TICK_ROOM: Final = 24.0
_LABEL_HEIGHT: Final = 46.0


def chart_drawing(table: Table, width: float, language: str) -> Row | None:
    """``table``'s chart as a row ``width`` points wide that no page break cuts; ``None`` where it has none.

    A kind that has no room for its names or figures, or no sense for them, is drawn as lying bars.
    """
    from desktop_app.reports.pdf.marks import stacked
    from desktop_app.reports.pdf.result_bars import lying, standing
    from desktop_app.reports.pdf.result_shares import pareto, shares

    plot, say = plot_of(table), Say.of(language)
    if plot is None:
        return None
    block = None
    if plot.chart is Chart.COLUMNS:
        block = standing(plot, width, say)
    elif plot.chart is Chart.STACKED:
        block = shares(plot, width, say)
    elif plot.chart is Chart.PARETO:
        block = pareto(plot, width, say)
    elif plot.chart is Chart.SPIDER:
        block = _spider(plot, width, say)
    elif plot.chart is Chart.MAP:
        block = _map(table, plot, width, language)
    return stacked(block or lying(_one_scale(plot), width, say))


def chart_svg(table: Table, width: float, language: str) -> bytes | None:
    """The chart as a document of its own on white, ``width`` points wide with its margins."""
    from desktop_app.reports.pdf.alone import PICTURE_MARGIN
    from desktop_app.reports.pdf.svg import alone_svg

    row = chart_drawing(table, width - 2 * PICTURE_MARGIN, language)
    return alone_svg([row], width, table.title, language) if row else None


def chart_png(table: Table, width: float, language: str, width_px: int) -> bytes | None:
    """The same in pixels, ``width_px`` wide. ``ReportError`` REP-005: the width is impossible."""
    from desktop_app.reports.pdf.alone import PICTURE_MARGIN, alone_pdf

    if not LEAST_WIDTH <= width_px <= MOST_WIDTH:
        raise ReportError("REP-005", size=f"{width_px} px", least=LEAST_WIDTH, most=MOST_WIDTH)
    row = chart_drawing(table, width - 2 * PICTURE_MARGIN, language)
    return png(render_page(alone_pdf([row], width, language), 0, width_px / width * 72)) if row else None


def spider_of(plot: Plot, say: Say) -> Spider:
    """The first series as the own one, the others laid over it, as many as can be told apart."""
    from desktop_app.reports.pdf.chart import OVERLAYS

    first, *others = plot.series
    axes = tuple(SpiderAxis(name, name, value, plot.top) for name, value in zip(plot.names, first.values, strict=True))
    scores = tuple(say.drawn(value, first.column.kind) for value in first.values)
    named = zip(OVERLAYS, others, strict=False)
    over = tuple(ChartSeries(name, each.column.title, each.values) for name, each in named)
    return Spider("", "", axes, scores, first.column.title, say.texts["few"], over, "areas")


def _spider(plot: Plot, room: float, say: Say) -> list[Row] | None:
    from desktop_app.diagnosis.spider import LABEL_RADIUS
    from desktop_app.reports.pdf.chart import legend_rows, spider_row
    from desktop_app.reports.pdf.marks import gap
    from desktop_app.reports.pdf.style import CHART_BOLD, CHART_LABEL
    from desktop_app.reports.pdf.text import shorten, width

    if not LEAST_AXES <= len(plot.names) <= _MOST_AXES or plot.top <= 0:
        return None
    chart = spider_of(plot, say)
    words = (width(word, CHART_BOLD) for text in (*plot.names, say.texts["few"]) for word in text.split())
    radius = min(_LARGEST, (room / 2 - max(words)) / LABEL_RADIUS)
    radius = max(_SMALLEST, _LABEL_HEIGHT / math.sin(2 * math.pi / max(len(plot.names), 4)), radius)
    beside = room / 2 - radius * LABEL_RADIUS
    chart = replace(chart, values=tuple(shorten(value, CHART_LABEL, beside) for value in chart.values))
    return [spider_row(chart, radius, room), gap(2), *legend_rows(chart, room)]


def _map(table: Table, plot: Plot, room: float, language: str) -> list[Row] | None:
    """The rows between two scales as numbered points, and what each number is."""
    from datetime import date

    from desktop_app.diagnosis.charted import Charted, ChartItem, scale_of
    from desktop_app.diagnosis.charts import ChartKind, ChartRule
    from desktop_app.reports.declared_charts import DeclaredChart
    from desktop_app.reports.pdf.declared_map import map_rows
    from desktop_app.reports.pdf.style import CHART_LABEL
    from desktop_app.reports.pdf.text import rows, width
    from desktop_app.reports.wording import Wording

    if len(plot.series) < len(_SCALES) or not all(each.known for each in plot.series):
        return None
    scales = dict(zip(_SCALES, plot.series, strict=True))
    items = tuple(
        ChartItem(place + 1, name, numbers={word: each.values[place] for word, each in scales.items()})
        for place, name in enumerate(plot.names)
    )
    ends = {word: scale_of(each.known, (min(each.known), max(each.known))) for word, each in scales.items()}
    wording = Wording.of(language)
    ticks = [wording.number(tick) for scale in ends.values() for tick in scale.ticks]
    if max((width(tick, CHART_LABEL) for tick in ticks), default=0.0) > _TICK_ROOM:
        return None
    charted = Charted(ChartRule("", ChartKind.MAP, table.key), items, ends)
    names = {word: each.column.title for word, each in scales.items()}
    chart = DeclaredChart(table.key, table.title, "", charted, names, table, (), date.min, "")
    said = "; ".join(f"{item.number}: {item.label}" for item in charted.drawn)
    return [*map_rows(chart, room, wording), *rows(said, CHART_LABEL, room)] if charted.drawn else None


def _one_scale(plot: Plot) -> Plot:
    """A Pareto chart that is drawn as bars keeps the first of its two scales."""
    if plot.chart is Chart.PARETO and plot.series[0].column.kind is not plot.series[-1].column.kind:
        return replace(plot, series=plot.series[:1])
    return plot
