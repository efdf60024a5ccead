"""Opens the data folder: a first look that is quick, then the store, whose libraries take longer than all the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.errors import TelarError
from desktop_app.ui import places
from desktop_app.ui.context import Context

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.overview import Glimpse

_PAUSE: Final = 300  # milliseconds


class Opening(QObject):
    """One a window.

    Signals:
        glimpsed: a ``Glimpse`` of what is stored; not sent where only the store can tell.
        opened: ``places.Opened``: the workspace is open.
        refused: the ``TelarError`` that keeps it shut.
        restored: a backup is in place, and where what was there before is kept, if anything; the data is being opened.
        not_restored: the ``TelarError`` that kept a backup out; what was there is being opened.
    """

    glimpsed = Signal(object)
    opened = Signal(object)
    refused = Signal(object)
    restored = Signal(object)
    not_restored = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None

    @Slot()
    def look(self) -> None:
        """Looks first, then opens."""
        context = self._context
        context.tasks.run_on_database(
            places.glimpse, context.data_dir, context.language, done=self._on_glimpse, failed=self._on_refused
        )

    @Slot()
    def open(self) -> None:
        context = self._context
        self._job = context.tasks.run_on_database(
            places.open_data,
            context.data_dir,
            context.now(),
            context.language,
            done=self._on_opened,
            failed=self._on_refused,
        )

    def restore(self, path: Path) -> None:
        """Closes the data, puts the backup at ``path`` in its place, and opens again whatever comes of it."""
        job, self._job = self._job, None
        context = self._context
        context.set_workspace(None)
        context.tasks.run_on_database(
            places.restore, job, context.data_dir, path, context.now(),
            done=self._on_restored, failed=self._on_not_restored,
        )  # fmt: skip

    def close(self) -> None:
        """Closes what was opened, or is still being opened, once all that was asked for is done."""
        if self._job is not None:
            self._context.tasks.run_on_database(places.close_data, self._job)

    def _on_glimpse(self, found: Glimpse | None) -> None:
        if found is not None:
            self.glimpsed.emit(found)
        self.open()

    def _on_restored(self, kept: Path | None) -> None:
        self.restored.emit(kept)
        self.open()

    def _on_not_restored(self, error: TelarError) -> None:
        self.not_restored.emit(error)
        self.open()

    def _on_opened(self, opened: places.Opened) -> None:
        self._context.set_workspace(opened.workspace)
        self.opened.emit(opened)
        QTimer.singleShot(_PAUSE, self, partial(self._prepare, opened))

    def _prepare(self, opened: places.Opened) -> None:
        """While the user looks at Inicio: what the first response to be opened would wait for."""
        if self._context.workspace is opened.workspace:
            loaded = partial(self._on_loaded, opened)
            self._context.tasks.run(places.load_screens, done=loaded, failed=_unimportant)

    def _on_loaded(self, opened: places.Opened, _nothing: None) -> None:
        """One after the other: two at once would leave the window little of the processor."""
        if self._context.workspace is opened.workspace:
            now, language = self._context.now(), self._context.language
            self._context.on_database(places.read_ahead, opened.overview, now, language, failed=_unimportant)

    def _on_refused(self, error: TelarError) -> None:
        self._context.set_workspace(None)
        self.refused.emit(error)


def _unimportant(_error: TelarError) -> None:
    """Whoever opens the response is told."""
