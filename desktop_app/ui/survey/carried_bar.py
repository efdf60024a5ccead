"""Above a section's questions: how many answers come from the wave before, and that they still hold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID, set_role


class CarriedBar(QFrame):
    """Hidden while there is nothing to confirm.

    Signals:
        confirmed: all answers of the section that were taken over hold for this wave too.
    """

    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "notice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._count, self._wave = 0, ""
        column = parts.column(self, margin=2 * GRID)
        self.text = parts.label("", "", self)
        self.button = parts.button("", "", self)
        self.button.clicked.connect(self.confirmed)
        column.addWidget(self.text)
        buttons = Flow(PACKED, hinted)
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        self._say()

    def show_count(self, count: int, wave: str) -> None:
        """``count`` answers come from ``wave``, which is empty where it is not known."""
        if (count, wave) != (self._count, self._wave):
            self._count, self._wave = count, wave
            self._say()

    def _say(self) -> None:
        count, wave = self._count, self._wave
        if wave and count == 1:
            words = self.tr("1 respuesta viene de la ola {wave}. Revísela; si nada ha cambiado, confírmela.")
        elif wave:
            words = self.tr("{n} respuestas vienen de la ola {wave}. Revíselas; si nada ha cambiado, confírmelas.")
        elif count == 1:
            words = self.tr("1 respuesta viene de la ola anterior. Revísela; si nada ha cambiado, confírmela.")
        else:
            words = self.tr("{n} respuestas vienen de la ola anterior. Revíselas; si nada ha cambiado, confírmelas.")
        self.text.setText(words.format(n=count, wave=wave))
        self.button.setText(self.tr("Sigue igual"))
        self.button.setAccessibleDescription(self.text.text())
        if not count and self.button.hasFocus():
            self.focusNextChild()  # the bar goes: the keyboard must not lose its place
        self.setVisible(count > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "button"):
            self._say()
