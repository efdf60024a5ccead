"""How a laptop becomes the entity's: the folder with its keys is chosen, or keys are made in a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui import messages

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.authority import Overview


class Beginning(QObject):
    """Asks over ``window``.

    Signals:
        chosen: the folder of an entity.
    """

    chosen = Signal(str)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask(self) -> None:
        """Asks which of the two; withdrawing changes nothing."""
        title = self.tr("Entidad receptora")
        text = self.tr(
            "Con las llaves de la entidad, este equipo recibe los paquetes de las iniciativas. ¿Ya existen esas llaves?"
        )
        options = (self.tr("Sí: elegir su carpeta"), self.tr("No: crear una entidad nueva"))
        picked = messages.choose(title, text, options, self._window)
        if picked == 0:
            self._choose()
        elif picked == 1:
            self._make()

    def _choose(self) -> None:
        from desktop_app.workflows.authority import overview

        start = self._context.preferences.entity or _documents()
        folder = messages.folder(self.tr("La carpeta con las llaves de la entidad"), Path(start), self._window)
        if folder is not None:
            self._context.tasks.run(overview, folder, done=self._on_overview)

    def _on_overview(self, found: Overview) -> None:
        self.chosen.emit(found.folder)

    def _make(self) -> None:
        from desktop_app.ui.reception.new_entity_dialog import NewEntityDialog

        dialog = NewEntityDialog(self._context, Path(_documents()), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self._on_made)
        dialog.open()

    @Slot(object)
    def _on_made(self, made: Overview) -> None:
        self.chosen.emit(made.folder)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
