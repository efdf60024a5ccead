"""A package that is ready: its code, where it is, a copy on a stick, a text for the e-mail, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFrame, QProgressBar, QPushButton, QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import drives, messages, parts, wording
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.ui.drives import Drive
    from desktop_app.workflows.answer import DeskFacts
    from desktop_app.workflows.export import Exported

_NAME: Final = 24
"""So many characters of a drive's name fit on a button in the largest type."""
_DIGITS: Final = 16


class HandOver(QFrame):
    """Shows one package and hands it over.

    Signals:
        check_wanted: go and check the package at this path.
        copied: the path of a copy that was read back.
        laid_out: what is in the card is another.
    """

    check_wanted = Signal(object)
    copied = Signal(object)
    laid_out = Signal()

    def __init__(self, context: Context, facts: DeskFacts, done: Exported, entity: str, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "notice")
        self._context = context
        self._facts = facts
        self._done = done
        self._entity = entity
        self._column = parts.column(self, margin=3 * GRID)
        self._build_facts()
        self._build_buttons()
        self._build_sticks()
        self._build_next()
        self._look()

    def focus_first(self) -> None:
        """The keyboard goes to what can be done first."""
        self._line.findChildren(QPushButton)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def package(self) -> Exported:
        return self._done

    # What is ready

    def _build_facts(self) -> None:
        done, inside = self._done, self._column
        inside.addWidget(parts.label(self.tr("El paquete está listo"), "heading", self))
        inside.addWidget(parts.label(self.tr("Código de referencia"), "muted", self))
        inside.addWidget(parts.label(done.reference or "-", "reference", self, selectable=True))
        inside.addWidget(parts.label(done.file_name, parent=self, selectable=True))
        sealed = (
            self.tr("{size}, firmado y cifrado: solo {entity} puede abrirlo.")
            if done.encrypted
            else self.tr("{size}, firmado y sin cifrar: quien tenga el archivo puede leerlo.")
        )
        inside.addWidget(parts.label(sealed.format(size=wording.size(done.size), entity=self._entity), parent=self))
        inside.addWidget(parts.label(str(done.path.parent), "muted", self, selectable=True))

    def _build_buttons(self) -> None:
        line = QWidget(self)
        flow = Flow(PACKED, hinted, between=GRID)
        line.setLayout(flow)
        for text, slot in (
            (self.tr("Mostrar en la carpeta"), self._show_folder),
            (self.tr("Copiar el código"), self._copy_reference),
            (self.tr("Copiar el texto para el correo"), self.copy_text),
            (self.tr("Comprobar este paquete"), self._check),
        ):
            button = parts.button(text, parent=line)
            button.clicked.connect(slot)
            flow.addWidget(button)
        self._line = line
        self._column.addWidget(line)
        self._told = parts.label("", "muted", self)
        self._told.hide()
        self._column.addWidget(self._told)

    def _build_next(self) -> None:
        self._column.addSpacing(GRID)
        self._column.addWidget(parts.label(self.tr("Qué hacer ahora"), "strong", self))
        for line in (
            self.tr("1. Envíe el archivo por correo o por WhatsApp como documento, o entréguelo en una memoria USB."),
            self.tr("2. Anote el código de referencia: con él se reconoce el paquete."),
            self.tr("3. Cuando le manden el acuse, arrástrelo sobre esta ventana: dice si se aceptó o se devolvió."),
            self.tr("4. Si cambia una respuesta, exporte otra vez: el paquete nuevo reemplaza a este."),
        ):
            self._column.addWidget(parts.label(line, parent=self))

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done.path.parent)))

    @Slot()
    def _copy_reference(self) -> None:
        QApplication.clipboard().setText(self._done.reference)
        self._tell(self.tr("El código quedó copiado."))

    @Slot()
    def copy_text(self) -> None:
        QApplication.clipboard().setText(self.mail_text())
        self._tell(self.tr("El texto quedó copiado: péguelo en el correo y adjunte el archivo."))

    @Slot()
    def _check(self) -> None:
        self.check_wanted.emit(self._done.path)

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        self._told.setAccessibleName(text)
        self._told.show()

    def mail_text(self) -> str:
        """What goes with the file in an e-mail."""
        done, facts = self._done, self._facts
        lines = [
            self.tr("Respuestas de la iniciativa «{initiative}»: {instrument}, ola {wave}, revisión {revision}."),
            "",
            self.tr("Código de referencia: {code}"),
            self.tr("Archivo adjunto: {file} ({size})"),
            self.tr("SHA-256, primeros 16 caracteres: {digits}"),
            "",
            self.tr("El archivo va firmado y cifrado: solo {entity} puede abrirlo, con Telar.")
            if done.encrypted
            else self.tr("El archivo va firmado y sin cifrar: reenvíelo solo a quien deba leerlo."),
            self.tr(
                "Por favor respondan con el acuse de Telar (el archivo o el texto corto) y díganme si el código de "
                "referencia coincide. Si algo falta, devuélvanlo con sus observaciones."
            ),
        ]
        text = "\n".join(lines).format(
            initiative=facts.initiative_name,
            instrument=facts.form_title,
            wave=facts.wave,
            revision=done.revision,
            code=done.reference or "-",
            file=done.file_name,
            size=wording.size(done.size),
            digits=done.sha256[:_DIGITS],
            entity=self._entity,
        )
        return f"{text}\n\n{facts.manager_name}".rstrip()

    # On a stick

    def _build_sticks(self) -> None:
        self._none = parts.label(self.tr("Para copiarlo a una memoria USB, conéctela y búsquela."), "muted", self)
        self._none.hide()
        self._sticks = QWidget(self)
        self._drives = Flow(PACKED, hinted, between=GRID)
        self._sticks.setLayout(self._drives)
        self._column.addWidget(self._none)
        self._column.addWidget(self._sticks)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.outcome = parts.label("", "strong", self, selectable=True)
        self.outcome.hide()
        self._column.addWidget(self.bar)
        self._column.addWidget(self.outcome)

    @Slot()
    def _look(self) -> None:
        self._context.tasks.run(drives.removable, done=self._on_drives, failed=self._on_not_found)

    def _on_not_found(self, _error: TelarError) -> None:
        self._on_drives(())

    def _on_drives(self, found: Sequence[Drive]) -> None:
        """A button for each drive but the one that the package is on already."""
        focused = self._sticks.isAncestorOf(QApplication.focusWidget() or self)
        parts.clear(self._drives)
        others = [drive for drive in found if drive.root not in self._done.path.parents]
        for drive in others:
            name = drive.name if len(drive.name) <= _NAME else f"{drive.name[: _NAME - 1]}…"
            button = self._button(self.tr("Copiar a {name}").format(name=name.replace("&", "&&")))
            button.setAccessibleName(self.tr("Copiar a {name}").format(name=drive.name))
            button.clicked.connect(partial(self.copy_to, drive.root, drive.name))
        self._none.setVisible(not others)
        self._button(self.tr("Buscar memorias USB"), "link").clicked.connect(self._look)
        if focused:
            self.drive_buttons()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.laid_out.emit()

    def _button(self, text: str, role: str = "") -> QPushButton:
        button = parts.button(text, role, self._sticks)
        self._drives.addWidget(button)
        return button

    def drive_buttons(self) -> list[QPushButton]:
        """The buttons for the drives, in their order; the last looks for more."""
        layout = self._drives
        found = [item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None]
        return [each for each in found if isinstance(each, QPushButton)]

    def copy_to(self, root: Path, name: str) -> None:
        """Copies the package to the drive at ``root`` and reads the copy back, off the window's thread."""
        words = self.tr("Copiando a {name}…").format(name=name)
        self._say(words)
        self.bar.setValue(0)
        self.bar.setAccessibleName(words)
        self.bar.show()
        self._sticks.setEnabled(False)
        self._context.tasks.run(
            _copy,
            self._done.path,
            root,
            self._done.sha256,
            done=partial(self._on_copied, name),
            failed=self._on_not_copied,
            progress=self._on_progress,
        )

    def _on_progress(self, percent: int) -> None:
        self.bar.setValue(percent)

    def _on_copied(self, name: str, path: Path) -> None:
        self._end()
        words = self.tr(
            "Copiado a {name} como {file}. Telar leyó la copia y es igual. Antes de sacar la memoria, expúlsela con "
            "seguridad."
        )
        self._say(words.format(name=name, file=path.name))
        self.copied.emit(path)

    def _on_not_copied(self, error: TelarError) -> None:
        """A drive that was pulled out is not offered any more."""
        self._end()
        self.outcome.hide()
        messages.error(error, self)
        self._look()

    def _say(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.setAccessibleName(text)
        self.outcome.show()

    def _end(self) -> None:
        self.bar.hide()
        self._sticks.setEnabled(True)
        if self.drive_buttons() and QApplication.focusWidget() is None:
            self.drive_buttons()[0].setFocus(Qt.FocusReason.OtherFocusReason)


# Off the window's thread


def _copy(source: Path, folder: Path, sha256: str, progress: partial[None]) -> Path:
    from desktop_app.workflows.handover import copy_to

    return copy_to(source, folder, sha256, progress)
