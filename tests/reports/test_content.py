"""What the report says, before anything is drawn."""

from __future__ import annotations

import pytest

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.reports import ReportContent, respondent_content
from desktop_app.reports.standing import ScoreLine
from tests.support.pdfs import facts
from tests.support.rubrics import ENGLISH, REFS, SAMPLE, SPANISH, answered, form_of

FULL = {"i1": "2", "i2": "1", "applies": "yes", "i3": "0", "firms": "3"}


def content(answers: dict[str, str], language: str = "es", markdown: str = SAMPLE, **changed: object) -> ReportContent:
    form = form_of(markdown)
    session = answered(answers, form=form, language=ENGLISH if language == "en" else SPANISH)
    rubric = Rubric.read(form)
    return respondent_content(session, diagnose(session, rubric) if rubric else None, facts(**changed), language)


def lines(found: ReportContent) -> dict[str, ScoreLine]:
    return {line.code: line for block in found.scores for line in block.lines}


class TestCover:
    def test_names_the_initiative_the_wave_and_the_response(self) -> None:
        cover = content(FULL).cover
        assert (cover.title, cover.initiative, cover.place) == (
            "Informe de resultados",
            "Clúster de cacao de Arauca",
            "Tame, Arauca",
        )
        assert dict(cover.lines)["Ola"] == "Ola V"
        assert dict(cover.lines)["Respuesta"] == "9f0c2d4e-7a61-4a3f-9a55-0d1c3e5b7f21"
        assert dict(cover.lines)["Código de verificación"] == "A1B2-C3D4-E5F6"
        assert dict(cover.lines)["Revisión"] == "2"

    def test_the_date_is_day_month_year(self) -> None:
        day = facts().created.astimezone()
        assert dict(content(FULL).cover.lines)["Fecha del informe"] == f"{day:%d/%m/%Y}"

    def test_what_is_not_known_is_left_out(self) -> None:
        cover = content(FULL, wave="", reference_year="", verification_code="").cover
        assert [label for label, _ in cover.lines] == ["Fecha del informe", "Respuesta", "Revisión", "Hecho con"]

    def test_an_initiative_without_a_name(self) -> None:
        found = content({}, initiative="")
        assert found.cover.initiative == "Iniciativa sin nombre"
        assert "Iniciativa sin nombre" in found.title

    def test_english(self) -> None:
        found = content(FULL, "en")
        assert found.cover.title == "Results report"
        assert found.language == "en"
        assert dict(found.cover.lines)["Verification code"] == "A1B2-C3D4-E5F6"

    def test_braces_in_names_are_letters(self) -> None:
        found = content({}, initiative="{wave} {0}", wave="{x}")
        assert "{wave} {0}" in found.title
        assert "{x}" in found.subject


class TestResult:
    def test_points_and_their_share(self) -> None:
        result = content(FULL).result
        assert result is not None
        assert result.headline == "3 de 4 puntos (75 %)"
        assert result.share == 0.75
        assert result.provisional == ""
        assert result.level == "Nivel 2 · Consolidado"

    def test_what_it_means_in_counts(self) -> None:
        result = content(FULL).result
        assert result is not None
        assert result.counts == "De 4 prácticas: 1 está completa, 2 están en camino y 1 está por empezar."

    def test_what_does_not_apply_is_said(self) -> None:
        result = content({"i1": "2", "i2": "na"}).result
        assert result is not None
        assert result.counts == (
            "De 2 prácticas: 1 está completa y 1 está sin responder. 2 prácticas no aplican y no se cuentan."
        )

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"i1": "2", "i2": "1"}, "Resultado provisional: falta 1 práctica por responder."),
            ({"i1": "2"}, "Resultado provisional: faltan 2 prácticas por responder."),
        ],
    )
    def test_what_is_missing_makes_it_provisional(self, answers: dict[str, str], words: str) -> None:
        result = content(answers).result
        assert result is not None
        assert result.provisional == words

    def test_an_empty_response_has_no_points(self) -> None:
        result = content({}).result
        assert result is not None
        assert result.headline == "Todavía no hay puntaje"
        assert result.share is None
        assert result.level == ""
        assert "Cuando responda la primera práctica" in result.counts


class TestCharts:
    def test_a_spider_needs_three_axes(self) -> None:
        assert [chart.title for chart in content(FULL).charts] == ["Las prácticas, una por una"]
        assert content({}).charts[0].values == ("Sin respuesta",) * 3

    def test_fewer_axes_have_no_chart(self) -> None:
        assert content({"i2": "na"}).charts == ()

    def test_axes_of_different_scales_are_explained_in_per_cent(self) -> None:
        assert "100 %" in content(FULL).charts[0].caption
        same = content(FULL, markdown=SAMPLE.replace("| I4 | B | 3 |", "| I4 | B | 2 |"))
        assert "a 2, en el borde" in same.charts[0].caption


