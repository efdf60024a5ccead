"""One of many choices: a field that filters the list as one types, accents not mattering."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QSizePolicy, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.views import QuestionView, about
from desktop_app.ui.survey.widgets.choice_model import NAME_ROLE, ChoiceIndex, ChoiceModel
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import set_role

_SHOWN_AT_ONCE: Final = 12
_MOST_OFFERED: Final = 500
"""What is typed so far is too little where more choices hold it: nobody reads them, and Qt would look at each."""


class FoundCompleter(QCompleter):
    """Offers what its model holds: what was found has been found already, by rules of our own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(_SHOWN_AT_ONCE)

    def splitPath(self, _path: str) -> list[str]:
        return [""]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class SearchBox(QComboBox):
    """An editable combo box that the wheel does not change: it would, while the page is being scrolled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SHOWN_AT_ONCE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)

    def line(self) -> QLineEdit:
        """The field; an editable box always has one."""
        line = self.lineEdit()
        assert line is not None
        return line

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class LongListControl(TypedControl):
    """A select_one of many choices. What is typed and is no choice stays to be read, and is no answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = SearchBox(self)
        self.model = ChoiceModel(self.box)
        self.box.setModel(self.model)
        self._offered = ChoiceModel(self.box)
        completer = FoundCompleter(self.box)
        completer.setModel(self._offered)
        self.box.setCompleter(completer)
        for view in (self.box.view(), completer.popup()):
            if isinstance(view, QListView):
                parts.roomy(view)
                view.setUniformItemSizes(True)
        self._line = self.box.line()
        # The application's style sheet says the same, and does not reach the field inside a combo box.
        self._line.setStyleSheet(f"placeholder-text-color: {theme.tokens().muted};")
        self.column.addWidget(self.box)
        self.column.addWidget(self.echo)
        self.watch(self.box)
        self._line.textEdited.connect(self._on_edited)
        self._line.returnPressed.connect(self.settle)
        self.box.activated.connect(self._on_activated)
        completer.activated[QModelIndex].connect(self._on_completed)  # type: ignore[index]
        self.retranslate()

    def retranslate(self) -> None:
        self._line.setPlaceholderText(self.tr("Escriba para buscar"))

    def _name(self, view: QuestionView) -> None:
        super()._name(view)
        self._line.setAccessibleName(view.label)
        self._line.setAccessibleDescription(about(view))

    def set_read_only(self, *, read_only: bool) -> None:
        self.box.setEnabled(not read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self._line, "problem" if invalid else "")

    def _set_choices(self, view: QuestionView) -> None:
        source = ChoiceIndex(view.choices)
        self.model.show(source)
        self._offered.show(source, ())

    def _show_value(self, value: str) -> None:
        row = self.model.source.positions.get(value, -1)
        self.box.setCurrentIndex(row)
        stray = bool(value) and row < 0
        if row < 0:
            self._line.setText(value)
        self.set_echo(self.tr("Respondido antes y ya no está en la lista.") if stray else "")

    def _on_edited(self, text: str) -> None:
        self.set_echo("")
        source = self.model.source
        self._offered.show(source, source.containing(text)[:_MOST_OFFERED])
        self._typed()
        # A pause in the middle of a search is no answer: it is taken on leaving, on Enter or from the list.
        self._pause.stop()

    def _on_activated(self, row: int) -> None:
        self._choose(row)

    def _on_completed(self, index: QModelIndex) -> None:
        self._choose(self.model.source.positions.get(str(index.data(NAME_ROLE)), -1))

    def _choose(self, row: int) -> None:
        self._unsettled = False
        self.box.setCurrentIndex(row)
        self.set_echo("")
        if row >= 0:
            self._give(self.model.choice(row).name)
        self.settled.emit()

    def _read(self) -> str:
        """The choice that is typed in full, or the only one that holds what is typed."""
        text = self._line.text()
        if not text.strip():
            self.box.setCurrentIndex(-1)
            return ""
        row = self.model.source.meant(text)
        if row is not None:
            self.box.setCurrentIndex(row)
            return self.model.choice(row).name
        self.set_echo(self.tr("Elija una opción de la lista: lo escrito no es ninguna, o son varias."))
        return ""
