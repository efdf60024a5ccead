"""Putting a package where the user looks: recorded first, then under its name, and finished later if it is cut short.

A file without a record would leave here a second time with the number of the first, and a record without its file
would tell of something that nobody can hand over. So what is on its way is noted in the store before it is written: a
hidden part whose package was recorded gets its name when the data folder is opened again, any other is removed.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_app.errors import FileError, StoreError
from desktop_app.fileio import is_part, part_of, read_limited, refusal, sha256_hex, sync_directory, write_part
from desktop_app.store import Package, Store

_PLACING: Final = "placing."


def put(store: Store, package: Package, path: Path, data: bytes, signed: bytes) -> Path:
    """Records ``package`` and puts ``data`` at ``path``, or beside it under a number if that file is in use; where.

    Raises:
        FileError, StoreError: nothing is recorded and nothing left; or, if the folder refuses the name only, the
            package is recorded and ``settle`` puts it in place.
    """
    part = part_of(path, package.sha256)
    key = _PLACING + package.sha256
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(error, path) from error
    store.settings.set(key, os.fsencode(part).hex())
    try:
        write_part(part, data)
        store.packages.add(package, signed)
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        with suppress(StoreError):
            store.settings.remove(key)
        if isinstance(error, OSError):
            raise refusal(error, path) from error
        raise
    return _in_place(store, package.sha256, part, path)


def settle(store: Store) -> None:
    """Finishes what was cut short. A folder that is not there now, as on a stick, is looked at again another time."""
    for key, where in store.settings.all().items():
        if key.startswith(_PLACING):
            with suppress(OSError, FileError, StoreError, ValueError):
                _settle(store, key.removeprefix(_PLACING), Path(os.fsdecode(bytes.fromhex(where))))


def free_path(folder: Path, name: str, own: Collection[str]) -> Path:
    """Where in ``folder`` the package goes: never over another response's, which may bear the same name.

    Args:
        own: the paths (``as_text``) at which its response's packages were put.

    Raises:
        FileError: the folder cannot be looked into.
    """
    stem, dot, suffix = name.partition(".")
    path, number = folder / name, 1
    try:
        while path.exists() and as_text(path) not in own:
            number += 1
            path = folder / f"{stem}-{number}{dot}{suffix}"
    except OSError as error:
        raise refusal(error, path) from error
    return path


def as_text(path: Path) -> str:
    """A path as the database can hold it: names on a disk need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _settle(store: Store, sha256: str, part: Path) -> None:
    if not part.parent.is_dir():
        return
    # The database may come from elsewhere: it names no file but a part of ours.
    if not is_part(part, sha256):
        store.settings.remove(_PLACING + sha256)
        return
    package = store.packages.by_digest(sha256)
    if package is not None and part.is_file() and not _superseded(store, package) and _whole(part, package):
        _in_place(store, sha256, part, part.with_name(package.file_name))
        return
    part.unlink(missing_ok=True)
    store.settings.remove(_PLACING + sha256)


def _superseded(store: Store, package: Package) -> bool:
    """Whether a later package of the response was put where this one was to be."""
    later = (each for each in store.packages.list(package.response_id) if each.sequence > package.sequence)
    return any(each.path == package.path for each in later)


def _whole(part: Path, package: Package) -> bool:
    return sha256_hex(read_limited(part, package.size)) == package.sha256


def _in_place(store: Store, sha256: str, part: Path, path: Path) -> Path:
    """Beside a file of that name which somebody has open, the package gets a number after all."""
    try:
        part.replace(path)
    except OSError:
        free = free_path(path.parent, path.name, ())
        if free != path:  # the record first: a file that is not where the record says is not found again
            store.packages.relocate(sha256, as_text(free), free.name)
        try:
            part.replace(free)
        except OSError as error:
            raise refusal(error, free) from error
        path = free
    sync_directory(path.parent)
    with suppress(StoreError):  # it is in place; what is noted still is found done the next time
        store.settings.remove(_PLACING + sha256)
    return path
