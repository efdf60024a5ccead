"""What is read and not answered here: notes, calculated values, and types that this program does not answer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.numbers import spell_number
from desktop_app.ui.survey.widgets.control import Control


class NoteControl(Control):
    """Nothing: a note is its label."""

    def _show_value(self, value: str) -> None:
        """A note has no value."""


class CalculatedControl(Control):
    """A value that the form works out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = "es"
        self.label = parts.label("", "strong", self, selectable=True)
        self.column.addWidget(self.label)
        self.setFocusProxy(self.label)

    def _set_language(self, language: str) -> None:
        self._language = language
        self._show_value(self._value)

    def _show_value(self, value: str) -> None:
        self.label.setText(spell_number(value, self._language) if value else "–")


class UnsupportedControl(Control):
    """A question of a type that is answered on a phone; what was answered there stays as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = parts.label("", "muted", self)
        self.label = parts.label("", "strong", self, selectable=True)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.label)
        self.label.hide()
        self.setFocusProxy(self.label)
        self.retranslate()

    def retranslate(self) -> None:
        self.notice.setText(self.tr("Esta pregunta se responde en otro equipo; aquí se conserva su respuesta."))

    def _show_value(self, value: str) -> None:
        self.label.setText(value)
        self.label.setVisible(bool(value))
