"""The order in which Tab goes round, kept when widgets come into existence late."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(widget: QWidget) -> list[QWidget]:
    """``widget`` and what is inside it, as far as it takes the focus, in the order of its children."""
    here = widget.window()
    inside = [child for child in widget.findChildren(QWidget) if child.window() is here]
    return [each for each in (widget, *inside) if each.focusPolicy() != Qt.FocusPolicy.NoFocus]


def arrange(widget: QWidget) -> None:
    """Lets Tab go through ``widget`` in the order of its children."""
    _chain(stops(widget))


def follow(first: QWidget, second: QWidget) -> None:
    """Lets Tab go from the end of ``first`` through all of ``second``, whatever came after ``first`` coming then."""
    _chain([*_last(first), *stops(second)])


def precede(late: QWidget, widget: QWidget) -> None:
    """Lets Tab go through all of ``late`` right before it comes to ``widget``."""
    inside = stops(widget)
    if not inside:
        return
    above = inside[0].previousInFocusChain()
    while above is not None and (above.focusPolicy() == Qt.FocusPolicy.NoFocus or late.isAncestorOf(above)):
        above = above.previousInFocusChain()  # this comes round to ``widget`` itself at the latest
    if above is not None:
        _chain([above, *stops(late)])


def _last(widget: QWidget) -> list[QWidget]:
    """Where Tab leaves ``widget``: not the last of its children where one came late and stands above others."""
    inside = stops(widget)
    if not inside:
        return []
    last = inside[0]
    each = last.nextInFocusChain()
    while each is not None and each is not inside[0]:
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus:
            if each is not widget and not widget.isAncestorOf(each):
                break
            last = each
        each = each.nextInFocusChain()
    return [last]


def _chain(widgets: Sequence[QWidget]) -> None:
    for one, other in pairwise(widgets):
        QWidget.setTabOrder(one, other)
