"""XLSForms written as workbooks, for authors who work in Excel."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from desktop_app.fileio import write_atomic
from desktop_app.xforms.datatypes import printable
from desktop_app.xforms.sheets import Sheet, read_workbook

_WIDTHS: Final = {"type": 24, "name": 22, "list_name": 20}
_LONG: Final = ("label", "hint", "guidance", "constraint_message", "required_message", "calculation", "relevant")
_NARROW, _WIDE, _USUAL = 12, 48, 18
_COMMENT: Final = (150, 340)


def xlsform_to_xlsx(source: Path, target: Path) -> None:
    """Writes the sheets of ``source`` (``.md``, ``.csv``) to ``target``: the same cells, in the same rows, as text.

    Raises:
        FormError: the source is no XLSForm.
        FileError: reading or writing fails.
    """
    write_workbook(read_workbook(source).sheets.values(), target)


def write_workbook(sheets: Iterable[Sheet], target: Path, comments: Mapping[str, str] | None = None) -> None:
    """Writes ``sheets`` to ``target``, each cell in its row, as text.

    ``comments`` go with the headings: by sheet and column, such as ``survey.label``, without language or prefix.

    Raises:
        FileError: writing fails.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name[:31]), sheet, comments or {})
    buffer = io.BytesIO()
    book.save(buffer)
    write_atomic(target, buffer.getvalue())


def _write(worksheet: Any, sheet: Sheet, comments: Mapping[str, str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(sheet.header, start=1):
        heading = worksheet.cell(row=1, column=place, value=column)
        heading.font = Font(bold=True)
        said = comments.get(f"{sheet.name}.{_plain(column)}")
        if said:
            heading.comment = Comment(said, "Telar", height=_COMMENT[0], width=_COMMENT[1])
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


def _plain(column: str) -> str:
    """A column's name without its language, or without the prefix of an attribute."""
    return column.rpartition(":")[2] if column.startswith("bind::") else column.partition("::")[0]


def _width(column: str) -> int:
    if column in _WIDTHS:
        return _WIDTHS[column]
    if column.startswith(_LONG):
        return _WIDE
    return _NARROW if len(column) <= 10 else _USUAL
