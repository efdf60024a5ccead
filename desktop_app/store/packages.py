"""The signed files that left this computer, and what was signed before it was encrypted."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import ColumnElement, Row, func, insert, or_, select, update

from desktop_app.errors import StoreError
from desktop_app.store.database import Database, require_digest
from desktop_app.store.records import Package, ResponseState
from desktop_app.store.schema import packages, responses

_FACE = tuple(packages.c[field.name] for field in fields(Package))


class PackageRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def next_sequence(self, response_id: str) -> int:
        """The number of the response's next package, from 1."""
        last = select(func.max(packages.c.sequence)).where(packages.c.response_id == response_id)
        with self._database.transaction() as connection:
            return (connection.execute(last).scalar_one() or 0) + 1

    def add(self, package: Package, signed: bytes | None = None) -> None:
        """Records a package and, with it, that its response is exported.

        Args:
            package: ``STORE-009`` if its response is not there.
            signed: the signed container, of which ``package.signed_sha256`` is the digest (else ``ValueError``). An
                encrypted file cannot be read again on this computer, which has no key for it.
        """
        if signed is not None:
            require_digest(signed, package.signed_sha256)
        exported = {"state": ResponseState.EXPORTED, "updated": package.created}
        with self._database.transaction() as connection:
            found = connection.execute(update(responses).where(responses.c.id == package.response_id).values(exported))
            if found.rowcount == 0:
                raise StoreError("STORE-009", detail="response")
            connection.execute(insert(packages).values(**asdict(package), signed=signed))

    def relocate(self, sha256: str, path: str, file_name: str) -> None:
        """Says that the file with this digest is somewhere else than it was to be; ``STORE-009``."""
        moved = update(packages).where(packages.c.sha256 == sha256).values(path=path, file_name=file_name)
        with self._database.transaction() as connection:
            if connection.execute(moved).rowcount == 0:
                raise StoreError("STORE-009", detail="package")

    def list(self, response_id: str) -> tuple[Package, ...]:
        """The response's packages, newest first."""
        theirs = select(*_FACE).where(packages.c.response_id == response_id).order_by(packages.c.sequence.desc())
        with self._database.transaction() as connection:
            return tuple(_package(row) for row in connection.execute(theirs))

    def by_digest(self, sha256: str) -> Package | None:
        """The package whose file, or whose signed container, has this digest; the last recorded of several."""
        wanted = select(*_FACE).where(_named(sha256)).order_by(packages.c.id.desc()).limit(1)
        with self._database.transaction() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _package(row)

    def by_prefix(self, digits: str) -> Package | None:
        """The package whose file's digest begins with these hexadecimal ``digits``; the last recorded of several."""
        wanted = select(*_FACE).where(func.substr(packages.c.sha256, 1, len(digits)) == digits)
        with self._database.transaction() as connection:
            row = connection.execute(wanted.order_by(packages.c.id.desc()).limit(1)).one_or_none()
        return None if row is None else _package(row)

    def signed(self, sha256: str) -> bytes | None:
        """The signed container of the package that ``by_digest`` finds; none was kept of older packages.

        Raises:
            StoreError: ``STORE-002`` the disk gives other bytes than were put there.
        """
        wanted = select(packages.c.signed, packages.c.signed_sha256).where(_named(sha256))
        wanted = wanted.where(packages.c.signed.is_not(None)).order_by(packages.c.id.desc()).limit(1)
        with self._database.transaction() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else self._database.intact(row.signed, row.signed_sha256)


def _named(sha256: str) -> ColumnElement[bool]:
    return or_(packages.c.sha256 == sha256, packages.c.signed_sha256 == sha256)


def _package(row: Row[*tuple[object, ...]]) -> Package:
    return Package(**row._asdict())
