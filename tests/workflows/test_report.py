from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_app.errors import UsageError
from desktop_app.workflows import report
from desktop_app.workflows.answer import commit
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.export import preview
from desktop_app.workflows.notes import Notes
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.reports.specimen import BENCHMARKS, SCORES
from tests.reports.specimen import desk as specimen_desk
from tests.support.desks import NOW, P01, P03, begin
from tests.support.pdfs import look


def test_the_report_says_whose_it_is_and_carries_the_reference(
    sample_workspace: Workspace, sample_response: str
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    pdf = report.report_pdf(report.report_content(desk, NOW, "es"))
    seen = look(pdf)
    for words in ("EJEMPLO: Cacao de Arauca", "Arauca", "Autodiagnóstico de buenas prácticas", preview(desk).reference):
        assert words in seen.flat
    assert report.page_count(pdf) == len(seen.pages) > 2


def test_the_report_is_in_the_language_asked_for(sample_workspace: Workspace, sample_response: str) -> None:
    desk = open_response(sample_workspace, sample_response, NOW, "en")
    assert report.report_content(desk, NOW, "en").cover.instrument == "Self-diagnosis of good practices"


def test_only_a_draft_is_called_one(sample_workspace: Workspace, sample_response: str) -> None:
    ready = open_response(sample_workspace, sample_response, NOW)
    assert report.report_content(ready, NOW, "es").cover.state == ""


def test_a_draft_is_called_one(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    desk.answer(P01, "2")
    assert report.report_content(desk, NOW, "es").cover.state == "Borrador"
    assert report.report_content(desk, NOW, "en").cover.state == "Draft"


def test_the_code_is_that_of_the_answers_as_they_are_on_the_desk(
    sample_workspace: Workspace, sample_response: str
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    before = report.report_content(desk, NOW, "es")
    assert report.report_content(desk, NOW + timedelta(days=1), "es").cover.lines != before.cover.lines
    changes = desk.answer(P03, "0")
    commit(sample_workspace, desk.step(P03, changes), NOW)
    after = report.report_content(desk, NOW, "es")
    assert preview(desk).reference in {value for _, value in after.cover.lines}
    assert after.cover.lines != before.cover.lines


def test_the_chart_is_a_picture_of_the_width_asked_for(sample_workspace: Workspace, sample_response: str) -> None:
    content = report.report_content(open_response(sample_workspace, sample_response, NOW), NOW, "es")
    picture = report.spider_png(content, 600)
    assert picture.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(picture[16:20], "big") == 600


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Autodiagnóstico de buenas prácticas"), ("en", "Self-diagnosis")]
)
def test_the_blank_form_has_every_code(language: str, words: str) -> None:
    seen = look(report.blank_form_pdf("autodiagnostico", NOW, language))
    assert words in seen.flat
    for code in ("P01", "P07", "P13"):
        assert code in seen.flat


def test_a_page_as_an_image() -> None:
    pdf = report.blank_form_pdf("autodiagnostico", NOW, "es")
    page = report.render_page(pdf, 0, 36)
    assert (page.width, page.height) == (306, 396)  # Letter, at half a pixel a point
    assert report.page_count(pdf) >= 2


def test_a_blank_form_that_does_not_ship() -> None:
    with pytest.raises(UsageError, match="USE-001"):
        report.blank_form_pdf("otro", NOW, "es")


class TestBesideTheAnswers:
    """What the desk knows and is no answer reaches the report."""

    def test_the_wave_before_notes_and_means(self) -> None:
        notes = Notes()
        notes.comment("/data/i11", "Se acordó en marzo.")
        notes.set_files("/data/i12", ["acta.pdf"])
        notes.doubt(["/data/i21"])
        before = {**SCORES, "i11": "0"}
        answers = {**SCORES, "macrosector": "agro"}
        found = report.report_content(specimen_desk(answers, before, notes=notes, benchmarks=BENCHMARKS), NOW, "es")
        assert found.result is not None
        assert found.result.changed == "0,12 más que en 2025 (antes 1,88)."
        assert [series.name for series in found.charts[0].series] == ["previous", "national", "macrosector"]
        assert found.charts[0].series[2].label.startswith("Promedio de Agroindustria")
        notes_of = {entry.code: entry.notes for section in found.annex for entry in section.entries}
        assert notes_of["A1.1"] == (("Antes", "Nada"), ("Comentario", "Se acordó en marzo."))
        assert notes_of["A1.2"] == (("Evidencia", "acta.pdf"),)
        assert notes_of["A2.1"] == (("", "Viene de la ola anterior y falta confirmarla."),)

    def test_the_content_does_not_change_with_the_desk_afterwards(self) -> None:
        opened = specimen_desk(SCORES)
        found = report.report_content(opened, NOW, "es")
        opened.notes.comment("/data/i11", "Después.")
        opened.answer("/data/i11", "3")
        assert found == report.report_content(specimen_desk(SCORES), NOW, "es")

    def test_a_macrosector_that_the_form_does_not_name_is_called_by_its_code(self) -> None:
        assert report.group_name(specimen_desk({}), "agro") == "Agroindustria"
        assert report.group_name(specimen_desk({}), "mining") == "mining"
        assert report.group_name(specimen_desk({}), "") == ""

    def test_one_page_for_the_wall_and_the_chart_as_svg(self) -> None:
        content = report.report_content(specimen_desk(SCORES), NOW, "es")
        assert report.page_count(report.summary_pdf(content)) == 1
        assert report.spider_svg(content).startswith(b"<?xml")


def test_the_ssme_has_its_report_in_both_languages(workspace: Workspace) -> None:
    for language, words in (
        ("es", ("Áreas e indicadores", "A7 Colaboración y alianzas", "de 3,0 puntos", "Plan de mejora")),
        ("en", ("Areas and indicators", "of 3.0 points", "Improvement plan")),
    ):
        form, _ = workspace.forms.shipped("ssme")
        session = Session(form, now=NOW, language=form.language_for(language))
        session.set("/data/gobernanza/rules", "escritas")
        session.set("/data/gobernanza/team", "uno")
        content = report.report_content(Desk("r1", session, DeskFacts(wave="2026")), NOW, language)
        assert [len(chart.axes) for chart in content.charts] == [8, 18]
        assert content.result is not None
        assert len(content.result.measures) == 3
        found = look(report.report_pdf(content))
        for word in words:
            assert word in found.flat
        assert len(look(report.summary_pdf(content)).pages) == 1
