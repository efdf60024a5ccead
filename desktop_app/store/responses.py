"""Responses and their answers: one answer, one transaction, with what it replaced kept beside it.

Answers are kept as the respondent gave them, by reference and as XForms text. What the form calculates is not stored:
it follows from the answers. A cleared answer is kept as "", because it is not the same as a question never touched: a
default must not come back. Numbers of instances stand among the answers, under the reference of their repeat.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.errors import Place, StoreError
from desktop_app.store.database import Database, require
from desktop_app.store.layout import reading_order
from desktop_app.store.notes import begin_notes, read_notes, write_notes
from desktop_app.store.records import (
    Change,
    InitiativeOverview,
    NotesState,
    NotesStep,
    Response,
    ResponseOverview,
    ResponseState,
)
from desktop_app.store.schema import answer_history, answers, initiatives, instruments, responses

MAX_VALUE_CHARACTERS: Final = 1_000_000
_AT_ONCE: Final = 500  # SQLite takes a limited number of values in one statement

_OVERVIEW = (
    select(
        initiatives.c.id.label("initiative_id"),
        initiatives.c.name,
        initiatives.c.department,
        initiatives.c.municipality,
        responses.c.id,
        instruments.c.title.label("instrument_title"),
        instruments.c.form_id,
        responses.c.wave,
        responses.c.reference_year,
        responses.c.state,
        responses.c.revision,
        responses.c.replaces,
        responses.c.answered,
        responses.c.total,
        responses.c.updated,
    )
    .select_from(
        initiatives.outerjoin(
            responses,
            and_(
                responses.c.initiative_id == initiatives.c.id,
                responses.c.archived_at.is_(None),
                responses.c.deleted_at.is_(None),
            ),
        ).outerjoin(instruments, instruments.c.id == responses.c.instrument_id)
    )
    .where(initiatives.c.archived_at.is_(None))
    .order_by(initiatives.c.id, responses.c.updated.desc(), responses.c.id)
)

_write_answer = upsert(answers)
_WRITE_ANSWER = _write_answer.on_conflict_do_update(
    index_elements=[answers.c.response_id, answers.c.ref],
    set_={"value": _write_answer.excluded.value, "updated": _write_answer.excluded.updated},
)

# Made once: to put a statement together takes the database's thread as long as to execute it, at every answer.
_STEP = (
    update(responses)
    .where(
        responses.c.id == bindparam("response"),
        or_(*(responses.c.state == state for state in (ResponseState.DRAFT, ResponseState.READY))),
    )
    .values(
        updated=bindparam("at"),
        answered=bindparam("count"),
        total=bindparam("of"),
        state=bindparam("now"),
        current_ref=func.coalesce(bindparam("place"), responses.c.current_ref),
    )
    .returning(responses)
)
_KNOWN = (
    select(answers.c.ref, answers.c.value)
    .where(answers.c.response_id == bindparam("response"), answers.c.ref.in_(bindparam("refs", expanding=True)))
    .order_by(answers.c.ref)
)


class ResponseRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        initiative_id: str,
        instrument_id: int,
        *,
        wave: str,
        at: datetime,
        total: int,
        answered: int = 0,
        language: str | None = None,
        reference_year: int | None = None,
        answers: Mapping[str, str] | None = None,
        replaces: Response | None = None,
        previous: str | None = None,
        notes: NotesState | None = None,
    ) -> Response:
        """Begins a draft.

        Args:
            initiative_id: whose it is; ``STORE-009`` if it is not there.
            instrument_id: the form; ``STORE-009`` if it is not there.
            wave: as the user names it, such as ``2026``.
            at: the moment.
            total: how many questions there are to answer.
            answered: how many of them ``answers`` answers.
            language: the form's language, as the form names it.
            reference_year: the year that the figures are about.
            answers: what is known already, from the card or from the response that this one replaces.
            replaces: the response that this one corrects: this one is its next revision, and as put away as that was.
            previous: the response of the wave before.
            notes: what goes with ``answers``.
        """
        values = {
            "id": str(uuid.uuid4()),
            "initiative_id": initiative_id,
            "instrument_id": instrument_id,
            "wave": wave,
            "reference_year": reference_year,
            "state": ResponseState.DRAFT,
            "revision": replaces.revision + 1 if replaces else 1,
            "replaces": replaces.id if replaces else None,
            "started": at,
            "updated": at,
            "answered": answered,
            "total": total,
            "language": language,
            "previous": previous,
            "archived_at": replaces.archived_at if replaces else None,
        }
        known, beside = answers or {}, notes or NotesState()
        _refuse_long(known)
        _refuse_long(beside.comments)
        with self._database.transaction() as connection:
            require(connection, initiatives.c.id, initiative_id)
            require(connection, instruments.c.id, instrument_id)
            row = connection.execute(insert(responses).values(values).returning(responses)).one()
            _write(connection, row.id, known, at)
            begin_notes(connection, row.id, beside, at)
        return _response(row)

    def get(self, response_id: str) -> Response:
        """``STORE-009`` if it is not there."""
        with self._database.transaction() as connection:
            row = connection.execute(select(responses).where(responses.c.id == response_id)).one_or_none()
        return _found(row)

    def list_by_initiative(self, initiative_id: str) -> tuple[Response, ...]:
        """The initiative's responses, the last worked on first, those put away too; none if there is no initiative."""
        theirs = select(responses).where(responses.c.initiative_id == initiative_id)
        ordered = theirs.order_by(responses.c.updated.desc(), responses.c.id)
        with self._database.transaction() as connection:
            return tuple(_response(row) for row in connection.execute(ordered))

    def overview(self) -> tuple[InitiativeOverview, ...]:
        """What the first screen shows, in one query: initiatives by name, their responses last worked on first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_OVERVIEW).all()
        found = [_overview(list(group)) for _, group in groupby(rows, key=lambda row: row.initiative_id)]
        return tuple(sorted(found, key=lambda each: (reading_order(each.name), each.id)))

    def record_answer(
        self,
        response_id: str,
        values: Mapping[str, str],
        asked_ref: str | None,
        at: datetime,
        answered: int,
        total: int,
        *,
        within: Sequence[str] = (),
        state: ResponseState = ResponseState.DRAFT,
        notes: NotesStep | None = None,
    ) -> Response:
        """Writes what the respondent answered, with its history and the response's place and counts, or nothing.

        Args:
            response_id: ``STORE-009`` if it is not there.
            values: what was given, by reference; "" clears. A value that is stored already leaves no trace.
            asked_ref: the question to come back to; None leaves the place as it is.
            at: the moment.
            answered: how many questions now carry an answer.
            total: of how many.
            within: repeats or instances of them; what is stored there and is not in ``values`` goes, and the history
                says that it became "".
            state: what the response is after it: ready if nothing stands in the way of sending, else a draft again.
            notes: what changed of what goes with the answers; it has no history.

        Raises:
            StoreError: nothing was written; among others ``STORE-010`` for text that UTF-8 has no form for,
                ``STORE-011`` for a value of more than a million characters, and ``STORE-017`` for a response that was
                handed over: what was signed stays as it was, and corrections begin a revision (``start``).
        """
        _refuse_long(values)
        if notes:
            _refuse_long(notes.comments)
        step = {"response": response_id, "at": at, "count": answered, "of": total, "now": state, "place": asked_ref}
        with self._database.transaction() as connection:
            row = connection.execute(_STEP, step).one_or_none()
            if row is None:
                require(connection, responses.c.id, response_id)
                raise StoreError("STORE-017")
            known = _answers(connection, response_id, values) | _stored_within(connection, response_id, within)
            gone = [ref for ref in known if ref not in values]
            changed = {ref: value for ref, value in values.items() if known.get(ref) != value}
            _delete(connection, response_id, gone)
            _write(connection, response_id, changed, at)
            rows = [
                {"response_id": response_id, "ref": ref, "old": known.get(ref), "new": value, "at": at}
                for ref, value in (dict.fromkeys(gone, "") | changed).items()
            ]
            if rows:
                connection.execute(insert(answer_history), rows)
            if notes:
                write_notes(connection, response_id, notes, at)
        return _response(row)

    def notes(self, response_id: str) -> NotesState:
        """What goes with the answers; nothing for a response that is not there."""
        with self._database.transaction() as connection:
            return read_notes(connection, response_id)

    def answers(self, response_id: str) -> dict[str, str]:
        """Every answer by reference, in the references' order; cleared ones are ""."""
        with self._database.transaction() as connection:
            return _answers(connection, response_id)

    def history(self, response_id: str, ref: str | None = None) -> tuple[Change, ...]:
        """What changed, oldest first: in the whole response or at one question."""
        changes = select(answer_history.c.ref, answer_history.c.old, answer_history.c.new, answer_history.c.at)
        changes = changes.where(answer_history.c.response_id == response_id).order_by(answer_history.c.id)
        if ref is not None:
            changes = changes.where(answer_history.c.ref == ref)
        with self._database.transaction() as connection:
            return tuple(Change(*row) for row in connection.execute(changes))

    def set_state(self, response_id: str, state: ResponseState, *, at: datetime) -> Response:
        """``STORE-009`` if the response is not there."""
        with self._database.transaction() as connection:
            return _change(connection, response_id, {"state": ResponseState(state), "updated": at})

    def set_place(self, response_id: str, ref: str | None) -> Response:
        """The question to come back to; going there is not working on it, so ``updated`` stays. ``STORE-009``."""
        with self._database.transaction() as connection:
            return _change(connection, response_id, {"current_ref": ref})

    def set_language(self, response_id: str, language: str | None) -> Response:
        """The form's language to come back to, as the form names it; ``updated`` stays. ``STORE-009``."""
        with self._database.transaction() as connection:
            return _change(connection, response_id, {"language": language})


