"""Chosen files: an answer, or what goes with one, holds a file's name, these tables its bytes.

A revision sees the files of those it replaces, under the same names: nothing is copied, a name always means one
content, and what was handed over stays as it was. A file that no answer names any more stays until the program starts
again, so that an answer taken back finds it.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import CTE, Connection, Row, Select, and_, delete, exists, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.errors import StoreError
from desktop_app.fileio import sha256_hex
from desktop_app.store.database import Database
from desktop_app.store.schema import answers, attachments, contents, evidence, responses

MOST_BYTES: Final = 16 * 1024 * 1024
"""Of one file; a package takes no larger entry."""
MOST_BYTES_OF_RESPONSE: Final = 20 * 1024 * 1024
"""Of all the files that a response names: with its answers it still fits in a package, and in an e-mail's limit."""
MOST_FILES: Final = 50
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as a response has it: ``name`` is what answers hold, ``size`` in bytes, ``sha256`` in hexadecimal."""

    name: str
    sha256: str
    media_type: str
    size: int
    added: datetime


def require_size(size: int) -> None:
    """``STORE-032`` for a file of more than ``MOST_BYTES``."""
    if size > MOST_BYTES:
        raise StoreError("STORE-032", limit=MOST_BYTES // _MEGABYTE)


class AttachmentRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, response_id: str, *, name: str, content: bytes, media_type: str, at: datetime, others: Collection[str]
    ) -> Attachment:
        """Keeps a file for the response under ``name``, or under that name with a number where it is taken.

        A content that the response has under such a name already is not kept twice.

        Args:
            response_id: ``STORE-009`` if it is not there.
            name: what the answer is to hold; the part before the last dot is the one that gets a number.
            content: its bytes.
            media_type: what it is.
            at: the moment.
            others: the names that the response's other answers hold, and its evidence: only files in use count against
                the limits.

        Raises:
            StoreError: nothing was kept; ``STORE-032``, ``STORE-033``, ``STORE-035`` for too large or too many.
        """
        require_size(len(content))
        sha256 = sha256_hex(content)
        with self._database.transaction() as connection:
            if connection.execute(select(responses.c.id).where(responses.c.id == response_id)).first() is None:
                raise StoreError("STORE-009", detail="response")
            known = {each.name: each for each in _of(connection, response_id)}
            _require_room([each.size for each in known.values() if each.name in set(others)], len(content))
            stem, _, extension = name.rpartition(".")
            free, number = name, 1
            while free in known and known[free].sha256 != sha256:
                number += 1
                free = f"{stem}-{number}.{extension}"
            if free not in known:
                kept = upsert(contents).values(sha256=sha256, size=len(content), content=content)
                connection.execute(kept.on_conflict_do_nothing(index_elements=[contents.c.sha256]))
                row = {"response_id": response_id, "name": free, "sha256": sha256, "media_type": media_type}
                connection.execute(insert(attachments).values(**row, added=at))
        return known.get(free) or Attachment(free, sha256, media_type, len(content), at)

    def share(self, source: str, target: str) -> None:
        """Gives the response ``target`` the files of ``source`` and of the revisions that this one replaces."""
        with self._database.transaction() as connection:
            share_files(connection, source, target)

    def list(self, response_id: str) -> tuple[Attachment, ...]:
        """What the response's answers may name, by name: its own files and those of the revisions before it."""
        with self._database.transaction() as connection:
            return _of(connection, response_id)

    def content(self, response_id: str, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            StoreError: ``STORE-036`` no such file, ``STORE-002`` the disk gives other bytes than were put there.
        """
        line = revisions_before(response_id)
        wanted = select(contents.c.sha256, contents.c.content).select_from(
            _KEPT.join(line, attachments.c.response_id == line.c.id)
        )
        with self._database.transaction() as connection:
            row = connection.execute(wanted.where(attachments.c.name == name)).first()
        if row is None:
            raise StoreError("STORE-036", name=name[:100])
        return self._database.intact(row.content, row.sha256)

    def tidy(self) -> None:
        """Lets go of files that no answer and no evidence of their response, or of one that replaces it, names.

        To be called while nothing can be taken back. A disk that does not take it keeps them for another day.
        """
        with suppress(StoreError), self._database.transaction() as connection:
            # Looking first: asking to delete nothing still asks to write, which a full disk refuses.
            unnamed = connection.execute(_UNNAMED).all()
            for row in unnamed:
                here = and_(attachments.c.response_id == row.response_id, attachments.c.name == row.name)
                connection.execute(delete(attachments).where(here))


_KEPT = attachments.join(contents, contents.c.sha256 == attachments.c.sha256)


def share_files(connection: Connection, source: str, target: str) -> None:
    """Gives the response ``target`` the files of ``source`` and of the revisions that this one replaces."""
    line = revisions_before(source)
    face = (attachments.c.name, attachments.c.sha256, attachments.c.media_type, attachments.c.added)
    theirs = select(*face).join(line, attachments.c.response_id == line.c.id)
    rows = {row.name: {"response_id": target, **row._asdict()} for row in connection.execute(theirs)}
    if rows:
        connection.execute(insert(attachments), list(rows.values()))


def revisions_before(response_id: str) -> CTE:
    """The response and those it replaces, one after the other."""
    face = select(responses.c.id, responses.c.replaces)
    line = face.where(responses.c.id == response_id).cte("line", recursive=True)
    return line.union(face.join(line, responses.c.id == line.c.replaces))


def _of(connection: Connection, response_id: str) -> tuple[Attachment, ...]:
    line = revisions_before(response_id)
    face = (attachments.c.name, attachments.c.sha256, attachments.c.media_type, contents.c.size, attachments.c.added)
    theirs = (
        select(*face).select_from(_KEPT.join(line, attachments.c.response_id == line.c.id)).order_by(attachments.c.name)
    )
    return tuple(_attachment(row) for row in connection.execute(theirs))


def _attachment(row: Row[*tuple[object, ...]]) -> Attachment:
    return Attachment(**row._asdict())


def _unnamed() -> Select[*tuple[str, str]]:
    """The files whose name is no answer and no evidence in their response nor in any that replaces it."""
    first = select(attachments.c.response_id.label("kept"), attachments.c.response_id.label("id"))
    line = first.distinct().cte("line", recursive=True)
    later = select(line.c.kept, responses.c.id).join(line, responses.c.replaces == line.c.id)
    line = line.union(later)
    named = exists().where(
        line.c.kept == attachments.c.response_id,
        answers.c.response_id == line.c.id,
        answers.c.value == attachments.c.name,
    )
    beside = exists().where(
        line.c.kept == attachments.c.response_id,
        evidence.c.response_id == line.c.id,
        evidence.c.name == attachments.c.name,
    )
    return select(attachments.c.response_id, attachments.c.name).where(~named, ~beside)


_UNNAMED: Final = _unnamed()


def _require_room(sizes: Collection[int], size: int) -> None:
    used = sum(sizes)
    if used + size > MOST_BYTES_OF_RESPONSE:
        remaining = (MOST_BYTES_OF_RESPONSE - used) / _MEGABYTE
        limit = MOST_BYTES_OF_RESPONSE // _MEGABYTE
        raise StoreError("STORE-033", limit=limit, remaining=f"{max(remaining, 0):.1f}")
    if len(sizes) >= MOST_FILES:
        raise StoreError("STORE-035", limit=MOST_FILES)
