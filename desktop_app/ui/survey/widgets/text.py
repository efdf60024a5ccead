"""Text answers, on one line or several."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import set_role

MOST_CHARACTERS: Final = 20_000
_LINES: Final = 4
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def storable(text: str) -> str:
    """``text`` without what XML cannot hold: pasted control characters and halves of characters."""
    return _NOT_XML.sub("", text)


class TextControl(TypedControl):
    """One line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setMaxLength(MOST_CHARACTERS)
        self.column.addWidget(self.field)
        self.watch(self.field)
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self.settle)

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setReadOnly(read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self.field, "problem" if invalid else "")

    def _show_value(self, value: str) -> None:
        self.field.setText(value)
        self.field.setCursorPosition(0)

    def _read(self) -> str:
        return storable(self.field.text())


class LinesField(QPlainTextEdit):
    """A field of several lines that Tab leaves, and that takes no more than an answer may hold."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def insertFromMimeData(self, source: QMimeData) -> None:
        room = MOST_CHARACTERS - len(self.toPlainText()) + len(self.textCursor().selectedText())
        self.insertPlainText(source.text()[: max(0, room)])


class LinesControl(TypedControl):
    """Several lines of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = LinesField(self)
        self.field.setFixedHeight(self.field.fontMetrics().lineSpacing() * _LINES + 24)
        self.column.addWidget(self.field)
        self.watch(self.field)
        self.field.textChanged.connect(self._on_changed)
        self._setting = False

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setReadOnly(read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self.field, "problem" if invalid else "")

    def _show_value(self, value: str) -> None:
        self._setting = True
        self.field.setPlainText(value)
        self._setting = False

    def _on_changed(self) -> None:
        if not self._setting:
            self._typed()

    def _read(self) -> str:
        return storable(self.field.toPlainText())[:MOST_CHARACTERS]
