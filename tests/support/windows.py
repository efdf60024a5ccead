"""The real window on a test's data folder, and what a test reads and presses in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.store import Card
from desktop_app.ui.context import Context
from desktop_app.ui.new_response import NewResponseDialog
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.responses import start
from desktop_app.workflows.workspace import Workspace
from tests.support.recorder import Recorder

Opener = Callable[[], MainWindow]
P = TypeVar("P", bound=QWidget)


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder) -> Iterator[Opener]:
    """Opens the window on the test's data folder and waits until it can be used; closes what is still open."""
    opened: list[MainWindow] = []

    def opener() -> MainWindow:
        window = MainWindow(Context(qapp, data_dir))
        opened.append(window)
        with qtbot.waitSignal(window.usable, timeout=15_000):
            window.show()
        return window

    yield opener
    for window in opened:
        let_go(window)


@pytest.fixture
def window(open_window: Opener) -> MainWindow:
    return open_window()


def let_go(window: MainWindow) -> None:
    """Closes the window if it is open still, and ends everything that is its own."""
    window.close()
    window._context.deleteLater()
    window.deleteLater()


def page(window: MainWindow, kind: type[P]) -> P:
    found = window.page()
    assert isinstance(found, kind)
    return found


def arrive(qtbot: QtBot, window: MainWindow, screen: str) -> None:
    qtbot.waitUntil(lambda: window.screen_name() == screen, timeout=10_000)


def example(qtbot: QtBot, window: MainWindow) -> RespondPage:
    """The sample's self-diagnosis, open at its first practice."""
    window._context.on_database(
        create_self_diagnosis,
        datetime.now(UTC),
        window._context.language,
        done=partial(window.open_response, screen="responder"),
    )
    arrive(qtbot, window, "responder")
    return page(window, RespondPage)


def press(root: QWidget, text: str) -> None:
    """Presses the visible button that says ``text``."""
    QApplication.sendPostedEvents()
    found = [one for one in root.findChildren(QPushButton) if one.text().replace("&", "") == text and one.isVisible()]
    assert found, f"no button says {text!r}"
    found[0].click()


def said(root: QWidget) -> str:
    QApplication.sendPostedEvents()
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def clipped(root: QWidget) -> list[str]:
    """Texts that have less room than they need."""
    QApplication.sendPostedEvents()
    return [
        label.text()
        for label in root.findChildren(QLabel)
        if label.isVisible()
        and (label.height() < label.heightForWidth(label.width()) or label.width() < label.minimumSizeHint().width())
    ]


def asked(qtbot: QtBot, window: MainWindow) -> NewResponseDialog:
    """The open dialog that asks what a new response is to be."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(NewResponseDialog)), timeout=10_000)
    return next(one for one in window.findChildren(NewResponseDialog) if one.isVisible())


def choose_instrument(dialog: NewResponseDialog, form_id: str) -> None:
    place = next(place for place, one in enumerate(dialog._offered) if one.form_id == form_id)
    button = dialog.instruments.button(place)
    if button is not None:  # with one instrument there is nothing to choose
        button.click()


def menu_action(qtbot: QtBot, window: MainWindow, text: str) -> QAction:
    """The action of the open menu whose words begin with ``text``."""
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in window.findChildren(QMenu)))
    menu = next(menu for menu in window.findChildren(QMenu) if menu.isVisible())
    return next(action for action in menu.actions() if action.text().startswith(text))


def trigger(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Chooses ``text`` in the open menu, as Enter does."""
    action = menu_action(qtbot, window, text)
    menu = next(menu for menu in window.findChildren(QMenu) if menu.isVisible())
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)


@dataclass(frozen=True, slots=True)
class Stocked:
    """What ``stock`` left in a data folder, by id."""

    cacao: str
    dairy: str
    cacao_now: str
    cacao_before: str
    dairy_now: str


def stock(data_dir: Path, now: datetime) -> Stocked:
    """Two initiatives with self-diagnoses: one this year's and last year's, the other this year's."""
    with Workspace.open(data_dir, now) as workspace:
        cards = [Card(name=name, department="81", municipality="81736") for name in ("Cacao", "Lácteos")]
        cacao, dairy = (workspace.store.initiatives.add(card, at=now).id for card in cards)
        year, form = now.year, "autodiagnostico"
        before = start(workspace, cacao, form, str(year - 1), now - timedelta(days=300))
        return Stocked(
            cacao,
            dairy,
            start(workspace, cacao, form, str(year), now),
            before,
            start(workspace, dairy, form, str(year), now),
        )
