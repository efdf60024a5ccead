"""A date with a time of day, as one answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.survey.dates import edit_date, read_date, spell_date
from desktop_app.ui.survey.times import edit_moment, read_moment, read_time, spell_time, zone_abroad
from desktop_app.ui.survey.views import QuestionView, about
from desktop_app.ui.survey.widgets.calendar import CalendarButton
from desktop_app.ui.survey.widgets.clock import clock_field, fit_clock
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.survey.widgets.date import day_field, fit_day
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import is_restyle, set_role


class MomentControl(TypedControl):
    """A date and a time in this computer's zone. One without the other is kept, and is the engine's to refuse."""

    def __init__(self, *, calendar: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = "es"
        self.day = day_field(self)
        self.button = CalendarButton(self.day, self)
        if not calendar:
            self.button.hide()
        self.clock = clock_field(self)
        row = Flow(PACKED, hinted)
        for widget in (self.day, self.button, self.clock):
            row.addWidget(widget)
        self.column.addLayout(row)
        self.column.addWidget(self.echo)
        self.watch(self.day, self.button, self.clock)
        for field in (self.day, self.clock):
            field.textEdited.connect(self._on_edited)
            field.returnPressed.connect(self.settle)
        self.button.picked.connect(self._on_picked)
        self.retranslate()

    def retranslate(self) -> None:
        self.day.setPlaceholderText(self.tr("dd/mm/aaaa"))
        self.clock.setPlaceholderText(self.tr("hh:mm"))
        if self._view is not None:
            self._name(self._view)
        self._tell()

    def set_read_only(self, *, read_only: bool) -> None:
        self.day.setReadOnly(read_only)
        self.clock.setReadOnly(read_only)
        self.button.setEnabled(not read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        for field in (self.day, self.clock):
            set_role(field, "problem" if invalid else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "clock"):
            fit_day(self.day)
            fit_clock(self.clock)

    def _name(self, view: QuestionView) -> None:
        self.setAccessibleName(view.label)
        self.setAccessibleDescription(about(view))
        self.button.set_question(view.label)
        self.day.setAccessibleName(self.tr("{question}: fecha").format(question=view.label))
        self.clock.setAccessibleName(self.tr("{question}: hora").format(question=view.label))

    def _set_language(self, language: str) -> None:
        self._language = language
        self.button.set_language(language)
        self._tell()

    def _show_value(self, value: str) -> None:
        for field, text in zip((self.day, self.clock), edit_moment(value), strict=True):
            field.setText(text)
            field.setCursorPosition(0)
        self._tell()

    def _on_edited(self) -> None:
        self._typed()
        self._tell()

    def _read(self) -> str:
        return read_moment(self.day.text(), self.clock.text())

    def _tell(self) -> None:
        day, clock = read_date(self.day.text()), read_time(self.clock.text())
        words = [
            spell_date(day, self._language) if day else "",
            "" if clock is None else spell_time(clock.isoformat(), self._language),
            "" if self._unsettled else zone_abroad(self._value),
        ]
        said = ", ".join(word for word in words if word)
        self.set_echo(self.tr("Se lee: {moment}").format(moment=said) if said else "")

    def _on_picked(self, day: str) -> None:
        """A day alone is no answer yet: the focus goes on to the time."""
        self.day.setText(edit_date(day))
        self._on_edited()
        self.flush()
        self.clock.setFocus()
