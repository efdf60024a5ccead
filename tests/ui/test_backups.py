"""A backup in two clicks, and back again without starting anew."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.store import Store
from desktop_app.ui import drives
from desktop_app.ui.backup_dialog import BackupDialog
from desktop_app.ui.context import Context
from desktop_app.ui.drives import Drive
from desktop_app.ui.home_foot import backup_due
from desktop_app.ui.home_page import HomePage
from desktop_app.ui.preferences import Preferences
from desktop_app.ui.trouble_page import TroublePage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.backup import back_up
from desktop_app.workflows.overview import InitiativeOverview, ResponseOverview
from desktop_app.workflows.workspace import Workspace
from tests.support.recorder import Recorder
from tests.support.windows import Opener, Stocked, arrive, let_go, open_window, page, press, said, stock

__all__ = ["open_window"]

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one drive that is plugged in."""
    root = tmp_path / "KINGSTON"
    root.mkdir()
    monkeypatch.setattr(drives, "removable", lambda: (Drive("KINGSTON (E:)", root, 12_000_000_000),))
    return root


@pytest.fixture
def stocked(data_dir: Path) -> Stocked:
    return stock(data_dir, datetime.now(UTC))


@pytest.fixture
def window(open_window: Opener, stocked: Stocked) -> MainWindow:
    return open_window()


def opened(qtbot: QtBot, window: MainWindow, says: str) -> BackupDialog:
    """The dialog once it says ``says``."""
    qtbot.waitUntil(lambda: any(says in one.text() for one in window.findChildren(BackupDialog)), timeout=10_000)
    return window.findChildren(BackupDialog)[-1]


def names(window: MainWindow) -> str:
    return said(window.home())


def test_two_clicks_make_a_backup_and_it_is_read_back(
    qtbot: QtBot, window: MainWindow, stick: Path, data_dir: Path
) -> None:
    assert "Todavía no hay una copia de respaldo" in said(window)
    press(window.home(), "Copia de respaldo…")
    dialog = opened(qtbot, window, "¿Dónde quiere guardar la copia?")
    assert dialog.drive_buttons()[0].text() == "Guardar en KINGSTON (E:) · 12,0 GB libres"
    press(dialog, "Guardar en KINGSTON (E:) · 12,0 GB libres")
    dialog = opened(qtbot, window, "La copia está lista")
    (made,) = stick.glob("*.telar")
    for words in (made.name, "la volvió a leer", "iniciativas: 2, respuestas: 3", str(stick)):
        assert words in dialog.text()
    press(dialog, "Cerrar")
    assert "Última copia de respaldo: hoy" in said(window)
    assert Preferences.read(data_dir).backed_up() is not None


def test_without_a_drive_the_dialog_says_what_to_do(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, recorder: Recorder, tmp_path: Path
) -> None:
    monkeypatch.setattr(drives, "removable", tuple)
    press(window.home(), "Copia de respaldo…")
    dialog = opened(qtbot, window, "No se ve ninguna memoria USB")
    monkeypatch.setattr(drives, "removable", lambda: (Drive("DISCO", tmp_path, 5_000_000),))
    press(dialog, "Buscar otra vez")
    qtbot.waitUntil(lambda: dialog.drive_buttons()[0].text().startswith("Guardar en DISCO"))
    recorder.will_answer(None)
    press(dialog, "Otra carpeta…")
    recorder.will_answer(tmp_path / "otra")
    press(dialog, "Otra carpeta…")
    opened(qtbot, window, "La copia está lista")
    assert len(list((tmp_path / "otra").glob("*.telar"))) == 1
    assert recorder.codes() == []


