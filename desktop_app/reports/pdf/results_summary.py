"""The executive summary of a wave as a PDF: cover with its figures, contents, then each table with its chart."""

from __future__ import annotations

from datetime import datetime

from desktop_app.diagnosis.published import Published, Table
from desktop_app.reports.pdf.marks import Box, Mark, Row, Text, beside, gap, height_of, stacked
from desktop_app.reports.pdf.result_table import Laid, flow, laid
from desktop_app.reports.pdf.sheet import Bookmark, Link, Metadata, Placed, Running, Sheet, write_pdf
from desktop_app.reports.pdf.style import (
    BODY,
    BODY_BOLD,
    BODY_GREY,
    BOLD,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    GREEN,
    HEADING,
    READING,
    SMALL,
    SUBHEADING,
    SUBTITLE,
    TITLE,
    Style,
)
from desktop_app.reports.pdf.text import cut_rows, right_row, rows, shorten, width
from desktop_app.reports.results_charts import chart_drawing
from desktop_app.reports.results_figures import Say
from desktop_app.reports.results_summary import Headline, ResultsSummary, results_summary

_LARGE = Style(BOLD, 24, 30, GREEN)
_WORDS = Style(BOLD, 15, 20, GREEN)
_ABREAST = 3
_GUTTER = 20.0
_CARD = (FRAME_WIDTH - (_ABREAST - 1) * _GUTTER) / _ABREAST
_EDGE = 12.0
_LABEL = 130.0
_ENTRY_ROOM = FRAME_WIDTH - 40
_ENTRIES = (BODY_BOLD, BODY)
_AIRY, _CLOSE = (2.0, 4.0), (0.0, 2.0)
"""Points below each line of the contents, and above one of the first level."""


def executive_summary_pdf(published: Published, now: datetime, language: str = "es") -> bytes:
    """The summary on Letter, fonts embedded, with outline, contents and metadata; ``now`` is aware and dates it.

    The same bytes for the same arguments. ``ReportError`` REP-001: far too many pages.
    """
    return write_pdf(*summary_pages(published, now, language))


def summary_pages(published: Published, now: datetime, language: str) -> tuple[list[list[Placed]], Running, Metadata]:
    """The summary laid out, before it is written."""
    say = Say.of(language)
    content = results_summary(published, now, say)
    body = Sheet()
    for section in content.sections:
        _heading(body, section.title or content.instrument)
        for table in section.tables:
            _table(body, table, say, language)
    pages = body.pages if content.sections else []
    opening = len(_opening(content, pages, 0, say))
    return [*_opening(content, pages, opening, say), *pages], _running(content, say), _metadata(content)


def _running(content: ResultsSummary, say: Say) -> Running:
    foot = "  ·  ".join((content.title, *content.part))
    flag = say.texts["cover.flag"] if content.part else ""
    return Running(content.instrument, content.wave, foot, say.numbers.texts["page_of"], flag)


def _metadata(content: ResultsSummary) -> Metadata:
    title = f"{content.title}: {content.instrument}, {content.wave}"
    subject = "; ".join((title, *content.part))
    return Metadata(title, content.software, subject, content.language, content.software, content.created)


def _opening(content: ResultsSummary, body: list[list[Placed]], before: int, say: Say) -> list[list[Placed]]:
    """The cover and the contents, whose pages are counted after ``before`` others."""
    sheet = Sheet()
    sheet.add([Row(0.01, (Bookmark(content.title),)), Row(10, (Box(0, 0, 64, 4, GREEN),))])
    sheet.add(cut_rows(content.title, TITLE, FRAME_WIDTH, 1), 8)
    sheet.add(cut_rows(content.instrument, SUBTITLE, FRAME_WIDTH, 3), 2)
    sheet.add(cut_rows(content.wave, SUBTITLE, FRAME_WIDTH, 2))
    for label, text in content.lines:
        value = cut_rows(text, BODY_BOLD, FRAME_WIDTH - _LABEL, 6, _LABEL)
        sheet.add(beside(cut_rows(label, BODY_GREY, _LABEL - 8, 2), value), 3)
    for place in range(0, len(content.headlines), _ABREAST):
        sheet.add([_cards(content.headlines[place : place + _ABREAST])], 11)
    _contents(sheet, body, before, say)
    return sheet.pages


