"""The respondent's report as it is printed, read back with other libraries."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.diagnosis import Rubric, diagnose, numbering
from desktop_app.errors import ReportError
from desktop_app.reports import ReportContent, respondent_content, respondent_pdf
from desktop_app.reports.pdf.marks import Text
from desktop_app.reports.pdf.respondent import respondent_pages
from desktop_app.reports.pdf.style import FRAME_HEIGHT, FRAME_WIDTH, MARGIN_SIDE, MARGIN_TOP, PAGE_HEIGHT
from desktop_app.reports.pdf.text import width
from desktop_app.xforms import Form
from tests.support.pdfs import catalog, embedded_fonts, facts, ink_box, look
from tests.support.rubrics import SAMPLE, SETTINGS, answered, form_of, sheet

SHIPPED = paths.forms_dir() / "autodiagnostico.md"


def shipped(scores: str = "2121102212101", language: str = "es", **changed: object) -> ReportContent:
    """The report on thirteen scores, one character each; "-" is unanswered."""
    form = Form.load(SHIPPED)
    rubric = Rubric.read(form)
    assert rubric is not None
    values = {i.ref: score for i, score in zip(rubric.indicators, scores, strict=True) if score != "-"}
    session = answered(values, form=form, language=form.language_for(language))
    return respondent_content(session, diagnose(session, rubric), facts(**changed), language)


def sample(answers: dict[str, str], **changed: object) -> ReportContent:
    form = form_of(SAMPLE)
    rubric = Rubric.read(form)
    assert rubric is not None
    session = answered(answers, form=form)
    return respondent_content(session, diagnose(session, rubric), facts(**changed), "es")


def many_indicators(count: int) -> ReportContent:
    """The report on ``count`` indicators, all of them answered with 0."""
    columns = ("type", "name", "label::Español (es)", "telar:role", "telar:code", "telar:max")
    survey = "".join(f"| | select_one g | q{n} | ¿Q{n}? | indicator | I{n} | 1 |\n" for n in range(count))
    choices = sheet("choices", "list_name", "name", "label::Español (es)") + "| | g | 0 | No |\n| | g | 1 | Sí |\n"
    form = form_of(sheet("survey", *columns) + survey + choices + SETTINGS)
    rubric = Rubric.read(form)
    assert rubric is not None
    session = answered({f"/data/q{n}": "0" for n in range(count)}, form=form)
    return respondent_content(session, diagnose(session, rubric), facts(), "es")


class TestDocument:
    def test_letter_with_its_fonts_embedded(self) -> None:
        pdf = respondent_pdf(shipped())
        assert look(pdf).sizes == {(612.0, 792.0)}
        fonts = embedded_fonts(pdf)
        assert len(fonts) == 3
        assert all(fonts.values())

    def test_its_own_card(self) -> None:
        pdf = respondent_pdf(shipped())
        found = look(pdf).metadata
        assert found["Title"] == "Informe de resultados: Clúster de cacao de Arauca"
        assert found["Subject"].startswith("Autodiagnóstico de buenas prácticas")
        assert found["CreationDate"] == "D:20261120150400+00'00'"
        assert catalog(pdf)["/Lang"] == "es-CO"
        assert catalog(respondent_pdf(shipped(language="en")))["/Lang"] == "en"

    def test_the_outline_names_every_chapter(self) -> None:
        found = look(respondent_pdf(shipped()))
        chapters = [title for level, title, _ in found.outline if level == 0]
        assert chapters == [
            "Informe de resultados",
            "Resultado",
            "Bloques y prácticas",
            "Fortalezas",
            "Oportunidades, por prioridad",
            "Plan de mejora",
            "Anexo: todas las respuestas",
        ]
        for _, title, page in found.outline:
            assert title in " ".join(found.pages[page].split())

    def test_every_page_says_which_it_is_and_all_but_the_cover_whose(self) -> None:
        found = look(respondent_pdf(shipped()))
        for number, page in enumerate(found.pages, start=1):
            assert f"Página {number} de {len(found.pages)}" in page
            assert "Clúster de cacao de Arauca" in page
        assert len(found.pages) < 12

    def test_a_draft_says_so_on_every_page(self) -> None:
        found = look(respondent_pdf(shipped(state="Borrador")))
        assert all("Borrador" in page for page in found.pages)

    def test_the_same_answers_give_the_same_bytes(self) -> None:
        assert respondent_pdf(shipped()) == respondent_pdf(shipped())

    @pytest.mark.parametrize("scores", ["2121102212101", "-------------", "2222222222222", "0000000000000"])
    def test_nothing_is_drawn_outside_the_margins(self, scores: str) -> None:
        pdf = respondent_pdf(shipped(scores))
        for index in range(len(look(pdf).pages)):
            left, bottom, right, top = ink_box(pdf, index)
            assert left >= MARGIN_SIDE - 2
            assert right <= 612 - MARGIN_SIDE + 2
            assert bottom >= 30
            assert top <= 762

    def test_body_text_is_at_least_ten_points(self) -> None:
        pages, _, _ = respondent_pages(shipped())
        for page in pages[2:]:
            sizes = {mark.style.size for mark, _, _ in page if isinstance(mark, Text)}
            small = {size for size in sizes if size < 10}
            assert small <= {8, 9}, "only the chart's own labels are smaller"


class TestText:
    def test_the_result_in_points(self) -> None:
        found = look(respondent_pdf(shipped()))
        assert "16 de 26 puntos (62 %)" in found.flat

    def test_a_provisional_result_says_how_many_are_missing(self) -> None:
        found = look(respondent_pdf(shipped("21-1102212-01")))
        assert "Resultado provisional: faltan 2 prácticas por responder." in found.flat

    def test_the_scale_stands_on_the_rings(self) -> None:
        chart = look(respondent_pdf(shipped())).pages[1].splitlines()
        assert {"0", "1", "2"} <= set(chart)

    def test_all_thirteen_axes_are_named_with_their_scores(self) -> None:
        page = " ".join(look(respondent_pdf(shipped())).pages[1].split())
        assert all(f"P{number:02} " in page for number in range(1, 14))
        assert page.count(" de 2") >= 13

    def test_every_question_is_in_the_annex(self) -> None:
        found = look(respondent_pdf(shipped())).flat
        form = Form.load(SHIPPED)
        annex = found[found.index("Anexo: todas las respuestas") :]
        for ref, label in numbering(form).items():
            assert label.code in annex
            assert " ".join(form.text(ref, "Español (es)").split()) in annex
        assert "Sin respuesta" in annex
        assert "No aplica" in annex

    def test_an_empty_response_still_gives_a_whole_report(self) -> None:
        found = look(respondent_pdf(shipped("-" * 13)))
        assert "Todavía no hay puntaje" in found.flat
        assert "faltan 13 prácticas" in found.flat
        assert "Todavía ninguna práctica está completa." in found.flat
        assert "Plan de mejora" not in found.flat

    def test_english(self) -> None:
        found = look(respondent_pdf(shipped(language="en"))).flat
        assert "16 of 26 points (62%)" in found
        assert "Opportunities, by priority" in found
        assert "Page 1 of" in found

    def test_markup_is_text(self) -> None:
        comment = "Ventas < 10 & costos > 5 <b>negrita</b> &amp; <para>"
        found = look(respondent_pdf(sample({"i1": "1", "i1_comment": comment}, initiative="A & <B>")))
        assert comment in found.flat
        assert "A & <B>" in found.flat

    def test_without_a_diagnosis_there_are_only_the_answers(self) -> None:
        content = respondent_content(answered({"i1": "1"}), None, facts(), "es")
        found = look(respondent_pdf(content))
        assert "En parte" in found.flat
        assert [title for level, title, _ in found.outline if level == 0] == [
            "Informe de respuestas",
            "Anexo: todas las respuestas",
        ]

    def test_what_is_to_be_reviewed_stands_under_the_answer(self) -> None:
        found = look(respondent_pdf(sample({"i1": "1", "firms": "2000000"}))).flat
        assert "2.000.000 Por revisar: " in found

    def test_a_form_without_questions_has_only_a_cover(self) -> None:
        form = form_of(sheet("survey", "type", "name", "label") + "| | note | n | Nota |\n")
        found = look(respondent_pdf(respondent_content(answered({}, form=form, language=None), None, facts(), "es")))
        assert len(found.pages) == 1

    def test_a_long_name_in_the_chart_is_cut_to_three_lines(self) -> None:
        markdown = SAMPLE.replace(
            "| I1 | Acuerdo |", "| I1 | Acuerdo " + "entre todas las empresas de la región " * 4 + "|"
        )
        form = form_of(markdown)
        rubric = Rubric.read(form)
        assert rubric is not None
        session = answered({"i1": "1"}, form=form)
        found = look(respondent_pdf(respondent_content(session, diagnose(session, rubric), facts(), "es")))
        assert any(line.endswith("…") for line in found.pages[1].splitlines())

    def test_many_axes_are_named_by_their_codes(self) -> None:
        found = look(respondent_pdf(many_indicators(40)))
        assert "I39" in found.pages[1].split()
        assert "¿Q39?" not in found.pages[1]


class TestPaging:
    def test_no_question_is_cut_across_pages(self) -> None:
        survey = sheet("survey", "type", "name", "label") + "".join(
            f"| | text | q{number} | Pregunta {number} {'que ocupa varios renglones ' * (number % 9)} fin{number} |\n"
            for number in range(120)
        )
        session = answered({f"/data/q{n}": f"respuesta{n}" for n in range(120)}, form=form_of(survey), language=None)
        found = look(respondent_pdf(respondent_content(session, None, facts(), "es")))
        assert len(found.pages) > 8
        for number in range(120):
            (page,) = [page for page in found.pages if f"respuesta{number}\n" in f"{page}\n"]
            assert f"Pregunta {number}" in page
            assert f"fin{number}" in page

    def test_a_text_longer_than_a_page_goes_on_overleaf_whole(self) -> None:
        words = " ".join(f"palabra{number}" for number in range(1_200))
        found = look(respondent_pdf(sample({"i1": "1", "i1_comment": words}))).flat
        assert all(f"palabra{number}" in found for number in range(1_200))

    def test_no_heading_is_left_alone_at_a_pages_foot(self) -> None:
        for scores in ("2121102212101", "0101010101010", "2222222222221", "1111111111111"):
            pages, _, _ = respondent_pages(shipped(scores))
            for page in pages[:-1]:
                last = [m for m, _, top in page if isinstance(m, Text) and top == min(t for _, _, t in page)]
                assert all(mark.style.size <= 11 for mark in last)

    def test_the_plan_repeats_its_head_on_each_page(self) -> None:
        found = look(respondent_pdf(many_indicators(40)))
        assert sum("Responsable" in page and "Fecha prevista" in page for page in found.pages) >= 2


class TestHostile:
    def test_a_very_long_label(self) -> None:
        survey = sheet("survey", "type", "name", "label") + f"| | text | a | {'Á' * 30_000} |\n"
        content = respondent_content(answered({}, form=form_of(survey), language=None), None, facts(), "es")
        assert len(look(respondent_pdf(content)).pages) < 6

    def test_facts_of_a_megabyte(self) -> None:
        found = look(
            respondent_pdf(sample({"i1": "1"}, **dict.fromkeys(("initiative", "place", "state"), "ñ" * 10**6)))
        )
        assert len(found.pages) < 12

    def test_more_text_than_a_document_can_hold_is_refused(self) -> None:
        survey = sheet("survey", "type", "name", "label") + "".join(f"| | text | q{n} | ¿Q{n}? |\n" for n in range(80))
        answers = {f"/data/q{n}": "línea\n" * 3_000 for n in range(80)}
        content = respondent_content(answered(answers, form=form_of(survey), language=None), None, facts(), "es")
        with pytest.raises(ReportError) as caught:
            respondent_pdf(content)
        assert caught.value.code == "REP-001"

    @given(st.text(max_size=300), st.text(max_size=80))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_text_can_be_printed_within_the_frame(self, answer: str, name: str) -> None:
        session = answered({"i1": "1"})
        session.set("/data/first/i1_comment", answer)
        content = respondent_content(session, None, facts(initiative=name), "es")
        assert respondent_pdf(content).startswith(b"%PDF")
        pages, _, _ = respondent_pages(content)
        for page in pages:
            for mark, left, top in page:
                assert PAGE_HEIGHT - MARGIN_TOP - FRAME_HEIGHT <= top <= PAGE_HEIGHT - MARGIN_TOP
                if isinstance(mark, Text):
                    assert left + mark.x + width(mark.text, mark.style) <= MARGIN_SIDE + FRAME_WIDTH + 1e-6
