"""What the first screen shows, read before the store is open.

SQLAlchemy takes longer to import than the first screen may take to fill, so this one query goes to SQLite directly. It
reads and never writes, takes no lock, and whatever is not exactly as expected is left for ``Store.open`` to explain.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from desktop_app.store.layout import FILE_NAME, HEAD, from_microseconds, reading_order
from desktop_app.store.records import InitiativeOverview, ResponseOverview, ResponseState

_OVERVIEW: Final = """
SELECT i.id, i.name, i.department, i.municipality, r.id, f.title, f.form_id, r.wave, r.reference_year, r.state,
       r.revision, r.replaces, r.answered, r.total, r.updated
FROM initiatives AS i
LEFT JOIN responses AS r ON r.initiative_id = i.id AND r.archived_at IS NULL AND r.deleted_at IS NULL
LEFT JOIN instruments AS f ON f.id = r.instrument_id
WHERE i.archived_at IS NULL
ORDER BY i.id, r.updated DESC, r.id
"""


@dataclass(frozen=True, slots=True)
class Glance:
    """The initiatives as ``Store.responses.overview`` gives them, and the settings by key."""

    overview: tuple[InitiativeOverview, ...]
    settings: dict[str, str]


def glance(data_dir: Path) -> Glance | None:
    """What is stored in ``data_dir``; nothing where nothing is yet; ``None`` when only ``Store.open`` can tell."""
    path = data_dir / FILE_NAME
    if not path.exists():
        return Glance((), {})
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
                return None
            rows = connection.execute(_OVERVIEW).fetchall()
            settings = dict(connection.execute("SELECT key, value FROM settings").fetchall())
    except sqlite3.Error:
        return None
    found = [_initiative(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]
    return Glance(tuple(sorted(found, key=lambda each: (reading_order(each.name), each.id))), settings)


def _initiative(rows: Sequence[Sequence[Any]]) -> InitiativeOverview:
    number, name, department, municipality = rows[0][:4]
    responses = tuple(_response(row[4:]) for row in rows if row[4] is not None)
    return InitiativeOverview(number, name, department, municipality, responses)


def _response(row: Sequence[Any]) -> ResponseOverview:
    number, title, form_id, wave, year, state, revision, replaces, answered, total, updated = row
    moment = from_microseconds(updated)
    return ResponseOverview(
        number, title, form_id, wave, year, ResponseState(state), revision, replaces, answered, total, moment
    )
