"""Wave kits as they were imported; which of them holds."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import exists, insert, select

from desktop_app.errors import StoreError
from desktop_app.store.database import Database, require, require_digest
from desktop_app.store.records import Kit
from desktop_app.store.schema import authorities, kits

_FACE = tuple(kits.c[field.name] for field in fields(Kit))


class KitRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, kit: Kit, content: bytes) -> bool:
        """Keeps a kit; False, and nothing changed, if this very file is known.

        An earlier number than the current one is kept too, and changes nothing about which is current.

        Raises:
            StoreError: ``STORE-009`` its authority is not pinned; ``STORE-041`` another kit of the authority and wave
                has its number.
            ValueError: ``kit.sha256`` is not the digest of ``content``.
        """
        require_digest(content, kit.sha256)
        same = (kits.c.authority == kit.authority, kits.c.wave == kit.wave, kits.c.number == kit.number)
        with self._database.transaction() as connection:
            if connection.execute(select(kits.c.sha256).where(kits.c.sha256 == kit.sha256)).first() is not None:
                return False
            require(connection, authorities.c.fingerprint, kit.authority)
            if connection.execute(select(kits.c.sha256).where(*same)).first() is not None:
                raise StoreError("STORE-041", number=kit.number)
            connection.execute(insert(kits).values(**asdict(kit), content=content))
        return True

    def list(self) -> tuple[Kit, ...]:
        """Every kit, the last imported first."""
        wanted = select(*_FACE).order_by(kits.c.imported.desc(), kits.c.number.desc(), kits.c.sha256)
        with self._database.transaction() as connection:
            return tuple(Kit(**row._asdict()) for row in connection.execute(wanted))

    def current(self, wave: str, authority: str | None = None) -> Kit | None:
        """The kit with the highest number of the wave, of one authority or of any; ``None`` where there is none.

        Numbers of different authorities do not compare: of their highest ones the last issued is current.
        """
        later = kits.alias("later")
        same = (later.c.authority == kits.c.authority, later.c.wave == kits.c.wave)
        wanted = select(*_FACE).where(kits.c.wave == wave, ~exists().where(*same, later.c.number > kits.c.number))
        if authority is not None:
            wanted = wanted.where(kits.c.authority == authority)
        wanted = wanted.order_by(kits.c.issued.desc(), kits.c.imported.desc(), kits.c.sha256).limit(1)
        with self._database.transaction() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else Kit(**row._asdict())

    def content(self, sha256: str) -> bytes:
        """The kit's file.

        Raises:
            StoreError: ``STORE-009`` no such kit, ``STORE-002`` the disk gives other bytes than were put there.
        """
        with self._database.transaction() as connection:
            found = connection.execute(select(kits.c.content).where(kits.c.sha256 == sha256)).scalar_one_or_none()
        if found is None:
            raise StoreError("STORE-009", detail="kit")
        return self._database.intact(found, sha256)
