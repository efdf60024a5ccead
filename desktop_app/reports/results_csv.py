"""Tables as CSV that a double click opens rightly: in Spanish in an Excel for Colombia, in English in an English one.

There is no ``sep=`` line. With one, Excel no longer heeds the byte order mark and shows ``Ã³`` for ``ó``, and every
other program takes it for the header. An Excel whose country is Colombia separates with ``;`` by itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from desktop_app.diagnosis.published import Cell, Table
from desktop_app.reports.sheet_cells import FORMULA, figure
from desktop_app.xforms.datatypes import printable

_MARKS: Final = {"en": (",", ".")}
_SPANISH: Final = (";", ",")
_DECIMALS = 10  # beyond them there is only what binary fractions add


def results_csv(table: Table, language: str = "es") -> bytes:
    """``table`` with its titles as header: UTF-8 with byte order mark, CRLF, no separators of thousands."""
    return csv_bytes([column.title for column in table.columns], table.rows, language)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """``header`` and ``rows`` in the dialect of ``language``: ``;`` and decimal commas, in English ``,`` and points.

    ``None`` and numbers that are not finite are empty. A text that a spreadsheet would run as a formula has an
    apostrophe before it, as whoever types such a text writes one.
    """
    separator, point = _MARKS.get(language, _SPANISH)
    out = io.StringIO(newline="")
    lines = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    lines.writerow([_text(title) for title in header])
    lines.writerows([_written(value, point) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(value: Cell, point: str) -> str:
    if isinstance(value, str):
        return _text(value)
    number = figure(value)
    if number is None:
        return ""
    digits = format(Decimal(str(round(number, _DECIMALS))), "f")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits).replace(".", point)


def _text(text: str) -> str:
    kept = printable(text)
    return f"'{kept}" if kept.startswith(FORMULA) else kept
