"""Choices beside one another: in columns of one width, or packed; one beneath the other where there is no room."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLabel, QLayoutItem, QWidget

from desktop_app.ui.laid_items import LaidItems
from desktop_app.ui.survey.views import QuestionView, looks
from desktop_app.ui.theme import GRID

_PACKING: Final = frozenset({"columns-pack", "horizontal", "horizontal-compact", "compact", "quickcompact"})
_COLUMNS: Final = re.compile(r"(?:columns|compact|quickcompact)-([0-9]{1,2})")
_MOST_COLUMNS: Final = 10
_AS_MANY_AS_FIT: Final = 0
PACKED: Final = -1
_AROUND_TEXT: Final = 3 * GRID
WidthOf = Callable[[QWidget], int]


def is_spread(view: QuestionView) -> bool:
    """Whether the form asks for choices beside one another."""
    return _spread(view) is not None


def flow(view: QuestionView, width_of: WidthOf) -> Flow | None:
    """The layout that the form asks for; ``None`` for choices one beneath the other.

    Args:
        view: the question.
        width_of: how wide one of the choices is on a single line.
    """
    spread = _spread(view)
    return None if spread is None else Flow(spread, width_of, all_or_none="likert" in looks(view.appearance))


def _spread(view: QuestionView) -> int | None:
    """Columns; ``_AS_MANY_AS_FIT``; ``PACKED``; ``None`` for one beneath the other."""
    words = looks(view.appearance)
    if "likert" in words:
        return max(1, len(view.choices))
    for word in words:
        if match := _COLUMNS.fullmatch(word):
            return max(1, min(_MOST_COLUMNS, int(match[1])))
    if "columns" in words:
        return _AS_MANY_AS_FIT
    return PACKED if _PACKING & words else None


class Flow(LaidItems):
    """Widgets in rows, in the order in which they were added.

    Args:
        columns: how many a row; 0 for as many as fit; ``PACKED`` for each as wide as it is.
        width_of: how wide a widget is on a single line.
        all_or_none: fewer columns than told are of no use: then it is one.
        between: pixels between rows.
        even: all that stand in a row are as high as the highest.
    """

    def __init__(
        self, columns: int, width_of: WidthOf, *, all_or_none: bool = False, between: int = 0, even: bool = False
    ) -> None:
        super().__init__(GRID)
        self._columns = columns
        self._width_of = width_of
        self._all_or_none = all_or_none
        self._between = between
        self._even = even

    def _measured(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def sizeHint(self) -> QSize:
        widths = self._widths()
        width = sum(widths) + self.spacing() * max(0, len(widths) - 1)
        return QSize(width, max((item.sizeHint().height() for item in self._shown()), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _widths(self) -> list[int]:
        widgets = (item.widget() for item in self._shown())
        return [self._width_of(widget) for widget in widgets if widget is not None]

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        """The items, each with its width, as they stand in rows ``width`` wide."""
        widths = self._widths()
        if self._columns >= 0 and widths:
            widths = [self._column_width(width, max(widths))] * len(widths)
        rows: list[list[tuple[QLayoutItem, int]]] = []
        room = 0
        for item, natural in zip(self._shown(), widths, strict=True):
            own = min(natural, width)
            if not rows or own > room:
                rows.append([])
                room = width
            rows[-1].append((item, own))
            room -= own + self.spacing()
        return rows

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        """The height that the rows take in ``rect``'s width; puts them there if told to."""
        y = rect.y()
        for row in self._rows(rect.width()):
            heights = [
                item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
                for item, width in row
            ]
            if self._even:
                heights = [max(heights)] * len(heights)
            x = rect.x()
            for (item, width), height in zip(row, heights, strict=True) if place else ():
                # What wraps begins on one line with its neighbours; what does not stands in the middle.
                above = 0 if item.hasHeightForWidth() else (max(heights) - height) // 2
                item.setGeometry(QRect(x, y + above, width, height))
                x += width + self.spacing()
            y += max(heights) + self._between
        return max(0, y - self._between - rect.y())

    def _column_width(self, width: int, widest: int) -> int:
        gap = self.spacing()
        if self._columns == _AS_MANY_AS_FIT:
            count = max(1, min(_MOST_COLUMNS, (width + gap) // (widest + gap)))
        else:
            least = max(item.minimumSize().width() for item in self._shown())  # narrower, words would break
            fitting = max(1, (width + gap) // (least + gap))
            count = self._columns if fitting >= self._columns else 1 if self._all_or_none else fitting
        return (width - gap * (count - 1)) // count


def hinted(widget: QWidget) -> int:
    """How wide a widget is that says so itself."""
    return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize()).width()


def on_one_line(widget: QWidget) -> int:
    """The same for a label that wraps: as wide as its text is on a single line."""
    if not isinstance(widget, QLabel):
        return hinted(widget)
    widget.ensurePolished()
    return widget.fontMetrics().horizontalAdvance(widget.text()) + _AROUND_TEXT
