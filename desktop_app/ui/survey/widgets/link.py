"""A link in running text: it wraps, the keyboard reaches it, and its text is never taken for markup."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui import theme

_FOLLOWS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Link(QLabel):
    """``linkActivated`` carries ``target``. With the focus it has a ring, as buttons do."""

    def __init__(self, text: str, target: str, parent: QWidget | None = None) -> None:
        super().__init__(f'<a href="{escape(target)}">{escape(text)}</a>', parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self._target = target
        self.setAccessibleName(text)
        self.setContentsMargins(6, 2, 6, 2)  # room for the ring, as in a button that looks like a link

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's
        """One stop for Tab. A label takes two, one to select its link, and from there lets nobody go back."""
        return QWidget.focusNextPrevChild(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _FOLLOWS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.linkActivated.emit(self._target)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
            painter.end()
