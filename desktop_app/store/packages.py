"""The signed files that left this computer."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import Row, func, insert, select, update

from desktop_app.errors import StoreError
from desktop_app.store.database import Database
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

    def add(self, package: Package) -> None:
        """Records a package and, with it, that its response is exported; ``STORE-009`` if the response is not there."""
        exported = {"state": ResponseState.EXPORTED, "updated": package.created}
        with self._database.transaction() as connection:
            found = connection.execute(update(responses).where(responses.c.id == package.response_id).values(exported))
            if found.rowcount == 0:
                raise StoreError("STORE-009", detail="response")
            connection.execute(insert(packages).values(asdict(package)))

    def list(self, response_id: str) -> tuple[Package, ...]:
        """The response's packages, newest first."""
        theirs = select(*_FACE).where(packages.c.response_id == response_id).order_by(packages.c.sequence.desc())
        with self._database.transaction() as connection:
            return tuple(_package(row) for row in connection.execute(theirs))


def _package(row: Row[*tuple[object, ...]]) -> Package:
    return Package(**row._asdict())
