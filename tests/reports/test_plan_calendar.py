"""The plan's calendar, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from desktop_app.errors import ReportError
from desktop_app.reports.plan_calendar import plan_ics
from desktop_app.reports.plan_content import Cell, PlanColumn, PlanContent, PlanRow
from desktop_app.xforms.datatypes import printable

NOW = datetime(2026, 11, 20, 10, 4, 5, 999, tzinfo=timezone(timedelta(hours=-5)))
COLUMNS = (
    PlanColumn("opportunity", "¿Qué indicador mejora?"),
    PlanColumn("activity", "Acción"),
    PlanColumn("start", "Inicio", "date"),
    PlanColumn("due", "Fin", "date"),
    PlanColumn("budget", "Presupuesto", "number", "pesos"),
    PlanColumn("state", "Estado"),
)
DAY = date(2027, 3, 15)


def row(activity: Cell, due: Cell = DAY, *, uid: str = "u1", state: str = "planned") -> PlanRow:
    return PlanRow(uid, ("A2.2 Plan de acción", activity, date(2027, 1, 5), due, 2_500_000, "En curso"), state)


def content(*rows: PlanRow, language: str = "es") -> PlanContent:
    return PlanContent("Plan de mejora", "Cacao; Arauca", "SSME", "2026", NOW, language, COLUMNS, rows)


def events(*rows: PlanRow, language: str = "es") -> list[Event]:
    data = plan_ics(content(*rows, language=language), NOW)
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_an_action_lasts_the_day_it_is_due() -> None:
    (event,) = events(row("Escriba el plan"))
    assert event["dtstart"].dt == DAY
    assert event["dtend"].dt == date(2027, 3, 16)
    assert event["dtstart"].params["value"] == "DATE"
    assert str(event["uid"]) == "u1"
    assert event["dtstamp"].dt == datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)
    assert str(event["summary"]) == "Escriba el plan"
    assert (str(event["transp"]), str(event["status"])) == ("TRANSPARENT", "CONFIRMED")


def test_it_says_the_rest_in_the_forms_words() -> None:
    (event,) = events(row("Escriba el plan"))
    assert str(event["description"]).split("\n") == [
        "Cacao; Arauca",
        "¿Qué indicador mejora? A2.2 Plan de acción",
        "Inicio: 05/01/2027",
        "Presupuesto (pesos): 2.500.000",
        "Estado: En curso",
    ]
    (event,) = events(row("x"), language="en")
    assert "Presupuesto (pesos): 2,500,000" in str(event["description"])


def test_it_announces_itself_a_week_before() -> None:
    (event,) = events(row("Escriba el plan"))
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-7, hours=9)
    assert str(alarm["action"]) == "DISPLAY"
    assert str(alarm["description"]) == "Falta una semana: Escriba el plan"


@pytest.mark.parametrize(("state", "status"), [("done", "CONFIRMED"), ("dropped", "CANCELLED")])
def test_what_is_over_announces_nothing(state: str, status: str) -> None:
    (event,) = events(row("Escriba el plan", state=state))
    assert event.walk("VALARM") == []
    assert str(event["status"]) == status


def test_what_has_no_date_is_in_no_calendar() -> None:
    found = events(row("Uno", None, uid="u1"), row("Dos", uid="u2"), row("Tres", "pronto", uid="u3"))
    assert [str(event["uid"]) for event in found] == ["u2"]
    with pytest.raises(ReportError) as refused:
        plan_ics(content(row("Uno", None)), NOW)
    assert refused.value.code == "REP-020"


def test_the_file_is_as_the_standard_has_it() -> None:
    long = "Reúna a los actores, escriba; y revise \\ el plan " * 8
    data = plan_ics(content(row(f"{long}\nOtra línea")), NOW)
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 for line in lines)
    assert b"VERSION:2.0" in lines
    assert b"\n" not in data.replace(b"\r\n", b"")
    unfolded = data.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Reúna a los actores\\, escriba\\; y revise \\\\ el plan" in unfolded
    assert "\\nOtra línea" in unfolded
    assert b"X-WR-CALNAME:Plan de mejora: Cacao\\; Arauca" in lines


def test_an_action_without_words_goes_by_its_indicator() -> None:
    (event,) = events(row(None))
    assert str(event["summary"]) == "A2.2 Plan de acción"


def test_the_last_day_there_is() -> None:
    (event,) = events(row("x", date.max))
    assert "dtend" not in event


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=200), st.dates()), min_size=1, max_size=3))
def test_any_words_are_read_back(actions: list[tuple[str, date]]) -> None:
    rows = [row(text, day, uid=f"u{number}") for number, (text, day) in enumerate(actions)]
    for event, (text, day) in zip(events(*rows), actions, strict=True):
        assert str(event["summary"]) == printable(text.replace("\r\n", "\n").replace("\r", "\n"))
        assert event["dtstart"].dt == day


def test_nothing_said_can_add_a_line() -> None:
    sneaky = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:otro"
    (event,) = events(row(sneaky))
    assert str(event["uid"]) == "u1"
    made = replace(content(row("y")), title="t\r\nATTACH:file:///x", initiative="i\nX:1")
    assert len(Calendar.from_ical(plan_ics(made, NOW)).walk("VEVENT")) == 1
    assert b"\r\nATTACH" not in plan_ics(made, NOW)
