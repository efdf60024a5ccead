"""A column that remembers how low it can be at each width."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class SteadyColumn(QVBoxLayout):
    """One beneath the other, as ``parts.column`` has it.

    Qt asks every part of a page for its least height at two widths in turn whenever a word changes anywhere in the
    page, and remembers one: each time all text of the page would be set anew.
    """

    def __init__(self, parent: QWidget, *, spacing: int = 0, margin: int = 0) -> None:
        super().__init__(parent)
        self._least: dict[int, int] = {}
        self.setContentsMargins(margin, margin, margin, margin)
        self.setSpacing(spacing)

    def minimumHeightForWidth(self, width: int) -> int:
        height = self._least.get(width)
        if height is None:
            height = self._least[width] = super().minimumHeightForWidth(width)
        return height

    def invalidate(self) -> None:
        self._least.clear()
        super().invalidate()