def _refuse_long(values: Mapping[str, str]) -> None:
    for ref, value in values.items():
        if len(value) > MAX_VALUE_CHARACTERS:
            raise StoreError("STORE-011", Place(ref=ref), detail=f"{len(value)} characters")


def _write(connection: Connection, response_id: str, values: Mapping[str, str], at: datetime) -> None:
    rows = [{"response_id": response_id, "ref": ref, "value": value, "updated": at} for ref, value in values.items()]
    if rows:
        connection.execute(_WRITE_ANSWER, rows)


def _delete(connection: Connection, response_id: str, refs: Sequence[str]) -> None:
    for some in _batches(refs):
        connection.execute(delete(answers).where(answers.c.response_id == response_id, answers.c.ref.in_(some)))


def _answers(connection: Connection, response_id: str, refs: Collection[str] | None = None) -> dict[str, str]:
    """All answers in the references' order, or those at ``refs``."""
    if refs is None:
        return _chosen(connection, response_id)
    found: dict[str, str] = {}
    for some in _batches(tuple(refs)):
        rows = connection.execute(_KNOWN, {"response": response_id, "refs": some})
        found |= {row.ref: row.value for row in rows}
    return found


def _stored_within(connection: Connection, response_id: str, places: Sequence[str]) -> dict[str, str]:
    """What ``is_below`` one of ``places``. Ranges, because the primary key finds those without a look at the rest."""
    ref = answers.c.ref
    found: dict[str, str] = {}
    for place in places:
        below = [and_(ref >= f"{place}{sign}", ref < f"{place}{chr(ord(sign) + 1)}") for sign in "[/"]
        found |= _chosen(connection, response_id, or_(ref == place, *below))
    return found


