"""The improvement plan that a form holds: a repeat with ``telar:plan="plan"``, an action in each of its instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from desktop_app.diagnosis.records import Record, records
from desktop_app.diagnosis.scores import Diagnosis, IndicatorResult
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Group, Question, Repeat

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
STATES: Final = ("planned", "underway", "done", "dropped")


@dataclass(frozen=True, slots=True)
class PlanForm:
    """Where a form keeps its plan: the repeat, and the question of each of ``FIELDS`` that it has, by reference."""

    nodeset: str
    fields: Mapping[str, str]


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
    repeat = next(_plans(form.body), None)
    if repeat is None:
        return None
    fields: dict[str, str] = {}
    for question in _questions(repeat.children):
        name = question.attributes.get(FIELD, "").strip()
        if name in FIELDS:
            fields.setdefault(name, question.ref)
    return PlanForm(repeat.ref, {name: fields[name] for name in FIELDS if name in fields})


def actions(session: Session, plan: PlanForm) -> tuple[Action, ...]:
    """The plan's actions in their order, those of which nothing is said included."""
    return records(session, plan.nodeset, plan.fields)


def suggestions(diagnosis: Diagnosis, plan: tuple[Action, ...]) -> tuple[Suggestion, ...]:
    """What the form recommends for the opportunities, in their order of priority."""
    said = {(action.values.get("opportunity", ""), action.values.get("activity", "").strip()) for action in plan}
    return tuple(
        Suggestion(indicator, activity, (indicator.code, activity.strip()) in said)
        for indicator in diagnosis.opportunities
        for activity in indicator.activities
    )


def _plans(elements: tuple[Question | Group | Repeat, ...]) -> Iterator[Repeat]:
    for element in elements:
        if isinstance(element, Repeat):
            if element.attributes.get(FIELD, "").strip() == "plan":
                yield element
        elif isinstance(element, Group):
            yield from _plans(element.children)


def _questions(elements: tuple[Question | Group | Repeat, ...]) -> Iterator[Question]:
    for element in elements:
        if isinstance(element, Question):
            yield element
        elif not isinstance(element, Repeat):
            yield from _questions(element.children)
