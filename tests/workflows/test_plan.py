"""The plan of an open response as values, and the two files made of it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from desktop_app.errors import ReportError
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.plan import plan_content, plan_ics, plan_xlsx
from tests.support import forms
from tests.support.waves import NOW, PLAN, answered, desk

ANSWERS = {
    f"{PLAN}[1]/opportunity": "I1",
    f"{PLAN}[1]/activity": "Escriba el plan",
    f"{PLAN}[1]/owner": "Coordinación",
    f"{PLAN}[1]/due": "2027-03-15",
    f"{PLAN}[1]/budget": "2500000",
    f"{PLAN}[1]/state": "underway",
    f"{PLAN}[2]/owner": "",
    f"{PLAN}[3]/activity": "Busque mercados",
    f"{PLAN}[3]/state": "planned",
}


def test_what_the_plan_says() -> None:
    content = plan_content(desk(ANSWERS), NOW, "es")
    assert (content.title, content.wave, content.language) == ("Plan", "2026", "es")
    assert [(column.field, column.heading(), column.kind) for column in content.columns] == [
        ("opportunity", "Oportunidad", "text"),
        ("activity", "Actividad", "text"),
        ("owner", "Responsable", "text"),
        ("due", "Fecha", "date"),
        ("budget", "Presupuesto (pesos)", "number"),
        ("state", "Estado", "text"),
    ]
    assert content.columns[-1].choices == ("Por empezar", "En curso", "Hecha", "Descartada")
    assert [row.cells for row in content.rows] == [
        ("Plan de acción", "Escriba el plan", "Coordinación", date(2027, 3, 15), 2_500_000, "En curso"),
        (None, "Busque mercados", None, None, None, "Por empezar"),
    ]
    assert [row.state for row in content.rows] == ["underway", "planned"]
    assert [day for _, day in content.due()] == [date(2027, 3, 15)]


def test_in_english() -> None:
    at = Desk("r1", answered(ANSWERS, language="English (en)"), DeskFacts(initiative_name="Cacao", wave="2026"))
    content = plan_content(at, NOW, "en")
    assert content.columns[0].heading() == "Opportunity"
    assert content.rows[0].cells[-1] == "Under way"
    assert content.initiative == "Cacao"


def test_an_action_is_known_again_by_its_response_and_its_place() -> None:
    first, second = plan_content(desk(ANSWERS), NOW, "es").rows
    changed = plan_content(desk({**ANSWERS, f"{PLAN}[1]/activity": "Otra cosa"}), NOW, "es").rows
    assert [row.uid for row in changed] == [first.uid, second.uid]
    assert first.uid != second.uid
    other = plan_content(Desk("r2", answered(ANSWERS)), NOW, "es").rows
    assert not {row.uid for row in other} & {first.uid, second.uid}


def test_both_files_open() -> None:
    content = plan_content(desk(ANSWERS), NOW, "es")
    sheet = load_workbook(io.BytesIO(plan_xlsx(content))).active
    assert sheet["B5"].value == "Escriba el plan"
    events = Calendar.from_ical(plan_ics(content)).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Escriba el plan"]


def test_an_empty_plan_is_a_sheet_to_fill_and_no_calendar() -> None:
    content = plan_content(desk({}), NOW, "es")
    assert content.rows == ()
    sheet = load_workbook(io.BytesIO(plan_xlsx(content))).active
    assert [cell.value for cell in sheet[4]][:2] == ["Oportunidad", "Actividad"]
    with pytest.raises(ReportError) as refused:
        plan_ics(content)
    assert refused.value.code == "REP-020"


def test_a_form_without_a_plan_has_none() -> None:
    session = forms.session(
        """
        | survey |
        | | type | name | label |
        | | text | name | Nombre |
        | settings |
        | | form_title | form_id |
        | | Uno | uno |
        """
    )
    content = plan_content(Desk("r1", session), NOW, "es")
    assert (content.title, content.columns, content.rows) == ("Plan de mejora", (), ())
    load_workbook(io.BytesIO(plan_xlsx(content)))
