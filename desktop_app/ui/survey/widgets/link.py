"""A link in running text: it wraps, the keyboard reaches it, and its text is never taken for markup."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Link(QLabel):
    """``linkActivated`` carries ``target``."""

    def __init__(self, text: str, target: str, parent: QWidget | None = None) -> None:
        super().__init__(f'<a href="{escape(target)}">{escape(text)}</a>', parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.setAccessibleName(text)
