"""What came in, as Qt's model: the latest first, a page at a time, and what is coming in put on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop_app.ui import icons, theme, wording
from desktop_app.ui.reception import words

if TYPE_CHECKING:
    from desktop_app.workflows.arrivals import Arrival

Index = QModelIndex | QPersistentModelIndex

OUTCOME, FILE, INITIATIVE, ARRIVED, REASON = range(5)
_MOST_SHOWN: Final = 200
_MOST_UNREAD: Final = 1_000
"""Files that could not be read stand on top, and have no number."""


class ArrivalModel(QAbstractTableModel):
    """Those with one outcome, or all.

    Signals:
        more_wanted: those before the arrival with this id are asked for; ``append`` adds them.
    """

    more_wanted = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Arrival] = []
        self.outcome = ""
        self._more = False
        self._asked = False

    def show_page(self, outcome: str, rows: Sequence[Arrival], *, more: bool) -> None:
        """Shows ``rows`` in the place of what is shown; ``more``: there may be earlier ones."""
        same = outcome == self.outcome and [each.arrival_id for each in rows] == [each.arrival_id for each in self.rows]
        self._more, self._asked = more, False
        if same:
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, REASON))
            return
        self.beginResetModel()
        self.outcome, self.rows = outcome, list(rows)
        self.endResetModel()

    def append(self, rows: Sequence[Arrival], *, more: bool) -> None:
        """Adds what came before."""
        self._more, self._asked = more, False
        if rows:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def put_on_top(self, rows: Sequence[Arrival]) -> None:
        """Adds what came just now, as far as it has the outcome that is shown and is not shown yet."""
        last = max((each.arrival_id for each in self.rows[:_MOST_UNREAD]), default=0)
        new = [each for each in rows if each.arrival_id > last or not each.arrival_id]
        fitting = [each for each in new if self.outcome in ("", each.outcome)]
        if fitting:
            self.beginInsertRows(QModelIndex(), 0, len(fitting) - 1)
            self.rows[:0] = fitting
            self.endInsertRows()

    def forget_unread(self) -> None:
        """Takes away those that the books have nothing of: they are told anew if they still cannot be read."""
        if any(not each.arrival_id for each in self.rows):
            self.beginResetModel()
            self.rows = [each for each in self.rows if each.arrival_id]
            self.endResetModel()

    def row_of(self, arrival_id: int) -> int:
        """The row of an arrival; -1 where it is not shown."""
        return next((row for row, each in enumerate(self.rows) if each.arrival_id == arrival_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else REASON + 1

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not self._asked and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        kept = [each.arrival_id for each in self.rows[-1:]]
        if self.canFetchMore(parent) and kept:
            self._asked = True
            self.more_wanted.emit(kept[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cell(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(column, Qt.Orientation.Horizontal)
            return f"{heading}: {_cell(row, column) or '–'}"
        if role == Qt.ItemDataRole.DecorationRole and column == OUTCOME:
            name, colour = words.sign(row.outcome)
            return icons.icon(name, getattr(theme.tokens(), colour))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return (
            QCoreApplication.translate("Arrivals", "Resultado"),
            QCoreApplication.translate("Arrivals", "Archivo"),
            QCoreApplication.translate("Arrivals", "Iniciativa"),
            QCoreApplication.translate("Arrivals", "Llegó"),
            QCoreApplication.translate("Arrivals", "Motivo"),
        )[section]


def _cell(row: Arrival, column: int) -> str:
    """One line."""
    if column == OUTCOME:
        return words.outcome(row.outcome)
    if column == FILE:
        text = row.file
    elif column == INITIATIVE:
        text = row.initiative
    elif column == ARRIVED:
        text = wording.day_and_clock(row.arrived)
    elif row.reason is not None:
        text = row.reason.cause
    else:
        text = row.flags[0].cause if row.flags else ""
    return " ".join(text[:_MOST_SHOWN].split())
