"""Workbooks that are huge, odd or hostile: read as their author sees them, or refused with the cell and the reason."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook as ExcelWorkbook

from desktop_app.errors import FormError, Place
from desktop_app.xforms import Form, Session, check
from desktop_app.xforms.sheets import Row, parse_workbook, read_workbook
from tests.support.forms import NOW

Cells = list[list[object]]
SURVEY: Cells = [["type", "name", "label"], ["text", "a", "A"]]


def workbook(sheets: dict[str, Cells]) -> bytes:
    book = ExcelWorkbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed, or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes, suffix: str = ".xlsx") -> tuple[str, Place]:
    with pytest.raises(FormError) as refused:
        parse_workbook(data, suffix, "f")
    assert refused.value.explain().remedy
    return refused.value.code, refused.value.place


def rows(data: bytes) -> tuple[Row, ...]:
    return parse_workbook(data, ".xlsx", "f").sheet("survey").rows


# -- what is huge ------------------------------------------------------------------------------------------------------


def test_twenty_thousand_choices_make_a_form(tmp_path: Path) -> None:
    lines = ["| survey |", "| | type | name | label | choice_filter |", "| | text | zona | Z | |"]
    lines += ["| | select_one l | q | Q | zona = ${zona} |", "| choices |", "| | list_name | name | label | zona |"]
    lines += [f"| | l | c{number} | Opción {number} | z{number % 40} |" for number in range(20_000)]
    (tmp_path / "f.md").write_text("\n".join(lines), encoding="utf-8")
    assert check(tmp_path / "f.md") == []
    session = Session(Form.load(tmp_path / "f.md"), now=NOW)
    session.set("/data/zona", "z7")
    assert len(session.choices("/data/q")) == 500
    assert session.choices("/data/q")[1].label == "Opción 47"


def test_ten_thousand_questions_make_a_form(tmp_path: Path) -> None:
    lines = ["| survey |", "| | type | name | label | relevant | constraint |"]
    lines += [f"| | integer | q{number} | ¿{number}? | | . > 3 |" for number in range(9_999)]
    lines += ["| | text | z | Z | ${q9998} > 5 | |"]
    (tmp_path / "f.md").write_text("\n".join(lines), encoding="utf-8")
    assert check(tmp_path / "f.md") == []
    session = Session(Form.load(tmp_path / "f.md"), now=NOW)
    assert session.set("/data/q9998", "9").relevant == {"/data/z": True}


def test_a_workbook_of_many_choices_is_read() -> None:
    choices: Cells = [["list_name", "name", "label"], *[["l", number, f"Opción {number}"] for number in range(20_000)]]
    read = parse_workbook(workbook({"survey": SURVEY, "choices": choices}), ".xlsx", "f").sheet("choices")
    assert (len(read.rows), read.rows[-1].number) == (20_000, 20_001)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (
            "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | form_title |\n| | {} |\n",
            ".md",
        ),
        ("survey\n,type,name,label\n,text,a,A\nsettings\n,form_title\n,{}\n", ".csv"),
    ],
)
def test_a_title_of_a_megabyte_is_refused_where_it_is(data: str, suffix: str) -> None:
    code, place = refusal(data.format("x" * 1_000_000).encode(), suffix)
    assert (code, place.sheet) == ("FORM-080", "settings")


def test_a_long_title_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(workbook({"survey": SURVEY, "settings": [["form_title"], ["x" * 32_000]]}))
    with pytest.raises(FormError) as refused:
        Form.load(tmp_path / "f.xlsx")
    assert refused.value.code == "FORM-005"
    assert [found.code for found in check(tmp_path / "f.xlsx")] == ["FORM-005"]


def test_a_cell_that_is_too_long_is_refused_where_it_is() -> None:
    text = f"| survey |\n| | type | name | label |\n| | text | a | {'x' * 40_000} |"
    assert refusal(text.encode(), ".md") == ("FORM-080", Place(sheet="survey", row=2, column="label"))


# -- what is hostile ---------------------------------------------------------------------------------------------------


def test_an_archive_that_grows_is_refused_before_it_does() -> None:
    bomb = with_part(workbook({"survey": SURVEY}), "xl/bomba.bin", lambda _: bytes(30 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert refusal(bomb)[0] == "FORM-004"


def test_an_archive_of_too_many_parts_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(1_100):
            archive.writestr(f"parte{number}.bin", b"")
    assert refusal(target.getvalue())[0] == "FORM-004"


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(with_part(workbook({"survey": SURVEY}), SHEET, lambda old: old + b" " * 100_000))
    entry = data.rindex(SHEET.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, entry + 24, 10)
    assert refusal(bytes(data))[0] == "FORM-007"


@pytest.mark.parametrize(
    "declaration", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"]
)
def test_a_part_that_declares_entities_is_refused(declaration: bytes) -> None:
    data = with_part(workbook({"survey": SURVEY}), SHEET, lambda old: declaration + old)
    assert refusal(data)[0] == "FORM-006"


@pytest.mark.parametrize("filler", [b"<c ", b"<c r='A1'><f>", b'<c r="A1"><f ', b'<c r="A1">' + b" " * 50, b"<f>"])
def test_a_part_made_to_keep_a_reader_busy_does_not(filler: bytes) -> None:
    data = with_part(workbook({"survey": SURVEY}), SHEET, lambda _: b"<worksheet>" + filler * 150_000)
    assert refusal(data)[0] == "FORM-007"


def test_far_cells_cost_nothing() -> None:
    book: Cells = [*SURVEY, *[[] for _ in range(10)]]
    data = workbook({"survey": book})
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = with_part(data, SHEET, lambda old: old.replace(b"</sheetData>", far))
    assert rows(data) == (Row(2, {"type": "text", "name": "a", "label": "A"}),)


# -- what is odd -------------------------------------------------------------------------------------------------------


def test_cells_are_read_as_they_look() -> None:
    cells: Cells = [
        ["type", "name ", "  label", "default"],
        ["text ", " a", "A\xa0b ", 0.1 + 0.2],
        ["date", "b", 5, datetime(2026, 11, 20)],  # noqa: DTZ001 (Excel knows no zones)
        ["dateTime", "c", 7.0, datetime(2026, 11, 20, 10, 30)],  # noqa: DTZ001
        ["time", "d", "007", time(10, 30)],
        ["decimal", "e", True, 1e-7],
        ["decimal", "f", date(2026, 11, 20), 1e20],
    ]
    assert [tuple(row.cells.values()) for row in rows(workbook({"SURVEY ": cells}))] == [
        ("text", "a", "A b", "0.3"),
        ("date", "b", "5", "2026-11-20"),
        ("dateTime", "c", "7", "2026-11-20T10:30:00"),
        ("time", "d", "007", "10:30:00"),
        ("decimal", "e", "TRUE", "0.0000001"),
        ("decimal", "f", "2026-11-20", "100000000000000000000"),
    ]


def test_merged_cells_count_once_and_hidden_rows_count() -> None:
    book = ExcelWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for cells in ([*SURVEY[0], "hint"], ["text", "a", "A"], ["text", "b", "B", "ayuda"]):
        sheet.append(cells)
    sheet.merge_cells("C2:D2")
    sheet.row_dimensions[3].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    assert [dict(row.cells) for row in rows(buffer.getvalue())] == [
        {"type": "text", "name": "a", "label": "A"},
        {"type": "text", "name": "b", "label": "B", "hint": "ayuda"},
    ]


def formula(cell: str) -> bytes:
    """A workbook whose cell C2 is ``cell``."""
    old = b'<c r="C2" t="inlineStr"><is><t>A</t></is></c>'
    data = workbook({"survey": [["type", "name", "label"], ["text", "a", 1]]})
    return with_part(data, SHEET, lambda part: part.replace(b'<c r="C2" t="n"><v>1</v></c>', cell.encode() or old))


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ('<c r="C2" t="str"><f>B2&amp;"!"</f><v>a!</v></c>', "a!"),
        ('<c r="C2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="C2" t="str"><f>""</f><v></v></c>', None),
    ],
)
def test_a_formula_reads_as_its_result(cell: str, label: str | None) -> None:
    assert rows(formula(cell))[0].cells.get("label") == label


@pytest.mark.parametrize(
    "cell", ['<c r="C2"><f>1+1</f></c>', '<c r="C2"><f>1+1</f><v/></c>', '<c r="C2"><f>A1</f><v></v></c>']
)
def test_a_formula_without_its_result_is_refused_where_it_is(cell: str) -> None:
    assert refusal(formula(cell)) == ("FORM-082", Place(sheet="survey", row=2, column="C"))


def test_a_formula_in_a_sheet_of_notes_is_nobodys_concern() -> None:
    data = workbook({"survey": SURVEY, "notas": [["=1+1"]]})
    assert rows(data) == (Row(2, {"type": "text", "name": "a", "label": "A"}),)


def test_an_error_of_excel_is_found_at_its_cell(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(formula('<c r="C2" t="e"><f>A99/0</f><v>#DIV/0!</v></c>'))
    (found,) = check(tmp_path / "f.xlsx")
    assert (found.code, found.place, found.params) == (
        "FORM-081",
        Place(sheet="survey", row=2, column="label"),
        {"value": "#DIV/0!"},
    )


def test_looks_that_are_not_understood_do_not_matter() -> None:
    extension = b'<extLst><ext uri="{00000000-0000-0000-0000-000000000000}"/></extLst></worksheet>'
    data = with_part(workbook({"survey": SURVEY}), SHEET, lambda old: old.replace(b"</worksheet>", extension))
    assert len(rows(data)) == 1


def test_a_header_below_an_empty_row_is_missed_with_words(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(workbook({"survey": [[], *SURVEY]}))
    found = {(finding.code, finding.params["column"]) for finding in check(tmp_path / "f.xlsx")}
    assert found == {("FORM-042", "type"), ("FORM-042", "name")}


@pytest.mark.parametrize("title", ["choice", "Opciones", "choises"])
def test_a_sheet_that_is_called_wrongly(tmp_path: Path, title: str) -> None:
    survey: Cells = [SURVEY[0], ["select_one l", "a", "A"]]
    (tmp_path / "f.xlsx").write_bytes(workbook({"Survey": survey, title: [["list_name", "name"], ["l", "1"]]}))
    assert {finding.code for finding in check(tmp_path / "f.xlsx")} == {"FORM-051", "FORM-030"}


OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("f.xls", OLD, "FORM-083"),
        ("F.XLS", b"type,name", "FORM-083"),
        ("f.xlsx", OLD, "FORM-069"),
        ("f.xlsx", b"survey,type,name\n,text,a\n", "FORM-007"),
        ("f.xlsx", b"", "FORM-007"),
        ("f.xlsx", b"PK\x03\x04" + bytes(100), "FORM-007"),
        ("f.md", OLD, "FORM-007"),
        ("f.csv", "survey\n,type,name,label\n,text,a,Año\n".encode("cp1252"), "FORM-067"),
        ("f.ods", b"x", "FORM-001"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_with_words(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FormError) as refused:
        read_workbook(tmp_path / name)
    assert refused.value.code == code
    assert [found.code for found in check(tmp_path / name)] == [code]
