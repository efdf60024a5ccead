"""A receiving entity on the laptop of a test's window: its keys, each with a passphrase of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.submission.authority import Vault, create
from desktop_app.ui.preferences import Preferences
from desktop_app.ui.reception.page import ReceptionPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.entity_keys import PARTS, HeldKeys, vault_of
from tests.support.packages import NOW
from tests.support.windows import P, page

NAME = "Entidad de prueba"


def phrase(file: str) -> str:
    """The passphrase of a secret, by the name of its file."""
    return f"frase de {file}"


def unlocked(folder: Path) -> Vault:
    """The entity's folder as whoever knows all passphrases opens it."""
    keys = HeldKeys()
    for file in PARTS:
        keys.give(file, phrase(file))
    return vault_of(folder, keys)


def make_entity(folder: Path, now: datetime = NOW) -> Vault:
    """A new entity in ``folder``; with ``quick_scrypt`` it costs next to nothing."""
    vault = unlocked(folder)
    create(folder, NAME, vault.keepers, now)
    return unlocked(folder)


def remember(data_dir: Path, folder: Path, **more: object) -> None:
    """The window on ``data_dir`` is to find the entity in ``folder``."""
    data_dir.mkdir(exist_ok=True)
    Preferences(entity=str(folder), **more).write(data_dir)  # type: ignore[arg-type]


def enter(qtbot: QtBot, window: MainWindow, section: str, kind: type[P]) -> P:
    """Goes to a section of Recepción and waits until nothing is under way."""
    window.go("recepcion")
    shown = page(window, ReceptionPage)
    shown.show_section(section)
    idle(qtbot, window)
    found = shown.section()
    assert isinstance(found, kind)
    return found


def idle(qtbot: QtBot, window: MainWindow) -> None:
    """Waits until no work is under way."""
    qtbot.waitUntil(window._context.tasks.is_idle, timeout=30_000)


def fronts(window: MainWindow, kind: type[P]) -> list[P]:
    """The open dialogs of this kind."""
    return [each for each in window.findChildren(kind) if each.isVisible()]


def texts(widgets: Iterable[QWidget]) -> list[str]:
    """Their accessible names."""
    return [each.accessibleName() for each in widgets]
