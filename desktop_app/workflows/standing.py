"""Who has answered a wave and who has not, initiative by initiative, and the reminder for those who have not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Explanation, ReceptionError, explained
from desktop_app.texts import Texts
from desktop_app.workflows.entity import Entity
from desktop_app.workflows.places import place

if TYPE_CHECKING:
    from desktop_app.reception.books import Connection, Row
    from desktop_app.reception.registry import Member
    from desktop_app.reception.roll import Roll
    from desktop_app.reception.standing import Came

NOT_ANSWERED, RECEIVED, ACCEPTED, RETURNED, ASIDE = "not_answered", "received", "accepted", "returned", "aside"
STATES: Final = (NOT_ANSWERED, RECEIVED, ACCEPTED, RETURNED, ASIDE)
"""How an initiative stands with a form; what is set aside is told only where nothing counts."""
NO_SIGNER, WAITING, CONFIRMED, REVOKED = "none", "waiting", "confirmed", "revoked"
SIGNERS: Final = (NO_SIGNER, WAITING, CONFIRMED, REVOKED)


@dataclass(frozen=True, slots=True)
class FormStanding:
    """How an initiative stands with a form. ``reason`` is why what came is set aside; ``response_id`` is of the
    response that counts."""

    form_id: str
    title: str
    state: str
    arrived: datetime | None = None
    channel: str = ""
    response_id: int | None = None
    reason: Explanation | None = None

    @property
    def answered(self) -> bool:
        """Whether something counts, whatever the entity said of it."""
        return self.state in {RECEIVED, ACCEPTED, RETURNED}


@dataclass(frozen=True, slots=True)
class SignerStanding:
    """Who signs for an initiative. ``waiting``: somebody whom nobody has confirmed, also beside one who is confirmed;
    ``words`` are then of that key, to compare by telephone, and ``arrival_id`` is what brought it."""

    state: str = NO_SIGNER
    manager: str = ""
    fingerprint: str = ""
    words: tuple[str, ...] = ()
    arrival_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An initiative of the wave. ``listed`` is false for one that is not on the list and of which something came."""

    member: Member
    place: str
    listed: bool
    forms: tuple[FormStanding, ...]
    signer: SignerStanding
    reminded: datetime | None

    @property
    def answered(self) -> bool:
        """Whether it has answered every form of the wave; where nobody knows any, it has not."""
        return bool(self.forms) and all(each.answered for each in self.forms)


@dataclass(frozen=True, slots=True)
class WaveStanding:
    """How a wave stands. ``forms`` are the ids of its kit's forms, and of what came besides; ``closes`` is its last
    day, where it is known."""

    wave: str
    closes: date | None
    forms: tuple[str, ...]
    initiatives: tuple[Standing, ...] = field(repr=False)

    @property
    def unanswered(self) -> tuple[Standing, ...]:
        """The listed initiatives that lack a form."""
        return tuple(each for each in self.initiatives if each.listed and not each.answered)


def standing(entity: Entity, wave: str, language: str = "es") -> WaveStanding:
    """How ``wave`` stands, its initiatives by name; those that are not on the list come last. Raises RCV-021."""
    from desktop_app.reception import known_forms, registry
    from desktop_app.reception import standing as books
    from desktop_app.submission.authority import load

    register = load(entity.vault.folder)
    with entity.books.read() as connection:
        members = registry.members(connection, wave)
        kit = registry.latest_kit(connection, wave)
        found = books.came(connection, wave)
        waiting = books.unconfirmed(connection, wave)
        reminded = registry.reminded(connection, wave)
        roll = registry.roll(connection, register)
        forms = _forms(connection, kit.sha256 if kit else "", found)
        titles = known_forms.titles(connection)
    signers = _signers(roll, wave, waiting)
    listed = {each.id for each in members}
    told = tuple(
        Standing(
            member=member,
            place=place(member.municipality, member.department),
            listed=member.id in listed,
            forms=tuple(_form(found, member.id, each, titles.get(each) or each, language) for each in forms),
            signer=signers.get(member.id, SignerStanding()),
            reminded=reminded.get(member.id),
        )
        for member in (*members, *_unlisted(listed, found))
    )
    return WaveStanding(wave, kit.closes if kit else None, forms, told)


def waves(entity: Entity) -> tuple[str, ...]:
    """The waves that have a list or a kit. Raises RCV-021."""
    from desktop_app.reception import registry

    with entity.books.read() as connection:
        return registry.waves(connection)


