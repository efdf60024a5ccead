"""Copies that come back from elsewhere: looked at without trusting them, and put in the place of what is there.

A copy is only read, and nothing in it is run: its schema must be, to the letter, what this program's own revisions
build, so that it holds no view, trigger or index of anybody else's.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from desktop_app import __version__
from desktop_app.errors import FileError, Place, StoreError
from desktop_app.fileio import refusal
from desktop_app.store.database import MADE, THOROUGH_CHECK
from desktop_app.store.layout import BACKUPS, FILE_NAME, from_microseconds
from desktop_app.store.lock import lock_folder
from desktop_app.store.migration import build, known_revisions

MOST_BYTES: Final = 4 * 1024**3
"""Of a copy: two hundred responses with all the files that they may have."""
_MAGIC: Final = b"SQLite format 3\0"
_MOST_OBJECTS: Final = 200  # of a schema; ours has a quarter of that
_JOURNALS: Final = ("-wal", "-shm", "-journal")
_TEMPORARY: Final = ".restoring-"
_TABLE_NAME: Final = re.compile(r'^CREATE TABLE "(\w+)"')

Schema = dict[tuple[str, str], tuple[str, str]]
"""Of each table, index, trigger or view, by kind and name: the table that it is of, and what made it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy holds: ``responses`` are those that were not deleted, each once however many revisions it has."""

    made: datetime
    initiatives: int
    responses: int
    size: int


def inspect(path: Path) -> Contents:
    """What the copy at ``path`` holds, after reading all of it.

    Raises:
        StoreError: ``STORE-018`` no copy of Telar's, ``STORE-019`` something in it is not Telar's, ``STORE-020``
            damaged, ``STORE-006`` of a newer version.
        FileError: it cannot be read, or is larger than any of ours.
    """
    try:
        size, changed = _size_and_time(path)
        with _reading(path) as connection:
            schema = _schema(connection)
            revision = _revision(connection, schema, path)
            if schema != _expected(revision):
                raise StoreError("STORE-019", Place(file=str(path)), detail=f"revision {revision}")
            findings = [str(row[0]) for row in connection.execute(THOROUGH_CHECK)]
            if findings != ["ok"] or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise StoreError("STORE-020", Place(file=str(path)), detail="; ".join(findings)[:300])
            return _contents(connection, schema, size, changed)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        raise StoreError("STORE-020", Place(file=str(path)), detail=name) from None
    except OSError as error:
        raise refusal(error, path) from error


def restore(data_dir: Path, path: Path, now: datetime) -> Path | None:
    """Puts the copy at ``path`` in the place of the database in ``data_dir``, which nobody may have open.

    What is looked at is what is put in place: a copy of the file, made first. Until that stands in place whole,
    whatever goes wrong leaves everything as it was.

    Returns:
        Where what was there is kept, under ``backups``; ``None`` where nothing was.

    Raises:
        StoreError: as ``inspect``; ``STORE-001`` the folder is open, ``STORE-003`` it cannot be used.
        FileError: as ``inspect``, and what the disk refuses, being full among it.
    """
    lock = lock_folder(data_dir)
    try:
        for left in data_dir.glob(f"{_TEMPORARY}*"):  # of a program that was killed
            with suppress(OSError):
                left.unlink()
        with _copied(path, data_dir) as copy:
            try:
                inspect(copy)
            except (StoreError, FileError) as error:
                # The user knows the file by its own name.
                error.place = Place(file=str(path))
                raise
            target = data_dir / FILE_NAME
            kept = _keep(target, data_dir / BACKUPS / f"replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite3")
            try:
                # A journal of the old database beside the new one would be played back into it.
                for suffix in _JOURNALS:
                    target.with_name(target.name + suffix).unlink(missing_ok=True)
                copy.replace(target)
            except OSError as error:
                raise refusal(error, target) from error
            return kept
    finally:
        lock.release()


def _size_and_time(path: Path) -> tuple[int, datetime]:
    if path.exists() and not path.is_file():  # a pipe or a device would be waited for
        raise IsADirectoryError(errno.EISDIR, "not a file")
    status = path.stat()
    if status.st_size > MOST_BYTES:
        raise FileError("FILE-007", Place(file=str(path)), limit=MOST_BYTES // 1024)
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise StoreError("STORE-018", Place(file=str(path)))
    return status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    # Immutable: no journal beside it is looked at, none is made, and nothing is written.
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA mmap_size = 0")
        yield connection


def _schema(connection: sqlite3.Connection) -> Schema:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchmany(_MOST_OBJECTS + 1)
    found = {(str(kind), str(name)): (str(table), _plain(str(sql or ""))) for kind, name, table, sql in rows}
    # Two of one name: only a forged schema has them, and which one holds is anybody's guess.
    return found if len(found) == len(rows) else {}


def _plain(sql: str) -> str:
    """Without what another SQLite or a renaming may write otherwise: spacing, and quotes around the table's name."""
    return _TABLE_NAME.sub(r"CREATE TABLE \1", re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", sql))).strip()


def _revision(connection: sqlite3.Connection, schema: Schema, path: Path) -> str:
    """The copy's format; only what is to the letter a table of ours is read before the schema is known to be ours."""
    ours = _expected(known_revisions()[-1])
    versions, settings = ("table", "alembic_version"), ("table", "settings")
    if schema.get(versions) != ours[versions]:
        raise StoreError("STORE-018", Place(file=str(path)))
    revisions = [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version LIMIT 2")]
    if len(revisions) != 1:
        raise StoreError("STORE-018", Place(file=str(path)), detail=f"{len(revisions)} revisions")
    if revisions[0] not in known_revisions():
        wrote = None
        if schema.get(settings) == ours[settings]:
            wrote = connection.execute("SELECT value FROM settings WHERE key = 'program_version'").fetchone()
        newer = {"version": str(wrote[0])[:20] if wrote else "?", "own_version": __version__}
        raise StoreError("STORE-006", Place(file=str(path)), detail=f"revision {revisions[0][:40]}", **newer)
    return revisions[0]


@lru_cache(maxsize=8)
def _expected(revision: str) -> Schema:
    """The schema that this program's own revisions build."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / FILE_NAME
        build(path, revision)
        with closing(sqlite3.connect(path)) as connection:
            return _schema(connection)


def _contents(connection: sqlite3.Connection, schema: Schema, size: int, changed: datetime) -> Contents:
    shown = "deleted_at IS NULL" if "deleted_at" in schema["table", "responses"][1] else "1"
    replaced = "SELECT replaces FROM responses WHERE replaces IS NOT NULL"
    latest = f"SELECT count(*) FROM responses WHERE {shown} AND id NOT IN ({replaced})"  # noqa: S608
    made = connection.execute("SELECT value FROM settings WHERE key = ?", (MADE,)).fetchone()
    return Contents(
        _moment(str(made[0])) if made else changed,
        connection.execute("SELECT count(*) FROM initiatives").fetchone()[0],
        connection.execute(latest).fetchone()[0],
        size,
    )


def _moment(text: str) -> datetime:
    try:
        return from_microseconds(int(text[:20]))
    except (ValueError, OverflowError):
        raise StoreError("STORE-020", detail=MADE) from None


@contextmanager
def _copied(path: Path, folder: Path) -> Iterator[Path]:
    """A copy of the file at ``path`` in ``folder``, on the disk; what is left of it afterwards goes."""
    try:
        _size_and_time(path)
        descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=folder)
    except OSError as error:
        raise refusal(error, path) from error
    temporary = Path(name)
    try:
        try:
            with os.fdopen(descriptor, "wb") as target, path.open("rb") as source:
                shutil.copyfileobj(source, target, 1024 * 1024)
                target.flush()
                os.fsync(target.fileno())
        except OSError as error:
            raise refusal(error, path) from error
        yield temporary
    finally:
        for suffix in ("", *_JOURNALS):
            with suppress(OSError):
                temporary.with_name(temporary.name + suffix).unlink()


def _keep(target: Path, wanted: Path) -> Path | None:
    """Gives the database at ``target`` a second name under ``backups``, with its journal; it stays where it is.

    A name takes no room on a full disk. Where the file system has no second names the bytes are copied.
    """
    if not target.exists():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept, number = wanted, 1
    while kept.exists():
        number += 1
        kept = wanted.with_stem(f"{wanted.stem}-{number}")
    made: list[Path] = []
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-journal"):
            source = target.with_name(target.name + suffix)
            if source.exists():
                made.append(kept.with_name(kept.name + suffix))
                _second_name(source, made[-1])
    except OSError as error:
        for path in made:
            with suppress(OSError):
                path.unlink()
        raise refusal(error, kept) from error
    return kept


def _second_name(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
