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

from desktop_app.errors import StoreError
from desktop_app.fileio import sha256_hex
from desktop_app.store.packages import PackageRepository
from desktop_app.submission import AvailableSecrets, encrypt
from desktop_app.ui.context import Context
from desktop_app.ui.verify_view import DropArea, VerifyView
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.export import export
from desktop_app.workflows.verify import KnownHere, SignerHere, verify_file
from desktop_app.workflows.workspace import Workspace
from tests.support.keyrings import MemoryKeyring
from tests.support.packages import sample_package
from tests.support.receiving_entity import entity
from tests.support.recorder import Recorder
from tests.support.sending import Stage, complete_sample, stage, sticks
from tests.support.trust_loop import recipients
from tests.support.windows import open_window, page

__all__ = ["complete_sample", "open_window", "stage", "sticks"]

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


# -- encrypted files, and what this computer knows of the signer -------------------------------------------------------


def test_an_encrypted_file_is_explained_and_is_no_fault(qtbot: QtBot, view: VerifyView, tmp_path: Path) -> None:
    path = tmp_path / "ajeno.asice.age"
    path.write_bytes(encrypt(sample_package(), recipients()))
    text = checked(qtbot, view, path)
    for words in (
        "El archivo está cifrado",
        "ajeno.asice.age",
        "solo la entidad que lo recibe puede abrirlo",
        "PKG-046",
    ):
        assert words in text
    assert "no se acepta" not in text
    assert "Firmado por" not in text


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("own", "sí: es la llave de este equipo"),
        ("self_signed", "no: ninguna entidad confirmó su llave"),
        ("valid", "sí: confirmado por Confecámaras hasta el 20/11/2027"),
        ("not_revocable", "no hay una lista reciente"),
        ("expired", "no: el certificado que emitió Confecámaras venció el 20/11/2027"),
        ("not_yet", "todavía no está vigente"),
        ("revoked", "no: Confecámaras revocó su certificado"),
        ("unknown_issuer", "no: su certificado es de Confecámaras, que este equipo no conoce"),
        ("unfit", "no: su certificado no sirve para firmar"),
    ],
)
def test_how_the_signer_stands_is_said(view: VerifyView, package: Path, standing: str, words: str) -> None:
    signer = SignerHere(standing, "Confecámaras", datetime(2027, 11, 20, 15, tzinfo=UTC))
    view.show_result(verify_file(package, NOW), KnownHere(NOW, signer))
    QApplication.sendPostedEvents()
    assert words in view.result_text()
    assert "Este archivo salió de este equipo el 20/11/2026" in view.result_text()
    assert "antes de cifrarlo" not in view.result_text()


def test_a_signer_of_a_known_chain_is_told_in_the_window(stage: Stage, tmp_path: Path) -> None:
    stage.bring_kit()
    path = tmp_path / "paquete.asice"
    path.write_bytes(sample_package(key=entity().manager()))
    stage.window.check_package(path)
    stage.settle()
    text = page(stage.window, VerifyView).result_text()
    assert "sí: confirmado por Confecámaras inscripciones hasta el 20/11/2027" in text
    assert "salió de este equipo" not in text


def test_a_database_that_does_not_answer_leaves_the_check_itself(
    stage: Stage, package: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise StoreError("STORE-002")

    monkeypatch.setattr(PackageRepository, "by_digest", fail)
    stage.window.check_package(package)
    stage.qtbot.waitUntil(lambda: "intacto" in page(stage.window, VerifyView).result_text(), timeout=10_000)
    assert recorder.codes() == ["STORE-002"]
