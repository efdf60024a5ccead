"""Which control answers which question."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.choices import AcknowledgeControl, SelectMultipleControl, SelectOneControl
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.date import DateControl
from desktop_app.ui.survey.widgets.fixed import CalculatedControl, NoteControl, UnsupportedControl
from desktop_app.ui.survey.widgets.long_list import LONG_LIST, LongListControl
from desktop_app.ui.survey.widgets.number import NumberControl
from desktop_app.ui.survey.widgets.text import LinesControl, TextControl

_SEARCHED = frozenset({"autocomplete", "minimal", "search"})
_BY_KIND: dict[Kind, type[Control]] = {
    Kind.SELECT_MULTIPLE: SelectMultipleControl,
    Kind.DATE: DateControl,
    Kind.ACKNOWLEDGE: AcknowledgeControl,
    Kind.NOTE: NoteControl,
    Kind.CALCULATED: CalculatedControl,
    Kind.UNSUPPORTED: UnsupportedControl,
}


def control_key(view: QuestionView) -> str:
    """Names the control that ``view`` asks for; a question whose key changes needs another control."""
    if view.kind is Kind.SELECT_ONE:
        searched = _SEARCHED & set(view.appearance.split()) or len(view.choices) > LONG_LIST
        return "long_list" if searched else "radio"
    if view.kind is Kind.TEXT:
        return "lines" if "multiline" in view.appearance.split() else "line"
    return view.kind.value


def make_control(view: QuestionView, parent: QWidget) -> Control:
    """The control for ``view``, not yet showing it."""
    key = control_key(view)
    if key == "long_list":
        return LongListControl(parent)
    if key == "radio":
        return SelectOneControl(parent)
    if key in ("line", "lines"):
        return LinesControl(parent) if key == "lines" else TextControl(parent)
    if view.kind in (Kind.INTEGER, Kind.DECIMAL):
        return NumberControl(whole=view.kind is Kind.INTEGER, parent=parent)
    return _BY_KIND[view.kind](parent)
