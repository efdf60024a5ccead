"""The initiatives on this computer."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Row, insert, select, update

from desktop_app.errors import StoreError
from desktop_app.store.database import Database
from desktop_app.store.layout import reading_order
from desktop_app.store.records import CARD_FIELDS, Card, Initiative
from desktop_app.store.schema import initiatives


class InitiativeRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, card: Card, *, at: datetime) -> Initiative:
        initiative = Initiative(str(uuid.uuid4()), card, at, at, None)
        with self._database.transaction() as connection:
            connection.execute(insert(initiatives).values(id=initiative.id, created=at, updated=at, **_columns(card)))
        return initiative

    def update(self, initiative_id: str, card: Card, *, at: datetime) -> Initiative:
        """Replaces the whole card; ``STORE-009`` if the initiative is not there."""
        return self._change(initiative_id, {"updated": at, **_columns(card)})

    def archive(self, initiative_id: str, *, at: datetime) -> Initiative:
        """Takes it off the first screen; its responses stay. ``STORE-009`` if the initiative is not there."""
        return self._change(initiative_id, {"archived_at": at})

    def unarchive(self, initiative_id: str) -> Initiative:
        return self._change(initiative_id, {"archived_at": None})

    def get(self, initiative_id: str) -> Initiative:
        """``STORE-009`` if it is not there."""
        with self._database.transaction() as connection:
            row = connection.execute(select(initiatives).where(initiatives.c.id == initiative_id)).one_or_none()
        if row is None:
            raise StoreError("STORE-009", detail="initiative")
        return _initiative(row)

    def list(self, *, archived: bool = False) -> tuple[Initiative, ...]:
        """Those on the first screen, or those archived, by name."""
        state = initiatives.c.archived_at.is_not(None) if archived else initiatives.c.archived_at.is_(None)
        with self._database.transaction() as connection:
            rows = connection.execute(select(initiatives).where(state)).all()
        found = (_initiative(row) for row in rows)
        return tuple(sorted(found, key=lambda each: (reading_order(each.card.name), each.id)))

    def _change(self, initiative_id: str, values: dict[str, object]) -> Initiative:
        statement = update(initiatives).where(initiatives.c.id == initiative_id).values(values).returning(initiatives)
        with self._database.transaction() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise StoreError("STORE-009", detail="initiative")
        return _initiative(row)


def _columns(card: Card) -> dict[str, str]:
    return {name: getattr(card, name) for name in CARD_FIELDS}


def _initiative(row: Row[*tuple[object, ...]]) -> Initiative:
    values = row._asdict()
    card = Card(**{name: values.pop(name) for name in CARD_FIELDS})
    return Initiative(card=card, **values)
