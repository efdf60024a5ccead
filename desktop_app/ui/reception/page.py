"""Recepción: the list of its sections on the left, the one in view beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QWidget

from desktop_app.ui import theme
from desktop_app.ui.reception.entity_desk import EntityDesk
from desktop_app.ui.reception.sections import Section, entries
from desktop_app.ui.theme import GRID


class ReceptionPage(QWidget):
    """One at a time; another language or other looks make another."""

    def __init__(self, desk: EntityDesk, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "page")
        self._desk = desk
        self._entries = entries()
        self._made: dict[str, QWidget] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Secciones de Recepción"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.set_role(self.list, "sections")
        for entry in self._entries:
            self.list.addItem(entry.title)
        self.stack = QStackedWidget(self)
        line.addWidget(self.list)
        line.addWidget(self.stack, 1)
        self._fit()
        self.list.currentRowChanged.connect(self._on_row)
        desk.changed.connect(self._on_changed)
        self.show_section(desk.section)

    def section(self) -> QWidget | None:
        """The section in view."""
        return self.stack.currentWidget()

    def show_section(self, key: str) -> None:
        """Brings the section called ``key`` into view; the first where there is none."""
        keys = [entry.key for entry in self._entries]
        self.list.setCurrentRow(keys.index(key) if key in keys else 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "list"):
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_shown()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_hidden(self.section())

    def _fit(self) -> None:
        self.list.ensurePolished()
        metrics = self.list.fontMetrics()
        widest = max(metrics.horizontalAdvance(entry.title) for entry in self._entries)
        self.list.setFixedWidth(widest + 6 * GRID)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        before, entry = self.section(), self._entries[row]
        made = self._made.get(entry.key)
        if made is None:
            made = self._made[entry.key] = entry.make(self._desk, self.stack)
            self.stack.addWidget(made)
            if isinstance(made, Section):
                made.changed.connect(self._desk.changed)
        if made is not before:
            self._tell_hidden(before)
        self._desk.section = entry.key
        self.stack.setCurrentWidget(made)
        if self.isVisible():
            self._tell_shown()

    def _tell_shown(self) -> None:
        section: object = self.section()
        if isinstance(section, Section):
            section.shown()

    def _tell_hidden(self, section: object) -> None:
        if isinstance(section, Section):
            section.hidden()

    @Slot()
    def _on_changed(self) -> None:
        """What is in view is told now, the others when they come into view, as they are every time."""
        if self.isVisible():
            self._tell_shown()
