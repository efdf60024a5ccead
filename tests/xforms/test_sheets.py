"""The sheets of an XLSForm as text, whatever file they are in, and the workbook made for authors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as ExcelWorkbook
from openpyxl import load_workbook

from desktop_app.errors import FileError, FormError
from desktop_app.xforms import xlsform_to_xlsx
from desktop_app.xforms.sheets import Row, Sheet, parse_workbook, read_workbook


def markdown(text: str) -> dict[str, Sheet]:
    return parse_workbook(text.encode(), ".md", "f").sheets


def test_a_markdown_table_is_a_workbook() -> None:
    text = """
Un título, que no importa.

| survey |
|--------|------|------|-------|
|        | type | name | label |
|        | text | a    | A \\| B |
|        |      |      |       |
|        | note | n    |       |
| Choices | list_name | name |
| | l | 1 |
"""
    assert markdown(text) == {
        "survey": Sheet(
            "survey",
            ("type", "name", "label"),
            (Row(2, {"type": "text", "name": "a", "label": "A | B"}), Row(3, {"type": "note", "name": "n"})),
        ),
        "choices": Sheet("Choices", ("list_name", "name"), (Row(2, {"list_name": "l", "name": "1"}),)),
    }


def test_a_csv_has_the_sheet_in_its_first_column() -> None:
    data = '\ufeffsurvey\r\n,type,name,label\r\n,text,a,"A, b\r\nc"\r\nsettings\r\n,form_id\r\n,x\r\n'.encode()
    assert parse_workbook(data, ".csv", "f").sheets == {
        "survey": Sheet(
            "survey", ("type", "name", "label"), (Row(2, {"type": "text", "name": "a", "label": "A, b\r\nc"}),)
        ),
        "settings": Sheet("settings", ("form_id",), (Row(2, {"form_id": "x"}),)),
    }


def test_cells_of_a_workbook_read_as_their_author_sees_them(tmp_path: Path) -> None:
    book = ExcelWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Survey"
    sheet.append(["type", "name", None, " label "])
    sheet.append(["text", 5.0, "sin nombre", True])
    sheet.append([None, 2.5, None, "a\xa0b"])
    sheet.append([])
    sheet.append(["", date(2026, 11, 20)])
    book.save(tmp_path / "f.xlsx")
    assert read_workbook(tmp_path / "f.xlsx").sheet("survey") == Sheet(
        "Survey",
        ("type", "name", "label"),
        (
            Row(2, {"type": "text", "name": "5", "label": "TRUE"}),
            Row(3, {"name": "2.5", "label": "a b"}),
            Row(5, {"name": "2026-11-20"}),
        ),
    )


def test_a_sheet_ends_after_many_blank_rows(tmp_path: Path) -> None:
    book = ExcelWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    sheet.append(["type"])
    sheet["A2"] = "text"
    sheet["A1000000"] = "lejos"
    sheet["ZZ3"] = "ancho"
    book.save(tmp_path / "f.xlsx")
    assert [row.number for row in read_workbook(tmp_path / "f.xlsx").sheet("survey").rows] == [2]


def test_twin_columns_are_refused() -> None:
    with pytest.raises(FormError) as refused:
        markdown("| survey |\n| | type | name | type |")
    assert (refused.value.code, refused.value.place.column) == ("FORM-009", "type")


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FormError) as refused:
        markdown("| survey |\n| | type |\n" + "| | text |\n" * 60_001)
    assert refused.value.code == "FORM-004"


def test_a_sheet_that_is_not_there_is_empty() -> None:
    assert parse_workbook(b"| survey |\n| | type |", ".md", "f").sheet("choices") == Sheet("choices", ())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([".md", ".csv", ".xlsx"]),
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "ignore")),
)
def test_no_bytes_make_a_reader_fail_otherwise_than_explained(suffix: str, data: bytes) -> None:
    try:
        assert parse_workbook(data, suffix, "f").sheets
    except FormError as error:
        assert error.explain().remedy  # noqa: PT017 (either it reads or it says why)


# -- the workbook for authors ----------------------------------------------------------------------------------------

SOURCE = """
| survey |
| | type | name | label::Español (es) | calculation |
| | select_one l | a | ¿Cuánto? | |
| | calculate | c | | =1+1 |
| choices |
| | list_name | name | label::Español (es) |
| | l | 05 | Cinco |
"""


def test_the_workbook_has_the_same_cells(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(SOURCE, encoding="utf-8")
    xlsform_to_xlsx(tmp_path / "f.md", tmp_path / "salida" / "f.xlsx")
    assert read_workbook(tmp_path / "salida" / "f.xlsx").sheets == read_workbook(tmp_path / "f.md").sheets


def test_the_workbook_is_ready_for_authors(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(SOURCE, encoding="utf-8")
    xlsform_to_xlsx(tmp_path / "f.md", tmp_path / "f.xlsx")
    book = load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["survey", "choices"]
    sheet = book["survey"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["D3"].data_type == "s"
    assert sheet["D3"].value == "=1+1"
    assert book["choices"]["B2"].value == "05"
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["B"].width


def test_a_target_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "f.xlsx").mkdir()
    with pytest.raises(FileError):
        xlsform_to_xlsx(tmp_path / "f.md", tmp_path / "f.xlsx")
