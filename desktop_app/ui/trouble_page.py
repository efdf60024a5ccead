"""The page shown when the data cannot be opened: what happened, why, what to do; nothing is lost by reading it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import i18n, icons, parts, theme


class TroublePage(parts.Page):
    """Explains a ``TelarError`` over the whole page.

    Signals:
        retry, other_folder, bring_backup, quit: what the user asks for.
    """

    retry = Signal()
    other_folder = Signal()
    bring_backup = Signal()
    quit = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=720)
        self.error: TelarError | None = None
        card = parts.frame("card", self.content, margin=24, spacing=16)
        self.body.addWidget(card)
        inside = parts.inside(card)
        self._mark = parts.label("", parent=card)
        self._title = parts.label(self.tr("Telar no pudo abrir sus datos"), "title", card)
        self._cause = parts.label("", parent=card, selectable=True)
        self._remedy = parts.label("", "strong", card, selectable=True)
        self._where = parts.label("", "muted", card, selectable=True)
        for widget in (self._mark, self._title, self._cause, self._remedy, self._where):
            inside.addWidget(widget)
        buttons = parts.row()
        self._retry = parts.button(self.tr("Reintentar"), "primary", card)
        other = parts.button(self.tr("Elegir otra carpeta"), parent=card)
        bring = parts.button(self.tr("Traer una copia…"), parent=card)
        leave = parts.button(self.tr("Cerrar"), parent=card)
        self._retry.clicked.connect(self.retry)
        other.clicked.connect(self.other_folder)
        bring.clicked.connect(self.bring_backup)
        leave.clicked.connect(self.quit)
        for button in (self._retry, other, bring, leave):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside.addLayout(buttons)

    def show_trouble(self, error: TelarError, data_dir: Path) -> None:
        self.error = error
        explanation = error.explain(i18n.language())
        self._mark.setPixmap(icons.pixmap("warning", 40, theme.tokens().error))
        self._cause.setText(explanation.cause)
        self._remedy.setText(explanation.remedy)
        place = f" · {explanation.place}" if explanation.place else ""
        self._where.setText(
            self.tr("Código {code}{place}\nCarpeta de datos: {folder}").format(
                code=explanation.code, place=place, folder=data_dir
            )
        )
        self._retry.setFocus()

    def text(self) -> str:
        """What the page says, for whoever reads it aloud and for the tests."""
        return "\n".join(part.text() for part in (self._title, self._cause, self._remedy, self._where))
