"""The dialogs themselves, answered from a timer as a person would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop_app.errors import FileError, Place
from desktop_app.ui import dialogs, messages
from desktop_app.ui.dialogs import Dialogs
from desktop_app.ui.i18n import Translators
from desktop_app.ui.list_dialog import ListDialog
from desktop_app.ui.theme import Theme


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


def test_one_of_a_long_list_is_told_by_its_place(asked: Asked) -> None:
    def pick(dialog: QDialog) -> None:
        assert isinstance(dialog, ListDialog)
        dialog.field.setText("cafe")
        dialog.field.textEdited.emit("cafe")
        dialog.agree.click()

    asked(pick)
    assert Dialogs().pick("Nombre", "¿Cuál?", ["Cacao", "Café"], "Usar", None) == 1
    asked(lambda dialog: dialog.reject())
    assert Dialogs().pick("Nombre", "¿Cuál?", ["Cacao", "Café"], "Usar", None) is None


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


@pytest.mark.parametrize("kind", ["open_file", "save_file", "folder"])
def test_a_dialog_for_files_speaks_the_window_s_language(
    asked: Asked, qapp: QApplication, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "uno.pdf").write_bytes(b"")
    calls: dict[str, Callable[[], Path | None]] = {
        "open_file": lambda: Dialogs().open_file("Abrir", tmp_path, dialogs.file_pattern("pdf"), None),
        "save_file": lambda: Dialogs().save_file("Guardar", tmp_path / "dos.pdf", dialogs.file_pattern("pdf"), None),
        "folder": lambda: Dialogs().folder("Carpeta", tmp_path, None),
    }
    seen: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        shown = [*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton)]
        seen.extend(one.text().replace("&", "") for one in shown if one.isVisible())
        dialog.reject()

    asked(read)
    assert calls[kind]() is None
    assert {"Buscar en:", "Nombre:", "Tipo:", "Cancelar"} <= set(seen)
    assert not {"Look in:", "File name:", "Files of type:", "Cancel"} & set(seen)


@pytest.mark.parametrize(("typed", "chosen"), [("tres", "tres.pdf"), ("tres.pdf", "tres.pdf")])
def test_a_file_to_save_gets_its_suffix(asked: Asked, tmp_path: Path, typed: str, chosen: str) -> None:
    def type_in(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert field is not None
        assert field.text() == "dos.pdf"
        field.setText(typed)
        dialog.accept()

    asked(type_in)
    pattern = dialogs.file_pattern("pdf")
    assert Dialogs().save_file("Guardar", tmp_path / "dos.pdf", pattern, None) == tmp_path / chosen


def test_an_existing_file_and_a_folder_are_chosen(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "uno.asice").write_bytes(b"")
    (tmp_path / "usb").mkdir()

    def pick(name: str) -> Callable[[QDialog], None]:
        def act(dialog: QDialog) -> None:
            field = dialog.findChild(QLineEdit)
            assert field is not None
            field.setText(str(tmp_path / name))
            dialog.accept()

        return act

    asked(pick("uno.asice"))
    assert Dialogs().open_file("Abrir", tmp_path, dialogs.file_pattern("asice"), None) == tmp_path / "uno.asice"
    asked(pick("usb"))
    assert Dialogs().folder("Carpeta", tmp_path, None) == tmp_path / "usb"


def test_a_long_question_wraps_in_large_type(asked: Asked, qapp: QApplication) -> None:
    looks = Theme(qapp, 200)
    widths: list[int] = []

    def read(dialog: QDialog) -> None:
        widths.append(dialog.width())
        dialog.reject()

    asked(read)
    assert Dialogs().passphrase("Contraseña", "Invente una contraseña que pueda recordar. " * 4, None) is None
    looks.set_percent(100)
    assert widths[0] < 1024
