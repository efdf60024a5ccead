"""The improvement plan: the actions that were agreed on, or what there is to agree on where a form has no plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from desktop_app.diagnosis import (
    Action,
    Companions,
    Diagnosis,
    IndicatorResult,
    PlanForm,
    actions,
    plan_form,
    suggestions,
)
from desktop_app.diagnosis.plan import AMOUNT, shares
from desktop_app.reports.advice import Advice
from desktop_app.reports.standing import indicator_score
from desktop_app.reports.wording import Wording
from desktop_app.xforms import Session

_FINISHED = frozenset({"done", "dropped"})
_SPELT = ("owner", "start", "due", "budget", "source", "indicator", "target", "report")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An activity that is recommended; ``date`` is empty when none was planned, ``due`` the same as ISO text."""

    code: str
    activity: str
    date: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The recommended activities with their planned dates, to be gone on with by hand."""

    title: str
    intro: str
    columns: tuple[str, str, str]
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class ActionCard:
    """One action: ``fields`` are label and text of what the form asks about it besides.

    ``due`` is its date as ISO text while it is still to be done, else empty; ``date`` the same in words.
    """

    number: str
    code: str
    opportunity: str
    activity: str
    state: str
    fields: tuple[tuple[str, str], ...]
    due: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The actions, what they cost by source, and what is recommended and not among them."""

    title: str
    intro: str
    cards: tuple[ActionCard, ...]
    totals_title: str
    totals: tuple[tuple[str, str], ...]
    left_title: str
    left_intro: str
    left: tuple[Advice, ...]


def plan_of(session: Session, diagnosis: Diagnosis, kept: Mapping[str, Companions], say: Wording) -> Plan | None:
    """For a form without a plan of its own; ``None`` where there is nothing to improve."""
    if not diagnosis.opportunities or plan_form(session.form) is not None:
        return None

    def planned(indicator: IndicatorResult) -> str:
        ref = kept.get(indicator.ref, Companions()).planned
        return session.value(ref) if ref and session.is_relevant(ref) else ""

    return Plan(
        say.texts["plan.title"],
        say.texts["plan.intro"],
        (say.texts["plan.activity"], say.texts["plan.date"], say.texts["plan.owner"]),
        tuple(
            PlanLine(
                each.code, each.next_step or say.say("plan.no_action"), say.date_text(planned(each)), planned(each)
            )
            for each in diagnosis.opportunities
        ),
    )


def action_plan_of(session: Session, diagnosis: Diagnosis | None, say: Wording) -> ActionPlan | None:
    """``None`` for a form without a plan of its own."""
    plan = plan_form(session.form)
    if plan is None:
        return None
    agreed = tuple(action for action in actions(session, plan) if not action.blank())
    names = {each.code: each.name for each in diagnosis.indicators} if diagnosis else {}
    return ActionPlan(
        session.form.text(plan.nodeset, session.language) or say.texts["plan.title"],
        say.count("plan.agreed", len(agreed)) if agreed else say.texts["plan.none_agreed"],
        tuple(_card(position, each, names, session, plan, say) for position, each in enumerate(agreed, start=1)),
        say.texts["plan.totals"],
        _totals(agreed, session, plan, say),
        say.texts["plan.left"],
        say.texts["plan.left_intro"],
        _left(diagnosis, agreed, say) if diagnosis else (),
    )


def _card(
    position: int, action: Action, names: Mapping[str, str], session: Session, plan: PlanForm, say: Wording
) -> ActionCard:
    words, values = action.words, action.values
    code = values.get("opportunity", "")
    due = values.get("due", "") if values.get("state", "") not in _FINISHED else ""
    asked = (name for name in _SPELT if name in plan.fields or (name == "source" and plan.shares is not None))
    spelt = ((name, _spelt(name, action, session, plan, say)) for name in asked)
    told = ((name, text) for name, text in spelt if text or name != "report")
    return ActionCard(
        str(position),
        code if code in names else "",
        names.get(code, words.get("opportunity", "")),
        words.get("activity", "") or say.texts["plan.unsaid"],
        words.get("state", ""),
        tuple((say.texts[f"plan.field.{name}"], text or say.texts["plan.empty"]) for name, text in told),
        due,
        say.date_text(due),
    )


def _spelt(name: str, action: Action, session: Session, plan: PlanForm, say: Wording) -> str:
    if name == "source" and plan.shares is not None:
        named = (each.words["source"] for each in shares(session, plan, action))
        return "; ".join(dict.fromkeys(each for each in named if each))
    text = action.words.get(name, "").strip()
    if name in ("start", "due"):
        return say.date_text(text)
    if name == "budget" and text:
        return say.measured(session, session.form.question(plan.fields[name]), text)
    return text


def _totals(agreed: tuple[Action, ...], session: Session, plan: PlanForm, say: Wording) -> tuple[tuple[str, str], ...]:
    """What the actions that were not dropped cost, by source, and all together; nothing where no cost is given."""
    sums: dict[str, Decimal] = {}
    unknown = 0
    for action in agreed:
        if action.values.get("state") == "dropped":
            continue
        said = ((source, _amount(text)) for source, text in _given(action, session, plan))
        given = [(source, amount) for source, amount in said if amount is not None]
        unknown += not given
        for source, amount in given:
            named = source or say.texts["plan.no_source"]
            sums[named] = sums.get(named, Decimal(0)) + amount
    if not sums:
        return ()
    question = session.form.question(plan.shares.amount if plan.shares is not None else plan.fields["budget"])
    everything = [*sorted(sums.items(), key=lambda each: -each[1]), (say.texts["plan.total"], sum(sums.values()))]
    lines = [(source, say.measured(session, question, f"{amount:f}")) for source, amount in everything]
    if unknown:
        lines.append((say.count("plan.no_budget", unknown), ""))
    return tuple(lines)


def _given(action: Action, session: Session, plan: PlanForm) -> list[tuple[str, str]]:
    """Source and amount of all that the action is paid with."""
    if plan.shares is not None:
        return [(each.words["source"], each.values[AMOUNT]) for each in shares(session, plan, action)]
    return [(action.words.get("source", ""), action.values.get("budget", ""))]


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text) if len(text) <= 40 else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and abs(amount.adjusted()) < 40 else None


def _left(diagnosis: Diagnosis, agreed: tuple[Action, ...], say: Wording) -> tuple[Advice, ...]:
    found: dict[str, tuple[IndicatorResult, list[str]]] = {}
    for each in suggestions(diagnosis, agreed):
        if not each.taken:
            found.setdefault(each.indicator.code, (each.indicator, []))[1].append(each.activity)
    return tuple(Advice(i.code, i.name, indicator_score(i, say), tuple(texts)) for i, texts in found.values())
