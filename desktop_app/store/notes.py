"""What goes with answers: comments, the names of files and what is still to be confirmed, by reference.

Inside the transaction of who asks: notes stand or fall with the answers of their step.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.store.records import NotesState, NotesStep
from desktop_app.store.schema import carried, comments, evidence

_TABLES: Final = (comments, evidence, carried)


def read_notes(connection: Connection, response_id: str) -> NotesState:
    """All notes of the response; none for one that is not there."""
    said = select(comments.c.ref, comments.c.text).where(comments.c.response_id == response_id)
    files = select(evidence.c.ref, evidence.c.name).where(evidence.c.response_id == response_id)
    doubts = select(carried.c.ref).where(carried.c.response_id == response_id)
    names: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(files.order_by(evidence.c.ref, evidence.c.position)):
        names[row.ref] = (*names.get(row.ref, ()), row.name)
    return NotesState(
        {row.ref: row.text for row in connection.execute(said.order_by(comments.c.ref))},
        names,
        frozenset(connection.execute(doubts).scalars()),
    )


def write_notes(connection: Connection, response_id: str, step: NotesStep, at: datetime) -> None:
    """Makes the stored notes follow ``step``; what it says already leaves ``added`` and ``updated`` as they are."""
    known = read_notes(connection, response_id) if step.within or step.evidence else NotesState()
    added = _added(connection, response_id) if known.evidence else {}
    for place in step.within:
        for table in _TABLES:
            connection.execute(delete(table).where(table.c.response_id == response_id, _at_or_below(table, place)))
    for ref, text in step.comments.items():
        _write_comment(connection, response_id, ref, text, at)
    for ref, names in step.evidence.items():
        connection.execute(delete(evidence).where(evidence.c.response_id == response_id, evidence.c.ref == ref))
        _write_evidence(connection, response_id, {ref: names}, at, added)
    for ref, doubted in step.carried.items():
        row = {"response_id": response_id, "ref": ref}
        if doubted:
            connection.execute(upsert(carried).values(row).on_conflict_do_nothing())
        else:
            connection.execute(delete(carried).where(carried.c.response_id == response_id, carried.c.ref == ref))


def begin_notes(connection: Connection, response_id: str, notes: NotesState, at: datetime) -> None:
    """Writes the notes that a new response begins with."""
    rows = [
        {"response_id": response_id, "ref": ref, "text": text, "updated": at} for ref, text in notes.comments.items()
    ]
    if rows:
        connection.execute(insert(comments), rows)
    _write_evidence(connection, response_id, notes.evidence, at, {})
    doubts = [{"response_id": response_id, "ref": ref} for ref in sorted(notes.carried)]
    if doubts:
        connection.execute(insert(carried), doubts)


def evidence_names(connection: Connection, response_id: str) -> frozenset[str]:
    """The names of all files beside the response's answers."""
    return frozenset(connection.execute(select(evidence.c.name).where(evidence.c.response_id == response_id)).scalars())


def _write_comment(connection: Connection, response_id: str, ref: str, text: str, at: datetime) -> None:
    if not text:
        connection.execute(delete(comments).where(comments.c.response_id == response_id, comments.c.ref == ref))
        return
    new = upsert(comments).values(response_id=response_id, ref=ref, text=text, updated=at)
    changed = {"text": new.excluded.text, "updated": new.excluded.updated}
    key = [comments.c.response_id, comments.c.ref]
    different = comments.c.text != new.excluded.text
    connection.execute(new.on_conflict_do_update(index_elements=key, set_=changed, where=different))


def _write_evidence(
    connection: Connection,
    response_id: str,
    files: Mapping[str, tuple[str, ...]],
    at: datetime,
    added: Mapping[tuple[str, str], datetime],
) -> None:
    rows = [
        {
            "response_id": response_id,
            "ref": ref,
            "position": position,
            "name": name,
            "added": added.get((ref, name), at),
        }
        for ref, names in files.items()
        for position, name in enumerate(names, start=1)
    ]
    if rows:
        connection.execute(insert(evidence), rows)


def _added(connection: Connection, response_id: str) -> dict[tuple[str, str], datetime]:
    face = select(evidence.c.ref, evidence.c.name, evidence.c.added).where(evidence.c.response_id == response_id)
    return {(row.ref, row.name): row.added for row in connection.execute(face)}


def _at_or_below(table: Table, place: str) -> ColumnElement[bool]:
    """What ``is_below`` the place, as ranges of the primary key."""
    ref = table.c.ref
    below = [and_(ref >= f"{place}{sign}", ref < f"{place}{chr(ord(sign) + 1)}") for sign in "[/"]
    return or_(ref == place, *below)
