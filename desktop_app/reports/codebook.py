"""The codebook of the open data: what each variable asks and holds, and what each of its codes means."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from desktop_app.diagnosis.published import DataSet
from desktop_app.reports.open_data_fields import Field, fields
from desktop_app.reports.sheet_cells import figure, print_on_letter, write_header, write_line, write_text
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROW: Final = 4
_VARIABLES: Final = {
    "file": 20, "holds": 30, "variable": 26, "spss": 26, "stata": 26, "label": 60, "kind": 22, "measure": 14,
    "unit": 16, "answered": 12, "missing": 12,
}  # fmt: skip
_VALUES: Final = {"file": 20, "variable": 26, "code": 20, "number": 12, "meaning": 60, "times": 12}

Row = tuple[str | float | None, ...]


def codebook_xlsx(sets: Sequence[DataSet], made: datetime, language: str = "es") -> bytes:
    """A workbook of two sheets for all of ``sets``: one row a variable, and one a value that has a meaning."""
    from openpyxl import Workbook

    texts = Texts.load("results_files", language)
    described = [(data, fields(data)) for data in sets]
    book = Workbook()
    said = texts["codebook.said"].format(date=made.strftime(texts["day"]))
    variables = [_variable(data, field, texts) for data, columns in described for field in columns]
    values = [row for data, columns in described for field in columns for row in _values(data, field)]
    _sheet(book.active, "variables", _VARIABLES, variables, said, texts)
    _sheet(book.create_sheet(), "values", _VALUES, values, said, texts)
    properties = book.properties
    properties.creator = "Telar"
    properties.title = texts["codebook.title"]
    properties.created = properties.modified = made.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Worksheet, name: str, widths: dict[str, int], rows: Sequence[Row], said: str, texts: Texts) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    sheet.title = texts[f"codebook.{name}"]
    write_line(sheet, 1, texts["codebook.title"], bold=True, size=16)
    write_line(sheet, 2, said, color="555555")
    for place, (key, width) in enumerate(widths.items(), start=1):
        write_header(sheet, HEADER_ROW, place, texts[f"codebook.{key}"], width)
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for place, value in enumerate(row, start=1):
            cell: Any = sheet.cell(row=number, column=place)
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
            if isinstance(value, str):
                write_text(cell, value)
            elif value is not None:
                cell.value = value
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(widths))}{HEADER_ROW + max(1, len(rows))}"
    print_on_letter(sheet, HEADER_ROW)


def _variable(data: DataSet, field: Field, texts: Texts) -> Row:
    variable = field.variable
    kind = "number" if variable.numeric else "coded" if variable.labels else "text"
    answered = sum(row[field.place] not in (None, "") for row in data.rows)
    return (
        data.name,
        data.title,
        field.name,
        field.spss,
        field.stata,
        variable.label,
        texts[f"kind.{kind}"],
        texts[f"measure.{variable.measure}"],
        variable.unit or None,
        answered,
        len(data.rows) - answered,
    )


def _values(data: DataSet, field: Field) -> Iterator[Row]:
    cells = [row[field.place] for row in data.rows]
    if field.numbers:
        times = Counter(cell for cell in cells if isinstance(cell, str))
        for code, number in field.numbers.items():
            yield data.name, field.name, code, number, field.variable.labels.get(code), times[code]
        return
    counted = Counter(figure(cell) for cell in cells)
    for value, label in field.labels().items():
        yield data.name, field.name, f"{value:g}", value, label, counted[value]
