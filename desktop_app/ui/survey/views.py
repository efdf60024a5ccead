"""What a question widget shows, as plain values, and how they are read from a session. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop_app.texts import language_code
from desktop_app.ui.survey.dates import spell_date
from desktop_app.ui.survey.numbers import spell_number
from desktop_app.xforms.model import Choice, Control, DataType, ProblemKind, Question

if TYPE_CHECKING:
    from desktop_app.xforms import Session

TRIGGER_VALUE: Final = "OK"
_MOST_CHARACTERS: Final = 6_000


class Kind(StrEnum):
    """Which control answers a question."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATED = "calculated"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is shown. ``value`` is XForms text; ``language`` a code such as ``es``.

    ``number`` and ``code`` are empty where the question has none. ``comment`` and ``planned`` are the companions that
    are shown folded beneath it.
    """

    ref: str
    kind: Kind
    label: str
    number: str = ""
    code: str = ""
    appearance: str = ""
    hint: str = ""
    guidance: str = ""
    choices: tuple[Choice, ...] = ()
    value: str = ""
    problem: str | None = None
    required: bool = False
    read_only: bool = False
    language: str = "es"
    comment: QuestionView | None = None
    planned: QuestionView | None = None


def kind_of(question: Question, *, calculated: bool = False) -> Kind:
    """The control that answers ``question``."""
    if question.control is Control.NOTE:
        return Kind.NOTE
    if calculated:
        return Kind.CALCULATED
    by_control = {
        Control.SELECT1: Kind.SELECT_ONE,
        Control.SELECT: Kind.SELECT_MULTIPLE,
        Control.TRIGGER: Kind.ACKNOWLEDGE,
    }
    by_type = {
        DataType.STRING: Kind.TEXT,
        DataType.INT: Kind.INTEGER,
        DataType.DECIMAL: Kind.DECIMAL,
        DataType.DATE: Kind.DATE,
    }
    if question.control in (Control.INPUT, Control.RANGE):
        return by_type.get(question.type, Kind.UNSUPPORTED)
    return by_control.get(question.control, Kind.UNSUPPORTED)


def question_view(
    session: Session,
    ref: str,
    *,
    number: str = "",
    code: str = "",
    completeness: bool = False,
    comment: str | None = None,
    planned: str | None = None,
) -> QuestionView:
    """The question at ``ref`` as ``session`` has it now.

    Args:
        number: its number, as printed.
        code: its code, as printed.
        completeness: whether a missing answer is said to be a problem already.
        comment: the reference of its comment.
        planned: the reference of its planned date.
    """
    question = session.form.question(ref)
    bind = session.form.binds.get(ref)
    kind = kind_of(question, calculated=bool(bind and bind.calculate))
    selects = kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)
    return QuestionView(
        ref=ref,
        kind=kind,
        label=_bounded(session.label(ref)),
        number=number,
        code=code,
        appearance=question.appearance,
        hint=_bounded(session.hint(ref)),
        guidance=_bounded(session.guidance(ref)),
        choices=session.choices(ref) if selects else (),
        value=session.value(ref),
        problem=_problem(session, ref, completeness=completeness),
        required=session.is_required(ref),
        read_only=session.is_readonly(ref),
        language=language_code(session.language) or "es",
        comment=_companion(session, comment),
        planned=_companion(session, planned),
    )


def shown_value(view: QuestionView) -> str:
    """The answer in words, as lists of answers show it; empty when there is none."""
    if view.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        labels = {choice.name: choice.label for choice in view.choices}
        names = [view.value] if view.kind is Kind.SELECT_ONE else view.value.split()
        return "; ".join(labels.get(name, name) for name in names if name)
    if view.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.CALCULATED):
        return spell_number(view.value, view.language)
    if view.kind is Kind.DATE:
        return spell_date(view.value, view.language)
    return view.value


def _bounded(text: str) -> str:
    """What a form says, as far as anybody would read it: laying out a megabyte of text stops the window."""
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"


def _companion(session: Session, ref: str | None) -> QuestionView | None:
    return question_view(session, ref) if ref is not None and session.is_relevant(ref) else None


def _problem(session: Session, ref: str, *, completeness: bool) -> str | None:
    problem = session.problem(ref)
    if problem is None or (problem.kind is ProblemKind.REQUIRED and not completeness):
        return None
    return problem.message
