"""Entrada with real packages: what is told of each, what may be decided, and what is there the next time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.submission import authority as keys
from desktop_app.submission.authority import Vault
from desktop_app.ui.preferences import Preferences
from desktop_app.ui.reception.arrival_model import FILE, OUTCOME, ArrivalModel
from desktop_app.ui.reception.deciding import AdmitDialog, ConfirmDialog
from desktop_app.ui.reception.folder_watch import FolderWatch
from desktop_app.ui.reception.intake_section import IntakeSection
from desktop_app.ui.window import MainWindow
from desktop_app.workflows import arrivals, wave_kit
from desktop_app.workflows.arrivals import Arrival
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import receive_folder
from tests.support.authorities import enrolment
from tests.support.entity_windows import enter, fronts, idle, phrase, remember, unlocked
from tests.support.packages import sample_info, sample_key
from tests.support.reception import ANA, LUIS, SECOND_ID, SOON, column, confirm, on_stick, packed
from tests.support.recorder import Recorder
from tests.support.windows import Opener, clipped, open_window, press, said

__all__ = ["open_window"]

OPERATIONS = "operations.identity.age"
LATER = {"revision": 2, "response_id": SECOND_ID, "replaces": sample_info().response_id}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "llegó"
    found.mkdir()
    return found


@pytest.fixture
def mixed(entity: Vault, folder: Path, data_dir: Path) -> Path:
    """One of each kind, in a folder that the window remembers."""
    confirm(entity)
    first = packed(entity)
    on_stick(folder, first, "1 primera.asice.age")
    on_stick(folder, first, "2 copia.asice.age")
    on_stick(folder, packed(entity, **LATER), "3 segunda.asice.age")
    on_stick(folder, packed(entity, LUIS, initiative_id="ic-099"), "4 sin confirmar.asice.age")
    on_stick(folder, first[:-700], "5 cortada.asice.age")
    remember(data_dir, entity.folder, incoming=str(folder))
    return folder


def section(qtbot: QtBot, window: MainWindow) -> IntakeSection:
    return enter(qtbot, window, "entrada", IntakeSection)


def shown(section: IntakeSection) -> dict[str, str]:
    """What the table says became of each file, the latest first."""
    model = section.model
    rows = range(model.rowCount())
    return {model.index(row, FILE).data(): model.index(row, OUTCOME).data() for row in rows}


def receive(qtbot: QtBot, window: MainWindow, section: IntakeSection) -> None:
    press(section, "Recibir")
    idle(qtbot, window)


def choose(section: IntakeSection, file: str) -> None:
    section.table.choose(next(row for row, each in enumerate(section.model.rows) if each.file == file))


def counted(section: IntakeSection) -> list[str]:
    return [button.text() for button in section.filters.values()]


# Receiving


def test_a_folder_is_chosen_and_received_a_line_for_each_file(
    qtbot: QtBot, data_dir: Path, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    remember(data_dir, entity.folder)
    window = open_window()
    entrada = section(qtbot, window)
    assert "Arrastre aquí" in said(entrada)
    assert not entrada.receive_button.isEnabled()
    recorder.will_answer(mixed, phrase(OPERATIONS))
    press(entrada, "Elegir carpeta…")
    receive(qtbot, window, entrada)
    assert recorder.codes() == []
    assert shown(entrada) == {
        "5 cortada.asice.age": "Rechazada",
        "4 sin confirmar.asice.age": "En cuarentena",
        "3 segunda.asice.age": "Recibida",
        "2 copia.asice.age": "Duplicada",
        "1 primera.asice.age": "Reemplazada",
    }
    expected = ["Todas: 5", "Recibidas: 1", "Reemplazadas: 1", "Duplicadas: 1", "En cuarentena: 1", "Rechazadas: 1"]
    assert counted(entrada) == expected
    assert entrada.said.text() == "Se miraron 5 archivos · nuevos: 5"
    assert Preferences.read(data_dir).incoming == str(mixed)
    assert clipped(window) == []


def test_what_came_before_is_there_when_the_window_opens_again(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    with opened(entity) as found:
        receive_folder(found, mixed, SOON)
    window = open_window()
    entrada = section(qtbot, window)
    before = shown(entrada)
    assert list(before) == sorted(before, reverse=True)
    assert len(before) == 5
    recorder.will_answer(phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    assert shown(entrada) == before
    assert "ya estaban: 5" in entrada.said.text()


def test_a_filter_shows_one_outcome(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    with opened(entity) as found:
        receive_folder(found, mixed, SOON)
    window = open_window()
    entrada = section(qtbot, window)
    entrada.filters["refused"].click()
    idle(qtbot, window)
    assert shown(entrada) == {"5 cortada.asice.age": "Rechazada"}
    assert [name for name, button in entrada.filters.items() if button.isChecked()] == ["refused"]
    entrada.filters[""].click()
    idle(qtbot, window)
    assert len(shown(entrada)) == 5


def test_the_reason_and_what_to_do_are_told_of_the_file_at_hand(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener
) -> None:
    with opened(entity) as found:
        receive_folder(found, mixed, SOON)
    window = open_window()
    entrada = section(qtbot, window)
    assert not entrada.panel.isVisible()
    choose(entrada, "5 cortada.asice.age")
    text = said(entrada.panel)
    assert "código ENC-006" in text
    choose(entrada, "3 segunda.asice.age")
    text = said(entrada.panel)
    assert "código" not in text
    assert f"firma {ANA}" in text
    assert clipped(entrada.panel) == []


def test_a_passphrase_that_is_not_given_leaves_everything_as_it_was(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(None)
    receive(qtbot, window, entrada)
    assert [kind for kind, _, _ in recorder.said] == ["passphrase"]
    assert shown(entrada) == {}
    recorder.will_answer("no es", phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    assert len(shown(entrada)) == 5


def test_stopping_keeps_what_came_in_and_the_rest_follows(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.workflows.intake.BATCH_FILES", 2)
    window = open_window()
    entrada = section(qtbot, window)
    receiver = entrada._receiver
    receiver.progressed.connect(receiver.stop)
    genuine = arrivals.receive_folder

    def stopping(*args: object, **how: object) -> object:
        """Stops after the first batch, whichever thread is quicker."""
        tell, asked = how["tell"], []

        def told(progress: object) -> None:
            asked.append(progress)
            tell(progress)  # type: ignore[operator]

        return genuine(*args, **{**how, "tell": told, "stop": lambda: bool(asked)})  # type: ignore[arg-type]

    monkeypatch.setattr(arrivals, "receive_folder", stopping)
    recorder.will_answer(phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    assert list(shown(entrada)) == ["2 copia.asice.age", "1 primera.asice.age"]
    assert "se detuvo" in entrada.said.text()
    assert not entrada.stop_button.isVisible()
    receiver.progressed.disconnect(receiver.stop)
    monkeypatch.setattr(arrivals, "receive_folder", genuine)
    receive(qtbot, window, entrada)
    assert len(shown(entrada)) == 5


def test_the_stop_button_asks_the_work_under_way_to_end(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.workflows.intake.BATCH_FILES", 1)
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    entrada._receiver.progressed.connect(entrada.stop_button.click)
    receive(qtbot, window, entrada)
    assert entrada._receiver._stopping.is_set()
    assert not entrada.stop_button.isVisible()


def test_closing_the_window_ends_what_is_under_way(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.workflows.intake.BATCH_FILES", 1)
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    with qtbot.waitSignal(entrada._receiver.progressed, timeout=10_000):
        press(entrada, "Recibir")
    window.close()
    names = column(entity.folder, "arrivals", "name")
    assert names == sorted(names)
    with opened(unlocked(entity.folder)) as found:
        assert receive_folder(found, mixed, SOON).known == len(names)


def test_a_file_that_cannot_be_read_is_told_once_and_looked_at_again(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.errors import FileError
    from desktop_app.workflows import intake

    genuine = intake.read_limited

    def refused(where: Path, limit: int) -> bytes:
        if where.name.startswith("3"):
            raise FileError("FILE-002")
        return genuine(where, limit)

    monkeypatch.setattr(intake, "read_limited", refused)
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    for _ in range(2):
        receive(qtbot, window, entrada)
        assert [each.outcome for each in entrada.model.rows if each.file.startswith("3")] == ["refused"]
    monkeypatch.setattr(intake, "read_limited", genuine)
    receive(qtbot, window, entrada)
    assert shown(entrada)["3 segunda.asice.age"] == "Recibida"


def drop(entrada: IntakeSection, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    what = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(entrada.viewport(), QDragEnterEvent(QPoint(5, 5), *what))
    QApplication.sendEvent(entrada.viewport(), QDropEvent(QPointF(5, 5), *what))


def test_files_and_folders_are_dropped(
    qtbot: QtBot, tmp_path: Path, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    entrada = section(qtbot, window)
    more = tmp_path / "otra"
    more.mkdir()
    (mixed / "5 cortada.asice.age").rename(more / "cortada.asice.age")
    recorder.will_answer(phrase(OPERATIONS))
    drop(entrada, mixed / "1 primera.asice.age", mixed / "2 copia.asice.age", more)
    idle(qtbot, window)
    assert set(shown(entrada)) == {"1 primera.asice.age", "2 copia.asice.age", "cortada.asice.age"}
    assert recorder.codes() == []


# Watching


def test_a_watched_folder_comes_in_by_itself(
    qtbot: QtBot, data_dir: Path, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    entrada = section(qtbot, window)
    watch = entrada._receiver.watch
    watch._pause.setInterval(10)
    recorder.will_answer(phrase(OPERATIONS))
    entrada.watched.click()
    qtbot.waitUntil(lambda: len(shown(entrada)) == 5, timeout=20_000)
    assert Preferences.read(data_dir).watched
    idle(qtbot, window)
    growing = packed(entity, LUIS, initiative_id="ic-098")
    on_stick(mixed, growing, "6 nueva.asice.age")
    qtbot.waitUntil(lambda: "6 nueva.asice.age" in shown(entrada), timeout=20_000)
    idle(qtbot, window)
    entrada.watched.click()
    assert watch.folder is None
    on_stick(mixed, growing, "7 otra.asice.age")
    watch.look()
    idle(qtbot, window)
    assert "7 otra.asice.age" not in shown(entrada)


def test_whoever_does_not_type_the_passphrase_is_not_asked_without_end(
    qtbot: QtBot, data_dir: Path, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    entrada = section(qtbot, window)
    entrada._receiver.watch._pause.setInterval(10)
    recorder.will_answer(None)
    entrada.watched.click()
    qtbot.waitUntil(lambda: bool(recorder.said), timeout=20_000)
    qtbot.waitUntil(lambda: not entrada.watched.isChecked(), timeout=20_000)
    assert entrada._receiver.watch.folder is None
    assert not Preferences.read(data_dir).watched
    assert [kind for kind, _, _ in recorder.said] == ["passphrase"]


def test_a_file_that_still_grows_is_left_alone(qtbot: QtBot, entity: Vault, folder: Path, open_window: Opener) -> None:
    window = open_window()
    watch = FolderWatch(window._context, window)
    watch._pause.setInterval(60_000)
    told: list[list[Path]] = []
    watch.arrived.connect(told.append)
    path = on_stick(folder, b"uno", "crece.age")
    watch.watch(folder)
    idle(qtbot, window)
    path.write_bytes(b"uno y dos")
    watch.look()
    idle(qtbot, window)
    assert told == []
    watch.look()
    idle(qtbot, window)
    assert told == [[path]]
    watch.look()
    idle(qtbot, window)
    assert told == [[path]]


def test_a_folder_that_is_gone_is_said_and_comes_back(
    qtbot: QtBot, tmp_path: Path, data_dir: Path, entity: Vault, open_window: Opener, recorder: Recorder
) -> None:
    gone = tmp_path / "memoria"
    remember(data_dir, entity.folder, incoming=str(gone), watched=True)
    window = open_window()
    entrada = section(qtbot, window)
    entrada._receiver.watch.look()
    idle(qtbot, window)
    assert "no se puede leer" in entrada.said.text()
    assert recorder.codes() == []
    gone.mkdir()
    on_stick(gone, b"nada", "nota.txt")
    entrada._receiver.watch._pause.setInterval(10)
    recorder.will_answer(phrase(OPERATIONS))
    entrada._receiver.watch.look()
    qtbot.waitUntil(lambda: shown(entrada) == {"nota.txt": "Rechazada"}, timeout=20_000)
    idle(qtbot, window)


# Deciding


def test_a_signer_is_confirmed_and_all_of_its_packages_count(
    qtbot: QtBot, entity: Vault, mixed: Path, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    choose(entrada, "4 sin confirmar.asice.age")
    (button,) = entrada.panel.findChildren(QPushButton)
    button.setFocus()
    press(entrada.panel, "Confirmar a quien firma…")
    (dialog,) = fronts(window, ConfirmDialog)
    idle(qtbot, window)
    from desktop_app.submission.phone_words import phone_words

    assert all(word in said(dialog) for word in phone_words(sample_key(LUIS).fingerprint))
    assert not dialog.agree.isEnabled()
    assert dialog.agrees is not None
    assert dialog.by is not None
    dialog.agrees.click()
    assert not dialog.agree.isEnabled()
    dialog.by.setText("Coordinación")
    assert clipped(dialog) == []
    assert "No está en la lista" not in said(dialog), "there is no list"
    recorder.will_answer(phrase("issuer.key.age"))
    press(dialog, "Confirmar")
    idle(qtbot, window)
    assert recorder.codes() == []
    assert shown(entrada)["4 sin confirmar.asice.age"] == "Recibida"
    assert entrada.model.rows[entrada.table.currentIndex().row()].file == "4 sin confirmar.asice.age"
    assert "En cuarentena: 0" in counted(entrada)
    assert window.focusWidget() is entrada.table
    confirmed = keys.load(entity.folder).signers[-1]
    assert (confirmed.initiative_id, confirmed.by) == ("ic-099", "Coordinación")


def test_another_signer_takes_the_place_of_the_one_before_and_that_is_said(
    qtbot: QtBot, entity: Vault, folder: Path, data_dir: Path, open_window: Opener, recorder: Recorder
) -> None:
    confirm(entity)
    on_stick(folder, packed(entity, LUIS), "otra llave.asice.age")
    remember(data_dir, entity.folder, incoming=str(folder))
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    choose(entrada, "otra llave.asice.age")
    press(entrada.panel, "Confirmar a quien firma…")
    (dialog,) = fronts(window, ConfirmDialog)
    idle(qtbot, window)
    assert f"firma hoy {ANA}" in said(dialog)
    assert dialog.agrees is not None
    assert dialog.by is not None
    dialog.agrees.click()
    dialog.by.setText("Coordinación")
    recorder.will_answer(None)
    press(dialog, "Confirmar")
    idle(qtbot, window)
    assert recorder.codes() == []
    assert dialog.isVisible()
    recorder.will_answer(phrase("issuer.key.age"))
    press(dialog, "Confirmar")
    idle(qtbot, window)
    assert shown(entrada) == {"otra llave.asice.age": "Recibida"}


def test_a_late_package_is_admitted_by_somebody(
    qtbot: QtBot, tmp_path: Path, entity: Vault, folder: Path, data_dir: Path, open_window: Opener, recorder: Recorder
) -> None:
    confirm(entity)
    listed = tmp_path / "lista.csv"
    listed.write_text("id,name,department,municipality\nic-017,Café,52,52001\n", encoding="utf-8")
    today = SOON.date()
    opening = wave_kit.Opening("2026", 1, today - timedelta(days=9), today - timedelta(days=2), "Hasta el viernes.")
    wave_kit.build(entity, opening, wave_kit.read_content(None, listed, ()), tmp_path / "kit.asice", SOON)
    on_stick(folder, packed(entity), "tarde.asice.age")
    remember(data_dir, entity.folder, incoming=str(folder))
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    choose(entrada, "tarde.asice.age")
    assert "código RCV-017" in said(entrada.panel)
    press(entrada.panel, "Admitir…")
    (dialog,) = fronts(window, AdmitDialog)
    assert dialog.by is not None
    dialog.by.setText("Coordinación")
    press(dialog, "Admitir")
    idle(qtbot, window)
    assert shown(entrada) == {"tarde.asice.age": "Recibida"}
    assert "lo decidió Coordinación" in said(entrada.panel)


def test_a_package_that_asks_nothing_cannot_be_confirmed(
    qtbot: QtBot, entity: Vault, folder: Path, data_dir: Path, open_window: Opener, recorder: Recorder
) -> None:
    keys.enrol(entity, enrolment(sample_key(ANA)), SOON)
    from desktop_app.submission import build, encrypt, recipients_digest
    from tests.support.packages import sample_response

    pair = keys.load(entity.folder).recipients[0]
    info = sample_info(claimed_at=SOON, recipients_sha256=recipients_digest(pair), initiative_id="ic-055")
    data = build(info, sample_response(info, answers=5), sample_key(LUIS), now=SOON)
    on_stick(folder, encrypt(data, pair), "muda.asice.age")
    remember(data_dir, entity.folder, incoming=str(folder))
    window = open_window()
    entrada = section(qtbot, window)
    recorder.will_answer(phrase(OPERATIONS))
    receive(qtbot, window, entrada)
    choose(entrada, "muda.asice.age")
    press(entrada.panel, "Confirmar a quien firma…")
    idle(qtbot, window)
    assert recorder.codes() == ["AUT-014"]
    assert fronts(window, ConfirmDialog) == []


# Ten thousand lines


def line(number: int, outcome: str = "filed") -> Arrival:
    return Arrival(number, f"{number:05}.age", outcome, "Café", ANA, "2026", 1, SOON, None, (), "")


def test_pages_follow_one_another_as_one_scrolls(
    qtbot: QtBot, entity: Vault, folder: Path, data_dir: Path, open_window: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        on_stick(folder, f"no es un paquete {number}".encode(), f"{number:02}.txt")
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
    monkeypatch.setattr("desktop_app.ui.reception.intake_section.PAGE", 10)
    monkeypatch.setattr(arrivals.page, "__defaults__", ("", None, "es", 10))
    window = open_window()
    entrada = section(qtbot, window)
    while entrada.model.canFetchMore(entrada.table.rootIndex()):
        entrada.model.fetchMore(entrada.table.rootIndex())
        idle(qtbot, window)
    assert [each.file for each in entrada.model.rows] == [f"{number:02}.txt" for number in reversed(range(25))]


def test_what_is_shown_is_never_put_on_top_again(qapp: QApplication) -> None:
    model = ArrivalModel(qapp)
    model.show_page("", [line(3), line(2), line(1)], more=False)
    model.put_on_top([line(5), line(4), line(3)])
    assert [each.arrival_id for each in model.rows] == [5, 4, 3, 2, 1]
    model.put_on_top([line(0, "refused")])
    model.put_on_top([line(6)])
    assert [each.arrival_id for each in model.rows] == [6, 0, 5, 4, 3, 2, 1]
    model.forget_unread()
    assert [each.arrival_id for each in model.rows] == [6, 5, 4, 3, 2, 1]
    model.show_page("refused", [], more=False)
    model.put_on_top([line(7), line(8, "refused")])
    assert [each.arrival_id for each in model.rows] == [8]