def test_a_stick_that_was_pulled_out_is_told_and_offered_no_more(
    qtbot: QtBot, window: MainWindow, stick: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(window.home(), "Copia de respaldo…")
    dialog = opened(qtbot, window, "¿Dónde quiere guardar la copia?")
    stick.rmdir()
    stick.write_bytes(b"")  # where the stick was nothing can be put any more
    monkeypatch.setattr(drives, "removable", tuple)
    press(dialog, "Guardar en KINGSTON (E:) · 12,0 GB libres")
    opened(qtbot, window, "No se ve ninguna memoria USB")
    assert len(recorder.codes()) == 1


def test_the_settings_lead_to_backups_too(qtbot: QtBot, window: MainWindow, stick: Path, recorder: Recorder) -> None:
    from desktop_app.ui.settings_dialog import SettingsDialog

    window.side.show_settings()
    press(window.findChildren(SettingsDialog)[-1], "Copia de respaldo…")
    opened(qtbot, window, "¿Dónde quiere guardar la copia?").reject()
    window.side.show_settings()
    recorder.will_answer(None)
    press(window.findChildren(SettingsDialog)[-1], "Traer una copia…")
    qtbot.waitUntil(lambda: not recorder.answers)


# Back


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A backup of another computer with the same initiatives and one more."""
    now = datetime.now(UTC)
    other = tmp_path / "otro-equipo"
    stock(other, now)
    with Workspace.open(other, now) as workspace:
        from desktop_app.store import Card

        workspace.store.initiatives.add(Card(name="Turismo de Nuquí", department="27", municipality="27495"), at=now)
        return back_up(workspace, tmp_path / "copias", now).path


def test_a_backup_takes_the_place_of_what_is_here_and_that_is_kept(
    qtbot: QtBot, window: MainWindow, stocked: Stocked, copy: Path, recorder: Recorder, data_dir: Path
) -> None:
    window.open_response(stocked.cacao_now, "responder")
    arrive(qtbot, window, "responder")
    window.go("inicio")
    assert "Turismo de Nuquí" not in names(window)
    recorder.will_answer(copy, True)
    press(window.home(), "Traer una copia de respaldo…")
    qtbot.waitUntil(lambda: "Turismo de Nuquí" in names(window), timeout=20_000)
    question = recorder.said[-1][2]
    for words in (copy.name, "Iniciativas: 3. Respuestas: 3.", "no se borra", "[Traer esta copia]"):
        assert words in question
    assert "Se trajo la copia de respaldo. Lo que había antes quedó en" in said(window)
    assert window.screen_name() == "inicio"
    assert window.keeper.desk is None
    assert list((data_dir / "backups").iterdir())
    assert recorder.codes() == []


def test_a_withdrawal_changes_nothing(qtbot: QtBot, window: MainWindow, copy: Path, recorder: Recorder) -> None:
    recorder.will_answer(None)
    press(window.home(), "Traer una copia de respaldo…")
    recorder.will_answer(copy, False)
    press(window.home(), "Traer una copia de respaldo…")
    qtbot.waitUntil(lambda: not recorder.answers and window._context.tasks.is_idle())
    assert "Turismo de Nuquí" not in names(window)


def test_what_is_no_backup_is_refused_and_nothing_is_touched(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, tmp_path: Path
) -> None:
    wrong = tmp_path / "x.telar"
    wrong.write_bytes(b"esto no es una copia" * 100)
    recorder.will_answer(wrong)
    press(window.home(), "Traer una copia de respaldo…")
    qtbot.waitUntil(lambda: bool(recorder.codes()))
    assert recorder.codes()[0].startswith("STORE-")
    assert "Cacao" in names(window)


def test_a_backup_that_spoils_meanwhile_leaves_what_was_there(
    qtbot: QtBot, window: MainWindow, copy: Path, recorder: Recorder
) -> None:
    window._errands.backups().look_into(copy)
    recorder.will_answer(True)
    agreed = window._errands.restore_agreed
    agreed.disconnect()
    with qtbot.waitSignal(agreed):
        pass
    copy.write_bytes(b"ya no")
    window._upkeep._on_restore(copy)
    qtbot.waitUntil(lambda: bool(recorder.codes()), timeout=10_000)
    qtbot.waitUntil(lambda: window._context.workspace is not None, timeout=10_000)
    assert "Cacao" in names(window)
    assert window.home().notice() == ""


def test_damaged_data_give_way_to_a_backup(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, copy: Path, recorder: Recorder
) -> None:
    Store.open(data_dir, now=datetime.now(UTC), program_version="0").close()
    next(data_dir.glob("*.sqlite3")).write_bytes(b"esto no es una base de datos" * 400)
    window = MainWindow(Context(qapp, data_dir))
    window.show()
    arrive(qtbot, window, "problema")
    recorder.will_answer(copy, True)
    press(page(window, TroublePage), "Traer una copia…")
    qtbot.waitUntil(lambda: window.screen_name() == "inicio" and "Turismo" in names(window), timeout=20_000)
    assert recorder.codes() == []
    let_go(window)


# When one is due


def overview(updated: datetime, answered: int = 5) -> list[InitiativeOverview]:
    response = ResponseOverview("r", "SSME", "ssme", "2026", "draft", 1, answered, 96, updated)
    return [InitiativeOverview("i", "Cacao", "", (response,))]


@pytest.mark.parametrize(
    ("answered", "last_days", "updated_days", "due"),
    [(0, None, 0, False), (5, None, 0, True), (5, 31, 1, True), (5, 31, 40, False), (5, 29, 1, False)],
)
def test_a_backup_is_due_when_there_are_answers_that_none_holds(
    answered: int, last_days: int | None, updated_days: int, due: bool
) -> None:
    last = None if last_days is None else NOW - timedelta(days=last_days)
    assert backup_due(overview(NOW - timedelta(days=updated_days), answered), last, NOW) is due


def test_inicio_reminds_of_a_backup_that_is_old(qtbot: QtBot) -> None:
    home = HomePage(None, NOW - timedelta(days=45))
    qtbot.addWidget(home)
    home.show_overview(overview(NOW), NOW)
    home.show()
    assert "! La última copia de respaldo es de hace 45 días." in said(home)
    home.show_backup(NOW, NOW)
    assert "45 días" not in said(home)
    assert "Última copia de respaldo: hoy" in said(home)


@pytest.mark.parametrize("kept", ['"ayer"', "7", '"2026-11-20T10:00:00"', "null"])
def test_a_moment_that_cannot_be_read_counts_as_no_backup(data_dir: Path, kept: str) -> None:
    data_dir.mkdir()
    (data_dir / "window.json").write_text(f'{{"last_backup": {kept}}}', encoding="utf-8")
    assert Preferences.read(data_dir).backed_up() is None
    Preferences(last_backup=NOW.isoformat()).write(data_dir)
    assert json.loads((data_dir / "window.json").read_text(encoding="utf-8"))["last_backup"] == NOW.isoformat()
    assert Preferences.read(data_dir).backed_up() == NOW


# Drives


@pytest.mark.parametrize(
    ("root", "platform", "carries"),
    [
        ("E:/", "win32", True),
        ("//servidor/compartida", "win32", False),
        ("/media/ana/KINGSTON", "linux", True),
        ("/run/media/ana/KINGSTON", "linux", True),
        ("/home", "linux", False),
        ("/boot/efi", "linux", False),
        ("/Volumes/KINGSTON", "darwin", True),
        ("/System/Volumes/Data", "darwin", False),
    ],
)
def test_what_can_be_taken_away_is_told_by_where_it_is_mounted(root: str, platform: str, carries: bool) -> None:
    assert drives.carries(root, platform) is carries


def test_the_system_is_asked_for_its_drives() -> None:
    assert all(drives.carries(str(drive.root), sys.platform) for drive in drives.removable())


def test_names_of_drives_are_shown_and_never_read_as_markup(qtbot: QtBot) -> None:
    dialog = BackupDialog()
    qtbot.addWidget(dialog)
    dialog.show_drives((Drive("<b>A&B</b>", Path("/x"), 1),))
    assert dialog.drive_buttons()[0].text().startswith("Guardar en <b>A&&B</b>")
    assert all(label.textFormat().name == "PlainText" for label in dialog.findChildren(QLabel))


def test_a_long_name_gives_up_its_end_on_the_button_and_is_said_whole(qtbot: QtBot) -> None:
    dialog = BackupDialog()
    qtbot.addWidget(dialog)
    dialog.show_drives((Drive("DISCO DE RESPALDO DE LA CÁMARA (F:)", Path("/x"), 5_000_000),))
    button = dialog.drive_buttons()[0]
    assert button.text() == "Guardar en DISCO DE RESPALDO DE LA… · 5,0 MB libres"
    assert button.accessibleName() == "Guardar en DISCO DE RESPALDO DE LA CÁMARA (F:) · 5,0 MB libres"
