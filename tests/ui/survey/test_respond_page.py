"""Responder, with a real response."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.column import KEPT
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.task_list import REVIEW
from tests.support.respondent import Opened
from tests.support.survey_desks import SMALL, desk_of, diagnosis_desk, long_form, refs


@pytest.fixture
def small(qtbot: QtBot) -> Opened:
    return Opened(qtbot, desk_of(SMALL))


@pytest.fixture
def diagnosis(qtbot: QtBot) -> Opened:
    return Opened(qtbot, diagnosis_desk())


CTRL = Qt.KeyboardModifier.ControlModifier


def test_an_answer_goes_to_the_desk_and_is_told_once(diagnosis: Opened) -> None:
    diagnosis.page.go_to(diagnosis.refs["p07"])
    diagnosis.choose("p07", "2")
    assert diagnosis.told == [(diagnosis.refs["p07"], "2")]
    assert diagnosis.desk.session.value(diagnosis.refs["p07"]) == "2"


def test_counts_points_and_chart_follow(diagnosis: Opened, qtbot: QtBot) -> None:
    page = diagnosis.page
    qtbot.waitUntil(lambda: page.panel.web.chart is not None)
    assert page.panel.total.text().startswith("13 de 26 puntos")
    page.go_to(diagnosis.refs["p07"])
    diagnosis.choose("p07", "2")
    assert page.panel.total.text().startswith("15 de 26 puntos")
    assert page.panel.change.text().startswith("B3 +")
    chart = page.panel.web.chart
    assert chart is not None
    geometry = chart.geometry_shown()
    assert geometry is not None
    assert geometry.series[0].points[6].value == 2
    task = next(task for task in page.tasks.tasks() if task.code == "B3")
    assert (task.answered, task.state) == (3, "complete")
    assert "3 de 3" in diagnosis.texts()


def test_a_question_appears_when_it_applies_and_goes_again(small: Opened) -> None:
    assert small.page.section.card(small.refs["how_many"]) is None
    small.choose("more", "yes")
    assert small.page.section.card(small.refs["how_many"]) is not None
    assert [task.title for task in small.page.tasks.tasks()] == ["Primera", "Segunda", "Revisar y enviar"]
    small.choose("more", "no")
    assert small.page.section.card(small.refs["how_many"]) is None
    assert len(small.page.tasks.tasks()) == 2


def test_a_companion_appears_when_it_applies(diagnosis: Opened) -> None:
    diagnosis.page.go_to(diagnosis.refs["p01"])
    planned = diagnosis.refs["p01_planned"]
    assert diagnosis.card("p01").companion(planned) is None
    diagnosis.choose("p01", "1")
    fold = diagnosis.card("p01").companion(planned)
    assert fold is not None
    fold.button.click()
    QTest.keyClicks(
        QApplication.focusWidget() if fold.isAncestorOf(QApplication.focusWidget()) else fold.control.target(),
        "20/11/2026",
    )
    diagnosis.page.flush()
    assert diagnosis.told[-1] == (planned, "2026-11-20")


def test_notes_are_shown_and_not_counted(small: Opened) -> None:
    assert "Lea con calma." in small.texts()
    assert small.page.tasks.tasks()[0].total == 2


def test_completeness_is_a_problem_only_after_continue(small: Opened) -> None:
    assert not small.card("name").problem.isVisible()
    small.page.section.button.click()
    assert small.card("name").problem.isVisible()
    QApplication.processEvents()
    assert "Hay un problema" in small.texts()
    assert small.reviews == 0


def test_continue_again_moves_on(small: Opened) -> None:
    small.choose("more", "no")
    small.page.section.button.click()
    small.page.section.button.click()
    assert small.reviews == 1


def test_a_format_problem_is_shown_on_leaving_the_field(small: Opened) -> None:
    small.choose("more", "yes")
    small.type_into("how_many", "0")
    small.page.flush()
    assert not small.card("how_many").problem.isVisible()
    small.press(Qt.Key.Key_Tab)
    assert small.card("how_many").problem.text() == "Escriba un número mayor que cero."
    assert small.page.tasks.tasks()[0].state == "review"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_goes_to_the_next_section(diagnosis: Opened, key: Qt.Key) -> None:
    diagnosis.page.go_to(diagnosis.refs["p01"])
    diagnosis.press(key, CTRL)
    assert diagnosis.page.section_ref.endswith("/conocimiento")
    assert diagnosis.at() == "p02"


def test_ctrl_enter_in_a_comment_is_no_new_line(diagnosis: Opened) -> None:
    diagnosis.page.go_to(diagnosis.refs["p01_comment"])
    QTest.keyClicks(QApplication.focusWidget(), "Bien")
    diagnosis.press(Qt.Key.Key_Return, CTRL)
    assert diagnosis.desk.session.value(diagnosis.refs["p01_comment"]) == "Bien"
    assert diagnosis.page.section_ref.endswith("/conocimiento")


def test_f8_goes_from_pending_to_pending_and_back(diagnosis: Opened) -> None:
    diagnosis.page.go_to(diagnosis.refs["p01"])
    diagnosis.press(Qt.Key.Key_F8)
    assert diagnosis.at() == "p07"
    diagnosis.press(Qt.Key.Key_F8)
    assert diagnosis.at() == "p12"
    diagnosis.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert diagnosis.at() == "p07"


def test_ctrl_z_takes_answers_back_and_goes_to_them(diagnosis: Opened) -> None:
    page = diagnosis.page
    page.go_to(diagnosis.refs["p01"])
    diagnosis.choose("p01", "0")
    diagnosis.choose("p01", "1")
    page.go_to(diagnosis.refs["p12"])
    diagnosis.choose("p12", "2")
    page.go_to(diagnosis.refs["p01"])
    diagnosis.press(Qt.Key.Key_Z, CTRL)
    assert diagnosis.desk.session.value(diagnosis.refs["p12"]) == ""
    assert diagnosis.at() == "p12"
    diagnosis.press(Qt.Key.Key_Z, CTRL)
    assert diagnosis.desk.session.value(diagnosis.refs["p01"]) == "0"
    diagnosis.press(Qt.Key.Key_Z, CTRL)
    diagnosis.press(Qt.Key.Key_Z, CTRL)
    assert diagnosis.desk.session.value(diagnosis.refs["p01"]) == "2"
    assert [value for _, value in diagnosis.told] == ["0", "1", "2", "", "0", "2"]


def test_ctrl_z_takes_a_whole_typed_text_back(small: Opened) -> None:
    small.type_into("name", "Ca")
    small.page.flush()
    QTest.keyClicks(QApplication.focusWidget(), "cao")
    small.page.flush()
    assert small.desk.session.value(small.refs["name"]) == "Cacao"
    small.page.undo()
    assert small.desk.session.value(small.refs["name"]) == ""
    assert small.card("name").control.value() == ""


def test_ctrl_f_finds_a_question(diagnosis: Opened) -> None:
    diagnosis.press(Qt.Key.Key_F, CTRL)
    finder = diagnosis.page.finder
    assert finder.field.hasFocus()
    QTest.keyClicks(finder.field, "gobernanza")
    assert any(finder.results.item(row).text().startswith("P11 ") for row in range(finder.results.count()))
    QTest.keyClick(finder.field, Qt.Key.Key_Down)
    QTest.keyClick(finder.field, Qt.Key.Key_Up)
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    assert diagnosis.at() == "p11"
    assert not finder.isVisible()


def test_a_search_without_hits_says_so_and_escape_goes_back(diagnosis: Opened) -> None:
    diagnosis.page.go_to(diagnosis.refs["p01"])
    diagnosis.press(Qt.Key.Key_F, CTRL)
    finder = diagnosis.page.finder
    QTest.keyClicks(finder.field, "zzzz")
    assert finder.nothing.isVisible()
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    QTest.keyClick(finder.field, Qt.Key.Key_Escape)
    assert not finder.isVisible()
    assert diagnosis.at() == "p01"


def test_the_tasks_open_sections_and_the_review(diagnosis: Opened) -> None:
    page = diagnosis.page
    page.tasks.chosen.emit(diagnosis.desk.sections()[2].ref)
    assert page.section_ref.endswith("/conocimiento")
    page.tasks.chosen.emit(REVIEW)
    assert diagnosis.reviews == 1


def test_leaving_a_section_hands_on_what_is_typed(small: Opened) -> None:
    small.choose("more", "yes")
    small.type_into("name", "Cacao")
    small.page.tasks.chosen.emit(small.desk.sections()[1].ref)
    assert (small.refs["name"], "Cacao") in small.told


@pytest.mark.parametrize("way", ["hide", "close", "flush"])
def test_closing_hands_on_what_is_typed(small: Opened, way: str) -> None:
    small.type_into("name", "Cacao")
    getattr(small.page, way)()
    assert small.told == [(small.refs["name"], "Cacao")]


def test_reopens_at_the_same_question(qtbot: QtBot) -> None:
    desk = diagnosis_desk()
    desk.current_ref = refs(desk)["p09"]
    opened = Opened(qtbot, desk)
    assert opened.page.section_ref.endswith("/organizacion")
    assert opened.at() == "p09"
    qtbot.waitUntil(lambda: not opened.card("p09").visibleRegion().isEmpty())


def test_tells_where_the_respondent_is(diagnosis: Opened, qtbot: QtBot) -> None:
    with qtbot.waitSignal(diagnosis.page.current_changed) as caught:
        diagnosis.page.go_to(diagnosis.refs["p05"])
    assert caught.args == [diagnosis.refs["p05"]]


def test_says_when_it_was_saved(diagnosis: Opened) -> None:
    at = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
    diagnosis.page.saved(at)
    assert diagnosis.page.section.note.text() == f"Guardado {at.astimezone():%H:%M}"


@pytest.mark.parametrize(("width", "shown"), [(1366, True), (1024, False)])
def test_the_chart_is_folded_where_there_is_little_room(qtbot: QtBot, width: int, shown: bool) -> None:
    opened = Opened(qtbot, diagnosis_desk(), width)
    page = opened.page
    assert page.panel.isVisible() == shown
    page.fold.click()
    assert page.panel.isVisible() != shown
    page.resize(1200 if width == 1024 else 1000, 680)
    assert page.panel.isVisible() != shown
    assert page.section.area.widget().width() <= page.section.area.viewport().width()


def test_pyqtgraph_is_imported_after_the_first_picture(qtbot: QtBot) -> None:
    page = RespondPage()
    qtbot.addWidget(page)
    page.resize(1366, 680)
    page.show_desk(diagnosis_desk())
    assert page.panel.web.chart is None
    page.show()
    qtbot.waitUntil(lambda: page.panel.web.chart is not None, timeout=10_000)


def test_a_form_without_scores_has_no_chart(small: Opened) -> None:
    assert not small.page.panel.isVisible()
    assert not small.page.fold.isVisible()


def test_a_form_without_sections_is_still_a_page(qtbot: QtBot) -> None:
    opened = Opened(qtbot, desk_of("| survey |\n| | type | name | label |\n| | text | x | X |"))
    opened.page.section.button.click()
    assert opened.reviews == 1


def test_english(qtbot: QtBot) -> None:
    opened = Opened(qtbot, diagnosis_desk("en"))
    opened.page.go_to(opened.refs["p02"])
    QApplication.processEvents()
    assert "The sector has been studied worldwide." in opened.texts()
    assert "Knowledge" in opened.texts()


def test_a_section_of_300_questions_opens_quickly(qtbot: QtBot) -> None:
    opened = Opened(qtbot, desk_of(long_form(300)))
    began = time.perf_counter()
    opened.page.show_section(opened.page.section_ref)
    assert time.perf_counter() - began < 0.5
    qtbot.waitUntil(lambda: len(opened.page.section.cards()) >= KEPT, timeout=20_000)
    opened.type_into("q299", "12")
    opened.page.flush()
    assert opened.told == [(opened.refs["q299"], "12")]
