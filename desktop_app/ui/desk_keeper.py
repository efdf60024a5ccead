"""Keeps the open response: opens it, puts each answer on disk, and never forgets one that the disk refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import TelarError
from desktop_app.ui.tasks import Job

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk, Saved, Step


class DeskKeeper(QObject):
    """The response on the desk and what of it is on disk.

    Signals:
        opened: another response is on the desk now.
        saved: what the disk holds after an answer.
        refused: an answer is on the screen and not on disk; it is tried again with the next one.
    """

    opened = Signal(object)
    saved = Signal(object)
    refused = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._under_way: dict[Job, Step] = {}
        self._unsaved: dict[tuple[str, str], Step] = {}
        self.desk: Desk | None = None

    @property
    def unsaved(self) -> int:
        """How many answers the disk has refused so far."""
        return len(self._unsaved)

    def open(self, response_id: str, then: Callable[[], None], failed: Callable[[TelarError], None]) -> Job:
        """Opens the response off the window's thread; ``then`` runs once it is on the desk.

        What is on its way to the disk comes first: the database's lane keeps the order.
        """
        from desktop_app.workflows.responses import open_response

        return self._context.on_database(
            open_response,
            response_id,
            self._context.now(),
            self._context.language,
            done=partial(self._on_opened, then),
            failed=failed,
        )

    def commit(self, ref: str) -> None:
        """Puts the answer at ``ref`` on disk, and before it those that were refused."""
        assert self.desk is not None
        self.retry()
        self._commit(self.desk.step(ref))

    def retry(self) -> None:
        """Tries the refused answers once more."""
        refused, self._unsaved = self._unsaved, {}
        for step in refused.values():
            self._commit(step)

    def settle(self, seconds: float = 10) -> bool:
        """Waits until the disk has said yes or no to everything; whether all is on disk. For closing the window.

        An answer about which the disk has said nothing after ``seconds`` in all counts as not saved.
        """
        futures = [job.future for job in self._under_way if job.future is not None]
        wait(futures, seconds)
        for job, step in self._under_way.items():
            self._keep_account(step, saved=_is_saved(job))
            job.cancel()
        self._under_way.clear()
        return not self._unsaved

    def _commit(self, step: Step) -> None:
        from desktop_app.workflows.answer import commit

        job = Job()
        self._under_way[job] = step
        job.done = partial(self._on_saved, job)
        job.failed = partial(self._on_refused, job)
        self._context.tasks.start_on_database(job, commit, self._context.workspace, step, self._context.now())

    def _on_opened(self, then: Callable[[], None], desk: Desk) -> None:
        self.desk = desk
        self.opened.emit(desk)
        then()

    def _on_saved(self, job: Job, saved: Saved) -> None:
        step = self._under_way.pop(job)
        self._keep_account(step, saved=True)
        desk = self.desk
        if desk is not None and desk.response_id in (step.response_id, saved.response_id):
            # An answer to what was exported already begins its next revision: from here on that is what is open.
            replaces = desk.facts.replaces if saved.response_id == desk.response_id else desk.response_id
            desk.response_id = saved.response_id
            desk.facts = replace(
                desk.facts, state=saved.state, revision=saved.revision, saved_at=saved.at, replaces=replaces
            )
        self.saved.emit(saved)

    def mark_exported(self) -> None:
        """The response on the desk has left in a package."""
        if self.desk is not None:
            self.desk.facts = replace(self.desk.facts, state="exported")

    def _on_refused(self, job: Job, error: TelarError) -> None:
        self._keep_account(self._under_way.pop(job), saved=False)
        self.refused.emit(error)

    def _keep_account(self, step: Step, *, saved: bool) -> None:
        """Remembers a refused answer until it, or a later one to the same question, is on disk.

        The disk speaks of the answers in the order in which they were given.
        """
        where = (step.response_id, step.ref)
        if saved:
            self._unsaved.pop(where, None)
        else:
            self._unsaved[where] = step


def _is_saved(job: Job) -> bool:
    """Whether the disk has said yes."""
    future = job.future
    return future is not None and future.done() and not future.cancelled() and future.exception() is None
