"""The order in which Tab goes round, kept when widgets come into existence late."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(widget: QWidget) -> list[QWidget]:
    """``widget`` and what is inside it, as far as it takes the focus, in order of existence."""
    here = widget.window()
    inside = [child for child in widget.findChildren(QWidget) if child.window() is here]
    return [each for each in (widget, *inside) if each.focusPolicy() != Qt.FocusPolicy.NoFocus]


def follow(first: QWidget, second: QWidget) -> None:
    """Lets Tab go from the end of ``first`` through all of ``second``, whatever came after ``first`` coming then."""
    last = (stops(first) or [first])[-1]
    for stop in stops(second):
        QWidget.setTabOrder(last, stop)
        last = stop
