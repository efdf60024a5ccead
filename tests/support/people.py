"""Two people at the real window, who do the same things: one has a keyboard and no mouse, the other points at all.

They find things by what is written on the screen and do nothing but press keys, or click and turn the wheel. Neither
calls what a widget would call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTextBrowser,
    QWidget,
)

from desktop_app.ui.survey.blocks import PanelBlock
from desktop_app.ui.survey.carried_bar import CarriedBar
from desktop_app.ui.survey.task_list import TaskList
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.special import SpecialAnswers
from desktop_app.ui.survey.widgets.warning_box import WarningBox
from desktop_app.ui.window import MainWindow
from tests.support.windows import said

W = TypeVar("W", bound=QWidget)
_PATIENCE: Final = 30.0
_MOST_STEPS: Final = 160
_NO: Final = Qt.KeyboardModifier.NoModifier
_WRITTEN: Final = Qt.ItemDataRole.DisplayRole
_READ_OUT: Final = Qt.ItemDataRole.AccessibleTextRole
_OPTIONAL: Final = " (opcional)"


class Person(ABC):
    """Whoever sits at ``window``. A verb waits for what it needs, as anybody would."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    # What one sees

    def front(self) -> QWidget:
        """The window in front."""
        over = QApplication.activeModalWidget()
        return self.window if over is None else over

    def reads(self) -> str:
        """All that is written in the window in front."""
        pages = [one.toPlainText() for one in _seen(self.front(), QTextBrowser)]
        return "\n".join([said(self.front()), *pages])

    def waits(self, reached: Callable[[], object]) -> None:
        deadline = monotonic() + _PATIENCE
        while not reached():
            assert monotonic() < deadline, f"it does not come; what there is:\n{self.reads()}"
            QTest.qWait(5)

    def sees(self, words: str) -> None:
        """Waits until ``words`` are on the screen."""
        self.waits(lambda: words in self.reads())

    def card(self, question: str, under: str = "") -> QuestionWidget:
        """The question that reads ``question``, the one in the frame with the title ``under`` if there are several."""
        found: list[QuestionWidget] = []
        self.waits(lambda: found.extend(self._cards(question, under)) or found)
        assert len(found) == 1, f"{len(found)} questions read {question!r}"
        return found[0]

    def _cards(self, question: str, under: str) -> Iterator[QuestionWidget]:
        for card in _seen(self.window, QuestionWidget):
            asked = question in (words.removesuffix(_OPTIONAL) for words in _words(card))
            if asked and (not under or under == _title_over(card)):
                yield card

    def is_answered(self, question: str, under: str = "") -> bool:
        """Whether something is written or marked there."""
        card = self.card(question, under)
        marked = [one for one in _seen(card, QRadioButton) + _seen(card, QCheckBox) if one.isChecked()]
        return bool(marked) or any(one.text() for one in _seen(card, QLineEdit))

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton:
        """The button that says ``words``."""
        found: list[QAbstractButton] = []

        def looked() -> bool:
            buttons = _seen(inside or self.front(), QAbstractButton)
            found[:] = [one for one in buttons if one.text().replace("&", "").strip() == words and one.isEnabled()]
            return bool(found)

        self.waits(looked)
        return found[0]

    # What one does

    def presses(self, words: str, inside: QWidget | None = None) -> None:
        """Presses the button that says ``words``."""
        self._press(self.button(words, inside))

    def answers(self, question: str, *answer: str, under: str = "") -> None:
        """Chooses, ticks, picks or writes ``answer``, as the question wants it."""
        card = self.card(question, under)
        radios, checks, boxes = _seen(card, QRadioButton), _seen(card, QCheckBox), _seen(card, QComboBox)
        if radios:
            self._press(_named(radios, answer[0]))
        elif checks:
            for each in answer:
                self._press(_named(checks, each))
        elif boxes:
            self._pick(boxes[0], answer[0])
        else:
            field = next(iter([*_seen(card, QLineEdit), *_seen(card, QPlainTextEdit)]))
            self._write(field, answer[0])
        self._check(question, answer, under)

    def _check(self, question: str, answer: tuple[str, ...], under: str) -> None:
        """A person sees to it that what was chosen is marked."""
        card = self.card(question, under)
        marked = [one for one in _seen(card, QRadioButton) + _seen(card, QCheckBox) if one.isChecked()]
        if marked:
            assert set(answer) <= {one.accessibleName() for one in marked}

    def says_instead(self, question: str, words: str, under: str = "") -> None:
        """Gives ``words`` ("No sé") in place of a number."""
        card = self.card(question, under)
        (special,) = _seen(card, SpecialAnswers)
        self._press(next(one for one in special.buttons if one.text().strip() == words))
        assert self.button(words, special).isChecked()

    def explains(self, question: str, about: str, reason: str, under: str = "") -> None:
        """Writes why, where something beside the answer looks unusual: the remark that has the words ``about``."""
        card = self.card(question, under)
        self.waits(lambda: any(about in " ".join(_words(box)) for box in _seen(card, WarningBox)))
        box = next(box for box in _seen(card, WarningBox) if about in " ".join(_words(box)))
        self._write(_seen(box, QPlainTextEdit)[0], reason)

    def comments(self, question: str, text: str, under: str = "") -> None:
        """Puts a comment beside the answer."""
        card = self.card(question, under)
        self._press(self.button("Comentar · Adjuntar", card))
        self.waits(lambda: _seen(card, QPlainTextEdit))
        self._write(_seen(card, QPlainTextEdit)[-1], text)

    def confirms_the_section(self) -> None:
        """Says that what comes from the wave before holds, of the section in view, where anything does."""
        bars = _seen(self.window, CarriedBar)
        if bars:
            self._press(self.button("Sigue igual", bars[0]))
            self.waits(lambda: not bars[0].isVisible())

    def _tasks(self) -> TaskList:
        (tasks,) = _seen(self.window, TaskList)
        return tasks

    @abstractmethod
    def goes_to(self, screen: str) -> None:
        """Goes to the screen that the bar calls ``screen``."""

    @abstractmethod
    def continues(self) -> None:
        """Goes on to the next section, or from the last to the review."""

    @abstractmethod
    def opens(self, section: str) -> None:
        """Opens the section of that title, or the review, from the list at the left."""

    @abstractmethod
    def adds_a_record(self) -> None:
        """One more record of the list in view."""

    @abstractmethod
    def chooses(self, box: QComboBox, words: str) -> None:
        """Picks one of the few that ``box`` offers."""

    @abstractmethod
    def prints(self) -> None:
        """Asks for the report on paper."""

    @abstractmethod
    def _press(self, button: QAbstractButton) -> None: ...

    @abstractmethod
    def _write(self, field: QWidget, text: str) -> None: ...

    @abstractmethod
    def _pick(self, box: QComboBox, words: str) -> None: ...


