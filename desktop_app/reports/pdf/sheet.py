"""Rows set on pages, and pages written as a PDF with running head, page numbers, outline and metadata."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from desktop_app.errors import ReportError
from desktop_app.reports.pdf.marks import Line, Mark, Row, Text, gap, height_of
from desktop_app.reports.pdf.style import (
    AMBER,
    BOLD,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    REGULAR,
    RULE,
    RUNNING,
    Style,
)
from desktop_app.reports.pdf.text import clean, load_fonts, shorten, width

MOST_PAGES = 600
_LINES_KEPT = 48.0
_FLAG = Style(BOLD, RUNNING.size, RUNNING.leading, AMBER)

Placed: TypeAlias = tuple[Mark, float, float]


@dataclass(frozen=True, slots=True)
class Running:
    """What every page repeats. ``page_of`` names ``{page}`` and ``{pages}``; ``flag`` stands out in the foot."""

    head_left: str
    head_right: str
    foot_left: str
    page_of: str
    flag: str = ""
    head_on_first: bool = False


@dataclass(frozen=True, slots=True)
class Metadata:
    """The document's own card. ``language`` as in RFC 5646, ``created`` aware."""

    title: str
    author: str
    subject: str
    language: str
    creator: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An outline entry at its row; ``level`` 0 is the top and goes down by one at most."""

    title: str
    level: int = 0

    def key(self, page: int, top: float) -> str:
        """What a link calls the entry at ``top`` of ``page``, which is counted from 1."""
        return f"{page}-{top:.2f}-{self.level}"

    def draw(self, canvas: Any, left: float, top: float) -> None:
        key = self.key(canvas.getPageNumber(), top)
        canvas.bookmarkPage(key, fit="XYZ", left=left, top=top, zoom=0)
        canvas.addOutlineEntry(clean(self.title), key, self.level)


@dataclass(frozen=True, slots=True)
class Link:
    """A row's ``width`` by ``height`` that leads to the bookmark ``key``."""

    key: str
    width: float
    height: float

    def draw(self, canvas: Any, left: float, top: float) -> None:
        area = (left, top - self.height, left + self.width, top)
        canvas.linkAbsolute("", self.key, Rect=area, thickness=0)


class Sheet:
    """Fills pages from top to bottom; what is added together stays on one page while a page can hold it.

    ``pages`` are the marks of each page with their row's corner in PDF coordinates.
    """

    def __init__(self) -> None:
        self._pages: list[list[Placed]] = [[]]
        self._down = 0.0
        self._waiting: list[Row] = []

    @property
    def pages(self) -> list[list[Placed]]:
        """The pages so far; one that was begun and not used is none."""
        return self._pages if self._pages[-1] or len(self._pages) == 1 else self._pages[:-1]

    def add(self, rows: Sequence[Row], before: float = 0.0) -> None:
        """Sets ``rows``, ``before`` points below the last ones, together with the headings that wait for them."""
        lead, self._waiting = self._waiting, []
        block = [*lead, gap(before), *rows]
        height = height_of(block)
        needed = height if height <= FRAME_HEIGHT else min(height_of(lead) + before + _LINES_KEPT, FRAME_HEIGHT)
        if self._down + needed > FRAME_HEIGHT:
            self.new_page()
        for row in block:
            self._set(row)

    def heading(self, rows: Sequence[Row], before: float = 0.0) -> None:
        """Rows that are never left alone at a page's foot: they wait for what is added next."""
        self._waiting += [gap(before), *rows]

    def fits(self, rows: Sequence[Row]) -> bool:
        """Whether ``rows`` and the headings that wait for them go on this page."""
        return self._down + height_of([*self._waiting, *rows]) <= FRAME_HEIGHT

    def new_page(self) -> None:
        """Goes on at the top of a new page; on an empty page there is nothing to do."""
        if self._down == 0:
            return
        if len(self._pages) >= MOST_PAGES:
            raise ReportError("REP-001", limit=MOST_PAGES)
        self._pages.append([])
        self._down = 0.0

    def _set(self, row: Row) -> None:
        if self._down + row.height > FRAME_HEIGHT:
            self.new_page()
        if self._down == 0 and not row.marks:
            return
        top = PAGE_HEIGHT - MARGIN_TOP - self._down
        self._pages[-1].extend((mark, MARGIN_SIDE, top) for mark in row.marks)
        self._down += row.height


def write_pdf(pages: Sequence[Sequence[Placed]], running: Running, metadata: Metadata) -> bytes:
    """The PDF of ``pages``, Letter, the same bytes for the same content."""
    from reportlab.pdfgen.canvas import Canvas

    load_fonts()
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,  # else each page names Helvetica, which is not embedded
        lang=metadata.language,
    )
    _describe(canvas, metadata)
    for number, page in enumerate(pages, start=1):
        for mark, left, top in [*page, *_running_marks(running, number, len(pages))]:
            mark.draw(canvas, left, top)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _describe(canvas: Any, metadata: Metadata) -> None:
    canvas.setTitle(clean(metadata.title))
    canvas.setAuthor(clean(metadata.author))
    canvas.setSubject(clean(metadata.subject))
    canvas.setCreator(clean(metadata.creator))
    canvas.setProducer(clean(metadata.creator))
    created = metadata.created.astimezone(UTC)
    canvas.setDateFormatter(lambda *_: f"D:{created:%Y%m%d%H%M%S}+00'00'")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()


def _running_marks(running: Running, number: int, pages: int) -> list[Placed]:
    left, foot = MARGIN_SIDE, MARGIN_BOTTOM - 10
    label = running.page_of.format(page=number, pages=pages)
    right = FRAME_WIDTH - width(label, RUNNING)
    note = shorten(running.foot_left, RUNNING, right - 90)
    placed: list[Placed] = [
        (Line(0, 0, FRAME_WIDTH, 0, RULE), left, foot),
        (Text(0, 13, note, RUNNING), left, foot),
        (Text(right, 13, label, RUNNING), left, foot),
    ]
    if running.flag:
        flag = shorten(running.flag, _FLAG, 76)
        placed.append((Text(right - 8 - width(flag, _FLAG), 13, flag, _FLAG), left, foot))
    if number > 1 or running.head_on_first:
        head = PAGE_HEIGHT - MARGIN_TOP + 18
        initiative = shorten(running.head_left, _HEAD, FRAME_WIDTH * 0.55)
        other = shorten(running.head_right, RUNNING, FRAME_WIDTH * 0.42)
        placed += [
            (Text(0, -4, initiative, _HEAD), left, head),
            (Text(FRAME_WIDTH - width(other, RUNNING), -4, other, RUNNING), left, head),
            (Line(0, 2, FRAME_WIDTH, 2, RULE), left, head),
        ]
    return placed


_HEAD = Style(BOLD, RUNNING.size, RUNNING.leading)
