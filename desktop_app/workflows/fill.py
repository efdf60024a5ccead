"""Filling a form without a window: a file of answers in, the instance and its scores out."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.errors import AnswersError, Place, explain
from desktop_app.fileio import read_limited, write_atomic
from desktop_app.workflows.scores import scores
from desktop_app.workflows.shipped import shipped_form
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Problem, ProblemKind

_ANSWERS_LIMIT = 5_000_000
_PROBLEM_CODES = {
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

    Raises:
        UsageError: no such form.
        AnswersError: the answers are not a JSON object of texts, numbers and booleans, or name a question that the form
            does not have. Nothing is written.
    """
    form = _form(form_name)
    given = read_answers(answers)
    session = Session(form, now=now, language=form.language_for(language))
    unknown = session.restore(given)
    if unknown:
        raise AnswersError("USE-005", Place(file=str(answers), ref=unknown[0]), count=len(unknown))
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


def read_answers(path: Path) -> dict[str, str]:
    """``{reference: value in XForms text}`` from a JSON file; numbers and booleans are written as XForms does."""
    data = read_limited(path, _ANSWERS_LIMIT)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        position = getattr(error, "pos", None)
        raise AnswersError("USE-004", Place(file=str(path), position=position)) from error
    if not isinstance(document, dict):
        raise AnswersError("USE-004", Place(file=str(path)))
    return {ref: _xforms_text(ref, value, path) for ref, value in document.items()}


def _xforms_text(ref: str, value: object, path: Path) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, list) and all(isinstance(item, str) and item and " " not in item for item in value):
        return " ".join(value)
    raise AnswersError("USE-006", Place(file=str(path), ref=ref))


def _form(name: str) -> Form:
    path = Path(name)
    if path.suffix.lower() in (".md", ".csv", ".xlsx", ".xml"):
        return Form.load(path)
    return Form.load(shipped_form(name).path)


def _explained(problem: Problem, language: str) -> ExplainedProblem:
    code = _PROBLEM_CODES[problem.kind]
    words = explain(code, Place(ref=problem.ref), language, message=problem.message)
    return ExplainedProblem(problem.ref, str(problem.kind), code, words.place, words.cause, words.remedy)
