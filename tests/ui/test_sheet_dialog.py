"""Dialogs that grow after they were shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.sheet_dialog import SheetDialog


def test_what_reaches_beyond_the_screen_comes_back_over_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 600)
    window.show()
    dialog = SheetDialog("Prueba", window)
    with qtbot.waitExposed(dialog):
        dialog.open()
    dialog.move(-200, -300)
    dialog.fit()
    assert dialog.screen().availableGeometry().contains(dialog.frameGeometry())
    dialog.move(dialog.pos().x() + 1, dialog.pos().y())
    placed = dialog.pos()
    dialog.fit()
    assert dialog.pos() == placed
    dialog.close()
