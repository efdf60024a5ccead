"""Steps on their way to the disk: in the order in which they were made, and kept until the disk has taken them.

The order matters: an answer inside an instance is worth nothing before the instance is there, and an older answer must
never come after a newer one. So what the disk refuses holds back what comes after it until it is taken; only a step
that it will never take, because of what it says, steps aside.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TelarError
from desktop_app.store.records import is_below

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Saved
    from desktop_app.workflows.desk import Step
    from desktop_app.workflows.notes import NotesStep
    from desktop_app.workflows.workspace import Workspace


_NEVER_TAKEN: Final = ("STORE-010", "STORE-011")
"""What no disk takes: text that UTF-8 has no form for, and too much of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the disk said: the steps that it took, in order, and why it took no more."""

    saved: tuple[tuple[Step, Saved], ...]
    error: TelarError | None = None


class Outbox:
    """The window's thread puts steps in, the database's sends them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Step] = deque()
        self._at_work: Step | None = None
        self._aside: list[Step] = []

    def put(self, step: Step) -> None:
        """Adds ``step`` at the end; it stands for earlier ones that say nothing which it does not say anew."""
        with self._lock:
            stay = [each for each in self._waiting if each is self._at_work or not _replaces(step, each)]
            self._waiting = deque([*stay, step])
            self._aside = [each for each in self._aside if not _replaces(step, each)]

    def unsaved(self) -> int:
        """How many questions and repeats have something that the disk has not taken."""
        with self._lock:
            return len({(step.response_id, step.ref) for step in (*self._waiting, *self._aside)})

    def send(self, workspace: Workspace, now: datetime) -> Sent:
        """Puts the steps on disk one after another, until there are none or one is refused. On the database thread."""
        from desktop_app.workflows.answer import commit

        saved: list[tuple[Step, Saved]] = []
        refused: TelarError | None = None
        while (step := self._next()) is not None:
            done = False
            try:
                saved.append((step, commit(workspace, step, now)))
                done = True
            except TelarError as error:
                if error.code not in _NEVER_TAKEN:
                    return Sent(tuple(saved), error)
                refused, done = error, True
                self._put_aside(step)
            finally:
                self._end(done=done)
        return Sent(tuple(saved), refused)

    def _next(self) -> Step | None:
        with self._lock:
            self._at_work = self._waiting[0] if self._waiting else None
            return self._at_work

    def _end(self, *, done: bool) -> None:
        with self._lock:
            if done:
                self._waiting.popleft()
            self._at_work = None

    def _put_aside(self, step: Step) -> None:
        with self._lock:
            self._aside = [each for each in self._aside if not _replaces(step, each)] + [step]


def _replaces(later: Step, earlier: Step) -> bool:
    return (
        (later.response_id, later.ref) == (earlier.response_id, earlier.ref)
        and earlier.values.keys() <= later.values.keys()
        and all(is_below(place, later.within) for place in earlier.within)
        and _says_of_notes(later.notes, earlier.notes)
    )


def _says_of_notes(later: NotesStep, earlier: NotesStep) -> bool:
    """What a step says of the notes at one place it says whole."""
    return all(is_below(place, later.within) for place in earlier.within) and all(
        ref in later.carried or is_below(ref, later.within) for ref in earlier.carried
    )
