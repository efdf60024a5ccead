"""The waves in the books: their kits, and the initiatives that were registered for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select

from desktop_app.reception import records
from desktop_app.reception.roll import Roll, Season
from desktop_app.reception.tables import initiatives, kits

if TYPE_CHECKING:
    from desktop_app.submission.authority_register import Register


@dataclass(frozen=True, slots=True)
class SentKit:
    """A wave kit that was made. A higher ``number`` takes the place of a lower one of the same wave; ``opens`` and
    ``closes`` are the wave's first and last day."""

    wave: str
    number: int
    issued: datetime
    opens: date
    closes: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Member:
    """An initiative as it was registered for a wave. Codes are those of the card: DIVIPOLA, and the form's choices;
    empty is what is not known."""

    id: str
    name: str
    department: str = ""
    municipality: str = ""
    macrosector: str = ""
    chamber: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""


def latest_kit(connection: Connection, wave: str) -> SentKit | None:
    """The kit of the wave that holds."""
    mine = select(kits).where(kits.c.wave == wave).order_by(kits.c.number.desc()).limit(1)
    found = connection.execute(mine).first()
    return _kit(found) if found is not None else None


def add_kit(connection: Connection, kit: SentKit, content: bytes) -> None:
    """Keeps a kit that was made."""
    records.keep_files(connection, {kit.sha256: content})
    connection.execute(
        insert(kits).values(
            wave=kit.wave,
            number=kit.number,
            issued=records.stamp(kit.issued),
            opens=kit.opens.isoformat(),
            closes=kit.closes.isoformat(),
            sha256=kit.sha256,
        )
    )


def _kit(row: Row[Any]) -> SentKit:
    return SentKit(
        wave=row.wave,
        number=row.number,
        issued=records.moment(row.issued),
        opens=date.fromisoformat(row.opens),
        closes=date.fromisoformat(row.closes),
        sha256=row.sha256,
    )


def members(connection: Connection, wave: str) -> tuple[Member, ...]:
    """The initiatives of the wave, by name."""
    columns = [initiatives.c[each.name] for each in fields(Member)]
    rows = connection.execute(select(*columns).where(initiatives.c.wave == wave)).all()
    return tuple(sorted((Member(*row) for row in rows), key=lambda each: (each.name, each.id)))


def register(connection: Connection, wave: str, listed: Sequence[Member]) -> tuple[int, int, int]:
    """Makes ``listed`` the wave's initiatives; what is not said anew of one that was there stays.

    Returns:
        How many are new, changed, and gone.
    """
    there = {each.id: each for each in members(connection, wave)}
    now = {each.id: _kept(each, there.get(each.id)) for each in listed}
    connection.execute(delete(initiatives).where(initiatives.c.wave == wave))
    if now:
        connection.execute(insert(initiatives), [{"wave": wave, **asdict(each)} for each in now.values()])
    changed = sum(1 for each in now.values() if each.id in there and there[each.id] != each)
    return len(now.keys() - there.keys()), changed, len(there.keys() - now.keys())


def _kept(new: Member, old: Member | None) -> Member:
    if old is None:
        return new
    silent = {each.name: getattr(old, each.name) for each in fields(Member) if not getattr(new, each.name)}
    return replace(new, **silent)


def waves(connection: Connection) -> tuple[str, ...]:
    """Every wave that has a kit or a list, in their order."""
    found: Iterable[str] = {
        *connection.scalars(select(kits.c.wave).distinct()),
        *connection.scalars(select(initiatives.c.wave).distinct()),
    }
    return tuple(sorted(found))


def roll(connection: Connection, signers: Register) -> Roll:
    """Whom the entity listens to now."""
    seasons: dict[str, Season] = {}
    for wave in waves(connection):
        listed = {each.id: each.name for each in members(connection, wave)}
        kit = latest_kit(connection, wave)
        seasons[wave] = Season(listed or None, kit.closes if kit is not None else None)
    return Roll(signers, seasons)
