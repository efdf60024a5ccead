"""The rows of a sheet by what their columns mean, whatever spelling of the column the author chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.errors import Place
from desktop_app.xforms.sheets import Row, Sheet

_SPELLINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "survey": {
        "command": "type",
        "tag": "name",
        "value": "name",
        "caption": "label",
        "calculate": "calculation",
        "count": "repeat_count",
        "jr:count": "repeat_count",
        "image": "media",
        "big-image": "media",
        "audio": "media",
        "video": "media",
    },
    "choices": {
        "value": "name",
        "caption": "label",
        "image": "media",
        "big-image": "media",
        "audio": "media",
        "video": "media",
    },
}
_PREFIXES: Final = ("bind", "control", "body")
_TRUE: Final = frozenset({"yes", "true", "true()"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: ``cells`` by meaning, with single spaces; ``columns`` are their names as written."""

    sheet: Sheet
    row: Row
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    @property
    def number(self) -> int:
        return self.row.number

    def get(self, meaning: str) -> str:
        return self.cells.get(meaning, "")

    def place(self, meaning: str) -> Place:
        """Where the cell is, or would be."""
        return Place(sheet=self.sheet.name, row=self.number, column=self.columns.get(meaning, meaning))


def meanings(sheet: Sheet) -> dict[str, str]:
    """What each column is, by its name as written: ``label`` for ``Label::English (en)``."""
    separator = "::" if any("::" in column for column in sheet.header) else ":"
    spellings = _SPELLINGS.get(sheet.name.strip().lower(), {})
    found = {}
    for column in sheet.header:
        first, *rest = [_snake(part) for part in column.split(separator)]
        if rest and first in _PREFIXES:
            first = ":".join(rest)
        whole = _snake(column)
        found[column] = spellings.get(whole) or spellings.get(first, first)
    return found


def columns(sheet: Sheet) -> dict[str, str]:
    """The first column of each meaning."""
    found: dict[str, str] = {}
    for column, meaning in meanings(sheet).items():
        found.setdefault(meaning, column)
    return found


def entries(sheet: Sheet) -> list[Entry]:
    """The rows that count: those of the survey that are switched off do not."""
    of, first = meanings(sheet), columns(sheet)
    switchable = sheet.name.strip().lower() == "survey"
    found = []
    for row in sheet.rows:
        cells: dict[str, str] = {}
        for column, text in row.cells.items():
            cells.setdefault(of[column], " ".join(text.split()))
        if not (switchable and is_yes(cells.get("disabled", ""))):
            found.append(Entry(sheet, row, cells, first))
    return found


def setting(sheet: Sheet, name: str) -> str:
    """A value of the sheet of settings; ``""`` if it is not set."""
    return next((entry.get(name) for entry in entries(sheet)[:1]), "")


def is_yes(text: str) -> bool:
    return text.lower() in _TRUE


def _snake(text: str) -> str:
    return "_".join(text.split()).lower()
