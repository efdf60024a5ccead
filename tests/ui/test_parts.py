"""The small pieces that all screens are made of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import parts


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_enter_as_by_the_space_bar(qtbot: QtBot, key: Qt.Key) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    button = parts.button("Comenzar", "primary", page)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
