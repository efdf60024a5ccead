"""The sheets of an XLSForm (``.xlsx``, ``.csv``, ``.md``) as text cells that know their row and column."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import FormError, Place
from desktop_app.fileio import read_limited

MAX_SIZE: Final = 8 * 1024 * 1024
MAX_UNPACKED: Final = 24 * 1024 * 1024
MAX_PARTS: Final = 1_000
MAX_ROWS: Final = 60_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 400_000
MAX_CELL: Final = 32_768
FORM_SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_BLANK_ROWS_END: Final = 60
_BATCH: Final = 500
# How both an .xls and an .xlsx under a password begin.
_COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
# A formula whose value is missing; a text result (t="str") may be empty.
_UNCALCULATED: Final = re.compile(
    rb'<c (?![^>]{0,200}t="str")[^>]{0,200}?r="([A-Z]{1,3})(\d{1,7})"[^>]{0,200}>\s*'
    rb"<f\b[^>]{0,400}?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
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
            format, ``FORM-083`` one called .xls, ``FORM-004`` more cells than a form can need, ``FORM-009`` two columns
            of one name, ``FORM-080`` a cell longer than Excel's, ``FORM-082`` a formula without its result.
        FileError: the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".xls":
        raise FormError("FORM-083", Place(file=path.name))
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
        cells = [cell.strip() for cell in row[:MAX_COLUMNS]]
        if any(len(cell) > MAX_CELL for cell in cells):
            raise _too_long(name, number, header or [], cells)
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


def _too_long(sheet: str, number: int, header: Sequence[str], cells: Sequence[str]) -> FormError:
    index = next(index for index, cell in enumerate(cells) if len(cell) > MAX_CELL)
    column = header[index] if index < len(header) else None
    return FormError("FORM-080", Place(sheet=sheet, row=number, column=column or None), limit=MAX_CELL)


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
        if "field limit" in str(error):
            raise FormError("FORM-080", Place(sheet=name, row=reader.line_num), limit=MAX_CELL) from error
        raise FormError("FORM-007", Place(row=reader.line_num), detail=str(error)) from error
    if name is not None:
        yield name, rows


def xlsx_sheets(data: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Title and rows of each sheet of an ``.xlsx``, whatever it is for; raises ``FormError`` as ``read_workbook``."""
    uncalculated = _refuse_bombs(data)
    with _as_excel_does():
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets: list[tuple[str, Any]] = [(sheet.title, sheet) for sheet in book.worksheets]
    for title, sheet in sheets:
        cell = uncalculated.get(sheet._worksheet_path.lstrip("/"))  # noqa: SLF001 (has no other face)
        if cell and title.strip().lower() in FORM_SHEETS:
            raise FormError("FORM-082", Place(sheet=title, row=cell[0], column=cell[1]))
        yield title, _xlsx_rows(sheet)
    book.close()


def _xlsx_rows(sheet: Any) -> Iterator[list[str]]:
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    while True:
        with _as_excel_does():
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        for row in batch:
            yield [_cell(value) for value in row]


@contextmanager
def _as_excel_does() -> Iterator[None]:
    """What the library cannot read of a workbook's looks is nobody's concern; any failure is a broken file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Exception as error:
        raise _broken(error) from error


def _broken(error: Exception) -> FormError:
    return FormError("FORM-007", detail=f"{type(error).__name__}: {error}"[:300])


def _refuse_bombs(data: bytes) -> dict[str, tuple[int, str]]:
    """Before anything is unpacked: what the archive declares; then that no part declares entities.

    Returns, by part, the row and column of the first formula whose result is not stored: it would read as an empty
    cell, and nobody can tell what its author saw.
    """
    uncalculated: dict[str, tuple[int, str]] = {}
    if data.startswith(_COMPOUND_FILE):
        raise FormError("FORM-069")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise FormError("FORM-004", limit=f"{MAX_UNPACKED // 1024} KB")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    content = archive.read(part)
                    if b"<!DOCTYPE" in content[:4096] or b"<\x00!\x00D" in content[:4096]:
                        raise FormError("FORM-006")
                    formula = _UNCALCULATED.search(content) if b"<f" in content else None
                    if formula:
                        uncalculated[part.filename] = (int(formula[2]), formula[1].decode())
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise FormError("FORM-007", detail=str(error)[:200]) from error
    return uncalculated


def _cell(value: object) -> str:
    """As the author sees it: numbers without the noise of binary fractions, dates as XForms writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).replace("\xa0", " ")


_READERS: Final[Mapping[str, Callable[[bytes], Iterable[tuple[str, Iterable[Sequence[str]]]]]]] = {
    ".xlsx": xlsx_sheets,
    ".csv": _csv,
    ".md": _markdown,
}
