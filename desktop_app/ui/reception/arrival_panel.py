"""What is known of the file at hand: why it stands where it stands, and what a person can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.reception import words
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.ui.reception.deciding import DecidingDialog
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.workflows.arrivals import Arrival


class ArrivalPanel(QFrame):
    """Tells one arrival; hidden without one.

    Signals:
        decided: somebody decided about it, and the books are no longer what they were.
        left: what had the keyboard's focus here goes with what it was about.
    """

    decided = Signal()
    left = Signal()

    def __init__(self, desk: EntityDesk, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self._desk = desk
        self._arrival: Arrival | None = None
        self._column = parts.column(self, margin=2 * GRID, spacing=GRID // 2)
        self.hide()

    def show_arrival(self, arrival: Arrival | None) -> None:
        """Tells ``arrival``, unless it is told already."""
        self.setVisible(arrival is not None)
        if arrival is None or arrival == self._arrival:
            self._arrival = arrival
            return
        if self.window().focusWidget() in self.findChildren(QPushButton):
            self.left.emit()
        self._arrival = arrival
        parts.clear(self._column)
        heading = f"{words.outcome(arrival.outcome)}: {arrival.initiative or arrival.file}"
        self._say(heading, "heading")
        self._say(self._facts(arrival), "muted")
        if arrival.reason is not None:
            self._say(arrival.reason.cause)
            self._say(arrival.reason.remedy, "muted")
        if arrival.admitted:
            self._say(self.tr("Se admitió aunque llegó tarde; lo decidió {by}.").format(by=arrival.admitted))
        for flag in arrival.flags:
            self._say(flag.cause, "attention")
            self._say(flag.remedy, "muted")
        line = parts.row()
        if arrival.confirmable:
            confirm = parts.button(self.tr("Confirmar a quien firma…"), "primary", self)
            confirm.clicked.connect(self._on_confirm)
            line.addWidget(confirm)
        if arrival.late:
            admit = parts.button(self.tr("Admitir…"), "primary", self)
            admit.clicked.connect(self._on_admit)
            line.addWidget(admit)
        line.addStretch(1)
        self._column.addLayout(line)

    def _say(self, text: str, role: str = "") -> None:
        self._column.addWidget(parts.label(text, role, self, selectable=role == ""))

    def _facts(self, arrival: Arrival) -> str:
        told = [arrival.file]
        if arrival.channel == "paper":
            told.append(self.tr("leída del papel"))
        if arrival.manager:
            told.append(self.tr("firma {manager}").format(manager=arrival.manager))
        if arrival.wave:
            told.append(self.tr("ola {wave}, revisión {revision}").format(wave=arrival.wave, revision=arrival.revision))
        if arrival.reason is not None:
            told.append(self.tr("código {code}").format(code=arrival.reason.code))
        return " · ".join(told)

    @Slot()
    def _on_confirm(self) -> None:
        from desktop_app.ui.reception.deciding import ConfirmDialog

        if self._arrival is not None:
            self._open(ConfirmDialog(self._desk, self._arrival, self.window()))

    @Slot()
    def _on_admit(self) -> None:
        from desktop_app.ui.reception.deciding import AdmitDialog

        if self._arrival is not None:
            self._open(AdmitDialog(self._desk, self._arrival, self.window()))

    def _open(self, dialog: DecidingDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.decided.connect(self.decided)
        dialog.open()
