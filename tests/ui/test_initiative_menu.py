"""The top bar's initiative: a button that leads to the other open responses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.ui.initiative_menu import InitiativeButton, OpenResponse, open_responses
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.overview import InitiativeOverview, ResponseOverview
from tests.support.windows import Opener, Stocked, arrive, menu_action, open_window, stock, trigger

__all__ = ["open_window"]

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def stocked(data_dir: Path) -> Stocked:
    return stock(data_dir, datetime.now(UTC))


@pytest.fixture
def window(qtbot: QtBot, open_window: Opener, stocked: Stocked) -> MainWindow:
    window = open_window()
    window.open_response(stocked.cacao_now, "responder")
    arrive(qtbot, window, "responder")
    return window


def press_name(qtbot: QtBot, window: MainWindow) -> None:
    button = window.bar.initiative_button()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_name_leads_to_another_initiative_by_keyboard(qtbot: QtBot, window: MainWindow, stocked: Stocked) -> None:
    assert window.bar.initiative() == "Cacao"
    press_name(qtbot, window)
    menu_action(qtbot, window, "Cacao: Autodiagnóstico")
    trigger(qtbot, window, "Lácteos: Autodiagnóstico")
    qtbot.waitUntil(lambda: window.bar.initiative() == "Lácteos", timeout=10_000)
    assert window.keeper.desk is not None
    assert window.keeper.desk.response_id == stocked.dairy_now
    assert window.screen_name() == "responder"


def test_all_of_them_are_in_inicio(qtbot: QtBot, window: MainWindow) -> None:
    press_name(qtbot, window)
    trigger(qtbot, window, "Ver todas en Inicio")
    arrive(qtbot, window, "inicio")


def test_without_an_open_response_there_is_no_name(open_window: Opener, stocked: Stocked) -> None:
    window = open_window()
    assert not window.bar.initiative_button().isVisible()


def response(key: str, state: str, minutes: int) -> ResponseOverview:
    return ResponseOverview(key, "SSME", "ssme", "2026", state, 1, 3, 96, NOW - timedelta(minutes=minutes))


def test_only_what_can_be_gone_on_with_is_offered_the_last_first() -> None:
    overview = [
        InitiativeOverview("a", "Cacao", "", (response("1", "draft", 9), response("2", "exported", 1))),
        InitiativeOverview("b", "Lácteos", "", (response("3", "ready", 2), response("4", "returned", 5))),
    ]
    assert [one.id for one in open_responses(overview, "")] == ["3", "4", "1"]
    assert open_responses(overview, "3")[-1] == OpenResponse("1", "Cacao", "SSME · 2026")


def test_names_are_cut_short_and_never_marks(qtbot: QtBot) -> None:
    button = InitiativeButton(None)  # type: ignore[arg-type]
    qtbot.addWidget(button)
    button.set_name("Una iniciativa de nombre muy largo que no cabe en la barra de arriba")
    button.show()
    button.resize(120, 40)
    assert button.minimumSizeHint().width() < 120
    assert not button.grab().isNull()
    button.show_menu([OpenResponse("x", "Café & cacao " * 20, "SSME · 2026")])
    text = button.findChildren(QMenu)[0].actions()[0].text()
    assert "&&" in text
    assert "…" in text
    button.show_menu([])
    assert not button.findChildren(QMenu)[-1].actions()[0].isEnabled()
