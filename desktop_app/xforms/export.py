"""A text XLSForm written as a workbook, for authors who work in Excel."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

from desktop_app.fileio import write_atomic
from desktop_app.xforms.datatypes import printable
from desktop_app.xforms.sheets import Sheet, read_workbook

_WIDTHS: Final = {"type": 24, "name": 22, "list_name": 20}
_LONG: Final = ("label", "hint", "guidance", "constraint_message", "required_message", "calculation", "relevant")
_NARROW, _WIDE, _USUAL = 12, 48, 18


def xlsform_to_xlsx(source: Path, target: Path) -> None:
    """Writes the sheets of ``source`` (``.md``, ``.csv``) to ``target``: the same cells, in the same rows, as text.

    Raises:
        FormError: the source is no XLSForm.
        FileError: reading or writing fails.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in read_workbook(source).sheets.values():
        _write(book.create_sheet(sheet.name[:31]), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    write_atomic(target, buffer.getvalue())


def _write(worksheet: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(sheet.header, start=1):
        heading = worksheet.cell(row=1, column=place, value=column)
        heading.font = Font(bold=True)
        worksheet.column_dimensions[get_column_letter(place)].width = _width(column)
        for row in sheet.rows:
            text = row.cells.get(column)
            if text is None:
                continue
            cell = worksheet.cell(row=row.number, column=place)
            # As text: a cell that begins with = must not become a formula, nor a code such as 05 a number.
            cell.value = printable(text)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=_width(column) == _WIDE, vertical="top")
    worksheet.freeze_panes = "A2"


def _width(column: str) -> int:
    if column in _WIDTHS:
        return _WIDTHS[column]
    if column.startswith(_LONG):
        return _WIDE
    return _NARROW if len(column) <= 10 else _USUAL
