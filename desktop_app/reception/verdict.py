"""What becomes of a package at the receiving entity: filed, known already, too old, or set aside with a reason.

Everything that decides is handed in: the package as it was verified, the register of confirmed signers, what was
received before, the wave's list of initiatives, the moment. A sound signature authorises nothing by itself; the
register does, by the fingerprint of the very certificate that signed. It also says who is revoked, so that no
revocation list is asked: an issuer that was replaced does not make strangers of the managers that it certified.

The rules, in order; the first that holds decides:

1. the package is for somebody else (RCV-006), or for other keys than the entity publishes or published (007): somebody
   encrypted it anew, or opened it for another entity;
2. the same package was filed before, or what is printed on paper came before, on paper or not: a duplicate;
3. its signer is revoked (003), another speaks for the initiative (002), nobody confirmed it (001), or the certificate
   had ended (004);
4. the initiative is not on the wave's list (005), where there is a list;
5. the wave is over (017), unless a person admitted the package;
6. a later revision, or a later package of the same revision, was filed: a replay (008), kept and readable, but it takes
   nobody's place. What was set aside counts for nothing here: a stranger's revision 999 must not silence anybody.

A clock that differs by more than 48 hours (RCV-W01), a number that was given twice (W02) and a second response of the
same form and wave (W03) are said and refuse nothing: time and number are claims of a laptop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING, Final

from desktop_app.errors import ReceptionError
from desktop_app.reception.roll import Roll

if TYPE_CHECKING:
    from desktop_app.submission import VerifiedPackage
    from desktop_app.submission.authority_register import Confirmed

MOST_CLOCK_DIFFERENCE: Final = timedelta(hours=48)
COLOMBIA: Final = timezone(timedelta(hours=-5))
"""Days end there when they do in Colombia."""
NO_ANSWER: Final = frozenset({"RCV-006", "RCV-007"})
"""Reasons for which nothing is answered at all: the package is nothing of the entity's."""


class Outcome(Enum):
    """What a package is to the entity."""

    FILED = "filed"
    """It goes into the files, for whoever reviews answers."""
    DUPLICATE = "duplicate"
    """It was filed before, and gets the same receipt again."""
    REPLAY = "replay"
    """Older than what was filed: it stays readable and takes nobody's place."""
    QUARANTINED = "quarantined"
    """It waits until a person has decided."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A package as it came in: opened and verified, with the SHA-256 (hex) of the file and of the signed container in
    it, which are the same for one that was not encrypted. ``package.info.recipient`` may be anybody.

    ``paper`` is the text of the code of one that came on paper, which then stands for the container; empty for a file.
    """

    package: VerifiedPackage
    file_sha256: str
    container_sha256: str
    paper: bytes = b""


