"""Dialogs that grow after they were shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import parts
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


def test_what_grows_grows_around_its_middle(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 600)
    window.show()
    dialog = SheetDialog("Prueba", window)
    with qtbot.waitExposed(dialog):
        dialog.open()
    dialog.fit()
    middle, height = dialog.frameGeometry().center(), dialog.height()
    for _ in range(4):
        dialog.body.addWidget(parts.label("Se leyó el paquete.", parent=dialog.sheet))
    dialog.fit_soon()
    qtbot.waitUntil(lambda: dialog.height() > height)
    assert (dialog.frameGeometry().center() - middle).manhattanLength() <= 2
    dialog.close()
