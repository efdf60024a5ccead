"""Notices files that come into a folder once they are complete: the same from one look to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.context import Context
    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.intake import Stamp

_PAUSE: Final = 1_000  # milliseconds between two looks at what may still be growing
_MOST_FOLDERS: Final = 200
"""Folders in the folder that are watched too; what comes into others is found when the window is next looked at."""


class FolderWatch(QObject):
    """Watches one folder at a time.

    Signals:
        arrived: paths of files that are there and complete, and were not told before as they are.
        lost: the folder cannot be read, such as a stick that is gone; it is looked for again with the next look.
    """

    arrived = Signal(object)
    lost = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.folder: Path | None = None
        self._told: frozenset[Stamp] = frozenset()
        self._before: frozenset[Stamp] | None = None
        self._job: Job | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._on_application)

    def watch(self, folder: Path | None) -> None:
        """Watches ``folder``, of which everything is new; with ``None`` nothing is watched."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._pause.stop()
        watched = self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self.folder = folder
        self.forget()
        self.look()

    def forget(self) -> None:
        """Everything there is told again."""
        self._told, self._before = frozenset(), None

    @Slot()
    def look(self) -> None:
        """Looks now, unless a look is under way."""
        if self.folder is None or self._job is not None:
            return
        from desktop_app.workflows.intake import stamps

        self._job = self._context.tasks.run(stamps, self.folder, done=self._on_stamps, failed=self._on_lost)

    def _on_stamps(self, now: frozenset[Stamp]) -> None:
        self._job = None
        before, self._before = self._before, now
        self._follow({path.parent for path, _, _ in now})
        if before != now:
            self._pause.start()
        steady = (now & before) - self._told if before is not None else frozenset()
        if steady:
            self._told = (self._told & now) | steady
            self.arrived.emit(sorted(path for path, _, _ in steady))

    def _on_lost(self, error: TelarError) -> None:
        self._job = None
        self.lost.emit(error)

    def _follow(self, folders: set[Path]) -> None:
        assert self.folder is not None
        wanted = {str(self.folder), *(str(each) for each in sorted(folders)[:_MOST_FOLDERS])}
        new = sorted(wanted - set(self._watcher.directories()))
        if new:
            self._watcher.addPaths(new)

    @Slot(Qt.ApplicationState)
    def _on_application(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()
