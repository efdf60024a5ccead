"""The one place that opens dialogs. Tests install a presenter of their own and read the messages as data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_app.errors import TelarError

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget


class Presenter(Protocol):
    """Who asks and tells. ``None`` as an answer means that the user withdrew."""

    def info(self, title: str, text: str, parent: QWidget | None) -> None: ...

    def error(self, error: TelarError, parent: QWidget | None) -> None: ...

    def confirm(self, title: str, text: str, action: str, parent: QWidget | None) -> bool: ...

    def open_file(self, title: str, folder: Path, pattern: str, parent: QWidget | None) -> Path | None: ...

    def save_file(self, title: str, suggestion: Path, pattern: str, parent: QWidget | None) -> Path | None: ...

    def folder(self, title: str, folder: Path, parent: QWidget | None) -> Path | None: ...

    def passphrase(self, title: str, text: str, parent: QWidget | None) -> str | None: ...

    def choose(self, title: str, text: str, options: Sequence[str], parent: QWidget | None) -> int | None: ...

    def pick(
        self, title: str, text: str, options: Sequence[str], action: str, parent: QWidget | None
    ) -> int | None: ...

    def printer(self, pages: int, parent: QWidget | None) -> QPrinter | None: ...


_installed: list[Presenter] = []


def install(presenter: Presenter) -> None:
    """Makes ``presenter`` the one that asks and tells; ``remove`` takes it back."""
    _installed.append(presenter)


def remove(presenter: Presenter) -> None:
    _installed.remove(presenter)


def _presenter() -> Presenter:
    if not _installed:
        from desktop_app.ui.dialogs import Dialogs

        _installed.append(Dialogs())
    return _installed[-1]


def info(title: str, text: str, parent: QWidget | None = None) -> None:
    _presenter().info(title, text, parent)


def error(fault: TelarError, parent: QWidget | None = None) -> None:
    """Shows code, place, cause and remedy in the window's language; ``detail`` stays in the log."""
    _presenter().error(fault, parent)


def confirm(title: str, text: str, action: str, parent: QWidget | None = None) -> bool:
    """Whether the user agrees; ``action`` is what the agreeing button says."""
    return _presenter().confirm(title, text, action, parent)


def open_file(title: str, folder: Path, pattern: str, parent: QWidget | None = None) -> Path | None:
    return _presenter().open_file(title, folder, pattern, parent)


def save_file(title: str, suggestion: Path, pattern: str, parent: QWidget | None = None) -> Path | None:
    return _presenter().save_file(title, suggestion, pattern, parent)


def folder(title: str, start: Path, parent: QWidget | None = None) -> Path | None:
    return _presenter().folder(title, start, parent)


def passphrase(title: str, text: str, parent: QWidget | None = None) -> str | None:
    return _presenter().passphrase(title, text, parent)


def choose(title: str, text: str, options: Sequence[str], parent: QWidget | None = None) -> int | None:
    """Which of ``options`` the user picks, from 0."""
    return _presenter().choose(title, text, options, parent)


def pick(title: str, text: str, options: Sequence[str], action: str, parent: QWidget | None = None) -> int | None:
    """The same of a list that may be long, and is searched as one types; ``action`` is what the button says."""
    return _presenter().pick(title, text, options, action, parent)


def printer(pages: int, parent: QWidget | None = None) -> QPrinter | None:
    """A printer with the page range that the user chose for a document of ``pages`` pages."""
    return _presenter().printer(pages, parent)
