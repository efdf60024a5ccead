"""What every sheet does with a cell: text stays text, a figure is a number, and a header looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula's beginning."""
TOO_LARGE: Final = 1e307
_EXACT: Final = 1e15  # whole numbers up to here keep all their digits in a sheet
FONT: Final = "Calibri"
_HEADER_FILL, _HEADER_INK = "1F4E5F", "FFFFFF"
_MOST_IN_CELL = 32_767
_LINE_POINTS, _HIGHEST = 15.0, 400.0


def write_text(cell: Any, text: str) -> None:
    """As text whatever it begins with: a sheet would run what looks like a formula, also after it is edited."""
    kept = printable(text)[:_MOST_IN_CELL]
    cell.value = kept
    cell.data_type = "s"
    if kept.startswith(FORMULA):
        cell.quotePrefix = True


def figure(value: object) -> float | int | None:
    """``value`` if it is a number that a sheet can hold; a whole one as ``int``."""
    if not isinstance(value, int | float) or not abs(value) < TOO_LARGE:  # nor is what is no number below anything
        return None
    return int(value) if float(value).is_integer() and abs(value) < _EXACT else value


def write_header(sheet: Worksheet, row: int, column: int, text: str, width: float, align: str = "left") -> None:
    """A cell of the header; its column becomes ``width`` wide, and its row high enough for ``text``."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    cell = sheet.cell(row=row, column=column)
    write_text(cell, text)
    cell.font = Font(name=FONT, bold=True, color=_HEADER_INK)
    cell.fill = PatternFill("solid", fgColor=_HEADER_FILL)
    cell.alignment = Alignment(horizontal=align, wrap_text=True, vertical="center", indent=int(column > 1))
    sheet.column_dimensions[get_column_letter(column)].width = width
    height = _height(text, width)
    if height > (sheet.row_dimensions[row].height or _LINE_POINTS):
        sheet.row_dimensions[row].height = height


def write_line(sheet: Worksheet, row: int, text: str, **font: Any) -> None:
    """A line in the first column, such as a title; it runs on over the empty cells beside it."""
    from openpyxl.styles import Font

    cell = sheet.cell(row=row, column=1)
    write_text(cell, text)
    cell.font = Font(name=FONT, **font)


def write_paragraph(sheet: Worksheet, row: int, columns: int, text: str) -> None:
    """``text`` across ``columns``, wrapped; its row is made as high as that needs, which no program does by itself."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    write_line(sheet, row, text, italic=True, color="555555")
    sheet.cell(row=row, column=1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    across = sum(sheet.column_dimensions[get_column_letter(place)].width for place in range(1, columns + 1))
    sheet.row_dimensions[row].height = _height(text, across)


def _height(text: str, width: float) -> float:
    """Points that ``text`` takes in ``width`` characters. Words leave a line's end empty, hence the quarter."""
    lines = sum(1 + int(len(line) * 1.25 // width) for line in text.splitlines())
    return min(_LINE_POINTS * max(1, lines), _HIGHEST)


def print_on_letter(sheet: Worksheet, header_row: int, *, landscape: bool = True) -> None:
    """One page wide on Letter, the header on each."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_row}:{header_row}"
