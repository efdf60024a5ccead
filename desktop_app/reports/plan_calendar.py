"""The improvement plan's due dates as a calendar file.

Events and not to-dos: Google Calendar and Outlook show the one and drop the other. Each lasts the whole day, leaves it
free, and announces itself a week before; read again after a change, an event replaces the one with its ``UID``.
Source: RFC 5545.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop_app.errors import ReportError
from desktop_app.reports.plan_content import Cell, PlanContent, PlanRow
from desktop_app.texts import Texts
from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT: Final = "-//Telar//Plan de mejora//ES"
ANNOUNCED: Final = timedelta(days=-7, hours=9)
"""From the beginning of the day: at nine in the morning, a week before."""
_OVER: Final = ("done", "dropped")


def plan_ics(content: PlanContent, now: datetime) -> bytes:
    """An event for each action that has a due date; what is done or dropped no longer announces itself.

    ``ReportError`` ``REP-020`` where no action has one: a calendar without events is none.
    """
    from icalendar import Calendar, vText

    due = content.due()
    if not due:
        raise ReportError("REP-020")
    texts = Texts.load("plan", content.language)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    named = _text(texts["calendar"].format(title=content.title, initiative=content.initiative))
    calendar.add("x-wr-calname", vText(" ".join(named.split())))  # as text: by itself it would be left unescaped
    for row, day in due:
        calendar.add_component(_event(row, day, content, now, texts))
    return bytes(calendar.to_ical())


def _event(row: PlanRow, day: date, content: PlanContent, now: datetime, texts: Texts) -> Event:
    from icalendar import Alarm, Event

    activity = _text(str(content.cell(row, "activity") or content.cell(row, "opportunity") or content.title))
    event = Event()
    event.add("uid", row.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", activity)
    event.add("description", _description(row, content, texts))
    event.add("status", "CANCELLED" if row.state == "dropped" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if row.state not in _OVER:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", texts["alarm"].format(activity=activity))
        alarm.add("trigger", ANNOUNCED)
        event.add_component(alarm)
    return event


def _description(row: PlanRow, content: PlanContent, texts: Texts) -> str:
    said = [
        texts["asked" if column.heading().endswith("?") else "line"].format(
            label=column.heading(), value=_words(cell, texts)
        )
        for column, cell in zip(content.columns, row.cells, strict=True)
        if cell is not None and column.field not in ("activity", "due")
    ]
    return _text("\n".join([content.initiative, *said]))


def _words(cell: Cell, texts: Texts) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/}{cell.year:04}"
    if isinstance(cell, int | float):
        return f"{cell:,.15g}".translate(str.maketrans(",.", texts["marks"]))
    return str(cell)


def _text(text: str) -> str:
    """As a calendar takes it: one kind of line end, and no control characters."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))
