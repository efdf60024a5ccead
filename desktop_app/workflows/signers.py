"""Signers as the reception meets them: who waits to be confirmed with what they sent, who is confirmed, who no longer.

What a signer sent carries the request for its certificate, so that nobody has to find the file again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.errors import AuthorityError, Place, ReceptionError
from desktop_app.workflows import authority
from desktop_app.workflows.authority import Signer
from desktop_app.workflows.entity import Entity
from desktop_app.workflows.intake import settle

if TYPE_CHECKING:
    from desktop_app.reception.books import Row
    from desktop_app.reception.roll import Roll
    from desktop_app.submission.authority import Enrolment


@dataclass(frozen=True, slots=True)
class WaitingSigner:
    """A key that nobody has confirmed, with the latest that it signed. ``words`` are those of its fingerprint, to
    compare by telephone; ``packages`` how many wait for it; ``before`` the manager who is confirmed for the initiative
    now, empty for none; ``contact`` and ``phone`` are the registered ones. ``on_paper``: all that came is on paper,
    which carries no request to confirm. ``listed``: the initiative is on the wave's list, where there is one."""

    arrival_id: int
    initiative: str
    wave: str
    manager: str
    fingerprint: str
    words: tuple[str, ...]
    arrived: datetime
    packages: int
    before: str
    contact: str
    phone: str
    on_paper: bool
    listed: bool


@dataclass(frozen=True, slots=True)
class Signers:
    """All of them: ``waiting`` the latest first, the others by initiative."""

    waiting: tuple[WaitingSigner, ...]
    confirmed: tuple[Signer, ...]
    revoked: tuple[Signer, ...]


def signers(entity: Entity, wave: str | None = None) -> Signers:
    """The signers who wait in ``wave``, or anywhere, and those of the register. It takes no passphrase.

    Raises:
        ReceptionError: RCV-021. AuthorityError: as ``authority.overview``.
    """
    from desktop_app.reception import registry, standing
    from desktop_app.submission.authority import load

    register = load(entity.vault.folder)
    with entity.books.read() as connection:
        found = standing.unconfirmed(connection, wave)
        roll = registry.roll(connection, register)
        members = {
            (each, member.id): member
            for each in {row.wave for rows in found.values() for row in rows}
            for member in registry.members(connection, each)
        }
    waiting = []
    for rows in found.values():
        member = members.get((rows[0].wave, rows[0].member))
        contact, phone = (member.contact, member.phone) if member else ("", "")
        waiting.append(_waiting(rows, roll, contact, phone))
    known = sorted(authority.overview(entity.vault.folder).signers, key=lambda each: (each.initiative, each.manager))
    return Signers(
        tuple(waiting),
        tuple(each for each in known if each.revoked is None),
        tuple(each for each in known if each.revoked is not None),
    )


def confirm(entity: Entity, arrival_id: int, now: datetime, *, by: str, replace: bool = False) -> Signer:
    """Confirms the signer of what ``arrival_id`` brought, after the words were compared; what waited for it counts.

    Args:
        replace: whoever was confirmed for the initiative loses its standing.

    Raises:
        AuthorityError: AUT-010 somebody else is confirmed and ``replace`` was not asked for, AUT-014 it came without a
            request, and as ``authority.enrol``.
        ReceptionError: RCV-011 the original is gone, RCV-021, RCV-023 nothing of the kind came.
    """
    from desktop_app.submission import authority as keys
    from desktop_app.submission.certificates import Reason

    enrolment, row = _enrolment(entity, arrival_id, now)
    other = roll_of(entity).speaking_for(row.wave, row.member)
    if other is not None and not other.is_known_by(row.signer) and not replace:
        raise AuthorityError("AUT-010", initiative=other.initiative_name, manager=other.manager)
    done = authority.signer(keys.enrol(entity.vault, enrolment, now, by=by, replace_other=replace))
    if other is not None:
        left = keys.load(entity.vault.folder).known_by(other.fingerprint)
        mine = any(each.fingerprint == done.fingerprint for each in left)
        if not mine and not all(each.revoked for each in left):  # it was confirmed under the id of another laptop
            keys.revoke(entity.vault, other.fingerprint, now, why=done.manager, reason=Reason.SUPERSEDED)
    settle(entity, now)
    return done


def revoke(entity: Entity, fingerprint: str, now: datetime, *, why: str, compromised: bool = False) -> int:
    """Takes its standing from a signer; what it sends from now on is set aside. Says of how many initiatives.

    Raises:
        AuthorityError: AUT-012 there is no such signer, AUT-013 it is revoked already, and the issuer's passphrase.
    """
    return len(authority.revoke(entity.vault, fingerprint, now, why=why, compromised=compromised))


def _enrolment(entity: Entity, arrival_id: int, now: datetime) -> tuple[Enrolment, Row[Any]]:
    """What the package asks to have confirmed, and its arrival."""
    from desktop_app.reception import arrived, intake
    from desktop_app.submission.authority import Enrolment

    with entity.books.read() as connection:
        row = arrived.one(connection, arrival_id)
        if row is None:
            raise ReceptionError("RCV-023")
        if row.channel == intake.PAPER:
            raise AuthorityError("AUT-014", Place(file=row.name))
        arrival = intake.reopen(connection, entity.recorder(connection), row, entity.identities(), now)
    if arrival is None:
        raise ReceptionError("RCV-011", Place(file=row.name))
    package = arrival.package
    if package.request is None:
        raise AuthorityError("AUT-014", Place(file=row.name))
    info, certificate = package.info, package.signer.certificate
    return Enrolment(package.request, certificate, info.initiative_id, info.initiative_name), row


def roll_of(entity: Entity) -> Roll:
    """Whom the entity listens to now."""
    from desktop_app.reception import registry
    from desktop_app.submission.authority import load

    with entity.books.read() as connection:
        return registry.roll(connection, load(entity.vault.folder))


def _waiting(rows: Sequence[Row[Any]], roll: Roll, contact: str, phone: str) -> WaitingSigner:
    from desktop_app.reception.intake import FILE
    from desktop_app.reception.paper import FINGERPRINT
    from desktop_app.reception.records import moment
    from desktop_app.submission.phone_words import phone_words

    latest = next((row for row in rows if row.channel == FILE), rows[0])
    other = roll.speaking_for(latest.wave, latest.member)
    return WaitingSigner(
        arrival_id=latest.id,
        initiative=latest.initiative_name,
        wave=latest.wave,
        manager=latest.manager,
        fingerprint=latest.signer,
        words=phone_words(latest.signer) if len(latest.signer) == FINGERPRINT else (),
        arrived=moment(latest.arrived),
        packages=len(rows),
        before=other.manager if other is not None else "",
        contact=contact,
        phone=phone,
        on_paper=latest.channel != FILE,
        listed=roll.on_list(latest.wave, latest.member, latest.initiative_name) is not None,
    )
