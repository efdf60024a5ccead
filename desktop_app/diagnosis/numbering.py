"""The number and code by which window, report and paper name a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.diagnosis.companions import companions
from desktop_app.xforms import Form
from desktop_app.xforms.model import Control, Group, Question


@dataclass(frozen=True, slots=True)
class Label:
    """``number`` as in "3", ``code`` as in "P03" (empty where the form gives none).

    A code such as "A3.1" is number enough: a question with one has no other.
    """

    number: str
    code: str


def numbering(form: Form) -> Mapping[str, Label]:
    """By reference. A question with a ``telar:code`` takes the code's own number; the others count on from 1.

    Notes, companions (comments, evidence, planned dates) and the heads of tables have neither. References have no
    positions: in a repeat a question has the same number in each instance.
    """
    labels: dict[str, Label] = {}
    accompanying = {ref for each in companions(form).values() for ref in each.refs()}
    count = 0
    for question in form.questions():
        if question.control is Control.NOTE or question.ref in accompanying or heads_a_table(question):
            continue
        code = question.attributes.get("code", "").strip()
        count += 1
        digits = code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0")
        labels[question.ref] = Label("" if "." in code else digits or str(count), code)
    return labels


def heads_a_table(question: Question) -> bool:
    """Whether the question only says, by XLSForm's appearance ``label``, what the choices of those below it are."""
    return question.control in (Control.SELECT1, Control.SELECT) and "label" in question.appearance.split()


def titles_a_table(question: Question) -> bool:
    """Whether it is the note into which XLSForm's ``table-list`` puts the label of its group."""
    name = question.ref.rpartition("/")[2]
    return question.control is Control.NOTE and name.startswith("generated_table_list_label")


def table_title(group: Group) -> str:
    """The reference of the note with the title of a group that is a table; empty for other groups."""
    asked = (child for child in group.children if isinstance(child, Question))
    return next((child.ref for child in asked if titles_a_table(child)), "")
