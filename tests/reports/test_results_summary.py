"""The executive summary of a wave, read back with other libraries; its pages hold whatever they are given."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from desktop_app.diagnosis.published import Cell, Chart, Kind, Published, Statement, Table
from desktop_app.reports.pdf.marks import Box, Text
from desktop_app.reports.pdf.results_summary import executive_summary_pdf, summary_pages
from desktop_app.reports.pdf.style import FRAME_WIDTH, MARGIN_BOTTOM, MARGIN_SIDE, PAGE_HEIGHT
from desktop_app.reports.pdf.text import width
from tests.reports.published_sample import BARS, MADE, PUBLISHED, SPIDER, table
from tests.support.pdfs import Looked, catalog, embedded_fonts, ink_box, look

LONG = replace(
    table(
        Chart.BARS,
        *[(f"Impacto número {n} de los que se contaron en el territorio", 60 - n, 60.0 - n) for n in range(60)],
        kinds=(Kind.COUNT, Kind.PERCENT),
    ),
    title="Impactos en el territorio",
    section="Impactos",
)


def named(*tables: Table) -> Published:
    return replace(PUBLISHED, tables=tables)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return executive_summary_pdf(PUBLISHED, MADE, "es")


@pytest.fixture(scope="module")
def found(pdf: bytes) -> Looked:
    return look(pdf)


class TestDocument:
    def test_letter_with_its_fonts_embedded(self, pdf: bytes, found: Looked) -> None:
        assert found.sizes == {(612.0, 792.0)}
        assert all(embedded_fonts(pdf).values())

    def test_its_own_card(self, pdf: bytes, found: Looked) -> None:
        assert found.metadata["Title"] == "Resumen ejecutivo: Seguimiento, Ola 2026"
        assert "Macrosector: agroindustria" in found.metadata["Subject"]
        assert found.metadata["CreationDate"] == "D:20261120150400+00'00'"
        assert catalog(pdf)["/Lang"] == "es-CO"

    def test_every_page_says_which_it_is(self, found: Looked) -> None:
        for number, page in enumerate(found.pages, start=1):
            assert f"Página {number} de {len(found.pages)}" in page
            assert "Con filtros" in page

    def test_a_whole_wave_is_not_flagged(self) -> None:
        whole = look(executive_summary_pdf(replace(PUBLISHED, filters=()), MADE, "es"))
        assert "Con filtros" not in whole.text
        assert "Solo una parte" not in whole.text

    def test_outline_and_contents_lead_to_the_pages(self, pdf: bytes, found: Looked) -> None:
        published = named(replace(SPIDER, title="Las áreas"), replace(BARS, section="Otra", title="Los sectores"), LONG)
        pdf = executive_summary_pdf(published, MADE, "es")
        found = look(pdf)
        assert [(level, title) for level, title, _ in found.outline] == [
            (0, "Resumen ejecutivo"),
            (0, "Sección"),
            (1, "Las áreas"),
            (0, "Otra"),
            (1, "Los sectores"),
            (0, "Impactos"),
            (1, "Impactos en el territorio"),
        ]
        opening = " ".join(found.pages[0].split())
        for _, title, page in found.outline[1:]:
            assert title in found.pages[page]
            assert title in opening
        reader = PdfFileReader(io.BytesIO(pdf))
        links = reader.root["/Pages"]["/Kids"][0].get_object()["/Annots"]
        assert len(links) == 6

    def test_the_same_wave_gives_the_same_bytes(self, pdf: bytes) -> None:
        assert executive_summary_pdf(PUBLISHED, MADE, "es") == pdf
        assert executive_summary_pdf(PUBLISHED, datetime(2026, 11, 21, tzinfo=UTC), "es") != pdf

    def test_nothing_is_drawn_outside_the_margins(self, pdf: bytes, found: Looked) -> None:
        for index in range(len(found.pages)):
            left, bottom, right, top = ink_box(pdf, index)
            assert left >= MARGIN_SIDE - 2
            assert right <= 612 - MARGIN_SIDE + 2
            assert bottom >= 30
            assert top <= 762


class TestWhatItSays:
    def test_the_cover_has_the_figures(self, found: Looked) -> None:
        cover = " ".join(found.pages[0].split())
        for words in (
            "Resumen ejecutivo",
            "Ola 2026",
            "Se compara con Ola 2024",
            "Macrosector: agroindustria",
            "20/11/2026",
            "457.188 millones de pesos en ventas De 98 iniciativas.",
            "64 % en nivel Consolidado",
            "+10 pp más que antes",
            "— sin dato Menos de 5: no se muestra",
            "Turismo el sector más frecuente",
        ):
            assert words in cover.replace("\xa0", " ")

    def test_figures_on_the_cover_are_large(self) -> None:
        pages, _, _ = summary_pages(PUBLISHED, MADE, "es")
        sizes = {mark.text: mark.style.size for mark, _, _ in pages[0] if isinstance(mark, Text)}
        assert sizes["457.188"] >= 24
        assert sizes["Turismo"] >= 14

    def test_every_table_has_its_figures_and_note(self, found: Looked) -> None:
        for words in ("Turismo y naturaleza 40 %", "384.192 360.000 12,5", "Gobernanza 1,75 1,00", "Se cuentan todas."):
            assert words in found.flat.replace("\xa0", " ")

    def test_a_hidden_group_is_told(self, found: Looked) -> None:
        assert "Lácteos Menos de 5: no se muestra" in found.flat
        assert "— Sin dato, o de menos de 5 iniciativas: no se muestra." in found.flat

    def test_english(self) -> None:
        flat = look(executive_summary_pdf(PUBLISHED, MADE, "en")).flat
        for words in ("Executive summary", "457,188", "Fewer than 5: not shown", "Page 1 of", "Contents", "1.50"):
            assert words in flat

    def test_a_wave_without_tables_is_its_cover(self) -> None:
        seen = look(executive_summary_pdf(replace(named(), statements=(), previous=None), MADE, "es"))
        assert len(seen.pages) == 1
        assert "Contenido" not in seen.text
        assert "Se compara" not in seen.text

    def test_an_empty_table_says_so(self) -> None:
        assert "No hay nada que mostrar." in look(executive_summary_pdf(named(table(Chart.BARS)), MADE, "es")).text


class TestPages:
    def test_a_title_its_chart_and_its_table_stay_together(self) -> None:
        tables = [replace(each, title=f"Tabla {n}") for n, each in enumerate((SPIDER, BARS) * 4)]
        pages = look(executive_summary_pdf(named(*tables), MADE, "es")).pages[1:]
        for number, each in enumerate(tables):
            (page,) = [page for page in pages if f"Tabla {number}\n" in page]
            after = page.split(f"Tabla {number}\n")[1]
            assert after.count(str(each.rows[-1][0])) >= 2, "in the chart and in the table"

    def test_a_long_table_goes_on_under_its_head(self) -> None:
        seen = look(executive_summary_pdf(named(LONG), MADE, "es"))
        pages = [page for page in seen.pages[1:] if "Impacto número" in page]
        assert len(pages) >= 3
        for page in pages:
            assert "Nombre" in page
            assert "Serie 1" in page
        for n in range(60):
            assert f"Impacto número {n} de los que se contaron en el territorio {60 - n} {60 - n} %" in (
                seen.flat.replace("\xa0", " ")
            )

    def test_a_wide_table_goes_on_beneath_with_its_names(self) -> None:
        kinds = (Kind.MONEY,) * 14
        of = table(
            Chart.NONE, *[(f"Fila {n}", *[1_000_000 * n + c for c in range(14)]) for n in range(1, 4)], kinds=kinds
        )
        flat = look(executive_summary_pdf(named(of), MADE, "es")).flat
        for n in range(1, 4):
            assert flat.count(f"Fila {n} ") >= 2
            for c in range(14):
                assert f"{n}.000.0{c:02}" in flat


_TEXTS = st.one_of(st.text(max_size=80), st.just("W" * 1_500), st.text(st.sampled_from("aW ñ\n"), max_size=900))
_VALUES = st.one_of(st.none(), st.floats(), st.integers(-(10**12), 10**12), st.sampled_from([0.0, 3.0, 100.0]))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(Kind), max_size=9))
    rows: list[tuple[Cell, ...]] = [
        (draw(_TEXTS), *[draw(_TEXTS if kind is Kind.TEXT else _VALUES) for kind in kinds])
        for _ in range(draw(st.integers(0, 9)))
    ]
    made = table(draw(st.sampled_from(Chart)), *rows, kinds=tuple(kinds))
    columns = tuple(replace(column, title=draw(_TEXTS)) for column in made.columns)
    return replace(made, columns=columns, title=draw(_TEXTS), section=draw(_TEXTS), note=draw(_TEXTS))


@given(
    st.lists(_tables(), max_size=3),
    st.lists(st.tuples(_TEXTS, _VALUES, st.sampled_from(Kind)), max_size=4),
    _TEXTS,
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_wave_its_pages_hold_it(
    tables: list[Table], statements: list[tuple[str, Cell, Kind]], text: str
) -> None:
    published = replace(
        PUBLISHED,
        title=text,
        wave=text,
        previous=text,
        filters=(text,),
        tables=tuple(tables),
        statements=tuple(Statement("k", value, kind, says, says) for says, value, kind in statements),
    )
    pages, _, _ = summary_pages(published, MADE, "es")
    for page in pages:
        for mark, left, top in page:
            if isinstance(mark, Text):
                assert left + mark.x >= MARGIN_SIDE - 1
                assert left + mark.x + width(mark.text, mark.style) <= MARGIN_SIDE + FRAME_WIDTH + 2, mark
                assert MARGIN_BOTTOM - 2 <= top - mark.y <= PAGE_HEIGHT - 60, mark
            elif isinstance(mark, Box):
                assert top - mark.y - mark.height >= MARGIN_BOTTOM - 2, mark
    assert len(look(executive_summary_pdf(published, MADE, "es")).pages) == len(pages)
