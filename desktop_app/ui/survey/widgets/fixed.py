"""What is read and not answered here: notes, calculated values, and what only another device can answer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import QuestionView, about, shown_value
from desktop_app.ui.survey.widgets.control import Control


class NoteControl(Control):
    """Nothing: a note is its label. Where a section begins with one, the focus comes to it and it is read out."""

    def _name(self, view: QuestionView) -> None:
        self.setAccessibleName(view.label)
        self.setAccessibleDescription(about(view))

    def _show_value(self, value: str) -> None:
        """A note has no value."""


class CalculatedControl(Control):
    """A value that the form works out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = parts.label("", "strong", self, selectable=True)
        self.column.addWidget(self.label)
        self._aim(self.label)

    def _set_language(self, _language: str) -> None:
        self._show_value(self._value)

    def _show_value(self, value: str) -> None:
        words = shown_value(replace(self._view, value=value)) if self._view is not None else value
        self.label.setText(words or "–")


class ElsewhereControl(Control):
    """A question that another device answers; what was answered there stays as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = parts.label("", "muted", self)
        self.label = parts.label("", "strong", self, selectable=True)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.label)
        self.label.hide()
        self._aim(self.label)
        self.retranslate()

    def retranslate(self) -> None:
        self.notice.setText(
            self.tr("Esta pregunta necesita otro equipo, como un teléfono. Aquí se conserva la respuesta que ya tenga.")
        )

    def _show_value(self, value: str) -> None:
        self.label.setText(value)
        self.label.setVisible(bool(value))
