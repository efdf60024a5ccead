"""What the screens share: where the data is, who runs the work, which language; and the workspace once it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop_app.ui.i18n import Translators
from desktop_app.ui.preferences import Preferences
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ui.tasks import Done, Failed, Job, Tasks
    from desktop_app.workflows.workspace import Workspace


class Context(QObject):
    """One a window. ``workspace`` is ``None`` until the data is open, and its methods run on the database's thread."""

    def __init__(self, app: QApplication, data_dir: Path, language: str | None = None) -> None:
        super().__init__(app)
        self.data_dir = data_dir
        self.preferences = Preferences.read(data_dir)
        self.translators = Translators(app, language or self.preferences.language)
        self.theme = Theme(app, self.preferences.text_size)
        self.translators.setParent(self)
        self.theme.setParent(self)
        self._tasks: Tasks | None = None
        self.workspace: Workspace | None = None
        self._waiting: list[Callable[[], None]] = []

    @property
    def tasks(self) -> Tasks:
        """Made when first wanted: the first picture does not wait for the machinery of threads."""
        if self._tasks is None:
            from desktop_app.ui.tasks import Tasks

            self._tasks = Tasks(self)
        return self._tasks

    @property
    def language(self) -> str:
        return self.translators.language

    def now(self) -> datetime:
        return datetime.now(UTC)

    def on_database(
        self, fn: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> Job:
        """Runs ``fn(workspace, *args)`` on the database's thread; what comes before the data is open waits."""
        from desktop_app.ui.tasks import Job

        job = Job(done, failed)
        if self.workspace is None:
            self._waiting.append(partial(self._start, job, fn, args))
        else:
            self._start(job, fn, args)
        return job

    def set_workspace(self, workspace: Workspace | None) -> None:
        """The data is open and what waited for it begins; with ``None`` it is not to be had and nothing waits on."""
        self.workspace = workspace
        waiting, self._waiting = self._waiting, []
        if workspace is not None:
            for start in waiting:
                start()

    def _start(self, job: Job, fn: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if not job.cancelled:
            self.tasks.start_on_database(job, fn, self.workspace, *args)

    def remember(self, **changes: Any) -> None:
        """Changes the preferences and keeps them."""
        self.preferences = replace(self.preferences, **changes)
        self.preferences.write(self.data_dir)

    def move_to(self, data_dir: Path) -> None:
        """Another data folder, with its own preferences; the words on screen stay as they are."""
        self.data_dir = data_dir
        self.preferences = replace(Preferences.read(data_dir), language=self.language, text_size=self.theme.percent)
