"""How a wave stands, initiative by initiative: what came of each, which signers wait, when it was reminded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, select

from desktop_app.reception.records import FILED, QUARANTINED
from desktop_app.reception.tables import arrivals, decisions, responses

UNCONFIRMED = ("RCV-001", "RCV-002")
"""Why a package is set aside whose signer nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came for a wave. ``counted`` are the responses that count, and ``aside`` what waits for a person, the latest
    of each initiative and form, by both."""

    counted: dict[tuple[str, str], Row[Any]]
    aside: dict[tuple[str, str], Row[Any]]


def came(connection: Connection, wave: str) -> Came:
    """All of a wave, in two queries."""
    names = ("member", "form_id", "arrived", "initiative_name", "channel", "manager")
    columns: list[Column[Any]] = [arrivals.c[name] for name in names]
    own = [responses.c.id.label("response_id"), responses.c.status, decisions.c.status.label("decided")]
    mine: Select[Any] = (
        select(*columns, *own)
        .join(arrivals, responses.c.arrival_id == arrivals.c.id)
        .outerjoin(decisions, decisions.c.container_sha256 == responses.c.container_sha256)
        .where(responses.c.wave == wave, arrivals.c.outcome == FILED)
    )
    waiting: Select[Any] = (
        select(*columns, arrivals.c.code, arrivals.c.params)
        .where(arrivals.c.wave == wave, arrivals.c.outcome == QUARANTINED)
        .order_by(arrivals.c.id)
    )
    return Came(_by_line(connection, mine), _by_line(connection, waiting))


def _by_line(connection: Connection, chosen: Select[Any]) -> dict[tuple[str, str], Row[Any]]:
    return {(row.member, row.form_id): row for row in connection.execute(chosen)}


def unconfirmed(connection: Connection, wave: str | None = None) -> dict[str, list[Row[Any]]]:
    """The packages that wait for their signer to be confirmed, by its fingerprint, the latest first."""
    waiting = select(arrivals).where(arrivals.c.outcome == QUARANTINED, arrivals.c.code.in_(UNCONFIRMED))
    if wave is not None:
        waiting = waiting.where(arrivals.c.wave == wave)
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(waiting.order_by(arrivals.c.id.desc())):
        found[row.signer].append(row)
    return dict(found)
