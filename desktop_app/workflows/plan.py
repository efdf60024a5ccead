"""The improvement plan as files that other programs open: a workbook, and its due dates for a calendar.

``plan_content`` reads the open desk and is quick: call it where the desk lives. What writes takes only the content and
may run on any thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite
from uuid import NAMESPACE_URL, uuid5

from desktop_app.diagnosis import Action, unit
from desktop_app.diagnosis.plan import AMOUNT, shares
from desktop_app.reports.plan_content import Cell, Kind, PlanColumn, PlanContent, PlanRow
from desktop_app.texts import Texts, spell_number
from desktop_app.workflows.desk import Desk
from desktop_app.workflows.shipped import title
from desktop_app.xforms.model import Control, DataType, Question

__all__ = ["PlanContent", "plan_content", "plan_ics", "plan_xlsx"]

_KINDS: dict[DataType, Kind] = {DataType.DATE: "date", DataType.INT: "number", DataType.DECIMAL: "number"}
_CHOOSES = (Control.SELECT1, Control.SELECT)


def plan_content(desk: Desk, now: datetime, language: str) -> PlanContent:
    """The plan of the open response at ``now``, actions of which nothing is said left out.

    Questions and choices are in the desk's language, what stands around them in ``language``. A form without a plan
    has no columns and no rows.
    """
    plan = desk.plan_form
    own = Texts.load("plan", language)["title"]
    fields = plan.fields if plan else {}
    actions = [action for action in desk.actions() if not action.blank()]
    columns = [_column(desk, field, desk.form.question(ref), actions) for field, ref in fields.items()]
    if plan is not None and plan.shares is not None and "source" not in fields:
        after = next((place for place, each in enumerate(columns, 1) if each.field == "budget"), len(columns))
        columns.insert(after, PlanColumn("source", desk.form.text(plan.shares.nodeset, desk.session.language)))
    return PlanContent(
        title=(desk.form.text(plan.nodeset, desk.session.language) if plan else "") or own,
        initiative=desk.facts.initiative_name,
        instrument=desk.facts.form_title or title(desk.form, language),
        wave=desk.facts.wave,
        created=now.astimezone(),
        language=language,
        columns=tuple(columns),
        rows=tuple(
            PlanRow(
                uid=str(uuid5(NAMESPACE_URL, f"urn:telar:plan:{desk.response_id}:{action.ref}")),
                cells=tuple(_cell(column.kind, _words(desk, action, column.field, language)) for column in columns),
                state=action.values.get("state", ""),
            )
            for action in actions
        ),
    )


def plan_xlsx(content: PlanContent) -> bytes:
    """The plan as a workbook."""
    from desktop_app.reports.plan_sheet import plan_xlsx as write

    return write(content)


def plan_ics(content: PlanContent) -> bytes:
    """Its due dates for a calendar; ``ReportError`` ``REP-020`` where no action has one."""
    from desktop_app.reports.plan_calendar import plan_ics as write

    return write(content, content.created)


def _words(desk: Desk, action: Action, field: str, language: str) -> str:
    """What ``action`` says of ``field``; of the sources in records of their own, what each gives."""
    plan = desk.plan_form
    if field != "source" or plan is None or plan.shares is None:
        return action.words.get(field, "")
    told = ((each.words["source"], each.values[AMOUNT]) for each in shares(desk.session, plan, action))
    return "; ".join(f"{source or '–'}: {spell_number(amount, language)}" for source, amount in told)


def _column(desk: Desk, field: str, question: Question, actions: Sequence[Action]) -> PlanColumn:
    language = desk.session.language
    chosen = question.control in _CHOOSES
    return PlanColumn(
        field=field,
        label=desk.form.text(question.ref, language) or field,
        kind="text" if chosen else _KINDS.get(question.type, "text"),
        unit=unit(question, desk.form, language),
        choices=_choices(desk, question, actions) if chosen else (),
    )


def _choices(desk: Desk, question: Question, actions: Sequence[Action]) -> tuple[str, ...]:
    """What the first action offers: choices belong to a place."""
    if not actions or desk.plan_form is None:
        return ()
    place = actions[0].ref + question.ref[len(desk.plan_form.nodeset) :]
    return tuple(choice.label for choice in desk.session.choices(place))


def _cell(kind: Kind, text: str) -> Cell:
    if not text.strip():
        return None
    try:
        if kind == "date":
            return date.fromisoformat(text)
        if kind == "number":
            number = float(text)
            return text if not isfinite(number) else int(number) if number.is_integer() else number
    except ValueError:
        return text
    return text
