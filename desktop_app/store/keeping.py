"""Responses copied, put away and let go of: always with all their revisions, which are one response to the user."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Table, delete, exists, insert, literal, or_, select, update

from desktop_app.errors import StoreError
from desktop_app.store.attachments import share_files
from desktop_app.store.database import Database
from desktop_app.store.records import PutAwayResponse, ResponseState
from desktop_app.store.schema import (
    answers,
    carried,
    comments,
    evidence,
    initiatives,
    instruments,
    packages,
    receipts,
    responses,
)

KEPT_DAYS: Final = 30
"""How long what was deleted can be had back."""

_OWN: Final = (
    "initiative_id",
    "instrument_id",
    "wave",
    "reference_year",
    "current_ref",
    "answered",
    "total",
    "language",
)

# A receipt without its package is what remains after an older copy of the data was put back.
_HANDED_OVER: Final = or_(
    exists().where(packages.c.response_id == responses.c.id),
    exists().where(receipts.c.response_id == responses.c.id),
)


class KeepingRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def duplicate(self, response_id: str, *, at: datetime) -> str:
        """A new response with the answers, the notes and the files of one of another's revisions; its id.

        It is the first of its own revisions; ``STORE-009`` if the other is not there.
        """
        new = str(uuid.uuid4())
        with self._database.transaction() as connection:
            source = connection.execute(select(responses).where(responses.c.id == response_id)).one_or_none()
            if source is None:
                raise StoreError("STORE-009", detail="response")
            values = {name: getattr(source, name) for name in (*_OWN, "previous")}
            values |= {"id": new, "revision": 1, "started": at, "updated": at}
            values["state"] = ResponseState.DRAFT if source.state == ResponseState.DRAFT else ResponseState.READY
            connection.execute(insert(responses).values(values))
            for table in (answers, comments, evidence, carried):
                _copy(connection, table, response_id, new)
            share_files(connection, response_id, new)
        return new

    def archive(self, response_id: str, at: datetime | None) -> None:
        """Takes the response off the first screen, or with ``None`` puts it back; ``STORE-009``."""
        self._mark(response_id, "archived_at", at)

    def delete(self, response_id: str, at: datetime | None) -> bool:
        """Deletes the response, or with ``None`` takes that back; it goes for good ``KEPT_DAYS`` later (``purge``).

        Returns:
            False, and nothing happened, if packages of it left or receipts came: what was handed over stays provable.

        Raises:
            StoreError: ``STORE-009`` if it is not there.
        """
        return self._mark(response_id, "deleted_at", at)

    def _mark(self, response_id: str, column: str, at: datetime | None) -> bool:
        with self._database.transaction() as connection:
            line = _line(connection, response_id)
            if not line:
                raise StoreError("STORE-009", detail="response")
            if column == "deleted_at" and at is not None:
                handed_over = select(responses.c.id).where(responses.c.id.in_(line), _HANDED_OVER)
                if connection.execute(handed_over).first() is not None:
                    return False
            connection.execute(update(responses).where(responses.c.id.in_(line)).values({column: at}))
        return True

    def put_away(self) -> tuple[PutAwayResponse, ...]:
        """The latest revisions of what is archived or deleted, the last put away first."""
        later = responses.alias("later")
        face = (
            responses.c.id,
            initiatives.c.name.label("initiative"),
            instruments.c.title.label("instrument_title"),
            instruments.c.form_id,
            responses.c.wave,
            responses.c.archived_at,
            responses.c.deleted_at,
        )
        wanted = (
            select(*face)
            .join(initiatives, initiatives.c.id == responses.c.initiative_id)
            .join(instruments, instruments.c.id == responses.c.instrument_id)
            .where(or_(responses.c.archived_at.is_not(None), responses.c.deleted_at.is_not(None)))
            .where(~exists().where(later.c.replaces == responses.c.id))
        )
        with self._database.transaction() as connection:
            rows = connection.execute(wanted).all()
        found = [
            PutAwayResponse(*row[:5], deleted=row.deleted_at is not None, at=row.deleted_at or row.archived_at)
            for row in rows
        ]
        return tuple(sorted(sorted(found, key=lambda each: each.id), key=lambda each: each.at, reverse=True))

    def purge(self, now: datetime) -> None:
        """Lets go of what was deleted ``KEPT_DAYS`` ago. A disk that does not take it keeps them for another day."""
        old = responses.c.deleted_at <= now - timedelta(days=KEPT_DAYS)
        with suppress(StoreError), self._database.transaction() as connection:
            # Looking first: asking to delete nothing still asks to write, which a full disk refuses.
            wanted = select(responses.c.id).where(old, ~_HANDED_OVER).order_by(responses.c.revision.desc())
            for response_id in connection.execute(wanted).scalars().all():
                # Later revisions first; one that a revision still replaces stays with it.
                replaced = select(responses.c.id).where(responses.c.replaces == response_id)
                if connection.execute(replaced).first() is None:
                    connection.execute(delete(responses).where(responses.c.id == response_id))


def _copy(connection: Connection, table: Table, source: str, target: str) -> None:
    rest = [column for column in table.c if column.name != "response_id"]
    rows = select(literal(target), *rest).where(table.c.response_id == source)
    connection.execute(insert(table).from_select(["response_id", *(column.name for column in rest)], rows))


def _line(connection: Connection, response_id: str) -> list[str]:
    """All revisions of the response: those it replaces, and those that replace it; none if it is not there."""
    face = select(responses.c.id, responses.c.replaces)
    line = face.where(responses.c.id == response_id).cte("line", recursive=True)
    beside = or_(responses.c.id == line.c.replaces, responses.c.replaces == line.c.id)
    line = line.union(face.join(line, beside))
    return list(connection.execute(select(line.c.id)).scalars())
