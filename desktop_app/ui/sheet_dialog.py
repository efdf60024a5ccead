"""A dialog whose content scrolls when the letters are large, with its buttons always in view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.theme import GRID

_MARGIN = 3 * GRID
_LINE = 62
"""Characters of a line."""


class SheetDialog(QDialog):
    """``body`` is the column that scrolls, ``sheet`` the widget it is in, ``buttons`` the line beneath."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(title)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.sheet = QWidget(self._area)
        theme.set_role(self.sheet, "page")
        self.body = parts.column(self.sheet, margin=_MARGIN, spacing=GRID)
        self._area.setWidget(self.sheet)
        self.buttons: QHBoxLayout = parts.row()
        self.buttons.setContentsMargins(_MARGIN, GRID, _MARGIN, 2 * GRID)
        outside.addWidget(self._area, 1)
        outside.addLayout(self.buttons)

    def fit(self) -> None:
        """As wide as a line reads well and as high as the content, as far as the window and the screen hold it."""
        self.ensurePolished()
        for each in self.sheet.findChildren(QWidget):
            each.ensurePolished()  # what is new has not been shown yet, and its letters may be heavier
        room = self.screen().availableSize()
        over = self.parentWidget()
        if over is not None:
            room = room.boundedTo(over.window().size())
        self.body.invalidate()
        self.body.activate()
        wanted = max(self.fontMetrics().averageCharWidth() * _LINE + 2 * _MARGIN, self.sheet.sizeHint().width())
        width = max(wanted, self.buttons.minimumSize().width())
        width = min(width, room.width() - 4 * GRID)
        height = (
            self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else self.body.sizeHint().height()
        )
        foot = self.buttons.totalSizeHint().height() if self.buttons.count() else 0
        middle = self.frameGeometry().center()
        self.resize(width, min(height + foot + 2, room.height() - 6 * GRID))
        self._stay_around(middle)

    def _stay_around(self, middle: QPoint) -> None:
        """What changes its size after it was shown keeps its middle, as far as the screen holds it, its title first."""
        frame, room = self.frameGeometry(), self.screen().availableGeometry()
        if not self.isVisible():
            return
        frame.moveCenter(middle)
        frame.moveLeft(max(room.left(), min(frame.left(), room.right() - frame.width())))
        frame.moveTop(max(room.top(), min(frame.top(), room.bottom() - frame.height())))
        self.move(frame.topLeft())

    def fit_soon(self) -> None:
        """After what was just changed has found its size."""
        QTimer.singleShot(0, self, self.fit)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "buttons"):
            self.fit_soon()
