"""The dialogs themselves, answered from a timer as a person would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.errors import FileError, Place
from desktop_app.ui import dialogs, messages
from desktop_app.ui.dialogs import Dialogs
from desktop_app.ui.i18n import Translators


@pytest.fixture
def asked(qapp: QApplication, qtbot: QtBot) -> Callable[[Callable[[QDialog], None]], None]:
    """Runs its argument on the dialog that opens next."""

    def when_open(act: Callable[[QDialog], None]) -> None:
        def look() -> None:
            dialog = qapp.activeModalWidget()
            if isinstance(dialog, QDialog):
                act(dialog)
            else:
                QTimer.singleShot(5, look)

        QTimer.singleShot(0, look)

    return when_open


Asked = Callable[[Callable[[QDialog], None]], None]


def test_a_fault_shows_code_place_cause_and_remedy_but_never_the_detail(asked: Asked) -> None:
    said: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(f"{dialog.text()}\n{dialog.informativeText()}")
        dialog.accept()

    asked(read)
    Dialogs().error(FileError("FILE-003", Place(file="E:/datos"), detail="errno 30"), None)
    for words in ("FILE-003", "E:/datos", "solo lectura", "Elija otra carpeta"):
        assert words in said[0]
    assert "errno" not in said[0]


def test_a_fault_is_explained_in_the_language_of_the_window(asked: Asked, qapp: QApplication) -> None:
    words = Translators(qapp, "en")
    said: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.text())
        dialog.accept()

    asked(read)
    Dialogs().error(FileError("FILE-003"), None)
    words.set_language("es")
    assert said == ["The folder is read-only."]


@pytest.mark.parametrize(("pressed", "agreed"), [("Borrar", True), ("Cancelar", False)])
def test_a_question_names_its_action_and_is_safe_by_default(asked: Asked, pressed: str, agreed: bool) -> None:
    def press(dialog: QDialog) -> None:
        buttons = {one.text().replace("&", ""): one for one in dialog.findChildren(QPushButton)}
        assert buttons["Cancelar"].isDefault()
        buttons[pressed].click()

    asked(press)
    assert Dialogs().confirm("Título", "¿Seguro?", "Borrar", None) is agreed


def test_escape_is_no(asked: Asked) -> None:
    asked(lambda dialog: dialog.reject())
    assert Dialogs().confirm("Título", "¿Seguro?", "Borrar", None) is False


def test_a_passphrase_is_not_shown(asked: Asked) -> None:
    def type_in(dialog: QDialog) -> None:
        assert isinstance(dialog, QInputDialog)
        assert dialog.textEchoMode() == QLineEdit.EchoMode.Password
        dialog.setTextValue("cuatro palabras al azar")
        dialog.accept()

    asked(type_in)
    assert Dialogs().passphrase("Contraseña", "Escríbala", None) == "cuatro palabras al azar"
    asked(lambda dialog: dialog.reject())
    assert Dialogs().passphrase("Contraseña", "Escríbala", None) is None


def test_a_choice_is_told_by_its_place(asked: Asked) -> None:
    def pick(dialog: QDialog) -> None:
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("2025")
        dialog.accept()

    asked(pick)
    assert Dialogs().choose("Año", "¿Cuál?", ["2026", "2025"], None) == 1
    asked(lambda dialog: dialog.reject())
    assert Dialogs().choose("Año", "¿Cuál?", ["2026", "2025"], None) is None


def test_text_from_outside_is_not_markup(asked: Asked) -> None:
    said: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.text())
        assert dialog.textFormat().name == "PlainText"
        dialog.accept()

    asked(read)
    Dialogs().info("Título", "<b>x</b>", None)
    assert said == ["<b>x</b>"]


def test_the_program_installs_the_real_dialogs_by_itself() -> None:
    presenter = messages._presenter()
    assert isinstance(presenter, Dialogs)
    messages.remove(presenter)


def test_filters_name_what_they_let_through(qapp: QApplication) -> None:
    assert dialogs.file_pattern("asice", "any") == "Paquete de Telar (*.asice *.asice.age);;Todos los archivos (*)"
    assert Path("x.asice").match("*.asice")
