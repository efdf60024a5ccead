"""The improvement plan as a workbook: dates and numbers are such, and whatever else was written stays text."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from desktop_app.reports.plan_content import Cell, PlanColumn, PlanContent, PlanRow
from desktop_app.reports.sheet_cells import TOO_LARGE, print_on_letter, write_header, write_line, write_text
from desktop_app.texts import Texts
from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROW: Final = 4
_WIDTHS: Final = {
    "opportunity": 28, "activity": 46, "owner": 24, "start": 12, "due": 12, "budget": 18,
    "source": 22, "indicator": 26, "target": 22, "state": 14, "report": 46,
}  # fmt: skip
_USUAL = 20
_STATE_FILLS: Final = {"planned": "FFF6DD", "underway": "DCEBFA", "done": "DDF1E0", "dropped": "E8E8E8"}
_MOST_IN_LIST = 255
_NUMBER: Final = "#,##0"
_DECIMALS: Final = "#,##0.00"
_FIRST_YEAR = 1900  # the calendar of a sheet knows none before
_SPARE_ROWS = 50


def plan_xlsx(content: PlanContent) -> bytes:
    """One sheet: title, initiative and wave, a header that stays in sight and filters, and a row for each action."""
    from openpyxl import Workbook

    texts = Texts.load("plan", content.language)
    book = Workbook()
    sheet = book.active
    sheet.title = texts["sheet"]
    _heading(sheet, content, texts)
    for place, column in enumerate(content.columns, start=1):
        write_header(sheet, HEADER_ROW, place, column.heading(), _WIDTHS.get(column.field, _USUAL))
    for number, row in enumerate(content.rows, start=HEADER_ROW + 1):
        _action(sheet, number, row, content, texts["date"])
    _arrange(sheet, content)
    properties = book.properties
    properties.creator = "Telar"
    properties.title = printable(f"{content.title}: {content.initiative}")
    properties.created = properties.modified = content.created.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Worksheet, content: PlanContent, texts: Texts) -> None:
    day = content.created.strftime(texts["day"])
    write_line(sheet, 1, content.title, bold=True, size=16)
    write_line(sheet, 2, content.initiative, bold=True, size=12)
    said = texts["subtitle"].format(instrument=content.instrument, wave=content.wave, date=day)
    write_line(sheet, 3, said, color="555555")


def _action(sheet: Worksheet, number: int, row: PlanRow, content: PlanContent, date_format: str) -> None:
    from openpyxl.styles import Alignment, PatternFill

    for place, (column, value) in enumerate(zip(content.columns, row.cells, strict=True), start=1):
        cell = sheet.cell(row=number, column=place)
        _write(cell, value, date_format)
        cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
        if column.field == "state" and row.state in _STATE_FILLS:
            cell.fill = PatternFill("solid", fgColor=_STATE_FILLS[row.state])


def _write(cell: Any, value: Cell, date_format: str) -> None:
    if value is None:
        return
    if isinstance(value, date) and value.year >= _FIRST_YEAR:
        cell.value = value
        cell.number_format = date_format
    elif isinstance(value, int | float) and abs(value) < TOO_LARGE:
        cell.value = value
        cell.number_format = _NUMBER if float(value).is_integer() else _DECIMALS
    else:
        write_text(cell, str(value))


def _arrange(sheet: Worksheet, content: PlanContent) -> None:
    from openpyxl.utils import get_column_letter

    last_row = HEADER_ROW + max(1, len(content.rows))
    last_column = get_column_letter(max(1, len(content.columns)))
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last_column}{last_row}"
    print_on_letter(sheet, HEADER_ROW)
    for place, column in enumerate(content.columns, start=1):
        if column.field == "state":
            _offer(sheet, get_column_letter(place), column, last_row + _SPARE_ROWS)


def _offer(sheet: Worksheet, letter: str, column: PlanColumn, last_row: int) -> None:
    """The states as a list to choose from; a label with a comma or quotes cannot stand in one."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(column.choices)
    if not column.choices or len(listed) > _MOST_IN_LIST or any(set(label) & set(',"') for label in column.choices):
        return
    offered = DataValidation(type="list", formula1=f'"{printable(listed)}"', allow_blank=True)
    offered.add(f"{letter}{HEADER_ROW + 1}:{letter}{last_row}")
    sheet.add_data_validation(offered)
