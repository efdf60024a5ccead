"""Headings, panels and tables of questions in Responder, and the form's languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.blocks import HeadingBlock, PanelBlock
from desktop_app.ui.survey.table_block import TableBlock
from desktop_app.ui.survey.table_row import TableRow
from desktop_app.ui.survey.views import FileView
from desktop_app.workflows.answer import Desk
from desktop_app.xforms import Session
from tests.support.forms import form
from tests.support.respondent import Opened
from tests.support.survey_desks import NOW, desk_of

GROUPS = """
    | survey |
    | | type | name | label | appearance | required | relevant |
    | | begin_group | g | Todo | | | |
    | | begin_group | h | Gobernanza | | | |
    | | text | h1 | Junta | | | |
    | | begin_group | hh | Actas | | | |
    | | text | hh1 | Libro | | | |
    | | end_group | | | | | |
    | | end_group | | | | | |
    | | begin_group | p | Contacto | field-list | | |
    | | note | pn | Solo uno. | | | |
    | | text | p1 | Nombre | | yes | |
    | | text | p2 | Correo | | | ${p1} != '' |
    | | end_group | | | | | |
    | | begin_group | t | ¿Con qué frecuencia? | table-list | | |
    | | select_one often | t1 | Junta | | yes | |
    | | select_one often | t2 | Plan | | | |
    | | select_one often | t3 | Cuentas | | | ${t1} = 'always' |
    | | end_group | | | | | |
    | | begin_group | m | ¿Quién participa? | table-list | | |
    | | select_multiple who | m1 | En la junta | | | |
    | | select_multiple who | m2 | En el plan | | | |
    | | end_group | | | | | |
    | | text | z | Al final | | | |
    | | end_group | | | | | |
    | choices |
    | | list_name | name | label |
    | | often | never | Nunca |
    | | often | some | A veces |
    | | often | always | Siempre |
    | | who | firms | Empresas |
    | | who | state | Estado |
"""

LANGUAGES = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) |
    | | begin_group | g | Datos | Data |
    | | text | a | Nombre | Name |
    | | select_one yn | b | Sigue | Goes on |
    | | text | only | Solo en español | |
    | | end_group | | | |
    | | begin_repeat | r | Socios | Partners |
    | | text | x | Socio | Partner |
    | | end_repeat | | | |
    | choices |
    | | list_name | name | label::Español (es) | label::English (en) |
    | | yn | yes | Sí | Yes |
    | settings |
    | | default_language |
    | | Español (es) |
"""

FILES = """
    | survey |
    | | type | name | label |
    | | begin_group | g | Datos |
    | | file | acta | Acta |
    | | text | x | X |
    | | end_group | | |
"""


@pytest.fixture
def groups(qtbot: QtBot) -> Opened:
    opened = Opened(qtbot, desk_of(GROUPS))
    table(opened, 1)
    return opened


def table(opened: Opened, place: int = 0) -> TableBlock:
    """One of the section's tables."""
    opened.settle()
    found = [block for block in opened.page.section.findChildren(TableBlock) if block.isVisible()]
    return found[place]


def row(opened: Opened, name: str) -> TableRow:
    found = opened.page.section.card(opened.refs[name])
    assert isinstance(found, TableRow)
    return found


def test_headings_stand_where_their_group_begins_quieter_the_deeper(groups: Opened) -> None:
    headings = groups.page.section.findChildren(HeadingBlock)
    assert [(block.label.text(), block.label.property("role")) for block in headings] == [
        ("Gobernanza", "heading"),
        ("Actas", "strong"),
    ]
    tops = [block.mapTo(groups.page, QPoint()).y() for block in headings]
    cards = [groups.card(name).mapTo(groups.page, QPoint()).y() for name in ("h1", "hh1")]
    assert tops[0] < cards[0] < tops[1] < cards[1]


def test_a_panel_frames_its_questions_with_its_title(groups: Opened) -> None:
    panel = groups.page.section.findChild(PanelBlock)
    assert panel is not None
    assert panel.title.text() == "Contacto"
    assert [card.ref for card in panel.cards()] == [groups.refs["pn"], groups.refs["p1"]]
    groups.type_into("p1", "Ana")
    groups.page.flush()
    assert groups.at() == "p1"
    groups.tab()  # at once: what the answer brought may not be built yet
    assert groups.at() == "p2"
    assert [card.ref for card in panel.cards()][-1] == groups.refs["p2"]
    assert groups.told == [(groups.refs["p1"], "Ana")]


