"""What numbers are measured in, and groups of them that add up to a whole, as a form says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.diagnosis.rubric import number
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Choice, DataType, Group, Question, Repeat
from desktop_app.xforms.tree import generic

UNITS_LIST = "telar_units"
UNIT, SUM = "unit", "sum"
_NUMBERS = frozenset({DataType.INT, DataType.DECIMAL})


@dataclass(frozen=True, slots=True)
class Whole:
    """A group whose numbers are parts of a whole: ``target`` is what they add up to, ``parts`` their references.

    References have no positions: in a repeat each instance has a whole of its own.
    """

    ref: str
    target: float
    parts: tuple[str, ...]


def unit(question: Question, form: Form, language: str | None) -> str:
    """What is written after the number of ``question``, such as ``%``; empty where the form gives no unit."""
    name = question.attributes.get(UNIT, "").strip()
    if not name:
        return ""
    known = {choice.name: choice for choice in form.choice_list(UNITS_LIST, language)}
    return known.get(name, Choice(name, "")).label


def wholes(form: Form) -> dict[str, Whole]:
    """The groups with ``telar:sum``, by reference."""
    return {whole.ref: whole for whole in _wholes(form.body)}


def added_up(session: Session, whole: Whole, ref: str) -> float | None:
    """The sum of the numbers given in the group at ``ref``, which has positions; ``None`` while there are none."""
    below = [ref + part[len(generic(ref)) :] for part in whole.parts]
    values = (number(session.value(part)) for part in below if session.is_relevant(part))
    given = [value for value in values if value is not None]
    return sum(given) if given else None


def _wholes(elements: tuple[Question | Group | Repeat, ...]) -> Iterator[Whole]:
    for element in elements:
        if not isinstance(element, Group):
            continue
        target = number(element.attributes.get(SUM, "").strip())
        if target is not None:
            asked = (child for child in element.children if isinstance(child, Question))
            yield Whole(element.ref, target, tuple(child.ref for child in asked if child.type in _NUMBERS))
        yield from _wholes(element.children)
