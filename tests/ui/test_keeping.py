"""Duplicating, archiving and deleting from Inicio, with the way back from each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.store import Package, Store
from desktop_app.ui.home_page import HomePage, ResponseRow
from desktop_app.ui.window import MainWindow
from tests.support.recorder import Recorder
from tests.support.windows import Opener, Stocked, arrive, open_window, page, press, said, stock, trigger

__all__ = ["open_window"]


@pytest.fixture
def stocked(data_dir: Path) -> Stocked:
    return stock(data_dir, datetime.now(UTC))


@pytest.fixture
def window(open_window: Opener, stocked: Stocked) -> MainWindow:
    return open_window()


def rows(window: MainWindow) -> dict[str, ResponseRow]:
    found = page(window, HomePage).findChildren(ResponseRow)
    return {row.response_id: row for row in found if row.isVisibleTo(window)}


def more(qtbot: QtBot, window: MainWindow, response_id: str, action: str) -> None:
    """By keyboard: the button, then the action in its menu."""
    qtbot.waitUntil(lambda: response_id in rows(window))
    button = rows(window)[response_id].more_button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    trigger(qtbot, window, action)


def gone(qtbot: QtBot, window: MainWindow, response_id: str) -> None:
    qtbot.waitUntil(lambda: window._context.tasks.is_idle() and response_id not in rows(window))


def back(qtbot: QtBot, window: MainWindow, response_id: str) -> None:
    qtbot.waitUntil(lambda: window._context.tasks.is_idle() and response_id in rows(window))


def test_what_is_archived_leaves_the_list_and_comes_back_at_once(
    qtbot: QtBot, window: MainWindow, stocked: Stocked
) -> None:
    more(qtbot, window, stocked.cacao_now, "Archivar")
    gone(qtbot, window, stocked.cacao_now)
    assert window.home().notice().startswith("Se archivó «Autodiagnóstico")
    focused = window.focusWidget()
    assert isinstance(focused, QPushButton)
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    back(qtbot, window, stocked.cacao_now)
    assert "otra vez en Inicio" in said(window)
    assert "Deshacer" not in [one.text() for one in window.findChildren(QPushButton) if one.isVisible()]


def test_deleting_asks_and_is_undone(qtbot: QtBot, window: MainWindow, stocked: Stocked, recorder: Recorder) -> None:
    recorder.will_answer(False)
    more(qtbot, window, stocked.cacao_now, "Borrar")
    assert "30 días" in recorder.said[-1][2]
    assert stocked.cacao_now in rows(window)
    recorder.will_answer(True)
    more(qtbot, window, stocked.cacao_now, "Borrar")
    gone(qtbot, window, stocked.cacao_now)
    press(window.home(), "Deshacer")
    back(qtbot, window, stocked.cacao_now)


def test_the_offer_to_undo_goes_with_the_next_thing_done(qtbot: QtBot, window: MainWindow, stocked: Stocked) -> None:
    more(qtbot, window, stocked.cacao_now, "Archivar")
    gone(qtbot, window, stocked.cacao_now)
    window.go("comprobar")
    window.go("inicio")
    assert window.home().notice() == ""
    more(qtbot, window, stocked.cacao_before, "Archivar")
    gone(qtbot, window, stocked.cacao_before)
    press(window.home(), "Deshacer")
    back(qtbot, window, stocked.cacao_before)
    assert stocked.cacao_now not in rows(window)


def test_a_duplicate_stands_beside_its_original(qtbot: QtBot, window: MainWindow, stocked: Stocked) -> None:
    before = set(rows(window))
    more(qtbot, window, stocked.dairy_now, "Duplicar")
    qtbot.waitUntil(lambda: len(rows(window)) == len(before) + 1)
    assert "Se duplicó" in said(window)
    (copy,) = set(rows(window)) - before
    press(window.home(), "Deshacer")
    gone(qtbot, window, copy)
    qtbot.waitUntil(lambda: set(rows(window)) == before)


def test_what_is_on_the_desk_and_put_away_is_on_the_desk_no_more(
    qtbot: QtBot, window: MainWindow, stocked: Stocked
) -> None:
    rows(window)[stocked.cacao_now].chosen.emit(stocked.cacao_now, "responder")
    arrive(qtbot, window, "responder")
    window.go("inicio")
    more(qtbot, window, stocked.cacao_before, "Archivar")
    gone(qtbot, window, stocked.cacao_before)
    assert window.keeper.desk is not None
    more(qtbot, window, stocked.cacao_now, "Archivar")
    gone(qtbot, window, stocked.cacao_now)
    assert window.keeper.desk is None
    assert not window.bar.button("responder").isEnabled()
    assert window.bar.initiative() == ""


def test_what_was_put_away_is_listed_with_the_days_left_and_comes_back(
    qtbot: QtBot, window: MainWindow, stocked: Stocked, recorder: Recorder
) -> None:
    press(window.home(), "Respuestas archivadas y borradas")
    qtbot.waitUntil(lambda: bool(recorder.said))
    assert recorder.said[-1][0] == "info"
    recorder.will_answer(True)
    more(qtbot, window, stocked.cacao_now, "Borrar")
    gone(qtbot, window, stocked.cacao_now)
    more(qtbot, window, stocked.dairy_now, "Archivar")
    gone(qtbot, window, stocked.dairy_now)
    recorder.will_answer(1)
    press(window.home(), "Respuestas archivadas y borradas")
    back(qtbot, window, stocked.cacao_now)
    kind, _, listed = recorder.said[-1]
    assert kind == "choose"
    archived, deleted = listed.split(" | ")
    assert archived.startswith("Lácteos: Autodiagnóstico")
    assert "archivada el" in archived
    assert "quedan 30 días" in deleted


def test_what_was_handed_over_is_archived_instead(
    qtbot: QtBot, open_window: Opener, stocked: Stocked, recorder: Recorder, data_dir: Path
) -> None:
    now = datetime.now(UTC)
    with Store.open(data_dir, now=now, program_version="0") as store:
        store.packages.add(
            Package(
                response_id=stocked.cacao_now,
                revision=1,
                sequence=1,
                file_name="x.asice",
                path="/x.asice",
                sha256="0" * 64,
                size=1,
                created=now,
                signer_fingerprint="aa",
            )
        )
    window = open_window()
    recorder.will_answer(True, True)
    more(qtbot, window, stocked.cacao_now, "Borrar")
    gone(qtbot, window, stocked.cacao_now)
    assert recorder.said[-1][1] == "No se puede borrar"
    assert "[Archivar]" in recorder.said[-1][2]
    assert "Se archivó" in said(window)
