"""What becomes of a package at the receiving entity: filed, known already, too old, or set aside with a reason.

Everything that decides is handed in: the package as it was verified, the register of confirmed signers, what was
received before, the wave's list of initiatives, the moment. A sound signature authorises nothing by itself; the
register does, by the fingerprint of the very certificate that signed. It also says who is revoked, so that no
revocation list is asked: an issuer that was replaced does not make strangers of the managers that it certified.

The rules, in order; the first that holds decides:

1. the package is for somebody else (RCV-006), or for other keys than the entity publishes or published (007): somebody
   encrypted it anew, or opened it for another entity;
2. the same package was filed before: a duplicate;
3. its signer is revoked (003), another speaks for the initiative (002), nobody confirmed it (001), or the certificate
   had ended (004);
4. the initiative is not on the wave's list (005), where there is a list;
5. a later revision, or a later package of the same revision, was filed: a replay (008), kept and readable, but it takes
   nobody's place. What was set aside counts for nothing here: a stranger's revision 999 must not silence anybody.

A clock that differs by more than 48 hours (RCV-W01) and a number that was given twice (W02) are said and refuse
nothing: time and number are claims of a laptop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from desktop_app.errors import ReceptionError
from desktop_app.submission import waves

if TYPE_CHECKING:
    from desktop_app.submission import VerifiedPackage
    from desktop_app.submission.authority_register import Confirmed, Register

MOST_CLOCK_DIFFERENCE: Final = timedelta(hours=48)
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
    it, which are the same for one that was not encrypted. ``package.info.recipient`` may be anybody."""

    package: VerifiedPackage
    file_sha256: str
    container_sha256: str


@dataclass(frozen=True, slots=True)
class Received:
    """A package that came before. ``signer`` is the fingerprint of the certificate that signed it; digests are SHA-256
    in hex. ``filed``: it was no stranger's, else it is or was set aside."""

    file_sha256: str
    container_sha256: str
    response_id: str
    revision: int
    sequence: int
    signer: str
    initiative_id: str
    form_id: str
    wave: str
    arrived: datetime
    filed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a package.

    ``code`` (with ``params``) of the error catalogue says why it is not filed, or why a duplicate is not the newest;
    ``flags`` are codes with parameters that refuse nothing. ``signer`` is the confirmation that the package stands
    under, ``before`` the record of the same package, if there is one.
    """

    outcome: Outcome
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    flags: tuple[tuple[str, Mapping[str, object]], ...] = ()
    signer: Confirmed | None = None
    before: Received | None = None

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
    arrival: Arrival,
    register: Register,
    before: Sequence[Received],
    now: datetime,
    *,
    recipient: str,
    listed: Mapping[str, str] | None = None,
) -> Verdict:
    """The verdict on ``arrival``; see the module's documentation for the rules.

    Args:
        before: what was received, in the order of arrival.
        now: the moment of arrival by the entity's clock.
        recipient: the entity's own id.
        listed: the wave's initiatives, name by id; ``None`` where there is no list.
    """
    info = arrival.package.info
    same = _same(arrival, before)
    flags = tuple(_flags(arrival, before, same, now))
    if info.recipient != recipient:
        return _aside("RCV-006", flags, same, recipient=info.recipient)
    if _is_for_other_keys(arrival.package, register):
        return _aside("RCV-007", flags, same)
    confirmed = _confirmed(arrival, register)
    late = _is_overtaken(arrival, before)
    if same is not None and same.filed:
        return Verdict(Outcome.DUPLICATE, "RCV-008" if late else "", {}, flags, confirmed, same)
    if (reason := _signer_reason(arrival, register, confirmed, now)) is not None:
        return _aside(reason[0], flags, same, **reason[1])
    if listed is not None and not waves.is_listed(info.initiative_id, info.initiative_name, listed):
        return _aside("RCV-005", flags, same, initiative=info.initiative_name, wave=info.wave)
    if late:
        return Verdict(Outcome.REPLAY, "RCV-008", {}, flags, confirmed, same)
    return Verdict(Outcome.FILED, "", {}, flags, confirmed, same)


def _aside(
    code: str, flags: tuple[tuple[str, Mapping[str, object]], ...], same: Received | None, **why: object
) -> Verdict:
    return Verdict(Outcome.QUARANTINED, code, why, flags, None, same)


def _same(arrival: Arrival, before: Iterable[Received]) -> Received | None:
    """The record of the same signed container, however it was encrypted."""
    return next((each for each in before if each.container_sha256 == arrival.container_sha256), None)


def _is_for_other_keys(package: VerifiedPackage, register: Register) -> bool:
    """The signature names the recipients; one who names none may hand over in the clear, and not encrypted."""
    from desktop_app.submission.encryption import recipients_digest

    named = package.info.recipients_sha256
    if named is None:
        return package.encrypted
    return named not in {recipients_digest(pair) for pair in register.recipients}


def _confirmed(arrival: Arrival, register: Register) -> Confirmed | None:
    """The confirmation of the very certificate for the package's initiative, one that is not revoked before others."""
    found = [
        each
        for each in register.known_by(arrival.package.signer.fingerprint)
        if each.initiative_id == arrival.package.info.initiative_id
    ]
    return next((each for each in found if not each.revoked), found[0] if found else None)


def _signer_reason(
    arrival: Arrival, register: Register, confirmed: Confirmed | None, now: datetime
) -> tuple[str, dict[str, object]] | None:
    signer = arrival.package.signer
    if confirmed is None:
        other = register.speaking_for(arrival.package.info.initiative_id)
        if other is not None:
            return "RCV-002", {"manager": other.manager, "initiative": other.initiative_name}
        return "RCV-001", {"manager": signer.common_name}
    if confirmed.revoked is not None and confirmed.revoked <= now:
        return "RCV-003", {"manager": confirmed.manager, "when": confirmed.revoked.date()}
    if signer.not_after < now:
        return "RCV-004", {"manager": confirmed.manager, "when": signer.not_after.date()}
    return None


def _line(arrival: Arrival, before: Iterable[Received]) -> Iterator[Received]:
    """What was filed of the same initiative, form and wave: the entity keeps one answer of each."""
    info = arrival.package.info
    wanted = info.initiative_id, info.form_id, info.wave
    return (each for each in before if each.filed and (each.initiative_id, each.form_id, each.wave) == wanted)


def _is_overtaken(arrival: Arrival, before: Iterable[Received]) -> bool:
    info = arrival.package.info
    return any(
        each.revision > info.revision or (each.response_id == info.response_id and each.sequence > info.sequence)
        for each in _line(arrival, before)
    )


def _flags(
    arrival: Arrival, before: Sequence[Received], same: Received | None, now: datetime
) -> Iterator[tuple[str, Mapping[str, object]]]:
    info, claimed = arrival.package.info, arrival.package.claimed_at
    arrived = same.arrived if same is not None else now
    if abs(arrived - claimed) > MOST_CLOCK_DIFFERENCE:
        yield "RCV-W01", {"claimed": claimed.isoformat(sep=" ", timespec="minutes")}
    number = info.response_id, info.sequence
    others = (each for each in _line(arrival, before) if each.container_sha256 != arrival.container_sha256)
    if any((each.response_id, each.sequence) == number for each in others):
        yield "RCV-W02", {"sequence": info.sequence}
