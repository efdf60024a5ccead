"""The respondent's report as a PDF: cover, result, charts, table, strengths, opportunities, plan, comments, annex."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.reports.annex import AnnexEntry, AnnexSection, State
from desktop_app.reports.content import (
    AdviceGroup,
    Plan,
    PlanLine,
    ReportContent,
    Result,
    ScoreBlock,
    ScoreLine,
    Section,
)
from desktop_app.reports.pdf.chart import legend_row, spider_row
from desktop_app.reports.pdf.marks import Box, Line, Mark, Row, beside, gap, height_of
from desktop_app.reports.pdf.sheet import Bookmark, Metadata, Placed, Running, Sheet, write_pdf
from desktop_app.reports.pdf.style import (
    AMBER,
    ATTENTION,
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    BODY_GREY,
    BODY_ITALIC,
    FIGURE,
    FRAME_WIDTH,
    GREEN,
    GREY,
    HEADING,
    PALE,
    READING,
    READING_BOLD,
    RULE,
    SUBHEADING,
    SUBTITLE,
    TITLE,
)
from desktop_app.reports.pdf.text import right_row, rows
from desktop_app.reports.wording import grouped_code

_CODE = 44.0
_BAR = 62.0
_SCORE = 78.0
_OWNER = 132.0
_OWNER_AT = FRAME_WIDTH - _OWNER
_DATE = 88.0
_DATE_AT = _OWNER_AT - _DATE
_NO_DATE = "____ /____ /______"
_PLAN_LINES = 2
_INDENT, _MOST_INDENTS = 13.0, 6


def respondent_pdf(content: ReportContent) -> bytes:
    """The report on Letter, fonts embedded, with outline and metadata; the same bytes for the same content."""
    return write_pdf(*respondent_pages(content))


def respondent_pages(content: ReportContent) -> tuple[list[list[Placed]], Running, Metadata]:
    """The report laid out, before it is written."""
    sheet = Sheet()
    _cover(sheet, content)
    _result(sheet, content)
    _scores(sheet, content)
    for section in (content.strengths, content.opportunities):
        if section:
            _section(sheet, section)
    if content.plan:
        _plan(sheet, content.plan)
    _comments(sheet, content)
    _annex(sheet, content)
    return sheet.pages, _running(content), _metadata(content)


def heading(sheet: Sheet, title: str, before: float = 22.0) -> None:
    """A section's heading, with its outline entry."""
    sheet.heading([Row(0.01, (Bookmark(title),)), *rows(title, HEADING, FRAME_WIDTH), gap(4)], before)


def subheading(sheet: Sheet, title: str, before: float = 12.0) -> None:
    sheet.heading([Row(0.01, (Bookmark(title, 1),)), *rows(title, SUBHEADING, FRAME_WIDTH), gap(3)], before)


def _running(content: ReportContent) -> Running:
    facts = content.facts
    right = ", ".join(part for part in (facts.instrument, facts.wave) if part)
    foot = "  ·  ".join(part for part in (facts.response_id, grouped_code(facts.verification_code)) if part)
    return Running(content.cover.initiative, right, foot, content.texts["page_of"], facts.state)


def _metadata(content: ReportContent) -> Metadata:
    return Metadata(
        content.title, content.author, content.subject, content.language, content.facts.software, content.facts.created
    )


def _cover(sheet: Sheet, content: ReportContent) -> None:
    cover = content.cover
    sheet.add([Row(0.01, (Bookmark(cover.title),)), gap(96)])
    sheet.add([Row(10, (Box(0, 0, 64, 4, GREEN),))])
    sheet.add(rows(cover.title, TITLE, FRAME_WIDTH), 12)
    sheet.add(rows(cover.instrument, SUBTITLE, FRAME_WIDTH), 2)
    sheet.add(rows(cover.initiative, TITLE, FRAME_WIDTH)[:4], 34)
    if cover.place:
        sheet.add(rows(cover.place, READING, FRAME_WIDTH)[:3], 2)
    if content.result:
        sheet.add(_headline(content.result), 22)
    if cover.state:
        sheet.add(_boxed(cover.state), 16)
    lines: list[Row] = []
    for label, value in cover.lines:
        lines += beside(rows(label, BODY_GREY, 150), rows(value, BODY_BOLD, FRAME_WIDTH - 160, 160)[:4])
        lines.append(gap(3))
    sheet.add(lines, 34)
    sheet.add(rows(cover.reading, BODY_GREY, FRAME_WIDTH * 0.8), 26)
    sheet.new_page()


