"""Taking a recommended activity into the plan, as one step that can be taken back. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.diagnosis.plan import STATES
from desktop_app.ui.survey.edits import Deed
from desktop_app.ui.survey.history import Step

if TYPE_CHECKING:
    from desktop_app.ui.survey.edits import Edits


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
    nodeset = plan.nodeset
    blank = next((action.ref for action in desk.actions() if action.blank()), "")
    draft = desk.draft(nodeset) if blank else {}
    deeds = [] if blank else [edits.add(nodeset)]
    ref = blank or f"{nodeset}[{desk.session.repeat_count(nodeset)}]"
    for name, value in (("opportunity", code), ("activity", activity), ("state", STATES[0])):
        if name not in plan.fields:
            continue
        place = ref + plan.fields[name][len(nodeset) :]
        if name != "state" or any(choice.name == value for choice in desk.session.choices(place)):
            deeds.append(Deed(place, value, desk.answer(place, value)))
    if blank and deeds:
        edits.losses = ()
        edits.history.push(Step(deeds[0].ref, "", deeds[0].value, {nodeset: draft}))
    return ref, deeds
