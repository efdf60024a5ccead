"""The records of a repeat: what is said in each of its instances, by the words under which something asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.xforms import Session
from desktop_app.xforms.model import Choice, Control
from desktop_app.xforms.tree import generic

_SELECTS = (Control.SELECT1, Control.SELECT)


@dataclass(frozen=True, slots=True)
class Record:
    """One instance, at ``ref``. ``values`` are XForms text, ``words`` the same with the labels of what was chosen.

    Both have every word that is asked for; those that do not apply are empty.
    """

    ref: str
    values: Mapping[str, str]
    words: Mapping[str, str]

    def blank(self) -> bool:
        """Whether nothing is said of it yet."""
        return not any(self.values.values())


def records(session: Session, nodeset: str, fields: Mapping[str, str]) -> tuple[Record, ...]:
    """Those that apply, in their order, blank ones included.

    ``nodeset`` has the positions of the repeats around it; ``fields`` are references in it without positions, by word.
    """
    instances = (f"{nodeset}[{position}]" for position in range(1, session.repeat_count(nodeset) + 1))
    return tuple(_record(session, nodeset, fields, ref) for ref in instances if session.is_relevant(ref))


def _record(session: Session, nodeset: str, fields: Mapping[str, str], ref: str) -> Record:
    values: dict[str, str] = {}
    words: dict[str, str] = {}
    for word, inside in fields.items():
        place = ref + inside[len(generic(nodeset)) :]
        value = session.value(place) if session.is_relevant(place) else ""
        values[word] = value
        words[word] = _words(session, inside, place, value)
    return Record(ref, values, words)


def _words(session: Session, inside: str, place: str, value: str) -> str:
    control = session.form.definition.specs[inside].control
    if not value or control not in _SELECTS:
        return value
    labels: dict[str, Choice] = {choice.name: choice for choice in session.choices(place)}
    names = [value] if control is Control.SELECT1 else value.split()
    return "; ".join(labels[name].label if name in labels else name for name in names)