class Keyboard(Person):
    """Has no mouse. Goes forward with Tab to what stands beneath, and back to what stands above."""

    def goes_to(self, screen: str) -> None:
        letter = next(one.text() for one in self._bar() if one.text().replace("&", "") == screen).partition("&")[2][0]
        self._key(getattr(Qt.Key, f"Key_{letter.upper()}"), Qt.KeyboardModifier.AltModifier)

    def continues(self) -> None:
        self._key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def opens(self, section: str) -> None:
        tasks = self._tasks()
        self._come_to([tasks])
        self._key(Qt.Key.Key_Home)
        for _ in range(tasks.model().rowCount()):
            if section in str(tasks.currentIndex().data(_READ_OUT)):
                break
            self._key(Qt.Key.Key_Down)
        self._key(Qt.Key.Key_Return)

    def adds_a_record(self) -> None:
        self._key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    def prints(self) -> None:
        self._key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    def chooses(self, box: QComboBox, words: str) -> None:
        self._come_to([box])
        for _ in range(box.count()):
            if box.currentText() == words:
                return
            self._key(Qt.Key.Key_Down)
        assert box.currentText() == words

    def _press(self, button: QAbstractButton) -> None:
        row = _row_of(button)
        self._come_to(row)
        for _ in row:  # the arrows go along a group of which one alone is a stop
            if button.hasFocus():
                break
            self._key(Qt.Key.Key_Down)
        assert button.hasFocus(), f"the arrows do not lead to {button.accessibleName() or button.text()!r}"
        if not (isinstance(button, QRadioButton) and button.isChecked()):
            self._key(Qt.Key.Key_Space)

    def _write(self, field: QWidget, text: str) -> None:
        self._come_to([field])
        self._key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        _type(text)

    def _pick(self, box: QComboBox, words: str) -> None:
        self._write(box, words)
        self._key(Qt.Key.Key_Return)
        assert box.currentText() == words

    def _come_to(self, wanted: list[QWidget] | list[QAbstractButton]) -> None:
        """Tab, or Shift+Tab, until one of ``wanted`` has the focus."""
        back = self._is_above(wanted[0])
        for _ in range(_MOST_STEPS):
            focus = QApplication.focusWidget()
            if focus is not None and focus in wanted:
                return
            if back:
                self._key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
            else:
                self._key(Qt.Key.Key_Tab)
        raise AssertionError(f"the keyboard does not lead to {wanted[0].accessibleName() or wanted[0]}")

    def _is_above(self, wanted: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.window() is wanted.window() and _place(wanted).top() < _place(focus).top()

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NO) -> None:
        QTest.keyClick(_in_front(self.window), key, modifiers)
        QApplication.processEvents()

    def _bar(self) -> list[QPushButton]:
        return [one for one in _seen(self.window, QPushButton) if "&" in one.text()]


