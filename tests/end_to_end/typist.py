"""A respondent in a hurry: opens the real window on a data folder and answers with mouse and keyboard until killed.

Prints ``OPEN ref`` when the window is usable (the question it came back to), ``SENT ref value`` when an answer is
handed over and ``SAVED`` when the window has said so for the oldest one sent. Run by ``kill_storm``.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QRadioButton, QWidget

from desktop_app.ui.app import application
from desktop_app.ui.context import Context
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.window import MainWindow
from desktop_app.xforms.model import Changes

WORDS = ["acuerdo", "cadena", "cosecha", "mesa", "productores", "región", "año", "señal", "ñame"]


def say(*words: str) -> None:
    print(*words, flush=True)


class Typist(QObject):
    """Does one thing a turn of the event loop: chooses an answer, types a word, goes to another section."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        super().__init__(window)
        self._window = window
        self._random = random.Random(seed)
        self._page: RespondPage | None = None
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._on_turn)
        self._hand_over = window.keeper.commit
        window.keeper.commit = self._commit  # type: ignore[method-assign]
        window.usable.connect(self._on_usable)
        window.keeper.saved.connect(self._on_saved)

    @Slot()
    def _on_usable(self) -> None:
        desk = self._window.keeper.desk
        if desk is None:
            say("NO RESPONSE")
            return
        say("OPEN", desk.current_ref)
        self._window.go("responder")  # it may have come back to the review
        page = self._window.page()
        assert isinstance(page, RespondPage)
        self._page = page
        self._turn.start()

    def _commit(self, ref: str, changes: Changes) -> None:
        """Said before it is handed over: killed right after, the answer may be on disk all the same."""
        desk = self._window.keeper.desk
        assert desk is not None
        say("SENT", ref, desk.session.value(ref).replace("\n", " "))
        self._hand_over(ref, changes)

    @Slot(object)
    def _on_saved(self, _saved: object) -> None:
        say("SAVED")

    @Slot()
    def _on_turn(self) -> None:
        page = self._page
        assert page is not None
        deed = self._random.random()
        if deed < 0.7:
            self._choose([b for b in page.section.findChildren(QRadioButton) if _within_reach(b)])
        elif deed < 0.9:
            self._type([e for e in page.section.findChildren(QPlainTextEdit) if _within_reach(e)])
        else:
            QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            self._stay(page)

    def _choose(self, buttons: list[QRadioButton]) -> None:
        if buttons:
            QTest.mouseClick(self._random.choice(buttons), Qt.MouseButton.LeftButton)

    def _type(self, editors: list[QPlainTextEdit]) -> None:
        if editors:
            editor = self._random.choice(editors)
            editor.setFocus()
            QTest.keyClicks(editor, self._random.choice(WORDS) + " ")
            editor.clearFocus()

    def _stay(self, page: RespondPage) -> None:
        """After the last section the window goes to the review; a hurried respondent goes back."""
        if self._window.page() is not page:
            self._window.go("responder")
            page.show_section(self._random.choice([s.ref for s in page.desk.sections()]) if page.desk else "")


def _within_reach(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()


def main() -> int:
    app = application()
    window = MainWindow(Context(app, Path(sys.argv[1])))
    Typist(window, int(sys.argv[2]))
    window.resize(1366, 768)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
