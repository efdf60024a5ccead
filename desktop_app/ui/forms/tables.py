"""What the two tables for authors share: rows that wrap, are walked with the keyboard and copied as text."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.ui import parts
from desktop_app.ui.theme import GRID

Index = QModelIndex | QPersistentModelIndex
_TALLEST = 1_000_000
_SIDE = GRID
_ABOVE = GRID // 2
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class RowsModel(QAbstractTableModel):
    """A flat table; ``row_text`` is what copying a row gives."""

    def row_text(self, row: int) -> str:
        shown = (self.index(row, column).data() for column in range(self.columnCount()))
        return "\t".join(str(text or "") for text in shown)


class WrappingDelegate(QStyledItemDelegate):
    """Draws a cell's text from the top, with room around it, broken wherever its words do not fit.

    In a view whose words do not wrap it is one line, of which the end is given up.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, icon = cell.text, QIcon(cell.icon)
        cell.text, cell.icon = "", QIcon()
        view = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, view)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(cell.rect)
        box = cell.rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        if not icon.isNull():
            size = cell.fontMetrics.height()
            mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
            icon.paint(painter, QRect(box.left(), box.top(), size, size), Qt.AlignmentFlag.AlignCenter, mode)
            box.setLeft(box.left() + size + _ABOVE)
        painter.setFont(cell.font)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(cell.palette.color(role))
        if isinstance(view, QTableView) and view.wordWrap():
            side = cell.displayAlignment & Qt.AlignmentFlag.AlignHorizontal_Mask
            flags = side.value | (_WRAP & ~Qt.AlignmentFlag.AlignHorizontal_Mask.value)
            painter.drawText(box, flags, parts.breakable(text, box.width(), cell.fontMetrics))
        else:
            elided = cell.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """On one line: what a column takes that is as wide as its content."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        sign = 0 if cell.icon.isNull() else cell.fontMetrics.height() + _ABOVE
        width = max((cell.fontMetrics.horizontalAdvance(line) for line in cell.text.splitlines()), default=0)
        return QSize(width + sign + 2 * _SIDE + 2, cell.fontMetrics.height() + 2 * _ABOVE)


def wrapped_height(text: str, width: int, metrics: QFontMetrics) -> int:
    """How high a cell of ``width`` pixels must be to show all of ``text``."""
    room = max(1, width - 2 * _SIDE)
    box = metrics.boundingRect(QRect(0, 0, room, _TALLEST), _WRAP, parts.breakable(text, room, metrics))
    return box.height() + 2 * _ABOVE


class RowsTable(QTableView):
    """Whole rows are chosen; arrows walk, Tab goes on to what follows, Ctrl+C copies."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(WrappingDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def rows(self) -> RowsModel:
        model = self.model()
        assert isinstance(model, RowsModel)
        return model

    @Slot()
    def copy_chosen(self) -> None:
        """Puts the chosen rows on the clipboard, one a line."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        if chosen:
            QGuiApplication.clipboard().setText("\n".join(self.rows().row_text(row) for row in chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_chosen()
        else:
            super().keyPressEvent(event)
