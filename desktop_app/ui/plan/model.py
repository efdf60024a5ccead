"""The plan's actions as Qt's model: one a row, what there is to compare in columns; another order is a proxy's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from desktop_app.diagnosis.plan import STATES
from desktop_app.diagnosis.rubric import number
from desktop_app.texts import fold

if TYPE_CHECKING:
    from desktop_app.diagnosis import Action, PlanForm

Index = QModelIndex | QPersistentModelIndex

COLUMNS: Final = ("opportunity", "activity", "owner", "due", "budget", "state")
SORT: Final = Qt.ItemDataRole.UserRole
REF: Final = Qt.ItemDataRole.UserRole + 1
AS_ADDED: Final = -1
_MOST_SHOWN: Final = 200
_LAST: Final = "\uffff"
"""Comes after all words: what is not said stands at the end of a sorted table."""


def column_name(field: str) -> str:
    """What heads the column of ``field``."""
    return {
        "opportunity": QCoreApplication.translate("PlanTable", "Oportunidad"),
        "activity": QCoreApplication.translate("PlanTable", "Acción"),
        "owner": QCoreApplication.translate("PlanTable", "Responsable"),
        "due": QCoreApplication.translate("PlanTable", "Fecha límite"),
        "budget": QCoreApplication.translate("PlanTable", "Presupuesto"),
        "state": QCoreApplication.translate("PlanTable", "Estado"),
    }[field]


class PlanModel(QAbstractTableModel):
    """The actions down, in their own order.

    Args:
        words: gives what an action says in a field, as one reads it.
    """

    def __init__(self, words: Callable[[Action, str], str], parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self.fields: tuple[str, ...] = ()
        self.actions: tuple[Action, ...] = ()

    def show_actions(self, plan: PlanForm, actions: Sequence[Action]) -> None:
        """Shows ``actions``; rows that stay keep their place."""
        fields = tuple(name for name in COLUMNS if name in plan.fields)
        known = [action.ref for action in self.actions]
        shown = tuple(actions)
        if fields != self.fields or known != [action.ref for action in shown]:
            self.beginResetModel()
            self.fields, self.actions = fields, shown
            self.endResetModel()
        elif shown != self.actions:
            self.actions = shown
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, len(fields) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.actions)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        action, field = self.actions[index.row()], self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(action, field)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{index.row() + 1}, {column_name(field)}: {self._cell(action, field)}"
        if role == SORT:
            return _rank(action, field)
        return action.ref if role == REF else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return column_name(self.fields[section]) if section < len(self.fields) else None

    def _cell(self, action: Action, field: str) -> str:
        """One line of what is said."""
        return " ".join(self._words(action, field)[:_MOST_SHOWN].split()) or "–"


class PlanOrder(QSortFilterProxyModel):
    """The same rows in another order; the stored one stays."""

    def __init__(self, model: PlanModel, parent: QObject) -> None:
        super().__init__(parent)
        self.setSourceModel(model)
        self.setSortRole(SORT)

    def sort_by(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by ``column``; ``AS_ADDED`` for the stored order."""
        self.sort(column, order)

    def row_of(self, ref: str) -> int:
        """The row of the action at ``ref``; -1 for none."""
        return next((row for row in range(self.rowCount()) if self.ref_at(row) == ref), -1)

    def ref_at(self, row: int) -> str:
        """The action in ``row``; empty for none."""
        index = self.index(row, 0)
        return str(index.data(REF)) if index.isValid() else ""


def _rank(action: Action, field: str) -> str | float:
    """What a column is sorted by: dates as they are written, money by its amount, states by how far they are."""
    value = action.values.get(field, "")
    if field == "budget":
        amount = number(value)
        return float("inf") if amount is None else amount
    if field == "state":
        return float(STATES.index(value)) if value in STATES else float(len(STATES))
    if field == "due":
        return value or _LAST
    return fold(action.words.get(field, "")) or _LAST
