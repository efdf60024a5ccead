"""Rows that are a document of their own: a picture with a margin around, as large as they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from desktop_app.reports.pdf.marks import Row, height_of
from desktop_app.reports.pdf.style import REGULAR
from desktop_app.reports.pdf.text import load_fonts

PICTURE_MARGIN: Final = 12.0


def alone_height(rows: Sequence[Row]) -> float:
    """How high the picture is, in points, its margins included."""
    return height_of(rows) + 2 * PICTURE_MARGIN


def draw_alone(rows: Sequence[Row], canvas: Any, height: float) -> None:
    """``rows`` on ``canvas``, which is ``height`` high."""
    top = height - PICTURE_MARGIN
    for row in rows:
        for mark in row.marks:
            mark.draw(canvas, PICTURE_MARGIN, top)
        top -= row.height


def alone_pdf(rows: Sequence[Row], width: float, language: str) -> bytes:
    """``rows`` on a page of their size, ``width`` points wide with the margins."""
    from reportlab.pdfgen.canvas import Canvas

    load_fonts()
    height = alone_height(rows)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(width, height), invariant=1, initialFontName=REGULAR, lang=language)
    draw_alone(rows, canvas, height)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
