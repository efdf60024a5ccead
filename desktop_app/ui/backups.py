"""Making a backup and bringing one back: asking, working off the window's thread, and saying what came of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import dialogs, drives, messages, wording
from desktop_app.ui.backup_dialog import BackupDialog

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.backup import Backup
    from desktop_app.workflows.workspace import Workspace


class Backups(QObject):
    """One a window.

    Signals:
        made: when the backup was made that has just been made.
        restore_agreed: the path of the backup that is to take the place of what is here.
    """

    made = Signal(object)
    restore_agreed = Signal(object)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.dialog: BackupDialog | None = None

    # Out

    @Slot()
    def make(self) -> None:
        """Shows where the backup can go."""
        dialog = self.dialog = BackupDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._back_up)
        dialog.other_wanted.connect(self._other_folder)
        dialog.look_again.connect(self._look)
        dialog.shown.connect(_show_in_folder)
        dialog.finished.connect(self._on_closed)
        dialog.open()
        self._look()

    @Slot()
    def _look(self) -> None:
        self._context.tasks.run(drives.removable, done=self._on_drives)

    def _on_drives(self, found: tuple[drives.Drive, ...]) -> None:
        if self.dialog is not None:
            self.dialog.show_drives(found)

    @Slot()
    def _other_folder(self) -> None:
        start = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())
        folder = messages.folder(self.tr("Carpeta para la copia de respaldo"), start, self.dialog)
        if folder is not None:
            self._back_up(folder)

    @Slot(object)
    def _back_up(self, folder: Path) -> None:
        if self.dialog is not None:
            self.dialog.show_working(
                self.tr("Guardando la copia en {folder} y volviéndola a leer…").format(folder=folder)
            )
        self._context.on_database(_back_up, folder, self._context.now(), done=self._on_made, failed=self._on_not_made)

    def _on_made(self, made: Backup) -> None:
        self._context.remember(last_backup=made.made.isoformat())
        self.made.emit(made.made)
        if self.dialog is not None:
            self.dialog.show_done(made)

    def _on_not_made(self, error: TelarError) -> None:
        """What to do is said, and the drives are looked for again: one that was pulled out is not offered any more."""
        messages.error(error, self.dialog or self._window)
        if self.dialog is not None:
            self.dialog.show_working(self.tr("Buscando memorias USB…"))
            self._look()

    @Slot()
    def _on_closed(self) -> None:
        self.dialog = None

    # Back

    @Slot()
    def bring(self) -> None:
        """Asks for a backup's file, says what is inside, and what happens to what is here."""
        start = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())
        kind = self.tr("Copia de respaldo de Telar (*.telar)")
        pattern = f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.open_file(self.tr("Traer una copia de respaldo"), start, pattern, self._window)
        if path is not None:
            self.look_into(path)

    @Slot(object)
    def look_into(self, path: Path) -> None:
        """Looks into the backup at ``path`` and asks whether it is to take the place of what is here."""
        self._context.tasks.run(_inspect, path, done=partial(self._on_inspected, path))

    def _on_inspected(self, path: Path, found: Backup) -> None:
        text = self.tr(
            "{name}, hecha el {when}, {size}.\nIniciativas: {initiatives}. Respuestas: {responses}.\n\n"
            "Esta copia toma el lugar de lo que hay ahora en este equipo. Lo de ahora no se borra: queda aparte, en la "
            "carpeta «backups» de los datos de Telar."
        ).format(
            name=path.name,
            when=wording.day_and_clock(found.made),
            size=wording.size(found.size),
            initiatives=found.initiatives,
            responses=found.responses,
        )
        title = self.tr("Traer una copia de respaldo")
        if messages.confirm(title, text, self.tr("Traer esta copia"), self._window):
            self.restore_agreed.emit(path)


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


# Off the window's thread


def _back_up(workspace: Workspace, folder: Path, now: datetime) -> Backup:
    from desktop_app.workflows.backup import back_up

    return back_up(workspace, folder, now)


def _inspect(path: Path) -> Backup:
    from desktop_app.workflows.backup import inspect_backup

    return inspect_backup(path)
