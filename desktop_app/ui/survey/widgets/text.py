"""Text answers, on one line or several."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import is_restyle, set_role

MOST_CHARACTERS: Final = 20_000
_LINES: Final = 4
_FEWEST_LINES: Final = 2
_MOST_LINES: Final = 20
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def storable(text: str) -> str:
    """``text`` without what XML cannot hold: pasted control characters and halves of characters."""
    return _NOT_XML.sub("", text)


class TextControl(TypedControl):
    """One line of text; a masked one is read only by who asks to."""

    def __init__(self, parent: QWidget | None = None, *, masked: bool = False) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setMaxLength(MOST_CHARACTERS)
        row = parts.row()
        row.addWidget(self.field, 1)
        self.column.addLayout(row)
        self.watch(self.field)
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self.settle)
        self.reveal: QPushButton | None = None
        if masked:
            self.reveal = parts.button("", "", self)
            self.reveal.setCheckable(True)
            self.reveal.toggled.connect(self._mask)
            row.addWidget(self.reveal)
            self._mask()

    def retranslate(self) -> None:
        if self.reveal is not None:
            self.reveal.setText(self.tr("Ocultar") if self.reveal.isChecked() else self.tr("Mostrar"))

    def _mask(self) -> None:
        shown = self.reveal is not None and self.reveal.isChecked()
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.retranslate()

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
    """Several lines of text, as many as the form says (``rows``) within reason."""

    def __init__(self, parent: QWidget | None = None, *, rows: int | None = None) -> None:
        super().__init__(parent)
        self.field = LinesField(self)
        self._lines = max(_FEWEST_LINES, min(_MOST_LINES, _LINES if rows is None else rows))
        self._fit()
        self.column.addWidget(self.field)
        self.watch(self.field)
        self.field.textChanged.connect(self._on_changed)
        self._setting = False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_setting"):
            self._fit()

    def _fit(self) -> None:
        self.field.setFixedHeight(self.field.fontMetrics().lineSpacing() * self._lines + 24)

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