class Mouse(Person):
    """Points at everything and turns the wheel; the keys are for words, in a field that was clicked."""

    def goes_to(self, screen: str) -> None:
        self._press(self.button(screen))

    def continues(self) -> None:
        self.presses("Continuar ›")

    def opens(self, section: str) -> None:
        self._click_in(self._tasks(), section, _READ_OUT)

    def adds_a_record(self) -> None:
        self.presses("Agregar registro")

    def prints(self) -> None:
        self.goes_to("Resultado")
        self.presses("Imprimir")

    def chooses(self, box: QComboBox, words: str) -> None:
        self._click(box)
        self._click_in(box.view(), words)

    def _press(self, button: QAbstractButton) -> None:
        if not (isinstance(button, QRadioButton) and button.isChecked()):
            self._click(button)

    def _write(self, field: QWidget, text: str) -> None:
        self._click(field)
        self._mark_all(field)
        _type(text)

    def _pick(self, box: QComboBox, words: str) -> None:
        line, completer = box.lineEdit(), box.completer()
        assert line is not None
        self._write(line, words)
        self._click_in(completer.popup(), words)
        assert box.currentText() == words

    def _mark_all(self, field: QWidget) -> None:
        """Three clicks, as one marks a line."""
        empty = not (field.text() if isinstance(field, QLineEdit) else field.toPlainText())  # type: ignore[attr-defined]
        if not empty:
            QTest.mouseDClick(_target(field), Qt.MouseButton.LeftButton)
            QTest.mouseClick(_target(field), Qt.MouseButton.LeftButton)

    def _click_in(self, view: QAbstractItemView, words: str, role: Qt.ItemDataRole = _WRITTEN) -> None:
        """The row of a list that came up."""
        self.waits(view.isVisible)
        model = view.model()
        rows = range(model.rowCount())
        index = next(model.index(row, 0) for row in rows if words in str(model.index(row, 0).data(role)))
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, _NO, view.visualRect(index).center())
        QApplication.processEvents()

    def _click(self, widget: QWidget) -> None:
        self._bring_into_sight(widget)
        QTest.mouseClick(_target(widget), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def _bring_into_sight(self, widget: QWidget) -> None:
        """Turns the wheel until all of ``widget`` is seen, or as much as there is room for."""
        area = _area_of(widget)
        for _ in range(_MOST_STEPS if area is not None else 0):
            assert area is not None
            view = area.viewport()
            top = widget.mapTo(view, QPoint(0, 0)).y()
            beneath = top + min(widget.height(), view.height()) - view.height()
            if top >= 0 and beneath <= 0:
                return
            before = area.verticalScrollBar().value()
            _turn_wheel(view, 1 if top < 0 else -1)
            assert area.verticalScrollBar().value() != before, f"the wheel does not lead to {widget.accessibleName()!r}"


def _in_front(window: QWidget) -> QWindow:
    """The window that the keys go to. Once a dialog is closed a desktop gives them back to the one beneath."""
    if QApplication.focusWindow() is None:
        window.activateWindow()
        QApplication.processEvents()
    found = QApplication.focusWindow()
    assert found is not None
    return found


def _seen(root: QWidget, kind: type[W]) -> list[W]:
    return [one for one in root.findChildren(kind) if one.isVisible()]


def _words(root: QWidget) -> list[str]:
    return [label.text() for label in _seen(root, QLabel)]


def _title_over(card: QWidget) -> str:
    """The title of the frame that ``card`` is in; empty where it has a frame of its own."""
    above = card.parentWidget()
    while above is not None and not isinstance(above, PanelBlock):
        above = above.parentWidget()
    return above.title.text() if above is not None else ""


def _named(buttons: list[W], name: str) -> W:
    return next(one for one in buttons if one.accessibleName() == name)


def _row_of(button: QAbstractButton) -> list[QAbstractButton]:
    """The buttons along which the arrows lead, ``button`` among them."""
    group, parent = button.group(), button.parentWidget()
    if isinstance(button, QRadioButton) and group is not None:
        return [one for one in group.buttons() if one.isVisible()]
    if isinstance(parent, SpecialAnswers):
        return list(parent.buttons)
    return [button]


def _area_of(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _target(widget: QWidget) -> QWidget:
    """What is under the pointer there."""
    return widget.viewport() if isinstance(widget, QPlainTextEdit) else widget


def _type(text: str) -> None:
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


def _turn_wheel(view: QWidget, up: int) -> None:
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
        inverted=False,
    )
    QApplication.sendEvent(view, turn)
    QApplication.processEvents()
