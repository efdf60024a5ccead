"""Repeats in Responder: the table of records, the record at hand, adding, removing and taking back."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.widgets.link import Link
from desktop_app.workflows.answer import Desk
from desktop_app.xforms import Session
from tests.support.forms import form
from tests.support.respondent import ORGANISATIONS, Opened
from tests.support.survey_desks import NOW, desk_of

R, Q = "/data/g/r", "/data/g/q"
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


TITLED = """
    | survey |
    | | type | name | label |
    | | begin_repeat | r | TITLE |
    | | text | a | Nombre |
    | | end_repeat | | |
"""


def organisations(*names: str) -> Desk:
    """A response with an organisation of each name."""
    desk = desk_of(ORGANISATIONS)
    while desk.session.repeat_count(R) > len(names):
        desk.remove(f"{R}[1]")
    for place, name in enumerate(names, 1):
        if desk.session.repeat_count(R) < place:
            desk.add(R)
        desk.answer(f"{R}[{place}]/a", name)
    desk.current_ref = ""
    return desk


def column(opened: Opened, place: int, nodeset: str = R) -> list[str]:
    """The texts of a column of the table."""
    model = opened.block(nodeset).model
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def names(opened: Opened) -> list[str]:
    count = opened.desk.session.repeat_count(R)
    return [opened.desk.session.value(f"{R}[{place}]/a") for place in range(1, count + 1)]


@pytest.fixture
def three(qtbot: QtBot) -> Opened:
    return Opened(qtbot, organisations("Uno", "Dos", "Tres"))


def test_the_table_shows_the_first_answers_and_how_far_each_record_is(three: Opened) -> None:
    three.desk.answer(f"{R}[1]/k", "firm")
    three.page.section.refresh()
    assert column(three, 0) == ["Uno", "Dos", "Tres"]
    assert column(three, 1) == ["Empresa", "–", "–"]
    last = three.block(R).model.columnCount() - 1
    rows = three.desk.repeat(R).rows
    assert column(three, last) == [f"{row.answered}/{row.total} · en curso" for row in rows]
    assert three.block(R).count.text() == "3 registros"


def test_an_answer_shows_in_the_table_at_once(three: Opened) -> None:
    three.page.go_to(f"{R}[2]/a")
    three.press(Qt.Key.Key_End)
    QTest.keyClicks(QApplication.focusWidget(), " SAS")
    three.page.flush()
    assert column(three, 0) == ["Uno", "Dos SAS", "Tres"]
    assert three.told == [(f"{R}[2]/a", "Dos SAS")]


def test_a_question_that_begins_to_apply_appears_in_its_record_only(three: Opened) -> None:
    three.page.go_to(f"{R}[2]/k")
    assert three.page.section.card(f"{R}[2]/other") is None
    three.page.section.answered.emit(f"{R}[2]/k", "other")
    assert three.page.section.card(f"{R}[2]/other") is not None
    three.page.go_to(f"{R}[1]/a")
    assert three.page.section.card(f"{R}[1]/other") is None


def test_the_arrows_choose_the_record(three: Opened) -> None:
    table = three.block(R).table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert three.block(R).instance() == f"{R}[2]"
    assert three.block(R).editor_title.text() == "Registro 2 de 3"
    card = three.page.section.card(f"{R}[2]/a")
    assert card is not None
    assert card.view.value == "Dos"
    three.block(R).following.click()
    assert three.block(R).instance() == f"{R}[3]"
    assert table.currentIndex().row() == 2
    assert not three.block(R).following.isEnabled()
    three.block(R).previous.click()
    assert three.block(R).instance() == f"{R}[2]"


def test_tab_goes_from_the_table_through_the_buttons_to_the_questions_and_on(three: Opened) -> None:
    block, inner = three.block(R), three.block(f"{R}[1]/i")
    three.page.go_to("/data/g/before")
    passed = []
    for _ in range(7):
        three.tab()
        passed.append(QApplication.focusWidget())
    assert passed[:4] == [block.table, block.add, block.remove, block.following]
    assert passed[4] is three.page.section.cards()[f"{R}[1]/a"].control.target()
    assert passed[6] is inner.table


@pytest.mark.parametrize("way", ["button", "ctrl+insert", "ctrl+shift+n in a field"])
def test_adding_goes_to_the_first_question_of_the_new_record(three: Opened, way: str) -> None:
    block = three.block(R)
    if way == "button":
        assert block.add.text() == "Agregar registro"
        block.add.click()
    elif way == "ctrl+insert":
        block.table.setFocus()
        QTest.keyClick(block.table, Qt.Key.Key_Insert, CTRL)
    else:
        three.page.go_to(f"{R}[1]/a")
        three.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert three.at_ref() == f"{R}[4]/a"
    assert three.told == [(R, "")]
    assert three.changes[0].repeats[R] == 4
    assert column(three, 0) == ["Uno", "Dos", "Tres", "–"]


def test_removing_says_what_went_and_brings_it_back(three: Opened, qtbot: QtBot) -> None:
    block = three.block(R)
    block.table.setFocus()
    QTest.keyClick(block.table, Qt.Key.Key_Down)
    QTest.keyClick(block.table, Qt.Key.Key_Delete)
    assert names(three) == ["Uno", "Tres"]
    assert column(three, 0) == ["Uno", "Tres"]
    assert block.notice_text.text() == "Se quitó el registro 2 de Organizaciones (con 1 respuesta)."
    assert block.notice.isVisible()
    assert block.table.hasFocus()
    card = three.page.section.card(f"{R}[2]/a")
    assert card is not None
    assert card.view.value == "Tres"
    undo = block.notice.findChild(Link)
    assert undo is not None
    undo.linkActivated.emit("undo")
    assert names(three) == ["Uno", "Dos", "Tres"]
    assert not block.notice.isVisible()
    assert three.at_ref() == f"{R}[2]/a"
    assert three.told == [(R, ""), (R, "")]


def test_the_next_answer_takes_the_way_back_off_the_screen_but_not_out_of_the_history(three: Opened) -> None:
    block = three.block(R)
    block.remove.click()
    assert block.notice.isVisible()
    three.type_into("before", "algo")
    three.page.flush()
    assert not block.notice.isVisible()
    three.page.undo()
    three.page.undo()
    assert names(three) == ["Uno", "Dos", "Tres"]


def test_steps_are_taken_back_in_order_across_additions_and_removals(three: Opened) -> None:
    section = three.page.section
    before = three.desk.session.draft(R)
    section.answered.emit(f"{R}[3]/a", "Tercera")
    section.teller.remove_wanted.emit(f"{R}[1]")
    section.answered.emit(f"{R}[2]/k", "other")
    section.teller.add_wanted.emit(R)
    section.answered.emit(f"{R}[3]/a", "Nueva")
    section.teller.add_wanted.emit(f"{R}[3]/i")
    section.teller.remove_wanted.emit(f"{R}[2]")
    assert names(three) == ["Dos", "Nueva"]
    for _ in range(7):
        three.page.undo()
    assert three.desk.session.draft(R) == before
    three.page.undo()
    assert three.desk.session.draft(R) == before


def test_an_empty_repeat_says_so_and_offers_the_first_record(qtbot: QtBot) -> None:
    opened = Opened(qtbot, organisations())
    block = opened.block(R)
    assert block.empty.text() == "Todavía no hay registros."
    assert block.empty.isVisible()
    assert not block.table.isVisible()
    assert not block.remove.isVisible()
    opened.page.go_to("/data/g/before")
    opened.tab()
    assert QApplication.focusWidget() is block.add
    opened.press(Qt.Key.Key_Space)
    assert opened.at_ref() == f"{R}[1]/a"
    assert block.table.isVisible()
    block.remove.click()
    assert block.empty.isVisible()
    assert QApplication.focusWidget() is block.add


def test_a_nested_repeat_works_inside_the_record_at_hand(three: Opened) -> None:
    inner = f"{R}[2]/i"
    three.page.go_to(f"{R}[2]/a")
    there = three.desk.session.repeat_count(inner)
    three.block(inner).add.click()
    assert three.at_ref() == f"{inner}[{there + 1}]/x"
    while three.desk.session.repeat_count(inner) < 3:
        three.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert three.at_ref() == f"{inner}[3]/x"
    assert three.desk.session.repeat_count(R) == 3
    QTest.keyClicks(QApplication.focusWidget(), "Ana")
    three.page.flush()
    assert three.desk.session.value(f"{inner}[3]/x") == "Ana"
    three.page.go_to(f"{R}[1]/i[1]/x")
    assert three.at_ref() == f"{R}[1]/i[1]/x"
    three.page.go_to(f"{inner}[3]/x")
    assert three.at_ref() == f"{inner}[3]/x"
    assert three.block(R).instance() == f"{R}[2]"
    three.block(inner).table.setFocus()
    QTest.keyClick(three.block(inner).table, Qt.Key.Key_Delete)
    assert three.block(inner).notice_text.text() == "Se quitó el registro 3 de Contactos (con 1 respuesta)."


def test_a_counted_repeat_has_no_buttons_and_says_why(three: Opened) -> None:
    three.page.section.answered.emit("/data/g/n", "2")
    block = three.block(Q)
    assert block.why_fixed.text() == "La cantidad sale de otra respuesta."
    assert block.why_fixed.isVisible()
    assert not block.add.isVisible()
    assert not block.remove.isVisible()
    assert block.model.rowCount() == 2
    block.table.setFocus()
    QTest.keyClick(block.table, Qt.Key.Key_Delete)
    QTest.keyClick(block.table, Qt.Key.Key_Insert, CTRL)
    assert block.model.rowCount() == 2
    three.page.section.answered.emit("/data/g/n", "3")
    assert block.model.rowCount() == 3


def test_a_smaller_count_can_be_taken_back_with_the_answers_that_went(three: Opened) -> None:
    section = three.page.section
    section.answered.emit("/data/g/n", "3")
    section.answered.emit(f"{Q}[2]/at", "Calle 1")
    section.answered.emit(f"{Q}[3]/at", "Calle 2")
    section.answered.emit("/data/g/n", "1")
    assert three.block(Q).notice_text.text() == "Se quitaron 2 registros de Sedes (con 2 respuestas)."
    three.page.undo()
    assert three.desk.session.value("/data/g/n") == "3"
    assert three.desk.session.value(f"{Q}[2]/at") == "Calle 1"
    assert three.desk.session.value(f"{Q}[3]/at") == "Calle 2"
    assert three.told[-2:] == [("/data/g/n", "3"), (Q, "")]


def test_a_count_typed_in_pauses_is_one_step_and_loses_nothing(three: Opened) -> None:
    section = three.page.section
    section.answered.emit("/data/g/n", "12")
    section.answered.emit(f"{Q}[12]/at", "Calle 12")
    three.page.go_to(f"{Q}[1]/at")
    section.answered.emit(f"{Q}[1]/at", "Calle 1")
    section.answered.emit("/data/g/n", "1")
    section.answered.emit("/data/g/n", "15")
    three.page.undo()
    assert three.desk.session.value("/data/g/n") == "12"
    assert three.desk.session.value(f"{Q}[12]/at") == "Calle 12"


def test_f8_goes_into_records(three: Opened) -> None:
    three.page.section.teller.add_wanted.emit(R)
    three.page.go_to("/data/g/before")
    three.press(Qt.Key.Key_F8)
    assert three.at_ref() == f"{R}[4]/a"
    three.page.section.answered.emit(f"{R}[2]/a", "")
    three.press(Qt.Key.Key_F8)
    assert three.at_ref() == f"{R}[2]/a"
    three.press(Qt.Key.Key_F8, SHIFT)
    assert three.at_ref() == f"{R}[4]/a"


def test_the_search_says_which_record(three: Opened) -> None:
    three.press(Qt.Key.Key_F, CTRL)
    finder = three.page.finder
    QTest.keyClicks(finder.field, "nombre")
    found = [finder.results.item(row).text() for row in range(finder.results.count())]
    assert [text.partition(" (")[2] for text in found] == [f"Organizaciones {place})" for place in (1, 2, 3)]
    QTest.keyClick(finder.field, Qt.Key.Key_Down)
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    assert three.at_ref() == f"{R}[2]/a"


def test_the_problems_lead_into_records(three: Opened) -> None:
    three.page.section.answered.emit(f"{R}[3]/a", "")
    three.page.section.button.click()
    QApplication.processEvents()
    link = next(link for link in three.page.section.findChildren(Link) if "Organizaciones 3" in link.accessibleName())
    link.linkActivated.emit(f"{R}[3]/a")
    assert three.at_ref() == f"{R}[3]/a"
    card = three.page.section.card(f"{R}[3]/a")
    assert card is not None
    assert card.problem.isVisible()


def test_a_response_reopens_at_the_record(qtbot: QtBot) -> None:
    desk = organisations("Uno", "Dos")
    desk.current_ref = f"{R}[2]/k"
    assert Opened(qtbot, desk).at_ref() == f"{R}[2]/k"


def test_a_response_left_at_a_repeat_reopens_there(qtbot: QtBot) -> None:
    desk = organisations("Uno", "Dos")
    desk.current_ref = R
    assert Opened(qtbot, desk).at_ref() == f"{R}[1]/a"


def test_a_repeat_is_a_section_of_its_own_and_as_wide_as_the_window(qtbot: QtBot) -> None:
    desk = desk_of(TITLED.replace("TITLE", "Unaspalabrassinfin" * 1_800))
    opened = Opened(qtbot, desk, 1024)
    area = opened.page.section.area
    assert area.widget().width() <= area.viewport().width()
    assert opened.page.width() == 1024
    opened.block("/data/r").add.click()
    assert opened.at_ref() == "/data/r[2]/a"
    opened.block("/data/r").remove.click()
    assert opened.desk.session.repeat_count("/data/r") == 1


def test_a_record_chosen_is_still_chosen_after_another_section(qtbot: QtBot) -> None:
    markdown = ORGANISATIONS.replace(
        "    | choices |",
        "    | | begin_group | h | Otra | | | |\n    | | text | z | Z | | | |\n"
        "    | | end_group | | | | | |\n    | choices |",
    )
    desk = desk_of(markdown)
    desk.add(R)
    desk.current_ref = ""
    opened = Opened(qtbot, desk)
    opened.page.go_to(f"{R}[2]/k")
    opened.page.go_to("/data/h/z")
    opened.page.show_section("/data/g")
    assert opened.block(R).instance() == f"{R}[2]"


def test_five_thousand_records(qtbot: QtBot) -> None:
    session = Session(form(ORGANISATIONS), now=NOW)
    for _ in range(4_999):
        session.add_repeat(R)
    desk = Desk("r1", session)
    began = time.perf_counter()
    opened = Opened(qtbot, desk)
    assert time.perf_counter() - began < 3
    assert opened.block(R).model.rowCount() == 5_000
    opened.page.go_to(f"{R}[4000]/a")
    assert opened.at_ref() == f"{R}[4000]/a"
    QTest.keyClicks(QApplication.focusWidget(), "Cuatro mil")
    opened.page.flush()
    assert opened.block(R).model.data(opened.block(R).model.index(3_999, 0)) == "Cuatro mil"
    opened.block(R).add.click()
    assert opened.at_ref() == f"{R}[5001]/a"


@pytest.mark.parametrize(("width", "percent"), [(1024, 100), (1024, 200), (1366, 200)])
def test_it_never_scrolls_sideways(qtbot: QtBot, large_type: object, width: int, percent: int) -> None:
    large_type(percent)  # type: ignore[operator]
    opened = Opened(qtbot, organisations("Un nombre muy largo de una organización " * 4, "Dos"), width)
    area = opened.page.section.area
    assert area.widget().width() <= area.viewport().width()
    table = opened.block(R).table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.columnViewportPosition(table.model().columnCount() - 1) < table.viewport().width()
