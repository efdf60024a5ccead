"""Declared charts: one drawing for the page, the window and the picture that is kept."""

from __future__ import annotations

from typing import Final

from desktop_app.diagnosis.charts import ChartKind
from desktop_app.reports.content import ReportContent
from desktop_app.reports.declared_charts import DeclaredChart
from desktop_app.reports.pdf.declared_bars import bar_rows, schedule_rows
from desktop_app.reports.pdf.declared_map import MOST_POINTS, map_rows
from desktop_app.reports.pdf.marks import Row, beside, gap, stacked
from desktop_app.reports.pdf.parts import heading, subheading
from desktop_app.reports.pdf.result_table import flow, laid
from desktop_app.reports.pdf.sheet import Sheet
from desktop_app.reports.pdf.style import BODY_GREY, CHART_LABEL, FRAME_WIDTH, SMALL, SUBHEADING
from desktop_app.reports.pdf.text import cut_rows, rows
from desktop_app.reports.results_figures import Say
from desktop_app.reports.wording import Wording

_GUTTER: Final = 14.0


def chart_rows(chart: DeclaredChart, room: float, language: str) -> list[Row]:
    """The drawing, ``room`` points wide; what is said in its place where there is nothing to draw."""
    if chart.nothing:
        return rows(chart.nothing, BODY_GREY, room)
    say = Wording.of(language)
    if chart.kind is ChartKind.MAP:
        return map_rows(chart, room, say)
    return schedule_rows(chart, room, say) if chart.kind is ChartKind.SCHEDULE else bar_rows(chart, room, say)


def picture_rows(chart: DeclaredChart, room: float, language: str) -> list[Row]:
    """The drawing by itself: with its title, its note, and the names of what is only numbered."""
    title = [*cut_rows(chart.title, SUBHEADING, room, 3), gap(6)]
    note = [gap(4), *cut_rows(chart.note, SMALL, room, 6)] if chart.note else []
    return [*title, *chart_rows(chart, room, language), *_named(chart, room), *note]


def declared_pages(sheet: Sheet, content: ReportContent) -> None:
    """Every declared chart with its table, under the result, or in its place where nothing is scored."""
    if content.declared and content.result is None:
        heading(sheet, content.texts["result.title"])
    for chart in content.declared:
        subheading(sheet, chart.title, 16)
        note = [gap(4), *rows(chart.note, SMALL, FRAME_WIDTH)] if chart.note else []
        sheet.add([stacked(chart_rows(chart, FRAME_WIDTH, content.language)), *note, gap(8)])
        if not chart.table.rows:
            continue
        for part in laid(chart.table, FRAME_WIDTH, Say.of(content.language)):
            flow(sheet, part)
        if chart.table.note:
            sheet.add(rows(chart.table.note, SMALL, FRAME_WIDTH), 4)


def _named(chart: DeclaredChart, room: float) -> list[Row]:
    """The names of a map's points in two columns."""
    if chart.kind is not ChartKind.MAP:
        return []
    column = (room - _GUTTER) / 2
    items = chart.chart.drawn[:MOST_POINTS]
    half = -(-len(items) // 2)
    block = [gap(6)]
    for place in range(half):
        pair = [items[place], *items[place + half : place + half + 1]]
        cells = (
            cut_rows(f"{item.number}. {item.label}", CHART_LABEL, column, 2, side * (column + _GUTTER))
            for side, item in enumerate(pair)
        )
        block += beside(*cells)
    return block
