"""Dates, months and years: typed day first; the calendar is an aid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.dates import edit_date, edit_month, edit_year, read_date, read_month, read_year
from desktop_app.ui.survey.views import QuestionView, date_words, looks
from desktop_app.ui.survey.widgets.calendar import CalendarButton
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import is_restyle, set_role

_MOST_CHARACTERS = 40
_FIELD_CHARACTERS = 14


@dataclass(frozen=True, slots=True)
class Detail:
    """How exactly a date is asked for: to the day, the month or the year."""

    appearance: str
    read: Callable[[str], str | None]
    edit: Callable[[str], str]

    @classmethod
    def of(cls, appearance: str) -> Detail:
        words = looks(appearance)
        if "year" in words:
            return cls("year", read_year, edit_year)
        if "month-year" in words:
            return cls("month-year", read_month, edit_month)
        return cls("", read_date, edit_date)


def day_field(parent: QWidget) -> QLineEdit:
    """A field as wide as a date."""
    field = QLineEdit(parent)
    field.setMaxLength(_MOST_CHARACTERS)
    fit_day(field)
    return field


def fit_day(field: QLineEdit) -> None:
    """Makes ``field`` as wide as a date is in its present type."""
    field.setMinimumWidth(field.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS + 24)


class DateControl(TypedControl):
    """A date. What is no date of the calendar is kept as typed, and is the engine's to refuse."""

    def __init__(self, detail: Detail, *, calendar: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = "es"
        self._detail = detail
        self.field = day_field(self)
        self.button = CalendarButton(self.field, self)
        self.button.setVisible(calendar and not detail.appearance)
        row = parts.row()
        row.addWidget(self.field)
        row.addWidget(self.button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.echo)
        self.watch(self.field)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self.settle)
        self.button.picked.connect(self._on_picked)
        self.retranslate()

    def retranslate(self) -> None:
        asked = {"year": self.tr("aaaa"), "month-year": self.tr("mm/aaaa")}
        self.field.setPlaceholderText(asked.get(self._detail.appearance, self.tr("dd/mm/aaaa")))
        self._tell()

    def _name(self, view: QuestionView) -> None:
        super()._name(view)
        self.button.set_question(view.label)

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setReadOnly(read_only)
        self.button.setEnabled(not read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self.field, "problem" if invalid else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "button"):
            fit_day(self.field)

    def _set_language(self, language: str) -> None:
        self._language = language
        self.button.set_language(language)
        self._tell()

    def _show_value(self, value: str) -> None:
        self.field.setText(self._detail.edit(value))
        self.field.setCursorPosition(0)
        self._tell()

    def _on_edited(self) -> None:
        self._tell()
        self._typed()

    def _read(self) -> str:
        typed = self.field.text().strip()
        return self._detail.read(typed) or typed

    def _tell(self) -> None:
        value = self._detail.read(self.field.text())
        words = date_words(self._detail.appearance)(value, self._language) if value else ""
        worth_saying = words and words != self.field.text().strip()
        self.set_echo(self.tr("Se lee: {date}").format(date=words) if worth_saying else "")

    def _on_picked(self, value: str) -> None:
        self._pause.stop()
        self._unsettled = False
        self._show_value(value)
        self._give(value)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.settled.emit()
