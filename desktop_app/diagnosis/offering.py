"""Records that a form lets begin from what other instruments found: a repeat with ``telar:from="opportunities"``.

Its questions say with the same attribute what they take of an opportunity: one of ``FIELDS``. A form may name after
``opportunities`` the instruments it wants them of, by their ``form_id``; it is offered those of all others where it
names none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.diagnosis.rubric import Rubric
from desktop_app.diagnosis.scores import IndicatorResult, diagnose
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Repeat, outer_repeats, own_questions

FIELD: Final = "from"
OPPORTUNITIES: Final = "opportunities"
FIELDS: Final = ("title", "code", "instrument", "wave", "area", "score", "max", "reached", "activity")
_IDENTITY: Final = ("instrument", "code", "title")


@dataclass(frozen=True, slots=True)
class OfferForm:
    """A repeat that can begin from opportunities, and the question of each of ``FIELDS`` that it has, by reference.

    ``instruments`` are the forms it wants them of; empty for all others.
    """

    nodeset: str
    fields: Mapping[str, str]
    instruments: tuple[str, ...] = ()

    def wants(self, form_id: str) -> bool:
        return not self.instruments or form_id in self.instruments


@dataclass(frozen=True, slots=True)
class Offer:
    """An opportunity that the initiative's latest response to another instrument shows.

    ``values`` are XForms text by field: scores as plain numbers, activities one a line, what there is none of empty.
    """

    form_id: str
    values: Mapping[str, str]


def offer_forms(form: Form) -> tuple[OfferForm, ...]:
    """The form's repeats that begin from opportunities; only those count that are in no other and can grow."""
    return tuple(
        _offer_form(repeat)
        for repeat in outer_repeats(form.body)
        if _said(repeat)[:1] == [OPPORTUNITIES] and not repeat.fixed
    )


def offered(session: Session, title: str, wave: str) -> tuple[Offer, ...]:
    """The opportunities of ``session``, a response to the instrument called ``title``, in their order of priority."""
    rubric = Rubric.read(session.form)
    if rubric is None:
        return ()
    diagnosis = diagnose(session, rubric)
    areas = {area.code: area.name for area in diagnosis.areas}
    return tuple(
        Offer(session.form.id, {"instrument": title, "wave": wave, **_values(indicator, areas)})
        for indicator in diagnosis.opportunities
    )


def answers(form: OfferForm, offer: Offer) -> dict[str, str]:
    """What the record of ``offer`` says, by the question's reference without positions."""
    return {ref: offer.values[name] for name, ref in form.fields.items() if offer.values.get(name)}


def taken(session: Session, form: OfferForm, offers: Iterable[Offer]) -> tuple[tuple[Offer, bool], ...]:
    """Each of ``offers`` with whether a record says already what identifies it, as far as the form asks that."""
    asked = [name for name in _IDENTITY if name in form.fields]
    positions = range(1, session.repeat_count(form.nodeset) + 1) if asked else ()
    said = {tuple(_value(session, form, position, name) for name in asked) for position in positions}
    return tuple((offer, tuple(offer.values.get(name, "") for name in asked) in said) for offer in offers)


def blank_record(session: Session, form: OfferForm) -> str:
    """The first record of which nothing is said; empty when there is none."""
    within = session.repeats()
    for position in range(1, session.repeat_count(form.nodeset) + 1):
        ref = f"{form.nodeset}[{position}]"
        said = {place for place, value in session.draft(ref).items() if value and place.startswith(f"{ref}/")}
        if not said.difference(within):  # how many records there are in it is nothing that was said
            return ref
    return ""


def _value(session: Session, form: OfferForm, position: int, name: str) -> str:
    return session.value(f"{form.nodeset}[{position}]{form.fields[name][len(form.nodeset) :]}").strip()


def _values(indicator: IndicatorResult, areas: Mapping[str, str]) -> dict[str, str]:
    return {
        "title": f"{indicator.code} {indicator.name}",
        "code": indicator.code,
        "area": areas.get(indicator.area or "", ""),
        "score": "" if indicator.value is None else f"{indicator.value:g}",
        "max": f"{indicator.max:g}",
        "reached": indicator.reached or "",
        "activity": "\n".join(indicator.activities),
    }


def _offer_form(repeat: Repeat) -> OfferForm:
    fields: dict[str, str] = {}
    for question in own_questions(repeat.children):
        name = question.attributes.get(FIELD, "").strip()
        if name in FIELDS:
            fields.setdefault(name, question.ref)
    return OfferForm(repeat.ref, {name: fields[name] for name in FIELDS if name in fields}, tuple(_said(repeat)[1:]))


def _said(repeat: Repeat) -> list[str]:
    return repeat.attributes.get(FIELD, "").split()
