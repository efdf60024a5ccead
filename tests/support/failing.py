"""A disk that fails at one moment or from then on: every way by which the program writes passes here and is counted."""

from __future__ import annotations

import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Self

import pytest
from sqlalchemy import Connection, event

from desktop_app.store import Store

WRITERS: Final = ("mkdir", "replace", "rename", "fsync")
REMOVERS: Final = ("unlink", "remove")


@dataclass
class Failing:
    """Counts writes; the one with the number ``at`` fails as on a full disk.

    ``lasting``: so do all later ones, and nothing can be removed any more, as when a stick is pulled out.
    """

    at: int
    lasting: bool = False
    counted: int = 0
    broken: bool = False

    @property
    def reached(self) -> bool:
        return self.counted >= self.at

    def write(self) -> None:
        self.counted += 1
        if self.counted == self.at or (self.lasting and self.reached):
            self.broken = self.lasting
            raise OSError(errno.ENOSPC, "no room")

    def remove(self) -> None:
        if self.broken:
            raise OSError(errno.EIO, "gone")


class _Writing:
    """An open file of which half of what is written arrives when the disk fails."""

    def __init__(self, file: Any, disk: Failing) -> None:
        self._file = file
        self._disk = disk

    def write(self, data: bytes) -> int:
        try:
            self._disk.write()
        except OSError:
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            raise
        return int(self._file.write(data))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def failing(disk: Failing, store: Store | None = None) -> Iterator[None]:
    """Files fail as ``disk`` says, and what ``store`` commits."""
    genuine = io.open

    def opened(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        if not set(mode) & set("wxa+"):
            return genuine(file, mode, *arguments, **named)
        if not isinstance(file, int):
            disk.write()
        return _Writing(genuine(file, mode, *arguments, **named), disk)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", opened)
        patch.setattr(os, "open", _counting(os.open, disk.write))
        for name in WRITERS:
            patch.setattr(os, name, _counting(getattr(os, name), disk.write))
        for name in REMOVERS:
            patch.setattr(os, name, _counting(getattr(os, name), disk.remove))
        with _failing_commits(disk, store):
            yield


def _counting(genuine: Callable[..., Any], count: Callable[[], None]) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        count()
        return genuine(*arguments, **named)

    return counted


@contextmanager
def _failing_commits(disk: Failing, store: Store | None) -> Iterator[None]:
    if store is None:
        yield
        return
    changes = 0

    def commit(connection: Connection) -> None:
        """A transaction that wrote nothing has nothing to bring to the disk."""
        nonlocal changes
        before, changes = changes, connection.connection.driver_connection.total_changes  # type: ignore[union-attr]
        if changes == before:
            return
        try:
            disk.write()
        except OSError:
            full = sqlite3.OperationalError("full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full from None

    event.listen(store._database._engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(store._database._engine, "commit", commit)
