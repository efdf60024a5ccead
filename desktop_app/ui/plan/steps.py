"""Taking a recommended activity into the plan, as one step that can be taken back. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.diagnosis.plan import STATES

if TYPE_CHECKING:
    from desktop_app.ui.survey.edits import Deed, Edits


def take(edits: Edits, code: str, activity: str) -> tuple[str, list[Deed]]:
    """An action, to be begun, for the opportunity ``code`` with its ``activity``; one of which nothing is said yet is
    used first.

    Returns:
        The action's instance, and what was done to the desk; nothing of either for a form without a plan.
    """
    desk = edits.desk
    plan = desk.plan_form
    if plan is None:
        return "", []
    blank = next((action.ref for action in desk.actions() if action.blank()), "")
    said = {"opportunity": code, "activity": activity, "state": STATES[0]}
    return edits.begin(plan.nodeset, blank, {plan.fields[name]: said[name] for name in said if name in plan.fields})
