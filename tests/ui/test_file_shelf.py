"""Chosen files in the real window: picked, dropped, shown, opened in another program, refused, taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QDragEnterEvent, QDropEvent, QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.store import Card, NotesState
from desktop_app.ui.context import Context
from desktop_app.ui.file_shelf import thumbnail
from desktop_app.ui.send_page import SendPage
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.widgets.file import FileControl
from desktop_app.ui.survey.widgets.notes_fold import NotesFold
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.attachments import attachments_of
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NOW
from tests.support.forms import form
from tests.support.pdfs import look
from tests.support.recorder import Recorder

FORM = """
| survey |
| | type | name | label::Español (es) | label::English (en) |
| | file | minutes | Acta | Minutes |
| | image | photo | Foto | Photo |
| | text | town | Municipio | Town |
| | begin_repeat | visit | Visitas | Visits |
| | file | act | Acta de la visita | Minutes of the visit |
| | end_repeat | | | |
"""
MINUTES, PHOTO, TOWN = "/data/minutes", "/data/photo", "/data/town"
PDF = b"%PDF-1.7\nacta\n%%EOF\n"


def picture(width: int = 800, height: int = 600) -> bytes:
    """A PNG in one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#1b5e46"))
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(target, QByteArray(b"png")).write(image)
    return bytes(target.data().data())


