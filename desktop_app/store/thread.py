"""The one thread on which the database is used, so that a window never waits for a disk."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from desktop_app.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThread:
    """Runs what it is given one after the other, in the order given, on a single thread that it owns.

    The store is opened by the first call and closed by the last; in between it never leaves this thread.
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="telar-database")

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queues ``function(*args, **kwargs)``; its result or its exception is in the future.

        After ``stop`` the future comes back failed, with ``STORE-014``: nothing is lost without a word.
        """
        try:
            return self._executor.submit(function, *args, **kwargs)
        except RuntimeError:
            refused: Future[T] = Future()
            refused.set_exception(StoreError("STORE-014"))
            return refused

    def stop(self) -> None:
        """Takes nothing more, and returns when everything that was queued is done. Stopping twice is harmless."""
        self._executor.shutdown(wait=True)
