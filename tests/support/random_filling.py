"""Any form filled at random, as a respondent could fill it: what is asked at the moment, with what is offered there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from desktop_app.xforms import Control, DataType, Form, Session
from desktop_app.xforms.model import Group, Question, Repeat

_TEXTS: Final = ("Uno", "Dos", "Una respuesta de varias palabras", "a@b.co", "608 000 0000")
_NUMBERS: Final = {
    DataType.INT: ("0", "1", "2", "3", "7", "12", "2024", "2026"),
    DataType.DECIMAL: ("0", "0.5", "1.25", "2", "10.75", "100", "1234.5"),
}
_BEGINNING: Final = date(2026, 1, 1)


def fill_at_random(form: Form, random: Random, now: datetime) -> Session:
    """A response to ``form``: most questions answered, up to three records in each repeat."""
    session = Session(form, now=now)
    _fill(session, random, form.body, "", "")
    return session


def _fill(
    session: Session, random: Random, elements: tuple[Question | Group | Repeat, ...], generic_ref: str, at: str
) -> None:
    """Fills ``elements``, whose references begin with ``generic_ref``, in the instance ``at``."""
    for element in elements:
        place = at + element.ref[len(generic_ref) :]
        if isinstance(element, Repeat):
            if not element.fixed:
                wanted = random.randint(0, 3)
                while session.repeat_count(place) < wanted:
                    session.add_repeat(place)
                while session.repeat_count(place) > wanted:
                    session.remove_repeat(f"{place}[1]")
            for position in range(1, session.repeat_count(place) + 1):
                _fill(session, random, element.children, element.ref, f"{place}[{position}]")
        elif isinstance(element, Group):
            _fill(session, random, element.children, generic_ref, at)
        elif random.random() < 0.85 and not session.is_readonly(place):
            value = _value(session, random, element, place)
            if value:
                session.set(place, value)


def _value(session: Session, random: Random, question: Question, place: str) -> str:
    if question.control in (Control.NOTE, Control.UPLOAD):
        return ""
    if question.control in (Control.SELECT1, Control.SELECT):
        offered = [choice.name for choice in session.choices(place)]
        if question.control is Control.SELECT1:
            return random.choice(offered) if offered else ""
        return " ".join(random.sample(offered, random.randint(0, len(offered))))
    if question.type is DataType.DATE:
        return (_BEGINNING + timedelta(days=random.randint(0, 900))).isoformat()
    return random.choice(_NUMBERS.get(question.type, _TEXTS))
