"""The plan in words: what an action says in a field, how many there are in each state, what they cost. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_app.diagnosis import Action, unit
from desktop_app.diagnosis.plan import STATES
from desktop_app.diagnosis.rubric import number
from desktop_app.texts import language_code
from desktop_app.ui.survey.numbers import spell_amount
from desktop_app.ui.survey.wording import figure

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk


def language_of(desk: Desk) -> str:
    return language_code(desk.session.language) or "es"


def action_words(desk: Desk, action: Action, field: str) -> str:
    """What ``action`` says in ``field``, short as in a table; empty when nothing."""
    value, words = action.values.get(field, ""), action.words.get(field, "")
    if not value:
        return ""
    if field == "opportunity":
        return words if words.startswith(value) else f"{value} {words}"
    if field == "due":
        return "/".join(reversed(value.split("-")))
    return figure(amount, language_of(desk)) if field == "budget" and (amount := number(value)) is not None else words


def budget_words(desk: Desk, amount: str) -> str:
    """An amount with what the form measures budgets in."""
    assert desk.plan_form is not None
    question = desk.form.question(desk.plan_form.fields["budget"])
    return spell_amount(amount, unit(question, desk.form, desk.session.language), language_of(desk))


def totals_words(desk: Desk, actions: Sequence[Action]) -> str:
    """ "Planeada: 2 · En curso: 1 · Presupuesto: 200,5 millones de pesos"."""
    plan = desk.plan_form
    assert plan is not None
    said = []
    if "state" in plan.fields:
        counts = Counter(action.values.get("state", "") for action in actions)
        labels = {action.values["state"]: action.words["state"] for action in actions if action.values.get("state")}
        order = [*(state for state in STATES if state in counts), *sorted(set(labels) - set(STATES))]
        said += [f"{labels[state]}: {counts[state]}" for state in order]
        if counts[""]:
            without = QCoreApplication.translate("PlanTable", "Sin estado")
            said.append(f"{without}: {counts['']}")
    amounts = [amount for action in actions if (amount := number(action.values.get("budget", ""))) is not None]
    if amounts:
        whole = budget_words(desk, f"{sum(amounts):.2f}".rstrip("0").rstrip("."))
        budget = QCoreApplication.translate("PlanTable", "Presupuesto")
        said.append(f"{budget}: {whole}")
    return " · ".join(said)
