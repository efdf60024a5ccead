"""Tables whose cells say one thing on a first line and more about it, smaller, on a second."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.forms.tables import Index
from desktop_app.ui.theme import GRID

_SMALL: Final = 0.92
_LEAST: Final = 2
"""Columns that are always there."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TwoLines(QStyledItemDelegate):
    """Draws a cell's text as a strong first line and muted further ones, each of which gives up its end.

    The row at hand stands on a soft ground, so that words and signs keep their colours, ringed with the focus.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        colours, view = theme.tokens(), option.widget
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(cell.rect)
        if selected:
            painter.fillRect(cell.rect, QColor(colours.accent_soft))
        box = cell.rect.adjusted(GRID, GRID // 2, -GRID, -GRID // 2)
        icon = QIcon(cell.icon)
        if not icon.isNull():
            side = cell.fontMetrics.height()
            icon.paint(painter, QRect(box.left(), box.top(), side, side))
            box.setLeft(box.left() + side + GRID // 2)
        for number, line in enumerate(cell.text.splitlines()[:2]):
            painter.setPen(QColor(colours.muted if number else colours.text))
            painter.setFont(small(cell.font) if number else cell.font)
            metrics = painter.fontMetrics()
            said = metrics.elidedText(line, Qt.TextElideMode.ElideRight, box.width())
            place = QRect(box.left(), box.top(), box.width(), metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
            box.setTop(place.bottom() + 1)
        if selected and view.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            ring = cell.rect.adjusted(0, 1, 0, -1)
            painter.drawLine(ring.topLeft(), ring.topRight())
            painter.drawLine(ring.bottomLeft(), ring.bottomRight())
        painter.restore()


def small(font: QFont) -> QFont:
    """The type of second lines."""
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * _SMALL)
    return result


class TwoLineTable(QTableView):
    """Whole rows that the arrows choose, one at a time; Enter opens, Tab goes on, Ctrl+C copies.

    Signals:
        opened: the row that is to be opened.
        fitted: how many columns there is room for.
    """

    opened = Signal(int)
    fitted = Signal(int)

    def __init__(self, model: QAbstractTableModel, widths: tuple[int, ...], parent: QWidget) -> None:
        """``widths`` are those of the columns in characters, the last to give way first; they share what is left."""
        super().__init__(parent)
        self._widths = widths
        self.setItemDelegate(TwoLines(self))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._on_double)

    def fit(self) -> None:
        """Heights and widths for the present type and room; columns for which there is none are left out."""
        self.ensurePolished()
        metrics, room = QFontMetrics(self.font()), self.viewport().width()
        self.verticalHeader().setDefaultSectionSize(
            metrics.height() + QFontMetrics(small(self.font())).height() + GRID + 2
        )
        header, em = self.horizontalHeader(), metrics.averageCharWidth()
        sizes = [
            max(characters * em + 2 * GRID, header.sectionSizeHint(column) + GRID)
            for column, characters in enumerate(self._widths)
        ]
        shown = len(sizes)
        while shown > _LEAST and sum(sizes[:shown]) > room:
            shown -= 1
        whole = sum(sizes[:shown])
        for column, size in enumerate(sizes):
            self.setColumnHidden(column, column >= shown)
            if column < shown:
                self.setColumnWidth(column, room * size // whole)
        self.fitted.emit(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in _ENTER and row >= 0:
            self.opened.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy) and row >= 0:
            told = [str(self.model().index(row, column).data() or "") for column in range(self.model().columnCount())]
            QApplication.clipboard().setText("\t".join(" ".join(each.split()) for each in told))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and self.model() is not None:
            self.fit()

    def _on_double(self, index: Index) -> None:
        self.opened.emit(index.row())
