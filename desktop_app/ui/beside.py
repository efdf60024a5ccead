"""Two widgets beside one another where there is room for both, and one beneath the other where there is not."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from desktop_app.ui.laid_items import LaidItems
from desktop_app.ui.theme import GRID

_COMFORT = 26
"""Characters of a line in which a text still reads well beside something else."""


class Beside(LaidItems):
    """Lays out the two widgets that are added to it.

    The second has the width that it asks for and the first all the rest; with ``equal`` each has half.
    """

    def __init__(self, parent: QWidget | None = None, *, equal: bool = False, spacing: int = 2 * GRID) -> None:
        super().__init__(spacing)
        self._equal = equal
        if parent is not None:
            parent.setLayout(self)

    def _measured(self, width: int) -> int:
        margins = self.contentsMargins()
        tallest = max((place.y() + place.height() for place in self._places(width)), default=0)
        return tallest + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self.spacing()
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inside = rect.marginsRemoved(self.contentsMargins())
        for item, place in zip(self._items, self._places(rect.width()), strict=False):
            item.setGeometry(place.translated(inside.topLeft()))

    def is_beside(self, width: int) -> bool:
        """Whether ``width`` pixels hold both beside one another."""
        first, second = (item.sizeHint().width() for item in self._items)
        room = width - self.spacing()
        if self._equal:
            return 2 * max(first, second) <= room
        owner = self.parentWidget()
        comfort = owner.fontMetrics().averageCharWidth() * _COMFORT if owner is not None else first
        return second + comfort <= room

    def _places(self, width: int) -> list[QRect]:
        """Where the two stand in ``width`` pixels, margins among them, from the top left corner inside the margins."""
        margins = self.contentsMargins()
        width -= margins.left() + margins.right()
        if len(self._items) < 2:
            return [QRect(0, 0, width, _height(item, width)) for item in self._items]
        first, second = self._items
        if not self.is_beside(width):
            above = _height(first, width)
            own = min(width, max(second.sizeHint().width(), second.minimumSize().width()))
            beneath = width if self._equal else own
            return [
                QRect(0, 0, width, above),
                QRect(0, above + self.spacing() // 2, beneath, _height(second, beneath)),
            ]
        own = (width - self.spacing()) // 2 if self._equal else second.sizeHint().width()
        rest = width - self.spacing() - own
        heights = _height(first, rest), _height(second, own)
        tallest = max(heights)
        tops = (0, 0) if self._equal else tuple((tallest - height) // 2 for height in heights)
        return [QRect(0, tops[0], rest, heights[0]), QRect(rest + self.spacing(), tops[1], own, heights[1])]


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
