"""The real window on a data folder of its own; messages are read as data instead of opening dialogs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop_app.ui import app, i18n, messages
from desktop_app.ui.i18n import Translators
from tests.support.heap import settled_heap
from tests.support.keyrings import MemoryKeyring
from tests.support.recorder import Recorder

__all__ = ["settled_heap"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a display remarks that it has no window manager to tell sizes to; nothing else is let by."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    r"This plugin does not support ((propagateSizeHints|raise)\(\)|grabbing the keyboard)", extend=True
                )
            )


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it, in Spanish until somebody chooses otherwise."""
    application = app.application()
    Translators(application, "es")
    return application


@pytest.fixture(autouse=True)
def _collected(qapp: QApplication) -> Iterator[None]:
    """As in the program, the collector never runs on a working thread: widgets in cycles go between tests.

    Pictures and documents, too, need the application, whether or not a test says so. Whoever chose another language
    has chosen it for the one test.
    """
    gc.disable()
    yield
    if i18n.language() != "es":
        Translators(qapp, "es").deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """What the window says and asks during the test."""
    presenter = Recorder()
    messages.install(presenter)
    yield presenter
    messages.remove(presenter)


@pytest.fixture
def keyring_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operating system has a keyring, as laptops do; without it each signature costs a passphrase and a second."""
    kept = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: kept)


@pytest.fixture
def quickly_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that somebody else holds is given up after a moment, not after seconds."""
    monkeypatch.setattr("desktop_app.store.database._BUSY_SECONDS", 0.05)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "datos"
