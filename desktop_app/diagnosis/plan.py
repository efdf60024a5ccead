"""The improvement plan that a form holds: a repeat with ``telar:plan="plan"``, an action in each of its instances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from desktop_app.diagnosis.records import Record, records
from desktop_app.diagnosis.scores import Diagnosis, IndicatorResult
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Repeat, outer_repeats, own_questions

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


Action: TypeAlias = Record
"""One action, with every field of ``FIELDS`` that the form asks."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An activity that the form recommends for an opportunity; ``taken``: an action of the plan says it already."""

    indicator: IndicatorResult
    activity: str
    taken: bool


def plan_form(form: Form) -> PlanForm | None:
    """The form's plan; ``None`` for a form without one. Only the first counts, and only outside other repeats."""
    named = (each for each in outer_repeats(form.body) if each.attributes.get(FIELD, "").strip() == "plan")
    repeat = next(named, None)
    if repeat is None:
        return None
    fields: dict[str, str] = {}
    for question in own_questions(repeat.children):
        name = question.attributes.get(FIELD, "").strip()
        if name in FIELDS:
            fields.setdefault(name, question.ref)
    shares = next((found for each in outer_repeats(repeat.children) if (found := _shares_form(each))), None)
    return PlanForm(repeat.ref, {name: fields[name] for name in FIELDS if name in fields}, shares)


def _shares_form(repeat: Repeat) -> PlanShares | None:
    named = {question.attributes.get(FIELD, "").strip(): question.ref for question in own_questions(repeat.children)}
    source, amount = named.get("source"), named.get(AMOUNT)
    return PlanShares(repeat.ref, source, amount) if source and amount else None


def actions(session: Session, plan: PlanForm) -> tuple[Action, ...]:
    """The plan's actions in their order, those of which nothing is said included."""
    return records(session, plan.nodeset, plan.fields)


def shares(session: Session, plan: PlanForm, action: Action) -> tuple[Record, ...]:
    """What each source gives to ``action``: ``source`` and ``amount``, where an amount is said."""
    if plan.shares is None:
        return ()
    nodeset = action.ref + plan.shares.nodeset[len(plan.nodeset) :]
    told = records(session, nodeset, {"source": plan.shares.source, AMOUNT: plan.shares.amount})
    return tuple(each for each in told if each.values[AMOUNT])


def suggestions(diagnosis: Diagnosis, plan: tuple[Action, ...]) -> tuple[Suggestion, ...]:
    """What the form recommends for the opportunities, in their order of priority."""
    said = {(action.values.get("opportunity", ""), action.values.get("activity", "").strip()) for action in plan}
    return tuple(
        Suggestion(indicator, activity, (indicator.code, activity.strip()) in said)
        for indicator in diagnosis.opportunities
        for activity in indicator.activities
    )
