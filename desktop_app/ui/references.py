"""Bringing in a reference: the means of a wave, to be laid beside one's own result."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui import dialogs, instruments, messages

if TYPE_CHECKING:
    from desktop_app.diagnosis import Benchmark
    from desktop_app.ui.context import Context
    from desktop_app.workflows.benchmarks import BenchmarkFile
    from desktop_app.workflows.workspace import Workspace


class References(QObject):
    """One a window.

    Signals:
        imported: what has been brought in, in words, and the form that it belongs to.
    """

    imported = Signal(str, str)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    @Slot()
    def choose(self) -> None:
        """Asks for a reference's file."""
        kind = self.tr("Referencia de Telar (*.json)")
        pattern = f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.open_file(self.tr("Traer una referencia"), Path.home(), pattern, self._window)
        if path is not None:
            self.look_into(path)

    @Slot(object)
    def look_into(self, path: Path) -> None:
        """Reads the reference at ``path``, says what it holds, and brings it in if the user agrees."""
        self._context.tasks.run(_read, path, done=partial(self._on_read, path))

    def _on_read(self, path: Path, found: BenchmarkFile) -> None:
        lines = [
            self.tr("{instrument}, ola {wave}.").format(instrument=instruments.name(found.form_id), wave=found.wave),
            *self._contents(found.benchmarks),
            self.tr("Se muestra como promedio en el diagrama de araña y en el informe. Sus respuestas no cambian."),
        ]
        title = self.tr("Traer una referencia")
        if messages.confirm(title, "\n\n".join(lines), self.tr("Traer"), self._window):
            said = self.tr("Se trajo la referencia de la ola {wave}. Se ve en Resultado.").format(wave=found.wave)
            self._context.on_database(
                _import, path, self._context.now(), done=partial(self._on_imported, said, found.form_id)
            )

    def _contents(self, benchmarks: tuple[Benchmark, ...]) -> list[str]:
        national = [each.count for each in benchmarks if each.scope == "national"]
        groups = [each.group for each in benchmarks if each.scope == "macrosector"]
        said = [self.tr("Promedio nacional de {count} iniciativas.").format(count=count) for count in national]
        if groups:
            said.append(self.tr("Promedios por macrosector: {count}.").format(count=len(groups)))
        return said

    def _on_imported(self, said: str, form_id: str, _found: BenchmarkFile) -> None:
        self.imported.emit(said, form_id)


# Off the window's thread


def _read(path: Path) -> BenchmarkFile:
    from desktop_app.fileio import read_limited
    from desktop_app.workflows.benchmarks import MOST_BYTES, read_benchmarks

    return read_benchmarks(read_limited(path, MOST_BYTES))


def _import(workspace: Workspace, path: Path, now: datetime) -> BenchmarkFile:
    from desktop_app.workflows.benchmarks import import_benchmarks

    return import_benchmarks(workspace, path, now)
