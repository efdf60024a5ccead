"""Recepción for a keyboard, a screen reader, and large letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from desktop_app.submission.authority import Vault
from desktop_app.ui.reception.books_dialog import BooksDialog
from desktop_app.ui.reception.deciding import ConfirmDialog
from desktop_app.ui.reception.entity_section import EntitySection
from desktop_app.ui.reception.intake_section import IntakeSection
from desktop_app.ui.reception.new_entity_dialog import NewEntityDialog
from desktop_app.ui.reception.page import ReceptionPage
from desktop_app.ui.reception.registry_section import RegistrySection
from desktop_app.ui.reception.wave_dialog import WaveDialog
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import receive_folder
from tests.support.accessible import well_ordered, well_told
from tests.support.entity_windows import enter, fronts, idle, phrase, remember
from tests.support.reception import LUIS, SOON, on_stick, packed
from tests.support.recorder import Recorder
from tests.support.windows import Opener, clipped, open_window, page, press

__all__ = ["open_window"]


@pytest.fixture
def reception(tmp_path: Path, data_dir: Path, entity: Vault, open_window: Opener, recorder: Recorder) -> MainWindow:
    """A window on an entity to which one package came, whose signer nobody has confirmed."""
    folder = tmp_path / "llegó"
    folder.mkdir()
    on_stick(folder, packed(entity, LUIS), "cacao-arauca-ssme-2026-r1.asice.age")
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
    remember(data_dir, entity.folder, incoming=str(folder))
    window = open_window()
    window.resize(1024, 768)
    window.activateWindow()
    return window


def intake(qtbot: QtBot, window: MainWindow) -> IntakeSection:
    """Entrada with its only line at hand."""
    found = enter(qtbot, window, "entrada", IntakeSection)
    found.table.choose(0)
    QApplication.processEvents()
    return found


def test_each_section_says_what_it_is_and_tab_goes_through_it(qtbot: QtBot, reception: MainWindow) -> None:
    enter(qtbot, reception, "entidad", EntitySection)
    well_told(reception)
    well_ordered(reception)
    intake(qtbot, reception)
    well_told(reception)
    well_ordered(reception)


def test_the_arrows_go_from_section_to_section(qtbot: QtBot, reception: MainWindow) -> None:
    enter(qtbot, reception, "entidad", EntitySection)
    sections = reception.page().findChild(QListWidget)
    assert sections is not None
    sections.setFocus()
    qtbot.keyClick(sections, Qt.Key.Key_Down)
    idle(qtbot, reception)
    assert isinstance(page(reception, ReceptionPage).section(), IntakeSection)


def test_each_dialog_says_what_it_is_and_tab_goes_through_it(
    qtbot: QtBot, reception: MainWindow, recorder: Recorder
) -> None:
    section = enter(qtbot, reception, "entidad", EntitySection)
    section.open_wave.click()
    (wave,) = fronts(reception, WaveDialog)
    _reached(wave)
    press(section, "Usar otra base de datos…")
    (books,) = fronts(reception, BooksDialog)
    _reached(books)
    recorder.will_answer(1)
    reception.reception.begin()
    (new,) = fronts(reception, NewEntityDialog)
    _reached(new)
    recorder.will_answer(phrase("operations.identity.age"))
    press(intake(qtbot, reception).panel, "Confirmar a quien firma…")
    idle(qtbot, reception)
    (confirm,) = fronts(reception, ConfirmDialog)
    _reached(confirm)


def _reached(dialog: WaveDialog | BooksDialog | NewEntityDialog | ConfirmDialog) -> None:
    dialog.activateWindow()
    QApplication.processEvents()
    well_told(dialog)
    well_ordered(dialog)
    assert clipped(dialog) == []
    dialog.reject()


def test_nothing_is_cut_in_large_letters(qtbot: QtBot, reception: MainWindow) -> None:
    reception._context.theme.set_percent(200)
    enter(qtbot, reception, "entidad", EntitySection)
    qtbot.waitUntil(lambda: clipped(reception) == [])
    table = intake(qtbot, reception).table
    qtbot.waitUntil(lambda: clipped(reception) == [])
    assert table.horizontalHeader().length() <= table.viewport().width()
    table = enter(qtbot, reception, "registro", RegistrySection).list.table
    qtbot.waitUntil(lambda: clipped(reception) == [])
    assert table.horizontalHeader().length() <= table.viewport().width()
    names = [reception.bar.button(name) for name in ("responder", "resultado", "recepcion")]
    assert [each.text() for each in names if each.width() < each.sizeHint().width()] == []
    reception._context.theme.set_percent(100)


def test_help_is_about_the_screen_in_view(qtbot: QtBot, reception: MainWindow) -> None:
    intake(qtbot, reception)
    reception.show_help()
    assert reception.side.help is not None
    assert reception.side.help.topic() == "recepcion"