def _headline(result: Result) -> list[Row]:
    block = rows(result.headline, FIGURE, FRAME_WIDTH)
    block.append(Row(12, _bar(0, 2, FRAME_WIDTH * 0.6, 8, result.share, 0)))
    if result.level:
        block += [gap(4), *rows(result.level, READING_BOLD, FRAME_WIDTH)]
    if result.provisional:
        block += [gap(4), *rows(result.provisional, ATTENTION, FRAME_WIDTH)]
    return block


def _boxed(text: str) -> list[Row]:
    inner = rows(text, ATTENTION, FRAME_WIDTH - 24, 12)[:6]
    height = height_of(inner) + 10
    return [Row(5, (Box(0, 0, FRAME_WIDTH, height, None, AMBER, 1.0, 3),)), *inner, gap(5)]


def _bar(x: float, y: float, width: float, height: float, share: float | None, steps: float) -> tuple[Mark, ...]:
    """A score as a filled outline with a tick at each whole point: it reads without colour."""
    marks: list[Mark] = [Box(x, y, width, height, PALE)]
    if share:
        marks.append(Box(x, y, width * min(1.0, share), height, GREEN))
    marks.append(Box(x, y, width, height, None, GREY, 0.6))
    if 1 < steps <= 10:
        ticks = (x + width * step / steps for step in range(1, int(steps + 0.999)))
        marks += [Line(tick, y, tick, y + height, GREY, 0.6) for tick in ticks]
    return tuple(marks)


def _result(sheet: Sheet, content: ReportContent) -> None:
    if content.result is None:
        return
    heading(sheet, content.result.title)
    sheet.add([*_headline(content.result), gap(6), *rows(content.result.meaning, READING, FRAME_WIDTH)])
    for position, chart in enumerate(content.charts):
        radius = 160.0 if position == 0 else 118.0
        subheading(sheet, chart.title, 14)
        caption = rows(chart.caption, BODY_GREY, FRAME_WIDTH)
        sheet.add([*caption, gap(8), spider_row(chart, radius), gap(2), legend_row(chart)])


def _scores(sheet: Sheet, content: ReportContent) -> None:
    if not content.scores:
        return
    heading(sheet, content.texts["scores.title"])
    for block in content.scores:
        _score_block(sheet, block)


def _score_block(sheet: Sheet, block: ScoreBlock) -> None:
    title = f"{block.code} {block.name}".strip()
    if title:
        name = rows(title, SUBHEADING, FRAME_WIDTH - _BAR - _SCORE - 16)
        share = None if block.value is None else block.value / block.max
        bar = _bar(FRAME_WIDTH - _SCORE - _BAR, 4, _BAR, 9, share, block.max) if block.score and block.max else ()
        first = Row(name[0].height, (*name[0].marks, *bar, *right_row(block.score, BODY_BOLD, FRAME_WIDTH).marks))
        rule = Row(4, (Line(0, 1, FRAME_WIDTH, 1, GREEN, 1.0),))
        sheet.heading([Row(0.01, (Bookmark(title, 1),)), first, *name[1:], rule], 12)
    for line in block.lines:
        sheet.add(_score_line(line))


def _score_line(line: ScoreLine) -> list[Row]:
    room = FRAME_WIDTH - _CODE - _BAR - _SCORE - 12
    name = rows(line.name, BODY_BOLD, room, _CODE)
    share = None if line.value is None else line.value / line.max
    extra = (
        *rows(line.code, BODY_GREEN, _CODE - 4)[0].marks,
        *_bar(FRAME_WIDTH - _SCORE - _BAR, 3, _BAR, 8, share, line.max),
        *right_row(line.score, BODY, FRAME_WIDTH).marks,
    )
    block = [Row(name[0].height, (*name[0].marks, *extra)), *name[1:]]
    for label, text in line.notes:
        block += _labelled(label, text, FRAME_WIDTH - _CODE, _CODE)
    return [gap(3), *block, Row(4, (Line(0, 3.5, FRAME_WIDTH, 3.5, RULE),))]


def _labelled(label: str, text: str, room: float, x: float) -> list[Row]:
    """A grey label in a column of its own and the text beside it."""
    return beside(rows(label, BODY_GREY, 80, x), rows(text, BODY, room - 84, x + 84))


def _section(sheet: Sheet, section: Section) -> None:
    heading(sheet, section.title)
    intro = rows(section.intro, READING, FRAME_WIDTH)
    if not section.groups:
        sheet.add(intro)
        return
    sheet.heading(intro)
    for group in section.groups:
        _advice(sheet, group)


