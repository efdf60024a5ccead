"""The waves in the books: their kits, and the initiatives that were registered for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from desktop_app.reception import records
from desktop_app.reception.known_forms import FACTS
from desktop_app.reception.roll import Roll, Season, ids_by_name
from desktop_app.reception.tables import arrivals, initiatives, kits, reminders, responses
from desktop_app.texts import fold

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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list would change: ``changed`` are pairs of what was registered and what will be; ``same`` are counted."""

    new: tuple[Member, ...]
    changed: tuple[tuple[Member, Member], ...]
    gone: tuple[Member, ...]
    same: int


def compare(connection: Connection, wave: str, listed: Sequence[Member]) -> Comparison:
    """What ``register`` would change. Nothing does."""
    there = {each.id: each for each in members(connection, wave)}
    now = _kept(listed, there)
    changed = [(there[each.id], each) for each in now.values() if each.id in there and there[each.id] != each]
    return Comparison(
        new=tuple(each for each in now.values() if each.id not in there),
        changed=tuple(changed),
        gone=tuple(each for each in there.values() if each.id not in now),
        same=len(now.keys() & there.keys()) - len(changed),
    )


def register(connection: Connection, wave: str, listed: Sequence[Member]) -> Comparison:
    """Makes ``listed`` the wave's initiatives; what is not said anew of one that was there stays. What is known of an
    initiative from now on is also what its responses are grouped by."""
    found = compare(connection, wave, listed)
    now = _kept(listed, {each.id: each for each in members(connection, wave)})
    connection.execute(delete(initiatives).where(initiatives.c.wave == wave))
    if now:
        connection.execute(insert(initiatives), [{"wave": wave, **asdict(each)} for each in now.values()])
        _assign(connection, wave, {each.id: each.name for each in now.values()})
    for each in (*found.new, *(after for _, after in found.changed)):
        facts = {name: text for name in FACTS if (text := getattr(each, name))}
        mine = responses.c.wave == wave, responses.c.member == each.id
        connection.execute(update(responses).where(*mine).values(**facts))
    return found


def _assign(connection: Connection, wave: str, listed: Mapping[str, str]) -> None:
    """What came before its initiative was listed, under the id of its laptop, is the listed one's from now on."""
    by_name = ids_by_name(listed)
    columns = [arrivals.c[name] for name in ("id", "member", "form_id", "initiative_id", "initiative_name")]
    moved: dict[str, list[int]] = defaultdict(list)
    lines: set[tuple[str, str, str]] = set()
    for row in connection.execute(select(*columns).where(arrivals.c.wave == wave)):
        own = row.initiative_id if row.initiative_id in listed else by_name.get(fold(row.initiative_name))
        if own is not None and own != row.member:
            moved[own].append(row.id)
            lines |= {(own, row.form_id, wave), (row.member, row.form_id, wave)}
    for own, ids in moved.items():
        for piece in records.chunks(ids):
            connection.execute(update(arrivals).where(arrivals.c.id.in_(piece)).values(member=own))
            connection.execute(update(responses).where(responses.c.arrival_id.in_(piece)).values(member=own))
    records.settle(connection, lines)


def _kept(listed: Sequence[Member], there: Mapping[str, Member]) -> dict[str, Member]:
    """``listed`` by id, with what was registered before wherever the list is silent."""
    now: dict[str, Member] = {}
    for new in listed:
        old = there.get(new.id, new)
        silent = {each.name: getattr(old, each.name) for each in fields(Member) if not getattr(new, each.name)}
        now[new.id] = replace(new, **silent)
    return now


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


def reminded(connection: Connection, wave: str) -> dict[str, datetime]:
    """When the initiatives of the wave were reminded last, by id."""
    rows = connection.execute(select(reminders.c.member, reminders.c.made).where(reminders.c.wave == wave))
    return {row.member: records.moment(row.made) for row in rows}


def remind(connection: Connection, wave: str, ids: Sequence[str], now: datetime) -> None:
    """Keeps that these initiatives are reminded."""
    for piece in records.chunks(ids):
        connection.execute(delete(reminders).where(reminders.c.wave == wave, reminders.c.member.in_(piece)))
    if ids:
        made = records.stamp(now)
        connection.execute(insert(reminders), [{"wave": wave, "member": each, "made": made} for each in ids])
