"""Revisar, with a real response."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.review_page import ReviewPage
from desktop_app.workflows.answer import Desk
from desktop_app.xforms import Session
from tests.support.forms import form
from tests.support.plan_desks import NOW_ANSWERS, PLAN, SALES, SALES_NONE, SALES_WHY, plan_desk
from tests.support.respondent import ORGANISATIONS
from tests.support.survey_desks import NOW, SMALL, desk_of, diagnosis_desk, long_form, refs

WITH_COMMENT = """
    | survey |
    | | type | name | label | required | bind::telar:comment-of |
    | | begin_group | one | Primera | | |
    | | integer | how_many | ¿Cuántas? | | |
    | | text | why | Explique | yes | how_many |
    | | end_group | | | | |
    | settings |
    | | namespaces |
    | | telar="urn:telar:rubric:1" |
"""


GROUPED = """
    | survey |
    | | type | name | label |
    | | begin_group | one | Primera |
    | | begin_group | two | Gobernanza |
    | | text | a | Junta |
    | | begin_group | three | Actas |
    | | text | b | Libro |
    | | end_group | | |
    | | end_group | | |
    | | end_group | | |
"""

WITHOUT_LABEL = """
    | survey |
    | | type | name | label | hint | required |
    | | begin_group | g | Primera | | |
    | | text | telephone | | El de la oficina | yes |
    | | end_group | | | | |
