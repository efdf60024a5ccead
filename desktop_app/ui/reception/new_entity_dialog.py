"""A new entity: its name, the folder of its keys, and a passphrase for each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import messages, parts
from desktop_app.ui.reception import words
from desktop_app.ui.telling_dialog import TellingDialog
from desktop_app.ui.theme import GRID
from desktop_app.workflows.entity_keys import PARTS, HeldKeys, vault_of

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.ui.context import Context
    from desktop_app.workflows.authority import Overview


class NewEntityDialog(TellingDialog):
    """Asks, makes the keys off the window's thread, and says what to do with them.

    Signals:
        made: the ``Overview`` of the new entity, once the user has read what comes next.
    """

    made = Signal(object)

    def __init__(self, context: Context, documents: Path, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Entidad nueva"), parent)
        self._context = context
        self._made: Overview | None = None
        self.begin(self.tr("Crear las llaves de una entidad"))
        self.say(
            self.tr("Hágalo una sola vez, en el equipo que recibirá, y con quien guardará las contraseñas."), "muted"
        )
        self.name = self._field(self.tr("Nombre de la entidad"))
        self.say(self.tr("Carpeta nueva para las llaves"), "strong")
        line = parts.row()
        self.folder = QLineEdit(str(documents / self.tr("entidad-telar")), self.sheet)
        self.folder.setAccessibleName(self.tr("Carpeta nueva para las llaves"))
        choose = parts.button(self.tr("Elegir…"), parent=self.sheet)
        choose.clicked.connect(self._on_folder)
        line.addWidget(self.folder, 1)
        line.addWidget(choose)
        self.body.addLayout(line)
        self.body.addSpacing(GRID)
        self.say(self.tr("Contraseñas"), "heading")
        self.say(
            self.tr(
                "Cinco llaves, una contraseña para cada una: seis palabras al azar sirven; mínimo 8 letras. Anótelas "
                "en sobres aparte. Sin ellas no se abre lo que se reciba, y nadie puede recuperarlas."
            ),
            "muted",
        )
        self.fields = {file: self._pair(file) for file in PARTS}
        self.close_button = parts.button(self.tr("Cancelar"), parent=self)
        self.close_button.clicked.connect(self.reject)
        self.make = parts.button(self.tr("Crear las llaves"), "primary", self)
        self.make.clicked.connect(self._on_make)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.make)
        self.end()
        self.name.setFocus()

    def _field(self, name: str, *, hidden: bool = False) -> QLineEdit:
        self.body.addSpacing(GRID)
        self.say(name, "strong")
        field = QLineEdit(self.sheet)
        field.setAccessibleName(name)
        if hidden:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.body.addWidget(field)
        return field

    def _pair(self, file: str) -> tuple[QLineEdit, QLineEdit]:
        first = self._field(self.tr("Para {key}").format(key=words.key(file)), hidden=True)
        again = QLineEdit(self.sheet)
        again.setEchoMode(QLineEdit.EchoMode.Password)
        again.setPlaceholderText(self.tr("La misma otra vez"))
        again.setAccessibleName(self.tr("Otra vez, para {key}").format(key=words.key(file)))
        self.body.addWidget(again)
        return first, again

    @Slot()
    def _on_folder(self) -> None:
        folder = messages.folder(self.tr("Una carpeta vacía para las llaves"), Path(self.folder.text()).parent, self)
        if folder is not None:
            self.folder.setText(str(folder))

    @Slot()
    def _on_make(self) -> None:
        problem = self._problem()
        if problem is not None:
            said, field = problem
            messages.info(self.tr("Falta algo"), said, self)
            field.setFocus()
            return
        keys = HeldKeys()
        for file, (first, _) in self.fields.items():
            keys.give(file, first.text())
        self.make.setEnabled(False)
        self.close_button.setEnabled(False)
        self.make.setText(self.tr("Creando las llaves…"))
        folder, now = Path(self.folder.text().strip()), self._context.now()
        self._context.tasks.run(
            _make, folder, self.name.text().strip(), keys, now, done=self._on_done, failed=self._on_failed
        )

    def _problem(self) -> tuple[str, QLineEdit] | None:
        """What keeps the keys from being made, and the field where that is."""
        from desktop_app.submission.secret_keepers import MIN_PASSPHRASE

        if not self.name.text().strip():
            return self.tr("Escriba el nombre de la entidad."), self.name
        if not self.folder.text().strip():
            return self.tr("Elija la carpeta de las llaves."), self.folder
        for file, (first, again) in self.fields.items():
            if len(first.text()) < MIN_PASSPHRASE:
                said = self.tr("La contraseña para {key} es muy corta (mínimo {minimum} letras).")
                return said.format(key=words.key(file), minimum=MIN_PASSPHRASE), first
            if first.text() != again.text():
                said = self.tr("Las dos contraseñas para {key} no son iguales.")
                return said.format(key=words.key(file)), again
        return None

    def _on_failed(self, error: TelarError) -> None:
        self.make.setEnabled(True)
        self.close_button.setEnabled(True)
        self.make.setText(self.tr("Crear las llaves"))
        messages.error(error, self)

    def _on_done(self, found: Overview) -> None:
        """The fields, and with them what was typed, are gone."""
        self._made = found
        self.fields.clear()
        self.begin(self.tr("Las llaves quedaron creadas"))
        self.say(found.folder, "muted")
        self.say(self.tr("Ahora, antes de recibir nada:"), "strong")
        for each in (
            self.tr("Lleve «root.key.age» y «escrow.identity.age» a una memoria USB y guárdela bajo llave."),
            self.tr("Haga una copia de seguridad de la carpeta: si se pierde, los paquetes no se abren."),
            self.tr("Abra la primera ola: su kit lleva las llaves públicas a las iniciativas."),
        ):
            self.say(f"•  {each}")
        self.make.hide()
        self.close_button.setText(self.tr("Ir a Recepción"))
        self.close_button.setEnabled(True)
        self.close_button.setFocus()
        self.end()

    def reject(self) -> None:
        """Not while the keys are being made."""
        if self.close_button.isEnabled():
            super().reject()

    def done(self, result: int) -> None:
        super().done(result)
        made, self._made = self._made, None
        if made is not None:
            self.made.emit(made)


# Off the window's thread


def _make(folder: Path, name: str, keys: HeldKeys, now: datetime) -> Overview:
    from desktop_app.workflows.authority import init

    return init(vault_of(folder, keys), name, now)
