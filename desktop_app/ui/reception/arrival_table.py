"""The table of what came in: columns as wide as there is room for, the rest in the panel beneath."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from desktop_app.ui.reception import words
from desktop_app.ui.reception.arrival_model import ARRIVED, FILE, INITIATIVE, OUTCOME, REASON, ArrivalModel
from desktop_app.ui.reception.row_table import DAY, RowTable
from desktop_app.ui.theme import GRID

_ROWS_SEEN: Final = 6
_WIDTHS: Final = {FILE: 24, INITIATIVE: 20, REASON: 26}
"""How many characters a column is to hold at least."""
_FIRST_TO_GO: Final = (REASON, ARRIVED, INITIATIVE)


class ArrivalTable(RowTable):
    """Shows an ``ArrivalModel``."""

    def __init__(self, model: ArrivalModel, parent: QWidget) -> None:
        super().__init__(model, parent)

    def _fit_to(self, metrics: QFontMetrics, line: int) -> None:
        head = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        self.setMinimumHeight(head + _ROWS_SEEN * line + GRID)
        widest = max(metrics.horizontalAdvance(words.outcome(name)) for name in words.OUTCOMES)
        widths = {column: count * metrics.averageCharWidth() for column, count in _WIDTHS.items()}
        widths[OUTCOME] = widest + metrics.height() + 4 * GRID
        widths[ARRIVED] = metrics.horizontalAdvance(f"{DAY} 88:88") + 3 * GRID
        self._share(widths, _WIDTHS, _FIRST_TO_GO)
