"""The initiatives of a wave as Qt's model: all at once, of which the section says which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from desktop_app.ui import wording
from desktop_app.ui.forms.tables import Index
from desktop_app.ui.reception import registry_words as words
from desktop_app.ui.reception.row_table import DAY, RowTable
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.standing import Standing

NAME, PLACE, STATE, SIGNER, REMINDED = range(5)
_CHARACTERS: Final = {NAME: 34, PLACE: 18}
"""What a column is to hold at least."""
_FIRST_TO_GO: Final = (REMINDED, PLACE, SIGNER)
_ROWS_SEEN: Final = 6


class RegistryModel(QAbstractTableModel):
    """Shows ``rows``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Standing, ...] = ()

    def show_rows(self, rows: Sequence[Standing]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def row_of(self, member_id: str) -> int:
        """The row of an initiative; -1 where it is not shown."""
        return next((row for row, each in enumerate(self.rows) if each.member.id == member_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else REMINDED + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        each, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(each, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(column, Qt.Orientation.Horizontal)
            return self._all(each) if column == NAME else f"{heading}: {self._cell(each, column)}"
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            return words.sign(words.state_of(each))
        if role == Qt.ItemDataRole.DecorationRole and column == SIGNER:
            return words.sign(each.signer.state)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return {
            NAME: self.tr("Iniciativa"),
            PLACE: self.tr("Lugar"),
            STATE: self.tr("Respuesta"),
            SIGNER: self.tr("Firmante"),
            REMINDED: self.tr("Recordada"),
        }[section]

    def _cell(self, each: Standing, column: int) -> str:
        if column == NAME:
            name = " ".join(each.member.name.split())
            return name if each.listed else self.tr("{name} (no está en la lista)").format(name=name)
        if column == PLACE:
            return each.place or "–"
        if column == STATE:
            return words.state(words.state_of(each))
        if column == SIGNER:
            return words.signer(each.signer.state)
        return wording.day(each.reminded) if each.reminded is not None else "–"

    def _all(self, each: Standing) -> str:
        """A row in one sentence: what a screen reader says of the initiative at hand."""
        said = [self._cell(each, column) for column in (NAME, PLACE, STATE)]
        return ", ".join([*said, f"{self.tr('Firmante')}: {self._cell(each, SIGNER)}"])


class RegistryTable(RowTable):
    """Shows a ``RegistryModel``; where there is no room for all columns, the panel beneath says the rest."""

    def __init__(self, model: RegistryModel, parent: QWidget) -> None:
        super().__init__(model, parent)

    def _fit_to(self, metrics: QFontMetrics, line: int) -> None:
        self.setMinimumHeight(self.horizontalHeader().sizeHint().height() + _ROWS_SEEN * line)
        sign = metrics.height() + 5 * GRID
        widths = {column: count * metrics.averageCharWidth() for column, count in _CHARACTERS.items()}
        widths[STATE] = sign + max(metrics.horizontalAdvance(words.state(each)) for each in words.STATES)
        widths[SIGNER] = sign + max(metrics.horizontalAdvance(words.signer(each)) for each in words.SIGNERS)
        heading = str(self.model().headerData(REMINDED, Qt.Orientation.Horizontal))
        widths[REMINDED] = max(metrics.horizontalAdvance(each) for each in (DAY, heading)) + 5 * GRID
        self._share(widths, _CHARACTERS, _FIRST_TO_GO)
