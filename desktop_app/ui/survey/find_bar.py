"""Ctrl+F in Responder: finds a question by its words, number or code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop_app.ui import parts
from desktop_app.ui.theme import GRID, set_role

Search = Callable[[str], list[tuple[str, str]]]

_MOST_SHOWN = 50
_ROWS = 5


class FindBar(QFrame):
    """A field and the questions found.

    Signals:
        found: the question at ref was chosen.
        closed: the search was given up.
    """

    found = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "well")
        self.search: Search | None = None
        column = parts.column(self, margin=GRID)
        row = parts.row()
        self.field = QLineEdit(self)
        self.field.installEventFilter(self)
        self._close = parts.button("", "link", self)
        row.addWidget(self.field, 1)
        row.addWidget(self._close)
        column.addLayout(row)
        self.nothing = parts.label("", "muted", self)
        self.results = QListWidget(self)
        self.results.setWordWrap(True)
        parts.roomy(self.results)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.nothing)
        column.addWidget(self.results)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._on_return)
        self.results.itemActivated.connect(self._on_item)
        self.results.itemClicked.connect(self._on_item)
        self._close.clicked.connect(self.give_up)
        self.retranslate()
        self._on_text("")
        self.hide()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Buscar una pregunta"))
        self.field.setAccessibleName(self.field.placeholderText())
        self._close.setText(self.tr("Cerrar"))
        self.nothing.setText(self.tr("No hay preguntas con esas palabras."))

    def open(self, search: Search) -> None:
        """Begins a search."""
        self.search = search
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._on_text(self.field.text())

    def give_up(self) -> None:
        self.hide()
        self.closed.emit()

    def _on_text(self, text: str) -> None:
        self.results.clear()
        hits = self.search(text)[:_MOST_SHOWN] if self.search and text.strip() else []
        for ref, label in hits:
            item = QListWidgetItem(label, self.results)
            item.setData(Qt.ItemDataRole.UserRole, ref)
        self.results.setVisible(bool(hits))
        self.results.setCurrentRow(0 if hits else -1)
        self.results.setFixedHeight(self.fontMetrics().lineSpacing() * 2 * min(len(hits), _ROWS) + 2 * GRID)
        self.nothing.setVisible(bool(text.strip()) and not hits)

    def _on_return(self) -> None:
        item = self.results.currentItem()
        if item is not None:
            self._on_item(item)

    def _on_item(self, item: QListWidgetItem) -> None:
        self.hide()
        self.found.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go through the questions found while one is still typing."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.results.count():
                row = self.results.currentRow() + step
                self.results.setCurrentRow(max(0, min(self.results.count() - 1, row)))
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
