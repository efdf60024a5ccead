"""Files read with a limit and written whole or not at all; the operating system's refusals become ``FILE`` errors."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desktop_app.errors import FileError, Place

_CHUNK = 1024 * 1024
_CODES = {
    errno.ENOENT: "FILE-001",
    errno.EACCES: "FILE-002",
    errno.EPERM: "FILE-002",
    errno.EROFS: "FILE-003",
    errno.ENOSPC: "FILE-004",
    errno.EISDIR: "FILE-006",
    errno.ENOTDIR: "FILE-008",
    errno.EEXIST: "FILE-008",
    errno.ENAMETOOLONG: "FILE-009",
}
if hasattr(errno, "EDQUOT"):  # not on Windows
    _CODES[errno.EDQUOT] = "FILE-004"


def refusal(error: OSError, path: Path) -> FileError:
    """The catalogue's error for what the operating system said about ``path``."""
    code = _CODES.get(error.errno or 0, "FILE-005")
    if code == "FILE-002" and path.is_dir():  # what Windows says of a folder where a file is meant
        code = "FILE-006"
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
    """Writes ``data`` beside ``path``, flushes it to the disk and puts it in place in one step.

    Missing folders are made. Whatever goes wrong, what stood at ``path`` stays and nothing is left beside it.

    Raises:
        FileError: the operating system refused.
    """
    import tempfile

    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):  # some drives know no permissions; the temporary file's are stricter than any asked for
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException as error:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
        if isinstance(error, OSError):
            raise refusal(error, path) from error
        raise
    sync_directory(path.parent)


def part_of(path: Path, sha256: str) -> Path:
    """Where the content with this digest (hex) waits beside ``path`` until it takes that name.

    It is hidden, and the same each time, so that what a run that was cut short left can be found.
    """
    return path.with_name(f".{path.name[:60]}{_tail(sha256)}")


def is_part(path: Path, sha256: str) -> bool:
    """Whether ``path`` is the name of a part with this digest."""
    return path.name.startswith(".") and path.name.endswith(_tail(sha256))


def _tail(sha256: str) -> str:
    return f".{sha256[:12]}.part"


def write_part(part: Path, data: bytes, report: Callable[[int], None] | None = None) -> None:
    """Writes ``data`` to ``part`` and on to the drive, bit by bit: a stick takes seconds for what a disk takes at once.

    Args:
        part: as ``part_of`` gives it, in a folder that is there; what an earlier run left under that name goes.
        report: told the percentage that is done, 99 at most.

    Raises:
        OSError: the operating system refused; nothing is left then.
    """
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as file:
            for start in range(0, len(data), _CHUNK):
                file.write(data[start : start + _CHUNK])
                file.flush()
                os.fsync(file.fileno())
                if report is not None:
                    report(min(99, 100 * (start + _CHUNK) // len(data)))
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def sync_directory(folder: Path) -> None:
    """Makes a new name in ``folder`` durable, where the system can: Windows has no such call, nor have some drives.

    The file is in place by now, so that a refusal here is none of the write's.
    """
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sha256_hex(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
