"""The report on a form whose total is a mean: result, change since the previous wave, overlays, advice."""

from __future__ import annotations

import pytest

from desktop_app.reports import ReportContent, respondent_pdf
from desktop_app.reports.charts import Chart
from desktop_app.reports.outcome import Result
from tests.reports.specimen import AVERAGED, BENCHMARKS, SCORES, report
from tests.support.pdfs import look
from tests.support.rubrics import form_of

BEFORE = {**SCORES, "i11": "0", "i31": "3", "i41": "3"}


def result(found: ReportContent) -> Result:
    assert found.result is not None
    return found.result


def main_chart(found: ReportContent) -> Chart:
    return found.charts[0]


def test_the_specimen_compiles() -> None:
    assert form_of(AVERAGED).id == "prueba"


class TestResult:
    def test_the_total_is_points_of_a_scale_and_no_share(self) -> None:
        found = result(report(SCORES))
        assert found.headline == "2,00 de 3,0 puntos"
        assert (found.points, found.scale) == ("2,00", "de 3,0 puntos")
        assert result(report(SCORES, language="en")).headline == "2.00 of 3.0 points"

    def test_a_level_that_says_its_number_says_it_once(self) -> None:
        assert result(report(SCORES)).level == "Nivel 2"
        low = {**SCORES, "i12": "0", "i22": "0", "i31": "1", "i41": "0"}
        assert result(report(low)).level == "Nivel 1 · Incipiente"

    def test_what_the_level_means_and_how_many_scores_stand_where(self) -> None:
        found = result(report(SCORES))
        assert found.meaning == "Hay bases firmes."
        assert found.counts == (
            "De 6 indicadores: 2 llegaron al puntaje más alto, 3 están en camino y 1 está en cero. "
            "El total es un promedio, no una suma."
        )

    def test_a_provisional_result_names_what_is_missing(self) -> None:
        answers = {name: score for name, score in SCORES.items() if name not in ("i11", "i41")}
        found = result(report(answers))
        assert found.provisional == "Resultado provisional: faltan 2 indicadores por responder."
        assert found.missing == "Falta: A1.1 Eslabones; A4.1."
        assert result(report(SCORES)).missing == ""

    def test_dimensions_with_their_change(self) -> None:
        one, other = result(report(SCORES, BEFORE)).measures
        assert (one.code, one.name, one.score) == ("D1", "Gestión", "1,5 de 3")
        assert one.change is not None
        assert other.change is not None
        assert (one.change.direction, one.change.text, one.change.before) == (1, "+0,25", "antes 1,25")
        assert (other.change.direction, other.change.text) == (-1, "−0,5")

    def test_how_the_total_changed_in_words(self) -> None:
        assert result(report(SCORES)).changed == ""
        assert result(report(SCORES, SCORES)).changed == "Igual que en 2025 (antes 2)."
        assert result(report(SCORES, BEFORE)).changed == "0,13 menos que en 2025 (antes 2,13)."
        assert result(report(BEFORE, SCORES, language="en")).changed == "0.13 more than in 2025 (before 2)."


class TestScores:
    def test_each_score_says_how_it_changed_with_a_sign(self) -> None:
        found = report(SCORES, BEFORE)
        assert found.scores_title == "Áreas e indicadores"
        first = found.scores[0]
        assert first.change is not None
        assert first.change.text == "+0,5"
        changes = [line.change.text for line in first.lines if line.change]
        assert changes == ["+1", "="]

    def test_what_was_not_scored_then_has_no_change(self) -> None:
        before = {name: score for name, score in BEFORE.items() if name != "i11"}
        assert report(SCORES, before).scores[0].lines[0].change is None

    def test_the_changes_are_printed(self) -> None:
        found = look(respondent_pdf(report(SCORES, BEFORE))).flat
        assert "+0,5 · antes 1" in found
        assert "= · antes 2" in found


class TestCharts:
    def test_the_areas_come_first(self) -> None:
        found = report(SCORES)
        assert [chart.title for chart in found.charts] == ["Las áreas", "Los indicadores, uno por uno"]
        assert [axis.code for axis in main_chart(found).axes] == ["A1", "A2", "A3", "A4"]

    def test_what_is_laid_over_is_named_with_wave_and_count(self) -> None:
        found = main_chart(report({**SCORES, "macrosector": "agro"}, BEFORE, benchmarks=BENCHMARKS))
        assert found.own == "Esta iniciativa · 2026"
        assert [series.label for series in found.series] == [
            "Esta iniciativa · 2025",
            "Promedio nacional · 2025 · 100 iniciativas",
            "Promedio de Agroindustria · 2025 · 30 iniciativas",
        ]
        assert found.series[0].values == (1.0, 1.5, 3.0, 3.0)

    def test_without_anything_beside_there_is_only_the_own_one(self) -> None:
        found = main_chart(report(SCORES))
        assert found.series == ()
        assert found.own == "Esta iniciativa"

    def test_only_what_has_values_for_the_axes_is_laid_over(self) -> None:
        areas, indicators = report(SCORES, benchmarks=BENCHMARKS).charts
        assert len(areas.series) == 2
        assert indicators.series == ()

    def test_the_legend_is_printed(self) -> None:
        found = look(respondent_pdf(report(SCORES, BEFORE, benchmarks=BENCHMARKS))).flat
        assert "Promedio nacional · 2025 · 100 iniciativas" in found


class TestAdvice:
    def test_without_phases_the_lowest_score_comes_first_with_all_its_activities(self) -> None:
        found = report(SCORES).opportunities
        assert found is not None
        assert "Van primero los indicadores con menos puntos" in found.intro
        (group,) = found.groups
        assert group.title == ""
        assert [(item.code, item.texts) for item in group.items] == [
            ("A2.1", ("Escriba la estrategia",)),
            ("A1.1", ("Busque empresas", "Abra una mesa")),
            ("A1.2", ("Llegar al siguiente puntaje.",)),
            ("A4.1", ("Llegar al siguiente puntaje.",)),
        ]

    def test_strengths(self) -> None:
        found = report(SCORES).strengths
        assert found is not None
        assert found.intro == "Indicadores en los que la iniciativa llegó al puntaje más alto."


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_chapter_is_printed(language: str) -> None:
    found = look(respondent_pdf(report(SCORES, BEFORE, benchmarks=BENCHMARKS, language=language)))
    chapters = [title for level, title, _ in found.outline if level == 0]
    assert (
        chapters[1:6]
        == {
            "es": ["Resultado", "Áreas e indicadores", "Fortalezas", "Oportunidades, por prioridad", "Plan"],
            "en": ["Result", "Areas and indicators", "Strengths", "Opportunities, by priority", "Plan"],
        }[language]
    )
