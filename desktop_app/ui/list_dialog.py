"""One of a list that may be long: what one types filters it, accents and capitals not mattering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QWidget

from desktop_app.ui import parts
from desktop_app.ui.sheet_dialog import SheetDialog
from desktop_app.ui.survey.widgets.choice_model import NAME_ROLE, ChoiceIndex, ChoiceModel
from desktop_app.xforms.model import Choice

_LINES: Final = 12
"""Heights of a line that the list has at least; rows have some room between them."""
_MOVES: Final = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class ListDialog(SheetDialog):
    """Asks which of ``options``. The button that agrees says ``action``; it can be pressed once one is marked."""

    def __init__(
        self, title: str, text: str, options: Sequence[str], action: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._source = ChoiceIndex([Choice(str(place), option) for place, option in enumerate(options)])
        self.body.addWidget(parts.label(text, parent=self.sheet))
        self.field = QLineEdit(self.sheet)
        self.field.setPlaceholderText(self.tr("Escriba para buscar"))
        self.field.setAccessibleName(self.tr("Buscar en la lista"))
        self.field.textEdited.connect(self._on_edited)
        self.field.installEventFilter(self)
        self.body.addWidget(self.field)
        self.list = QListView(self.sheet)
        self.list.setAccessibleName(title)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(_LINES * self.fontMetrics().height())
        parts.roomy(self.list)
        self.model = ChoiceModel(self.list)
        self.list.setModel(self.model)
        self.list.selectionModel().selectionChanged.connect(self._on_selected)
        self.list.doubleClicked.connect(self._on_double)
        self.body.addWidget(self.list, 1)
        self.nothing = parts.label(self.tr("Nada en la lista contiene lo escrito."), "muted", self.sheet)
        self.nothing.hide()
        self.body.addWidget(self.nothing)
        cancel = parts.button(self.tr("Cancelar"), parent=self)
        cancel.clicked.connect(self.reject)
        self.agree = parts.button(action, "primary", self)
        self.agree.setDefault(True)
        self.agree.setEnabled(False)
        self.agree.clicked.connect(self.accept)
        self.buttons.addStretch(1)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.agree)
        self._on_edited("")
        self.field.setFocus()
        self.fit_soon()

    def chosen(self) -> int | None:
        """Which one is marked, from 0."""
        marked = self.list.selectionModel().selectedIndexes()
        return int(marked[0].data(NAME_ROLE)) if marked else None

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        """Shows what holds ``text``; the only one that does is marked."""
        found = self._source.containing(text)
        self.model.show(self._source, found)
        self.nothing.setVisible(not found)
        if len(found) == 1:
            self.list.setCurrentIndex(self.model.index(0))
        self.agree.setEnabled(self.chosen() is not None)

    @Slot(QItemSelection, QItemSelection)
    def _on_selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self.agree.setEnabled(self.chosen() is not None)

    @Slot(QModelIndex)
    def _on_double(self, _index: QModelIndex) -> None:
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go through the list while one types."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES
        if watched is not self.field or not pressed or not self.model.rowCount():
            return super().eventFilter(watched, event)
        if self.chosen() is None:
            self.list.setCurrentIndex(self.model.index(0))
        else:
            QApplication.sendEvent(self.list, event)
        return True
