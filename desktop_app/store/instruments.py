"""The forms that responses were begun with, kept whole: a response opens with its form even when a newer one ships."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Row, delete, insert, select, update

from desktop_app.errors import StoreError
from desktop_app.fileio import sha256_hex
from desktop_app.store.database import Database
from desktop_app.store.records import Instrument, InstrumentSource
from desktop_app.store.schema import instrument_media, instruments

_FACE = (instruments.c.id, instruments.c.form_id, instruments.c.version, instruments.c.title, instruments.c.sha256)


class InstrumentRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, *, form_id: str, version: str, title: str, xform: bytes, media: Mapping[str, bytes] | None = None
    ) -> Instrument:
        """Keeps a form; the same XForm document is kept once.

        Its title and attached files become those given now: lists published anew without a new form version apply to
        the responses already begun, as they do in ODK.
        """
        sha256 = sha256_hex(xform)
        with self._database.transaction() as connection:
            known = connection.execute(select(*_FACE).where(instruments.c.sha256 == sha256)).one_or_none()
            if known is None:
                new = insert(instruments).values(
                    form_id=form_id, version=version, sha256=sha256, title=title, xform=xform
                )
                row = connection.execute(new.returning(*_FACE)).one()
            else:
                renamed = update(instruments).where(instruments.c.sha256 == sha256).values(title=title)
                row = connection.execute(renamed.returning(*_FACE)).one()
                connection.execute(delete(instrument_media).where(instrument_media.c.instrument_id == row.id))
            if media:
                rows = [{"instrument_id": row.id, "name": name, "content": media[name]} for name in sorted(media)]
                connection.execute(insert(instrument_media), rows)
        return _instrument(row)

    def get(self, instrument_id: int) -> Instrument:
        """``STORE-009`` if it is not there."""
        with self._database.transaction() as connection:
            row = connection.execute(select(*_FACE).where(instruments.c.id == instrument_id)).one_or_none()
        if row is None:
            raise StoreError("STORE-009", detail="instrument")
        return _instrument(row)

    def source(self, instrument_id: int) -> InstrumentSource:
        """What to compile the form from; ``STORE-009`` if it is not there."""
        documents = select(instruments.c.xform).where(instruments.c.id == instrument_id)
        attached = select(instrument_media.c.name, instrument_media.c.content)
        attached = attached.where(instrument_media.c.instrument_id == instrument_id).order_by(instrument_media.c.name)
        with self._database.transaction() as connection:
            xform = connection.execute(documents).scalar_one_or_none()
            media = {row.name: row.content for row in connection.execute(attached)}
        if xform is None:
            raise StoreError("STORE-009", detail="instrument")
        return InstrumentSource(xform, media)

    def list(self) -> tuple[Instrument, ...]:
        """All of them, by form and in the order in which they came."""
        ordered = select(*_FACE).order_by(instruments.c.form_id, instruments.c.id)
        with self._database.transaction() as connection:
            return tuple(_instrument(row) for row in connection.execute(ordered))


def _instrument(row: Row[*tuple[object, ...]]) -> Instrument:
    return Instrument(**row._asdict())
