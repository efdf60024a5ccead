"""Times of day: typed as people write them, said as they are read."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.survey.times import edit_time, parse_time, read_time, spell_time, time_text
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import is_restyle, set_role

_MOST_CHARACTERS = 40
_FIELD_CHARACTERS = 10


def clock_field(parent: QWidget) -> QLineEdit:
    """A field as wide as a time of day."""
    field = QLineEdit(parent)
    field.setMaxLength(_MOST_CHARACTERS)
    fit_clock(field)
    return field


def fit_clock(field: QLineEdit) -> None:
    """Makes ``field`` as wide as a time of day is in its present type."""
    field.setFixedWidth(field.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS + 24)


class TimeControl(TypedControl):
    """A time of day. What is none is kept as typed, and is the engine's to refuse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = "es"
        self.field = clock_field(self)
        self.column.addWidget(self.field)
        self.column.addWidget(self.echo)
        self.watch(self.field)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self.settle)
        self.retranslate()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("hh:mm"))
        self._tell()

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setReadOnly(read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self.field, "problem" if invalid else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "field"):
            fit_clock(self.field)

    def _set_language(self, language: str) -> None:
        self._language = language
        self._tell()

    def _same(self, before: str, after: str) -> bool:
        return parse_time(before) is not None and edit_time(before) == edit_time(after)

    def _show_value(self, value: str) -> None:
        self.field.setText(edit_time(value))
        self.field.setCursorPosition(0)
        self._tell()

    def _on_edited(self) -> None:
        self._tell()
        self._typed()

    def _read(self) -> str:
        typed = self.field.text().strip()
        clock = read_time(typed)
        return typed if clock is None else time_text(clock)

    def _tell(self) -> None:
        clock = read_time(self.field.text())
        words = "" if clock is None else spell_time(clock.isoformat(), self._language)
        self.set_echo(self.tr("Se lee: {time}").format(time=words) if words else "")
