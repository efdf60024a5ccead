"""What a question widget shows, as plain values, and how they are read from a session. No Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop_app.diagnosis import unit as unit_of
from desktop_app.texts import language_code, spell_number
from desktop_app.ui.survey.coordinates import spell_point
from desktop_app.ui.survey.dates import spell_date, spell_month, spell_year
from desktop_app.ui.survey.numbers import spell_amount
from desktop_app.ui.survey.times import spell_moment, spell_time
from desktop_app.xforms.model import Choice, Control, DataType, ProblemKind, Question

if TYPE_CHECKING:
    from desktop_app.store import Observation
    from desktop_app.xforms import Session

TRIGGER_VALUE: Final = "OK"
_MOST_CHARACTERS: Final = 6_000
_YES_NO: Final = {"es": ("Sí", "No"), "en": ("Yes", "No")}
_TRUTH: Final = {"1": True, "true": True, "0": False, "false": False}
_HIDDEN: Final = "••••••"
"""Stands for a masked answer, whatever its length."""


class Kind(StrEnum):
    """Which control answers a question. ``ELSEWHERE`` needs what only another device has; its value is kept."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RANGE = "range"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    GEOPOINT = "geopoint"
    FILE = "file"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATED = "calculated"
    ELSEWHERE = "elsewhere"


_OFFERING: Final = frozenset({Control.SELECT1, Control.SELECT, Control.RANK})
_MEASURED: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE, Kind.CALCULATED})
_BY_CONTROL: Final = {
    Control.SELECT1: Kind.SELECT_ONE,
    Control.SELECT: Kind.SELECT_MULTIPLE,
    Control.RANK: Kind.RANK,
    Control.TRIGGER: Kind.ACKNOWLEDGE,
    Control.RANGE: Kind.RANGE,
}
_BY_TYPE: Final = {
    DataType.STRING: Kind.TEXT,
    DataType.INT: Kind.INTEGER,
    DataType.DECIMAL: Kind.DECIMAL,
    DataType.BOOLEAN: Kind.BOOLEAN,
    DataType.DATE: Kind.DATE,
    DataType.TIME: Kind.TIME,
    DataType.DATETIME: Kind.DATETIME,
    DataType.GEOPOINT: Kind.GEOPOINT,
}


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that is kept as an answer: its name, its bytes' number, and a small PNG or JPEG of what it shows.

    One of size 0 is named and is not on this computer.
    """

    name: str
    size: int
    thumbnail: bytes | None = None


FileOf = Callable[[str], FileView | None]
"""The file that is kept for the answer at a reference; ``None`` when there is none on this computer."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is shown. ``value`` is XForms text; ``language`` a code such as ``es``.

    ``number`` and ``code`` are empty where the question has none. ``comment``, ``evidence`` and ``planned`` are the
    companions that are shown folded beneath it; ``special`` holds the answers that stand for a missing number,
    ``warnings`` the soft warnings that apply now. ``untranslated``: the label comes from another language.

    Attributes:
        within: the title of the group in the section that it stands under.
        unit: what is written after the number.
        before: what was answered in ``before_wave``, in words; empty when nothing was.
        changed: it is answered, and not as it was in that wave.
        carried: the answer was taken over from that wave and is to be confirmed.
        notable: a comment may be put beside the answer; ``comment_text`` is the one there is.
        attachable: files may be put beside it; ``files`` are those there are, ``files_size`` the bytes of all the files
            of the whole response.
        observations: what ``entity`` asks about the answer, or what goes with it, and is still to be attended to.
    """

    ref: str
    kind: Kind
    label: str
    number: str = ""
    code: str = ""
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    guidance: str = ""
    choices: tuple[Choice, ...] = ()
    value: str = ""
    file: FileView | None = None
    problem: str | None = None
    required: bool = False
    read_only: bool = False
    untranslated: bool = False
    language: str = "es"
    comment: QuestionView | None = None
    evidence: QuestionView | None = None
    planned: QuestionView | None = None
    special: QuestionView | None = None
    warnings: tuple[QuestionView, ...] = ()
    within: str = ""
    unit: str = ""
    before: str = ""
    before_wave: str = ""
    changed: bool = False
    carried: bool = False
    notable: bool = False
    comment_text: str = ""
    attachable: bool = False
    files: tuple[FileView, ...] = ()
    files_size: int = 0
    observations: tuple[Observation, ...] = ()
    entity: str = ""


def kind_of(question: Question, *, calculated: bool = False) -> Kind:
    """The control that answers ``question``."""
    if question.control is Control.NOTE:
        return Kind.NOTE
    if calculated:
        return Kind.CALCULATED
    if question.control is Control.UPLOAD:
        return Kind.ELSEWHERE if is_recording(question.parameters) else Kind.FILE
    if question.control is Control.INPUT:
        return _BY_TYPE.get(question.type, Kind.ELSEWHERE)
    return _BY_CONTROL[question.control]


def is_recording(parameters: Mapping[str, str]) -> bool:
    """Whether an upload asks for sound or film, which a telephone takes."""
    return parameters.get("mediatype", "").startswith(("audio/", "video/"))


def looks(appearance: str) -> frozenset[str]:
    """The words of an appearance; of ``search('plots', 'contains')``, what stands before the parenthesis."""
    return frozenset(re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", " ", appearance[:_MOST_CHARACTERS]).split())


def question_view(
    session: Session,
    ref: str,
    *,
    number: str = "",
    code: str = "",
    completeness: bool = False,
    comment: str | None = None,
    planned: str | None = None,
    evidence: str | None = None,
    special: str | None = None,
    warnings: Sequence[str] = (),
    file_of: FileOf | None = None,
) -> QuestionView:
    """The question at ``ref`` as ``session`` has it now.

    Args:
        session: the live answers.
        ref: the question's reference.
        number: its printed number.
        code: its code, as printed.
        completeness: whether a missing answer is said to be a problem already.
        comment: the reference of its comment.
        planned: the reference of its planned date.
        evidence: the reference of the file that supports it.
        special: the reference of what stands for a missing number.
        warnings: the references of its soft warnings.
        file_of: gives what is kept of chosen files.
    """
    question = session.form.question(ref)
    bind = session.form.binds.get(question.ref)
    return QuestionView(
        ref=ref,
        kind=kind_of(question, calculated=bool(bind and bind.calculate)),
        label=_bounded(session.label(ref)),
        number=number,
        code=code,
        appearance=question.appearance,
        parameters=question.parameters,
        hint=_bounded(session.hint(ref)),
        guidance=_bounded(session.guidance(ref)),
        choices=session.choices(ref) if question.control in _OFFERING else (),
        value=session.value(ref),
        file=file_of(ref) if file_of is not None and question.control is Control.UPLOAD else None,
        problem=_problem(session, ref, completeness=completeness) or _problem_of(session, special),
        required=session.is_required(ref),
        read_only=session.is_readonly(ref),
        untranslated=session.untranslated(ref),
        language=language_code(session.language) or "es",
        comment=_companion(session, comment, file_of),
        evidence=_companion(session, evidence, file_of),
        planned=_companion(session, planned, file_of),
        special=_special(session, ref, special),
        warnings=tuple(view for each in warnings if (view := _companion(session, each, file_of)) is not None),
        unit=unit_of(question, session.form, session.language) if question.attributes else "",
    )


def shown_value(view: QuestionView) -> str:
    """The answer in words, as lists of answers show it; empty when there is none. A number is without its unit."""
    value, language = view.value, view.language
    if not value:
        return shown_value(view.special) if view.special is not None else ""
    if view.kind is Kind.CALCULATED:
        return shown_labels(view) if view.choices else _spell_any(value, language)
    if view.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK):
        return shown_labels(view)
    if view.kind is Kind.TEXT:
        return _HIDDEN if "masked" in looks(view.appearance) else value
    if view.kind is Kind.DATE:
        return date_words(view.appearance)(value, language)
    speller = _SPELLERS.get(view.kind)
    return speller(value, language) if speller is not None else value


def measured_value(view: QuestionView) -> str:
    """The same with the unit after a number."""
    if view.unit and view.value and view.kind in _MEASURED:
        return spell_amount(view.value, view.unit, view.language)
    return shown_value(view)


def is_answered(view: QuestionView) -> bool:
    """Whether it has an answer, or one that stands for it."""
    return bool(view.value) or (view.special is not None and bool(view.special.value))


def shown_labels(view: QuestionView) -> str:
    """The labels of what is chosen; those of a ranking with their places."""
    labels = {choice.name: choice.label for choice in view.choices}
    names = [view.value] if view.kind is Kind.SELECT_ONE else view.value.split()
    words = [labels.get(name, name) for name in names]
    if view.kind is Kind.RANK:
        words = [f"{place}. {word}" for place, word in enumerate(words, 1)]
    return "; ".join(words)


def about(view: QuestionView) -> str:
    """What a screen reader tells of a question besides its label: what stands around its answer."""
    return " ".join(part for part in (view.within, view.unit, view.hint, view.problem) if part)


def truth_words(language: str) -> tuple[str, str]:
    """Yes and no, in a form's language."""
    return _YES_NO.get(language, _YES_NO["es"])


