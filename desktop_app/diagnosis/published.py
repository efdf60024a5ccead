"""What a wave publishes, ready to be written or drawn: its figures by key, and the tables that show them.

Nobody's own figures can be read off any of it: a mean or a share of fewer than ``LEAST`` initiatives is not there
(``None``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

LEAST: Final = 5
"""Initiatives in a group, below which nothing is said of it."""


class Kind(Enum):
    """What the cells of a column are, which decides how they are written."""

    TEXT = "text"
    COUNT = "count"
    """Whole number."""
    NUMBER = "number"
    SCORE = "score"
    """0 to the rubric's highest, two decimals."""
    PERCENT = "percent"
    """0 to 100, not a fraction of 1."""
    POINTS = "points"
    """A difference of percents, with its sign."""
    MONEY = "money"
    """Millions of Colombian pesos."""


class Chart(Enum):
    """How a table is drawn. The first column has the names, the other columns that are no texts are the series."""

    NONE = ""
    BARS = "bars"
    """Lying bars in the table's order, for long names."""
    COLUMNS = "columns"
    """Standing bars, the series side by side."""
    STACKED = "stacked"
    """One lying bar of 100 percent that is cut in the rows' shares: one series."""
    PARETO = "pareto"
    """Standing bars of the first series, the second as a line in percent."""
    SPIDER = "spider"
    """An axis a row, a polygon a series; scale from 0 to ``Table.top``."""
    MAP = "map"
    """A point a row, numbered in the table's order, between the first series and the second; its scales are from the
    lowest to the highest that there is."""


Cell = str | float | int | None
"""``None``: nothing is known, or too few are in the group."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` for programs, ``title`` for readers."""

    key: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``key`` is a file's or a sheet's name (letters, digits, underscores, at most 31).

    ``note`` is said beneath it: who is counted, and how. ``top`` is the highest that its scores reach. ``section`` is
    the heading under which it stands, shared by consecutive tables.
    """

    key: str
    section: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart = Chart.NONE
    note: str = ""
    top: float = 3.0


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure that stands alone, as the opening page tells it: ``457.188`` ``millones de pesos en ventas``."""

    key: str
    value: Cell
    kind: Kind
    says: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A wave's results.

    ``figures`` is what ``results.json`` holds: text, numbers, lists and objects in the order in which they are written.
    ``filters`` says, in words, which part of the wave it is; empty for all of it.
    """

    wave: str
    form_id: str
    title: str
    previous: str | None
    figures: Mapping[str, Any] = field(repr=False)
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...] = field(repr=False)
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of open data. ``labels`` are the texts of its values, empty for numbers and free text; ``measure`` is
    ``nominal``, ``ordinal`` or ``scale``. Several chosen answers are a variable each, 0 or 1."""

    name: str
    label: str
    measure: str
    labels: Mapping[str, str] = field(default_factory=dict)
    numeric: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Open data: one row an initiative, or one row a record of a repeat, whose first variable is the initiative's.

    Cells are numbers where the variable is ``numeric``, else texts; ``None`` where nothing was answered.
    """

    name: str
    title: str
    variables: tuple[Variable, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among ``of`` initiatives: 1 is the best; equal scores share a place."""

    place: int
    of: int


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """An initiative's score in an area beside the means of all and of its macrosector; ``rank`` is among the latter."""

    code: str
    label: str
    own: float | None
    mean: float | None
    peers: float | None
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one initiative stands in its wave, as its own sheet tells it. ``member`` is the code of the wave's list.

    Means and places among fewer than ``LEAST`` are ``None``. ``top`` is the highest score.
    """

    member: str
    initiative: str
    macrosector: str
    department: str
    wave: str
    title: str
    total: float | None
    level: str
    mean: float | None
    peers: float | None
    rank: Rank | None
    peer_rank: Rank | None
    areas: tuple[AreaStanding, ...]
    top: float = 3.0
