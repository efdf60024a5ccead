"""Where the books of the reception are: beside the keys, or in a PostgreSQL database that several analysts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui import parts
from desktop_app.ui.sheet_dialog import SheetDialog

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.entity_desk import EntityDesk


class BooksDialog(SheetDialog):
    """Accepted once the books at the new address have opened."""

    def __init__(self, desk: EntityDesk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Libros de la recepción"), parent)
        self._desk = desk
        self.body.addWidget(parts.label(self.tr("Dirección de la base de datos"), "heading", self.sheet))
        said = self.tr(
            "Déjela vacía para usar el archivo que está junto a las llaves. Para que varias personas reciban a la vez, "
            "escriba la de una base PostgreSQL: postgresql://usuario:clave@equipo/base. La clave no se guarda en el "
            "disco. Lo que ya se recibió no pasa de una base a la otra."
        )
        self.body.addWidget(parts.label(said, "muted", self.sheet))
        self.field = QLineEdit(desk.books, self.sheet)
        self.field.setAccessibleName(self.tr("Dirección de la base de datos"))
        self.field.setPlaceholderText("postgresql://")
        self.body.addWidget(self.field)
        self.body.addStretch(1)
        cancel = parts.button(self.tr("Cancelar"), parent=self)
        cancel.clicked.connect(self.reject)
        self.agree = parts.button(self.tr("Usar esta base"), "primary", self)
        self.agree.clicked.connect(self._on_agreed)
        self.buttons.addStretch(1)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.agree)
        self.fit()
        self.field.setFocus()

    @Slot()
    def _on_agreed(self) -> None:
        self.agree.setEnabled(False)
        self._desk.use_books(self.field.text().strip(), self.accept, self._on_failed)

    def _on_failed(self, error: TelarError) -> None:
        self.agree.setEnabled(True)
        self._desk.complain(error, self)
        self.field.setFocus()
