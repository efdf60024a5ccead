"""An order of preference: choices are moved up and down, with the mouse or with the keyboard alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import QuestionView, about
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.lists import dress, enter
from desktop_app.ui.theme import GRID, is_restyle

_NAME: Final = Qt.ItemDataRole.UserRole
_LABEL: Final = Qt.ItemDataRole.UserRole + 1
_MOST_LINES: Final = 14
_MOST_WRAPPED: Final = 300
"""In longer lists every row is one line: to know how many each takes, Qt would have to look at all of them."""

_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RankList(QListWidget):
    """The choices in their order; Alt and an arrow move one.

    Signals:
        moved: the current choice is to go this many places down.
        taken_back: Delete or Backspace was pressed: there is to be no order.
    """

    moved = Signal(int)
    taken_back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        parts.roomy(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        enter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Takes the height of all choices, within reason."""
        last = min(_MOST_LINES, self.count()) - 1
        if last >= 0:
            rows = self.visualItemRect(self.item(last)).bottom() - self.visualItemRect(self.item(0)).top()
            self.setFixedHeight(rows + 2 * self.spacing() + GRID)


class RankControl(Control):
    """Choices in the respondent's order. Nothing is ranked until somebody ranks: the form's order is no answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = False
        self.how = parts.label("", "hint", self)
        self.list = RankList(self)
        self.up, self.down, self.accept = (parts.button("", "", self) for _ in range(3))
        self.clear = parts.button("", "link", self)
        self._stray = parts.label("", "attention", self)
        self.column.addWidget(self.how)
        self.column.addWidget(self.list)
        buttons = Flow(PACKED, hinted)
        for button in (self.up, self.down, self.accept, self.clear):
            buttons.addWidget(button)
        self.column.addLayout(buttons)
        self.column.addWidget(self._stray)
        self._aim(self.list)
        self.list.moved.connect(self._on_moved)
        self.list.taken_back.connect(self._on_clear)
        self.list.model().rowsMoved.connect(self._on_dropped)
        self.list.currentRowChanged.connect(self._enable)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.accept.clicked.connect(self._on_accepted)
        self.clear.clicked.connect(self._on_clear)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        self.up.setText(self.tr("Subir"))
        self.down.setText(self.tr("Bajar"))
        self.accept.setText(self.tr("Aceptar este orden"))
        self.clear.setText(self.tr("Quitar el orden"))
        if self._view is not None:
            self._name(self._view)
        self._tell()

    def order(self) -> list[str]:
        """The choices' names as they stand now."""
        return [str(self.list.item(row).data(_NAME)) for row in range(self.list.count())]

    def set_read_only(self, *, read_only: bool) -> None:
        self._read_only = read_only
        mode = QAbstractItemView.DragDropMode
        self.list.setDragDropMode(mode.NoDragDrop if read_only else mode.InternalMove)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_stray"):
            self._dress()

    def _dress(self) -> None:
        dress(self.list)
        self.list.fit()

    def _name(self, view: QuestionView) -> None:
        self.list.setAccessibleName(view.label)
        how = self.tr("Alt y las flechas mueven la opción; la tecla Suprimir quita el orden.")
        self.list.setAccessibleDescription(f"{about(view)} {how}".strip())

    def _set_choices(self, view: QuestionView) -> None:
        row = self.list.currentRow()
        moving = self.order()[row] if row >= 0 else ""
        self.list.clear()
        self.list.setUniformItemSizes(len(view.choices) > _MOST_WRAPPED)
        for choice in view.choices:
            item = QListWidgetItem(choice.label)
            item.setData(_NAME, choice.name)
            item.setData(_LABEL, choice.label)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            self.list.addItem(item)
            if choice.name == moving:
                self.list.setCurrentItem(item)
        if self.list.hasFocus():
            enter(self.list)

    def _show_value(self, value: str) -> None:
        """Puts what is ranked first, in its order; the rest follows as the form has it."""
        places = {name: place for place, name in enumerate(value.split())}
        offered = {choice.name: place for place, choice in enumerate(self._view.choices if self._view else ())}
        before = self.order()
        wanted = sorted(before, key=lambda name: (places.get(name, len(places)), offered.get(name, 0)))
        if wanted != before:
            current = self.list.currentItem()
            rank = {name: place for place, name in enumerate(wanted)}
            for item in sorted(self._take_all(), key=lambda item: rank[str(item.data(_NAME))]):
                self.list.addItem(item)
            self.list.setCurrentItem(current)
        self._number()

    def _take_all(self) -> list[QListWidgetItem]:
        return [self.list.takeItem(0) for _ in range(self.list.count())]

    def _number(self) -> None:
        ranked = frozenset(self._value.split())
        for row in range(self.list.count()):
            item = self.list.item(row)
            text = f"{row + 1}. {item.data(_LABEL)}" if item.data(_NAME) in ranked else str(item.data(_LABEL))
            if item.text() != text:
                item.setText(text)
        self.list.fit()
        self._tell()

    def _on_moved(self, step: int) -> None:
        row = self.list.currentRow()
        if self._read_only or not 0 <= row < self.list.count() or not 0 <= row + step < self.list.count():
            return
        item = self.list.takeItem(row)
        self.list.insertItem(row + step, item)
        self.list.setCurrentItem(item)
        self._rank()

    def _on_up(self) -> None:
        self._on_moved(-1)

    def _on_down(self) -> None:
        self._on_moved(1)

    def _on_dropped(self) -> None:
        self._rank()

    def _on_accepted(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._rank()

    def _rank(self) -> None:
        self._give(" ".join(self.order()))
        self._number()

    def _on_clear(self) -> None:
        if self._value and not self._read_only:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self._give("")
            self._show_value("")

    def _tell(self) -> None:
        ranked = bool(self._value)
        moving = self.tr("Mueva las opciones con el ratón, con los botones o con Alt y las flechas.")
        self.how.setText(moving if ranked else self.tr("Todavía sin ordenar.") + " " + moving)
        self.how.setVisible(not self._read_only)
        self.accept.setVisible(not ranked and not self._read_only)
        self.clear.setVisible(ranked and not self._read_only)
        names = set(self.order())
        strays = [name for name in self._value.split() if name not in names]
        self._stray.setText(
            self.tr("Respondido antes y ya no está en la lista: {names}").format(names=", ".join(strays))
        )
        self._stray.setVisible(bool(strays))
        self._enable(self.list.currentRow())

    def _enable(self, row: int) -> None:
        for button, can in ((self.up, row > 0), (self.down, 0 <= row < self.list.count() - 1)):
            button.setVisible(not self._read_only)
            button.setEnabled(can)
