"""The answers that stand for a missing number, as small buttons beside it: "No sé", "No aplica"."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.signs import check_icon
from desktop_app.xforms.model import Choice

_ALONG: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class SpecialAnswers(QWidget):
    """One button for each choice of the companion, of which at most one is down; pressed again it comes up.

    Tab stops once; the arrows go from one button to the next.

    Signals:
        answered: this value is given to the companion at ref; empty when the answer is taken back.
    """

    answered = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ref = ""
        self.buttons: list[QPushButton] = []
        self._choices: tuple[Choice, ...] = ()
        self._value = ""
        self._flow = Flow(PACKED, hinted)
        self.setLayout(self._flow)

    def show_question(self, view: QuestionView, of: QuestionView) -> None:
        """Shows the companion ``view`` of the question ``of``."""
        self.ref, self._value = view.ref, view.value
        if view.choices != self._choices:
            self._choices = view.choices
            self._make_buttons()
        self.setAccessibleName(f"{view.label}: {of.label}")
        for button, choice in zip(self.buttons, self._choices, strict=True):
            button.setAccessibleName(f"{of.label}: {choice.label}")
            button.setAccessibleDescription(of.within)
            button.setEnabled(not (view.read_only or of.read_only))
        self._show_value()

    def value(self) -> str:
        return self._value

    def focus_answer(self) -> None:
        """Puts the focus on the button that is down, or on the first."""
        if self.buttons:
            self._stop().setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_buttons(self) -> None:
        held = any(button.hasFocus() for button in self.buttons)
        parts.clear(self._flow)
        self.buttons = []
        for choice in self._choices:
            # Qt leaves no room between a sign and the words, and takes an ampersand for itself.
            button = parts.button(" " + choice.label.replace("&", "&&"), "toggle", self)
            button.setCheckable(True)
            button.clicked.connect(self._on_clicked)
            button.installEventFilter(self)
            self._flow.addWidget(button)
            button.show()
            self.buttons.append(button)
        self._restyle()
        if held:
            self.focus_answer()

    def _stop(self) -> QPushButton:
        return next((button for button in self.buttons if button.isChecked()), self.buttons[0])

    def _show_value(self) -> None:
        for button, choice in zip(self.buttons, self._choices, strict=True):
            button.setChecked(choice.name == self._value)
        for button in self.buttons:
            stop = Qt.FocusPolicy.StrongFocus if button is self._stop() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)
        self._draw_signs()

    def _draw_signs(self) -> None:
        """The state is a sign as well as a colour."""
        side = self.fontMetrics().height()
        for button in self.buttons:
            button.setIcon(check_icon(side, checked=button.isChecked()))
            button.setIconSize(QSize(side, side))

    def _on_clicked(self) -> None:
        pressed = self.sender()
        place = next(n for n, button in enumerate(self.buttons) if button is pressed)
        name = self._choices[place].name
        self._value = "" if name == self._value else name
        self._show_value()
        self.answered.emit(self.ref, self._value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            key = Qt.Key(event.key())
            here = next(n for n, button in enumerate(self.buttons) if button is watched)
            if key in _ALONG:
                self.buttons[(here + _ALONG[key]) % len(self.buttons)].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._value:
                self._stop().click()
                return True
        return super().eventFilter(watched, event)

    def _restyle(self) -> None:
        self.ensurePolished()
        self._draw_signs()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_flow"):
            self._restyle()
