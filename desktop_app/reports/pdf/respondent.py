"""The respondent's report as a PDF: cover, result, charts, table, strengths, opportunities, plan, notes, annex, QR."""

from __future__ import annotations

from desktop_app.reports.advice import Section
from desktop_app.reports.content import ReportContent
from desktop_app.reports.pdf.annex import annex, comments, files
from desktop_app.reports.pdf.declared import declared_pages
from desktop_app.reports.pdf.marks import Box, Row, beside, gap
from desktop_app.reports.pdf.parts import advice, boxed, heading
from desktop_app.reports.pdf.plan import action_plan, plan_table
from desktop_app.reports.pdf.qr import qr_code
from desktop_app.reports.pdf.result import headline, result_pages, scores
from desktop_app.reports.pdf.sheet import Bookmark, Metadata, Placed, Running, Sheet, write_pdf
from desktop_app.reports.pdf.style import BODY_BOLD, BODY_GREY, FRAME_WIDTH, GREEN, READING, SUBTITLE, TITLE
from desktop_app.reports.pdf.text import rows
from desktop_app.reports.wording import grouped_code


def respondent_pdf(content: ReportContent) -> bytes:
    """The report on Letter, fonts embedded, with outline and metadata; the same bytes for the same content."""
    return write_pdf(*respondent_pages(content))


def respondent_pages(content: ReportContent) -> tuple[list[list[Placed]], Running, Metadata]:
    """The report laid out, before it is written."""
    sheet = Sheet()
    _cover(sheet, content)
    result_pages(sheet, content)
    declared_pages(sheet, content)
    scores(sheet, content)
    for section in (content.strengths, content.opportunities):
        if section:
            _section(sheet, section)
    if content.plan:
        plan_table(sheet, content.plan)
    if content.action_plan:
        action_plan(sheet, content.action_plan)
    comments(sheet, content)
    annex(sheet, content)
    files(sheet, content)
    qr_code(sheet, content)
    return sheet.pages, running(content), metadata(content, content.title)


def running(content: ReportContent) -> Running:
    facts = content.facts
    right = "  ·  ".join(part for part in (facts.wave, facts.instrument) if part)
    foot = "  ·  ".join(part for part in (facts.response_id, grouped_code(facts.verification_code)) if part)
    return Running(content.cover.initiative, right, foot, content.texts["page_of"], facts.state)


def metadata(content: ReportContent, title: str) -> Metadata:
    facts = content.facts
    return Metadata(title, content.author, content.subject, content.language, facts.software, facts.created)


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
        sheet.add(headline(content.result), 22)
    if cover.state:
        sheet.add(boxed(cover.state), 16)
    lines: list[Row] = []
    for label, value in cover.lines:
        lines += beside(rows(label, BODY_GREY, 150), rows(value, BODY_BOLD, FRAME_WIDTH - 160, 160)[:4])
        lines.append(gap(3))
    sheet.add(lines, 34)
    sheet.add(rows(cover.reading, BODY_GREY, FRAME_WIDTH * 0.8), 26)
    sheet.new_page()


def _section(sheet: Sheet, section: Section) -> None:
    heading(sheet, section.title)
    intro = rows(section.intro, READING, FRAME_WIDTH)
    if not section.groups:
        sheet.add(intro)
        return
    sheet.heading(intro)
    for group in section.groups:
        advice(sheet, group)