def _chosen(connection: Connection, response_id: str, *conditions: ColumnElement[bool]) -> dict[str, str]:
    chosen = select(answers.c.ref, answers.c.value).where(answers.c.response_id == response_id, *conditions)
    return {row.ref: row.value for row in connection.execute(chosen.order_by(answers.c.ref))}


def _batches(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    return (refs[start : start + _AT_ONCE] for start in range(0, len(refs), _AT_ONCE))


def _change(connection: Connection, response_id: str, values: Mapping[str, object]) -> Response:
    statement = update(responses).where(responses.c.id == response_id).values(values).returning(responses)
    return _found(connection.execute(statement).one_or_none())


def _found(row: Row[*tuple[object, ...]] | None) -> Response:
    if row is None:
        raise StoreError("STORE-009", detail="response")
    return _response(row)


def _response(row: Row[*tuple[object, ...]]) -> Response:
    values = row._asdict()
    return Response(**{**values, "state": ResponseState(values["state"])})


def _overview(rows: list[Row[*tuple[object, ...]]]) -> InitiativeOverview:
    # An initiative without responses is one row whose response is all null.
    theirs = tuple(_response_overview(row) for row in rows if row.id is not None)
    first = rows[0]
    return InitiativeOverview(first.initiative_id, first.name, first.department, first.municipality, theirs)


def _response_overview(row: Row[*tuple[object, ...]]) -> ResponseOverview:
    return ResponseOverview(
        id=row.id,
        instrument_title=row.instrument_title,
        form_id=row.form_id,
        wave=row.wave,
        reference_year=row.reference_year,
        state=ResponseState(row.state),
        revision=row.revision,
        replaces=row.replaces,
        answered=row.answered,
        total=row.total,
        updated=row.updated,
    )
