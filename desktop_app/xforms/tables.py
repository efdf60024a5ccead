"""A table that somebody keeps in a spreadsheet (``.xlsx``, ``.csv``), as rows of text cells: no form, any columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from desktop_app.errors import FormError
from desktop_app.xforms.sheets import MAX_CELL, MAX_CELLS, MAX_COLUMNS, xlsx_sheets

SUFFIXES: Final = (".xlsx", ".csv")
MOST_ROWS: Final = 20_000
_DELIMITERS: Final = ";,\t"
_LINES_LOOKED_AT: Final = 5


class TableRow(NamedTuple):
    """``number`` is the sheet's own, from 1; ``cells`` have no space around them."""

    number: int
    cells: tuple[str, ...]


def read_table(data: bytes, suffix: str) -> tuple[TableRow, ...]:
    """The rows with text of the first sheet that has any, in ``data``, a file of the kind that ``suffix`` says.

    A text is UTF-8, with or without its mark, or else Windows-1252; its cells are parted by what its first lines have
    most of: semicolons, commas or tabs.

    Raises:
        FormError: ``FORM-001`` another kind of file, ``FORM-004`` too large, ``FORM-007`` not readable as what it is
            called, ``FORM-069`` under a password or of an old format, ``FORM-080`` a cell too long.
    """
    if suffix not in SUFFIXES:
        raise FormError("FORM-001")
    if suffix == ".csv":
        return _filled(_csv_rows(data))
    for _, rows in xlsx_sheets(data):
        found = _filled(enumerate(rows, start=1))
        if found:
            return found
    return ()


def _filled(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[TableRow, ...]:
    found: list[TableRow] = []
    cells = 0
    for number, row in rows:
        kept = tuple(cell.strip() for cell in row[:MAX_COLUMNS])
        if not any(kept):
            continue
        cells += len(kept)
        if len(found) >= MOST_ROWS or cells > MAX_CELLS:
            raise FormError("FORM-004", limit=MOST_ROWS)
        if any(len(cell) > MAX_CELL for cell in kept):
            raise FormError("FORM-080", limit=MAX_CELL)
        found.append(TableRow(number, kept))
    return tuple(found)


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _text(data)
    first = "\n".join(text.splitlines()[:_LINES_LOOKED_AT])
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    last = 0
    try:
        for row in reader:
            yield last + 1, row  # a cell with line breaks takes several lines, and a row is named by its first
            last = reader.line_num
    except csv.Error as error:
        raise FormError("FORM-007", detail=str(error)[:200]) from error


def _text(data: bytes) -> str:
    if b"\x00" in data:
        raise FormError("FORM-007", detail="not a text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FormError("FORM-007", detail="neither UTF-8 nor Windows-1252") from error
