"""The received responses as Qt's model: a row each, of which the section says which and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Slot

from desktop_app.ui import i18n, icons, theme, wording
from desktop_app.ui.forms.tables import Index
from desktop_app.ui.reception import review_rows as rows
from desktop_app.ui.reception.review_rows import ARRIVED, COLUMNS, FLAGS, NAME, RESULT, STATE

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from desktop_app.workflows.review import Received

_MOST_SHOWN: Final = 200
_SIGNS: Final = {
    rows.WAITING: ("survey/none", "text"),
    rows.ACCEPTED: ("intact", "accent"),
    rows.RETURNED: ("survey/observed", "attention_text"),
    rows.REPLACED: ("survey/carried", "muted"),
}


def sign(state: str) -> QIcon:
    """The icon of a state, in its colour."""
    name, colour = _SIGNS[state]
    return icons.icon(name, getattr(theme.tokens(), colour))


class ReviewModel(QAbstractTableModel):
    """Shows ``responses``; a cell has two lines."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.responses: tuple[Received, ...] = ()
        self._flagged = FLAGS

    @Slot(int)
    def show_columns(self, count: int) -> None:
        """Without the column of what is odd, its sign stands before the name."""
        self._flagged = FLAGS if count > FLAGS else NAME

    def show_responses(self, responses: Sequence[Received]) -> None:
        self.beginResetModel()
        self.responses = tuple(responses)
        self.endResetModel()

    def row_of(self, response_id: int) -> int:
        """The row of a response; -1 where it is not listed."""
        return next((row for row, each in enumerate(self.responses) if each.response_id == response_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.responses)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        each, column = self.responses[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(each, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._all(each) if column == NAME else self._cell(each, column).replace("\n", ", ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(rows.flag_words(each) if column == FLAGS else self._cell(each, column))
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            return sign(rows.state_of(each))
        if role == Qt.ItemDataRole.DecorationRole and column == self._flagged and each.flags:
            return icons.icon("warning", theme.tokens().attention)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return {
            NAME: self.tr("Iniciativa"),
            STATE: self.tr("Estado"),
            FLAGS: self.tr("Alertas"),
            RESULT: self.tr("Resultado"),
            ARRIVED: self.tr("Llegó"),
        }[section]

    def _cell(self, each: Received, column: int) -> str:
        if column == NAME:
            return f"{_line(each.initiative or each.member)}\n{self._about(each)}"
        if column == STATE:
            return f"{rows.state_words(rows.state_of(each))}\n{rows.standing_words(each)}"
        if column == RESULT:
            return f"{rows.total_words(each, i18n.language())}\n{rows.level_words(each)}"
        if column == ARRIVED:
            return f"{wording.day(each.arrived)}\n{wording.clock(each.arrived)}"
        if not each.flags:
            return "–"
        more = self.tr("y {n} más").format(n=len(each.flags) - 1) if len(each.flags) > 1 else ""
        return f"{_line(each.flags[0].cause)}\n{more}"

    def _about(self, each: Received) -> str:
        words = self.tr("{wave} · revisión {revision} · {form}")
        return words.format(form=_line(each.form_title), wave=each.wave, revision=each.revision)

    def _all(self, each: Received) -> str:
        """A row in one sentence: what a screen reader says of the response at hand."""
        said = (self._cell(each, column) for column in (NAME, STATE, RESULT, ARRIVED))
        flags = rows.flag_words(each)
        return ", ".join(" ".join(part.split()) for part in (*said, flags) if part)


def _line(text: str) -> str:
    """As much as a row can show."""
    return " ".join(text[:_MOST_SHOWN].split())


def _tip(text: str) -> str:
    """A tool tip that says ``text`` as it is: Qt would read what looks like markup, and names come from outside."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""
