"""Copia de respaldo: one button for each drive that is plugged in, what is under way, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.sheet_dialog import SheetDialog

if TYPE_CHECKING:
    from desktop_app.ui.drives import Drive
    from desktop_app.workflows.backup import Backup

_NAME: Final = 24
"""So many characters of a drive's name fit beside the rest in the largest type."""


class BackupDialog(SheetDialog):
    """Shows where a backup can go; whoever made it does the work.

    Signals:
        chosen: the folder to put the backup in.
        other_wanted: some other folder is to be chosen.
        look_again: the drives are to be looked for anew.
        shown: the path of a file to show in its folder.
    """

    chosen = Signal(object)
    other_wanted = Signal()
    look_again = Signal()
    shown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Copia de respaldo"), parent)
        close = parts.button(self.tr("Cerrar"), parent=self)
        close.clicked.connect(self.reject)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        self._close = close
        self.show_working(self.tr("Buscando memorias USB…"))

    def text(self) -> str:
        """What the dialog says."""
        return "\n".join(label.text() for label in self._labels)

    def show_drives(self, drives: Sequence[Drive]) -> None:
        self._begin(self.tr("¿Dónde quiere guardar la copia?"))
        self._say(
            self.tr(
                "La copia es un solo archivo con todas las iniciativas, respuestas, soportes y paquetes de este "
                "equipo. Guárdela en una memoria USB y llévela a otro lugar."
            )
        )
        for drive in drives:
            words, free = self.tr("Guardar en {name} · {free} libres"), wording.size(drive.free)
            name = drive.name if len(drive.name) <= _NAME else f"{drive.name[: _NAME - 1]}…"
            button = self._action(
                words.format(name=name.replace("&", "&&"), free=free), "primary" if drive is drives[0] else ""
            )
            button.setAccessibleName(words.format(name=drive.name, free=free))
            button.clicked.connect(partial(self.chosen.emit, drive.root))
            if drive is drives[0]:
                button.setFocus()
        if not drives:
            self._say(
                self.tr("No se ve ninguna memoria USB. Conecte una y pulse «Buscar otra vez», o elija una carpeta."),
                "attention",
            )
            again = self._action(self.tr("Buscar otra vez"))
            again.clicked.connect(self.look_again)
            again.setFocus()
        other = self._action(self.tr("Otra carpeta…"))
        other.clicked.connect(self.other_wanted)
        self._end()

    def show_working(self, text: str) -> None:
        self._begin(text)
        bar = QProgressBar(self.sheet)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(text)
        self.body.addWidget(bar)
        self._end()

    def show_done(self, made: Backup) -> None:
        self._begin(self.tr("La copia está lista"))
        facts = self.tr("{name}, {size}, {when}").format(
            name=made.path.name, size=wording.size(made.size), when=wording.day_and_clock(made.made)
        )
        self._say(facts, "strong")
        self._say(self.tr("En {folder}").format(folder=made.path.parent), "muted")
        self._say(
            self.tr(
                "Telar la volvió a leer y está completa: iniciativas: {initiatives}, respuestas: {responses}."
            ).format(initiatives=made.initiatives, responses=made.responses)
        )
        self._say(self.tr("Antes de sacar la memoria, expúlsela con seguridad."))
        show = self._action(self.tr("Mostrar en la carpeta"))
        show.clicked.connect(partial(self.shown.emit, made.path))
        self._end()
        self._close.setFocus()

    def drive_buttons(self) -> list[QPushButton]:
        """The buttons in the sheet, in their order."""
        return [button for button in self._actions if button.isEnabled()]

    # What is in the sheet

    def _begin(self, heading: str) -> None:
        parts.clear(self.body)
        self._labels: list[QLabel] = []
        self._actions: list[QPushButton] = []
        self._say(heading, "heading")

    def _say(self, text: str, role: str = "") -> None:
        label = parts.label(text, role, self.sheet, selectable=role in ("strong", "muted"))
        self._labels.append(label)
        self.body.addWidget(label)

    def _action(self, text: str, role: str = "") -> QPushButton:
        button = parts.button(text, role, self.sheet)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._actions.append(button)
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _end(self) -> None:
        self.body.addStretch(1)
        self.fit_soon()