def _cards(headlines: tuple[Headline, ...]) -> Row:
    cards = [stacked(_card(each), place * (_CARD + _GUTTER)) for place, each in enumerate(headlines)]
    height = max(card.height for card in cards)
    marks: list[Mark] = []
    for place, card in enumerate(cards):
        marks += [Box(place * (_CARD + _GUTTER), 2, 2.5, height - 4, GREEN), *card.marks]
    return Row(height, tuple(marks))


def _card(headline: Headline) -> list[Row]:
    room = _CARD - _EDGE
    is_wide = headline.is_text or width(headline.value, _LARGE) > room
    value = cut_rows(headline.value, _WORDS if is_wide else _LARGE, room, 2, _EDGE)
    return [
        *value,
        *cut_rows(headline.says, READING, room, 4, _EDGE),
        *(cut_rows(headline.note, SMALL, room, 4, _EDGE) if headline.note else []),
    ]


def _contents(sheet: Sheet, body: list[list[Placed]], before: int, say: Say) -> None:
    found = [
        (mark, number, top)
        for number, page in enumerate(body, start=before + 1)
        for mark, _, top in page
        if isinstance(mark, Bookmark)
    ]
    if not found:
        return
    title = rows(say.texts["contents.title"], HEADING, FRAME_WIDTH)
    room = FRAME_HEIGHT - height_of(title)
    lines = [_entry(*each, _AIRY) for each in found]
    if height_of(lines) > room:  # set closer, most fit on one page
        lines = [_entry(*each, _CLOSE) for each in found]
    if not sheet.fits([gap(24), *title, *lines]):
        sheet.new_page()
    sheet.heading(title, 24)
    for line in lines:
        sheet.add([line])


def _entry(bookmark: Bookmark, page: int, top: float, air: tuple[float, float]) -> Row:
    style = _ENTRIES[min(bookmark.level, 1)]
    indent = 14.0 * bookmark.level
    after, first = air
    before = 0.0 if bookmark.level else first
    height = style.leading + after + before
    text = Text(indent, before + 11, shorten(bookmark.title, style, _ENTRY_ROOM - indent), style)
    number = stacked([gap(before), right_row(str(page), style, FRAME_WIDTH)])
    return Row(height, (Link(bookmark.key(page, top), FRAME_WIDTH, height), text, *number.marks))


def _heading(sheet: Sheet, title: str) -> None:
    """A section's heading; a very long one is cut, the outline has it whole."""
    sheet.heading([Row(0.01, (Bookmark(title),)), *cut_rows(title, HEADING, FRAME_WIDTH, 2), gap(4)], 22)


def _table(sheet: Sheet, table: Table, say: Say, language: str) -> None:
    """Title, chart, table and note, together where a page can hold them; else the head goes along overleaf."""
    title = table.title or table.key
    sheet.heading([Row(0.01, (Bookmark(title, 1),)), *cut_rows(title, SUBHEADING, FRAME_WIDTH, 3), gap(4)], 14)
    chart = chart_drawing(table, FRAME_WIDTH, language)
    drawing = [chart, gap(8)] if chart else []
    parts = laid(table, FRAME_WIDTH, say)
    note = _note(table, parts, say)
    whole = [*drawing, *(row for part in parts for row in (*part.head, *part.rows())), *note]
    if height_of(whole) <= FRAME_HEIGHT - 3 * SUBHEADING.leading - HEADING.leading * 2 - 30:
        sheet.add(whole)
        return
    if drawing:
        sheet.add(drawing)
    for part in parts:
        flow(sheet, part)
    sheet.add(note)


def _note(table: Table, parts: list[Laid], say: Say) -> list[Row]:
    notes = [] if table.rows else [say.texts["table.empty"]]
    notes += [table.note] if table.note else []
    notes += [say.texts["none_means"]] if any(part.has_gaps for part in parts) else []
    return [row for note in notes for row in cut_rows(note, SMALL, FRAME_WIDTH, 8)]
