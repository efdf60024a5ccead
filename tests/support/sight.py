"""How a person in a test sees the window and touches it: what is visible, where it is, keys, the wheel, and time."""

from __future__ import annotations

from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QRadioButton, QScrollArea, QWidget

from desktop_app.ui.survey.blocks import PanelBlock
from desktop_app.ui.survey.widgets.special import SpecialAnswers

W = TypeVar("W", bound=QWidget)
GLANCE: Final = 15  # milliseconds
_NO: Final = Qt.KeyboardModifier.NoModifier


def lets_pass(milliseconds: int) -> None:
    """In a loop of Qt's own, as in the program: what ``QTest`` has for it keeps Python's other threads from working."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def in_front(window: QWidget) -> QWindow:
    """The window that the keys go to. Once a dialog is closed a desktop gives them back to the one beneath."""
    if QApplication.focusWindow() is None:
        window.activateWindow()
        QApplication.processEvents()
    found = QApplication.focusWindow()
    assert found is not None
    return found


def seen(root: QWidget, kind: type[W]) -> list[W]:
    return [one for one in root.findChildren(kind) if one.isVisible()]


def words_in(root: QWidget) -> list[str]:
    return [label.text() for label in seen(root, QLabel)]


def title_over(card: QWidget) -> str:
    """The title of the frame that ``card`` is in; empty where it has a frame of its own."""
    above = card.parentWidget()
    while above is not None and not isinstance(above, PanelBlock):
        above = above.parentWidget()
    return above.title.text() if above is not None else ""


def named(buttons: list[W], name: str) -> W:
    return next(one for one in buttons if one.accessibleName() == name)


def row_of(button: QAbstractButton) -> list[QAbstractButton]:
    """The buttons along which the arrows lead, ``button`` among them."""
    group, parent = button.group(), button.parentWidget()
    if isinstance(button, QRadioButton) and group is not None:
        return [one for one in group.buttons() if one.isVisible()]
    if isinstance(parent, SpecialAnswers):
        return list(parent.buttons)
    return [button]


def area_of(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def place_of(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def pointed_at(widget: QWidget) -> QWidget:
    """What is under the pointer there."""
    return widget.viewport() if isinstance(widget, QPlainTextEdit) else widget


def types(text: str) -> None:
    """Letter by letter; those that Qt's tests have no key for come as a keyboard with accents sends them."""
    window, focus = QApplication.focusWindow(), QApplication.focusWidget()
    assert window is not None
    assert focus is not None
    for letter in text:
        if letter.isascii():
            QTest.keyClick(window, letter)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(focus, QKeyEvent(kind, ord(letter.upper()), _NO, letter))
    QApplication.processEvents()


def turn_wheel(view: QWidget, up: int) -> None:
    """A turn of the wheel in the middle of ``view``."""
    middle = view.rect().center()
    turn = QWheelEvent(
        QPointF(middle),
        QPointF(view.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 240 * up),
        Qt.MouseButton.NoButton,
        _NO,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, turn)
    QApplication.processEvents()
