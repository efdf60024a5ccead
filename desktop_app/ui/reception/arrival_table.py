"""The table of what came in: columns as wide as there is room for, the rest in the panel beneath."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop_app.ui.reception import words
from desktop_app.ui.reception.arrival_model import ARRIVED, FILE, INITIATIVE, OUTCOME, REASON, ArrivalModel
from desktop_app.ui.survey.records import RowsView
from desktop_app.ui.theme import GRID

_ROWS_SEEN: Final = 6
_WIDTHS: Final = {FILE: 24, INITIATIVE: 20, REASON: 26}
"""How many characters a column is to hold at least."""
_FIRST_TO_GO: Final = (REASON, ARRIVED, INITIATIVE)


class ArrivalTable(RowsView):
    """Shows an ``ArrivalModel``.

    Signals:
        chosen: the row at hand is another; -1 for none.
    """

    chosen = Signal(int)

    def __init__(self, model: ArrivalModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        model.modelReset.connect(self._on_reset)
        self.fit()

    def choose(self, row: int) -> None:
        """Makes ``row`` the one at hand."""
        self.setCurrentIndex(self.model().index(row, 0))

    def fit(self) -> None:
        """Heights and widths for the present type and room."""
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        line = metrics.height() + 2 * GRID
        self.verticalHeader().setDefaultSectionSize(line)
        head = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        self.setMinimumHeight(head + _ROWS_SEEN * line + GRID)
        self.setIconSize(QSize(metrics.height(), metrics.height()))
        widest = max(metrics.horizontalAdvance(words.outcome(name)) for name in words.OUTCOMES)
        widths = {column: count * metrics.averageCharWidth() for column, count in _WIDTHS.items()}
        widths[OUTCOME] = widest + metrics.height() + 4 * GRID
        widths[ARRIVED] = metrics.horizontalAdvance("88/88/8888 88:88") + 3 * GRID
        room, shown = self.viewport().width(), set(widths)
        for column in _FIRST_TO_GO:
            if sum(widths[each] for each in shown) > room:
                shown.discard(column)
        spare = max(0, room - sum(widths[each] for each in shown))
        growing = [column for column in _WIDTHS if column in shown]
        for column, width in widths.items():
            self.setColumnHidden(column, column not in shown)
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, width + (spare // len(growing) if column in growing else 0))

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(current.row() if current.isValid() else -1)

    def _on_reset(self) -> None:
        self.chosen.emit(-1)
