"""A repeat's instances as a table: a model that asks for what is in view only, and the view with its keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.outline import RepeatRow, RepeatView

Index = QModelIndex | QPersistentModelIndex

_MOST_SHOWN: Final = 200
_ROWS_SEEN: Final = 6
_COLUMN_CHARACTERS: Final = 14
_PADDING: Final = 5
_SIGNS: Final = {"none": "muted", "started": "accent", "complete": "accent", "review": "attention_text"}


class RecordModel(QAbstractTableModel):
    """The instances down, the first questions and how far each instance is across.

    Args:
        shown: gives the answer at a reference in words.
    """

    def __init__(self, view: RepeatView, shown: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.view = view
        self._shown = shown

    def show_repeat(self, view: RepeatView) -> None:
        """Shows ``view``; rows that stay keep their place."""
        before, self.view = self.view, view
        if len(before.rows) != len(view.rows) or before.columns != view.columns:
            self.beginResetModel()
            self.endResetModel()
        elif view.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(view.rows) - 1, len(view.columns)))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.view.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.view.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.view.rows[index.row()]
        last = index.column() == len(self.view.columns)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return state_words(row) if last else self._cell(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return f"{index.row() + 1}, {heading}: {state_words(row) if last else self._cell(row, index.column())}"
        if role == Qt.ItemDataRole.DecorationRole and last:
            name = _state(row)
            return icons.icon(f"survey/{name}", getattr(theme.tokens(), _SIGNS[name]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        columns = self.view.columns
        return columns[section] if section < len(columns) else QCoreApplication.translate("RecordTable", "Avance")

    def _cell(self, row: RepeatRow, column: int) -> str:
        """One line of the answer."""
        text = self._shown(row.cells[column]) if column < len(row.cells) else ""
        return " ".join(text[:_MOST_SHOWN].split()) or "–"


class RecordDelegate(QStyledItemDelegate):
    """The row at hand on a soft ground, so that words and signs keep their colours, and ringed with the focus."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        colours = theme.tokens()
        option.palette.setColor(QPalette.ColorRole.Highlight, QColor(colours.accent_soft))
        option.palette.setColor(QPalette.ColorRole.HighlightedText, QColor(colours.text))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, QColor(theme.tokens().accent_soft))
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        super().paint(painter, inner, index)
        table = option.widget
        if selected and table.hasFocus():
            painter.save()
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            box = option.rect.adjusted(0, 1, 0, -1)
            painter.drawLine(box.topLeft(), box.topRight())
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            painter.restore()


class RowsView(QTableView):
    """A table of whole rows that the arrows choose, as wide as its place; ``fit`` is a subclass's affair.

    Signals:
        remove_wanted: Delete was pressed.
        add_wanted: Ctrl+Insert was pressed.
    """

    remove_wanted = Signal()
    add_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(RecordDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def fit(self) -> None:
        """Gives the columns the room that there is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.remove_wanted.emit()
        elif event.key() == Qt.Key.Key_Insert and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.add_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model() is not None:
            self.fit()


class RecordTable(RowsView):
    """The instances of a repeat.

    Signals:
        chosen: the row at this place, from 0, is the one at hand.
    """

    chosen = Signal(int)

    def __init__(self, model: RecordModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setStyleSheet("QTableCornerButton::section { background: palette(alternate-base); border: none; }")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.fit()

    def choose(self, row: int) -> None:
        """Makes ``row`` the one at hand, without telling."""
        if 0 <= row < self._model.rowCount() and self.currentIndex().row() != row:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self._model.index(row, 0))
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
        em = metrics.averageCharWidth()
        columns = self._model.columnCount() - 1
        self.setIconSize(QSize(metrics.height(), metrics.height()))
        longest = max(metrics.horizontalAdvance(f"88/88 · {words}") for words in _state_words().values())
        state = min(longest + metrics.height() + 4 * _PADDING, max(1, self.viewport().width() // 2))
        fitting = max(1, (self.viewport().width() - state) // (_COLUMN_CHARACTERS * em))
        header = self.horizontalHeader()
        for column in range(columns):
            self.setColumnHidden(column, column >= fitting)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(columns, QHeaderView.ResizeMode.Fixed)
        self.setColumnHidden(columns, False)
        self.setColumnWidth(columns, state)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())


def state_words(row: RepeatRow) -> str:
    """How far an instance is, as "3/5 · en curso"."""
    return f"{row.answered}/{row.total} · {_state_words()[_state(row)]}"


def _state_words() -> dict[str, str]:
    return {
        "none": QCoreApplication.translate("RecordTable", "sin respuestas"),
        "started": QCoreApplication.translate("RecordTable", "en curso"),
        "complete": QCoreApplication.translate("RecordTable", "completo"),
        "review": QCoreApplication.translate("RecordTable", "por revisar"),
    }


def _state(row: RepeatRow) -> str:
    if row.problems:
        return "review"
    if not row.answered:
        return "none"
    return "complete" if row.answered >= row.total else "started"
