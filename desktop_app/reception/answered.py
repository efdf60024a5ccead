"""The receipts in the books: which a package was given, and the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from desktop_app.reception import records
from desktop_app.reception.tables import receipts, responses
from desktop_app.reception.verdict import COLOMBIA


@dataclass(frozen=True, slots=True)
class GivenReceipt:
    """A receipt that was given. ``sha256`` is of its file, ``said`` of what it observes; ``certificate`` is the
    fingerprint of the certificate that it brought, empty for none; ``short`` the same as a line of text; ``serial``
    counts the receipts of its day, which is Colombia's."""

    receipt_id: str
    status: str
    issued: datetime
    sha256: str
    said: str
    certificate: str
    short: str
    serial: int


def given(connection: Connection, container_sha256: str) -> tuple[GivenReceipt, ...]:
    """The receipts of a package, the latest last."""
    mine = select(receipts).where(receipts.c.container_sha256 == container_sha256).order_by(receipts.c.id)
    return tuple(
        GivenReceipt(
            receipt_id=row.receipt_id,
            status=row.status,
            issued=records.moment(row.issued),
            sha256=row.sha256,
            said=row.said,
            certificate=row.certificate,
            short=row.short,
            serial=row.serial,
        )
        for row in connection.execute(mine)
    )


def next_serial(connection: Connection, now: datetime) -> int:
    """The number of the next receipt of this day."""
    day = _day(now)
    return 1 + (connection.scalar(select(func.max(receipts.c.serial)).where(receipts.c.day == day)) or 0)


def add(connection: Connection, container_sha256: str, receipt: GivenReceipt, content: bytes) -> None:
    """Keeps a receipt that was given; the response has its status from now on."""
    records.keep_files(connection, {receipt.sha256: content})
    connection.execute(
        insert(receipts).values(
            id=records.next_id(connection, receipts),
            container_sha256=container_sha256,
            receipt_id=receipt.receipt_id,
            status=receipt.status,
            issued=records.stamp(receipt.issued),
            sha256=receipt.sha256,
            said=receipt.said,
            certificate=receipt.certificate,
            short=receipt.short,
            serial=receipt.serial,
            day=_day(receipt.issued),
        )
    )
    mine = responses.c.container_sha256 == container_sha256
    connection.execute(update(responses).where(mine).values(status=receipt.status))


def _day(moment: datetime) -> str:
    return moment.astimezone(COLOMBIA).date().isoformat()
