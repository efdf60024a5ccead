"""What the authority answered to packages: receipts and their observations, and the state that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, literal, select, update

from desktop_app.errors import StoreError
from desktop_app.store.attachments import revisions_before
from desktop_app.store.database import Database, require, require_digest
from desktop_app.store.records import Observation, Receipt, ResponseState
from desktop_app.store.schema import Instant, observations, receipts, responses

_FOLLOWING: Final = (ResponseState.RECEIVED, ResponseState.ACCEPTED, ResponseState.RETURNED)
_FACE = tuple(receipts.c[field.name] for field in fields(Receipt))
_OBSERVATION = tuple(observations.c[field.name] for field in fields(Observation))
# Receipts arrive in any order, by any way; they are ordered by when they were issued. What was decided comes after
# mere arrival where both were issued in the same second.
_ORDER: Final = (receipts.c.issued, receipts.c.status != "received", receipts.c.receipt_id)
_NEWEST_FIRST: Final = tuple(each.desc() for each in _ORDER)


class ReceiptRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, receipt: Receipt, remarks: Sequence[tuple[str, str]], state: ResponseState | None) -> bool:
        """Keeps a receipt with its observations, and puts its response in the state that follows, or does nothing.

        Args:
            receipt: the receipt.
            remarks: its observations in their order, each the reference of a question and a text.
            state: received, accepted or returned; ``None`` leaves the state as it is. So does a receipt that was issued
                before another of the same response. A response never becomes open by this: what was signed stays.

        Returns:
            False, and nothing changed, if this very receipt is known.

        Raises:
            StoreError: ``STORE-009`` the response is not there, ``STORE-040`` another receipt has its number.
            ValueError: ``receipt.sha256`` is not the digest of its content, or ``state`` is none of those three.
        """
        require_digest(receipt.content, receipt.sha256)
        if state is not None and state not in _FOLLOWING:
            raise ValueError("a state that follows from no receipt")
        rows = [
            {"receipt": receipt.sha256, "position": position, "ref": ref, "text": text}
            for position, (ref, text) in enumerate(remarks, start=1)
        ]
        with self._database.transaction() as connection:
            known = select(receipts.c.sha256).where(receipts.c.sha256 == receipt.sha256)
            if connection.execute(known).first() is not None:
                return False
            require(connection, responses.c.id, receipt.response_id)
            twin = select(receipts.c.sha256).where(receipts.c.receipt_id == receipt.receipt_id)
            if connection.execute(twin).first() is not None:
                raise StoreError("STORE-040")
            connection.execute(insert(receipts).values(asdict(receipt)))
            if rows:
                connection.execute(insert(observations), rows)
            theirs = select(receipts.c.sha256).where(receipts.c.response_id == receipt.response_id)
            newest = connection.execute(theirs.order_by(*_NEWEST_FIRST).limit(1)).scalar_one()
            if state is not None and newest == receipt.sha256:
                after = {"state": ResponseState(state), "updated": receipt.imported}
                connection.execute(update(responses).where(responses.c.id == receipt.response_id).values(after))
        return True

    def of(self, response_id: str) -> tuple[Receipt, ...]:
        """The response's receipts, the last issued first; not those of other revisions."""
        theirs = select(*_FACE).where(receipts.c.response_id == response_id).order_by(*_NEWEST_FIRST)
        with self._database.transaction() as connection:
            found = [Receipt(**row._asdict()) for row in connection.execute(theirs)]
        for receipt in found:
            self._database.intact(receipt.content, receipt.sha256)
        return tuple(found)

    def observations(self, sha256: str) -> tuple[Observation, ...]:
        """All observations of one receipt in their order, seen or not; none for a receipt that is not there."""
        theirs = select(*_OBSERVATION).where(observations.c.receipt == sha256).order_by(observations.c.position)
        with self._database.transaction() as connection:
            return tuple(Observation(**row._asdict()) for row in connection.execute(theirs))

    def open_observations(self, response_id: str) -> tuple[Observation, ...]:
        """What was not marked as seen, of the response and of the revisions that it replaces.

        An observation is about what was handed over and is worked on in the revision that corrects it. Those of the
        receipt that was issued last come first, each receipt's in their order.
        """
        line = revisions_before(response_id)
        theirs = (
            select(*_OBSERVATION)
            .join(receipts, receipts.c.sha256 == observations.c.receipt)
            .join(line, receipts.c.response_id == line.c.id)
            .where(observations.c.seen.is_(None))
            .order_by(*_NEWEST_FIRST, observations.c.position)
        )
        with self._database.transaction() as connection:
            return tuple(Observation(**row._asdict()) for row in connection.execute(theirs))

    def mark_seen(self, receipt: str, position: int, at: datetime) -> None:
        """Marks one observation as seen; the first moment stays. ``STORE-009`` if it is not there."""
        here = (observations.c.receipt == receipt, observations.c.position == position)
        first = func.coalesce(observations.c.seen, literal(at, Instant()))
        with self._database.transaction() as connection:
            if connection.execute(update(observations).where(*here).values(seen=first)).rowcount == 0:
                raise StoreError("STORE-009", detail="observation")
