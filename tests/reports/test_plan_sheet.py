"""The plan's workbook, read back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop_app.reports.plan_content import Cell, PlanColumn, PlanContent, PlanRow
from desktop_app.reports.plan_sheet import HEADER_ROW, plan_xlsx
from desktop_app.xforms.datatypes import printable

FIRST = HEADER_ROW + 1
STATES = ("Por empezar", "En curso", "Hecha", "Descartada")
COLUMNS = (
    PlanColumn("activity", "Acción"),
    PlanColumn("due", "Fin", "date"),
    PlanColumn("budget", "Presupuesto", "number", "pesos"),
    PlanColumn("state", "Estado", choices=STATES),
)


def row(*cells: Cell, state: str = "planned") -> PlanRow:
    return PlanRow("uid", cells, state)


CONTENT = PlanContent(
    title="Plan de mejora",
    initiative="Cacao de Arauca",
    instrument="SSME",
    wave="2026",
    created=datetime(2026, 11, 20, 15, 4, tzinfo=UTC),
    language="es",
    columns=COLUMNS,
    rows=(
        row("Escriba el plan", date(2027, 3, 15), 2_500_000, "En curso", state="underway"),
        row("Busque mercados", date(2027, 6, 30), 1_250.5, "Por empezar"),
        row("Dé ejemplo", None, None, "Hecha", state="done"),
    ),
)


def sheet_of(content: PlanContent) -> Any:
    return load_workbook(io.BytesIO(plan_xlsx(content))).active


def with_rows(*rows: PlanRow) -> PlanContent:
    return replace(CONTENT, rows=rows)


def test_what_stands_above() -> None:
    sheet = sheet_of(CONTENT)
    assert [sheet.cell(number, 1).value for number in (1, 2, 3)] == [
        "Plan de mejora",
        "Cacao de Arauca",
        "SSME. Ola 2026. Plan al 20/11/2026.",
    ]
    assert [cell.value for cell in sheet[HEADER_ROW]] == ["Acción", "Fin", "Presupuesto (pesos)", "Estado"]
    assert all(cell.font.bold for cell in sheet[HEADER_ROW])
    assert sheet_of(replace(CONTENT, language="en"))["A3"].value == "SSME. Wave 2026. Plan as of 20/11/2026."


def test_dates_and_numbers_are_such() -> None:
    sheet = sheet_of(CONTENT)
    due, budget = sheet.cell(FIRST, 2), sheet.cell(FIRST, 3)
    assert due.is_date
    assert due.value.date() == date(2027, 3, 15)
    assert due.number_format == "dd/mm/yyyy"
    assert (budget.value, budget.number_format) == (2_500_000, "#,##0")
    assert (sheet.cell(FIRST + 1, 3).value, sheet.cell(FIRST + 1, 3).number_format) == (1250.5, "#,##0.00")
    assert sheet.cell(FIRST + 2, 2).value is None


def test_the_header_stays_in_sight_and_filters() -> None:
    sheet = sheet_of(CONTENT)
    assert sheet.freeze_panes == f"A{FIRST}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:D{FIRST + 2}"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width
    assert sheet.page_setup.orientation == "landscape"


def test_states_are_told_by_colour_beside_their_word_and_offered() -> None:
    sheet = sheet_of(CONTENT)
    colours = [sheet.cell(number, 4).fill.fgColor.rgb for number in range(FIRST, FIRST + 3)]
    assert len(set(colours)) == 3
    (offered,) = sheet.data_validations.dataValidation
    assert offered.formula1 == '"Por empezar,En curso,Hecha,Descartada"'
    assert f"D{FIRST}" in offered.sqref


@pytest.mark.parametrize("choices", [(), ("Sí, ya",), ('Dice "no"',), ("x" * 130, "y" * 130)])
def test_states_that_no_list_can_hold_are_not_offered(choices: tuple[str, ...]) -> None:
    columns = (*COLUMNS[:3], replace(COLUMNS[3], choices=choices))
    assert not sheet_of(replace(CONTENT, columns=columns)).data_validations.dataValidation


@pytest.mark.parametrize("text", ["=1+1", "+57 300", "-5", "@SUMA(A1)", "\t=1+1", '=HYPERLINK("http://x")', "=", "'=1"])
def test_nothing_that_was_written_becomes_a_formula(text: str) -> None:
    content = replace(with_rows(row(text, text, text, text)), title=text, initiative=text)
    data = plan_xlsx(content)
    sheet = load_workbook(io.BytesIO(data)).active
    for cell in (sheet["A1"], sheet["A2"], *sheet[FIRST]):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_day_that_sheets_do_not_know_is_text() -> None:
    sheet = sheet_of(with_rows(row("x", date(1850, 1, 2), None, None)))
    assert sheet.cell(FIRST, 2).value == "1850-01-02"


def test_a_number_that_sheets_cannot_hold_is_text() -> None:
    sheet = sheet_of(with_rows(row("x", None, 1.7e308, None)))
    assert (sheet.cell(FIRST, 3).value, sheet.cell(FIRST, 3).data_type) == ("1.7e+308", "s")


def test_an_empty_plan_has_its_header() -> None:
    sheet = sheet_of(with_rows())
    assert sheet.max_row == HEADER_ROW
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:D{FIRST}"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.dates(), st.floats(allow_nan=False, allow_infinity=False))
def test_any_values_are_read_back(text: str, day: date, number: float) -> None:
    sheet = sheet_of(with_rows(row(text, day, number, text)))
    kept = printable(text)
    found = sheet.cell(FIRST, 1).value
    assert (found or "").replace("\r\n", "\n").replace("\r", "\n") == kept.replace("\r\n", "\n").replace("\r", "\n")
    assert float(sheet.cell(FIRST, 3).value) == pytest.approx(number)
    if day.year >= 1901:
        assert sheet.cell(FIRST, 2).value.date() == day
