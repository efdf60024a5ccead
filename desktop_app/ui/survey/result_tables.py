"""The result as running text and tables: what changed, areas and indicators, dimensions, strengths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.diagnosis import Comparison, Diagnosis, IndicatorResult, Shift
from desktop_app.diagnosis.scores import AreaResult, DimensionResult
from desktop_app.ui.survey.markup import Cell, heading, paragraph, table
from desktop_app.ui.survey.wording import (
    change_sign,
    change_words,
    figure,
    moved,
    reached_words,
    score_words,
)

_PLAIN = (10, 36, 14, 40)
_COMPARED = (10, 29, 14, 14, 33)
_STRENGTHS = (12, 88)
_DIMENSIONS = (10, 56, 34)
_DIMENSIONS_COMPARED = (10, 48, 22, 20)
_CHANGES = (10, 40, 22, 28)


def scores_html(diagnosis: Diagnosis, comparison: Comparison | None, language: str) -> str:
    """Areas, and in each its indicators: score, change since the wave before where there was one, what was reached."""
    if diagnosis.averaged:
        title = QCoreApplication.translate("ResultTables", "Áreas e indicadores")
    else:
        title = QCoreApplication.translate("ResultTables", "Bloques y prácticas")
    rows = _Scores(comparison, language, means=diagnosis.averaged)
    return heading(title) + table(rows.rows(diagnosis), _COMPARED if comparison else _PLAIN)


class _Scores:
    """The rows of that table."""

    def __init__(self, comparison: Comparison | None, language: str, *, means: bool) -> None:
        self.language = language
        self.means = means
        self.wave = comparison.wave if comparison else ""
        self.shifts: Mapping[str, Shift] | None = None
        if comparison is not None:
            self.shifts = {shift.code: shift for shift in (*comparison.areas, *comparison.indicators)}

    def rows(self, diagnosis: Diagnosis) -> Iterator[tuple[Cell, ...]]:
        yield self.head()
        inside: set[str] = set()
        for area in diagnosis.areas:
            yield self.row(area, "", strong=True)
            for indicator in area.indicators:
                inside.add(indicator.code)
                yield self.row(indicator, reached_words(indicator))
        for indicator in diagnosis.indicators:
            if indicator.code not in inside:
                yield self.row(indicator, reached_words(indicator))

    def head(self) -> tuple[Cell, ...]:
        what = QCoreApplication.translate("ResultTables", "Práctica")
        reached = QCoreApplication.translate("ResultTables", "Respuesta")
        if self.means:
            what = QCoreApplication.translate("ResultTables", "Indicador")
            reached = QCoreApplication.translate("ResultTables", "Lo alcanzado")
        titles = [
            QCoreApplication.translate("ResultTables", "Código"),
            what,
            QCoreApplication.translate("ResultTables", "Puntos"),
        ]
        if self.shifts is not None:
            titles.append(QCoreApplication.translate("ResultTables", "Desde {wave}").format(wave=self.wave))
        return tuple(Cell(title, tone="muted") for title in (*titles, reached))

    def row(self, each: AreaResult | IndicatorResult, reached: str, *, strong: bool = False) -> tuple[Cell, ...]:
        cells = [
            Cell(each.code, tone="accent", strong=strong),
            Cell(each.name, strong=strong),
            Cell(score_words(each.value, each.max, self.language), strong=strong),
        ]
        if self.shifts is not None:
            cells.append(change_cell(self.shifts.get(each.code), self.language, strong=strong))
        return (*cells, Cell(reached, tone="muted" if each.value is None else ""))


def change_cell(shift: Shift | None, language: str, *, strong: bool = False) -> Cell:
    """A change with its sign; what went down in amber as well."""
    by = shift.by if shift is not None else None
    tone = "attention_text" if by is not None and by < 0 and moved(by) else "accent" if moved(by) else "muted"
    return Cell(change_sign(by, language), tone=tone, strong=strong)


def changes_html(comparison: Comparison, language: str) -> str:
    """How each area changed, and the total, in words."""
    title = QCoreApplication.translate("ResultTables", "Cambio desde {wave}").format(wave=comparison.wave)
    total = QCoreApplication.translate("ResultTables", "Resultado")
    rows = [_change_row(shift, shift.name, language) for shift in comparison.areas]
    rows.append(_change_row(comparison.total, total, language, code="", strong=True))
    return heading(title) + table(rows, _CHANGES)


def _change_row(
    shift: Shift, name: str, language: str, *, code: str | None = None, strong: bool = False
) -> tuple[Cell, ...]:
    values = " → ".join("—" if value is None else figure(value, language) for value in (shift.before, shift.now))
    change = change_cell(shift, language)
    sign = change.text.split(" ", maxsplit=1)[0]
    words = change_words(shift.by, language)
    return (
        Cell(shift.code if code is None else code, tone="accent", strong=strong),
        Cell(name, strong=strong),
        Cell(values, strong=strong),
        Cell(f"{sign} {words}" if sign in "▲▼" else words, tone=change.tone, strong=strong),
    )


def dimensions_html(dimensions: Sequence[DimensionResult], comparison: Comparison | None, language: str) -> str:
    """The dimensions' scores, beside those of the wave before where there was one."""
    shifts = {shift.code: shift for shift in comparison.dimensions} if comparison else {}
    rows = []
    for each in dimensions:
        cells = [
            Cell(each.code, tone="accent", strong=True),
            Cell(each.name),
            Cell(score_words(each.value, each.max, language)),
        ]
        rows.append((*cells, change_cell(shifts.get(each.code), language)) if comparison else tuple(cells))
    title = heading(QCoreApplication.translate("ResultTables", "Dimensiones"))
    return title + table(rows, _DIMENSIONS_COMPARED if comparison else _DIMENSIONS)


def strengths_html(diagnosis: Diagnosis) -> str:
    title = heading(QCoreApplication.translate("ResultTables", "Fortalezas"))
    if diagnosis.strengths:
        rows = [(Cell(i.code, tone="accent", strong=True), Cell(i.name)) for i in diagnosis.strengths]
        return title + table(rows, _STRENGTHS)
    if diagnosis.averaged:
        none = QCoreApplication.translate("ResultTables", "Todavía no hay indicadores con el puntaje más alto.")
    else:
        none = QCoreApplication.translate("ResultTables", "Todavía no hay prácticas ejecutadas en forma completa.")
    return title + paragraph(none, "muted")
