"""The sheets of an XLSForm (``.xlsx``, ``.csv``, ``.md``) as text cells that know their row and column."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import FormError, Place
from desktop_app.fileio import read_limited

MAX_SIZE: Final = 8 * 1024 * 1024
MAX_UNPACKED: Final = 24 * 1024 * 1024
MAX_PARTS: Final = 1_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 400_000
MAX_CELL: Final = 32_768
_BLANK_ROWS_END: Final = 60
# How both an .xls and an .xlsx under a password begin.
_COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_RULE: Final = re.compile(r"[|:\s-]+\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the sheet's own, the header being 1; ``cells`` are those with text, by column name."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...] = ()


@dataclass(slots=True)
class Workbook:
    """The sheets by lower-case name. ``name`` is the file's, without suffix."""

    name: str
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        return self.sheets.get(name, Sheet(name, ()))


def read_workbook(path: Path) -> Workbook:
    """Reads an XLSForm's sheets.

    Raises:
        FormError: ``FORM-001`` no such kind of file, ``FORM-007`` not readable as what it is called, ``FORM-067`` text
            that is not UTF-8, ``FORM-068`` text without tables, ``FORM-069`` a workbook under a password or of an old
            format, ``FORM-004`` more cells than a form can need.
        FileError: the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise FormError("FORM-001", Place(file=path.name))
    return parse_workbook(read_limited(path, MAX_SIZE), suffix, path.stem)


def parse_workbook(data: bytes, suffix: str, name: str) -> Workbook:
    """The sheets in ``data``, a file of the kind that ``suffix`` (``.md``...) says."""
    reader = _READERS[suffix]
    workbook = Workbook(name)
    cells = 0
    for title, rows in reader(data):
        sheet = _sheet(title, rows)
        cells += sum(len(row.cells) for row in sheet.rows)
        if cells > MAX_CELLS:
            raise FormError("FORM-004", Place(sheet=title), limit=MAX_CELLS)
        workbook.sheets.setdefault(sheet.name.strip().lower(), sheet)
    if not workbook.sheets:
        raise FormError("FORM-007" if not data.strip() else "FORM-068", detail="no sheet")
    return workbook


def _sheet(name: str, rows: Iterable[Sequence[str]]) -> Sheet:
    """The first row with text names the columns; the columns of no name are left out."""
    header: list[str] | None = None
    found: list[Row] = []
    blank = 0
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise FormError("FORM-004", Place(sheet=name), limit=MAX_ROWS)
        cells = [cell.strip()[:MAX_CELL] for cell in row[:MAX_COLUMNS]]
        if header is None:
            header = [" ".join(cell.split()) for cell in cells]
            _refuse_twins(name, header)
            continue
        filled = {column: cell for column, cell in zip(header, cells, strict=False) if column and cell}
        blank = 0 if filled else blank + 1
        if blank > _BLANK_ROWS_END:
            break
        if filled:
            found.append(Row(number, filled))
    return Sheet(name, tuple(column for column in header or () if column), tuple(found))


def _refuse_twins(sheet: str, header: Sequence[str]) -> None:
    seen: set[str] = set()
    for column in header:
        if column and column in seen:
            raise FormError("FORM-009", Place(sheet=sheet, row=1, column=column), name=column)
        seen.add(column)


# -- the three kinds of file -----------------------------------------------------------------------------------------


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise FormError("FORM-007", detail="not a text") from error
        # The accents of a file that an older program saved: its author can tell the line, not the byte.
        line = data.count(b"\n", 0, error.start) + 1
        raise FormError("FORM-067", Place(row=line), detail="not UTF-8") from error


def _markdown(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Tables of the form ``| sheet |`` and, under it, ``| | column | column |`` rows."""
    name: str | None = None
    rows: list[list[str]] = []
    for line in _text(data).splitlines():
        line = line.strip()
        if not line.startswith("|") or not line.endswith("|") or len(line) < 2 or _RULE.match(line.replace("\\|", "x")):
            continue
        first, *cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(line[1:-1])]
        if first:
            if name is not None:
                yield name, rows
            name, rows = first, []
        if any(cells):
            rows.append(cells)
    if name is not None:
        yield name, rows


def _csv(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Sheet names in the first column, rows from the second on."""
    name: str | None = None
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        for row in reader:
            if row and row[0].strip():
                if name is not None:
                    yield name, rows
                name, rows = row[0].strip(), []
            if any(cell.strip() for cell in row[1:]):
                rows.append(row[1:])
    except csv.Error as error:
        raise FormError("FORM-007", Place(row=reader.line_num), detail=str(error)) from error
    if name is not None:
        yield name, rows


def _xlsx(data: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    _refuse_bombs(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        titles = [sheet.title for sheet in book.worksheets]
    except Exception as error:
        raise _broken(error) from error
    for title in titles:
        yield title, _xlsx_rows(book[title])
    book.close()


def _xlsx_rows(sheet: Any) -> Iterator[list[str]]:
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    while True:
        try:
            row = next(rows, None)
        except Exception as error:
            raise _broken(error) from error
        if row is None:
            return
        yield [_cell(value) for value in row]


def _broken(error: Exception) -> FormError:
    return FormError("FORM-007", detail=f"{type(error).__name__}: {error}"[:300])


def _refuse_bombs(data: bytes) -> None:
    """Before anything is unpacked: what the archive declares; then that no part declares entities."""
    if data.startswith(_COMPOUND_FILE):
        raise FormError("FORM-069")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise FormError("FORM-004", limit=f"{MAX_UNPACKED // 1024} KB")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        start = stream.read(4096)
                    if b"<!DOCTYPE" in start or b"<\x00!\x00D" in start:
                        raise FormError("FORM-006")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise FormError("FORM-007", detail=str(error)[:200]) from error


def _cell(value: object) -> str:
    """As the author sees it: whole numbers without a decimal place, no-break spaces as plain ones."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date, time)):
        return str(value)
    return str(value).replace("\xa0", " ")


_READERS: Final[Mapping[str, Callable[[bytes], Iterable[tuple[str, Iterable[Sequence[str]]]]]]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".md": _markdown,
}