def truth(value: str) -> bool | None:
    """What a boolean's text says; ``None`` where it says neither."""
    return _TRUTH.get(value)


def date_words(appearance: str) -> Callable[[str, str], str]:
    """How a date of this appearance is written: in full, as a month, or as a year."""
    words = looks(appearance)
    return spell_year if "year" in words else spell_month if "month-year" in words else spell_date


def _spell_truth(value: str, language: str) -> str:
    said = truth(value)
    yes, no = truth_words(language)
    return value if said is None else yes if said else no


def _spell_any(value: str, language: str) -> str:
    """What a calculation gave, by its look: many forms give their calculations no type."""
    for speller in (spell_number, spell_date, spell_moment, spell_time):
        words = speller(value, language)
        if words != value:
            return words
    return value


_SPELLERS: Final[Mapping[Kind, Callable[[str, str], str]]] = {
    Kind.INTEGER: spell_number,
    Kind.DECIMAL: spell_number,
    Kind.RANGE: spell_number,
    Kind.TIME: spell_time,
    Kind.DATETIME: spell_moment,
    Kind.GEOPOINT: spell_point,
    Kind.BOOLEAN: _spell_truth,
}


def _bounded(text: str) -> str:
    """What a form says, as far as anybody would read it: laying out a megabyte of text stops the window."""
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"


def _companion(session: Session, ref: str | None, file_of: FileOf | None) -> QuestionView | None:
    return question_view(session, ref, file_of=file_of) if ref is not None and session.is_relevant(ref) else None


def _problem_of(session: Session, special: str | None) -> str | None:
    """What is wrong with what stands for a number: it is shown with the number."""
    return _problem(session, special, completeness=False) if special and session.is_relevant(special) else None


def _special(session: Session, ref: str, special: str | None) -> QuestionView | None:
    """What stands for a missing number: nothing while there is a number, unless both were given."""
    view = _companion(session, special, None)
    return view if view is not None and (view.value or not session.value(ref)) else None


def _problem(session: Session, ref: str, *, completeness: bool) -> str | None:
    problem = session.problem(ref)
    if problem is None or (problem.kind is ProblemKind.REQUIRED and not completeness):
        return None
    return problem.message
