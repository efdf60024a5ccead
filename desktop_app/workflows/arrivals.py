"""What an entity received, as its window lists it; confirming who signed, from the original that the books keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Explanation, Place, ReceptionError, explained
from desktop_app.workflows import authority
from desktop_app.workflows.authority import Proposal
from desktop_app.workflows.entity import Entity
from desktop_app.workflows.intake import Progress, Tally, receive_folder
from desktop_app.workflows.signers import roll_of

if TYPE_CHECKING:
    from desktop_app.reception.books import Row

PAGE: Final = 500
TO_CONFIRM: Final = frozenset({"RCV-001", "RCV-002"})
"""Reasons that go away once the signer is confirmed."""
LATE: Final = "RCV-017"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came in. ``arrival_id`` is 0 for one that could not be read, of which the books have nothing;
    ``outcome`` as in ``intake.Told``; ``flags`` are worth a look and refuse nothing; ``channel`` is ``paper`` for what
    was read off a sheet."""

    arrival_id: int
    file: str
    outcome: str
    initiative: str
    manager: str
    wave: str
    revision: int
    arrived: datetime
    reason: Explanation | None
    flags: tuple[Explanation, ...]
    admitted: str
    channel: str = "file"

    @property
    def confirmable(self) -> bool:
        """Whether confirming its signer may let it count; only a package asks for that."""
        return self.channel == "file" and self._set_aside_for(TO_CONFIRM)

    @property
    def late(self) -> bool:
        """Whether a person may admit it although the wave was over."""
        return self._set_aside_for({LATE})

    def _set_aside_for(self, codes: frozenset[str] | set[str]) -> bool:
        return self.outcome == "quarantined" and self.reason is not None and self.reason.code in codes


@dataclass(frozen=True, slots=True)
class Batch:
    """How far the folder is: ``done`` of ``total`` files, what is new (the latest first), and all counts by outcome."""

    done: int
    total: int
    new: tuple[Arrival, ...]
    counts: dict[str, int]


def page(
    entity: Entity, outcome: str = "", before: int | None = None, language: str = "es", most: int = PAGE
) -> tuple[tuple[Arrival, ...], dict[str, int]]:
    """The latest arrivals with this outcome (empty: all) before the one whose id is ``before``, and how many arrivals
    there are of each outcome."""
    from desktop_app.reception import arrived

    with entity.books.read() as connection:
        rows = arrived.page(connection, outcome, before, most)
        return tuple(_arrival(row, language) for row in rows), arrived.counts(connection)


def receive(
    entity: Entity,
    folder: Path,
    only: Sequence[Path] | None,
    now: datetime,
    language: str,
    stop: Callable[[], bool],
    tell: Callable[[Batch], None],
) -> Tally:
    """``intake.receive_folder``, telling after each batch what the books have of it."""
    from desktop_app.reception import arrived

    with entity.books.read() as connection:
        last = arrived.latest(connection)

    def told(progress: Progress) -> None:
        nonlocal last
        with entity.books.read() as connection:
            rows = arrived.since(connection, last)
            counts = arrived.counts(connection)
        if rows:
            last = rows[0].id
        new = tuple(_arrival(row, language) for row in rows)
        tell(Batch(progress.done, progress.total, (*_unread(progress, new, now), *new), counts))

    return receive_folder(entity, folder, now, only=only, tell=told, stop=stop, language=language)


def proposal(entity: Entity, arrival_id: int, now: datetime) -> Proposal:
    """What an arrival asks to have confirmed.

    Raises:
        ReceptionError: RCV-011 its original is gone, RCV-023 it is not there. Else as ``authority.propose``.
    """
    from desktop_app.reception import arrived, records

    with entity.books.read() as connection:
        row = arrived.one(connection, arrival_id)
        if row is None:
            raise ReceptionError("RCV-023")
        content = records.kept(connection, row.file_sha256)
    if content is None:
        raise ReceptionError("RCV-011", Place(file=row.name))
    asked = authority.propose_content(entity.vault, row.name, content, now)
    roll = roll_of(entity)
    if roll.on_list(row.wave, row.member, row.initiative_name) is None:
        asked = replace(asked, unlisted=row.wave)
    other = roll.speaking_for(row.wave, row.member)
    if other is None:
        return asked
    return replace(asked, before=other.manager, known=other.is_known_by(asked.fingerprint))


def _unread(progress: Progress, new: tuple[Arrival, ...], now: datetime) -> tuple[Arrival, ...]:
    """Those that could not be read: told, and not written down."""
    written = {each.file for each in new}
    return tuple(
        Arrival(0, told.file, told.outcome, told.initiative, "", "", 0, now, told.reason, (), "")
        for told in reversed(progress.told)
        if not told.known and told.file not in written
    )


def _arrival(row: Row[Any], language: str) -> Arrival:
    from desktop_app.reception.records import moment

    return Arrival(
        arrival_id=row.id,
        file=row.name,
        outcome=row.outcome,
        initiative=row.initiative_name,
        manager=row.manager,
        wave=row.wave,
        revision=row.revision,
        arrived=moment(row.arrived),
        reason=explained(row.code, None, language, json.loads(row.params)) if row.code else None,
        flags=tuple(explained(code, None, language, params) for code, params in json.loads(row.flags)),
        admitted=row.admitted,
        channel=row.channel,
    )
