"""Whom the user trusts, what they issued for this computer's keys, and what they revoked."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.store.database import Database, require, require_digest
from desktop_app.store.records import Authority, Certificate, RevocationList
from desktop_app.store.schema import authorities, certificates, revocation_lists

_AUTHORITY = tuple(authorities.c[field.name] for field in fields(Authority))
_CERTIFICATE = tuple(certificates.c[field.name] for field in fields(Certificate))
_REVOCATION_LIST = tuple(revocation_lists.c[field.name] for field in fields(RevocationList))


class TrustRepository:
    """Keeps what was judged elsewhere: no certificate is read here, and no signature checked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pin(self, authority: Authority) -> bool:
        """Trusts a root from now on; False, and nothing changed, if it is trusted already.

        ``ValueError`` if the fingerprint is not that of the certificate.
        """
        require_digest(authority.certificate, authority.fingerprint)
        new = insert(authorities).values(asdict(authority)).on_conflict_do_nothing(index_elements=["fingerprint"])
        with self._database.transaction() as connection:
            return connection.execute(new).rowcount == 1

    def pinned(self) -> tuple[Authority, ...]:
        """The trusted roots, the first pinned first."""
        wanted = select(*_AUTHORITY).order_by(authorities.c.pinned, authorities.c.fingerprint)
        with self._database.transaction() as connection:
            return tuple(Authority(**row._asdict()) for row in connection.execute(wanted))

    def add_certificate(self, certificate: Certificate) -> bool:
        """Keeps an issued certificate; False, and nothing changed, if it is known."""
        new = insert(certificates).values(asdict(certificate)).on_conflict_do_nothing(index_elements=["fingerprint"])
        with self._database.transaction() as connection:
            return connection.execute(new).rowcount == 1

    def certificate_for(self, key_fingerprint: str) -> Certificate | None:
        """What was issued for the key whose self-signed certificate has this fingerprint; of several the latest.

        The latest is the one whose validity begins last, and of those the one that ends last.
        """
        latest = (certificates.c.not_before.desc(), certificates.c.not_after.desc(), certificates.c.imported.desc())
        theirs = select(*_CERTIFICATE).where(certificates.c.key_fingerprint == key_fingerprint)
        theirs = theirs.order_by(*latest, certificates.c.fingerprint).limit(1)
        with self._database.transaction() as connection:
            row = connection.execute(theirs).one_or_none()
        return None if row is None else Certificate(**row._asdict())

    def put_revocation_list(self, found: RevocationList) -> bool:
        """Keeps a CRL in the place of an older one of the same issuer.

        Returns:
            False, and nothing changed, if the one that is there is as new: an old list would hide what was revoked
            since.

        Raises:
            StoreError: ``STORE-009`` if its authority is not pinned.
        """
        new = insert(revocation_lists).values(asdict(found))
        put = new.on_conflict_do_update(
            index_elements=["authority", "issuer"],
            set_={name: new.excluded[name] for name in ("content", "this_update", "next_update")},
            where=new.excluded.this_update > revocation_lists.c.this_update,
        )
        with self._database.transaction() as connection:
            require(connection, authorities.c.fingerprint, found.authority)
            return connection.execute(put).rowcount == 1

    def revocation_lists(self, authority: str | None = None) -> tuple[RevocationList, ...]:
        """The newest CRL of each issuer, those of one authority or of all, ordered by authority and issuer."""
        wanted = select(*_REVOCATION_LIST)
        if authority is not None:
            wanted = wanted.where(revocation_lists.c.authority == authority)
        wanted = wanted.order_by(revocation_lists.c.authority, revocation_lists.c.issuer)
        with self._database.transaction() as connection:
            return tuple(RevocationList(**row._asdict()) for row in connection.execute(wanted))