@dataclass(frozen=True, slots=True)
class Received:
    """A package that came before. ``signer`` is the fingerprint of the certificate that signed it; digests are SHA-256
    in hex. ``member`` is the initiative as the wave knows it. ``filed``: it was no stranger's, else it is or was set
    aside."""

    file_sha256: str
    container_sha256: str
    response_id: str
    revision: int
    sequence: int
    signer: str
    member: str
    form_id: str
    wave: str
    claimed: datetime
    arrived: datetime
    filed: bool

    @property
    def line(self) -> tuple[str, str, str]:
        """What the entity keeps one answer of."""
        return self.member, self.form_id, self.wave

    @property
    def place(self) -> tuple[int, int, datetime, str]:
        """Where it stands among the packages of its line: the highest is the one that counts."""
        return self.revision, self.sequence, self.claimed, self.container_sha256


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a package.

    ``code`` (with ``params``) of the error catalogue says why it is not filed, or why a duplicate is not the newest;
    ``flags`` are codes with parameters that refuse nothing. ``signer`` is the confirmation that the package stands
    under, ``before`` the record of the same package, if there is one. ``member`` is whose it is.
    """

    outcome: Outcome
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    flags: tuple[tuple[str, Mapping[str, object]], ...] = ()
    signer: Confirmed | None = None
    before: Received | None = None
    member: str = ""

    @property
    def filed(self) -> bool:
        """Whether the package is, or was already, among those that count."""
        return self.outcome in {Outcome.FILED, Outcome.DUPLICATE}

    def refuse(self, *, judged: bool) -> None:
        """Raises why no such receipt is to be given: one that judges the answers (``judged``: accepted or returned), or
        one that says no more than that the file arrived."""
        if self.code and (judged or self.code in NO_ANSWER):
            error = ReceptionError(self.code)
            error.params = dict(self.params)
            raise error


def judge(
    arrival: Arrival, roll: Roll, before: Sequence[Received], now: datetime, *, recipient: str, admitted: bool = False
) -> Verdict:
    """The verdict on ``arrival``; see the module's documentation for the rules.

    Args:
        before: what was received of the same container, and of the same initiative, form and wave, in the order of
            arrival; whatever else is there does no harm.
        now: the moment of arrival by the entity's clock.
        recipient: the entity's own id.
        admitted: a person decided that it counts although the wave is over.
    """
    info = arrival.package.info
    same = _same(arrival, before)
    member = roll.member(info.wave, info.initiative_id, info.initiative_name)
    mine = record_of(arrival, member, same.arrived if same else now, filed=False)
    line = [each for each in before if each.filed and each.line == mine.line]
    flags = tuple(_flags(mine, line))
    if info.recipient != recipient:
        return _aside("RCV-006", flags, same, member, recipient=info.recipient)
    if _is_for_other_keys(arrival.package, roll):
        return _aside("RCV-007", flags, same, member)
    confirmed = roll.confirmed(info.wave, member, arrival.package.signer.fingerprint)
    late = any(_overtakes(each, mine) for each in line)
    if same is not None and same.filed:
        return Verdict(Outcome.DUPLICATE, "RCV-008" if late else "", {}, flags, confirmed, same, member)
    if (reason := _signer_reason(arrival, roll, member, confirmed, now)) is not None:
        return _aside(reason[0], flags, same, member, **reason[1])
    if roll.on_list(info.wave, info.initiative_id, info.initiative_name) is None:
        return _aside("RCV-005", flags, same, member, initiative=info.initiative_name, wave=info.wave)
    closes = roll.closes(info.wave)
    if closes is not None and mine.arrived.astimezone(COLOMBIA).date() > closes and not admitted:
        return _aside("RCV-017", flags, same, member, wave=info.wave, closes=closes)
    if late:
        return Verdict(Outcome.REPLAY, "RCV-008", {}, flags, confirmed, same, member)
    return Verdict(Outcome.FILED, "", {}, flags, confirmed, same, member)


def record_of(arrival: Arrival, member: str, arrived: datetime, *, filed: bool) -> Received:
    """What is kept of ``arrival`` for the packages after it."""
    info = arrival.package.info
    return Received(
        file_sha256=arrival.file_sha256,
        container_sha256=arrival.container_sha256,
        response_id=info.response_id,
        revision=info.revision,
        sequence=info.sequence,
        signer=arrival.package.signer.fingerprint,
        member=member,
        form_id=info.form_id,
        wave=info.wave,
        claimed=arrival.package.claimed_at,
        arrived=arrived.replace(microsecond=0),
        filed=filed,
    )


def _aside(
    code: str,
    flags: tuple[tuple[str, Mapping[str, object]], ...],
    same: Received | None,
    member: str,
    **why: object,
) -> Verdict:
    return Verdict(Outcome.QUARANTINED, code, why, flags, None, same, member)


def _same(arrival: Arrival, before: Iterable[Received]) -> Received | None:
    """The record of the same signed container, however it was encrypted; of paper, also of what was filed of the very
    revision that is printed on it."""
    found = next((each for each in before if each.container_sha256 == arrival.container_sha256), None)
    if not arrival.paper or (found is not None and found.filed):
        return found
    printed = arrival.package.info.response_id, arrival.package.info.revision
    return next((each for each in before if each.filed and (each.response_id, each.revision) == printed), found)


def _is_for_other_keys(package: VerifiedPackage, roll: Roll) -> bool:
    """The signature names the recipients; one who names none may hand over in the clear, and not encrypted."""
    named = package.info.recipients_sha256
    if named is None:
        return package.encrypted
    return named not in roll.recipients()


def _signer_reason(
    arrival: Arrival, roll: Roll, member: str, confirmed: Confirmed | None, now: datetime
) -> tuple[str, dict[str, object]] | None:
    signer = arrival.package.signer
    if confirmed is None:
        other = roll.speaking_for(arrival.package.info.wave, member)
        if other is not None:
            return "RCV-002", {"manager": other.manager, "initiative": other.initiative_name}
        return "RCV-001", {"manager": signer.common_name}
    if confirmed.revoked is not None and confirmed.revoked <= now:
        return "RCV-003", {"manager": confirmed.manager, "when": confirmed.revoked.date()}
    if signer.not_after < now:
        return "RCV-004", {"manager": confirmed.manager, "when": signer.not_after.date()}
    return None


def _overtakes(other: Received, mine: Received) -> bool:
    if other.container_sha256 == mine.container_sha256:
        return False
    return other.place > mine.place


def _flags(mine: Received, line: Sequence[Received]) -> Iterator[tuple[str, Mapping[str, object]]]:
    if abs(mine.arrived - mine.claimed) > MOST_CLOCK_DIFFERENCE:
        yield "RCV-W01", {"claimed": mine.claimed.isoformat(sep=" ", timespec="minutes")}
    others = [each for each in line if each.container_sha256 != mine.container_sha256]
    number = mine.response_id, mine.sequence
    if any((each.response_id, each.sequence) == number for each in others):
        yield "RCV-W02", {"sequence": mine.sequence}
    if any(each.response_id != mine.response_id and each.revision == mine.revision for each in others):
        yield "RCV-W03", {}
