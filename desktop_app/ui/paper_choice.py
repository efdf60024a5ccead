"""Whether the printed report is to carry the answers in a QR code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.signs import Check

if TYPE_CHECKING:
    from desktop_app.workflows.paper_code import CodeChoice


class PaperChoice(QWidget):
    """A check box and what it means. Until it is known what holds, it cannot be changed.

    Signals:
        chosen: whether the code is wanted.
    """

    chosen = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = parts.column(self, spacing=0)
        self.check = Check(self)
        self.check.setEnabled(False)
        self.check.clicked.connect(self.chosen)
        self._row = ChoiceRow("", "", self.check, self)
        self._note = parts.label("", "muted", self)
        column.addWidget(self._row)
        column.addWidget(self._note)
        self._possible = True
        self.retranslate()

    def show_choice(self, choice: CodeChoice) -> None:
        """What was chosen, and whether there is a key to sign with."""
        self._possible = choice.possible
        self.check.setChecked(choice.wanted)
        self.check.setEnabled(choice.possible)
        self.retranslate()

    def retranslate(self) -> None:
        words = self.tr("Poner en el informe el código QR con las respuestas")
        self._row.label.setText(words)
        self.check.setAccessibleName(words)
        self._note.setText(
            self.tr("Sirve para entregar en papel. No va cifrado: quien lo lea con un programa ve las respuestas.")
            if self._possible
            else self.tr("El código va firmado, y la llave de firma se crea la primera vez que exporte en Enviar.")
        )
        self.check.setAccessibleDescription(self._note.text())