def test_a_table_has_a_row_for_each_question_and_a_button_for_each_choice(groups: Opened) -> None:
    block = table(groups)
    assert not block.folded
    texts = [label.text() for label in block.findChildren(QLabel) if label.isVisible()]
    assert texts[:4] == ["¿Con qué frecuencia?", "Nunca", "A veces", "Siempre"]
    assert [each.ref for each in block.cards()] == [groups.refs["t1"], groups.refs["t2"]]
    buttons = row(groups, "t1").buttons
    assert [button.accessibleName() for button in buttons] == ["Junta: Nunca", "Junta: A veces", "Junta: Siempre"]
    centres = {place: {each.buttons[place].mapTo(block, QPoint()).x() for each in block.cards()} for place in range(3)}  # type: ignore[union-attr]
    assert all(len(xs) == 1 for xs in centres.values())


def test_a_table_is_answered_with_the_mouse(groups: Opened) -> None:
    QTest.mouseClick(row(groups, "t2").buttons[1], Qt.MouseButton.LeftButton)
    assert groups.told == [(groups.refs["t2"], "some")]
    assert groups.at() == "t2"


def test_a_table_is_answered_with_the_keyboard(groups: Opened) -> None:
    groups.page.section.focus_question(groups.refs["t1"])
    groups.press(Qt.Key.Key_Space)
    groups.press(Qt.Key.Key_Right)
    assert groups.told == [(groups.refs["t1"], "never"), (groups.refs["t1"], "some")]
    groups.press(Qt.Key.Key_Tab)
    assert groups.at() == "t2"
    groups.press(Qt.Key.Key_Left)
    assert groups.told[-1] == (groups.refs["t2"], "always")
    groups.press(Qt.Key.Key_Up)
    assert QApplication.focusWidget() is row(groups, "t1").buttons[2]
    groups.press(Qt.Key.Key_Up)
    assert groups.at() == "t1"
    groups.press(Qt.Key.Key_Delete)
    assert groups.told[-1] == (groups.refs["t1"], "")
    assert not any(button.isChecked() for button in row(groups, "t1").buttons)
    groups.press(Qt.Key.Key_Delete)
    assert len(groups.told) == 4
    groups.page.undo()
    assert row(groups, "t1").buttons[1].isChecked()


def test_several_can_be_chosen_in_a_table_of_check_boxes(groups: Opened) -> None:
    groups.page.section.focus_question(groups.refs["m2"])
    groups.press(Qt.Key.Key_Right)
    assert groups.told == []
    groups.press(Qt.Key.Key_Space)
    groups.press(Qt.Key.Key_Left)
    groups.press(Qt.Key.Key_Space)
    assert groups.told == [(groups.refs["m2"], "state"), (groups.refs["m2"], "firms state")]
    groups.press(Qt.Key.Key_Space)
    assert groups.told[-1] == (groups.refs["m2"], "state")


def test_a_row_comes_and_goes(groups: Opened) -> None:
    row(groups, "t1").buttons[2].click()
    assert [each.ref.rpartition("/")[2] for each in table(groups).cards()] == ["t1", "t2", "t3"]
    row(groups, "t1").buttons[0].click()
    assert [each.ref.rpartition("/")[2] for each in table(groups).cards()] == ["t1", "t2"]


def test_the_problem_of_a_row_stands_beneath_it(groups: Opened) -> None:
    assert not row(groups, "t1").problem.isVisible()
    groups.page.section.button.click()
    assert row(groups, "t1").problem.isVisible()
    assert row(groups, "t1").problem.text() in row(groups, "t1").buttons[0].accessibleDescription()


def test_tab_goes_through_all_of_it(groups: Opened) -> None:
    groups.page.go_to(groups.refs["h1"])
    passed = [groups.at()]
    for _ in range(7):
        groups.tab()
        passed.append(groups.at())
    assert passed == ["h1", "hh1", "p1", "t1", "t2", "m1", "m2", "z"]


def test_a_table_folds_to_cards_where_it_has_no_room_and_keeps_answers_and_focus(groups: Opened, qtbot: QtBot) -> None:
    row(groups, "t2").buttons[1].click()
    groups.page.section.focus_question(groups.refs["t2"])
    groups.page.resize(520, 680)
    qtbot.waitUntil(lambda: table(groups).folded)
    assert groups.at() == "t2"
    assert groups.card("t2").view.value == "some"
    groups.choose("t2", "always")
    area = groups.page.section.area
    assert area.widget().width() <= area.viewport().width()
    groups.page.resize(1366, 680)
    qtbot.waitUntil(lambda: not table(groups).folded)
    assert groups.at() == "t2"
    assert row(groups, "t2").buttons[2].isChecked()


