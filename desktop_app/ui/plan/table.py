"""The table of the plan's actions: rows that the arrows choose, columns that sort, as many as there is room for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop_app.ui.plan.model import AS_ADDED, PlanModel, PlanOrder
from desktop_app.ui.survey.records import RowsView
from desktop_app.ui.theme import GRID

_ROWS_SEEN: Final = 8
_WIDTHS: Final = {"opportunity": 18, "activity": 26, "owner": 15, "due": 13, "budget": 16, "state": 13}
"""How many characters each column is to hold, and its heading whole."""
_FIRST_TO_GO: Final = ("owner", "budget", "opportunity", "due")
"""What is left out first where there is no room: the action below says it all."""


class PlanTable(RowsView):
    """Shows a ``PlanOrder``.

    Signals:
        chosen: the action at this instance is the one at hand.
        sorted_by: the column by which a header sorted, and whether upwards.
    """

    chosen = Signal(str)
    sorted_by = Signal(int, bool)

    def __init__(self, model: PlanModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.order = PlanOrder(model, self)
        self.setModel(self.order)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(AS_ADDED, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._on_header)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self._column, self._upwards = AS_ADDED, True
        self.fit()

    def sort_by(self, column: int, *, upwards: bool = True) -> None:
        """Sorts by ``column``; ``AS_ADDED`` for the stored order. The action at hand stays the same."""
        ref = self.order.ref_at(self.currentIndex().row())
        self._column, self._upwards = column, upwards
        order = Qt.SortOrder.AscendingOrder if upwards else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(column, order)
        self.order.sort_by(column, order)
        self.choose(ref)

    def choose(self, ref: str) -> None:
        """Makes the action at ``ref`` the one at hand, without telling."""
        row = self.order.row_of(ref)
        if row >= 0:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.order.index(row, self._first_column()))
            self.selectionModel().blockSignals(False)
            self.viewport().update()

    def fit(self) -> None:
        """Heights and widths for the present type, rows and room."""
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        line = metrics.height() + 2 * GRID
        self.verticalHeader().setDefaultSectionSize(line)
        seen = max(1, min(self._model.rowCount(), _ROWS_SEEN))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + seen * line + 2 * self.frameWidth())
        fields = self._model.fields
        em, room = metrics.averageCharWidth(), self.viewport().width()
        header = self.horizontalHeader()
        widths = {
            field: max(_WIDTHS[field] * em, header.sectionSizeHint(column)) for column, field in enumerate(fields)
        }
        shown = list(fields)
        for field in _FIRST_TO_GO:
            if sum(widths[each] for each in shown) > room and field in shown:
                shown.remove(field)
        whole = sum(widths[each] for each in shown) or 1
        for column, field in enumerate(fields):
            self.setColumnHidden(column, field not in shown)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            if field in shown:
                self.setColumnWidth(column, room * widths[field] // whole)

    def _first_column(self) -> int:
        return next((c for c in range(self._model.columnCount()) if not self.isColumnHidden(c)), 0)

    def _on_header(self, column: int) -> None:
        upwards = not self._upwards if column == self._column else True
        self.sort_by(column, upwards=upwards)
        self.sorted_by.emit(column, upwards)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.order.ref_at(current.row()))
