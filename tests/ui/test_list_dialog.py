"""One of a long list, found by typing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.list_dialog import ListDialog
from tests.support.accessible import stops
from tests.support.sight import in_front
from tests.support.windows import clipped, press

NAMES = ("Cacao de Arauca", "Café de Nariño", "Lácteos de Boyacá", "Clúster de la moda")


@pytest.fixture
def dialog(qtbot: QtBot) -> ListDialog:
    made = ListDialog("Elegir", "¿Con qué nombre está?", NAMES, "Usar este nombre")
    qtbot.addWidget(made)
    made.open()
    in_front(made)
    return made


def shown(dialog: ListDialog) -> list[str]:
    return dialog.model.stringList()


def test_what_is_typed_filters_without_accents_and_the_only_one_is_marked(dialog: ListDialog) -> None:
    assert shown(dialog) == list(NAMES)
    assert not dialog.agree.isEnabled()
    QTest.keyClicks(dialog.field, "CAF")
    assert shown(dialog) == ["Café de Nariño"]
    assert dialog.chosen() == 1
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.result() == ListDialog.DialogCode.Accepted
    assert dialog.chosen() == 1


def test_nothing_that_holds_it_is_said_and_nothing_can_be_taken(dialog: ListDialog) -> None:
    QTest.keyClicks(dialog.field, "lacteos")
    assert dialog.agree.isEnabled()
    QTest.keyClicks(dialog.field, "xx")
    assert shown(dialog) == []
    assert dialog.nothing.isVisible()
    assert not dialog.agree.isEnabled()
    assert dialog.chosen() is None
    dialog.field.selectAll()
    QTest.keyClicks(dialog.field, "de ")
    assert len(shown(dialog)) == 4
    assert not dialog.nothing.isVisible()
    assert dialog.chosen() is None


def test_the_arrows_go_through_the_list_while_one_types(dialog: ListDialog) -> None:
    for expected in (0, 1, 2):
        QTest.keyClick(dialog.field, Qt.Key.Key_Down)
        assert dialog.chosen() == expected
    QTest.keyClick(dialog.field, Qt.Key.Key_Up)
    assert dialog.chosen() == 1
    assert dialog.field.hasFocus()
    press(dialog, "Usar este nombre")
    assert dialog.result() == ListDialog.DialogCode.Accepted


def test_a_row_that_is_pressed_twice_is_taken(qtbot: QtBot, dialog: ListDialog) -> None:
    place = dialog.list.visualRect(dialog.model.index(3)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseDClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.chosen() == 3


def test_the_keyboard_and_a_screen_reader_come_by_everything(dialog: ListDialog) -> None:
    dialog.list.setCurrentIndex(dialog.model.index(0))
    assert clipped(dialog) == []
    found = stops(dialog)
    assert all(each.name for each in found)
    assert {"Buscar en la lista", "Cancelar", "Usar este nombre"} <= {each.name for each in found}
