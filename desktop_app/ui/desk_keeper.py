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
from desktop_app.workflows.outbox import Outbox, Sent

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk, Saved, Step
    from desktop_app.xforms.model import Changes


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
        self._outbox = Outbox()
        self._under_way: set[Job] = set()
        self._unsaved = 0
        self.desk: Desk | None = None

    @property
    def unsaved(self) -> int:
        """How many answers the disk has refused so far."""
        return self._unsaved

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

    def commit(self, ref: str, changes: Changes) -> None:
        """Puts the step at ``ref`` that made ``changes`` on disk, and before it those that were refused."""
        assert self.desk is not None
        self._outbox.put(self.desk.step(ref, changes))
        self._send()

    def note(self, ref: str) -> None:
        """Puts the notes at ``ref`` that changed without an answer on disk, in their turn."""
        assert self.desk is not None
        self._outbox.put(self.desk.note_step(ref))
        self._send()

    def retry(self) -> None:
        """Tries the refused answers once more."""
        if self._outbox.unsaved():
            self._send()

    def settle(self, seconds: float = 10) -> bool:
        """Waits until the disk has said yes or no to everything; whether all is on disk. For closing the window.

        An answer about which the disk has said nothing after ``seconds`` in all counts as not saved.
        """
        futures = [job.future for job in self._under_way if job.future is not None]
        wait(futures, seconds)
        for job in self._under_way:
            job.cancel()
        self._under_way.clear()
        self._unsaved = self._outbox.unsaved()
        return not self._unsaved

    def _send(self) -> None:
        job = Job()
        self._under_way.add(job)
        job.done = partial(self._on_sent, job)
        job.failed = partial(self._on_failed, job)
        workspace = self._context.workspace
        self._context.tasks.start_on_database(job, self._outbox.send, workspace, self._context.now())

    def _on_opened(self, then: Callable[[], None], desk: Desk) -> None:
        self.desk = desk
        self.opened.emit(desk)
        then()

    def _on_sent(self, job: Job, sent: Sent) -> None:
        self._under_way.discard(job)
        self._unsaved = self._outbox.unsaved() if sent.error else 0
        for step, saved in sent.saved:
            self._adopt(step, saved)
            self.saved.emit(saved)
        if sent.error:
            self.refused.emit(sent.error)

    def _on_failed(self, job: Job, error: TelarError) -> None:
        self._under_way.discard(job)
        self._unsaved = self._outbox.unsaved()
        self.refused.emit(error)

    def _adopt(self, step: Step, saved: Saved) -> None:
        """An answer to what was exported already begins its next revision: from here on that is what is open."""
        desk = self.desk
        if desk is not None and desk.response_id in (step.response_id, saved.response_id):
            replaces = desk.facts.replaces if saved.response_id == desk.response_id else desk.response_id
            desk.response_id = saved.response_id
            desk.facts = replace(
                desk.facts, state=saved.state, revision=saved.revision, saved_at=saved.at, replaces=replaces
            )

    def mark_exported(self) -> None:
        """The response on the desk has left in a package."""
        if self.desk is not None:
            self.desk.facts = replace(self.desk.facts, state="exported")
