"""The window on Enviar with the complete sample, and the entity at the other end; the clock stands still there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.submission import KeyStore, decrypt, unlock
from desktop_app.submission.receipts import Status
from desktop_app.ui import drives
from desktop_app.ui.context import Context
from desktop_app.ui.drives import Drive
from desktop_app.ui.send_page import SendPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.export import Exported, secrets
from desktop_app.workflows.incoming import take_receipt
from desktop_app.workflows.trust import keys_dir
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import copy_data, prepare, prepare_example
from tests.support.receiving_entity import entity
from tests.support.trust_loop import LATER, Arrived, identities, receipt_for, recipients, take_kit
from tests.support.windows import Opener, arrive, page


@pytest.fixture(scope="session")
def complete_sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with the complete sample, and the sample's response."""
    prepared, folder = tmp_path_factory.mktemp("prepared"), tmp_path_factory.mktemp("sample")
    prepare(prepared)
    return folder, prepare_example(prepared, folder)


@pytest.fixture
def sticks(monkeypatch: pytest.MonkeyPatch) -> list[Drive]:
    """The drives that are plugged in: none to begin with."""
    found: list[Drive] = []
    monkeypatch.setattr(drives, "removable", lambda: tuple(found))
    return found


class Stage:
    """One window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, response: str) -> None:
        self.qtbot = qtbot
        self.window = window
        self.response = response

    def settle(self) -> None:
        """Lets what is under way end."""
        self.qtbot.waitUntil(self.window._context.tasks.is_idle, timeout=20_000)

    def go(self, screen: str = "enviar") -> None:
        self.window.open_response(self.response, screen)
        arrive(self.qtbot, self.window, screen)
        self.settle()

    @property
    def page(self) -> SendPage:
        return page(self.window, SendPage)

    def on_database(self, fn: Callable[..., Any], *arguments: Any) -> Any:
        """What ``fn(workspace, ...)`` gives on the database's thread."""
        with self.qtbot.waitCallback(timeout=20_000) as called:
            self.window._context.on_database(fn, *arguments, done=called)
        return called.args[0]

    def bring_kit(self) -> None:
        self.on_database(_take_kit)

    def export(self, folder: Path) -> Exported:
        self.page.folder = folder
        with self.qtbot.waitSignal(self.page.exported, timeout=30_000) as done:
            self.page.export_button.click()
        self.settle()
        return done.args[0]

    def answer(self, done: Exported, status: Status, *observations: tuple[str, str], certify: bool = False) -> None:
        """The entity's receipt for the package, brought in."""
        self.on_database(_take_receipt, done.path, status, observations, certify)
        self.page.refresh()
        self.settle()


@pytest.fixture
def stage(
    qtbot: QtBot,
    open_window: Opener,
    data_dir: Path,
    complete_sample: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    sticks: list[Drive],
) -> Stage:
    """Enviar is in view; the moment is one at which the entity's certificates are good."""
    monkeypatch.setattr(Context, "now", lambda _self: LATER)
    copy_data(complete_sample[0], data_dir)
    found = Stage(qtbot, open_window(), complete_sample[1])
    found.go()
    return found


def _take_kit(workspace: Workspace) -> None:
    take_kit(workspace)


def _take_receipt(
    workspace: Workspace, path: Path, status: Status, observations: tuple[tuple[str, str], ...], certify: bool
) -> None:
    file = path.read_bytes()
    package = unlock(file, identities(), recipients(), now=LATER)
    arrived = Arrived(file, decrypt(file, identities()), package)
    issued = None
    if certify:
        own = KeyStore(keys_dir(workspace.data_dir), secrets(lambda _new: "")).load()
        issued = entity().manager(own)
    take_receipt(workspace, receipt_for(arrived, status, *observations, certificate=issued), LATER)
