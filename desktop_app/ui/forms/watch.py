"""Notices that a file was saved again, however its program does that: in place, or by putting another in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from desktop_app.workflows.try_form import Stamp

_SETTLED = 400  # milliseconds without a further change: a workbook is written in several steps


class FileWatch(QObject):
    """Watches one file at a time.

    Signals:
        changed: the file on the disk is no longer the one that was read.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._stamp: Stamp | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SETTLED)
        self._pause.timeout.connect(self._compare)

    def watch(self, path: Path, stamp: Stamp | None) -> None:
        """Watches ``path``, which was as ``stamp`` says when it was read."""
        self.stop()
        self._path, self._stamp = path, stamp
        # The folder too: a program that puts another file in this one's place takes the watched one away.
        self._watcher.addPath(str(path.parent))
        self._watcher.addPath(str(path))
        self._pause.start()

    def stop(self) -> None:
        self._pause.stop()
        self._path = None
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)

    @Slot(str)
    def _on_touched(self, _path: str) -> None:
        if self._path is not None:
            self._pause.start()

    @Slot()
    def _compare(self) -> None:
        from desktop_app.workflows.try_form import stamp

        if self._path is None:
            return
        now = stamp(self._path)
        if now is None:  # between the two halves of a saving: the folder tells when the other half comes
            return
        if str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))
        if now != self._stamp:
            self._stamp = now
            self.changed.emit()
