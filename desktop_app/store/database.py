"""The SQLite file: what every connection guarantees, one transaction at a time, refusals in the catalogue's words."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, ColumnElement, Connection, QueuePool, create_engine, event, select
from sqlalchemy.exc import DBAPIError

from desktop_app.errors import Place, StoreError
from desktop_app.fileio import refusal, sha256_hex, sync_directory
from desktop_app.store.layout import to_microseconds

QUICK_CHECK: Final = "PRAGMA quick_check(5)"
THOROUGH_CHECK: Final = "PRAGMA integrity_check(5)"
MADE: Final = "backup.made"
"""The setting under which a copy says when it was made, as whole microseconds since 1970."""
_BUSY_SECONDS: Final = 5.0
_UNDECODABLE: Final = "Could not decode to UTF-8"

_CODES: Final = {
    sqlite3.SQLITE_NOTADB: "STORE-002",
    sqlite3.SQLITE_CORRUPT: "STORE-002",
    sqlite3.SQLITE_CANTOPEN: "STORE-003",
    sqlite3.SQLITE_PERM: "STORE-003",
    sqlite3.SQLITE_READONLY: "STORE-003",
    sqlite3.SQLITE_FULL: "STORE-004",
    sqlite3.SQLITE_IOERR: "STORE-005",
    sqlite3.SQLITE_PROTOCOL: "STORE-005",
    sqlite3.SQLITE_TOOBIG: "STORE-011",
    sqlite3.SQLITE_BUSY: "STORE-012",
    sqlite3.SQLITE_LOCKED: "STORE-012",
}


def explained(error: BaseException | None, path: Path) -> StoreError:
    """The catalogue's error for what SQLite said about the file at ``path``.

    Only SQLite's name for the fault goes to the log: its sentences can quote what the user wrote.
    """
    # The low byte is the fault; the rest, of which there are new ones with each SQLite, says which kind of it.
    code = _CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "STORE-015")
    if isinstance(error, sqlite3.OperationalError) and str(error).startswith(_UNDECODABLE):
        code = "STORE-002"
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreError(code, Place(file=str(path)), detail=name)


class Database:
    """One SQLite file and the one connection to it.

    Args:
        path: the file; created when missing.
        foreign_keys: off only while migrating: SQLite rebuilds a table by dropping it, and dropping a table whose keys
            are enforced deletes the rows that hang on it.
    """

    def __init__(self, path: Path, *, foreign_keys: bool = True) -> None:
        self.path = path
        self._foreign_keys = foreign_keys
        self._around: Connection | None = None
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
            # Without an isolation level the driver begins nothing by itself, so that DDL is inside transactions too.
            connect_args={"check_same_thread": False, "isolation_level": None, "timeout": _BUSY_SECONDS},
        )
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", _begin)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What the repositories do inside is one transaction. Inside another of its kind it is part of that one.

        Raises:
            StoreError: as ``transaction``; nothing is written then, nor after any other exception.
        """
        if self._around is not None:
            yield
            return
        with self.transaction() as connection:
            self._around = connection
            try:
                yield
            finally:
                self._around = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything inside is written, and on the disk, at the end; or nothing of it. ``together`` puts off the end.

        Raises:
            StoreError: what SQLite refused, or text that UTF-8 has no form for (``STORE-010``).
        """
        if self._around is not None:
            yield self._around
            return
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise explained(error.orig, self.path) from None
        except sqlite3.Error as error:
            raise explained(error, self.path) from None
        except UnicodeEncodeError:
            raise StoreError("STORE-010") from None

    def intact(self, content: bytes, sha256: str) -> bytes:
        """``content`` as it was put there; ``STORE-002`` if the disk gives other bytes than those of ``sha256``."""
        if sha256_hex(content) != sha256:
            raise StoreError("STORE-002", Place(file=str(self.path)), detail="content")
        return content

    def check(self, *, thorough: bool = False) -> None:
        """Reads the whole file and compares it with itself; ``STORE-002`` if it is damaged.

        ``thorough`` also compares every index with its table and every reference with its target; it takes several
        times as long.
        """
        with self.transaction() as connection:
            statement = THOROUGH_CHECK if thorough else QUICK_CHECK
            refuse_damaged(self.path, connection.exec_driver_sql(statement).scalars().all())
            if thorough:
                refuse_damaged(self.path, foreign_key_faults(connection))

    def backup_to(self, path: Path, *, made: datetime | None = None) -> None:
        """A consistent copy in one self-contained file, put in place whole; a file already there is replaced.

        ``made``, if given, is written among the copy's settings, under ``MADE``.

        Raises:
            StoreError: SQLite could not read the database or write the copy; ``STORE-016`` if ``path`` is the database.
            FileError: the folder refuses.
        """
        if path.resolve() == self.path.resolve():
            raise StoreError("STORE-016", Place(file=str(path)))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
        except OSError as error:
            raise refusal(error, path) from error
        os.close(descriptor)
        temporary = Path(name)
        try:
            self._copy_to(temporary, path, made)
            temporary.replace(path)
            sync_directory(path.parent)
        except OSError as error:
            raise refusal(error, path) from error
        finally:
            temporary.unlink(missing_ok=True)

    def _copy_to(self, temporary: Path, path: Path, made: datetime | None) -> None:
        try:
            # A connection of its own: SQLite does not copy from one that is inside a transaction.
            with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(temporary)) as copy:
                source.backup(copy)
                # The copy inherits WAL; as a file to be carried about it must not need companions beside it.
                copy.execute("PRAGMA journal_mode = DELETE")
                if made is not None:
                    row = (MADE, str(to_microseconds(made)))
                    copy.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", row)
                    copy.commit()
        except sqlite3.Error as error:
            raise explained(error, path) from None

    def _prepare(self, connection: sqlite3.Connection, _record: object) -> None:
        # FULL, not NORMAL: under WAL, NORMAL may lose the last commits in a power cut.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if self._foreign_keys else 'OFF'}")
        # The file may come from elsewhere: its schema must not call functions with side effects.
        connection.execute("PRAGMA trusted_schema = OFF")


def require(connection: Connection, key: ColumnElement[Any], value: object) -> None:
    """``STORE-009`` if no row has ``value`` under ``key``."""
    if connection.execute(select(key).where(key == value)).first() is None:
        raise StoreError("STORE-009", detail=str(key))


def require_digest(content: bytes, sha256: str | None) -> None:
    """``ValueError`` if ``sha256`` is not that of ``content``: every later look at it would be told as damage."""
    if sha256_hex(content) != sha256:
        raise ValueError("a content with the digest of another")


def refuse_damaged(path: Path, findings: Sequence[str]) -> None:
    """``STORE-002`` if SQLite's check of the file at ``path`` found anything."""
    faults = [finding for finding in findings if finding != "ok"]
    if faults:
        raise StoreError("STORE-002", Place(file=str(path)), detail="; ".join(faults))


def foreign_key_faults(connection: Connection) -> list[str]:
    """The tables whose rows refer to rows that are not there, each with what it refers to."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return sorted({f"{row[0]} refers to a missing row of {row[2]}" for row in rows})


def _begin(connection: Connection) -> None:
    # Not IMMEDIATE: on a disk that is full or has become read-only, what is there must still be readable. Nobody else
    # writes (the folder is locked), so that a reader that turns writer is not overtaken.
    connection.exec_driver_sql("BEGIN")
