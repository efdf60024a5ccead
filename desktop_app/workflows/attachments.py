"""Files as answers: chosen from the disk, kept in the database, opened again, and handed over with the response."""

from __future__ import annotations

import errno
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AnswersError, FileError, StoreError
from desktop_app.fileio import read_limited, refusal, sha256_hex, write_atomic
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms.model import Control, Question

if TYPE_CHECKING:
    from desktop_app.store.attachments import Attachment
    from desktop_app.store.file_kinds import FileKind
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.notes import Notes
    from desktop_app.xforms import Session

_READ_ONLY, _WRITABLE = 0o400, 0o600
_DEVICES: Final = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for devices, with any extension."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that the response now has: ``name`` is what the answer is to hold, ``size`` in bytes, ``sha256`` in
    hexadecimal."""

    name: str
    size: int
    sha256: str


def attach(workspace: Workspace, response_id: str, path: Path, now: datetime, ref: str) -> Attached:
    """Keeps the file at ``path`` for the question at ``ref``. Runs on the database thread.

    The answer itself is given afterwards as any other: until then nothing names the file.

    Raises:
        FileError: the file cannot be read.
        StoreError: ``STORE-030`` to ``STORE-037``: it is of no kind that is kept or that the question takes, empty, or
            too large; ``STORE-009`` if the response is not there.
    """
    from desktop_app.store.file_kinds import require_accepted
    from desktop_app.workflows.answer import latest_revision

    response = latest_revision(workspace, workspace.store.responses.get(response_id))
    question = workspace.forms.instrument(response.instrument_id).question(ref)
    try:
        content, kind = _identified(path)
        require_accepted(kind, extensions(question))
        return _keep(workspace, response.id, path, content, kind, now, ref)
    except StoreError as error:
        raise error.at(file=path.name) from None


def attach_evidence(workspace: Workspace, response_id: str, path: Path, now: datetime) -> Attached:
    """Keeps the file at ``path`` to go with an answer, whatever is asked there; pictures are made smaller.

    The note is made afterwards (``Notes.set_files``): until then nothing names the file. Raises as ``attach`` does.
    """
    from desktop_app.workflows.answer import latest_revision
    from desktop_app.workflows.pictures import scaled_down

    response = latest_revision(workspace, workspace.store.responses.get(response_id))
    try:
        content, kind = _identified(path)
        if kind.media_type.startswith("image/"):
            content = scaled_down(content, kind.media_type)
        return _keep(workspace, response.id, path, content, kind, now)
    except StoreError as error:
        raise error.at(file=path.name) from None


def _identified(path: Path) -> tuple[bytes, FileKind]:
    from desktop_app.store.file_kinds import identify

    content = _read(path)
    return content, identify(path.name, content)


def _keep(
    workspace: Workspace, response_id: str, path: Path, content: bytes, kind: FileKind, now: datetime, ref: str = ""
) -> Attached:
    """``ref`` is the question whose answer the file is to be: what that names now counts no more."""
    from desktop_app.submission import evidence_name

    name = evidence_name(f"{path.stem}.{kind.extension}")
    if name.partition(".")[0] in _DEVICES:
        name = f"file-{name}"
    responses = workspace.store.responses
    others = {value for other, value in responses.answers(response_id).items() if other != ref}
    others.update(*responses.notes(response_id).evidence.values())
    kept = workspace.store.attachments.add(
        response_id, name=name, content=content, media_type=kind.media_type, at=now, others=others
    )
    return Attached(kept.name, kept.size, kept.sha256)


def extensions(question: Question) -> tuple[str, ...]:
    """The file extensions that an upload takes, in lower case and without the dot."""
    from desktop_app.store.file_kinds import accepted_extensions

    return accepted_extensions(question.parameters.get("mediatype", ""), question.parameters.get("accept", ""))


def attachments_of(workspace: Workspace, response_id: str) -> tuple[Attachment, ...]:
    """The files that the response's answers may name, by name."""
    return workspace.store.attachments.list(response_id)


def content_of(workspace: Workspace, response_id: str, name: str) -> bytes:
    """The bytes of one of them; ``STORE-036`` if it is not there."""
    return workspace.store.attachments.content(response_id, name)


def named_files(session: Session, notes: Notes | None = None) -> dict[str, str]:
    """The files that the answers and notes which count name: for each file's name the first question that names it."""
    found: dict[str, str] = {}
    uploads = {question.ref for question in session.form.questions() if question.control is Control.UPLOAD}
    if uploads:
        for ref, value in session.values().items():
            if value and session.is_relevant(ref) and _is_upload(session, ref, uploads):
                found.setdefault(value, ref)
    for ref, names in sorted(notes.evidence.items()) if notes is not None else ():
        if _counts(session, ref):
            for name in names:
                found.setdefault(name, ref)
    return found


def evidence(workspace: Workspace, desk: Desk) -> dict[str, bytes]:
    """What goes into the package beside the answers: each file that they or their notes name, by its name.

    Raises:
        StoreError: ``STORE-036``, with the question's place, where one that is named is not kept.
    """
    found = {}
    for name, ref in named_files(desk.session, desk.notes).items():
        try:
            found[name] = content_of(workspace, desk.response_id, name)
        except StoreError as error:
            raise error.at(ref=ref) from None
    return found


def copy_of(workspace: Workspace, response_id: str, name: str, folder: Path) -> Path:
    """A copy of a kept file in ``folder``, for another program to show; read-only, for nobody reads it back.

    The bytes are looked at again: the database may come from elsewhere, and a name alone decides which program opens.

    Raises:
        StoreError: ``STORE-036`` no such file; ``STORE-030``, ``STORE-031``, ``STORE-037`` for what may not be opened.
        FileError: the copy cannot be written.
    """
    from desktop_app.store.file_kinds import identify
    from desktop_app.submission import evidence_name

    content = content_of(workspace, response_id, name)
    kind = identify(name, content)
    # A folder for each content: a copy that another program still holds is never written over.
    path = folder / sha256_hex(content)[:16] / evidence_name(f"{Path(name).stem}.{kind.extension}")
    if not path.exists():
        write_atomic(path, content, mode=_READ_ONLY)
    return path


def clear_copies(folder: Path) -> None:
    """Removes the copies that ``write_copy`` made; one that a program still holds stays for the next time."""
    for path in folder.glob("*/*"):
        with suppress(OSError):
            path.chmod(_WRITABLE)  # Windows removes no file that is read-only
    rmtree(folder, ignore_errors=True)


def _is_upload(session: Session, ref: str, uploads: set[str]) -> bool:
    try:
        return session.form.question(ref).ref in uploads
    except KeyError:  # a leaf that no control shows
        return False


def _counts(session: Session, ref: str) -> bool:
    try:
        return session.is_relevant(ref)
    except AnswersError:  # in an instance that has gone
        return False


def _read(path: Path) -> bytes:
    from desktop_app.store.attachments import MOST_BYTES, require_size

    if path.exists() and not path.is_file():  # a pipe or a device would be waited for
        raise refusal(IsADirectoryError(errno.EISDIR, "not a file"), path)
    try:
        return read_limited(path, MOST_BYTES)
    except FileError as error:
        if error.code == "FILE-007":
            require_size(MOST_BYTES + 1)
        raise
