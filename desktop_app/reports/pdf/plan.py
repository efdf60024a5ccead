"""The improvement plan drawn: a card for each action, or a table to go on with by hand."""

from __future__ import annotations

from desktop_app.reports.action_plan import ActionCard, ActionPlan, Plan, PlanLine
from desktop_app.reports.advice import AdviceGroup
from desktop_app.reports.pdf.marks import Box, Line, Mark, Row, beside, gap
from desktop_app.reports.pdf.parts import CODE, advice, heading, subheading
from desktop_app.reports.pdf.sheet import Sheet
from desktop_app.reports.pdf.style import (
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    FRAME_WIDTH,
    GREEN,
    PALE,
    READING,
    READING_BOLD,
    RULE,
    SMALL,
    SMALL_BOLD,
)
from desktop_app.reports.pdf.text import right_row, rows, shorten

_OWNER = 132.0
_OWNER_AT = FRAME_WIDTH - _OWNER
_DATE = 88.0
_DATE_AT = _OWNER_AT - _DATE
_NO_DATE = "____ /____ /______"
_PLAN_LINES = 2
_EDGE = 12.0
_COLUMNS = 3
_COLUMN = (FRAME_WIDTH - _EDGE) / _COLUMNS
_SHORT = 2
_STATE = 130.0
_SUM = 230.0


def action_plan(sheet: Sheet, plan: ActionPlan) -> None:
    """The actions as cards, one after another, then what they cost and what is left to agree on."""
    heading(sheet, plan.title)
    sheet.add(rows(plan.intro, READING, FRAME_WIDTH))
    for card in plan.cards:
        sheet.add(_card(card), 10)
    if plan.totals:
        subheading(sheet, plan.totals_title)
        sheet.add([row for source, amount in plan.totals for row in _sum(source, amount)])
    if plan.left:
        subheading(sheet, plan.left_title, 16)
        sheet.heading(rows(plan.left_intro, BODY, FRAME_WIDTH))
        advice(sheet, AdviceGroup("", plan.left))


def _card(card: ActionCard) -> list[Row]:
    """The opportunity and the state on a band, the activity in full, then three columns of what goes with it.

    Long texts take the whole width, so that no column grows narrow and tall; a rule on the left holds it together.
    """
    state = shorten(card.state, SMALL_BOLD, _STATE)
    name = shorten(f"{card.code} {card.opportunity}".strip(), SMALL_BOLD, FRAME_WIDTH - _STATE - 3 * _EDGE)
    band = Row(
        17,
        (
            Box(0, 0, FRAME_WIDTH, 17, PALE),
            *rows(f"{card.number}.", SMALL_BOLD, 30, _EDGE)[0].marks,
            *rows(name, SMALL_BOLD, FRAME_WIDTH, _EDGE + 20)[0].marks,
            *right_row(state, SMALL_BOLD, FRAME_WIDTH - 6).marks,
        ),
    )
    block = [gap(3), *rows(card.activity, READING_BOLD, FRAME_WIDTH - _EDGE, _EDGE), gap(3)]
    waiting: list[tuple[str, str]] = []
    for label, text in card.fields:
        if len(rows(text, BODY, _COLUMN - 10)) > _SHORT:
            block += _columns(waiting)
            block += [*_field(label, text, FRAME_WIDTH - _EDGE, _EDGE), gap(3)]
            waiting = []
            continue
        waiting.append((label, text))
        if len(waiting) == _COLUMNS:
            block += _columns(waiting)
            waiting = []
    block += _columns(waiting)
    return [_with_rule(band), *map(_with_rule, block)]


def _columns(fields: list[tuple[str, str]]) -> list[Row]:
    if not fields:
        return []
    cells = (_field(label, text, _COLUMN - 10, _EDGE + _COLUMN * place) for place, (label, text) in enumerate(fields))
    return [*beside(*cells), gap(3)]


def _field(label: str, text: str, room: float, x: float) -> list[Row]:
    return [*rows(label, SMALL, room, x), *rows(text, BODY, room, x)]


def _with_rule(row: Row) -> Row:
    return Row(row.height, (*row.marks, Box(0, 0, 3, row.height, GREEN)))


def _sum(source: str, amount: str) -> list[Row]:
    name = rows(source, BODY, FRAME_WIDTH - (_SUM if amount else 0))
    if not amount:
        return [gap(3), *name]
    first = Row(name[0].height, (*name[0].marks, *right_row(amount, BODY_BOLD, FRAME_WIDTH).marks))
    return [gap(2), first, *name[1:], Row(3, (Line(0, 2, FRAME_WIDTH, 2, RULE),))]


def plan_table(sheet: Sheet, plan: Plan) -> None:
    """A table to go on with by hand: the third column stays blank. Its head is repeated on each page."""
    heading(sheet, plan.title)
    sheet.add(rows(plan.intro, READING, FRAME_WIDTH))
    head = _plan_head(plan)
    sheet.heading(head, 8)
    for line in plan.lines:
        block = _plan_line(line)
        if not sheet.fits(block):
            sheet.new_page()
            sheet.heading(head)
        sheet.add(block)


def _plan_head(plan: Plan) -> list[Row]:
    activity, date, owner = plan.columns
    cells = beside(
        rows(activity, BODY_BOLD, _DATE_AT - 8),
        rows(date, BODY_BOLD, _DATE - 6, _DATE_AT + 6),
        rows(owner, BODY_BOLD, _OWNER - 6, _OWNER_AT + 6),
    )
    return [*cells, Row(3, (Line(0, 2, FRAME_WIDTH, 2, GREEN, 1.0),))]


def _plan_line(line: PlanLine) -> list[Row]:
    cells = beside(
        rows(line.code, BODY_GREEN, CODE - 4),
        rows(line.activity, BODY, _DATE_AT - CODE - 8, CODE),
        rows(line.date or _NO_DATE, BODY, _DATE - 6, _DATE_AT + 6),
    )
    cells += [gap(BODY.leading)] * (_PLAN_LINES - len(cells))
    ruled = [Row(row.height, (*row.marks, *_uprights(row.height))) for row in [gap(4), *cells, gap(4)]]
    return [*ruled, Row(0.5, (Line(0, 0, FRAME_WIDTH, 0, RULE),))]


def _uprights(height: float) -> tuple[Mark, ...]:
    return tuple(Line(x, 0, x, height, RULE) for x in (_DATE_AT, _OWNER_AT))
