"""A column that remembers how high it is at each width."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class SteadyColumn(QVBoxLayout):
    """One beneath the other, as ``parts.column`` has it.

    Qt asks every part of a page for its height at two widths in turn whenever a word changes anywhere in the page, and
    remembers one: each time all text of the page would be set anew.
    """

    def __init__(self, parent: QWidget, *, spacing: int = 0, margin: int = 0) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self._least: dict[int, int] = {}
        self.setContentsMargins(margin, margin, margin, margin)
        self.setSpacing(spacing)

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            # The least height that Qt gives next is that of the width at which it last measured.
            height = self._heights[width] = super().heightForWidth(width)
            self._least[width] = super().minimumHeightForWidth(width)
        return height

    def minimumHeightForWidth(self, width: int) -> int:
        if width not in self._least:
            self.heightForWidth(width)
        return self._least[width]

    def invalidate(self) -> None:
        self._heights.clear()
        self._least.clear()
        super().invalidate()
