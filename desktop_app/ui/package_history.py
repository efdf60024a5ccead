"""What left this computer and what came back for a response, newest first: one list for eye, keyboard and reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from desktop_app.ui import parts, theme, wording
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.export import Exported
    from desktop_app.workflows.handover import Answered, Passage

_BESIDE: Final = 2 * GRID
"""Pixels beside a row's text, at the most."""
_HIGHEST: Final = 10_000
_SHORT_NUMBER: Final = 8
_LONGEST: Final = 48
"""So many characters of a file's name are shown; the whole is in the tool tip and told to readers."""


class _Rows(QListWidget):
    """As high as what is in it: the page scrolls, and the list does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        parts.roomy(self)

    def fit(self) -> None:
        """Each row as high as its text wraps, and the list as high as its rows."""
        width = self.viewport().width() - 2 * self.spacing() - _BESIDE
        for row in range(self.count()):
            item = self.item(row)
            room = self.fontMetrics().boundingRect(0, 0, width, _HIGHEST, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(1, room.height() + GRID))
        self.doItemsLayout()
        self.setFixedHeight(self.contentsSize().height() + 2 * self.frameWidth())
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self.fit)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event):
            QTimer.singleShot(0, self, self.fit)


class PackageHistory(QFrame):
    """Shows what ``handover.history`` found.

    Signals:
        chosen: a package that is to be handed over again.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._passages: tuple[Passage, ...] = ()
        column = parts.column(self, margin=2 * GRID)
        column.addWidget(parts.label(self.tr("Lo que salió y lo que volvió"), "heading", self))
        self.rows = _Rows(self)
        self.rows.setAccessibleName(self.tr("Lo que salió y lo que volvió"))
        self.rows.itemActivated.connect(self._on_activated)
        self.rows.currentRowChanged.connect(self._on_current)
        column.addWidget(self.rows)
        self.again_button = parts.button(self.tr("Entregar otra vez el paquete elegido"), parent=self)
        self.again_button.clicked.connect(self._on_again)
        column.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_passages(self, found: Sequence[Passage]) -> None:
        """``found`` newest first. What is being looked at stays chosen; else it is what came last."""
        if tuple(found) == self._passages:
            return
        row = self.rows.currentRow() if self.rows.hasFocus() else -1
        kept = self._passages[row] if row >= 0 else None
        self._passages = tuple(found)
        self.rows.clear()
        for passage in self._passages:
            self.rows.addItem(self._item(passage))
        if kept in self._passages:
            self.rows.setCurrentRow(self._passages.index(kept))
        elif self._passages:
            self.rows.setCurrentRow(0)
        self.setVisible(bool(self._passages))
        self.rows.fit()

    def texts(self) -> list[str]:
        """The rows, as they are read out."""
        return [self.rows.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(self.rows.count())]

    def _item(self, passage: Passage) -> QListWidgetItem:
        from desktop_app.workflows.export import Exported

        if isinstance(passage, Exported):
            head, name, rest = self._left(passage)
            shown = (head, _shortened(name), rest)
        else:
            head, name, rest = self._came(passage)
            shown = (head, name, rest.replace(passage.receipt_id, passage.receipt_id[:_SHORT_NUMBER]))
        item = QListWidgetItem("\n".join(part for part in shown if part))
        item.setToolTip("\n".join(part for part in (name, rest) if part))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(part for part in (head, name, rest) if part))
        return item

    def _left(self, one: Exported) -> tuple[str, str, str]:
        words = (
            self.tr("{when} · Revisión {revision}: salió el paquete, cifrado")
            if one.encrypted
            else self.tr("{when} · Revisión {revision}: salió el paquete, sin cifrar")
        )
        code = self.tr("código {code}").format(code=one.reference) if one.reference else ""
        return (
            words.format(when=wording.day_and_clock(one.created), revision=one.revision),
            one.file_name,
            " · ".join(part for part in (wording.size(one.size), code) if part),
        )

    def _came(self, one: Answered) -> tuple[str, str, str]:
        said = {
            "received": self.tr("{when} · Revisión {revision}: acuse, recibida"),
            "accepted": self.tr("{when} · Revisión {revision}: acuse, aceptada"),
            "returned": self.tr("{when} · Revisión {revision}: acuse, devuelta con observaciones"),
        }
        words = said[one.status].format(when=wording.day_and_clock(one.issued), revision=one.revision)
        return words, one.entity, self.tr("acuse número {number}").format(number=one.receipt_id)

    @Slot(int)
    def _on_current(self, row: int) -> None:
        self.again_button.setEnabled(self._package(row) is not None)

    @Slot(QListWidgetItem)
    def _on_activated(self, item: QListWidgetItem) -> None:
        self._hand_over(self.rows.row(item))

    @Slot()
    def _on_again(self) -> None:
        self._hand_over(self.rows.currentRow())

    def _hand_over(self, row: int) -> None:
        package = self._package(row)
        if package is not None:
            self.chosen.emit(package)

    def _package(self, row: int) -> Exported | None:
        from desktop_app.workflows.export import Exported

        found = self._passages[row] if 0 <= row < len(self._passages) else None
        return found if isinstance(found, Exported) else None


def _shortened(name: str) -> str:
    """A file's name with its end, which says the revision and whether it is encrypted."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 17]}…{name[-16:]}"
