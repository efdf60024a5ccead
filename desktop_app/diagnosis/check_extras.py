"""What ``forms check`` says about what goes with a rubric: units, wholes, warnings, specials, the plan, results,
charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from desktop_app.diagnosis import carrying
from desktop_app.diagnosis.check_charts import check_charts
from desktop_app.diagnosis.check_offering import check_offering
from desktop_app.diagnosis.check_results import check_results
from desktop_app.diagnosis.companions import companions
from desktop_app.diagnosis.plan import AMOUNT, FIELDS, STATES, PlanForm, plan_form
from desktop_app.diagnosis.plan import FIELD as PLAN
from desktop_app.diagnosis.rubric import number
from desktop_app.diagnosis.units import SUM, UNIT, UNITS_LIST, wholes
from desktop_app.errors import Place
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Control, DataType, Finding, Group, Question, Repeat, Severity

_NUMBERS: Final = frozenset({DataType.INT, DataType.DECIMAL})
_YES_NO: Final = ("yes", "no")


def check_extras(form: Form) -> Iterator[Finding]:
    """The findings; each is a warning, for the form works without what it names."""
    yield from _carrying(form)
    yield from _units(form)
    yield from _soft_warnings(form)
    yield from _specials(form)
    yield from _plan(form)
    yield from check_results(form)
    yield from check_charts(form)
    yield from check_offering(form)


def _finding(code: str, ref: str | None, attribute: str = "", **params: object) -> Finding:
    place = Place(ref=ref, column=f"bind::telar:{attribute}" if attribute else None)
    return Finding(Severity.WARNING, code, place, params)


def _carrying(form: Form) -> Iterator[Finding]:
    for ref, attributes in _declared(form):
        said = attributes.get(carrying.FIELD, "").strip()
        if said and said not in _YES_NO:
            yield _finding("DIAG-019", ref, carrying.FIELD, value=said)


def _units(form: Form) -> Iterator[Finding]:
    known = {choice.name for choice in form.choice_list(UNITS_LIST, None)}
    parts = wholes(form)
    for ref, attributes in _declared(form):
        name = attributes.get(UNIT, "").strip()
        if name and name not in known:
            yield _finding("DIAG-020", ref, UNIT, unit=name)
        target = attributes.get(SUM, "").strip()
        if target and (number(target) is None or ref not in parts or len(parts[ref].parts) < 2):
            yield _finding("DIAG-021", ref, SUM, value=target)


def _soft_warnings(form: Form) -> Iterator[Finding]:
    """Without a condition it always warns; without a label it does not say of what."""
    for each in companions(form).values():
        for ref in each.warnings:
            bind, question = form.binds[ref], form.question(ref)
            if not bind.relevant.strip() or question.control is not Control.INPUT or not form.text(ref, None).strip():
                yield _finding("DIAG-022", ref, "warning-of")


def _specials(form: Form) -> Iterator[Finding]:
    for owner, each in companions(form).items():
        if each.special is None:
            continue
        if form.question(each.special).control is not Control.SELECT1 or form.question(owner).type not in _NUMBERS:
            yield _finding("DIAG-023", each.special, "special-of")


def _plan(form: Form) -> Iterator[Finding]:
    plan = plan_form(form)
    inside = f"{plan.nodeset}/" if plan else None
    said = [(ref, found) for ref, attributes in _declared(form) if (found := attributes.get(PLAN, "").strip())]
    counted = Counter(name for _, name in said)
    for ref, name in said:
        known = name == "plan" if plan is not None and ref == plan.nodeset else name in FIELDS
        known = known or (name == AMOUNT and plan is not None and plan.shares is not None)
        if not known or inside is None or not f"{ref}/".startswith(inside) or counted[name] > 1:
            yield _finding("DIAG-024", ref, PLAN, value=name)
    if plan is not None and "activity" not in plan.fields:
        yield _finding("DIAG-025", plan.nodeset, PLAN, field="activity")
    if plan is not None and "state" in plan.fields:
        for state in _offered(form, plan):
            if state not in STATES:
                yield _finding("DIAG-026", plan.fields["state"], PLAN, state=state)


def _offered(form: Form, plan: PlanForm) -> list[str]:
    """The names of the states that an action can be in."""
    session = Session(form)
    if not session.repeat_count(plan.nodeset):
        session.add_repeat(plan.nodeset)
    place = f"{plan.nodeset}[1]{plan.fields['state'][len(plan.nodeset) :]}"
    return [choice.name for choice in session.choices(place)]


def _declared(form: Form) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every node with attributes of its own, groups and repeats included."""
    seen: set[str] = set()
    for element in _elements(form.body):
        seen.add(element.ref)
        yield element.ref, element.attributes
    for bind in form.binds.values():
        if bind.ref not in seen:
            yield bind.ref, bind.attributes


def _elements(body: tuple[Question | Group | Repeat, ...]) -> Iterator[Question | Group | Repeat]:
    for element in body:
        yield element
        if isinstance(element, Group):
            yield from _elements(element.children)
