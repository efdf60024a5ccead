"""What Recepción's tables of one line a row have in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop_app.ui.survey.records import RowsView
from desktop_app.ui.theme import GRID

DAY: Final = "88/88/8888"
"""As wide as any day."""


class RowTable(RowsView):
    """Shows a model whose columns do not move, with a row at hand. ``_fit_to`` is for the columns.

    Signals:
        chosen: the row at hand is another; -1 for none.
    """

    chosen = Signal(int)

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
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
        self.setIconSize(QSize(metrics.height(), metrics.height()))
        self._fit_to(metrics, line)

    def _fit_to(self, metrics: QFontMetrics, line: int) -> None:
        """The table's height and its columns, for rows of ``line`` pixels."""
        raise NotImplementedError

    def _share(self, widths: Mapping[int, int], growing: Collection[int], going: Sequence[int]) -> None:
        """Gives each column its width in pixels; ``going`` ones are hidden, in this order, until the rest has room.
        ``growing`` ones share what is left, or, where the last columns have no room either, what is wanting."""
        room, shown = self.viewport().width(), set(widths)
        for column in going:
            if sum(widths[each] for each in shown) > room:
                shown.discard(column)
        spare = room - sum(widths[each] for each in shown)
        takers = [column for column in growing if column in shown]
        for column, width in widths.items():
            self.setColumnHidden(column, column not in shown)
            self.setColumnWidth(column, max(0, width + (spare // len(takers) if column in takers else 0)))

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(current.row() if current.isValid() else -1)

    def _on_reset(self) -> None:
        self.chosen.emit(-1)
