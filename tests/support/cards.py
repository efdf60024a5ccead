"""What the tests of the questions' cards share: two lists, how a respondent acts on a card, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.long_list import LongListControl
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.signs import Check, Radio
from desktop_app.xforms.model import Choice

DEGREES = (Choice("0", "No se ha ejecutado"), Choice("1", "En forma parcial"), Choice("2", "En forma completa"))
PLACES = tuple(
    Choice(f"{number:02}", name)
    for number, name in enumerate(
        ["Antioquia", "Arauca", "Bogotá, D. C.", "Bolívar", "Boyacá", "Caquetá", "Chocó", "Córdoba", "Huila", "Meta",
         "Nariño", "Quindío", "San Andrés", "Santander", "Norte de Santander", "Tolima"]
    )
)  # fmt: skip


def view(kind: Kind, **more: object) -> QuestionView:
    return replace(QuestionView("/d/q", kind, "¿Pregunta de prueba?", "3", "P03", hint="Una ayuda."), **more)


Act = Callable[[QuestionWidget], None]
Make = Callable[[QuestionView], QuestionWidget]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focused(), key)


def type_over(text: str) -> None:
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), text)
    press(Qt.Key.Key_Tab)


def typing(text: str) -> Act:
    return lambda _widget: type_over(text)


def pressing(*keys: Qt.Key) -> Act:
    return lambda _widget: press(*keys)


def click(target: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at or target.rect().center())


def clicking(text: str) -> Act:
    """Clicks the button of this text, or the choice of this label."""

    def act(widget: QuestionWidget) -> None:
        found = [*widget.control.findChildren(QAbstractButton), *widget.control.findChildren(QLabel)]
        click(next(each for each in found if each.isVisible() and each.property("text") == text))

    return act


def clicking_row(row: int) -> Act:
    """Clicks a row of the control's list."""

    def act(widget: QuestionWidget) -> None:
        view = widget.control.findChild(QAbstractItemView)
        assert view is not None
        click(view.viewport(), view.visualRect(view.model().index(row, 0)).center())

    return act


def clicking_into(number: int, text: str) -> Act:
    """Clicks into a field and types: there is no other way with the mouse."""

    def act(widget: QuestionWidget) -> None:
        fields = [each for each in widget.control.findChildren(QWidget) if isinstance(each, QLineEdit | QPlainTextEdit)]
        field = fields[number]
        click(field.viewport() if isinstance(field, QPlainTextEdit) else field)
        type_over(text)

    return act


def emptying(fields: int = 1) -> Act:
    """Deletes what is typed in as many fields, one after the other."""

    def act(_widget: QuestionWidget) -> None:
        for _ in range(fields):
            QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            press(Qt.Key.Key_Delete, Qt.Key.Key_Tab)

    return act


def both(*acts: Act) -> Act:
    def act(widget: QuestionWidget) -> None:
        for each in acts:
            each(widget)

    return act


def alt(*keys: Qt.Key) -> Act:
    def act(_widget: QuestionWidget) -> None:
        for key in keys:
            QTest.keyClick(focused(), key, Qt.KeyboardModifier.AltModifier)

    return act


def long_list_row(row: int) -> Act:
    """Opens the list and clicks one of its rows."""

    def act(widget: QuestionWidget) -> None:
        assert isinstance(widget.control, LongListControl)
        interval = QApplication.doubleClickInterval()
        QApplication.setDoubleClickInterval(0)  # for so long a click would belong to the opening
        widget.control.box.showPopup()
        QApplication.processEvents()
        QApplication.setDoubleClickInterval(interval)
        view = widget.control.box.view()
        click(view.viewport(), view.visualRect(view.model().index(row, 0)).center())

    return act


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[QuestionView], QuestionWidget]:
    """Shows a question in an active window."""

    hosts = []

    def made(shown: QuestionView) -> QuestionWidget:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        host.resize(640, 480)
        widget = QuestionWidget(shown, host)
        widget.setGeometry(0, 0, 600, 420)
        QPushButton("Continuar", host).setGeometry(0, 440, 200, 40)
        with qtbot.waitActive(host):
            host.show()
        return widget

    return made


class Answers(list[tuple[str, str]]):
    """What a widget told."""

    def __init__(self, widget: QuestionWidget) -> None:
        super().__init__()
        widget.answered.connect(self.take)

    def take(self, ref: str, value: str) -> None:
        self.append((ref, value))


def shown_labels(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def twice_as_large(qtbot: QtBot, shown: QuestionView, width: int, prepare: Act | None = None) -> QWidget:
    """A window ``width`` wide with the card in letters of twice the size, as high as it asks to be."""
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    widget = QuestionWidget(shown, host)
    column.addWidget(widget)
    column.addStretch(1)
    if prepare is not None:
        prepare(widget)
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    for each in [widget, *widget.findChildren(QWidget)]:
        each.setFont(font)
    host.show()
    for _ in range(3):
        host.resize(width, column.heightForWidth(width))
        QApplication.processEvents()
    assert host.width() == width
    return host


def card_in(host: QWidget) -> QuestionWidget:
    card = host.findChild(QuestionWidget)
    assert card is not None
    return card


def nothing_is_clipped(widget: QuestionWidget) -> None:
    """Labels have the height that they need, and nothing reaches over the card's edge."""
    for label in widget.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()) - 1
            assert label.mapTo(widget, QPoint(label.width(), 0)).x() <= widget.width()
    for field in widget.findChildren(QWidget):
        if field.isVisible() and isinstance(field, QLineEdit | QPushButton | QAbstractItemView | Radio | Check):
            assert field.height() >= field.minimumSizeHint().height()
            assert field.mapTo(widget, QPoint(field.width(), field.height())).x() <= widget.width()


def nothing_overlaps(holder: QWidget) -> None:
    """What stands side by side in ``holder`` has room of its own."""
    apart = [each for each in holder.children() if isinstance(each, QWidget) and each.isVisible()]
    for one, other in combinations([each for each in apart if not each.isWindow()], 2):
        assert not one.geometry().intersects(other.geometry()), (one, other)
