"""Resultado, with a real response."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.markup import Cell, heading, paragraph, table
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.ui.survey.wording import figure, score_words
from desktop_app.workflows.answer import Desk
from tests.support.survey_desks import SMALL, desk_of, diagnosis_desk, refs


def opened(qtbot: QtBot, desk: Desk) -> ResultPage:
    page = ResultPage()
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show_desk(desk)
    with qtbot.waitExposed(page):
        page.show()
    return page


def plain(label: QLabel) -> str:
    document = QTextDocument()
    document.setHtml(label.text())
    return document.toPlainText()


@pytest.fixture
def page(qtbot: QtBot) -> ResultPage:
    return opened(qtbot, diagnosis_desk())


def test_total_and_what_is_missing(page: ResultPage) -> None:
    assert page.total.text() == "13 de 26 puntos (50\u00a0%)"
    assert page.note.text() == "Resultado provisional: faltan 2 respuestas."


def test_one_missing_answer_is_said_in_the_singular(qtbot: QtBot) -> None:
    desk = diagnosis_desk()
    desk.answer(refs(desk)["p07"], "1")
    assert opened(qtbot, desk).note.text() == "Resultado provisional: falta 1 respuesta."


def test_a_full_response_is_not_provisional(qtbot: QtBot) -> None:
    desk = diagnosis_desk()
    desk.answer(refs(desk)["p07"], "1")
    desk.answer(refs(desk)["p12"], "1")
    assert not opened(qtbot, desk).note.isVisible()


def test_the_table_has_blocks_and_practices(page: ResultPage) -> None:
    text = plain(page.table)
    for words in ("B2", "Conocimiento", "P13", "Financiación", "En forma completa", "Sin respuesta", "2 de 2"):
        assert words in text


def test_strengths_are_what_is_complete(page: ResultPage) -> None:
    text = plain(page.strengths)
    assert [code for code in ("P01", "P03", "P08", "P09") if code in text] == ["P01", "P03", "P08", "P09"]
    assert "P02" not in text


def test_opportunities_come_by_phase_each_with_its_activity(page: ResultPage) -> None:
    text = plain(page.opportunities)
    phases = ["Conocer el clúster", "Definir la estrategia", "Construir y ejecutar", "Fortalecer la gobernanza"]
    assert [text.index(phase) for phase in phases] == sorted(text.index(phase) for phase in phases)
    diagnosis = diagnosis_desk().diagnosis()
    assert diagnosis is not None
    for indicator in diagnosis.opportunities:
        assert indicator.next_step
        assert indicator.next_step in text
    assert "P07" not in text


def test_the_chart_shows_practices_or_blocks(page: ResultPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    chart = page.web.chart
    assert chart is not None
    geometry = chart.geometry_shown()
    assert geometry is not None
    assert len(geometry.axes) == 13
    page.web.buttons[1].click()
    geometry = chart.geometry_shown()
    assert geometry is not None
    assert [axis.code for axis in geometry.axes] == ["B1", "B2", "B3", "B4", "B5"]
    assert "B2 Conocimiento" in chart.accessibleDescription()


def test_an_axis_tells_its_details(page: ResultPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    assert page.web.chart is not None
    page.web.buttons[1].click()
    page.web.chart.set_current_axis(1)
    assert page.detail.text().startswith("B2 Conocimiento: 1 de 2\nP02 Sector mundial: 1 de 2")
    page.web.chart.set_current_axis(-1)
    assert "flechas" in page.detail.text()


@pytest.mark.parametrize("name", ["print", "pdf", "image"])
def test_buttons_ask(page: ResultPage, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(getattr(page, f"{name}_requested")):
        getattr(page, f"{name}_button").click()


def test_nothing_answered_yet(qtbot: QtBot) -> None:
    page = opened(qtbot, diagnosis_desk(answered=False))
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("en cuanto responda" in text for text in texts)
    assert "Todavía no hay puntos" in texts
    assert not page.table.isVisible()


def test_a_form_without_scores(qtbot: QtBot) -> None:
    page = opened(qtbot, desk_of(SMALL))
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("no calcula un resultado" in text for text in texts)
    assert not page.image_button.isVisible()
    assert page.print_button.isVisible()


def test_no_strengths_and_no_opportunities_are_said(qtbot: QtBot) -> None:
    desk = diagnosis_desk(answered=False)
    desk.answer(refs(desk)["p01"], "0")
    assert "Todavía no hay prácticas" in plain(opened(qtbot, desk).strengths)
    desk.answer(refs(desk)["p01"], "2")
    assert "No hay oportunidades" in plain(opened(qtbot, desk).opportunities)


def test_english_names_and_figures(qtbot: QtBot) -> None:
    page = opened(qtbot, diagnosis_desk("en"))
    assert "Knowledge" in plain(page.table)
    assert "World sector" in plain(page.table)


def test_it_follows_colours_and_language_events(page: ResultPage) -> None:
    before = plain(page.table)
    for kind in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
        QApplication.sendEvent(page, QEvent(kind))
    assert plain(page.table) == before


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [(18, "18", "18"), (1.65, "1,65", "1.65"), (0.666, "0,67", "0.67"), (0.001, "0", "0"), (-0.001, "0", "0")],
)
def test_figures(value: float, es: str, en: str) -> None:
    assert figure(value, "es") == es
    assert figure(value, "en") == en


def test_a_missing_score_is_a_dash() -> None:
    assert score_words(None, 2, "es") == "–"


def test_markup_escapes() -> None:
    html = heading("<a>") + paragraph("<b>", "muted") + table([(Cell("<c>\n&", target="<d>"),)], (100,))
    document = QTextDocument()
    document.setHtml(html)
    for text in ("<a>", "<b>", "<c>", "&"):
        assert text in document.toPlainText()
    assert "<c>" not in html
    assert table([], (100,)) == ""
