"""Handing a package over: a copy on a stick that is read back, and what left and came back so far."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import FileError, PackageError, Place, StoreError
from desktop_app.fileio import part_of, read_limited, refusal, sha256_hex, sync_directory, write_part
from desktop_app.workflows.export import Exported
from desktop_app.workflows.kits import Receiver, receiver
from desktop_app.workflows.listing import Unlisted, unlisted
from desktop_app.workflows.reference import of_digest
from desktop_app.workflows.trust import KeyFacts, key_facts
from desktop_app.workflows.workspace import Workspace

if TYPE_CHECKING:
    from desktop_app.store import Package, Receipt

MOST_BYTES: Final = 30_000_000
_CHUNK: Final = 1024 * 1024
_MOST_NUMBERS: Final = 1_000

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Answered:
    """A receipt that came for a revision: ``status`` is ``received``, ``accepted`` or ``returned``.

    ``entity`` is empty where none is trusted; ``arrived`` and ``issued`` are as the receipt says.
    """

    revision: int
    status: str
    entity: str
    receipt_id: str
    arrived: datetime
    issued: datetime


Passage = Exported | Answered


@dataclass(frozen=True, slots=True)
class Sending:
    """What Enviar tells besides what is in the package: who receives it, this computer's key, what left and came.

    ``unlisted`` says that the entity would set the package aside, because its initiative is not on the wave's list.
    """

    receiver: Receiver | None
    key: KeyFacts
    passages: tuple[Passage, ...]
    unlisted: Unlisted | None = None


def sending(
    workspace: Workspace, response_id: str, wave: str, now: datetime, known: Mapping[str, str] | None = None
) -> Sending:
    """All of it at once; ``known`` as in ``history``."""
    initiative_id = workspace.store.responses.get(response_id).initiative_id
    return Sending(
        receiver(workspace, wave),
        key_facts(workspace, now),
        history(workspace, response_id, known),
        _unlisted(workspace, initiative_id, wave),
    )


def _unlisted(workspace: Workspace, initiative_id: str, wave: str) -> Unlisted | None:
    try:
        return unlisted(workspace, initiative_id, wave)
    except StoreError:  # a page that lists is not where a disk's fault is told
        return None


def history(workspace: Workspace, response_id: str, known: Mapping[str, str] | None = None) -> tuple[Passage, ...]:
    """What left and what came back, newest first, for the response and the revisions that it replaces.

    Args:
        known: reference codes by the SHA-256 of the packages' files, as an earlier call gave them. Another code is
            read from the signed container that was kept; it is empty for old packages, of which none was.
    """
    entity = next((each.name for each in workspace.store.trust.pinned()), "")
    store = workspace.store
    found: list[tuple[datetime, int, Passage]] = []
    for one, revision in _line(workspace, response_id):
        left = (_exported(workspace, package, known or {}) for package in store.packages.list(one))
        came = (_answered(receipt, revision, entity) for receipt in store.receipts.of(one))
        found.extend((each.created, 0, each) for each in left)
        found.extend((each.issued, 1, each) for each in came)
    found.sort(key=lambda each: each[:2], reverse=True)
    return tuple(passage for _, _, passage in found)


def copy_to(source: Path, folder: Path, sha256: str, progress: Progress | None = None) -> Path:
    """Copies the exported file into ``folder`` and reads the copy back; where it stands.

    It never takes another file's place: one of that name with other content stays, and the copy gets a number. The
    copy has its name only once it is on the drive whole.

    Args:
        source: the file, whose digest (hex) is ``sha256``.
        progress: told the percentage that is done, from 0 to 100.

    Raises:
        FileError: as the operating system refuses; ``FILE-010`` what is read back is not what was written,
            ``FILE-011`` the file is not the exported one any more. No copy is left then.
    """
    report = progress or _nobody
    data = read_limited(source, MOST_BYTES)
    if sha256_hex(data) != sha256:
        raise FileError("FILE-011", Place(file=str(source)))
    try:
        target = _free(folder, source.name, sha256)
        if target.exists():
            return target
        _write(target, data, sha256, report)
    except OSError as error:
        raise refusal(error, folder / source.name) from error
    try:
        same = _digest(target) == sha256
    except OSError as error:
        _remove(target)
        raise refusal(error, target) from error
    if not same:
        _remove(target)
        raise FileError("FILE-010", Place(file=str(target)))
    report(100)
    return target


def _line(workspace: Workspace, response_id: str) -> Iterator[tuple[str, int]]:
    """The response and those that it replaces, each with the number of its revision."""
    wanted: str | None = response_id
    while wanted is not None:
        response = workspace.store.responses.get(wanted)
        yield response.id, response.revision
        wanted = response.replaces


def _exported(workspace: Workspace, package: Package, known: Mapping[str, str]) -> Exported:
    code = known[package.sha256] if package.sha256 in known else _reference(workspace, package.sha256)
    return Exported(
        path=Path(package.path),
        file_name=package.file_name,
        size=package.size,
        sha256=package.sha256,
        reference=code,
        revision=package.revision,
        sequence=package.sequence,
        created=package.created,
        signer_fingerprint=package.signer_fingerprint,
        encrypted=package.encrypted,
    )


def _reference(workspace: Workspace, sha256: str) -> str:
    from desktop_app.submission import container
    from desktop_app.submission.names import RESPONSE

    try:
        signed = workspace.store.packages.signed(sha256)
        answers = container.read(signed).get(RESPONSE) if signed is not None else None
    except (PackageError, StoreError):  # a page that lists is not where a disk's fault is told
        return ""
    return of_digest(sha256_hex(answers)) if answers is not None else ""


def _answered(receipt: Receipt, revision: int, entity: str) -> Answered:
    return Answered(revision, receipt.status, entity, receipt.receipt_id, receipt.arrived, receipt.issued)


def _free(folder: Path, name: str, sha256: str) -> Path:
    """Where the copy goes; where the same file stands already, that."""
    stem, dot, suffix = name.partition(".")
    for number in range(1, _MOST_NUMBERS):
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{suffix}")
        if not path.exists() or (path.is_file() and path.stat().st_size <= MOST_BYTES and _digest(path) == sha256):
            return path
    raise FileError("FILE-008", Place(file=str(folder / name)))


def _write(target: Path, data: bytes, sha256: str, report: Progress) -> None:
    part = part_of(target, sha256)
    write_part(part, data, report)
    try:
        part.replace(target)
    except BaseException:
        _remove(part)
        raise
    sync_directory(target.parent)


def _digest(path: Path) -> str:
    """The SHA-256 of what is on the drive: what the system remembers of the file is let go first, where it can be."""
    import hashlib

    digest = hashlib.sha256()
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _nobody(_percent: int) -> None:
    """Nobody waits for it."""