def _advice(sheet: Sheet, group: AdviceGroup) -> None:
    if group.title:
        subheading(sheet, group.title)
    for item in group.items:
        name = beside(
            rows(item.code, BODY_GREEN, _CODE - 4), rows(item.name, BODY_BOLD, FRAME_WIDTH - _CODE - _SCORE, _CODE)
        )
        score = right_row(item.score, BODY_GREY, FRAME_WIDTH).marks
        first = Row(name[0].height, (*name[0].marks, *score))
        text = rows(item.text, BODY, FRAME_WIDTH - _CODE, _CODE) if item.text else []
        sheet.add([first, *name[1:], *text], 6)


def _plan(sheet: Sheet, plan: Plan) -> None:
    """A table to go on with by hand: the third column stays blank. Its head is repeated on each page."""
    heading(sheet, plan.title)
    sheet.add(rows(plan.intro, READING, FRAME_WIDTH))
    head = _plan_head(plan)
    sheet.heading(head, 8)
    for line in plan.lines:
        block = _plan_line(line)
        if not sheet.fits(block):
            sheet.new_page()
            sheet.heading(head)
        sheet.add(block)


def _plan_head(plan: Plan) -> list[Row]:
    activity, date, owner = plan.columns
    cells = beside(
        rows(activity, BODY_BOLD, _DATE_AT - 8),
        rows(date, BODY_BOLD, _DATE - 6, _DATE_AT + 6),
        rows(owner, BODY_BOLD, _OWNER - 6, _OWNER_AT + 6),
    )
    return [*cells, Row(3, (Line(0, 2, FRAME_WIDTH, 2, GREEN, 1.0),))]


def _plan_line(line: PlanLine) -> list[Row]:
    cells = beside(
        rows(line.code, BODY_GREEN, _CODE - 4),
        rows(line.activity, BODY, _DATE_AT - _CODE - 8, _CODE),
        rows(line.date or _NO_DATE, BODY, _DATE - 6, _DATE_AT + 6),
    )
    cells += [gap(BODY.leading)] * (_PLAN_LINES - len(cells))
    ruled = [Row(row.height, (*row.marks, *_uprights(row.height))) for row in [gap(4), *cells, gap(4)]]
    return [*ruled, Row(0.5, (Line(0, 0, FRAME_WIDTH, 0, RULE),))]


def _uprights(height: float) -> tuple[Mark, ...]:
    return tuple(Line(x, 0, x, height, RULE) for x in (_DATE_AT, _OWNER_AT))


def _comments(sheet: Sheet, content: ReportContent) -> None:
    if not content.comments:
        return
    heading(sheet, content.texts["comments.title"])
    for comment in content.comments:
        sheet.add(
            [
                *beside(
                    rows(comment.code, BODY_GREEN, _CODE - 4),
                    rows(comment.label, BODY_BOLD, FRAME_WIDTH - _CODE, _CODE),
                ),
                *rows(comment.text, BODY, FRAME_WIDTH - _CODE, _CODE),
            ],
            6,
        )


def _annex(sheet: Sheet, content: ReportContent) -> None:
    if not content.annex:
        return
    heading(sheet, content.texts["annex.title"])
    sheet.add(rows(content.texts["annex.intro"], READING, FRAME_WIDTH))
    for section in content.annex:
        if section.title:
            _annex_title(sheet, section)
        for entry in section.entries:
            sheet.add(_annex_entry(entry), 5)
        if section.note:
            sheet.add(rows(section.note, READING, FRAME_WIDTH), 12)


def _annex_title(sheet: Sheet, section: AnnexSection) -> None:
    """A group's title; one within another stands further in and smaller."""
    if section.level == 0:
        subheading(sheet, section.title)
        return
    indent = _INDENT * min(section.level, _MOST_INDENTS)
    sheet.heading([*rows(section.title, BODY_GREEN, FRAME_WIDTH - indent, indent), gap(2)], 10)


def _annex_entry(entry: AnnexEntry) -> list[Row]:
    """Number, code and question; the answer beneath, in italics where there is none."""
    style = BODY_BOLD if entry.state is State.ANSWERED else BODY_ITALIC
    x = 26 + _CODE
    block = beside(
        rows(f"{entry.number}.", BODY_GREY, 24),
        rows(entry.code, BODY_GREEN, _CODE - 4, 26),
        rows(entry.label, BODY, FRAME_WIDTH - x, x),
    )
    block += rows(entry.answer, style, FRAME_WIDTH - x, x)
    for label, text in entry.notes:
        block += _note(label, text, x)
    return block


def _note(label: str, text: str, x: float) -> Sequence[Row]:
    if not label:
        return rows(text, ATTENTION, FRAME_WIDTH - x, x)
    return _labelled(label, text, FRAME_WIDTH - x, x)
