"""Files read with a limit and written whole or not at all; the operating system's refusals become ``FILE`` errors."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from desktop_app.errors import FileError, Place

_CODES = {
    errno.ENOENT: "FILE-001",
    errno.EACCES: "FILE-002",
    errno.EPERM: "FILE-002",
    errno.EROFS: "FILE-003",
    errno.ENOSPC: "FILE-004",
    errno.EISDIR: "FILE-006",
    errno.ENOTDIR: "FILE-001",
}
if hasattr(errno, "EDQUOT"):  # not on Windows
    _CODES[errno.EDQUOT] = "FILE-004"


def refusal(error: OSError, path: Path) -> FileError:
    """The catalogue's error for what the operating system said about ``path``."""
    code = _CODES.get(error.errno or 0, "FILE-005")
    return FileError(code, Place(file=str(path)), detail=f"errno {error.errno}")


def read_limited(path: Path, limit: int) -> bytes:
    """The content of ``path``; a file of more than ``limit`` bytes is refused unread (``FILE-007``)."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise refusal(error, path) from error
    if len(data) > limit:
        raise FileError("FILE-007", Place(file=str(path)), limit=limit // 1024)
    return data


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Writes ``data`` beside ``path``, flushes it to the disk and puts it in place in one step."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
        _sync_directory(path.parent)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise refusal(error, path) from error


def _sync_directory(folder: Path) -> None:
    """Makes the new name itself durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
