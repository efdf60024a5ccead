"""A wave's results as a workbook: a summary, then a sheet a table, with figures that count and charts that are live."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from desktop_app.diagnosis.published import Cell, Column, Kind, Published, Statement, Table
from desktop_app.reports.sheet_cells import (
    FONT,
    figure,
    print_on_letter,
    write_header,
    write_line,
    write_paragraph,
    write_text,
)
from desktop_app.reports.sheet_charts import add_chart
from desktop_app.texts import Texts
from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROW: Final = 4
_WHOLE: Final = "#,##0"
_FORMATS: Final = {
    Kind.SCORE: "0.00",
    Kind.PERCENT: '0.0" %"',
    Kind.POINTS: '+0.0" pp";-0.0" pp";0.0" pp"',
}
_WITH_DECIMALS: Final = {Kind.NUMBER: "#,##0.00", Kind.MONEY: "#,##0.0"}
_NARROW, _NAMES, _WIDE = 14.0, 24.0, 60.0
_PER_CHARACTER = 1.1
_SUMMARY_WIDTHS: Final = (34, 60, 60)
_LONGEST: Final = 31
"""Characters of a sheet's name."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\s]+")


def results_xlsx(published: Published, made: datetime, language: str = "es") -> bytes:
    """The workbook. Its first sheet tells the wave, the filters and the statements and leads to the tables' sheets,
    which bear the tables' titles. ``language`` is that of what is said around ``published``."""
    from openpyxl import Workbook

    texts = Texts.load("results_files", language)
    book = Workbook()
    summary = book.active
    summary.title = texts["summary"]
    names = sheet_names(published.tables, summary.title)
    for table, name in zip(published.tables, names, strict=True):
        _table_sheet(book, name, table, published, texts)
    _summary(summary, published, names, made, texts)
    properties = book.properties
    properties.creator = "Telar"
    properties.title = printable(f"{published.title}: {published.wave}")
    properties.created = properties.modified = made.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_names(tables: Sequence[Table], *taken: str) -> list[str]:
    """What each table's sheet is called: its title, or its key, as far as a sheet's name can be that; none twice."""
    used = {name.casefold() for name in taken}
    names = []
    for table in tables:
        plain = _FORBIDDEN.sub(" ", printable(table.title or table.key)).strip(" '") or table.key
        name, number = plain[:_LONGEST].rstrip(), 2
        while name.casefold() in used:
            end = f" {number}"
            name, number = plain[: _LONGEST - len(end)].rstrip() + end, number + 1
        used.add(name.casefold())
        names.append(name)
    return names


def number_format(kind: Kind, values: Sequence[Cell]) -> str:
    """How a spreadsheet shows ``values``; its separators are its reader's, a point in Colombia for thousands."""
    if kind in _WITH_DECIMALS:
        numbers = [number for value in values if (number := figure(value)) is not None]
        return _WHOLE if all(isinstance(number, int) for number in numbers) else _WITH_DECIMALS[kind]
    return _WHOLE if kind is Kind.COUNT else _FORMATS.get(kind, "General")


def _summary(sheet: Worksheet, published: Published, names: Sequence[str], made: datetime, texts: Texts) -> None:
    write_line(sheet, 1, published.title, bold=True, size=16)
    day = made.strftime(texts["day"])
    write_line(
        sheet, 2, texts["subtitle"].format(wave=published.wave, form=published.form_id, date=day), color="555555"
    )
    before = [texts["previous"].format(wave=published.previous)] if published.previous else []
    said = before + [texts["filter"].format(filter=each) for each in published.filters]
    for row, text in enumerate(said, start=3):
        write_line(sheet, row, text, bold=text not in before)
    header = 4 + len(said)
    heads = (texts["value"], texts["statement"], texts["note"])
    for place, (head, width) in enumerate(zip(heads, _SUMMARY_WIDTHS, strict=True), start=1):
        write_header(sheet, header, place, head, width)
    for row, statement in enumerate(published.statements, start=header + 1):
        _statement(sheet, row, statement)
    sheet.freeze_panes = f"A{header + 1}"
    print_on_letter(sheet, header)
    _contents(sheet, header + len(published.statements) + 2, published.tables, names, texts)


def _statement(sheet: Worksheet, row: int, statement: Statement) -> None:
    from openpyxl.styles import Alignment, Font

    for place, text in ((2, statement.says), (3, statement.note)):
        cell = sheet.cell(row=row, column=place)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        if text:
            write_text(cell, text)
    cell = sheet.cell(row=row, column=1)
    _write(cell, statement.value, number_format(statement.kind, (statement.value,)))
    cell.font = Font(name=FONT, bold=True)
    cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True, indent=1)


def _contents(sheet: Worksheet, row: int, tables: Sequence[Table], names: Sequence[str], texts: Texts) -> None:
    """Which sheet has which table, each a step away."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    if not tables:
        return
    for place, head in enumerate((texts["sheet"], texts["tables"], texts["section"]), start=1):
        write_header(sheet, row, place, head, _SUMMARY_WIDTHS[place - 1])
    for number, (table, name) in enumerate(zip(tables, names, strict=True), start=row + 1):
        for place, text in enumerate((name, table.title, table.section), start=1):
            cell = sheet.cell(row=number, column=place)
            write_text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        link = sheet.cell(row=number, column=1)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(name)}!A1", display=name)
        link.font = Font(name=FONT, color="0B5394", underline="single")


def _table_sheet(book: Workbook, name: str, table: Table, published: Published, texts: Texts) -> Worksheet:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    write_line(sheet, 1, table.title, bold=True, size=14)
    write_line(sheet, 2, table.section, color="555555")
    write_line(sheet, 3, "; ".join((f"{published.title}: {published.wave}", *published.filters)), color="555555")
    for place, column in enumerate(table.columns, start=1):
        _column(sheet, place, column, [row[place - 1] for row in table.rows])
    last = HEADER_ROW + max(1, len(table.rows))
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    if table.columns:
        sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(table.columns))}{last}"
    if table.note:
        write_paragraph(sheet, last + 2, max(1, len(table.columns)), table.note)
    print_on_letter(sheet, HEADER_ROW)
    add_chart(sheet, table, HEADER_ROW, texts)
    return sheet


def _column(sheet: Worksheet, place: int, column: Column, values: Sequence[Cell]) -> None:
    from openpyxl.styles import Alignment

    align = "left" if column.kind is Kind.TEXT else "right"
    width = _width(column, values, first=place == 1)
    write_header(sheet, HEADER_ROW, place, column.title, width, align)
    shown = number_format(column.kind, values)
    for number, value in enumerate(values, start=HEADER_ROW + 1):
        cell = sheet.cell(row=number, column=place)
        _write(cell, value, shown)
        cell.alignment = Alignment(
            horizontal=align, vertical="top", wrap_text=isinstance(value, str), indent=int(place > 1)
        )


def _width(column: Column, values: Sequence[Cell], *, first: bool) -> float:
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    least = _NAMES if first else _NARROW
    return min(_WIDE, max(least, longest * _PER_CHARACTER, len(column.title) * _PER_CHARACTER / 2))


def _write(cell: Any, value: Cell, shown: str) -> None:
    """``value`` as what it is; a number that no sheet can hold leaves its cell empty."""
    number = figure(value)
    if number is not None:
        cell.value = number
        cell.number_format = shown
    elif isinstance(value, str):
        write_text(cell, value)
