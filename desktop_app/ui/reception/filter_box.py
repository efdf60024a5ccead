"""A choice of one among what is offered, searched as one types where that is much; the first stands for all."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.reception.results_source import Pairs
from desktop_app.ui.survey.widgets.choice_model import NAME_ROLE, ChoiceIndex, ChoiceModel
from desktop_app.ui.survey.widgets.long_list import FoundCompleter, SearchBox
from desktop_app.ui.theme import GRID
from desktop_app.xforms.model import Choice

_CHARACTERS: Final = 16


class QuietBox(QComboBox):
    """One that the wheel does not change: it would, while the page is being scrolled. A long name gives up its end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_CHARACTERS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        """All of a short list: Qt counts a line too few pixels for what the style puts around it."""
        view, rows = self.view(), min(self.count(), self.maxVisibleItems())
        view.setMinimumHeight(rows * view.sizeHintForRow(0) + 2 * view.frameWidth())
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(box, option, field, self).width()
        shown = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        option.currentText = shown
        painter.drawComplexControl(box, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class FilterBox(QWidget):
    """A name and, beneath it, what can be chosen.

    Signals:
        chosen: the code that was chosen, empty for all.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget, *, searchable: bool = False) -> None:
        super().__init__(parent)
        column = parts.column(self, spacing=GRID // 2)
        title = parts.label(name, "muted", self)
        title.setWordWrap(False)
        self.box: QComboBox = SearchBox(self) if searchable else QuietBox(self)
        self.box.setAccessibleName(name)
        title.setBuddy(self.box)
        self._model = ChoiceModel(self.box)
        self.box.setModel(self._model)
        self.box.activated.connect(self._on_activated)
        if isinstance(self.box, SearchBox):
            self._make_searchable(self.box, name)
        column.addWidget(title)
        column.addWidget(self.box)
        self._value = ""

    def _make_searchable(self, box: SearchBox, name: str) -> None:
        self._offered = ChoiceModel(box)
        completer = FoundCompleter(box)
        completer.setModel(self._offered)
        box.setCompleter(completer)
        for view in (box.view(), completer.popup()):
            if isinstance(view, QListView):
                parts.roomy(view)
                view.setUniformItemSizes(True)
        line = box.line()
        line.setAccessibleName(name)
        line.setPlaceholderText(self.tr("Escriba para buscar"))
        # The application's style sheet says the same, and does not reach the field inside a combo box.
        line.setStyleSheet(f"placeholder-text-color: {theme.tokens().muted};")
        line.textEdited.connect(self._on_edited)
        line.editingFinished.connect(self._on_finished)
        completer.activated[QModelIndex].connect(self._on_completed)  # type: ignore[index]

    def value(self) -> str:
        """The code that is chosen."""
        return self._value

    def offer(self, choices: Pairs, value: str, everything: str = "") -> None:
        """Offers ``choices`` with ``value`` chosen, without telling; ``everything`` is what choosing none is called."""
        first = (("", everything),) if everything else ()
        source = ChoiceIndex(tuple(Choice(code, label) for code, label in (*first, *choices)))
        if source.choices != self._model.source.choices:
            self._model.show(source)
            if self.box.isEditable():
                self._offered.show(source, ())
        self._value = value
        self._show_value()
        self.box.setEnabled(len(source.choices) > 1)

    def _show_value(self) -> None:
        row = self._model.source.positions.get(self._value, -1)
        self.box.setCurrentIndex(row)
        self.box.setToolTip(self.box.currentText())
        if self.box.isEditable():
            self.box.setEditText(self._model.choice(row).label if row >= 0 else "")

    def _choose(self, row: int) -> None:
        value = self._model.choice(row).name if row >= 0 else self._value
        changed, self._value = value != self._value, value
        self._show_value()
        if changed:
            self.chosen.emit(value)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        self._choose(row)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        source = self._model.source
        self._offered.show(source, source.containing(text))

    @Slot()
    def _on_finished(self) -> None:
        """What is typed is taken where it can only be one; nothing typed is all; anything else goes back."""
        text = self.box.currentText().strip()
        row = self._model.source.meant(text) if text else 0
        self._choose(row if row is not None else -1)

    @Slot(QModelIndex)
    def _on_completed(self, index: QModelIndex) -> None:
        self._choose(self._model.source.positions.get(str(index.data(NAME_ROLE)), -1))