class TestScores:
    def test_blocks_and_their_practices_in_form_order(self) -> None:
        found = content(FULL).scores
        assert [(block.code, block.score) for block in found] == [("A", "2 de 2"), ("B", "1,5 de 5")]
        assert [line.code for line in found[0].lines] == ["I1", "I2"]

    def test_what_was_reached_and_what_comes_next(self) -> None:
        found = lines(content({"i1": "1"}))
        assert found["I1"].notes == (("Alcanzado", "En parte"), ("Siguiente paso", "Firme el acuerdo"))
        assert found["I1"].score == "1 de 2"

    def test_unanswered_and_not_applicable_differ(self) -> None:
        found = lines(content({}))
        assert found["I1"].score == "Sin respuesta"
        assert found["I3"].score == "No aplica"
        assert found["I1"].notes == ()

    def test_a_block_of_which_nothing_applies(self) -> None:
        markdown = SAMPLE.replace("| indicator | I4 | B | 3 |", "| figure | F4 | | |")
        found = content({"applies": "no"}, markdown=markdown)
        assert [(block.code, block.score) for block in found.scores] == [("A", "Sin respuesta"), ("B", "No aplica")]

    def test_practices_without_a_block_come_last(self) -> None:
        markdown = SAMPLE.replace("| indicator | I1 | A | 2 |", "| indicator | I1 | | 2 |")
        found = content(FULL, markdown=markdown).scores
        assert [(block.code, block.name) for block in found] == [
            ("A", "Área primera"),
            ("B", "Área segunda"),
            ("", "Otras prácticas"),
        ]


class TestAdvice:
    def test_strengths(self) -> None:
        found = content(FULL).strengths
        assert found is not None
        assert [(item.code, item.texts) for item in found.groups[0].items] == [("I1", ("Completo",))]

    def test_no_strengths_yet(self) -> None:
        found = content({"i1": "0"}).strengths
        assert found is not None
        assert found.groups == ()
        assert found.intro == "Todavía ninguna práctica está completa."

    def test_opportunities_by_phase_in_the_diagnosis_order(self) -> None:
        found = content({"i1": "1", "i2": "0", "applies": "yes", "i3": "0", "firms": "3"}).opportunities
        assert found is not None
        assert [(group.title, [item.code for item in group.items]) for group in found.groups] == [
            ("Fase first. Empezar", ["I2"]),
            ("Fase second. Seguir", ["I3", "I1"]),
            ("Sin fase", ["I4"]),
        ]
        assert found.groups[0].items[0].texts == ("Nombre un equipo",)

    def test_one_without_an_activity_still_says_what_to_do(self) -> None:
        found = content({"i2": "1"}).opportunities
        assert found is not None
        assert found.groups[0].items[0].texts == ("Completar la práctica.",)

    def test_what_is_unanswered_is_listed_last(self) -> None:
        found = content({"i1": "1"}).opportunities
        assert found is not None
        assert found.groups[-1].title == "Prácticas sin responder"
        assert [item.code for item in found.groups[-1].items] == ["I2", "I4"]

    def test_all_complete_leaves_none(self) -> None:
        found = content({"i1": "2", "i2": "2", "applies": "no", "firms": "6"})
        assert found.opportunities is not None
        assert found.opportunities.groups == ()
        assert found.opportunities.intro.startswith("No hay oportunidades")
        assert found.plan is None

    def test_an_empty_response_has_none_and_says_why(self) -> None:
        found = content({}).opportunities
        assert found is not None
        assert found.groups == ()
        assert found.intro.startswith("Todavía no hay respuestas")

    def test_without_phases_there_are_no_titles(self) -> None:
        markdown = SAMPLE.replace("| second | | |", "| | | |").replace("| first | | |", "| | | |")
        found = content({"i1": "1", "i2": "1", "applies": "no", "firms": "6"}, markdown=markdown).opportunities
        assert found is not None
        assert [group.title for group in found.groups] == [""]


class TestPlan:
    def test_activities_with_the_dates_that_were_planned(self) -> None:
        found = content({"i1": "1", "i1_planned": "2027-03-01", "i2": "0"}).plan
        assert found is not None
        assert [(line.code, line.activity, line.date) for line in found.lines] == [
            ("I2", "Nombre un equipo", ""),
            ("I1", "Firme el acuerdo", "01/03/2027"),
        ]

    def test_a_date_whose_question_no_longer_applies_is_not_planned(self) -> None:
        session = answered({"i1": "1", "i1_planned": "2027-03-01"})
        session.set(REFS["i1"], "2")
        rubric = Rubric.read(session.form)
        assert rubric is not None
        found = respondent_content(session, diagnose(session, rubric), facts(), "es")
        assert found.plan is None


class TestWithoutDiagnosis:
    def test_there_is_a_cover_and_the_answers(self) -> None:
        session = answered(FULL)
        found = respondent_content(session, None, facts(), "es")
        assert found.cover.title == "Informe de respuestas"
        assert found.result is None
        assert found.charts == ()
        assert found.scores == ()
        assert found.plan is None
        assert found.annex
