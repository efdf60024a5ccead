"""A PDF looked into with other libraries than the one that wrote it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pypdfium2
from pyhanko.pdf_utils.reader import PdfFileReader

from desktop_app.reports import ReportFacts


@dataclass(frozen=True)
class Looked:
    """Text by page (one line a drawn line), outline as (level, title, page), sizes, and the document's card."""

    pages: list[str]
    outline: list[tuple[int, str, int]]
    sizes: set[tuple[float, float]]
    metadata: dict[str, str]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def flat(self) -> str:
        """The whole text on one line, so that a phrase is found across line ends."""
        return " ".join(self.text.split())


def look(pdf: bytes) -> Looked:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages, sizes = [], set()
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_bounded().replace("\r\n", "\n"))
            sizes.add(page.get_size())
            text.close()
        outline = [
            (item.level, item.get_title(), destination.get_index())
            for item in document.get_toc()
            if (destination := item.get_dest()) is not None
        ]
        return Looked(pages, outline, sizes, document.get_metadata_dict())
    finally:
        document.close()


def ink_box(pdf: bytes, index: int) -> tuple[float, float, float, float]:
    """The box around all that page ``index`` draws: left, bottom, right, top, in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        boxes = [drawn.get_bounds() for drawn in document[index].get_objects()]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )
    finally:
        document.close()


def embedded_fonts(pdf: bytes) -> dict[str, bool]:
    """Each font that a page uses, by its name without the subset's prefix, and whether its program is embedded."""
    reader = PdfFileReader(io.BytesIO(pdf))
    fonts: dict[str, bool] = {}
    for page in reader.root["/Pages"]["/Kids"]:
        for font in page.get_object()["/Resources"]["/Font"].values():
            font = font.get_object()
            name = str(font["/BaseFont"]).lstrip("/").partition("+")[2] or str(font["/BaseFont"])
            fonts[name] = "/FontDescriptor" in font and "/FontFile2" in font["/FontDescriptor"]
    return fonts


def catalog(pdf: bytes) -> dict[str, object]:
    """The document's root dictionary, its plain values."""
    return {str(key): value for key, value in PdfFileReader(io.BytesIO(pdf)).root.items()}


def facts(**changed: object) -> ReportFacts:
    """Facts of a report, some of them ``changed``."""
    given: dict[str, object] = {
        "initiative": "Clúster de cacao de Arauca",
        "place": "Tame, Arauca",
        "instrument": "Autodiagnóstico de buenas prácticas",
        "wave": "Ola V",
        "reference_year": "2026",
        "response_id": "9f0c2d4e-7a61-4a3f-9a55-0d1c3e5b7f21",
        "revision": 2,
        "verification_code": "a1b2c3d4e5f6",
        "created": datetime(2026, 11, 20, 15, 4, tzinfo=UTC),
        "software": "Telar 0.1.0",
    }
    return ReportFacts(**(given | changed))  # type: ignore[arg-type]
