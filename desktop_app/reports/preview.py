"""PDF pages as pixels, for preview and printing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, NamedTuple

from desktop_app.errors import ReportError

LEAST_DPI, MOST_DPI = 10, 600
MOST_PIXELS = 80_000_000
_PDFIUM = Lock()


class RenderedPage(NamedTuple):
    """A page on white: ``data`` are rows from the top, each ``width`` pixels of R, G, B, A (255), no padding."""

    width: int
    height: int
    data: bytes


def page_count(pdf: bytes) -> int:
    """The number of pages; ``ReportError`` (REP-002) when ``pdf`` cannot be opened."""
    with _opened(pdf) as document:
        return len(document)


def render_page(pdf: bytes, index: int, dpi: float = 96) -> RenderedPage:
    """Page ``index`` (from 0) at ``dpi``. ``ReportError``: no such page (REP-004) or too large an image (REP-005)."""
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise ReportError("REP-005", size=f"{dpi:g} dpi", least=LEAST_DPI, most=MOST_DPI)
    with _opened(pdf) as document:
        if not 0 <= index < len(document):
            raise ReportError("REP-004", page=index + 1, pages=len(document))
        page = document[index]
        width, height = page.get_size()
        if width * height * (dpi / 72) ** 2 > MOST_PIXELS:
            raise ReportError("REP-005", size=f"{width:.0f} × {height:.0f}", least=LEAST_DPI, most=MOST_DPI)
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
        return RenderedPage(bitmap.width, bitmap.height, _opaque(bitmap))


def _opaque(bitmap: Any) -> bytes:
    """The pixels with the fourth byte set: pdfium leaves it as it comes. Four bytes a pixel need no padding."""
    data = bytearray(bitmap.buffer)
    data[3::4] = b"\xff" * (len(data) // 4)
    return bytes(data)


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    """The document, one at a time: pdfium is not safe to use from several threads."""
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ReportError("REP-002", detail=str(error)) from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise ReportError("REP-002", detail=str(error)) from error
        finally:
            document.close()
