"""Checking packages: chosen or dropped, intact or not."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.fileio import sha256_hex
from desktop_app.submission import AvailableSecrets
from desktop_app.ui.context import Context
from desktop_app.ui.verify_view import DropArea, VerifyView
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.export import export
from desktop_app.workflows.verify import verify_file
from desktop_app.workflows.workspace import Workspace
from tests.support.keyrings import MemoryKeyring
from tests.support.packages import sample_package
from tests.support.recorder import Recorder

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def _nobody(_new: bool) -> str:
    """There is a keyring: nobody is asked."""
    raise AssertionError


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paquete")
    kept = MemoryKeyring()
    with Workspace.open(folder / "datos", NOW) as workspace, pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "get_keyring", lambda: kept)
        response = create_self_diagnosis(workspace, NOW, "es")
        return export(workspace, response, folder, AvailableSecrets(_nobody), NOW).path


@pytest.fixture
def view(qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder) -> VerifyView:
    context = Context(qapp, data_dir)
    page = VerifyView(context)
    qtbot.addWidget(page, before_close_func=lambda _: context.tasks.close())
    page.show()
    return page


def checked(qtbot: QtBot, view: VerifyView, path: Path) -> str:
    with qtbot.waitSignal(view.settled, timeout=10_000):
        view.check(path)
    QApplication.sendPostedEvents()
    return view.result_text()


def test_an_intact_package_says_who_when_and_what(qtbot: QtBot, view: VerifyView, package: Path) -> None:
    said = checked(qtbot, view, package)
    for words in ("intacto", "EJEMPLO: Cacao de Arauca", "20/11/2026", "response.xml", "autodiagnostico", "2026"):
        assert words in said
    assert "no: confirme la huella por teléfono" in said
    reference = verify_file(package, NOW).reference
    lines = said.splitlines()
    assert lines[lines.index("Código de referencia") + 1] == reference
    assert said.index(reference) < said.index("Firmado por")


def test_chosen_files_are_listed_with_size_and_digest(qtbot: QtBot, view: VerifyView, tmp_path: Path) -> None:
    path = tmp_path / "con-archivos.asice"
    path.write_bytes(sample_package(evidence={"acta.pdf": b"%PDF-1", "foto.png": bytes(1500)}))
    lines = checked(qtbot, view, path).splitlines()
    files = lines[lines.index("Archivos adjuntos") + 1 :]
    assert files == ["acta.pdf", "6 bytes", "intacto", "foto.png", "1,5 kB", "intacto"]
    assert lines.index("response.xml") < lines.index("Archivos adjuntos")
    name = next(label for label in view.findChildren(QLabel) if label.text() == "acta.pdf")
    assert sha256_hex(b"%PDF-1") == name.toolTip().partition(": ")[2].replace(" ", "")


def test_a_package_without_files_lists_none(qtbot: QtBot, view: VerifyView, package: Path) -> None:
    assert "Archivos adjuntos" not in checked(qtbot, view, package)


def test_a_changed_package_says_why_and_nothing_else(
    qtbot: QtBot, view: VerifyView, package: Path, tmp_path: Path
) -> None:
    data = bytearray(package.read_bytes())
    data[random.Random(1).randrange(60, len(data))] ^= 0x40
    changed = tmp_path / "cambiado.asice"
    changed.write_bytes(bytes(data))
    said = checked(qtbot, view, changed)
    assert "no se acepta" in said
    assert "Código PKG-" in said
    assert "Dónde: " in said
    assert "Firmado por" not in said
    assert "Código de referencia" not in said


def test_a_file_that_is_no_package_is_refused_in_words(qtbot: QtBot, view: VerifyView, tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff" * 1000)
    said = checked(qtbot, view, tmp_path / "foto.jpg")
    assert "PKG-" in said
    assert "foto.jpg" in said


def test_a_file_that_went_away_is_explained(qtbot: QtBot, view: VerifyView, tmp_path: Path) -> None:
    assert "FILE-001" in checked(qtbot, view, tmp_path / "ya-no-está.asice")


def test_a_second_check_replaces_the_first(qtbot: QtBot, view: VerifyView, package: Path, tmp_path: Path) -> None:
    checked(qtbot, view, tmp_path / "no.asice")
    said = checked(qtbot, view, package)
    assert "FILE-001" not in said


def test_the_button_asks_for_a_file_and_a_withdrawal_changes_nothing(
    qtbot: QtBot, view: VerifyView, package: Path, recorder: Recorder
) -> None:
    recorder.will_answer(None)
    view.choose_button.click()
    assert view.result_text() == ""
    recorder.will_answer(package)
    with qtbot.waitSignal(view.settled, timeout=10_000):
        view.choose_button.click()


def test_a_file_is_dropped(qtbot: QtBot, view: VerifyView, package: Path) -> None:
    area = view.findChild(DropArea)
    assert area is not None
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(package))])
    actions, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, mime, button, keys)
    area.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert area.property("over") == "true"
    with qtbot.waitSignal(view.settled, timeout=10_000):
        area.dropEvent(QDropEvent(QPointF(5, 5), actions, mime, button, keys))
    assert area.property("over") == "false"


def test_what_is_not_a_local_file_is_not_taken(view: VerifyView) -> None:
    area = view.findChild(DropArea)
    assert area is not None
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.asice")])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    area.dragEnterEvent(enter)
    assert not enter.isAccepted()
