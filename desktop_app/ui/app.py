"""The program with a window: the application object, its looks and words, and one window until it closes."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app import __version__
from desktop_app.errors import TelarError
from desktop_app.ui import messages, roles
from desktop_app.ui.collector import Collector
from desktop_app.ui.context import Context
from desktop_app.ui.window import MainWindow

_log = logging.getLogger(__name__)


def run(data_dir: Path, language: str | None = None) -> int:
    """Shows the window on ``data_dir`` until it is closed; returns the exit code."""
    app = application()
    sys.excepthook = _on_unexpected
    collector = Collector(app)
    context = Context(app, data_dir, language)
    window = MainWindow(context, furnished=False)
    window.show()
    code = app.exec()
    collector.release()
    return code


def application() -> QApplication:
    """The one application object, named; made at the first call."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    # Fractional scales of Windows laptops (125 %, 150 %) as they are, not rounded.
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(["telar"])
    app.setApplicationName("Telar")
    app.setApplicationDisplayName("Telar")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("telar")
    roles.install()
    return app


def _on_unexpected(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """A fault inside a slot: the log gets the trace, the user an explanation, and the window goes on."""
    _log.critical("unexpected fault in the window", exc_info=(kind, fault, trace))
    if not issubclass(kind, KeyboardInterrupt):
        messages.error(fault if isinstance(fault, TelarError) else TelarError("UI-001", detail=kind.__name__))
