"""The result's pages: total, level, what they mean, dimensions and spider charts; then the table of scores."""

from __future__ import annotations

from desktop_app.reports.charts import Chart
from desktop_app.reports.content import ReportContent
from desktop_app.reports.outcome import Measure, Result
from desktop_app.reports.pdf.chart import legend_rows, spider_row
from desktop_app.reports.pdf.marks import Line, Row, gap
from desktop_app.reports.pdf.parts import CODE, SCORE, bar, change_row, heading, labelled, subheading
from desktop_app.reports.pdf.sheet import Bookmark, Sheet
from desktop_app.reports.pdf.style import (
    ATTENTION,
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    BODY_GREY,
    FIGURE,
    FRAME_WIDTH,
    GREEN,
    READING,
    READING_BOLD,
    RULE,
    SUBHEADING,
)
from desktop_app.reports.pdf.text import right_row, rows
from desktop_app.reports.standing import ScoreBlock, ScoreLine

_BAR = 62.0
_MAIN, _SECOND = (160.0, 140.0, 120.0, 104.0, 92.0, 84.0), (118.0,)
_MEASURED = 84.0
_CHANGED = 112.0


def headline(result: Result) -> list[Row]:
    """The total large, with its bar, the level and whether it is provisional."""
    block = rows(result.headline, FIGURE, FRAME_WIDTH)
    block.append(Row(12, bar(0, 2, FRAME_WIDTH * 0.6, 8, result.share, 0)))
    if result.level:
        block += [gap(4), *rows(result.level, READING_BOLD, FRAME_WIDTH)]
    if result.provisional:
        block += [gap(4), *rows(result.provisional, ATTENTION, FRAME_WIDTH)]
    return block


def result_pages(sheet: Sheet, content: ReportContent) -> None:
    result = content.result
    if result is None:
        return
    heading(sheet, result.title)
    block = headline(result)
    if result.missing:
        block += rows(result.missing, BODY, FRAME_WIDTH)
    block.append(gap(6))
    for text in (result.meaning, result.counts, result.changed):
        if text:
            block += [*rows(text, READING, FRAME_WIDTH), gap(3)]
    sheet.add(block)
    if result.measures:
        subheading(sheet, result.measures_title, 8)
        sheet.add([row for measure in result.measures for row in _measure(measure)])
    for position, chart in enumerate(content.charts):
        subheading(sheet, chart.title, 14)
        sheet.add(_chart(sheet, chart, _SECOND if position else _MAIN))


def _chart(sheet: Sheet, chart: Chart, radii: tuple[float, ...]) -> list[Row]:
    """As large as this page leaves room for; else as large as it may be, on the next one."""
    for radius in (*radii, radii[0]):
        caption = rows(chart.caption, BODY_GREY, FRAME_WIDTH)
        block = [*caption, gap(8), spider_row(chart, radius), gap(2), *legend_rows(chart)]
        if sheet.fits(block):
            break
    return block


def _measure(measure: Measure) -> list[Row]:
    room = FRAME_WIDTH - CODE - _MEASURED - SCORE - 16 - (_CHANGED if measure.change else 0)
    right = FRAME_WIDTH - (_CHANGED if measure.change else 0)
    name = rows(measure.name, BODY_BOLD, room, CODE)
    marks = (
        *rows(measure.code, BODY_GREEN, CODE - 4)[0].marks,
        *name[0].marks,
        *bar(right - SCORE - _MEASURED, 3, _MEASURED, 9, measure.share, measure.max),
        *right_row(measure.score, BODY, right).marks,
        *(change_row(measure.change, FRAME_WIDTH).marks if measure.change else ()),
    )
    return [Row(name[0].height, marks), *name[1:], gap(3)]


def scores(sheet: Sheet, content: ReportContent) -> None:
    if not content.scores:
        return
    heading(sheet, content.scores_title)
    compared = any(line.change for block in content.scores for line in block.lines)
    for block in content.scores:
        _score_block(sheet, block, compared=compared)


def _score_block(sheet: Sheet, block: ScoreBlock, *, compared: bool) -> None:
    title = f"{block.code} {block.name}".strip()
    if title:
        name = rows(title, SUBHEADING, FRAME_WIDTH - _BAR - SCORE - 16)
        share = None if block.value is None else block.value / block.max
        scale = bar(FRAME_WIDTH - SCORE - _BAR, 4, _BAR, 9, share, block.max) if block.score and block.max else ()
        first = Row(name[0].height, (*name[0].marks, *scale, *right_row(block.score, BODY_BOLD, FRAME_WIDTH).marks))
        changed = [change_row(block.change, FRAME_WIDTH)] if block.change else []
        rule = Row(4, (Line(0, 1, FRAME_WIDTH, 1, GREEN, 1.0),))
        sheet.heading([Row(0.01, (Bookmark(title, 1),)), first, *name[1:], *changed, rule], 12)
    for line in block.lines:
        sheet.add(_score_line(line, compared=compared))


def _score_line(line: ScoreLine, *, compared: bool) -> list[Row]:
    """The change stands under the score, beside the notes, which leave it room."""
    room = FRAME_WIDTH - CODE - _BAR - SCORE - 12
    name = rows(line.name, BODY_BOLD, room, CODE)
    share = None if line.value is None else line.value / line.max
    extra = (
        *rows(line.code, BODY_GREEN, CODE - 4)[0].marks,
        *bar(FRAME_WIDTH - SCORE - _BAR, 3, _BAR, 8, share, line.max),
        *right_row(line.score, BODY, FRAME_WIDTH).marks,
    )
    below = [*name[1:]]
    for label, text in line.notes:
        below += labelled(label, text, FRAME_WIDTH - CODE - (_CHANGED if compared else 0), CODE)
    if line.change:
        first = below[0] if below else gap(14)
        below[:1] = [Row(first.height, (*first.marks, *change_row(line.change, FRAME_WIDTH).marks))]
    top = Row(name[0].height, (*name[0].marks, *extra))
    return [gap(3), top, *below, Row(4, (Line(0, 3.5, FRAME_WIDTH, 3.5, RULE),))]
