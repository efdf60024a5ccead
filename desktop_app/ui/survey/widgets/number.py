"""Integers and decimals: typed as people write them, read back, asked about where they can be read in two ways."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop_app.texts import spell_number
from desktop_app.ui import parts
from desktop_app.ui.survey.numbers import (
    PENDING,
    edit_number,
    read_number,
    same_number,
    short_amount,
    spell_amount,
)
from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, on_one_line
from desktop_app.ui.theme import GRID, is_restyle, set_role

_MOST_CHARACTERS = 60
_FIELD_CHARACTERS = 20


class Doubt(QFrame):
    """Asks which of two readings is meant."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        box = parts.column(self, margin=GRID)
        self.question = parts.label("", "attention", self)
        box.addWidget(self.question)
        self.buttons = [parts.button("", "", self), parts.button("", "", self)]
        for button in self.buttons:
            # One above the other: side by side they do not fit in large type.
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class NumberControl(TypedControl):
    """A number. What cannot be read is kept as typed, and is the engine's to refuse."""

    def __init__(self, *, whole: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = whole
        self._language = "es"
        self._readings: tuple[str, ...] = ()
        self.field = QLineEdit(self)
        self.field.setMaxLength(_MOST_CHARACTERS)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.unit = parts.label("", "", self)
        self.unit.hide()
        beside = Flow(PACKED, on_one_line)
        beside.addWidget(self.field)
        beside.addWidget(self.unit)
        self.column.addLayout(beside)
        self.column.addWidget(self.echo)
        self._doubt: Doubt | None = None
        self.watch(self.field)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self.settle)
        self.ensurePolished()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_doubt"):
            self._fit()

    def _fit(self) -> None:
        self.field.setMinimumWidth(min(320, self.field.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS + 24))
        self.unit.setMinimumHeight(self.field.sizeHint().height())  # its text stands beside the field's

    def show_view(self, view: QuestionView) -> None:
        if view.unit != self.unit.text():
            self.unit.setText(view.unit)
            self.unit.setVisible(bool(view.unit))
        super().show_view(view)

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setReadOnly(read_only)
        if self._doubt is not None:
            self._doubt.setEnabled(not read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self.field, "problem" if invalid else "")

    def retranslate(self) -> None:
        self._tell()

    def _same(self, before: str, after: str) -> bool:
        return same_number(before, after)

    def _set_language(self, language: str) -> None:
        self._language = language
        if not self._unsettled:
            self._show_value(self._value)

    def _show_value(self, value: str) -> None:
        typed = value.removesuffix(PENDING)
        shown = typed if typed != value else edit_number(value, self._language)
        self._readings = read_number(typed, whole=self._whole) if typed != value else (value,)
        self.field.setText(shown)
        self.field.setCursorPosition(0)
        self._tell()

    def _on_edited(self, text: str) -> None:
        self._readings = read_number(text, whole=self._whole) if text.strip() else ()
        self._tell()
        self._typed()

    def _read(self) -> str:
        typed = self.field.text().strip()
        if len(self._readings) > 1:
            return typed + PENDING
        return self._readings[0] if typed and self._readings else typed

    def _tell(self) -> None:
        """Reads the value back, or asks which one is meant."""
        two = len(self._readings) > 1
        if two and self._doubt is None:
            self._doubt = Doubt(self)
            for position, button in enumerate(self._doubt.buttons):
                button.clicked.connect(partial(self._on_chosen, position))
            self.column.addWidget(self._doubt)
        if self._doubt is not None:
            self._doubt.setVisible(two)
            if two:
                self._ask(self._doubt)
        spelt = self._spelt(self._readings[0]) if len(self._readings) == 1 else ""
        # What stands in the field, with the unit beside it, need not be said again.
        worth_saying = spelt and spelt.removesuffix(self.unit.text()).rstrip() != self.field.text().strip()
        self.set_echo(self.tr("Se lee: {number}").format(number=spelt) if worth_saying else "")

    def _spelt(self, value: str) -> str:
        """The number in words; one with a unit also as it is said, where it is large."""
        unit = self.unit.text()
        if not unit or not same_number(value, value):  # what is no number stays as it is typed
            return spell_number(value, self._language)
        long, short = (spell(value, unit, self._language) for spell in (spell_amount, short_amount))
        return f"{long} {short}".rstrip()

    def _ask(self, doubt: Doubt) -> None:
        first, second = (spell_number(reading, self._language) for reading in self._readings)
        doubt.question.setText(self.tr("¿Qué número quiso escribir?"))
        doubt.buttons[0].setText(self.tr("{number} (sin decimales)").format(number=first))
        doubt.buttons[1].setText(self.tr("{number} (con decimales)").format(number=second))

    def _on_chosen(self, position: int) -> None:
        self._take(self._readings[position])

    def _take(self, value: str) -> None:
        """Answers with a number that was picked instead of typed."""
        self._pause.stop()
        self._unsettled = False
        self._show_value(value)
        self._give(value)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.settled.emit()
