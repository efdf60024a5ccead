"""The improvement plan as plain values, for whoever writes it into a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["text", "date", "number"]
Cell = str | date | int | float | None


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """``field`` is one of the plan's (``diagnosis.plan.FIELDS``), ``label`` the form's question, ``unit`` of a number.

    ``choices`` are the labels that can be chosen; none for a question that is written.
    """

    field: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()

    def heading(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One action: a cell a column (``None`` where nothing is said), its ``state`` by name, and a lasting ``uid``.

    A value that is no date or number, though its column is of them, stands as text.
    """

    uid: str
    cells: tuple[Cell, ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class PlanContent:
    """``created`` has a time zone; ``language`` is that of the sentences around the form's own words."""

    title: str
    initiative: str
    instrument: str
    wave: str
    created: datetime
    language: str
    columns: tuple[PlanColumn, ...]
    rows: tuple[PlanRow, ...]

    def cell(self, row: PlanRow, field: str) -> Cell:
        """What ``row`` says of ``field``; ``None`` where the plan does not ask it."""
        for column, cell in zip(self.columns, row.cells, strict=True):
            if column.field == field:
                return cell
        return None

    def due(self) -> tuple[tuple[PlanRow, date], ...]:
        """The actions that have a date to be done by."""
        found = ((row, self.cell(row, "due")) for row in self.rows)
        return tuple((row, day) for row, day in found if isinstance(day, date))
