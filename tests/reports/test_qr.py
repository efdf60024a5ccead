"""The QR code in the respondent's report: drawn whole, on one page, only where it is wanted."""

from __future__ import annotations

from functools import lru_cache

import pytest

from desktop_app import paths
from desktop_app.errors import PaperError
from desktop_app.reports import ReportContent, render_page, respondent_content, respondent_pdf
from desktop_app.reports.pdf.qr import LEAST_MODULE, LEAST_SIDE, Code
from desktop_app.reports.pdf.respondent import respondent_pages
from desktop_app.reports.pdf.style import FRAME_WIDTH, MARGIN_SIDE
from desktop_app.submission import qr
from desktop_app.xforms import Form, Session
from tests.support.forms import NOW
from tests.support.papers import ALPHABET
from tests.support.pdfs import facts, look

TEXT = "TELAR1:" + ALPHABET.replace(" ", "") * 3


@lru_cache(maxsize=1)
def shipped() -> Form:
    return Form.load(paths.forms_dir() / "autodiagnostico.md")


def content(text: str | None, language: str = "es") -> ReportContent:
    form = shipped()
    session = Session(form, now=NOW, language=form.language_for(language))
    return respondent_content(session, None, facts(), language, qr=text)


def drawn(text: str | None) -> list[tuple[int, Code, float, float]]:
    """The codes of a report, with the page from 0 and their row's corner."""
    pages, _, _ = respondent_pages(content(text))
    return [
        (number, mark, left, top)
        for number, page in enumerate(pages)
        for mark, left, top in page
        if isinstance(mark, Code)
    ]


def test_none_is_drawn_where_none_is_wanted() -> None:
    assert drawn(None) == []
    assert "Código QR" not in look(respondent_pdf(content(None))).flat


@pytest.mark.parametrize("text", ["A", TEXT, "A" * qr.CAPACITY])
def test_it_is_wide_enough_and_its_border_is_white(text: str) -> None:
    ((number, code, left, _),) = drawn(text)
    side = len(code.modules) + 2 * qr.QUIET
    assert code.modules == qr.matrix(text)
    assert code.module >= LEAST_MODULE
    assert side * code.module >= LEAST_SIDE - 0.001
    assert code.x == code.y == qr.QUIET * code.module
    assert left == MARGIN_SIDE
    assert side * code.module <= FRAME_WIDTH
    assert number == len(look(respondent_pdf(content(text))).pages) - 1


@pytest.mark.parametrize("text", ["A", TEXT, "A" * qr.CAPACITY])
@pytest.mark.parametrize("dpi", [100, 150, 203, 300])
def test_it_is_read_from_the_page(text: str, dpi: int) -> None:
    pdf = respondent_pdf(content(text))
    page = render_page(pdf, len(look(pdf).pages) - 1, dpi)
    assert qr.find(page.data[::4], page.width, page.height) == (text,)


def test_title_sentence_and_verification_code_are_on_its_page() -> None:
    seen = look(respondent_pdf(content(TEXT)))
    assert (0, "Código QR de las respuestas", len(seen.pages) - 1) in seen.outline
    last = " ".join(seen.pages[-1].split())
    assert "Este código lleva las respuestas de este informe, firmadas y sin cifrar" in last
    assert "Código de verificación: A1B2-C3D4-E5F6" in last
    english = " ".join(look(respondent_pdf(content(TEXT, "en"))).pages[-1].split())
    assert "This code carries the answers of this report, signed and not encrypted" in english


def test_the_same_text_gives_the_same_bytes() -> None:
    assert respondent_pdf(content(TEXT)) == respondent_pdf(content(TEXT))
    assert respondent_pdf(content(TEXT)) != respondent_pdf(content(TEXT + "A"))


def test_what_no_code_holds() -> None:
    with pytest.raises(PaperError, match="QR-013"):
        respondent_pdf(content("A" * (qr.CAPACITY + 1)))
