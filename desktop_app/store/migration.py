"""Brings a database to the format that this program knows: a copy first, then all steps in one transaction.

Alembic costs 250 ms to import, so it is asked only when the stored revision is not ``HEAD``; a test keeps ``HEAD``
equal to the newest revision in ``migrations/versions``. There is no way down: whoever needs the older format has the
copy.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Place, StoreError, TelarError
from desktop_app.store.database import QUICK_CHECK, Database, explained, foreign_key_faults, refuse_damaged
from desktop_app.store.layout import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS: Final = Path(__file__).resolve().parent / "migrations"
KEPT_BACKUPS: Final = 10


def bring_up_to_date(
    path: Path, backups: Path, *, now: datetime, program_version: str, scripts: Path = SCRIPTS, head: str = HEAD
) -> None:
    """Makes or upgrades the database at ``path``; one that is up to date is not touched.

    Args:
        path: the database.
        backups: the folder for the copy that is made before an upgrade.
        now: the moment, for the copy's name.
        program_version: this program's, for the refusal of a newer database.
        scripts: the folder of the revisions.
        head: the newest of them.

    Raises:
        StoreError: damaged, not Telar's, newer than the program, or the upgrade failed and nothing was changed.
    """
    stored = stored_revision(path)
    if stored == head:
        return
    config = _config(scripts)
    if stored is not None and stored not in _known(config):
        newer = {"version": _program_that_wrote(path), "own_version": program_version}
        raise StoreError("STORE-006", Place(file=str(path)), detail=f"revision {stored}", **newer)
    database = Database(path, foreign_keys=False)
    try:
        if stored is not None:
            database.backup_to(backups / f"telar-{stored}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite3")
            _prune(backups)
        _upgrade(database, config)
    finally:
        database.close()


def stored_revision(path: Path) -> str | None:
    """The revision that the database at ``path`` is at; None when there is nothing in it yet.

    The file is compared with itself first (13 ms for 500 responses of 100 answers): writing on into a damaged one
    makes it worse, and migrating it would push good copies out of the folder. All over a bare connection that sets
    nothing, so that a file that will be refused stays as it is.
    """
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            refuse_damaged(path, [row[0] for row in connection.execute(QUICK_CHECK)])
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return None
            revisions = (
                [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")]
                if "alembic_version" in tables
                else []
            )
    except sqlite3.Error as error:
        raise explained(error, path) from None
    if len(revisions) != 1:
        raise StoreError("STORE-007", Place(file=str(path)), detail=f"{len(revisions)} revisions")
    return revisions[0]


def build(path: Path, revision: str) -> None:
    """A new database at ``path`` in the format of ``revision``."""
    database = Database(path, foreign_keys=False)
    try:
        _upgrade(database, _config(SCRIPTS), revision)
    finally:
        database.close()


def known_revisions() -> tuple[str, ...]:
    """The formats that this program reads, the oldest first."""
    return tuple(sorted(_known(_config(SCRIPTS))))


def _config(scripts: Path) -> Config:
    from alembic.config import Config

    config = Config()
    # The option is read with interpolation: a folder with a percent sign in its name needs it doubled.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _known(config: Config) -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _program_that_wrote(path: Path) -> str:
    """The version that last opened a database we do not understand; "?" if it no longer says so the way we do."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = 'program_version'").fetchone()
    except sqlite3.Error:
        return "?"
    return str(row[0]) if row else "?"


def _upgrade(database: Database, config: Config, revision: str = "head") -> None:
    from alembic import command

    try:
        with database.transaction() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            faults = foreign_key_faults(connection)
            if faults:
                raise StoreError("STORE-008", Place(file=str(database.path)), detail="; ".join(faults))
    except TelarError as error:
        # A full or failing disk keeps its own words; what SQLite finds wrong with a statement is the upgrade's fault.
        if error.code != "STORE-015":
            raise
        raise StoreError("STORE-008", error.place, detail=error.detail) from error
    except Exception as error:
        raise StoreError("STORE-008", Place(file=str(database.path)), detail=type(error).__name__) from error


def _prune(backups: Path) -> None:
    """Keeps the newest copies: one is made before each upgrade, so ten reach back ten formats of the program.

    A copy that the system does not let go of stays; that is no reason to stop the upgrade.
    """
    copies = sorted(backups.glob("telar-*.sqlite3"), key=lambda copy: copy.stem.rpartition("-")[2])
    for copy in copies[:-KEPT_BACKUPS]:
        with suppress(OSError):
            copy.unlink()