def reminders(entity: Entity, wave: str, now: datetime, language: str = "es") -> tuple[bytes, tuple[Standing, ...]]:
    """A workbook (``.xlsx``) with whom to remind of ``wave`` and what to write, and those who are in it; the books keep
    that they were reminded ``now``.

    Raises:
        ReceptionError: RCV-046 the wave has no list, RCV-021.
    """
    from desktop_app.reception import registry
    from desktop_app.reception.verdict import COLOMBIA
    from desktop_app.reports.reminders_sheet import Reminder, ReminderContent, reminders_xlsx
    from desktop_app.submission.authority import load

    found = standing(entity, wave, language)
    if not any(each.listed for each in found.initiatives):
        raise ReceptionError("RCV-046", wave=wave)
    rows = tuple(
        Reminder(
            name=each.member.name,
            place=each.place,
            contact=each.member.contact,
            email=each.member.email,
            phone=each.member.phone,
            missing=tuple(form.title for form in each.forms if not form.answered),
            before=each.reminded,
            note=_note(each),
        )
        for each in found.unanswered
    )
    content = ReminderContent(
        wave=wave,
        entity=load(entity.vault.folder).name,
        today=now.astimezone(COLOMBIA).date(),
        closes=found.closes,
        rows=rows,
        language=language,
    )
    data = reminders_xlsx(content)
    with entity.books.write() as connection:
        registry.remind(connection, wave, [each.member.id for each in found.unanswered], now)
    return data, found.unanswered


def _note(each: Standing) -> str:
    """What whoever writes should know: something came, and is set aside."""
    reasons = {form.reason.cause: None for form in each.forms if form.reason is not None}
    return " ".join(reasons)


def _forms(connection: Connection, kit: str, found: Came) -> tuple[str, ...]:
    """The ids of the wave's forms, those of its kit (by its SHA-256) first."""
    from desktop_app.reception import records
    from desktop_app.submission import container, kits, waves

    content = records.kept(connection, kit) if kit else None
    ids: list[str] = []
    if content is not None:
        said = waves.read(container.read(content, kits.LIMITS)[waves.WAVE])
        ids = [form.form_id for form in said.forms]
    came = sorted({form_id for _, form_id in (*found.counted, *found.aside) if form_id})
    return tuple(dict.fromkeys([*ids, *came]))


def _form(found: Came, member: str, form_id: str, title: str, language: str) -> FormStanding:
    from desktop_app.reception.records import moment

    row = found.counted.get((member, form_id))
    if row is not None:
        state = row.decided or row.status or RECEIVED
        return FormStanding(form_id, title, state, moment(row.arrived), row.channel, row.response_id)
    row = found.aside.get((member, form_id))
    if row is None:
        return FormStanding(form_id, title, NOT_ANSWERED)
    reason = explained(row.code, None, language, json.loads(row.params))
    return FormStanding(form_id, title, ASIDE, moment(row.arrived), row.channel, reason=reason)


def _unlisted(listed: set[str], found: Came) -> list[Member]:
    """Whoever is not on the list and of whom something came, by name."""
    from desktop_app.reception.registry import Member

    names = {
        member: row.initiative_name
        for (member, _), row in (*found.aside.items(), *found.counted.items())
        if member and member not in listed
    }
    return [Member(member, name) for member, name in sorted(names.items(), key=lambda each: (each[1], each[0]))]


def _signers(roll: Roll, wave: str, waiting: Mapping[str, Sequence[Row[Any]]]) -> dict[str, SignerStanding]:
    """Who signs, by initiative: one who waits is told before one who is confirmed, and that before a revoked one."""
    from desktop_app.reception.intake import FILE
    from desktop_app.reception.paper import FINGERPRINT
    from desktop_app.submission.phone_words import phone_words

    found: dict[str, SignerStanding] = {}
    for each in sorted(roll.register.signers, key=lambda each: each.revoked is None):
        state = REVOKED if each.revoked else CONFIRMED
        member = roll.member(wave, each.initiative_id, each.initiative_name)
        found[member] = SignerStanding(state, each.manager, each.fingerprint)
    for fingerprint, rows in waiting.items():
        latest = next((row for row in rows if row.channel == FILE), rows[0])
        words = phone_words(fingerprint) if len(fingerprint) == FINGERPRINT else ()
        found[latest.member] = SignerStanding(WAITING, latest.manager, fingerprint, words, latest.id)
    return found


def state_text(state: str, language: str) -> str:
    """What a state of ``STATES`` or ``SIGNERS`` is called."""
    return Texts.load("registry", language)[f"state.{state}"]
