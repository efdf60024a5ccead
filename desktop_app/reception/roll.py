"""Whom the entity listens to: the initiatives of its waves, and the signers who were confirmed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.texts import fold

if TYPE_CHECKING:
    from desktop_app.submission.authority_register import Confirmed, Register


@dataclass(frozen=True, slots=True)
class Season:
    """A wave: its initiatives, name by id (``None`` where there is no list), and its last day, where it is known."""

    listed: Mapping[str, str] | None = None
    closes: date | None = None


@dataclass(frozen=True)
class Roll:
    """The register of signers and the waves, ready to be asked thousands of times.

    An initiative is known by its *member* id: the one on the wave's list that has its id, or, alone there, its name;
    where there is none, the id that its laptop gave it. Laptops make their ids up themselves.
    """

    register: Register
    seasons: Mapping[str, Season] = field(default_factory=dict)
    _signers: dict[str, list[Confirmed]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _members: dict[str, dict[str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _speaking: dict[str, dict[str, Confirmed]] = field(default_factory=dict, init=False, repr=False, compare=False)

    _pairs: frozenset[str] = field(default=frozenset(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from desktop_app.submission.encryption import recipients_digest
        from desktop_app.submission.trust import read_certificate

        object.__setattr__(self, "_pairs", frozenset(recipients_digest(pair) for pair in self.register.recipients))

        for signer in self.register.signers:
            own = {signer.fingerprint, *(read_certificate(each).fingerprint for each in signer.certificates)}
            for fingerprint in own:
                self._signers.setdefault(fingerprint, []).append(signer)

    def recipients(self) -> frozenset[str]:
        """The digests of the pairs of keys that the entity publishes or published."""
        return self._pairs

    def listed(self, wave: str) -> Mapping[str, str] | None:
        """The wave's initiatives, name by id."""
        return self.seasons.get(wave, Season()).listed

    def closes(self, wave: str) -> date | None:
        """The wave's last day."""
        return self.seasons.get(wave, Season()).closes

    def on_list(self, wave: str, initiative_id: str, name: str) -> str | None:
        """The id on the wave's list of the initiative with this id or name; ``None`` if it is not there."""
        listed = self.listed(wave)
        if listed is None or initiative_id in listed:
            return initiative_id
        if wave not in self._members:
            self._members[wave] = ids_by_name(listed)
        return self._members[wave].get(fold(name))

    def member(self, wave: str, initiative_id: str, name: str) -> str:
        """The initiative's member id in the wave."""
        return self.on_list(wave, initiative_id, name) or initiative_id

    def confirmed(self, wave: str, member: str, fingerprint: str) -> Confirmed | None:
        """The confirmation of the very certificate for the initiative, one that is not revoked before others."""
        found = [
            each
            for each in self._signers.get(fingerprint, ())
            if self.member(wave, each.initiative_id, each.initiative_name) == member
        ]
        return next((each for each in found if not each.revoked), found[0] if found else None)

    def signing_as(self, beginning: str) -> tuple[str, Confirmed] | None:
        """The confirmed signer one of whose certificates has a fingerprint (hex) that begins so, with the whole of it;
        one that is not revoked before others."""
        found = [
            (fingerprint, each)
            for fingerprint, signers in self._signers.items()
            if fingerprint.startswith(beginning)
            for each in signers
        ]
        return next((each for each in found if not each[1].revoked), found[0] if found else None)

    def speaking_for(self, wave: str, member: str) -> Confirmed | None:
        """The signer that is confirmed for the initiative and not revoked."""
        if wave not in self._speaking:
            self._speaking[wave] = {
                self.member(wave, each.initiative_id, each.initiative_name): each
                for each in reversed(self.register.signers)
                if not each.revoked
            }
        return self._speaking[wave].get(member)


def ids_by_name(listed: Mapping[str, str]) -> dict[str, str]:
    """The ids by name, without the names that several have."""
    ids: dict[str, list[str]] = defaultdict(list)
    for initiative_id, name in listed.items():
        ids[fold(name)].append(initiative_id)
    return {name: found[0] for name, found in ids.items() if len(found) == 1}