def test_a_table_folds_at_the_largest_type(groups: Opened, qtbot: QtBot, large_type: Callable[[int], None]) -> None:
    groups.page.resize(900, 680)
    qtbot.waitUntil(lambda: not table(groups).folded)
    large_type(200)
    qtbot.waitUntil(lambda: table(groups).folded)


def test_what_was_answered_and_is_no_longer_offered_folds_the_table(qtbot: QtBot) -> None:
    desk = desk_of(GROUPS)
    desk.answer("/data/g/t/t1", "formerly")
    opened = Opened(qtbot, desk)
    assert table(opened).folded
    assert any("formerly" in text for text in opened.texts())


def long_table(rows: int) -> str:
    questions = "\n".join(f"| | select_one yn | q{n} | Pregunta {n} | list-nolabel |" for n in range(rows))
    return (
        "| survey |\n| | type | name | label | appearance |\n| | begin_group | g | G | field-list |\n"
        f"| | select_one yn | head | Todas | label |\n{questions}\n| | end_group | | | |\n"
        "| choices |\n| | list_name | name | label |\n| | yn | y | Sí |\n| | yn | n | No |"
    )


@pytest.mark.parametrize(("rows", "folded"), [(40, False), (41, True)])
def test_a_very_long_table_is_a_column_of_cards(qtbot: QtBot, rows: int, folded: bool) -> None:
    assert table(Opened(qtbot, desk_of(long_table(rows)))).folded == folded


# Languages


@pytest.fixture
def languages(qtbot: QtBot) -> Opened:
    return Opened(qtbot, Desk("r1", Session(form(LANGUAGES), now=NOW)))


def test_the_languages_are_offered_by_their_own_names(languages: Opened) -> None:
    box = languages.page.languages
    assert box.isVisible()
    assert [box.itemText(place) for place in range(box.count())] == ["Español", "English"]
    assert box.currentText() == "Español"


def test_switching_changes_the_words_and_keeps_place_and_answers(languages: Opened, qtbot: QtBot) -> None:
    languages.type_into("a", "Ana")
    box = languages.page.languages
    with qtbot.waitSignal(languages.page.language_chosen) as caught:
        box.setCurrentIndex(1)
        box.activated.emit(1)
    assert caught.args == ["English (en)"]
    assert languages.told == [(languages.refs["a"], "Ana")]
    assert languages.desk.session.language == "English (en)"
    texts = " ".join(languages.texts())
    assert "Name" in texts
    assert "Yes" in texts
    assert "Data" in texts
    assert "Nombre" not in texts
    assert [task.title for task in languages.page.tasks.tasks()][:2] == ["Data", "Partners"]
    assert languages.card("a").control.value() == "Ana"
    assert languages.at() == "a"
    languages.page.show_section("/data/r")
    assert languages.block("/data/r").add.accessibleName() == "Agregar registro: Partners"
    box.activated.emit(0)
    assert languages.block("/data/r").add.accessibleName() == "Agregar registro: Socios"
    assert languages.block("/data/r").title.text() == "Socios"


def test_a_missing_translation_shows_the_other_language_and_is_marked(languages: Opened) -> None:
    languages.page.languages.activated.emit(1)
    card = languages.card("only")
    assert card.view.label == "Solo en español"
    assert card.view.untranslated
    assert not languages.card("a").view.untranslated


def test_a_form_of_one_language_offers_none(groups: Opened) -> None:
    assert not groups.page.languages.isVisible()


# Files


def test_a_file_is_asked_for_given_and_shown(qtbot: QtBot) -> None:
    opened = Opened(qtbot, desk_of(FILES))
    ref = opened.refs["acta"]
    asked: list[str] = []
    opened.page.file_wanted.connect(asked.append)
    opened.page.set_file_source(lambda at: FileView(opened.desk.session.value(at), 1_234))
    opened.card("acta").file_wanted.emit(ref)
    assert asked == [ref]
    opened.page.give(ref, "acta.pdf")
    assert opened.told == [(ref, "acta.pdf")]
    assert opened.card("acta").view.file == FileView("acta.pdf", 1_234)
    with qtbot.waitSignal(opened.page.file_opened) as caught:
        opened.card("acta").file_opened.emit(ref)
    assert caught.args == [ref]
    opened.page.undo()
    assert opened.desk.session.value(ref) == ""
