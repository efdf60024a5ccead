"""Every row of the XLSForm specification as a form, and an answer that fits any of their questions."""

from __future__ import annotations

from typing import Final

from desktop_app.xforms import Control, DataType, Form, Question, Session
from desktop_app.xforms.tree import generic
from tests.support.forms import form
from tests.support.specification_forms import FORMS, MEDIA

__all__ = ["FORMS", "MEDIA", "answer_everything", "fitting", "load"]

_BY_TYPE: Final = {
    DataType.INT: "4",
    DataType.DECIMAL: "4.5",
    DataType.BOOLEAN: "1",
    DataType.DATE: "2026-11-20",
    DataType.TIME: "10:30:00.000-05:00",
    DataType.DATETIME: "2026-11-20T10:30:00.000-05:00",
    DataType.GEOPOINT: "6.2 -75.5 1500.0 5.0",
    DataType.BINARY: "foto.jpg",
}
_BY_NAME: Final = {
    "geotrace": "6.2 -75.5 0 0; 6.3 -75.6 0 0",
    "geoshape": "6.2 -75.5 0 0; 6.3 -75.6 0 0; 6.2 -75.5 0 0",
}


def load(name: str) -> Form:
    """The form ``name`` of ``FORMS`` with its attached files."""
    return form(FORMS[name], MEDIA)


def fitting(session: Session, question: Question) -> str:
    """A value that the question (of a concrete reference) takes; ``""`` for one that takes none, a note."""
    if question.control is Control.NOTE:
        return ""
    if question.control is Control.TRIGGER:
        return "OK"
    if question.control in (Control.SELECT1, Control.SELECT, Control.RANK):
        names = [choice.name for choice in session.choices(question.ref)]
        return " ".join(names[-1:] if question.control is Control.SELECT1 else names)
    return _BY_TYPE.get(question.type) or _BY_NAME.get(question.type.value, "texto")


def answer_everything(session: Session) -> dict[str, str]:
    """Adds a second instance to each repeat that lets itself, and answers all; returns what each question was given."""
    given: dict[str, str] = {}
    for nodeset, count in session.repeats().items():
        if count < 2 and not session.form.definition.specs[generic(nodeset)].fixed:
            session.add_repeat(nodeset)
    # Answers make others relevant: as often as that can go on in a small form.
    for _ in range(4):
        for question in list(session.relevant_questions()):
            bind = session.form.binds.get(generic(question.ref))
            calculated = bind is not None and bind.calculate
            if question.ref not in given and not calculated and not session.is_readonly(question.ref):
                value = fitting(session, question)
                session.set(question.ref, value)
                given[question.ref] = value
    return given
