"""Two analysts of a receiving entity at the real window, beside the two people who answer: one has no mouse, the other
points at all. They know what Recepción has and a questionnaire does not: sections, tables, links in a text."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QListWidget,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from desktop_app.ui.reception.answers import AnswersView
from tests.support.people import Keyboard, Mouse, Person
from tests.support.sight import in_front, named, seen
from tests.support.windows import clipped

_MOST_LINKS: Final = 40


class Analyst(Person):
    """Finds fields, tables and signs by the names that a screen reader says."""

    def sees(self, words: str) -> None:
        """Waits until ``words`` are on the screen, and looks whether anything there is cut."""
        super().sees(words)
        assert clipped(self.front()) == []

    def idle(self) -> None:
        """Waits until nothing is under way any more."""
        self.waits(self.window._context.tasks.is_idle)

    def field(self, name: str) -> QWidget:
        """The field called ``name``, or whose name begins so."""
        front, found = self.front(), []
        fields: list[QWidget] = [*seen(front, QLineEdit), *seen(front, QPlainTextEdit)]
        found = [one for one in fields if one.accessibleName().startswith(name)]
        assert found, f"no field is called {name!r}: {[one.accessibleName() for one in fields]}"
        return found[0]

    def writes(self, name: str, text: str) -> None:
        """Writes ``text`` into the field called ``name``."""
        self._write(self.field(name), text)

    def touches(self, name: str) -> None:
        """Presses the button, without words or with, that a screen reader calls ``name``."""
        buttons = seen(self.front(), QAbstractButton)
        self._press(named(buttons, name))

    def filters(self, name: str, words: str) -> None:
        """Chooses ``words`` in the box called ``name``."""
        self.chooses(named(seen(self.front(), QComboBox), name), words)

    def goes_into(self, section: str) -> None:
        """Brings a section of Recepción into view, and waits for what it reads."""
        (sections,) = seen(self.window, QListWidget)
        self._take_row(sections, section)
        self.idle()
        assert clipped(self.window) == []

    def takes(self, words: str) -> None:
        """Makes the row that has ``words`` the one at hand, in the only table in view."""
        self._take_row(self._table(), words)

    def _table(self) -> QTableView:
        (table,) = seen(self.front(), QTableView)
        return table

    def _answers(self) -> AnswersView:
        (answers,) = seen(self.window, AnswersView)
        return answers

    @abstractmethod
    def opens_row(self, words: str) -> None:
        """Opens what the row with ``words`` is about."""

    @abstractmethod
    def asks_about(self, ref: str) -> None:
        """Begins an observation at the answer to ``ref``."""

    @abstractmethod
    def _take_row(self, view: QAbstractItemView, words: str) -> None: ...


class AnalystByKeys(Analyst, Keyboard):
    """Goes along lists, tables and links with the keys that lead there."""

    def opens_row(self, words: str) -> None:
        self.takes(words)
        self._key(Qt.Key.Key_Return)

    def asks_about(self, ref: str) -> None:
        answers = self._answers()
        self._come_to([answers])
        wanted = str(answers.links().index(("observe", ref)))
        for _ in range(_MOST_LINKS):
            if answers.textCursor().charFormat().anchorHref() == wanted:
                break
            self._key(Qt.Key.Key_Tab)
        assert answers.hasFocus(), "Tab leads past the link"
        self._key(Qt.Key.Key_Return)

    def _take_row(self, view: QAbstractItemView, words: str) -> None:
        self._come_to([view])
        self._key(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        for _ in range(view.model().rowCount()):
            if words in _row(view, view.currentIndex().row()):
                return
            self._key(Qt.Key.Key_Down)
        raise AssertionError(f"no row has {words!r}")


class AnalystPointing(Analyst, Mouse):
    """Clicks on rows and links."""

    def opens_row(self, words: str) -> None:
        self.takes(words)
        table = self._table()
        place = table.visualRect(table.currentIndex()).center()
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()

    def asks_about(self, ref: str) -> None:
        answers = self._answers()
        place = answers._place_of(str(answers.links().index(("observe", ref))))
        cursor = QTextCursor(answers.document())
        cursor.setPosition(place + 1)
        spot = answers.cursorRect(cursor).center()
        assert answers.viewport().rect().contains(spot), "the link is not in view"
        in_front(self.window)
        QTest.mouseClick(answers.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QApplication.processEvents()

    def _take_row(self, view: QAbstractItemView, words: str) -> None:
        row = next(row for row in range(view.model().rowCount()) if words in _row(view, row))
        index = view.model().index(row, 0)
        view.scrollTo(index)
        in_front(self.window)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
        QApplication.processEvents()


def _row(view: QAbstractItemView, row: int) -> str:
    """All that a row says."""
    model = view.model()
    columns = 1 if isinstance(view, QListView) else model.columnCount()
    return " ".join(str(model.index(row, column).data()) for column in range(columns))
