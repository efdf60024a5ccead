"""Several of many choices: a list that is searched as one types, and what is chosen so far."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui import parts
from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.choice_model import NAME_ROLE, ChoiceIndex, ChoiceModel
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.lists import dress, enter
from desktop_app.ui.survey.widgets.signs import check_icon
from desktop_app.ui.theme import is_restyle

_LINES: Final = 8
_MOST_WRAPPED: Final = 300
"""In longer lists every row is one line: to know how many each takes, Qt would have to look at all of them."""

_MOST_TOLD: Final = 12


class Rows(QListView):
    """The list. Where the focus comes to it, a row is the current one."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        enter(self)


class _WholeRow(QStyledItemDelegate):
    """Draws the program's own check box. The whole row is clicked, not its box alone: the view tells of clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes: dict[bool, QIcon] = {}
        self._side = 0
        self.restyle(parent)

    def restyle(self, view: QWidget) -> None:
        self._side = round(view.fontMetrics().height() * 1.1)
        self._boxes = {checked: check_icon(self._side, checked=checked) for checked in (True, False)}

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        feature = QStyleOptionViewItem.ViewItemFeature
        option.features = (option.features & ~feature.HasCheckIndicator) | feature.HasDecoration
        option.icon = self._boxes[index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked]
        option.decorationSize = QSize(self._side, self._side)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        return False if isinstance(event, QMouseEvent) else super().editorEvent(event, model, option, index)


class SearchField(QLineEdit):
    """A field from which the arrow leads down into the list.

    Signals:
        left: the list is wanted.
    """

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ChecklistControl(Control):
    """Any number of many choices. The value keeps the list's order, and what was answered but is no longer offered.

    Space marks the row; Enter in the field marks the only one found.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = False
        self.summary = parts.label("", "", self)
        self.clear = parts.button("", "link", self)
        self.field = SearchField(self)
        self.field.setClearButtonEnabled(True)
        self.view = Rows(self)
        self.model = ChoiceModel(self.view, tickable=True)
        self.view.setModel(self.model)
        self._drawing = _WholeRow(self.view)
        self.view.setItemDelegate(self._drawing)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        parts.roomy(self.view)
        self.found = parts.label("", "hint", self)
        self._stray = parts.label("", "attention", self)
        for widget in (self.summary, self.field, self.view, self.found, self._stray):
            self.column.addWidget(widget)
        self.column.insertWidget(1, self.clear, 0, Qt.AlignmentFlag.AlignLeft)
        self._aim(self.field)
        self.field.textChanged.connect(self._on_search)
        self.field.returnPressed.connect(self._on_enter)
        self.field.left.connect(self._on_left)
        self.view.clicked.connect(self._on_clicked)
        self.model.ticked.connect(self._on_ticked)
        self.clear.clicked.connect(self._on_clear)
        self._fit()
        self.retranslate()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Escriba para buscar"))
        self.clear.setText(self.tr("Quitar todas"))
        self._tell()
        self._tell_found()

    def set_read_only(self, *, read_only: bool) -> None:
        self._read_only = read_only
        self.model.set_read_only(read_only=read_only)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "found"):
            self._fit()

    def _fit(self) -> None:
        dress(self.view)
        self._drawing.restyle(self.view)
        self.view.setFixedHeight((self.view.fontMetrics().height() + 14) * _LINES)

    def _name(self, view: QuestionView) -> None:
        super()._name(view)
        self.view.setAccessibleName(view.label)

    def _set_choices(self, view: QuestionView) -> None:
        wraps = len(view.choices) <= _MOST_WRAPPED
        self.view.setWordWrap(wraps)
        self.view.setUniformItemSizes(not wraps)
        source = ChoiceIndex(view.choices)
        self.model.show(source, source.containing(self.field.text()))
        self._tell_found()

    def _show_value(self, value: str) -> None:
        self.model.set_chosen(frozenset(value.split()))
        self._tell()

    def _on_search(self, text: str) -> None:
        source = self.model.source
        self.model.show(source, source.containing(text))
        self._tell_found()

    def _on_left(self) -> None:
        if self.model.rowCount():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_enter(self) -> None:
        if self.model.rowCount() == 1 and not self._read_only:
            self._on_ticked(self.model.choice(0).name)

    def _on_clicked(self, index: QModelIndex) -> None:
        if not self._read_only:
            self._on_ticked(str(index.data(NAME_ROLE)))

    def _on_ticked(self, name: str) -> None:
        chosen = set(self._value.split()) ^ {name}
        positions = self.model.source.positions
        offered = sorted((each for each in chosen if each in positions), key=positions.__getitem__)
        self._answer(" ".join([*offered, *self._strays()]))

    def _on_clear(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._answer("")

    def _answer(self, value: str) -> None:
        self.model.set_chosen(frozenset(value.split()))
        self._give(value)
        self._tell()

    def _strays(self) -> list[str]:
        return [name for name in self._value.split() if name not in self.model.source.positions]

    def _tell(self) -> None:
        """Says how many are chosen, and the first of them by their labels."""
        source = self.model.source
        positions = [source.positions[name] for name in self._value.split() if name in source.positions]
        labels = "; ".join(source.choices[position].label for position in positions[:_MOST_TOLD])
        more = "…" if len(positions) > _MOST_TOLD else ""
        count = self.tr("1 elegida") if len(positions) == 1 else self.tr("{n} elegidas").format(n=len(positions))
        self.summary.setText(f"{count}: {labels}{more}" if positions else self.tr("Ninguna elegida"))
        self.clear.setVisible(bool(self._value) and not self._read_only)
        strays = self._strays()
        text = self.tr("Respondido antes y ya no está en la lista: {names}")
        self._stray.setText(text.format(names=", ".join(strays)))
        self._stray.setVisible(bool(strays))

    def _tell_found(self) -> None:
        count = self.model.rowCount()
        said = self.tr("{n} opciones").format(n=count) if count else self.tr("Ninguna opción contiene lo escrito.")
        self.found.setText(self.tr("1 opción") if count == 1 else said)
