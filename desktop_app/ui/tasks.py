"""The one runner for work off the window's thread: a single lane for the database, and a few threads for the rest.

What is run gets plain values and returns a plain value; it never touches a widget. Results, progress and faults come
back on the window's thread by queued signals, and only while whoever asked is still there.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop_app.errors import TelarError
from desktop_app.ui import messages

if TYPE_CHECKING:
    from desktop_app.store import DatabaseThread

_log = logging.getLogger(__name__)

Done = Callable[[Any], None]
Failed = Callable[[TelarError], None]
_Submit = Callable[..., Future[Any]]


class Job:
    """Work that was asked for. ``cancel()`` drops its outcome; work that has not begun never begins."""

    def __init__(self, done: Done | None = None, failed: Failed | None = None, progress: Done | None = None) -> None:
        self.done = done
        self.failed = failed
        self.progress = progress
        self.future: Future[Any] | None = None
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        self._cancelled.set()
        if self.future is not None:
            self.future.cancel()


class _Post(QObject):
    """Hands calls over to the window's thread. One a process, and it stays.

    A working thread that emits a signal of an object which the window's thread is destroying crashes the program, and a
    runner may go with its parent before its work has ended: working threads know this object and no other.
    """

    _handed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._handed.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def hand_over(self, call: Callable[..., None], *values: object) -> None:
        """Lets the window's thread run ``call(*values)`` when it next looks at its events."""
        self._handed.emit(partial(call, *values))

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()


@cache
def _post() -> _Post:
    return _Post()


class Tasks(QObject):
    """Runs functions elsewhere and brings their outcome back here.

    Signals:
        busy: whether any work is under way, for the status bar.
    """

    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._general = ThreadPoolExecutor(2, thread_name_prefix="telar-work")
        self._database: DatabaseThread | None = None
        self._reception: dict[bool, ThreadPoolExecutor] = {}
        self._jobs: set[Job] = set()
        self._closed = False
        self._post = _post()

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
    ) -> Job:
        """Runs ``fn(*args)`` on a working thread; with ``progress``, ``fn`` also gets a function to report with.

        ``failed`` gets the ``TelarError``; without it the fault is shown.
        """
        job = Job(done, failed, progress)
        if progress is not None:
            args = (*args, partial(self._post.hand_over, _progressed, ref(self), job))
        return self._submit(self._general.submit, job, fn, args)

    def run_on_database(
        self, fn: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> Job:
        """Runs ``fn(*args)`` on the database's only thread, in the order asked."""
        return self.start_on_database(Job(done, failed), fn, *args)

    def start_on_database(self, job: Job, fn: Callable[..., Any], *args: Any) -> Job:
        """The same for a job that the caller made, because its callbacks name it."""
        return self._submit(self._database_lane().submit, job, fn, args)

    def start_on_reception(self, job: Job, fn: Callable[..., Any], *args: Any, long: bool = False) -> Job:
        """Runs ``fn(*args)`` on the one thread of what was received, in the order asked; with ``job.progress``, ``fn``
        also gets a function to report with. A job that has ended may be started again.

        What takes ``long`` has a thread of its own, so that one can look at what came while more is coming in.
        """
        if long not in self._reception:
            self._reception[long] = ThreadPoolExecutor(1, thread_name_prefix="telar-reception")
        if job.progress is not None:
            args = (*args, partial(self._post.hand_over, _progressed, ref(self), job))
        return self._submit(self._reception[long].submit, job, fn, args)

    def is_idle(self) -> bool:
        return not self._jobs

    def close(self) -> None:
        """Drops outcomes, then waits: the database's lane empties itself, so that nothing asked for goes unsaved."""
        self._closed = True
        for job in self._jobs:
            job.done = job.failed = job.progress = None
        self._general.shutdown(wait=True, cancel_futures=True)
        for lane in self._reception.values():
            lane.shutdown(wait=True, cancel_futures=True)
        if self._database is not None:
            self._database.stop()
        self._jobs.clear()

    def _database_lane(self) -> DatabaseThread:
        """Made when first wanted: the first picture does not wait for the store's package."""
        if self._database is None:
            from desktop_app.store import DatabaseThread

            self._database = DatabaseThread()
        return self._database

    def _submit(self, submit: _Submit, job: Job, fn: Callable[..., Any], args: tuple[Any, ...]) -> Job:
        if self._closed:
            job.cancel()
            return job
        if not self._jobs:
            self.busy.emit(True)
        self._jobs.add(job)
        job.future = submit(fn, *args)
        # Weakly: the last reference to a runner must not end on a working thread.
        job.future.add_done_callback(partial(self._post.hand_over, _landed, ref(self), job))
        return job

    def progressed(self, job: Job, value: object) -> None:
        """On the window's thread: passes a report on to whoever asked for the work."""
        if job.progress is not None and not job.cancelled and is_alive(job.progress):
            job.progress(value)

    def landed(self, job: Job) -> None:
        """On the window's thread: passes the outcome on to whoever asked for the work."""
        if self._closed:
            return
        self._jobs.discard(job)
        if not self._jobs:
            self.busy.emit(False)
        if job.cancelled or job.future is None or job.future.cancelled():
            return
        fault = job.future.exception()
        if fault is None:
            if job.done is not None and is_alive(job.done):
                job.done(job.future.result())
        else:
            self._report(job, fault)

    def _report(self, job: Job, fault: BaseException) -> None:
        if isinstance(fault, TelarError):
            _log.warning("refused: %s %s", fault.code, fault.detail)
            error = fault
        else:
            _log.error("unexpected fault in a task", exc_info=fault)
            error = TelarError("UI-001", detail=type(fault).__name__)
        if job.failed is None:
            messages.error(error)
        elif is_alive(job.failed):
            job.failed(error)


def _landed(runner: ref[Tasks], job: Job, _future: Future[Any]) -> None:
    tasks = runner()
    if tasks is not None and isValid(tasks):
        tasks.landed(job)


def _progressed(runner: ref[Tasks], job: Job, value: object) -> None:
    tasks = runner()
    if tasks is not None and isValid(tasks):
        tasks.progressed(job, value)


def is_alive(callback: Callable[..., Any]) -> bool:
    """Whether the widget that a callback belongs to still exists; anything else is always there."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
