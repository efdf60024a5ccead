"""What reviewers decided, and which packages still wait for a receipt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from desktop_app.reception import records
from desktop_app.reception.records import DUPLICATE, FILED, REFUSED
from desktop_app.reception.tables import arrivals, decisions, drafts, forms, receipts, responses
from desktop_app.reception.verdict import NO_ANSWER


@dataclass(frozen=True, slots=True)
class Decision:
    """``status`` is that of the receipt to be given; ``observations`` are pairs of a reference and what is asked."""

    status: str
    observations: tuple[tuple[str, str], ...] = field(repr=False)
    by: str
    decided: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A package whose receipt is to be made: the arrival that brought it, and what the receipt says."""

    arrival_id: int
    name: str
    initiative: str
    file_sha256: str
    status: str
    observations: tuple[tuple[str, str], ...] = field(repr=False)


def listed(connection: Connection, wave: str | None = None, form_id: str | None = None) -> list[Row[Any]]:
    """Responses with their arrivals, decisions, drafts and last receipts, the latest first."""
    joined = _joined()
    if wave is not None:
        joined = joined.where(responses.c.wave == wave)
    if form_id is not None:
        joined = joined.where(responses.c.form_id == form_id)
    return list(connection.execute(joined.order_by(arrivals.c.arrived.desc(), arrivals.c.id.desc())))


def one(connection: Connection, response_id: int) -> Row[Any] | None:
    """A response as ``listed`` has it."""
    return connection.execute(_joined().where(responses.c.id == response_id)).first()


def _joined() -> Select[Any]:
    came = responses.c.arrival_id == arrivals.c.id
    container = responses.c.container_sha256
    latest = select(func.max(receipts.c.issued)).where(receipts.c.container_sha256 == container).scalar_subquery()
    columns = [
        responses.c.id.label("response_id"),
        responses.c.status,
        responses.c.name.label("initiative"),
        responses.c.department,
        responses.c.macrosector,
        responses.c.chamber,
        responses.c.level,
        responses.c.total,
        *(column for column in arrivals.c if column.name not in {"id", "name"}),
        arrivals.c.id.label("arrival_id"),
        arrivals.c.name.label("file"),
        decisions.c.status.label("decided_status"),
        decisions.c.observations.label("decided_observations"),
        decisions.c.by.label("decided_by"),
        decisions.c.decided.label("decided_at"),
        drafts.c.observations.label("drafted"),
        forms.c.title.label("form_title"),
        latest.label("issued"),
    ]
    return (
        select(*columns)
        .join(arrivals, came)
        .outerjoin(decisions, decisions.c.container_sha256 == container)
        .outerjoin(drafts, drafts.c.container_sha256 == container)
        .outerjoin(forms, forms.c.sha256 == arrivals.c.form_sha256)
    )


def decision_of(row: Row[Any]) -> Decision | None:
    """The decision in a row of ``listed``."""
    if row.decided_status is None:
        return None
    asked = _read(row.decided_observations)
    return Decision(row.decided_status, asked, row.decided_by, records.moment(row.decided_at))


def is_told(row: Row[Any]) -> bool:
    """Whether the decision in a row of ``listed`` has its receipt."""
    return row.decided_at is not None and row.issued is not None and row.issued >= row.decided_at


def draft_of(row: Row[Any]) -> tuple[tuple[str, str], ...]:
    """The observations in a row of ``listed`` that are written so far."""
    return _read(row.drafted) if row.drafted else ()


def keep_draft(connection: Connection, container_sha256: str, observations: Sequence[tuple[str, str]]) -> None:
    """Keeps what a reviewer wrote so far in the place of what was there; nothing takes it away."""
    connection.execute(delete(drafts).where(drafts.c.container_sha256 == container_sha256))
    if observations:
        text = json.dumps([list(each) for each in observations], ensure_ascii=False)
        connection.execute(insert(drafts).values(container_sha256=container_sha256, observations=text))


def decide(connection: Connection, container_sha256: str, decision: Decision | None) -> None:
    """Keeps a decision in the place of the one before; ``None`` takes it back."""
    connection.execute(delete(decisions).where(decisions.c.container_sha256 == container_sha256))
    if decision is not None:
        connection.execute(
            insert(decisions).values(
                container_sha256=container_sha256,
                status=decision.status,
                observations=json.dumps([list(each) for each in decision.observations], ensure_ascii=False),
                by=decision.by,
                decided=records.stamp(decision.decided),
            )
        )


def admit(connection: Connection, arrival_id: int, by: str) -> None:
    """A person decided that a package counts although it came after the wave's end."""
    connection.execute(update(arrivals).where(arrivals.c.id == arrival_id).values(admitted=by))


def waiting(connection: Connection) -> list[Waiting]:
    """The packages that wait for a receipt: those decided on since their last, and those that never got any.

    Of one that a later revision took the place of, no more is said than that it came.
    """
    first = select(func.min(arrivals.c.id).label("id")).where(
        arrivals.c.outcome.not_in([DUPLICATE, REFUSED]),
        arrivals.c.code.not_in(sorted(NO_ANSWER)),
        arrivals.c.channel == "file",
    )
    chosen = first.group_by(arrivals.c.container_sha256).subquery()
    last = select(receipts.c.container_sha256, func.max(receipts.c.id).label("id"))
    latest = last.group_by(receipts.c.container_sha256).subquery()
    rows = connection.execute(
        select(arrivals, decisions.c.status, decisions.c.observations, decisions.c.decided, receipts.c.issued)
        .join(chosen, arrivals.c.id == chosen.c.id)
        .outerjoin(decisions, decisions.c.container_sha256 == arrivals.c.container_sha256)
        .outerjoin(latest, latest.c.container_sha256 == arrivals.c.container_sha256)
        .outerjoin(receipts, receipts.c.id == latest.c.id)
        .order_by(arrivals.c.id)
    )
    found = []
    for row in rows:
        decided = row.status is not None and row.outcome == FILED
        if not decided and row.issued is None:
            found.append(Waiting(row.id, row.name, row.initiative_name, row.file_sha256, "received", ()))
        elif decided and (row.issued is None or row.issued < row.decided):
            found.append(
                Waiting(row.id, row.name, row.initiative_name, row.file_sha256, row.status, _read(row.observations))
            )
    return found


def _read(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(ref), str(said)) for ref, said in json.loads(text))
