"""What the program's own widgets are to a screen reader, where Qt could only say that they are widgets."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLES: Final = {
    "SpiderChart": QAccessible.Role.Chart,
    "Link": QAccessible.Role.Link,
    "RowsControl": QAccessible.Role.Grouping,
    "SpecialAnswers": QAccessible.Role.Grouping,
    "NoteControl": QAccessible.Role.StaticText,
    "Problems": QAccessible.Role.Grouping,
    "Block": QAccessible.Role.Grouping,
    "ActionEditor": QAccessible.Role.Grouping,
}
"""By the name of the class, of which Qt also gives those that it comes from."""


def install() -> None:
    """Tells Qt; it asks once for each widget, and only while something reads the screen."""
    QAccessible.installFactory(_made)


def _made(name: str, of: QObject) -> QAccessibleInterface | None:
    role = _ROLES.get(name)
    return QAccessibleWidget(of, role) if role is not None and isinstance(of, QWidget) else None
