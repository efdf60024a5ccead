"""Somebody at the page where a response is answered, for the tests of the survey's screens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.repeat_block import RepeatBlock
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.table_row import TableRow
from desktop_app.ui.survey.widgets.choices import SelectOneControl
from desktop_app.ui.survey.widgets.notes_fold import NotesFold
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.workflows.answer import Desk
from desktop_app.xforms.model import Changes
from tests.support.survey_desks import refs

ORGANISATIONS = """
    | survey |
    | | type | name | label | required | repeat_count | relevant |
    | | begin_group | g | Actores | | | |
    | | text | before | Antes | | | |
    | | begin_repeat | r | Organizaciones | | | |
    | | text | a | Nombre | yes | | |
    | | select_one kind | k | Tipo | | | |
    | | text | other | ¿Cuál? | | | ${k} = 'other' |
    | | begin_repeat | i | Contactos | | | |
    | | text | x | Contacto | | | |
    | | end_repeat | | | | | |
    | | end_repeat | | | | | |
    | | integer | n | ¿Cuántas sedes? | | | |
    | | begin_repeat | q | Sedes | | ${n} | |
    | | text | at | Dirección | | | |
    | | end_repeat | | | | | |
    | | end_group | | | | | |
    | choices |
    | | list_name | name | label |
    | | kind | firm | Empresa |
    | | kind | other | Otro |
"""
"""A repeat with another inside, and one that is as long as an answer says."""


class Opened:
    """A page with a response on it, and what it told."""

    def __init__(self, qtbot: QtBot, desk: Desk, width: int = 1366) -> None:
        self.desk = desk
        self._qtbot = qtbot
        self.refs = refs(desk)
        self.page = RespondPage()
        qtbot.addWidget(self.page)
        self.page.resize(width, 680)
        self.told: list[tuple[str, str]] = []
        self.changes: list[Changes] = []
        self.reviews = 0
        self.page.answered.connect(self._on_answered)
        self.page.review_requested.connect(self._on_review)
        self.page.show_desk(desk)
        with qtbot.waitActive(self.page):
            self.page.show()

    def _on_answered(self, ref: str, value: str, changes: Changes) -> None:
        self.told.append((ref, value))
        self.changes.append(changes)

    def _on_review(self) -> None:
        self.reviews += 1

    def card(self, name: str) -> QuestionWidget:
        card = self.page.section.card(self.refs[name])
        assert card is not None
        return card

    def choose(self, name: str, value: str) -> None:
        control = self.card(name).control
        assert isinstance(control, SelectOneControl)
        control.row(value).button.click()

    def type_into(self, name: str, text: str) -> None:
        self.page.section.focus_question(self.refs[name])
        QTest.keyClicks(QApplication.focusWidget(), text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifier)

    def tab(self) -> None:
        """Goes on to the next thing that is no line for comments and files."""
        self.press(Qt.Key.Key_Tab)
        while isinstance(QApplication.focusWidget().parentWidget(), NotesFold):
            self.press(Qt.Key.Key_Tab)

    def at(self) -> str:
        """The name of the question that has the focus."""
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, QuestionWidget | TableRow):
            widget = widget.parentWidget()
        return widget.ref.rpartition("/")[2] if widget is not None else ""

    def at_ref(self) -> str:
        """Its reference."""
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, QuestionWidget | TableRow):
            widget = widget.parentWidget()
        return widget.ref if widget is not None else ""

    def texts(self) -> list[str]:
        return [label.text() for label in self.page.findChildren(QLabel) if label.isVisible()]

    def settle(self) -> None:
        """Until everything in view is built; part of it waits for the answer to be painted."""
        QApplication.processEvents()  # what was just done may yet bring something into view
        self._qtbot.waitUntil(lambda: not any(each.building() for each in self._columns()), timeout=20_000)

    def block(self, nodeset: str) -> RepeatBlock:
        """The repeat at ``nodeset``, as it is on the screen; a nested one may take a moment to be there."""
        self.settle()
        for block in self.page.section.findChildren(RepeatBlock):
            if block.entry.ref == nodeset and block.isVisible():
                return block
        raise LookupError(nodeset)

    def _columns(self) -> list[QuestionColumn]:
        return self.page.section.findChildren(QuestionColumn)
