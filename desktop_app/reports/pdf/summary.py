"""One page to hang on the wall. Every part has a room of its own and is cut to it, so that there is never a second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop_app.diagnosis.spider import LABEL_RADIUS
from desktop_app.reports.charts import Chart
from desktop_app.reports.content import ReportContent
from desktop_app.reports.outcome import Result
from desktop_app.reports.pdf.chart import Lettering, legend_rows, spider_row
from desktop_app.reports.pdf.marks import Box, Mark, Row, beside, gap, height_of
from desktop_app.reports.pdf.parts import arrow, bar
from desktop_app.reports.pdf.respondent import metadata, running
from desktop_app.reports.pdf.sheet import Metadata, Placed, Running, write_pdf
from desktop_app.reports.pdf.style import (
    AMBER,
    BOLD,
    GREEN,
    GREY,
    INK,
    MARGIN_BOTTOM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    REGULAR,
    RULE,
    Style,
)
from desktop_app.reports.pdf.text import cut_rows, width
from desktop_app.reports.summary import summary_of

_SIDE, _TOP = 40.0, 28.0
_WIDE = PAGE_WIDTH - 2 * _SIDE
_FLOOR = MARGIN_BOTTOM - 4
_NAME = Style(BOLD, 29, 34, GREEN)
_UNDER = Style(REGULAR, 15, 20, GREY)
_POINTS = Style(BOLD, 66, 70, GREEN)
_SCALE = Style(REGULAR, 18, 24)
_LEVEL = Style(BOLD, 22, 27)
_CHANGE = Style(BOLD, 15, 21)
_FLAG = Style(BOLD, 13, 17, AMBER)
_TITLE = Style(BOLD, 18, 24, GREEN)
_ITEM = Style(BOLD, 14.5, 18.5)
_STEP = Style(REGULAR, 13.5, 17)
_LETTERING = Lettering(Style(BOLD, 12, 14), Style(REGULAR, 11.5, 13.5), Style(BOLD, 10.5, 12.5, GREY))
_LEGEND = Style(REGULAR, 10, 11.5)
_LEFT = 160.0
_LARGEST, _LEAST_LARGE, _SMALLEST = 132, 80, 40
_GUTTER = 22.0
_COLUMN = (_WIDE - _GUTTER) / 2
_STRENGTHS, _DATES, _ADVICE = 206.0, 155.0, 318.0
_SPACE = 8.0
_STEP_LINES = 4
_EDGE = 12.0


def summary_pdf(content: ReportContent) -> bytes:
    """The page on Letter, fonts embedded; the same bytes for the same content."""
    page, foot, card = summary_page(content)
    return write_pdf([page], foot, card)


def summary_page(content: ReportContent) -> tuple[list[Placed], Running, Metadata]:
    """The page laid out: head, total beside the spider, strengths and dates beside opportunities."""
    summary = summary_of(content)
    head = _head(content)
    columns = (
        [
            *_block(summary.strengths_title, summary.strengths, _COLUMN, _STRENGTHS, 2),
            gap(_SPACE),
            *_block(summary.dates_title, summary.dates, _COLUMN, _DATES, 1),
        ],
        _block(summary.opportunities_title, summary.opportunities, _COLUMN, _ADVICE, _STEP_LINES),
    )
    lower = max(map(height_of, columns))
    middle = PAGE_HEIGHT - _TOP - _FLOOR - height_of(head) - lower - 2 * _SPACE
    down = height_of(head) + _SPACE
    placed = list(_set(head, 0, 0))
    placed += _middle(content, down, middle)
    down += middle + _SPACE
    for place, column in enumerate(columns):
        placed += _set(column, place * (_COLUMN + _GUTTER), down)
    title = f"{content.texts['summary.title']}: {content.cover.initiative}"
    return placed, running(content), metadata(content, title)


def _middle(content: ReportContent, down: float, height: float) -> list[Placed]:
    """The total beside the spider, which is as large as the texts below leave room for; its legend beneath both."""
    chart = next((each for each in content.charts if each.kind == "areas"), next(iter(content.charts), None))
    legend = legend_rows(chart, _WIDE, _LEGEND) if chart and chart.series else []
    left = height - height_of(legend) - 4
    placed: list[Placed] = []
    if content.result:
        placed += _set(_total(content.result, left - 4), 0, down + 4)
    if chart is None:
        return placed
    for radius in range(_largest(chart), _SMALLEST, -3):
        row = spider_row(chart, radius, _WIDE - _LEFT, _LETTERING)
        if row.height <= left:
            placed += _set([row], _LEFT, down + (left - row.height) / 2)
            placed += _set(legend, 0, down + left + 4)
            break
    return placed


def _largest(chart: Chart) -> int:
    """Beyond which the longest word of a label would be cut."""
    words = [word for axis in chart.axes for word in f"{axis.code} {axis.label}".split()]
    widest = max((width(word, _LETTERING.name) for word in words), default=0.0)
    return int(max(_LEAST_LARGE, min(_LARGEST, ((_WIDE - _LEFT) / 2 - widest) / LABEL_RADIUS)))


def _set(block: Iterable[Row], x: float, down: float) -> Iterable[Placed]:
    top = PAGE_HEIGHT - _TOP - down
    for row in block:
        yield from ((mark, _SIDE + x, top) for mark in row.marks)
        top -= row.height


def _head(content: ReportContent) -> list[Row]:
    name = cut_rows(content.cover.initiative, _NAME, _WIDE, 2)
    under = "  ·  ".join(part for part in (content.facts.instrument, content.facts.wave, content.cover.place) if part)
    return [*name, *cut_rows(under, _UNDER, _WIDE, 1)]


def _total(result: Result, height: float) -> list[Row]:
    """What finds room of it, in the order of what it matters."""
    room = _LEFT - 12
    parts: list[list[Row]] = []
    if result.points:
        size = min(_POINTS.size, _POINTS.size * room / max(1.0, width(result.points, _POINTS)))
        parts.append(cut_rows(result.points, replace(_POINTS, size=size), room, 1))
        parts.append([*cut_rows(result.scale, _SCALE, room, 1), Row(18, bar(0, 6, room, 9, result.share, 0))])
    else:
        parts.append(cut_rows(result.headline, _SCALE, room, 3))
    if result.level:
        parts.append([gap(6), *cut_rows(result.level, _LEVEL, room, 3)])
    if result.provisional:
        parts.append([gap(6), *cut_rows(result.provisional, _FLAG, room, 4)])
    if result.change:
        change = result.change
        sign: tuple[Mark, ...] = (arrow(0, 5, 12, change.direction),) if change.direction else ()
        whole = f"{change.text} · {change.before}"
        text = whole if width(whole, _CHANGE) <= room - 16 else change.text
        (words,) = cut_rows(text, _CHANGE, room - 16, 1, 16 if change.direction else 0)
        parts.append([gap(6), Row(words.height, (*sign, *words.marks))])
    block: list[Row] = []
    for part in parts:
        if height_of([*block, *part]) <= height:
            block += part
    return block


def _block(title: str, items: Sequence[tuple[str, str]], room: float, height: float, lines: int) -> list[Row]:
    """A title and, beneath it, what finds room: a line in bold and up to ``lines`` more; two in bold for it alone."""
    block = [Row(4, (Box(0, 0, room, 1.2, RULE),)), *cut_rows(title, _TITLE, room, 1), gap(1)]
    used = height_of(block)
    for name, text in items:
        item = cut_rows(name, _ITEM, room - _EDGE, 1 if text else 2, _EDGE)
        if text:
            item += cut_rows(text, _STEP, room - _EDGE, lines, _EDGE)
        dot = Box(0, 7, 6, 6, INK)
        item = [*beside([Row(item[0].height, (dot,))], item), gap(4)]
        used += height_of(item)
        if used > height:
            break
        block += item
    return block