"""


def opened(qtbot: QtBot, desk: Desk) -> ReviewPage:
    page = ReviewPage()
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show_desk(desk)
    with qtbot.waitActive(page):
        page.show()
    return page


@pytest.fixture
def desk() -> Desk:
    desk = diagnosis_desk()
    desk.answer(refs(desk)["founded"], "1200")
    return desk


def test_what_is_wrong_comes_first_in_the_words_beside_the_question(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    text = page.text.toPlainText()
    problem = desk.session.problem(refs(desk)["founded"])
    assert problem is not None
    assert text.strip().startswith("Hay 1 respuesta por revisar")
    assert text.index(problem.message) < text.index("Faltan") < text.index("ID Identificación")


def test_what_is_missing_is_listed_once_and_shown_in_its_place(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    missing = [row.name for row in page.missing()]
    assert {"P07", "P12"} <= set(missing)
    assert page.text.toPlainText().count("Sin respuesta") >= len(missing)


def test_every_answer_is_there_with_a_way_to_change_it(qtbot: QtBot, desk: Desk) -> None:
    desk.answer(refs(desk)["p02_comment"], "Estudio con la universidad")
    page = opened(qtbot, desk)
    text = page.text.toPlainText()
    assert "Cacao de Arauca" in text
    assert "En forma parcial" in text
    assert "Estudio con la universidad" in text
    assert text.count("Cambiar") == sum(section.total for section in desk.sections()) + 1


def test_links_lead_to_their_question(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    page.text.setFocus()
    QTest.keyClick(page.text, Qt.Key.Key_Tab)
    QTest.keyClick(page.text, Qt.Key.Key_Return)
    assert asked == [refs(desk)["founded"]]
    page.text.anchorClicked.emit(QUrl("1"))
    assert asked[1] == refs(desk)["department"]


def test_the_button_is_always_there_and_what_stands_in_the_way_is_said(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    assert page.button.isEnabled()
    assert page.button.text() == "Firmar y exportar"
    assert "por revisar" in page.note.text()
    desk.answer(refs(desk)["founded"], "2016")
    page.show_desk(desk)
    assert "antes de firmar" in page.note.text()
    assert "provisional" in page.note.text()


def test_signing_waits_for_what_stands_in_the_way_and_shows_the_list(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    bar = page.text.verticalScrollBar()
    bar.setValue(bar.maximum())
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    with qtbot.assertNotEmitted(page.sign_requested):
        page.button.click()
    assert page.button.isEnabled()
    assert bar.value() == 0
    assert page.text.hasFocus()
    QTest.keyClick(page.text, Qt.Key.Key_Tab)
    QTest.keyClick(page.text, Qt.Key.Key_Return)
    assert asked == [refs(desk)["founded"]]


def test_signing_is_asked_for_when_nothing_stands_in_the_way(qtbot: QtBot) -> None:
    small = desk_of(SMALL)
    page = opened(qtbot, small)
    with qtbot.assertNotEmitted(page.sign_requested):
        page.button.click()
    small.answer(refs(small)["name"], "Ana")
    page.show_desk(small)
    with qtbot.waitSignal(page.sign_requested):
        page.button.click()


def test_a_companion_that_must_be_answered_is_listed(qtbot: QtBot) -> None:
    desk = desk_of(WITH_COMMENT)
    page = opened(qtbot, desk)
    assert [row.ref for row in page.missing()] == [refs(desk)["why"]]
    assert len(page.missing()) + len(page.wrong()) == len(desk.session.problems())


def test_nothing_wrong_says_nothing(qtbot: QtBot) -> None:
    small = desk_of(SMALL)
    small.answer(refs(small)["name"], "Ana")
    page = opened(qtbot, small)
    assert not page.wrong()
    assert not page.missing()
    assert page.note.text() == ""
    assert page.text.toPlainText().startswith("Primera")


def test_an_answer_is_never_markup(qtbot: QtBot) -> None:
    small = desk_of(SMALL)
    small.answer(refs(small)["name"], "<img src='file:///x'><b>Ana</b> & \"co\"")
    page = opened(qtbot, small)
    assert "<img src='file:///x'><b>Ana</b> & \"co\"" in page.text.toPlainText()


def test_it_follows_colours_and_language_events(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    before = page.text.toPlainText()
    for kind in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
        QApplication.sendEvent(page, QEvent(kind))
    assert page.text.toPlainText() == before


def test_300_answers_fit(qtbot: QtBot) -> None:
    many = desk_of(long_form(300))
    page = opened(qtbot, many)
    assert page.text.toPlainText().count("Cambiar") == 300


def test_it_never_scrolls_sideways(qtbot: QtBot, desk: Desk) -> None:
    desk.answer(refs(desk)["p02_comment"], "palabra " * 300)
    page = opened(qtbot, desk)
    # The document is laid out again once the vertical scroll bar has taken its place.
    qtbot.waitUntil(lambda: page.text.horizontalScrollBar().maximum() == 0)


def test_records_and_nested_groups_have_titles_of_their_own(qtbot: QtBot) -> None:
    desk = desk_of(ORGANISATIONS)
    desk.add("/data/g/r")
    desk.answer("/data/g/r[1]/a", "Uno")
    desk.answer("/data/g/r[2]/a", "Dos")
    page = opened(qtbot, desk)
    text = page.text.toPlainText()
    assert text.index("Organizaciones 1") < text.index("Uno") < text.index("Organizaciones 2") < text.index("Dos")
    nested = desk_of(GROUPED)
    page.show_desk(nested)
    lines = [line.strip() for line in page.text.toPlainText().splitlines() if line.strip()]
    assert lines.index("Gobernanza") < lines.index("Junta") < lines.index("Actas") < lines.index("Libro")


def test_change_leads_to_the_question_of_that_record(qtbot: QtBot) -> None:
    desk = desk_of(ORGANISATIONS)
    desk.add("/data/g/r")
    page = opened(qtbot, desk)
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    assert [row.label for row in page.missing()] == ["Nombre (Organizaciones 1)", "Nombre (Organizaciones 2)"]
    page.text.anchorClicked.emit(QUrl("1"))
    assert asked == ["/data/g/r[2]/a"]


def test_of_5000_records_the_first_are_shown_and_the_others_said(qtbot: QtBot) -> None:
    session = Session(form(ORGANISATIONS), now=NOW)
    for _ in range(4_999):
        session.add_repeat("/data/g/r")
    page = ReviewPage()
    qtbot.addWidget(page)
    began = time.perf_counter()
    page.show_desk(Desk("r1", session))
    assert time.perf_counter() - began < 3
    text = page.text.toPlainText()
    assert "Organizaciones 20" in text
    assert "Organizaciones 21" not in text.replace("(Organizaciones 21)", "")
    assert "Aquí no se muestran 4980 registros más." in text
    assert "Faltan 5000 respuestas" in text
    assert "Y 4900 más." in text
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    for number in range(page.links()):
        page.text.anchorClicked.emit(QUrl(str(number)))
    assert "/data/g/r[21]/a" in asked


def test_of_ten_thousand_questions_the_first_are_shown_and_the_others_said(qtbot: QtBot) -> None:
    desk = desk_of(long_form(10_000))
    page = ReviewPage()
    qtbot.addWidget(page)
    began = time.perf_counter()
    page.show_desk(desk)
    assert time.perf_counter() - began < 3
    text = page.text.toPlainText()
    assert "Aquí no se muestran 9700 preguntas más." in text
    assert text.count("Cambiar") == 300
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    page.text.anchorClicked.emit(QUrl(str(page.links() - 1)))
    assert asked == ["/data/g/q300"]


def test_a_question_without_a_label_is_called_by_its_name(qtbot: QtBot) -> None:
    page = opened(qtbot, desk_of(WITHOUT_LABEL))
    assert [row.in_the_way() for row in page.missing()] == ["1 telephone"]


# Beside another wave


def second_wave(**more: Any) -> Desk:
    desk = plan_desk(**more)
    desk.answer(SALES, "500")
    return desk


def test_soft_warnings_stand_apart_each_with_its_reason_or_that_it_lacks_one(qtbot: QtBot) -> None:
    desk = second_wave()
    page = opened(qtbot, desk)
    assert not page.missing()
    assert "1 respuesta llama la atención · falta 1 motivo" in page.text.toPlainText()
    assert "Falta el motivo" in page.text.toPlainText()
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    page.text.anchorClicked.emit(QUrl("0"))
    assert asked == [SALES_WHY]
    with qtbot.assertNotEmitted(page.sign_requested):
        page.button.click()
    desk.answer(SALES_WHY, "Entró una exportadora")
    page.show_desk(desk)
    assert "Motivo: Entró una exportadora" in page.text.toPlainText()
    with qtbot.waitSignal(page.sign_requested):
        page.button.click()


def test_what_is_to_be_confirmed_is_told_by_section_and_holds_signing_back(qtbot: QtBot) -> None:
    desk = second_wave(carried=frozenset({"/data/a/q1", "/data/a/q2"}))
    desk.answer(SALES_WHY, "Entró una exportadora")
    page = opened(qtbot, desk)
    text = page.text.toPlainText()
    assert "A1 Enfoque: 2 respuestas vienen de la ola anterior" in text
    assert "Confirme las respuestas" in page.note.text()
    asked: list[str] = []
    page.change_requested.connect(asked.append)
    page.text.anchorClicked.emit(QUrl("1"))
    assert asked == ["/data/a/q1"]
    with qtbot.assertNotEmitted(page.sign_requested):
        page.button.click()
    desk.notes.confirm(desk.to_confirm())
    page.show_desk(desk)
    assert "Por confirmar" not in page.text.toPlainText()
    with qtbot.waitSignal(page.sign_requested):
        page.button.click()


def test_the_order_is_wrong_missing_unusual_to_confirm_answers(qtbot: QtBot) -> None:
    desk = second_wave(
        scores={**NOW_ANSWERS, "q4": ""}, carried=frozenset({"/data/a/q1"}), actions=({"due": "2027-01-31"},)
    )
    desk.answer(f"{PLAN}[1]/due", "el lunes")
    page = opened(qtbot, desk)
    text = page.text.toPlainText()
    heads = ["por revisar", "Falta 1 respuesta", "llama la atención", "Por confirmar", "¿Se conoce el mercado?"]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)


def test_special_answers_units_comments_and_files_are_in_words(qtbot: QtBot) -> None:
    desk = plan_desk()
    desk.answer(SALES, "1500")
    desk.notes.comment(SALES, "Según la contadora <b>")
    desk.notes.set_files(SALES, ["balance.pdf"])
    page = opened(qtbot, desk)
    text = page.text.toPlainText()
    assert "1.500 millones de pesos" in text
    assert "Comentario: Según la contadora <b>" in text
    assert "Archivos: balance.pdf" in text
    desk.answer(SALES, "")
    desk.answer(SALES_NONE, "ns")
    page.show_desk(desk)
    text = page.text.toPlainText()
    assert "No sé" in text
    assert "Sin el dato" not in text
