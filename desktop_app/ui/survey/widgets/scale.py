"""Ranges: a number on a scale, typed, or picked where its points are few. Never a slider: it answers by itself."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop_app.texts import spell_number
from desktop_app.ui import parts
from desktop_app.ui.survey.numbers import edit_number, plain_number, read_scale, same_number
from desktop_app.ui.survey.widgets.choices import ChoiceRow, single_line
from desktop_app.ui.survey.widgets.flow import PACKED, Flow
from desktop_app.ui.survey.widgets.number import NumberControl
from desktop_app.ui.survey.widgets.signs import Radio


class ScaleControl(NumberControl):
    """A number between two ends. One that is not on the scale stays, and is said to be none of its points.

    Tab stops at the field, where all can be typed; the arrows go along the points once one has been clicked.
    """

    def __init__(self, parameters: Mapping[str, str], parent: QWidget | None = None) -> None:
        scale = read_scale(parameters)
        super().__init__(whole=scale is not None and scale.whole, parent=parent)
        self._scale = scale
        self._ends = parts.label("", "muted", self)
        self._off = parts.label("", "attention", self)
        self.points: list[ChoiceRow] = []
        self.column.insertWidget(0, self._ends)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_picked)
        self._lay_points()
        self.column.addWidget(self._off)
        self._off.hide()
        self.retranslate()

    def set_read_only(self, *, read_only: bool) -> None:
        super().set_read_only(read_only=read_only)
        for point in self.points:
            point.setEnabled(not read_only)

    def retranslate(self) -> None:
        self._say_ends()
        super().retranslate()

    def _lay_points(self) -> None:
        numbers = () if self._scale is None else self._scale.points()
        if not numbers:
            return
        flow = Flow(PACKED, single_line)
        for number in numbers:
            radio = Radio(self)
            radio.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            radio.taken_back.connect(self._on_taken_back)
            self._group.addButton(radio)
            point = ChoiceRow(number, edit_number(number, self._language), radio, self)
            self.points.append(point)
            flow.addWidget(point)
        self.column.insertLayout(1, flow)

    def _set_language(self, language: str) -> None:
        super()._set_language(language)
        for point in self.points:
            words = edit_number(point.name, language)
            point.label.setText(words)
            point.button.setAccessibleName(words)
        self._say_ends()

    def _say_ends(self) -> None:
        scale = self._scale
        self._ends.setVisible(scale is not None)
        if scale is not None:
            start, end, step = (
                spell_number(plain_number(number), self._language) for number in (scale.start, scale.end, scale.step)
            )
            text = self.tr("De {start} a {end}, de {step} en {step}.")
            self._ends.setText(text.format(start=start, end=end, step=step))

    def _tell(self) -> None:
        """Marks the point that is typed, and says when the number is none of the scale's."""
        super()._tell()
        value = self._readings[0] if len(self._readings) == 1 else ""
        self._group.setExclusive(False)
        for point in self.points:
            point.button.setChecked(same_number(point.name, value))
        self._group.setExclusive(True)
        off = bool(value) and self._scale is not None and not self._scale.holds(value)
        self._off.setText(self.tr("Este número no está en la escala.") if off else "")
        self._off.setVisible(off)

    def _on_picked(self, button: QWidget) -> None:
        self._pick(next(point.name for point in self.points if point.button is button))

    def _on_taken_back(self) -> None:
        self._pick("")

    def _pick(self, value: str) -> None:
        """As typing does, but the focus stays among the points."""
        self._pause.stop()
        self._unsettled = False
        self._show_value(value)
        self._give(value)
        self.settled.emit()
