"""Says before the sending that the entity would set the package aside, and what to do: take the name from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.ui import messages, parts
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.listing import Unlisted


class UnlistedNotice(QFrame):
    """Hidden where the initiative is on the wave's list, or no list came.

    Signals:
        chosen: the name on the list that the initiative is to have.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self._column = parts.column(self, margin=2 * GRID)
        self._shown: Unlisted | None = None
        self.hide()

    def show_listing(self, found: Unlisted | None, entity: str) -> None:
        """``entity``: what the receiving entity is called."""
        if found == self._shown:
            return
        self._shown = found
        parts.clear(self._column)
        self.setVisible(found is not None)
        if found is None:
            return
        words = self.tr("«{name}» no está en la lista de iniciativas de la ola {wave}.")
        self._column.addWidget(parts.label(words.format(name=found.name, wave=found.wave), "strong", self))
        if not found.names:
            words = self.tr(
                "{entity} dejaría el paquete aparte. Antes de enviarlo, escriba a {entity} para que la ponga en la "
                "lista y le mande un kit de ola nuevo."
            )
            self._column.addWidget(parts.label(words.format(entity=entity), parent=self))
            return
        words = self.tr(
            "{entity} dejaría el paquete aparte. Si en la lista está con otro nombre, elíjalo y la ficha queda con ese "
            "nombre. Si de verdad falta, escriba a {entity}."
        )
        self._column.addWidget(parts.label(words.format(entity=entity), parent=self))
        choose = parts.button(self.tr("Elegir el nombre de la lista…"), "link", self)
        choose.clicked.connect(self._choose)
        self._column.addWidget(choose)

    @Slot()
    def _choose(self) -> None:
        if self._shown is None:
            return
        found = self._shown
        text = self.tr("¿Con qué nombre está «{name}» en la lista de la ola {wave}? La ficha queda con ese nombre.")
        place = messages.pick(
            self.tr("Elegir el nombre de la lista"),
            text.format(name=found.name, wave=found.wave),
            found.names,
            self.tr("Usar este nombre"),
            self,
        )
        if place is not None:
            self.chosen.emit(found.names[place])
