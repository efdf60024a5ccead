"""The spider chart alone, as pixels or as an SVG."""

from __future__ import annotations

import struct
import zlib

from desktop_app.errors import ReportError
from desktop_app.reports.content import ReportContent
from desktop_app.reports.preview import RenderedPage, render_page

LEAST_WIDTH, MOST_WIDTH = 100, 4_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def spider_png(content: ReportContent, width_px: int) -> bytes:
    """The report's first chart on white, ``width_px`` wide.

    ``ReportError``: the report has no chart (REP-006), or the width is impossible (REP-005).
    """
    if not LEAST_WIDTH <= width_px <= MOST_WIDTH:
        raise ReportError("REP-005", size=f"{width_px} px", least=LEAST_WIDTH, most=MOST_WIDTH)
    if not content.charts:
        raise ReportError("REP-006")
    from desktop_app.reports.pdf.chart import PICTURE_WIDTH, picture_pdf

    pdf = picture_pdf(content.charts[0], content.language)
    return png(render_page(pdf, 0, width_px / PICTURE_WIDTH * 72))


def spider_svg(content: ReportContent) -> bytes:
    """The report's first chart as a document of its own; ``ReportError`` REP-006: the report has no chart."""
    if not content.charts:
        raise ReportError("REP-006")
    from desktop_app.reports.pdf.svg import picture_svg

    parts = (content.charts[0].title, content.cover.initiative, content.facts.wave)
    return picture_svg(content.charts[0], ": ".join(part for part in parts if part), content.language)


def png(page: RenderedPage) -> bytes:
    """``page`` as a PNG: RGB, eight bits a channel."""
    pixels = page.data
    extent = page.width * 3
    plain = bytearray(page.width * page.height * 3)
    for channel in range(3):
        plain[channel::3] = pixels[channel::4]
    lines = b"".join(b"\0" + plain[start : start + extent] for start in range(0, len(plain), extent))
    header = struct.pack(">IIBBBBB", page.width, page.height, 8, 2, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