class Viewer(QObject):
    """Stands where the system's programs would: keeps what is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.shown.append(Path(url.toLocalFile()))


@pytest.fixture
def viewer() -> Iterator[Viewer]:
    programs = Viewer()
    QDesktopServices.setUrlHandler("file", programs, "show")
    yield programs
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def response(data_dir: Path) -> str:
    made = form(FORM)
    with Workspace.open(data_dir, NOW) as workspace:
        number = workspace.store.instruments.add(form_id=made.id, version="1", title="Actas", xform=made.xform).id
        initiative = workspace.store.initiatives.add(Card(name="Clúster"), at=NOW)
        return workspace.store.responses.start(initiative.id, number, wave="2026", at=NOW, total=2).id


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, data_dir: Path, response: str, recorder: Recorder) -> Iterator[MainWindow]:
    opened = MainWindow(Context(qapp, data_dir))
    with qtbot.waitSignal(opened.usable, timeout=15_000):
        opened.show()
    opened.open_response(response, "responder")
    qtbot.waitUntil(lambda: opened.screen_name() == "responder", timeout=10_000)
    yield opened
    opened.close()
    opened._context.deleteLater()
    opened.deleteLater()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "documentos"
    folder.mkdir()
    (folder / "Acta 1.pdf").write_bytes(PDF)
    (folder / "foto.png").write_bytes(picture())
    return folder


def respond(window: MainWindow) -> RespondPage:
    page = window.page()
    assert isinstance(page, RespondPage)
    return page


def control(window: MainWindow, ref: str) -> FileControl:
    card = respond(window).section.card(ref)
    assert card is not None
    found = card.findChild(FileControl)
    assert found is not None
    return found


def value(window: MainWindow, ref: str) -> str:
    assert window.keeper.desk is not None
    return window.keeper.desk.session.value(ref)


def choose(qtbot: QtBot, window: MainWindow, recorder: Recorder, ref: str, path: Path) -> None:
    """Chooses ``path`` in the one dialog and waits until it is the answer."""
    recorder.will_answer(path)
    control(window, ref).choose.click()
    qtbot.waitUntil(lambda: bool(value(window, ref)), timeout=10_000)


def on_disk(qtbot: QtBot, window: MainWindow) -> dict[str, str]:
    """The answers that the database holds."""
    assert window.keeper.settle()
    workspace = window._context.workspace
    assert workspace is not None
    assert window.keeper.desk is not None
    with qtbot.waitCallback() as called:
        window._context.on_database(_answers, window.keeper.desk.response_id, done=called)
    found = called.args[0]
    assert isinstance(found, dict)
    return found


def _answers(workspace: Workspace, response_id: str) -> dict[str, str]:
    return workspace.store.responses.answers(response_id)


def test_a_chosen_file_is_the_answer_and_on_disk(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    assert value(window, MINUTES) == "acta-1.pdf"
    (_, title, pattern) = recorder.said[-1]
    assert title == "Elegir un archivo"
    assert "*.pdf" in pattern
    shown = control(window, MINUTES)
    assert (shown.title.text(), shown.details.text()) == ("acta-1.pdf", "20 bytes")
    assert on_disk(qtbot, window)[MINUTES] == "acta-1.pdf"


def test_the_report_tells_size_and_digest_of_what_is_kept(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, tmp_path: Path
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    window.go("resultado")
    recorder.will_answer(tmp_path / "informe.pdf")
    assert window._screens is not None
    window._screens.save_pdf()
    qtbot.waitUntil((tmp_path / "informe.pdf").exists, timeout=20_000)
    text = look((tmp_path / "informe.pdf").read_bytes()).flat
    assert "20 bytes" in text
    assert hashlib.sha256(PDF).hexdigest()[:12] in text


def test_an_image_shows_what_it_is_and_the_dialog_offers_only_images(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path
) -> None:
    choose(qtbot, window, recorder, PHOTO, disk / "foto.png")
    assert "*.pdf" not in recorder.said[-1][2]
    assert "*.png" in recorder.said[-1][2]
    qtbot.waitUntil(lambda: not control(window, PHOTO).picture.pixmap().isNull(), timeout=10_000)


def test_a_withdrawn_choice_changes_nothing(window: MainWindow, recorder: Recorder) -> None:
    recorder.will_answer(None)
    control(window, MINUTES).choose.click()
    assert value(window, MINUTES) == ""
    assert control(window, MINUTES).title.text() == "Elija un archivo o arrástrelo aquí."


def test_a_dropped_file_is_attached(qtbot: QtBot, window: MainWindow, disk: Path) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(disk / "Acta 1.pdf"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target, copy = control(window, MINUTES), Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, dragged, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, dragged, left, none))
    qtbot.waitUntil(lambda: value(window, MINUTES) == "acta-1.pdf", timeout=10_000)


def test_a_file_whose_record_moved_meanwhile_is_nobodys(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path
) -> None:
    page = respond(window)
    page.show_section("/data/visit")
    for _ in range(2):
        page.section.teller.add_wanted.emit("/data/visit")
    page.file_dropped.emit("/data/visit[2]/act", str(disk / "Acta 1.pdf"))
    page.section.teller.remove_wanted.emit("/data/visit[1]")
    qtbot.waitUntil(lambda: bool(recorder.said), timeout=10_000)
    assert recorder.said[-1][:2] == ("info", "El archivo no quedó en ninguna respuesta")
    assert {value(window, f"/data/visit[{place}]/act") for place in (1, 2)} == {""}


def test_a_refusal_is_explained_and_the_answer_stays(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    (disk / "programa.pdf").write_bytes(b"MZ\x90\0\x03")
    recorder.will_answer(disk / "programa.pdf")
    control(window, MINUTES).choose.click()
    qtbot.waitUntil(lambda: recorder.codes() == ["STORE-037"], timeout=10_000)
    assert value(window, MINUTES) == "acta-1.pdf"


def test_a_file_is_opened_as_a_copy_that_goes_when_the_next_response_opens(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, viewer: Viewer, data_dir: Path, response: str
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    control(window, MINUTES).open.click()
    qtbot.waitUntil(lambda: len(viewer.shown) == 1, timeout=10_000)
    (copy,) = viewer.shown
    assert (copy.name, copy.read_bytes()) == ("acta-1.pdf", PDF)
    assert copy.is_relative_to(data_dir)
    window.open_response(response, "enviar")
    qtbot.waitUntil(lambda: window.screen_name() == "enviar", timeout=10_000)
    assert not (data_dir / "opened").exists()


def test_an_answer_taken_back_brings_its_file_back(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, viewer: Viewer
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    control(window, MINUTES).remove.click()
    assert value(window, MINUTES) == ""
    respond(window).undo()
    assert value(window, MINUTES) == "acta-1.pdf"
    assert control(window, MINUTES).details.text() == "20 bytes"
    control(window, MINUTES).open.click()
    qtbot.waitUntil(lambda: bool(viewer.shown), timeout=10_000)


def test_the_files_are_known_when_the_response_opens_again(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, response: str
) -> None:
    choose(qtbot, window, recorder, PHOTO, disk / "foto.png")
    window.go("inicio")
    window.open_response(response, "responder")
    qtbot.waitUntil(lambda: window.screen_name() == "responder", timeout=10_000)
    qtbot.waitUntil(lambda: not control(window, PHOTO).picture.pixmap().isNull(), timeout=10_000)


def test_what_goes_into_the_package_names_the_files(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    window.go("enviar")
    page = window.page()
    assert isinstance(page, SendPage)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert "Archivo adjunto (acta-1.pdf)" in texts
    assert "20 bytes" in texts


def test_what_goes_into_the_package_is_complete_where_one_left_off_there(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, response: str
) -> None:
    choose(qtbot, window, recorder, MINUTES, disk / "Acta 1.pdf")
    window.open_response(response, "enviar")
    qtbot.waitUntil(lambda: isinstance(window.page(), SendPage), timeout=10_000)
    qtbot.waitUntil(lambda: "20 bytes" in [label.text() for label in window.page().findChildren(QLabel)])


def test_the_language_chosen_for_the_form_is_kept(qtbot: QtBot, window: MainWindow, response: str) -> None:
    respond(window).languages.picked.emit("English (en)")
    assert "Minutes" in "\n".join(label.text() for label in respond(window).findChildren(QLabel))
    with qtbot.waitCallback() as called:
        window._context.on_database(_language, response, done=called)
    assert called.args == ["English (en)"]


def _language(workspace: Workspace, response_id: str) -> str | None:
    return workspace.store.responses.get(response_id).language


def test_nothing_is_kept_of_a_refused_file(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, response: str
) -> None:
    (disk / "vacio.pdf").write_bytes(b"")
    recorder.will_answer(disk / "vacio.pdf")
    control(window, MINUTES).choose.click()
    qtbot.waitUntil(lambda: recorder.codes() == ["STORE-031"], timeout=10_000)
    with qtbot.waitCallback() as called:
        window._context.on_database(attachments_of, response, done=called)
    assert called.args == [()]


@pytest.mark.parametrize(("width", "height"), [(800, 600), (20, 10), (4000, 3), (1, 1)])
def test_a_thumbnail_is_no_larger_than_it_needs_to_be(qapp: QApplication, width: int, height: int) -> None:
    small = thumbnail(picture(width, height))
    assert small is not None
    image = QImage.fromData(small)
    assert 1 <= image.width() <= min(width, 320)
    assert 1 <= image.height() <= min(height, 240)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", picture()[:60]])
def test_what_is_no_picture_has_none(qapp: QApplication, content: bytes) -> None:
    assert thumbnail(content) is None


def test_a_picture_that_promises_gigabytes_is_not_unfolded(qapp: QApplication) -> None:
    bomb = bytearray(picture(10, 10))
    bomb[16:24] = (100_000).to_bytes(4, "big") * 2
    assert thumbnail(bytes(bomb)) is None


# Files beside an answer


def beside(window: MainWindow, ref: str) -> NotesFold:
    """The line for comments and files of the card at ``ref``, unfolded."""
    card = respond(window).section.card(ref)
    assert isinstance(card, QuestionWidget)
    assert card.notes is not None
    card.notes.set_open(is_open=True)
    return card.notes


def noted(window: MainWindow, ref: str) -> tuple[str, ...]:
    assert window.keeper.desk is not None
    return window.keeper.desk.notes.evidence.get(ref, ())


def notes_on_disk(workspace: Workspace, response_id: str) -> NotesState:
    return workspace.store.responses.notes(response_id)


def test_files_go_beside_an_answer_and_on_disk(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path, viewer: Viewer
) -> None:
    fold = beside(window, TOWN)
    recorder.will_answer(disk / "Acta 1.pdf")
    assert fold.add is not None
    fold.add.click()
    qtbot.waitUntil(lambda: noted(window, TOWN) == ("acta-1.pdf",), timeout=10_000)
    assert {"*.pdf", "*.png"} <= set(recorder.said[-1][2].strip(")").replace("(", " ").split())
    respond(window).section.teller.evidence_dropped.emit(TOWN, str(disk / "foto.png"))
    qtbot.waitUntil(lambda: len(noted(window, TOWN)) == 2, timeout=10_000)
    assert [(line.name, line.open.isHidden()) for line in fold.lines] == [("acta-1.pdf", False), ("foto.png", False)]
    assert window.keeper.settle()
    with qtbot.waitCallback() as called:
        window._context.on_database(notes_on_disk, window.keeper.desk.response_id, done=called)  # type: ignore[union-attr]
    assert called.args[0].evidence == {TOWN: ("acta-1.pdf", "foto.png")}
    fold.lines[0].open.click()
    qtbot.waitUntil(lambda: [path.name for path in viewer.shown] == ["acta-1.pdf"], timeout=10_000)
    fold.lines[0].remove.click()
    assert noted(window, TOWN) == ("foto.png",)
    respond(window).undo()
    assert noted(window, TOWN) == ("acta-1.pdf", "foto.png")


def test_a_file_that_is_not_kept_is_refused_beside_an_answer_too(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, disk: Path
) -> None:
    (disk / "nada.exe").write_bytes(b"MZ")
    respond(window).section.teller.evidence_dropped.emit(TOWN, str(disk / "nada.exe"))
    qtbot.waitUntil(lambda: bool(recorder.said), timeout=10_000)
    assert recorder.said[-1][0] == "error"
    assert noted(window, TOWN) == ()


def test_a_comment_is_on_disk(qtbot: QtBot, window: MainWindow) -> None:
    fold = beside(window, TOWN)
    assert fold.comment is not None
    fold.comment.field.setPlainText("Así fue")
    with qtbot.waitSignal(window.keeper.saved):
        respond(window).flush()
    with qtbot.waitCallback() as called:
        window._context.on_database(notes_on_disk, window.keeper.desk.response_id, done=called)  # type: ignore[union-attr]
    assert called.args[0].comments == {TOWN: "Así fue"}
