"""Takes folders and files in, one after the other, whether or not anybody looks at them coming in."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.ui.reception.folder_watch import FolderWatch

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.arrivals import Batch
    from desktop_app.workflows.intake import Tally


class Receiver(QObject):
    """One a desk.

    Signals:
        began: a folder is being taken in.
        progressed: a ``Batch``: how far it is.
        ended: the ``Tally`` of what was taken in; ``None`` where a fault, which was shown, kept it from coming in.
    """

    began = Signal()
    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, desk: EntityDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._job: Job | None = None
        self._waiting: deque[tuple[Path, tuple[Path, ...] | None]] = deque()
        self._stopping = threading.Event()
        self.watch = FolderWatch(desk.context, self)
        self.watch.arrived.connect(self._on_arrived)
        self.follow()

    @property
    def busy(self) -> bool:
        return self._job is not None

    def receive(self, folder: Path, only: Sequence[Path] | None = None) -> None:
        """Takes in all of ``folder``, or some files in it, after what is under way."""
        wanted = folder, None if only is None else tuple(only)
        if wanted not in self._waiting:
            self._waiting.append(wanted)
        self._next()

    def receive_dropped(self, paths: Sequence[Path]) -> None:
        """Takes in folders, and files under their own names."""
        for path in paths:
            if path.is_dir():
                self.receive(path)
        files: dict[Path, list[Path]] = {}
        for path in paths:
            if path.is_file():
                files.setdefault(path.parent, []).append(path)
        for folder, only in files.items():
            self.receive(folder, sorted(only))

    def follow(self) -> None:
        """Watches the folder that the preferences name, if they say so."""
        preferences = self._desk.context.preferences
        wanted = Path(preferences.incoming) if preferences.watched and preferences.incoming else None
        if wanted != self.watch.folder:
            self.watch.watch(wanted)

    def stop(self) -> None:
        """What was taken in stays; the next time goes on from there."""
        self._waiting.clear()
        self._stopping.set()

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        from desktop_app.workflows import arrivals

        folder, only = self._waiting.popleft()
        desk = self._desk
        stopping = self._stopping = threading.Event()
        self._job = self._desk.run(
            arrivals.receive, folder, only, desk.now(), desk.language, stopping.is_set,
            done=self._on_done, failed=self._on_failed, progress=self._on_progress, long=True,
        )  # fmt: skip
        self.began.emit()

    def _on_progress(self, batch: Batch) -> None:
        self.progressed.emit(batch)

    def _on_done(self, tally: Tally) -> None:
        self._job = None
        self.ended.emit(tally)
        self._desk.changed.emit()
        self._next()

    def _on_failed(self, error: TelarError) -> None:
        """The folder is not watched any more: a passphrase that was not typed would be asked for without end."""
        self._job = None
        self._waiting.clear()
        self._desk.context.remember(watched=False)
        self.follow()
        self.ended.emit(None)
        self._desk.complain(error)

    def _on_arrived(self, paths: list[Path]) -> None:
        folder = self.watch.folder
        if folder is not None:
            self.receive(folder, paths)
