"""The data folder and the lock that keeps a second copy of the program out of it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import Place, StoreError

if TYPE_CHECKING:
    from filelock import BaseFileLock

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def lock_folder(data_dir: Path) -> BaseFileLock:
    """Makes ``data_dir`` if need be and takes its lock; the operating system gives it back when the process dies.

    Raises:
        StoreError: ``STORE-001`` another copy has it, ``STORE-003`` the folder cannot be used, ``STORE-004`` disk full.
    """
    from filelock import FileLock, Timeout

    path = data_dir / "telar.lock"
    try:
        # Answers are the user's own: nobody else on a shared computer reads them.
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # No soft fallback: its mere file would outlive a killed process and keep the user out for ever.
        lock = FileLock(path, timeout=0, thread_local=False, fallback_to_soft=False)
        lock.acquire()
    except Timeout:
        # A folder where no file can be made looks to the lock like one that another copy holds; whoever holds it has
        # made the file.
        held = os.path.lexists(path)
        detail = "" if held else "no lock file can be made"
        raise StoreError("STORE-001" if held else "STORE-003", Place(file=str(data_dir)), detail=detail) from None
    except (OSError, NotImplementedError) as error:
        number = getattr(error, "errno", None)
        code = "STORE-004" if number in _FULL else "STORE-003"
        raise StoreError(code, Place(file=str(data_dir)), detail=f"errno {number}") from error
    return lock
