"""A table of the results: read, walked with the keyboard, and copied to wherever it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.diagnosis.published import Kind
from desktop_app.ui import theme
from desktop_app.ui.forms.tables import Index, RowsModel, RowsTable, wrapped_height
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.diagnosis.published import Table
    from desktop_app.reports.results_figures import Say

_MOST_ROWS: Final = 60
"""Rows in view; of more one scrolls in the table."""
_NAMES, _TEXT, _WIDEST = 14, 30, 15  # characters
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ResultsModel(RowsModel):
    """``table`` as the page prints it. ``has_gaps``: some figure is not known or not shown."""

    def __init__(self, table: Table, say: Say, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = table
        self._say = say
        self._rows = [self._written(row) for row in table.rows]
        self.has_gaps = any(text == say.texts["none"] for row in self._rows for text in row)

    def _written(self, row: tuple[Any, ...]) -> tuple[str, ...]:
        from desktop_app.reports.results_figures import is_hidden

        columns, texts = self.table.columns, self._say.texts
        hidden = is_hidden(columns, row)
        cells = []
        for column, value in zip(columns, row, strict=True):
            text = self._say.figure(value, column.kind)
            if not text and column.kind is not Kind.TEXT:
                text = texts["few"] if hidden and column.kind is not Kind.COUNT else texts["none"]
            cells.append(text)
        return tuple(cells)

    def is_text(self, column: int) -> bool:
        return self.table.columns[column].kind is Kind.TEXT

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if self.is_text(index.column()) else _RIGHT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.table.columns[index.column()].title}: {text}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.table.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = _LEFT if self.is_text(section) else _RIGHT
            return int(side) | int(Qt.TextFlag.TextWordWrap)
        return None


class ResultsTable(RowsTable):
    """As high as its rows. Names wrap; where there are more columns than room it scrolls to the side by itself."""

    def __init__(self, model: ResultsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if model.rowCount() > _MOST_ROWS
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setAccessibleName(self.tr("Tabla: {title}").format(title=model.table.title))
        self.setToolTip(self.tr("Ctrl+C copia las filas que elija"))
        self._room = -1

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._room != self.width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_room"):
            self.fit()

    def fit(self) -> None:
        """Widths, and heights for them."""
        self.ensurePolished()
        self._room = self.width()
        bars = self.verticalScrollBar().sizeHint().width() if self._model.rowCount() > _MOST_ROWS else 0
        widths = self._widths(self.width() - 2 * self.frameWidth() - bars)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        head = self._fit_head(widths)
        metrics = QFontMetrics(self.font())
        for row in range(self._model.rowCount()):
            texts = (str(self._model.index(row, column).data()) for column in range(len(widths)))
            heights = (wrapped_height(text, width, metrics) for text, width in zip(texts, widths, strict=True))
            self.setRowHeight(row, max(heights, default=0))
        rows = sum(self.rowHeight(row) for row in range(min(self._model.rowCount(), _MOST_ROWS)))
        across = self.horizontalScrollBar().sizeHint().height() if sum(widths) > self._room else 0
        self.setFixedHeight(head + rows + across + 2 * self.frameWidth())

    def _widths(self, room: int) -> list[int]:
        """Figures as wide as they are, the names what is left."""
        model, metrics, bold = self._model, QFontMetrics(self.font()), self._bold()
        em = metrics.averageCharWidth()
        widths = []
        for column in range(model.columnCount()):
            title = bold.horizontalAdvance(model.table.columns[column].title)
            cells = [metrics.horizontalAdvance(model.index(row, column).data()) for row in range(model.rowCount())]
            most = (_TEXT if model.is_text(column) else _WIDEST) * em
            widths.append(min(most, max([title, *cells])) + 3 * GRID)
        if widths:
            widths[0] = max(min(_NAMES * em, widths[0]), room - sum(widths[1:]))
        return widths

    def _bold(self) -> QFontMetrics:
        font = self.font()
        font.setBold(True)
        return QFontMetrics(font)

    def _fit_head(self, widths: list[int]) -> int:
        metrics = self._bold()
        titles = (column.title for column in self._model.table.columns)
        heights = (wrapped_height(title, width, metrics) for title, width in zip(titles, widths, strict=True))
        height = max(heights, default=0) + GRID
        self.horizontalHeader().setFixedHeight(height)
        return height
