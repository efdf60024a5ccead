"""Two people at the real window, who do the same things: one has a keyboard and no mouse, the other points at all.

They find things by what is written on the screen and do nothing but press keys, or click and turn the wheel. Neither
calls what a widget would call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import monotonic
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from desktop_app.ui.survey.carried_bar import CarriedBar
from desktop_app.ui.survey.task_list import TaskList
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.special import SpecialAnswers
from desktop_app.ui.survey.widgets.warning_box import WarningBox
from desktop_app.ui.window import MainWindow
from tests.support.sight import (
    GLANCE,
    area_of,
    in_front,
    lets_pass,
    named,
    place_of,
    pointed_at,
    row_of,
    seen,
    title_over,
    turn_wheel,
    types,
    words_in,
)
from tests.support.windows import said

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
        front = self.front()
        pages = [one.toPlainText() for one in seen(front, QTextEdit) + seen(front, QPlainTextEdit)]
        fields = [one.text() for one in seen(front, QLineEdit)]
        return "\n".join([said(front), *pages, *fields])

    def waits(self, reached: Callable[[], object]) -> None:
        deadline = monotonic() + _PATIENCE
        while not reached():
            assert monotonic() < deadline, f"it does not come; what there is:\n{self.reads()}"
            lets_pass(GLANCE)

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
        for card in seen(self.window, QuestionWidget):
            asked = question in (words.removesuffix(_OPTIONAL) for words in words_in(card))
            if asked and (not under or under == title_over(card)):
                yield card

    def is_answered(self, question: str, under: str = "") -> bool:
        """Whether something is written or marked there."""
        card = self.card(question, under)
        marked = [one for one in seen(card, QRadioButton) + seen(card, QCheckBox) if one.isChecked()]
        return bool(marked) or any(one.text() for one in seen(card, QLineEdit))

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton:
        """The button that says ``words``."""
        found: list[QAbstractButton] = []

        def looked() -> bool:
            buttons = seen(inside or self.front(), QAbstractButton)
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
        radios, checks, boxes = seen(card, QRadioButton), seen(card, QCheckBox), seen(card, QComboBox)
        if radios:
            self._press(named(radios, answer[0]))
        elif checks:
            for each in answer:
                self._press(named(checks, each))
        elif boxes:
            self._pick(boxes[0], answer[0])
        else:
            field = next(iter([*seen(card, QLineEdit), *seen(card, QPlainTextEdit)]))
            self._write(field, answer[0])
        self._check(question, answer, under)

    def _check(self, question: str, answer: tuple[str, ...], under: str) -> None:
        """A person sees to it that what was chosen is marked."""
        card = self.card(question, under)
        marked = [one for one in seen(card, QRadioButton) + seen(card, QCheckBox) if one.isChecked()]
        if marked:
            assert set(answer) <= {one.accessibleName() for one in marked}

    def says_instead(self, question: str, words: str, under: str = "") -> None:
        """Gives ``words`` ("No sé") in place of a number."""
        card = self.card(question, under)
        (special,) = seen(card, SpecialAnswers)
        self._press(next(one for one in special.buttons if one.text().strip() == words))
        assert self.button(words, special).isChecked()

    def explains(self, question: str, about: str, reason: str, under: str = "") -> None:
        """Writes why, where something beside the answer looks unusual: the remark that has the words ``about``."""
        card = self.card(question, under)
        self.waits(lambda: any(about in " ".join(words_in(box)) for box in seen(card, WarningBox)))
        box = next(box for box in seen(card, WarningBox) if about in " ".join(words_in(box)))
        self._write(seen(box, QPlainTextEdit)[0], reason)

    def comments(self, question: str, text: str, under: str = "") -> None:
        """Puts a comment beside the answer."""
        card = self.card(question, under)
        self._press(self.button("Comentar · Adjuntar", card))
        self.waits(lambda: seen(card, QPlainTextEdit))
        self._write(seen(card, QPlainTextEdit)[-1], text)

    def confirms_the_section(self) -> str:
        """Says that what comes from the wave before holds, where anything in the section in view does; what it read."""
        bars = seen(self.window, CarriedBar)
        if not bars:
            return ""
        read = said(bars[0])
        self._press(self.button("Sigue igual", bars[0]))
        self.waits(lambda: not bars[0].isVisible())
        return read

    def _tasks(self) -> TaskList:
        (tasks,) = seen(self.window, TaskList)
        return tasks

    def goes_to(self, screen: str) -> None:
        """Goes to the screen that the bar calls ``screen``."""
        button = self.button(screen, self.window.bar)
        self._go(button)
        self.waits(button.isChecked)

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
    def _go(self, button: QAbstractButton) -> None: ...

    @abstractmethod
    def _press(self, button: QAbstractButton) -> None: ...

    @abstractmethod
    def _write(self, field: QWidget, text: str) -> None: ...

    @abstractmethod
    def _pick(self, box: QComboBox, words: str) -> None: ...


class Keyboard(Person):
    """Has no mouse. Goes forward with Tab to what stands beneath, and back to what stands above."""

    def _go(self, button: QAbstractButton) -> None:
        """By the letter that is underlined in its name."""
        letter = button.text().partition("&")[2][0]
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
        row = row_of(button)
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
        types(text)

    def _pick(self, box: QComboBox, words: str) -> None:
        self._write(box, words)
        self._key(Qt.Key.Key_Return)
        assert box.currentText() == words

    def _come_to(self, wanted: Sequence[QWidget]) -> None:
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
        return (
            focus is not None and focus.window() is wanted.window() and place_of(wanted).top() < place_of(focus).top()
        )

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NO) -> None:
        QTest.keyClick(in_front(self.window), key, modifiers)
        QApplication.processEvents()


class Mouse(Person):
    """Points at everything and turns the wheel; the keys are for words, in a field that was clicked."""

    def _go(self, button: QAbstractButton) -> None:
        self._click(button)

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
        """A box that has just opened takes no clicks for a moment: the second of two would choose."""
        self._click(box)
        while box.view().isVisible():
            self._click_in(box.view(), words)
            lets_pass(GLANCE)
        assert box.currentText() == words

    def _press(self, button: QAbstractButton) -> None:
        if not (isinstance(button, QRadioButton) and button.isChecked()):
            self._click(button)

    def _write(self, field: QWidget, text: str) -> None:
        self._click(field)
        self._mark_all(field)
        types(text)

    def _pick(self, box: QComboBox, words: str) -> None:
        line, completer = box.lineEdit(), box.completer()
        assert line is not None
        assert completer is not None
        self._write(line, words)
        popup = completer.popup()
        assert popup is not None
        self._click_in(popup, words)
        assert box.currentText() == words

    def _mark_all(self, field: QWidget) -> None:
        """Three clicks, as one marks a line."""
        empty = not (field.text() if isinstance(field, QLineEdit) else field.toPlainText())  # type: ignore[attr-defined]
        if not empty:
            QTest.mouseDClick(pointed_at(field), Qt.MouseButton.LeftButton)
            QTest.mouseClick(pointed_at(field), Qt.MouseButton.LeftButton)

    def _click_in(self, view: QAbstractItemView, words: str, role: Qt.ItemDataRole = _WRITTEN) -> None:
        """The row of a list that came up."""
        self.waits(view.isVisible)
        model = view.model()
        rows = range(model.rowCount())
        index = next(model.index(row, 0) for row in rows if words in str(model.index(row, 0).data(role)))
        view.scrollTo(index)
        view.viewport().repaint()  # nobody points at what is not painted yet
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, _NO, view.visualRect(index).center())
        QApplication.processEvents()

    def _click(self, widget: QWidget) -> None:
        self._bring_into_sight(widget)
        in_front(self.window)
        QTest.mouseClick(pointed_at(widget), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def _bring_into_sight(self, widget: QWidget) -> None:
        """Turns the wheel until all of ``widget`` is seen, or as much as there is room for; waits while what scrolls
        still takes its place."""
        area = area_of(widget)
        if area is None:
            return
        for _ in range(_MOST_STEPS):
            up = _wheel_to(widget, area)
            if not up:
                return
            self.waits(partial(_is_moved, widget, area, up))
        raise AssertionError(f"the wheel does not lead to {widget.accessibleName()!r}")


def _is_moved(widget: QWidget, area: QScrollArea, up: int) -> bool:
    """Turns the wheel once; whether that, or something else, moved ``widget``."""
    before = area.verticalScrollBar().value()
    turn_wheel(area.viewport(), up)
    return area.verticalScrollBar().value() != before or _wheel_to(widget, area) != up


def _wheel_to(widget: QWidget, area: QScrollArea) -> int:
    """Which way the wheel brings ``widget`` into sight: 1 up, -1 down, 0 where it is."""
    view = area.viewport()
    top = widget.mapTo(view, QPoint(0, 0)).y()
    beneath = top + min(widget.height(), view.height()) - view.height()
    return 1 if top < 0 else -1 if beneath > 0 else 0
