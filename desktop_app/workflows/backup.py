"""A copy of everything in one file, to be carried about, and back again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TelarError

if TYPE_CHECKING:
    from desktop_app.workflows.workspace import Workspace

SUFFIX: Final = ".telar"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy on a disk: when it was ``made``, what it holds, its ``size`` in bytes.

    ``responses`` are those that were not deleted, each once however many revisions it has.
    """

    path: Path
    made: datetime
    initiatives: int
    responses: int
    size: int


def back_up(workspace: Workspace, folder: Path, now: datetime) -> Backup:
    """Copies all that the workspace holds into a new file in ``folder``, and reads it back. On the database thread.

    The signing key is not among it: it is this computer's own.

    Raises:
        StoreError, FileError: the folder refuses, or what was written does not read back; no half copy is left.
    """
    path = _free(folder / f"Telar-{now.astimezone():%Y-%m-%d-%H%M}{SUFFIX}")
    workspace.store.backup_to(path, made=now)
    try:
        return inspect_backup(path)
    except TelarError:
        with suppress(OSError):
            path.unlink()
        raise


def inspect_backup(path: Path) -> Backup:
    """What the copy at ``path`` holds; all of it is read, and nothing in it is trusted.

    Raises:
        StoreError: ``STORE-018`` no copy of Telar's, ``STORE-019`` something in it is not Telar's, ``STORE-020``
            damaged, ``STORE-006`` of a newer version.
        FileError: it cannot be read, or is larger than any of ours.
    """
    from desktop_app.store.backup_file import inspect

    found = inspect(path)
    return Backup(path, found.made, found.initiatives, found.responses, found.size)


def restore(data_dir: Path, path: Path, now: datetime) -> Path | None:
    """Puts the copy at ``path`` in the place of what ``data_dir`` holds; the workspace is closed.

    Returns where what was there is kept, under ``backups``; ``None`` where nothing was. Until the copy stands in place
    whole, whatever goes wrong leaves everything as it was. A copy of an older version is upgraded when it is opened.

    Raises:
        StoreError: as ``inspect_backup``; ``STORE-001`` the folder is open.
        FileError: as ``inspect_backup``, and what the disk refuses, being full among it.
    """
    from desktop_app.store import backup_file

    return backup_file.restore(data_dir, path, now)


def _free(path: Path) -> Path:
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
