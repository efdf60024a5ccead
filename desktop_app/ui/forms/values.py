"""Ver valores: every node of the form being tried, as it stands after each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop_app.errors import AnswersError
from desktop_app.texts import fold
from desktop_app.ui import parts
from desktop_app.ui.forms.tables import Index, RowsModel, RowsTable
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk
    from desktop_app.xforms.model import Changes

_REF, _VALUE, _STATE, _PROBLEM, _CALCULATION = range(5)
_SHARES = {_REF: 34, _VALUE: 22, _PROBLEM: 24, _CALCULATION: 20}
"""Of the width that the state leaves, in hundredths."""
_CELL_LIMIT = 300


class ValuesModel(RowsModel):
    """Reads the desk when a row is drawn: an answer costs what is in view, however long the form is."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._refs: list[str] = []
        self._wanted = ""

    def show_desk(self, desk: Desk) -> None:
        from desktop_app.workflows import try_form

        self.beginResetModel()
        self._desk = desk
        self._refs = [ref for ref in try_form.fields(desk) if self._wanted in fold(ref)]
        self.endResetModel()

    def set_wanted(self, text: str) -> None:
        """Leaves the references that contain ``text``."""
        self._wanted = fold(text)
        if self._desk is not None:
            self.show_desk(self._desk)

    def refresh(self) -> None:
        """The same nodes have other values."""
        if self._refs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._refs) - 1, _CALCULATION))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._refs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else _CALCULATION + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        from desktop_app.workflows import try_form

        if role != Qt.ItemDataRole.DisplayRole or self._desk is None:
            return None
        try:
            found = try_form.field(self._desk, self._refs[index.row()])
        except AnswersError:  # drawn between the step that took the record away and the word of it
            return ""
        state = self.tr("aplica") if found.relevant else self.tr("no aplica")
        text = (found.ref, found.value, state, found.problem, found.calculation)[index.column()]
        return " ".join(text[:_CELL_LIMIT].split())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        names = (self.tr("Campo"), self.tr("Valor"), self.tr("Estado"), self.tr("Problema"), self.tr("Cálculo"))
        return names[section]


class ValuesTable(RowsTable):
    """One line a node."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.values = ValuesModel(self)
        self.setModel(self.values)
        self.setWordWrap(False)
        self.setAccessibleName(self.tr("Valores del formulario"))
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.horizontalHeader().fontMetrics()
        words = (self.values.headerData(_STATE, Qt.Orientation.Horizontal), self.tr("no aplica"))
        state = max(metrics.horizontalAdvance(f"{word}MM") for word in words)
        self.setColumnWidth(_STATE, state)
        for column, share in _SHARES.items():
            self.setColumnWidth(column, (self.viewport().width() - state) * share // 100)


class ValuesPanel(QFrame):
    """The table and a field that narrows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = parts.column(self, margin=GRID, spacing=GRID)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Buscar un campo por su nombre"))
        self.search.setAccessibleName(self.tr("Buscar un campo por su nombre"))
        self.search.setClearButtonEnabled(True)
        self.table = ValuesTable(self)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        self.search.textChanged.connect(self._on_search)

    def show_desk(self, desk: Desk) -> None:
        self.table.values.show_desk(desk)

    def show_changes(self, desk: Desk, changes: Changes) -> None:
        """Shows the desk after a step; one scrolls on where one was."""
        if changes.repeats:
            place = self.table.verticalScrollBar().value()
            self.table.values.show_desk(desk)
            self.table.verticalScrollBar().setValue(place)
        else:
            self.table.values.refresh()

    @Slot(str)
    def _on_search(self, text: str) -> None:
        self.table.values.set_wanted(text)
