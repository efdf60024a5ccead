"""Filling a form without a window: a file of answers in, the instance and its scores out."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.errors import AnswersError, FormError, Place, explain
from desktop_app.fileio import read_limited, write_atomic
from desktop_app.workflows.scores import scores
from desktop_app.workflows.shipped import shipped_form
from desktop_app.xforms import Form, Session
from desktop_app.xforms.drafts import MAX_ANSWER
from desktop_app.xforms.model import Problem, ProblemKind
from desktop_app.xforms.tree import generic

_ANSWERS_LIMIT: Final = 5_000_000
_FORM_SUFFIXES: Final = (".md", ".csv", ".xlsx", ".xml")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROBLEM_CODES: Final = {
    ProblemKind.REQUIRED: "USE-010",
    ProblemKind.TYPE: "USE-011",
    ProblemKind.CONSTRAINT: "USE-012",
}


@dataclass(frozen=True, slots=True)
class ExplainedProblem:
    """What is wrong with one value: the form's own words in ``cause``."""

    ref: str
    kind: str
    code: str
    place: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form. ``accepted`` is false when a value is of the wrong type or against a constraint: then nothing is
    written. ``values`` holds every leaf by reference, calculated ones included."""

    values: dict[str, str]
    irrelevant: list[str]
    problems: list[ExplainedProblem]
    scores: dict[str, Any]
    accepted: bool
    out: Path | None


def fill_form(form_name: str, answers: Path, out: Path | None, now: datetime, language: str) -> Filled:
    """Fills ``form_name`` (a shipped form's id, or a file) with the answers of a JSON file and writes the instance.

    Questions in repeats have positions (``/data/r[2]/x``); a repeat's own reference says how many instances it has,
    which need not be said where the positions do.

    Raises:
        UsageError: no such form.
        FormError: a form that cannot be loaded, or whose expressions cannot be evaluated with these answers.
        AnswersError: the answers are not a JSON object of texts, numbers, booleans and lists, or name a question that
            the form does not have (``USE-005``), or an instance that its repeat has not (``USE-017``).
        FileError: a file cannot be read or written.

        In all cases nothing is written.
    """
    given = read_answers(answers)
    form = _form(form_name)
    session = Session(form, now=now.astimezone(), language=form.language_for(language))
    refused = session.restore(given) or _without_place(session, given)
    if refused:
        code = "USE-017" if _has_place(form, refused[0]) else "USE-005"
        raise AnswersError(code, Place(file=str(answers), ref=refused[0]), count=len(refused))
    for fault in session.faults.values():
        raise fault.at(file=form_name)  # the engine goes on without the expression: here a person can be told
    problems = [_explained(problem, language) for problem in session.problems()]
    accepted = all(problem.kind == ProblemKind.REQUIRED for problem in problems)
    if accepted and out is not None:
        write_atomic(out, session.instance_xml())
    rubric = Rubric.read(form)
    values = session.values()
    return Filled(
        values=values,
        irrelevant=[ref for ref in values if not session.is_relevant(ref)],
        problems=problems,
        scores=scores(diagnose(session, rubric) if rubric else None),
        accepted=accepted,
        out=out if accepted else None,
    )


def _without_place(session: Session, given: Mapping[str, str]) -> list[str]:
    """The answers that the form's own counting of instances left without a place: nothing is lost without a word."""
    repeats = session.repeats()
    lost = []
    for ref, value in given.items():
        if ref in repeats:
            if repeats[ref] != int(value):
                lost.append(ref)
            continue
        try:
            session.value(ref)
        except AnswersError:
            lost.append(ref)
    return lost


def _has_place(form: Form, ref: str) -> bool:
    """Whether ``ref`` is a repeat, or a question in one, of which only the number of instances is another."""
    spec = form.definition.specs.get(generic(ref))
    if spec is None or ref.endswith("]"):
        return False
    return spec.repeat or (spec.leaf and spec.repeated)


def read_answers(path: Path) -> dict[str, str]:
    """``{reference: value in XForms text}`` from a JSON file.

    Numbers and booleans are written as XForms does, lists as the names of a multiple choice, and null clears.

    Raises:
        AnswersError: ``USE-004`` no JSON object, ``USE-006``, ``USE-009``, ``USE-013``, ``ANS-005`` for one of its
            members.
        FileError: the file cannot be read, or has more than 5 million bytes.
    """
    data = read_limited(path, _ANSWERS_LIMIT)
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once_each)
    except AnswersError as error:
        raise error.at(file=str(path)) from None
    except (ValueError, RecursionError) as error:
        position = error.pos + 1 if isinstance(error, json.JSONDecodeError) else None
        raise AnswersError("USE-004", Place(file=str(path), position=position)) from None
    if not isinstance(document, dict):
        raise AnswersError("USE-004", Place(file=str(path)))
    return {ref: _checked(ref, value, path) for ref, value in document.items()}


def _once_each(members: list[tuple[str, object]]) -> dict[str, object]:
    """JSON lets a name come twice, and the last one win: an answer would be lost without a word."""
    found: dict[str, object] = {}
    for name, value in members:
        if name in found:
            raise AnswersError("USE-009", Place(ref=name))
        found[name] = value
    return found


def _checked(ref: str, value: object, path: Path) -> str:
    text = _xforms_text(value)
    place = Place(file=str(path), ref=ref)
    if text is None:
        raise AnswersError("USE-006", place)
    if len(text) > MAX_ANSWER:
        raise AnswersError("ANS-005", place, limit=MAX_ANSWER)
    if _NOT_IN_XML.search(text):
        raise AnswersError("USE-013", place)
    return text


def _xforms_text(value: object) -> str | None:
    """``None`` for what no answer can be."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        names = [str(item) if _is_number(item) else item for item in value]
        fit = all(isinstance(name, str) and name.split() == [name] for name in names)
        return " ".join(names) if fit else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        # XForms knows no exponents. The shortest text of the float is the one that the file had.
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(Decimal(repr(value)), "f")
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _form(name: str) -> Form:
    path = Path(name)
    try:
        return Form.load(path if path.suffix.lower() in _FORM_SUFFIXES else shipped_form(name).path)
    except FormError as error:
        raise error.at(file=path.name) from error


def _explained(problem: Problem, language: str) -> ExplainedProblem:
    code = _PROBLEM_CODES[problem.kind]
    words = explain(code, Place(ref=problem.ref), language, message=problem.message)
    return ExplainedProblem(problem.ref, str(problem.kind), code, words.place, words.cause, words.remedy)
