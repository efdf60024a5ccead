"""Rows on pages: what is kept together, what is repeated, and the document's own card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop_app.errors import ReportError
from desktop_app.reports.pdf.marks import Row, Text, gap
from desktop_app.reports.pdf.sheet import MOST_PAGES, Bookmark, Metadata, Running, Sheet, write_pdf
from desktop_app.reports.pdf.style import BODY, FRAME_HEIGHT
from tests.support.pdfs import catalog, look

RUNNING = Running("Clúster de cacao", "Ola V", "9f0c", "Página {page} de {pages}")
CARD = Metadata("Título", "Autora", "Asunto", "es-CO", "Telar", datetime(2026, 11, 20, 15, 4, tzinfo=UTC))


def row(text: str, height: float = 20) -> Row:
    return Row(height, (Text(0, 10, text, BODY),))


def texts(sheet: Sheet) -> list[list[str]]:
    return [[mark.text for mark, _, _ in page if isinstance(mark, Text)] for page in sheet.pages]


class TestPaging:
    def test_rows_fill_a_page_from_the_top(self) -> None:
        sheet = Sheet()
        sheet.add([row("a"), row("b")])
        (_, _, first), (_, _, second) = sheet.pages[0]
        assert first - second == 20

    def test_what_is_added_together_stays_together(self) -> None:
        sheet = Sheet()
        sheet.add([row("a", FRAME_HEIGHT - 30)])
        sheet.add([row("b"), row("c")])
        assert texts(sheet) == [["a"], ["b", "c"]]

    def test_what_just_fits_stays(self) -> None:
        sheet = Sheet()
        sheet.add([row("a", FRAME_HEIGHT - 40)])
        sheet.add([row("b"), row("c")])
        assert texts(sheet) == [["a", "b", "c"]]

    def test_what_no_page_can_hold_goes_on_overleaf(self) -> None:
        sheet = Sheet()
        sheet.add([row("first")])
        sheet.add([row(str(n)) for n in range(100)])
        assert len(sheet.pages) == 4
        assert [text for page in texts(sheet) for text in page] == ["first", *map(str, range(100))]

    def test_a_heading_goes_with_what_follows(self) -> None:
        sheet = Sheet()
        sheet.add([row("a", FRAME_HEIGHT - 50)])
        sheet.heading([row("Título")], 10)
        sheet.heading([row("Subtítulo")])
        sheet.add([row("b")])
        assert texts(sheet) == [["a"], ["Título", "Subtítulo", "b"]]

    def test_a_heading_before_a_very_long_block_takes_some_lines_with_it(self) -> None:
        sheet = Sheet()
        sheet.add([row("a", FRAME_HEIGHT - 50)])
        sheet.heading([row("Título")])
        sheet.add([row(str(n)) for n in range(60)])
        assert texts(sheet)[0] == ["a"]
        assert texts(sheet)[1][:2] == ["Título", "0"]

    def test_space_at_the_top_of_a_page_is_dropped(self) -> None:
        sheet = Sheet()
        sheet.add([row("a")])
        sheet.new_page()
        sheet.add([gap(40), row("b")], 30)
        assert sheet.pages[1][0][2] == sheet.pages[0][0][2]

    def test_a_new_page_on_an_empty_one_is_none(self) -> None:
        sheet = Sheet()
        sheet.new_page()
        assert len(sheet.pages) == 1

    def test_whether_rows_fit(self) -> None:
        sheet = Sheet()
        sheet.add([row("a", FRAME_HEIGHT - 50)])
        assert sheet.fits([row("b", 50)])
        assert not sheet.fits([row("b", 51)])
        sheet.heading([row("Título", 10)])
        assert not sheet.fits([row("b", 41)])

    def test_a_document_without_end_is_refused(self) -> None:
        sheet = Sheet()
        with pytest.raises(ReportError) as caught:
            sheet.add([row("x", FRAME_HEIGHT)] * (MOST_PAGES + 1))
        assert caught.value.code == "REP-001"


class TestWriting:
    def document(self, running: Running = RUNNING) -> bytes:
        sheet = Sheet()
        for n in range(3):
            sheet.add([Row(0.01, (Bookmark(f"Parte {n}", min(n, 1)),)), row(f"cuerpo {n}")])
            sheet.new_page()
        sheet.add([row("final")])
        return write_pdf(sheet.pages, running, CARD)

    def test_each_page_says_which_it_is(self) -> None:
        found = look(self.document())
        assert [f"Página {n} de 4" in page for n, page in enumerate(found.pages, start=1)] == [True] * 4

    def test_the_head_begins_on_the_second_page(self) -> None:
        found = look(self.document())
        assert ["Clúster de cacao" in page for page in found.pages] == [False, True, True, True]

    def test_a_flag_stands_in_every_foot(self) -> None:
        found = look(self.document(replace(RUNNING, flag="Borrador")))
        assert all("Borrador" in page for page in found.pages)

    def test_braces_in_a_name_are_letters(self) -> None:
        found = look(self.document(replace(RUNNING, head_left="{pages} {0} {x}")))
        assert "{pages} {0} {x}" in found.pages[1]

    def test_the_outline_leads_to_its_pages(self) -> None:
        assert look(self.document()).outline == [(0, "Parte 0", 0), (1, "Parte 1", 1), (1, "Parte 2", 2)]

    def test_the_documents_card(self) -> None:
        pdf = self.document()
        found = look(pdf)
        assert found.sizes == {(612.0, 792.0)}
        assert (found.metadata["Title"], found.metadata["Author"]) == ("Título", "Autora")
        assert (found.metadata["Subject"], found.metadata["Creator"]) == ("Asunto", "Telar")
        assert found.metadata["CreationDate"] == "D:20261120150400+00'00'"
        assert catalog(pdf)["/Lang"] == "es-CO"

    def test_the_same_content_gives_the_same_bytes(self) -> None:
        assert self.document() == self.document()
