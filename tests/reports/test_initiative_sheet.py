"""An initiative's sheet: one page, its own place, and no figures of which another's could be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.published import AreaStanding, Rank, Standing
from desktop_app.reports.pdf.initiative_sheet import initiative_sheet_page, initiative_sheet_pdf
from desktop_app.reports.pdf.marks import Box, Text
from desktop_app.reports.pdf.style import FRAME_WIDTH, MARGIN_BOTTOM, MARGIN_SIDE
from desktop_app.reports.pdf.text import width
from tests.reports.published_sample import MADE
from tests.support.pdfs import embedded_fonts, look

NAMES = ("Enfoque", "Estrategia", "Gobernanza", "Financiación", "Acciones", "Actores", "Alianzas", "Impactos")


def standing(**changed: object) -> Standing:
    areas = tuple(
        AreaStanding(f"A{n}", name, 1.05 + n / 10, 1.51 + n / 20, 1.42 + n / 50, Rank(n + 1, 30))
        for n, name in enumerate(NAMES, start=1)
    )
    given: dict[str, object] = {
        "member": "IC-017",
        "initiative": "Clúster de cacao de Arauca",
        "macrosector": "Agroindustria",
        "department": "Arauca",
        "wave": "2026",
        "title": "Seguimiento",
        "total": 1.654,
        "level": "Nivel 2: Consolidado",
        "mean": 1.72,
        "peers": 1.55,
        "rank": Rank(52, 98),
        "peer_rank": Rank(9, 30),
        "areas": areas,
    }
    return Standing(**(given | changed))  # type: ignore[arg-type]


def flat(of: Standing, language: str = "es") -> str:
    seen = look(initiative_sheet_pdf(of, MADE, language))
    assert len(seen.pages) == 1
    return seen.flat


class TestSheet:
    def test_it_is_one_letter_page_with_its_fonts(self) -> None:
        pdf = initiative_sheet_pdf(standing(), MADE, "es")
        assert look(pdf).sizes == {(612.0, 792.0)}
        assert all(embedded_fonts(pdf).values())
        assert look(pdf).metadata["Title"] == "Resultado de la iniciativa: Clúster de cacao de Arauca"

    def test_what_it_says(self) -> None:
        said = flat(standing())
        for words in (
            "Clúster de cacao de Arauca",
            "1,65",
            "de 3 puntos",
            "Nivel 2: Consolidado",
            "Ocupa el puesto 52 entre las 98 iniciativas de la ola.",
            "Ocupa el puesto 9 entre las 30 de su macrosector (Agroindustria).",
            "A1 Enfoque 1,15 1,56 1,44 2 de 30",
            "A8 Impactos 1,85 1,91 1,58 9 de 30",
            "Promedio de todas",
            "Promedio del macrosector",
            "Página 1 de 1",
        ):
            assert words in said, words

    def test_english(self) -> None:
        said = flat(standing(), "en")
        for words in ("In place 52 among the 98", "1.65", "of 3 points", "2 of 30", "Page 1 of 1"):
            assert words in said

    def test_what_is_missing_is_told(self) -> None:
        areas = (replace(standing().areas[0], own=None, rank=None), *standing().areas[1:])
        said = flat(standing(total=None, rank=None, peer_rank=None, areas=areas))
        assert "Todavía no hay un puntaje total." in said
        assert "No se muestra su puesto en la ola" in said
        assert "No se muestra su puesto en el macrosector" in said
        assert "Sin puntaje" in said
        assert "A1 Enfoque — 1,56 1,44 —" in said

    def test_the_same_standing_gives_the_same_bytes(self) -> None:
        assert initiative_sheet_pdf(standing(), MADE, "es") == initiative_sheet_pdf(standing(), MADE, "es")


class TestOthers:
    @pytest.mark.parametrize("of", [1, 2, 4])
    def test_a_small_macrosector_is_not_told(self, of: int) -> None:
        """With one's own figures, the mean of two gives away the other's."""
        areas = tuple(replace(area, rank=Rank(1, of)) for area in standing().areas)
        said = flat(standing(peer_rank=Rank(1, of), areas=areas))
        assert f" 1 de {of} " not in said.removesuffix("Página 1 de 1")
        assert f"las {of} de su macrosector" not in said
        assert "1,44" not in said
        assert "1,56" in said

    def test_nor_a_small_wave(self) -> None:
        said = flat(standing(rank=Rank(1, 4)))
        assert "las 4 iniciativas" not in said
        assert "A1 Enfoque 1,15 — — —" in said

    def test_nor_an_area_that_few_answered(self) -> None:
        areas = (replace(standing().areas[0], rank=Rank(1, 3)), *standing().areas[1:])
        said = flat(standing(areas=areas))
        assert "A1 Enfoque 1,15 1,56 — —" in said
        assert "A2 Estrategia 1,25 1,61 1,46 3 de 30" in said

    def test_five_are_told(self) -> None:
        areas = tuple(replace(area, rank=Rank(1, 5)) for area in standing().areas)
        assert "1 de 5" in flat(standing(peer_rank=Rank(1, 5), areas=areas))


_TEXTS = st.one_of(st.text(max_size=60), st.just("W" * 1_500), st.text(st.sampled_from("aW ñ\n"), max_size=600))
_SCORES = st.one_of(st.none(), st.floats(0, 3))
_RANKS = st.one_of(st.none(), st.builds(Rank, st.integers(1, 999), st.integers(1, 999)))
_AREAS = st.lists(
    st.builds(AreaStanding, _TEXTS, _TEXTS, _SCORES, _SCORES, _SCORES, _RANKS), max_size=24, unique_by=id
).map(tuple)


@given(
    st.builds(
        Standing,
        _TEXTS,
        _TEXTS,
        _TEXTS,
        _TEXTS,
        _TEXTS,
        _TEXTS,
        _SCORES,
        _TEXTS,
        _SCORES,
        _SCORES,
        _RANKS,
        _RANKS,
        _AREAS,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_it_is_one_page_and_within_it_whatever_it_is_given(of: Standing) -> None:
    assert len(look(initiative_sheet_pdf(of, MADE, "es")).pages) == 1
    page, _, _ = initiative_sheet_page(of, MADE, "es")
    for mark, left, top in page:
        if isinstance(mark, Text):
            assert left + mark.x >= MARGIN_SIDE - 1, mark
            assert left + mark.x + width(mark.text, mark.style) <= MARGIN_SIDE + FRAME_WIDTH + 2, mark
            assert top - mark.y >= MARGIN_BOTTOM - 2, mark
        elif isinstance(mark, Box):
            assert top - mark.y - mark.height >= MARGIN_BOTTOM - 2, mark
    assert any(isinstance(mark, Text) and mark.text.startswith("El puesto 1 es") for mark, _, _ in page)
