"""A window that was closed leaves nothing behind: a day has many responses, and a laptop of 4 GB one program."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.context import Context
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.example import Example, create_both
from tests.support.recorder import Recorder
from tests.support.windows import arrive, let_go, page


def opened(qapp: QApplication, qtbot: QtBot, data_dir: Path) -> MainWindow:
    window = MainWindow(Context(qapp, data_dir))
    with qtbot.waitSignal(window.usable, timeout=15_000):
        window.show()
    return window


def the_ssme(qtbot: QtBot, window: MainWindow) -> RespondPage:
    """The sample's, seen section by section."""

    def begin(made: Example) -> None:
        window.open_response(made.ssme, screen="responder")

    window._context.on_database(create_both, datetime.now(UTC), done=begin)
    arrive(qtbot, window, "responder")
    respond = page(window, RespondPage)
    qtbot.waitUntil(lambda: respond.panel.web.chart is not None)
    for task in respond.tasks.tasks()[:4]:
        respond.tasks.chosen.emit(task.ref)
        qtbot.waitUntil(lambda: not any(each.building() for each in respond.section.findChildren(QuestionColumn)))
    return respond


def shown(window: MainWindow, respond: RespondPage) -> list[weakref.ref[object]]:
    card = next(iter(respond.section.cards().values()))
    return [weakref.ref(each) for each in (window, respond, card, respond.panel, respond.desk)]


def test_what_it_showed_goes_with_it(qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder) -> None:
    window = opened(qapp, qtbot, data_dir)
    left = shown(window, the_ssme(qtbot, window))
    let_go(window)
    del window

    def is_gone() -> bool:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return [each() for each in left] == [None] * len(left)

    qtbot.waitUntil(is_gone)
