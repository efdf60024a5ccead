"""Which control answers which question."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop_app.ui.survey.views import Kind, QuestionView, is_recording, looks
from desktop_app.ui.survey.widgets.checklist import ChecklistControl
from desktop_app.ui.survey.widgets.choices import (
    AcknowledgeControl,
    BooleanControl,
    SelectMultipleControl,
    SelectOneControl,
    single_line,
)
from desktop_app.ui.survey.widgets.clock import TimeControl
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.date import DateControl, Detail
from desktop_app.ui.survey.widgets.file import FileControl
from desktop_app.ui.survey.widgets.fixed import CalculatedControl, ElsewhereControl, NoteControl
from desktop_app.ui.survey.widgets.flow import flow, is_spread
from desktop_app.ui.survey.widgets.long_list import LongListControl
from desktop_app.ui.survey.widgets.moment import MomentControl
from desktop_app.ui.survey.widgets.number import NumberControl
from desktop_app.ui.survey.widgets.point import PointControl
from desktop_app.ui.survey.widgets.rank import RankControl
from desktop_app.ui.survey.widgets.scale import ScaleControl
from desktop_app.ui.survey.widgets.text import LinesControl, TextControl

LONG_LIST: Final = 12
"""A list of more choices than this is searched, not read."""

_MOST_SPREAD: Final = 48
"""A longer one is searched even where the form spreads its choices out: each costs a widget."""

_SEARCHED: Final = frozenset({"autocomplete", "minimal", "search"})
_PLAIN: Final[dict[Kind, type[Control]]] = {
    Kind.BOOLEAN: BooleanControl,
    Kind.RANK: RankControl,
    Kind.TIME: TimeControl,
    Kind.GEOPOINT: PointControl,
    Kind.FILE: FileControl,
    Kind.ACKNOWLEDGE: AcknowledgeControl,
    Kind.NOTE: NoteControl,
    Kind.CALCULATED: CalculatedControl,
}


def control_key(view: QuestionView) -> str:
    """Names the control that ``view`` asks for; a question whose key changes needs another control."""
    if view.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        return f"{view.kind} {'searched' if _is_searched(view) else view.appearance}"
    if view.kind is Kind.ELSEWHERE:
        return f"{view.kind} {is_recording(view.parameters)}"
    if view.kind is Kind.RANGE:
        return f"{view.kind} {sorted(view.parameters.items())}"
    if view.kind in (Kind.TEXT, Kind.DATE, Kind.DATETIME):
        return f"{view.kind} {view.appearance} {view.parameters.get('rows', '')}"
    return view.kind.value


def make_control(view: QuestionView, parent: QWidget) -> Control:
    """The control for ``view``, not yet showing it."""
    if view.kind is Kind.SELECT_ONE:
        return LongListControl(parent) if _is_searched(view) else SelectOneControl(parent, flow(view, single_line))
    if view.kind is Kind.SELECT_MULTIPLE:
        if _is_searched(view):
            return ChecklistControl(parent)
        return SelectMultipleControl(parent, flow(view, single_line))
    if view.kind in (Kind.INTEGER, Kind.DECIMAL):
        return NumberControl(whole=view.kind is Kind.INTEGER, parent=parent)
    if view.kind is Kind.RANGE:
        return ScaleControl(view.parameters, parent)
    if view.kind is Kind.TEXT:
        return _text(view, parent)
    if view.kind is Kind.DATE:
        return DateControl(Detail.of(view.appearance), calendar=_has_calendar(view), parent=parent)
    if view.kind is Kind.DATETIME:
        return MomentControl(calendar=_has_calendar(view), parent=parent)
    if view.kind is Kind.ELSEWHERE:
        return FileControl(parent) if is_recording(view.parameters) else ElsewhereControl(parent)
    return _PLAIN[view.kind](parent)


def _text(view: QuestionView, parent: QWidget) -> Control:
    words = looks(view.appearance)
    if "masked" in words:
        return TextControl(parent, masked=True)
    rows = view.parameters.get("rows", "").strip()
    if "multiline" in words or rows:
        return LinesControl(parent, rows=int(rows) if rows.isdecimal() and len(rows) < 4 else None)
    return TextControl(parent)


def _is_searched(view: QuestionView) -> bool:
    if _SEARCHED & looks(view.appearance):
        return True
    return len(view.choices) > (_MOST_SPREAD if is_spread(view) else LONG_LIST)


def _has_calendar(view: QuestionView) -> bool:
    return "no-calendar" not in looks(view.appearance)
