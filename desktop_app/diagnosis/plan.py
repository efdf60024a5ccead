"""The improvement plan that a form holds: a repeat with ``telar:plan="plan"``, an action in each of its instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.diagnosis.scores import Diagnosis, IndicatorResult
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Choice, Control, Group, Question, Repeat

FIELD: Final = "plan"
FIELDS: Final = (
    "opportunity",
    "activity",
    "owner",
    "start",
    "due",
    "budget",
    "source",
    "indicator",
    "target",
    "state",
    "report",
)
AMOUNT: Final = "amount"
"""What a source gives, in a repeat within the plan's."""
STATES: Final = ("planned", "underway", "done", "dropped")


@dataclass(frozen=True, slots=True)
class PlanShares:
    """A repeat within the plan's that says what each source gives: the questions ``source`` and ``amount``."""

    nodeset: str
    source: str
    amount: str


@dataclass(frozen=True, slots=True)
class PlanForm:
    """Where a form keeps its plan: the repeat, and the question of each of ``FIELDS`` that it has, by reference.

    ``shares``: an action's money is told by source, in records of its own.
    """

    nodeset: str
    fields: Mapping[str, str]
    shares: PlanShares | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What a source gives to an action: its name in words, empty while none is said, and the amount as XForms text."""

    source: str
    amount: str


@dataclass(frozen=True, slots=True)
class Action:
    """One action. ``values`` are XForms text by field, ``words`` the same with the labels of what was chosen.

    Both have every field of ``FIELDS`` that the form asks; those that do not apply are empty. ``ref`` is its instance.
    ``shares`` are those of which an amount is said.
    """

    ref: str
    values: Mapping[str, str]
    words: Mapping[str, str]
    shares: tuple[Share, ...] = ()

    def blank(self) -> bool:
        """Whether nothing is said of it yet."""
        return not any(self.values.values())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An activity that the form recommends for an opportunity; ``taken``: an action of the plan says it already."""

    indicator: IndicatorResult
    activity: str
    taken: bool


def plan_form(form: Form) -> PlanForm | None:
    """The form's plan; ``None`` for a form without one. Only the first counts, and only outside other repeats."""
    named = (each for each in _repeats(form.body) if each.attributes.get(FIELD, "").strip() == "plan")
    repeat = next(named, None)
    if repeat is None:
        return None
    fields: dict[str, str] = {}
    for question in _questions(repeat.children):
        name = question.attributes.get(FIELD, "").strip()
        if name in FIELDS:
            fields.setdefault(name, question.ref)
    shares = next((found for each in _repeats(repeat.children) if (found := _shares_form(each))), None)
    return PlanForm(repeat.ref, {name: fields[name] for name in FIELDS if name in fields}, shares)


def _shares_form(repeat: Repeat) -> PlanShares | None:
    named = {question.attributes.get(FIELD, "").strip(): question.ref for question in _questions(repeat.children)}
    source, amount = named.get("source"), named.get(AMOUNT)
    return PlanShares(repeat.ref, source, amount) if source and amount else None


def actions(session: Session, plan: PlanForm) -> tuple[Action, ...]:
    """The plan's actions in their order, those of which nothing is said included."""
    count = session.repeat_count(plan.nodeset)
    instances = (f"{plan.nodeset}[{position}]" for position in range(1, count + 1))
    return tuple(_action(session, plan, ref) for ref in instances if session.is_relevant(ref))


def suggestions(diagnosis: Diagnosis, plan: tuple[Action, ...]) -> tuple[Suggestion, ...]:
    """What the form recommends for the opportunities, in their order of priority."""
    said = {(action.values.get("opportunity", ""), action.values.get("activity", "").strip()) for action in plan}
    return tuple(
        Suggestion(indicator, activity, (indicator.code, activity.strip()) in said)
        for indicator in diagnosis.opportunities
        for activity in indicator.activities
    )


def _action(session: Session, plan: PlanForm, ref: str) -> Action:
    values: dict[str, str] = {}
    words: dict[str, str] = {}
    for name, generic_ref in plan.fields.items():
        place = ref + generic_ref[len(plan.nodeset) :]
        value = session.value(place) if session.is_relevant(place) else ""
        values[name] = value
        words[name] = _words(session, session.form.question(place), place, value)
    return Action(ref, values, words, tuple(_shares(session, plan, ref)))


def _shares(session: Session, plan: PlanForm, ref: str) -> Iterator[Share]:
    shares = plan.shares
    if shares is None:
        return
    nodeset = ref + shares.nodeset[len(plan.nodeset) :]
    for position in range(1, session.repeat_count(nodeset) + 1):
        source, amount = (
            f"{nodeset}[{position}]{each[len(shares.nodeset) :]}" for each in (shares.source, shares.amount)
        )
        if session.is_relevant(amount) and session.value(amount):
            given = session.value(source) if session.is_relevant(source) else ""
            yield Share(_words(session, session.form.question(source), source, given), session.value(amount))


def _words(session: Session, question: Question, place: str, value: str) -> str:
    if not value or question.control not in (Control.SELECT1, Control.SELECT):
        return value
    labels: dict[str, Choice] = {choice.name: choice for choice in session.choices(place)}
    names = [value] if question.control is Control.SELECT1 else value.split()
    return "; ".join(labels[name].label if name in labels else name for name in names)


def _repeats(elements: tuple[Question | Group | Repeat, ...]) -> Iterator[Repeat]:
    for element in elements:
        if isinstance(element, Repeat):
            yield element
        elif isinstance(element, Group):
            yield from _repeats(element.children)


def _questions(elements: tuple[Question | Group | Repeat, ...]) -> Iterator[Question]:
    for element in elements:
        if isinstance(element, Question):
            yield element
        elif not isinstance(element, Repeat):
            yield from _questions(element.children)
