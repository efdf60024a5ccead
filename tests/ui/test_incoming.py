"""What comes in by the link, by dropping it or from Enviar: receipts, packages, short receipts, and none of them."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.submission import short_receipt
from desktop_app.submission.receipts import Status
from desktop_app.ui.home_rows import ResponseRow
from desktop_app.ui.receipt_dialog import PasteDialog, ReceiptDialog
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.verify_view import DropArea, VerifyView
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.workspace import Workspace
from tests.support import desks
from tests.support.accessible import stops
from tests.support.desks import NAME, P01, P03
from tests.support.receiving_entity import entity
from tests.support.recorder import Recorder
from tests.support.sent_windows import KEEPER, TOMORROW, SentFolder, fresh_folder, later, sent_folder
from tests.support.sight import in_front
from tests.support.trust_loop import LATER, receipt_for
from tests.support.windows import Opener, arrive, clipped, open_window, page, press, said

__all__ = ["fresh_folder", "later", "open_window", "sent_folder"]

pytestmark = pytest.mark.usefixtures("later")
TEXT = "Falta el acta de la junta.\n¿Puede adjuntarla?"


@pytest.fixture
def window(open_window: Opener, sent_folder: SentFolder, data_dir: Path) -> MainWindow:
    desks.copy_data(sent_folder.folder, data_dir)
    shutil.copytree(sent_folder.folder / "keys", data_dir / "keys")
    return open_window()


@pytest.fixture
def returned(sent_folder: SentFolder, tmp_path: Path) -> Path:
    """A receipt that asks something about two answers."""
    path = tmp_path / "acuse.asice"
    path.write_bytes(receipt_for(sent_folder.arrived, Status.RETURNED, (P03, TEXT), (P01, "¿Desde qué año?")))
    return path


def drop(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    what = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), *what))
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), *what))


def receipt_dialog(qtbot: QtBot, window: MainWindow) -> ReceiptDialog:
    def shown() -> list[ReceiptDialog]:
        return [each for each in window.findChildren(ReceiptDialog) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=10_000)
    return shown()[-1]


def badge(window: MainWindow, response: str) -> str:
    """How Inicio says that the response stands."""
    row = next(each for each in window.home().findChildren(ResponseRow) if each.response_id == response)
    return next(each.text() for each in row.findChildren(QLabel) if each.property("role") == "badge")


def card(window: MainWindow, ref: str) -> QuestionWidget:
    found = page(window, RespondPage).section.card(ref)
    assert isinstance(found, QuestionWidget)
    return found


# Receipts


def test_a_receipt_brought_in_by_the_link_says_what_it_means_and_inicio_follows(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, returned: Path, recorder: Recorder
) -> None:
    recorder.will_answer(None)
    press(window.home(), "Traer un acuse o un kit de ola…")
    assert badge(window, sent_folder.response) == "Exportada"
    recorder.will_answer(returned)
    press(window.home(), "Traer un acuse o un kit de ola…")
    dialog = receipt_dialog(qtbot, window)
    text = dialog.text()
    for words in ("Devuelta con observaciones", "Confecámaras revisó la respuesta", "revisión 1", "2026", TEXT):
        assert words in text
    assert "acuses" not in text  # the entity's name, not its certificate's
    assert [link.text().count("P0") for link in dialog.links] == [1, 1]
    assert clipped(dialog) == []
    qtbot.waitUntil(lambda: badge(window, sent_folder.response) == "Devuelta")
    assert recorder.codes() == []


def test_an_observation_leads_to_its_question(
    qtbot: QtBot, window: MainWindow, returned: Path, sent_folder: SentFolder
) -> None:
    drop(window, returned)
    dialog = receipt_dialog(qtbot, window)
    dialog.links[0].setFocus()
    QTest.keyClick(dialog.links[0], Qt.Key.Key_Return)
    arrive(qtbot, window, "responder")
    assert not [each for each in window.findChildren(ReceiptDialog) if each.isVisible()]
    in_front(window)
    qtbot.waitUntil(lambda: card(window, P03).isAncestorOf(QApplication.focusWidget()))
    desk = window.keeper.desk
    assert desk is not None
    assert (desk.response_id, desk.facts.state) == (sent_folder.response, "returned")
    observed = card(window, P03).observed
    assert observed is not None
    assert "Confecámaras pregunta:" in said(observed)
    assert TEXT in said(observed)
    window.go("inicio")
    drop(window, returned)
    again = receipt_dialog(qtbot, window)
    assert "ya estaba en este equipo" in again.text()
    again.links[1].linkActivated.emit(P01)
    arrive(qtbot, window, "responder")
    assert window.keeper.desk is desk
    in_front(window)
    qtbot.waitUntil(lambda: card(window, P01).isAncestorOf(QApplication.focusWidget()))


def test_the_open_response_follows_the_receipt_where_it_is(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, returned: Path
) -> None:
    window.open_response(sent_folder.response, "responder")
    arrive(qtbot, window, "responder")
    page(window, RespondPage).go_to(P03)
    assert card(window, P03).observed is None
    drop(window, returned)
    receipt_dialog(qtbot, window).accept()
    qtbot.waitUntil(lambda: card(window, P03).observed is not None)
    assert window.screen_name() == "responder"
    assert "devuelta" in window.status.text()
    observed = card(window, P03).observed
    assert observed is not None
    tasks = {task.code: task.observed for task in page(window, RespondPage).tasks.tasks() if task.observed}
    assert sum(tasks.values()) == 2
    observed.buttons()[0].click()
    qtbot.waitUntil(lambda: not observed.isVisible())
    assert sum(task.observed for task in page(window, RespondPage).tasks.tasks()) == 1
    page(window, RespondPage).section.answered.emit(NAME, "Cacao de Arauca, corregido")
    qtbot.waitUntil(lambda: window.keeper.desk is not None and window.keeper.desk.facts.revision == 2)
    assert window.keeper.desk is not None
    assert [each.ref for each in window.keeper.desk.facts.observations] == [P01]


def test_what_was_attended_to_does_not_come_back(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, returned: Path
) -> None:
    drop(window, returned)
    receipt_dialog(qtbot, window).accept()
    window.open_response(sent_folder.response, "revisar")
    arrive(qtbot, window, "revisar")
    from desktop_app.ui.survey.review_page import ReviewPage

    review = page(window, ReviewPage)
    assert review.text.toPlainText().strip().startswith("Observaciones de Confecámaras")
    review.text.anchorClicked.emit(QUrl("1"))
    qtbot.waitUntil(lambda: TEXT.partition("\n")[0] not in review.text.toPlainText())
    assert "¿Desde qué año?" in review.text.toPlainText()
    window.go("inicio")
    window.open_response(sent_folder.response, "revisar")
    qtbot.waitUntil(lambda: window.page() is not review and window.screen_name() == "revisar")
    assert "¿Desde qué año?" in page(window, ReviewPage).text.toPlainText()
    assert TEXT.partition("\n")[0] not in page(window, ReviewPage).text.toPlainText()
    page(window, ReviewPage).text.anchorClicked.emit(QUrl("0"))
    arrive(qtbot, window, "responder")


def test_the_receipt_that_confirms_the_key_says_until_when(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path
) -> None:
    from desktop_app.submission import KeyStore

    key = KeyStore(sent_folder.folder / "keys", KEEPER).load()
    assert key is not None
    data = receipt_for(sent_folder.arrived, Status.ACCEPTED, certificate=entity().manager(key))
    path = tmp_path / "DOC-20261121-WA0001.bin"
    path.write_bytes(data)
    drop(window, path)
    dialog = receipt_dialog(qtbot, window)
    assert "Aceptada" in dialog.text()
    assert "La llave de este equipo quedó confirmada hasta el 20/11/2027." in dialog.text()
    assert dialog.links == []
    qtbot.waitUntil(lambda: badge(window, sent_folder.response) == "Aceptada")


def test_an_older_receipt_says_that_another_came_after_it(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path
) -> None:
    for number, status, at in ((2, Status.ACCEPTED, TOMORROW), (1, Status.RECEIVED, LATER)):
        path = tmp_path / f"{number}.asice"
        path.write_bytes(receipt_for(sent_folder.arrived, status, number=number, at=at))
        drop(window, path)
        dialog = receipt_dialog(qtbot, window)
        text = dialog.text()
        dialog.accept()
    assert "Recibida" in text
    assert "la respuesta sigue en el estado «Aceptada»" in text


def test_an_observation_of_nothing_that_is_asked_is_told_without_a_link(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path
) -> None:
    path = tmp_path / "acuse.asice"
    path.write_bytes(receipt_for(sent_folder.arrived, Status.RETURNED, ("/data/otra/cosa[3]", "<b>¿Y esto?</b>")))
    drop(window, path)
    dialog = receipt_dialog(qtbot, window)
    assert dialog.links == []
    assert "De una pregunta que ya no se hace" in dialog.text()
    assert "<b>¿Y esto?</b>" in dialog.text()
    dialog.accept()
    window.open_response(sent_folder.response, "revisar")
    arrive(qtbot, window, "revisar")
    from desktop_app.ui.survey.review_page import ReviewPage

    review = page(window, ReviewPage)
    assert "cosa[3] (ya no se pregunta)" in review.text.toPlainText()
    review.text.anchorClicked.emit(QUrl("0"))
    qtbot.waitUntil(lambda: "¿Y esto?" not in review.text.toPlainText())


# What is refused, and what goes elsewhere


@pytest.mark.parametrize("where", ["inicio", "responder"])
def test_a_receipt_of_nobody_who_is_trusted_is_refused_in_words(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path, recorder: Recorder, where: str
) -> None:
    if where == "responder":
        window.open_response(sent_folder.response, "responder")
        arrive(qtbot, window, "responder")
    path = tmp_path / "acuse.asice"
    path.write_bytes(receipt_for(sent_folder.arrived, key=entity("Otra entidad").signer))
    drop(window, path)
    qtbot.waitUntil(lambda: recorder.codes() == ["RCP-004"], timeout=10_000)
    assert window.screen_name() == where
    other = tmp_path / "otro.asice"
    other.write_bytes(receipt_for(sent_folder.arrived, package_sha256="1" * 64, container_sha256="2" * 64))
    drop(window, other)
    qtbot.waitUntil(lambda: recorder.codes()[1:] == ["USE-025"], timeout=10_000)


def test_a_package_is_checked_and_an_encrypted_one_explained(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path, recorder: Recorder
) -> None:
    sealed, plain = tmp_path / "mio.asice.age", tmp_path / "mio.asice"
    sealed.write_bytes(sent_folder.arrived.file)
    drop(window, sealed)
    qtbot.waitUntil(lambda: bool(recorder.said), timeout=10_000)
    kind, title, text = recorder.said[-1]
    assert (kind, title) == ("info", "Un paquete cifrado")
    assert "mio.asice.age" in text
    assert window.screen_name() == "inicio"
    plain.write_bytes(sent_folder.arrived.container)
    drop(window, plain)
    arrive(qtbot, window, "comprobar")
    view = page(window, VerifyView)
    qtbot.waitUntil(lambda: "El paquete está intacto" in view.result_text(), timeout=10_000)


@pytest.mark.parametrize("way", ["dropped", "chosen"])
def test_a_receipt_given_to_the_check_comes_in_as_it_does_anywhere(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, returned: Path, recorder: Recorder, way: str
) -> None:
    window.go("comprobar")
    view = page(window, VerifyView)
    if way == "chosen":
        recorder.will_answer(returned)
        view.choose_button.click()
    else:
        area = view.findChild(DropArea)
        assert area is not None
        drop(area, returned)
    assert "Devuelta con observaciones" in receipt_dialog(qtbot, window).text()
    assert view.result_text() == ""
    qtbot.waitUntil(lambda: badge(window, sent_folder.response) == "Devuelta")
    assert recorder.codes() == []


@pytest.mark.parametrize(("content", "code"), [(b"PK no", "PKG-002"), (b"", "PKG-002"), (b"%PDF-1.7", "PKG-002")])
def test_what_is_none_of_it_is_refused_with_its_code(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, recorder: Recorder, content: bytes, code: str
) -> None:
    path = tmp_path / "x.asice"
    path.write_bytes(content)
    recorder.will_answer(path)
    press(window.home(), "Traer un acuse o un kit de ola…")
    qtbot.waitUntil(lambda: recorder.codes() == [code], timeout=10_000)
    assert "x.asice" in recorder.said[-1][2]


def test_enviar_leads_here_too(qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, recorder: Recorder) -> None:
    window.open_response(sent_folder.response, "enviar")
    arrive(qtbot, window, "enviar")
    recorder.will_answer(None)
    assert window._screens is not None
    window._screens.incoming_wanted.emit()
    assert recorder.said[-1][1] == "Traer un acuse o un kit de ola"


# Short receipts


def paste_dialog(window: MainWindow) -> PasteDialog:
    press(window.home(), "Pegar un acuse corto…")
    return window.findChildren(PasteDialog)[-1]


def short(sent: SentFolder, status: short_receipt.Status = short_receipt.Status.RECEIVED, by: str = "") -> str:
    digits = hashlib.sha256(sent.arrived.file).hexdigest()[:32]
    signer = entity(by).signer if by else entity().signer
    return short_receipt.write(short_receipt.ShortReceipt(digits, status, LATER, 7), signer)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (short_receipt.Status.RECEIVED, "Confecámaras recibió el paquete"),
        (short_receipt.Status.ACCEPTED, "Confecámaras aceptó el paquete"),
        (short_receipt.Status.RETURNED, "devolvió el paquete"),
    ],
)
def test_a_short_receipt_is_read_out_of_the_message_that_it_came_in(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, status: short_receipt.Status, words: str
) -> None:
    dialog = paste_dialog(window)
    assert not dialog.read.isEnabled()
    code = short(sent_folder, status)
    dialog.field.setPlainText(f"Hola, llegó bien:\n{code[:60]}\n{code[60:]}\n\nGracias")
    dialog.read.click()
    qtbot.waitUntil(lambda: words in dialog.text(), timeout=10_000)
    assert sent_folder.arrived.package.info.initiative_name in dialog.text()
    assert "-r1.asice.age" in dialog.text()
    assert clipped(dialog) == []
    assert badge(window, sent_folder.response) == "Exportada"
    dialog.field.setPlainText("otro")
    assert words not in dialog.text()


def test_what_is_no_short_receipt_is_refused_and_can_be_corrected(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, recorder: Recorder
) -> None:
    dialog = paste_dialog(window)
    assert all(each.fits and each.name for each in stops(dialog))
    dialog.field.setPlainText("Hola, llegó bien")
    dialog.read.click()
    qtbot.waitUntil(lambda: recorder.codes() == ["QR-014"], timeout=10_000)
    dialog.field.setPlainText(short(sent_folder, by="Otra entidad"))
    dialog.read.click()
    qtbot.waitUntil(lambda: recorder.codes()[1:] == ["QR-015"], timeout=10_000)
    assert dialog.isVisible()
    dialog.reject()
    assert window._errands.incoming().paste is None


def test_a_receipt_for_a_deleted_response_is_taken_and_offers_no_way_to_it(
    qtbot: QtBot, open_window: Opener, sent_folder: SentFolder, data_dir: Path, returned: Path
) -> None:
    from sqlalchemy import text

    desks.copy_data(sent_folder.folder, data_dir)
    with Workspace.open(data_dir, LATER) as workspace, workspace.store._database.transaction() as connection:
        connection.execute(text("UPDATE responses SET deleted_at = updated"))
    window = open_window()
    drop(window, returned)
    dialog = receipt_dialog(qtbot, window)
    assert dialog.links == []
    assert TEXT in dialog.text()


def test_the_links_of_a_receipt_wrap_and_are_told(qtbot: QtBot, window: MainWindow, returned: Path) -> None:
    window.resize(1024, 700)
    window._context.theme.set_percent(200)
    drop(window, returned)
    dialog = receipt_dialog(qtbot, window)
    QApplication.processEvents()
    assert [each.name[:3] for each in stops(dialog)] == ["Acu", "P03", "P01", "Cer"]
    assert all(each.fits for each in stops(dialog))
    assert clipped(dialog) == []
    assert dialog.width() <= window.width()
    assert all(isinstance(link, Link) and link.accessibleName() for link in dialog.links)
    window._context.theme.set_percent(100)
