"""A wave's figures in words, as a page prints them, and which of a table's figures its chart draws."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.diagnosis.published import Cell, Chart, Column, Kind, Table
from desktop_app.reports.sheet_cells import figure
from desktop_app.reports.wording import Wording
from desktop_app.texts import Texts

MOST_SERIES: Final = 8
"""Beyond which nobody tells them apart; the table has them all."""
_SMALL_MONEY: Final = 100
_ENDLESS: Final = 1e15  # nobody reads so many figures


@dataclass(frozen=True, slots=True)
class Say:
    """How results speak in a language: ``texts`` are ``results.toml``'s, ``numbers`` writes figures."""

    texts: Texts
    numbers: Wording

    @classmethod
    def of(cls, language: str) -> Say:
        """``language`` is ``es`` or ``en``."""
        return cls(Texts.load("results", language), Wording.of(language))

    def count(self, key: str, count: int) -> str:
        return self.texts[f"{key}.{'one' if count == 1 else 'other'}"].format(count=count)

    def figure(self, value: Cell, kind: Kind) -> str:
        """``value`` with its unit: whole percents, scores with two decimals; empty where there is none."""
        number = figure(value)
        if number is None:
            return value if isinstance(value, str) else ""
        if abs(number) >= _ENDLESS:
            return f"{number:.2e}"
        if kind is Kind.PERCENT:
            return self.texts["percent"].format(number=self._whole(number))
        if kind is Kind.POINTS:
            return self.texts["points"].format(number=self._signed(number))
        if kind is Kind.SCORE:
            return self.numbers.number_text(f"{number:.2f}", grouped=True)
        if kind is Kind.COUNT or (kind is Kind.MONEY and abs(number) >= _SMALL_MONEY):
            return self._whole(number)
        return self.numbers.number_text(_trimmed(number, 1 if kind is Kind.MONEY else 2), grouped=True)

    def drawn(self, value: float | None, kind: Kind, *, short: bool = False) -> str:
        """``value`` beside its bar or axis; that it is hidden, where there is none."""
        return self.texts["few_short" if short else "few"] if value is None else self.figure(value, kind)

    def _whole(self, number: float) -> str:
        return self.numbers.number_text(str(_rounded(number)), grouped=True)

    def _signed(self, number: float) -> str:
        text = self._whole(number)
        return text if text == "0" or number < 0 else f"+{text}"


def _rounded(number: float) -> int:
    """Halves go away from zero, as people round."""
    return int(math.copysign(math.floor(abs(number) + 0.5), number))


def _trimmed(number: float, decimals: int) -> str:
    text = f"{number:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_hidden(columns: Sequence[Column], row: Sequence[Cell]) -> bool:
    """Whether too few are counted in ``row`` to say more of them than how many: no figure but counts is known."""
    told = [value for column, value in zip(columns, row, strict=True) if column.kind not in (Kind.TEXT, Kind.COUNT)]
    return bool(told) and all(value is None for value in told)


@dataclass(frozen=True, slots=True)
class Series:
    """A column that is drawn; a value a row."""

    column: Column
    values: tuple[float | None, ...]

    @property
    def known(self) -> tuple[float, ...]:
        return tuple(value for value in self.values if value is not None)


@dataclass(frozen=True, slots=True)
class Plot:
    """What a chart draws: the rows' names and at least one series that has figures."""

    chart: Chart
    names: tuple[str, ...]
    series: tuple[Series, ...]
    top: float


def drawn_places(table: Table) -> list[int]:
    """The columns, from 0, that have figures to draw.

    A chart has one scale: where a table mixes kinds, such as a count and its share, the commonest that is no count is
    drawn. A Pareto chart has two scales, and so has a map.
    """
    places = [
        place
        for place, column in enumerate(table.columns)
        if place > 0 and column.kind is not Kind.TEXT and any(figure(row[place]) is not None for row in table.rows)
    ]
    if table.chart in (Chart.PARETO, Chart.MAP):
        return places[:2]
    kinds = Counter(table.columns[place].kind for place in places)
    kind = max(kinds, key=lambda each: (each is not Kind.COUNT, kinds[each]), default=None)
    return [place for place in places if table.columns[place].kind is kind]


def plot_of(table: Table) -> Plot | None:
    """``None`` where the table asks for no chart or has no figures."""
    if table.chart is Chart.NONE or not table.rows:
        return None
    series = [
        Series(table.columns[place], tuple(figure(row[place]) for row in table.rows)) for place in drawn_places(table)
    ]
    if not series:
        return None
    series = series[:MOST_SERIES]
    names = tuple(str(row[0]) if row[0] is not None else "" for row in table.rows)
    return Plot(table.chart, names, tuple(series), table.top)
