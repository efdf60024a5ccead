"""One question of a table: its label, and a button for each of the choices that all the table's questions share."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.signs import Check, Radio
from desktop_app.ui.theme import GRID

_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UP_AND_DOWN: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_TAKE_BACK: Final = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})


class TableRow(QWidget):
    """A question among others with the same choices. The row is one stop for Tab; the arrows go along it.

    Signals:
        answered: the respondent has given this value to the question at ref.
        left: an arrow leads out of the row of ref, up (-1) or down (1), in this column.
    """

    answered = Signal(str, str)
    left = Signal(str, int, int)

    def __init__(self, view: QuestionView, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = view
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        words = parts.column(spacing=0)
        self.label = parts.label("", "", self)
        self.hint = parts.label("", "hint", self)
        words.addWidget(self.label)
        words.addWidget(self.hint)
        row.addLayout(words, 1)
        self.buttons: list[QAbstractButton] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(view.kind is Kind.SELECT_ONE)
        for _ in view.choices:
            row.addWidget(self._cell(width))
        self._group.buttonClicked.connect(self._on_clicked)
        column.addLayout(row)
        self.problem = parts.label("", "problem", self)
        column.addWidget(self.problem)
        self._stop = 0
        self._show()

    @property
    def ref(self) -> str:
        return self.view.ref

    def refs(self) -> tuple[str, ...]:
        return (self.view.ref,)

    def show_question(self, view: QuestionView) -> None:
        """Shows ``view``, whose choices are the same as before."""
        if view != self.view:
            self.view = view
            self._show()

    def flush(self) -> None:
        """Nothing is ever half chosen."""

    def focus_answer(self, _ref: str = "") -> None:
        self.focus_column(self._stop)

    def focus_column(self, column: int) -> None:
        """Puts the focus on one of the buttons."""
        self._stop_at(column)
        self.buttons[column].setFocus(Qt.FocusReason.OtherFocusReason)

    def _cell(self, width: int) -> QWidget:
        cell = QWidget(self)
        cell.setFixedWidth(width)
        inside = QHBoxLayout(cell)
        inside.setContentsMargins(0, 0, 0, 0)
        button = Radio(cell) if self.view.kind is Kind.SELECT_ONE else Check(cell)
        button.installEventFilter(self)
        inside.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        self._group.addButton(button)
        self.buttons.append(button)
        return cell

    def _show(self) -> None:
        view = self.view
        head = " ".join(part for part in (view.number, view.code) if part)
        optional = "" if view.required else " " + self.tr("(opcional)")
        self.label.setText(f"{head} {view.label}".strip() + optional)
        self.hint.setText(view.hint)
        self.hint.setVisible(bool(view.hint))
        self.problem.setText(view.problem or "")
        self.problem.setVisible(bool(view.problem))
        chosen = {view.value} if view.kind is Kind.SELECT_ONE else set(view.value.split())
        exclusive = self._group.exclusive()
        self._group.setExclusive(False)
        for button, choice in zip(self.buttons, view.choices, strict=True):
            button.setChecked(choice.name in chosen)
            button.setEnabled(not view.read_only)
            button.setAccessibleName(f"{view.label}: {choice.label}")
            button.setAccessibleDescription(" ".join(part for part in (view.hint, view.problem) if part))
        self._group.setExclusive(exclusive)
        held = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), None)
        checked = next((n for n, button in enumerate(self.buttons) if button.isChecked()), 0)
        self._stop_at(checked if held is None else held)

    def _stop_at(self, column: int) -> None:
        """Tab stops at one button of the row only."""
        self._stop = column
        for place, button in enumerate(self.buttons):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == column else Qt.FocusPolicy.ClickFocus)

    def _on_clicked(self, button: QAbstractButton) -> None:
        self._stop_at(self.buttons.index(button))
        chosen = [c.name for c, b in zip(self.view.choices, self.buttons, strict=True) if b.isChecked()]
        self.answered.emit(self.ref, " ".join(chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go along the row, choosing on the way as radio buttons do, or to the row above or below."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        here = next(n for n, button in enumerate(self.buttons) if button is watched)
        key = Qt.Key(event.key())
        if key in _SIDEWAYS:
            place = (here + _SIDEWAYS[key]) % len(self.buttons)
            self.focus_column(place)
            if self._group.exclusive():
                self.buttons[place].click()
            return True
        if key in _UP_AND_DOWN:
            self.left.emit(self.ref, _UP_AND_DOWN[key], here)
            return True
        if key in _TAKE_BACK and self._group.exclusive():
            if self.view.value:
                self.answered.emit(self.ref, "")
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
