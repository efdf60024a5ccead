"""What came in, as it is listed: the latest first, a page at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from desktop_app.reception import records
from desktop_app.reception.tables import arrivals

_COLUMNS = (
    "id",
    "name",
    "outcome",
    "code",
    "params",
    "flags",
    "admitted",
    "channel",
    "arrived",
    "file_sha256",
    "signer",
    "manager",
    "initiative_name",
    "wave",
    "revision",
)


def page(connection: Connection, outcome: str = "", before: int | None = None, most: int = 500) -> list[Row[Any]]:
    """At most ``most`` arrivals with this outcome (empty: all), those older than the one whose id is ``before``."""
    wanted = _listed().limit(most)
    if outcome:
        wanted = wanted.where(arrivals.c.outcome == outcome)
    if before is not None:
        wanted = wanted.where(arrivals.c.id < before)
    return list(connection.execute(wanted))


def since(connection: Connection, last: int) -> list[Row[Any]]:
    """The arrivals after the one whose id is ``last``, the latest first."""
    return list(connection.execute(_listed().where(arrivals.c.id > last)))


def latest(connection: Connection) -> int:
    """The id of the last arrival; 0 before the first."""
    return records.next_id(connection, arrivals) - 1


def one(connection: Connection, arrival_id: int) -> Row[Any] | None:
    """All that is known of an arrival."""
    return connection.execute(select(arrivals).where(arrivals.c.id == arrival_id)).first()


def counts(connection: Connection) -> dict[str, int]:
    """How many arrivals have each outcome; what has none is not there."""
    counted = select(arrivals.c.outcome, func.count().label("n")).group_by(arrivals.c.outcome)
    return {row.outcome: row.n for row in connection.execute(counted)}


def _listed() -> Select[Any]:
    return select(*(arrivals.c[name] for name in _COLUMNS)).order_by(arrivals.c.id.desc())
