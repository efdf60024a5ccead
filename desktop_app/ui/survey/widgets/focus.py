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
    _chain([*stops(first)[-1:], *stops(second)])


def precede(late: QWidget, widget: QWidget) -> None:
    """Lets Tab go through all of ``late`` right before it comes to ``widget``."""
    inside, new = stops(widget), stops(late)
    if inside and new:
        _chain([inside[0], *new])
        _chain([new[-1], inside[0]])  # from before what came late to after it


def place_after(late: QWidget, before: QWidget) -> None:
    """Makes ``late`` the child right after its sibling ``before``, as it stands on the screen: Tab's order is made from
    the children's. (Qt must not be asked for the chain itself: PySide keeps all that it then names for good.)"""
    parent = late.parentWidget()
    siblings = [child for child in parent.children() if isinstance(child, QWidget)] if parent is not None else []
    after = siblings[siblings.index(before) + 1]
    if after is not late:
        late.stackUnder(after)


def _chain(widgets: Sequence[QWidget]) -> None:
    for one, other in pairwise(widgets):
        QWidget.setTabOrder(one, other)
