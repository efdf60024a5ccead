"""The window as a screen reader finds it: through Qt's accessibility interface, not through the widgets themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QTextBrowser, QWidget

Role = QAccessible.Role
ROLES: Final = frozenset(
    {
        Role.Button,
        Role.ButtonMenu,
        Role.CheckBox,
        Role.RadioButton,
        Role.EditableText,
        Role.ComboBox,
        Role.SpinBox,
        Role.List,
        Role.Table,
        Role.Tree,
        Role.Link,
        Role.Chart,
        Role.Grouping,
    }
)
"""What something that takes the focus can be; a screen reader has nothing to say of the others."""

_MOST_STOPS: Final = 300
_MOST_LINKS: Final = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a widget."""

    widget: QWidget
    role: QAccessible.Role
    name: str
    about: str
    value: str
    state: QAccessible.State

    @property
    def fits(self) -> bool:
        """Whether a screen reader has something to say of what it is; Qt calls a page of text static text."""
        plain = {QTextBrowser: Role.StaticText, QScrollArea: Role.Client}
        return self.role in ROLES or any(isinstance(self.widget, one) and self.role is r for one, r in plain.items())

    @property
    def words(self) -> str:
        return f"{self.role.name} «{self.name}» ({self.about}) {type(self.widget).__name__}"


def told(widget: QWidget) -> Told:
    """What is told on reaching ``widget``."""
    return _told(QAccessible.queryAccessibleInterface(widget))


def _told(found: QAccessibleInterface) -> Told:
    widget = found.object()
    assert isinstance(widget, QWidget)
    texts = (found.text(each).strip() for each in (_TEXT.Name, _TEXT.Description, _TEXT.Value))
    return Told(widget, found.role(), *texts, found.state())


_TEXT = QAccessible.Text


def tree(root: QWidget) -> list[Told]:
    """All that is told of in ``root`` and below it, as far as it is a widget that is seen."""
    return [_told(found) for found in _walk(QAccessible.queryAccessibleInterface(root))]


def _walk(found: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    widget = found.object()
    if isinstance(widget, QWidget) and widget.isVisible():
        yield found
        for place in range(found.childCount()):
            child = found.child(place)
            if child is not None and isinstance(child.object(), QWidget) and child.object() is not widget:
                yield from _walk(child)


def stops(root: QWidget) -> list[Told]:
    """Where Tab can stop in ``root``."""
    return [each for each in tree(root) if _is_stop(each.widget)]


def _is_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isEnabled() and widget.focusProxy() is None


def round_trip(window: QWidget, *, back: bool = False) -> list[QWidget]:
    """Goes through ``window`` with Tab, as far as where it began; the stops in their order."""
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    modifiers = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    passed: list[QWidget] = []
    focus = QApplication.focusWidget()
    if focus is None or not _is_stop(focus):
        QTest.keyClick(focus or window, key, modifiers)
    here = _focus(window)
    while here not in passed:
        passed.append(here)
        assert len(passed) < _MOST_STOPS, f"Tab does not come back: {[told(each).words for each in passed[-9:]]}"
        here = _next(window, here, key, modifiers)
    assert here is passed[0], f"Tab is caught at {told(here).words} and never comes back to {told(passed[0]).words}"
    return passed


def _next(window: QWidget, here: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> QWidget:
    """Where ``key`` leads from ``here``; in a page of text it goes from link to link first."""
    for _ in range(_MOST_LINKS if isinstance(here, QTextBrowser) else 1):
        QTest.keyClick(here, key, modifiers)
        QApplication.processEvents()
        if _focus(window) is not here:
            break
    return _focus(window)


def _focus(window: QWidget) -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None, "the keyboard is lost: nothing has the focus"
    assert focus.window() is window
    return focus


def from_the_top(window: QWidget, passed: list[QWidget]) -> list[QWidget]:
    """The same round, begun where the window begins."""
    first = window.nextInFocusChain()
    while first not in passed:
        first = first.nextInFocusChain()
    place = passed.index(first)
    return passed[place:] + passed[:place]


def out_of_order(passed: list[QWidget]) -> list[str]:
    """Steps that go up, or to the left on one line, within what scrolls together or within the window's frame.

    A column at the right begins at its top.
    """
    found = []
    for one, other in pairwise(passed):
        if _region(one) is _region(other):
            here, there = _place(one), _place(other)
            same_line = here.top() < there.bottom() and there.top() < here.bottom()
            up = not same_line and there.top() < here.top() and there.left() < here.right()
            if up or (same_line and there.left() < here.left()):
                found.append(f"{told(one).words} -> {told(other).words}")
    return found


def _region(widget: QWidget) -> QWidget:
    """What scrolls with ``widget``, or the part of the window that it is in."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above.parentWidget(), QScrollArea) and not above.isWindow():
        above = above.parentWidget()
    return above if above is not None else widget


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def well_told(root: QWidget) -> None:
    """Everything that takes the focus says what it is, and no two of them the same."""
    found = stops(root)
    assert found
    for each in found:
        assert each.name, f"it has no name: {each.words}"
        assert each.fits, f"nobody knows what it is: {each.words}"
    alike = Counter((each.role, each.name, each.about) for each in found)
    assert [one for one, count in alike.items() if count > 1] == []


def well_ordered(root: QWidget) -> None:
    """Tab comes to everything once and back to where it began, from top to bottom; Shift+Tab goes the other way."""
    passed = round_trip(root)
    wanted = {each.widget for each in stops(root)}  # now: of a group of buttons Qt leaves one, once they are gone into
    assert sorted(told(each).words for each in wanted - set(passed)) == [], "Tab does not come there"
    assert out_of_order(from_the_top(root, passed)) == []
    assert round_trip(root, back=True)[1:] == passed[:0:-1]
