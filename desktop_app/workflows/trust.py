"""Whom this computer trusts, and how its own key stands: made here, confirmed by an authority, until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.fileio import sha256_hex
from desktop_app.store import Certificate, RevocationList
from desktop_app.submission import SigningKey
from desktop_app.submission.keys import stored_certificate
from desktop_app.workflows.workspace import Workspace

if TYPE_CHECKING:
    from desktop_app.submission.trust import Anchor, Standing

_SIGNER: Final = "signer."
RENEW_BEFORE: Final = timedelta(days=60)
"""So long before a certificate ends the next package asks for another."""


class KeyStanding(Enum):
    """How this computer's key stands."""

    NONE = "none"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    ENDING = "ending"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """This computer's key as its owner sees it: whose name it bears, what to read out over the phone, how it stands.

    ``fingerprint`` (SHA-256, hex) and ``words`` are of the certificate that the key made for itself: they stay the same
    when it is confirmed. ``confirmed_by`` and ``until`` are those of the certificate that an authority issued. The
    certificate of a chamber was not made by the key itself: ``issuer`` is who issued it, and until an authority issues
    another ``until`` is when it ends.
    """

    standing: KeyStanding
    name: str = ""
    fingerprint: str = ""
    words: tuple[str, ...] = ()
    confirmed_by: str = ""
    until: datetime | None = None
    issuer: str = ""

    @property
    def asks(self) -> bool:
        """Whether the next package asks for a certificate."""
        return self.standing is not KeyStanding.CONFIRMED


def keys_dir(data_dir: Path) -> Path:
    """Where the data folder keeps this computer's key."""
    return data_dir / "keys"


def anchors(workspace: Workspace) -> tuple[Anchor, ...]:
    """The pinned roots."""
    from desktop_app.submission.trust import pin

    return tuple(pin(each.certificate) for each in workspace.store.trust.pinned())


def lists(workspace: Workspace) -> tuple[bytes, ...]:
    """The newest revocation lists that were brought here (DER)."""
    return tuple(each.content for each in workspace.store.trust.revocation_lists())


def put_lists(workspace: Workspace, authority: str, found: tuple[bytes, ...]) -> None:
    """Keeps the lists (DER) of the authority with that root; one that is not newer changes nothing."""
    from desktop_app.submission.trust import read_revocation_list

    for content in found:
        facts = read_revocation_list(content)
        if facts.next_update is not None:
            workspace.store.trust.put_revocation_list(
                RevocationList(authority, facts.issuer_key, content, facts.this_update, facts.next_update)
            )


def own_certificate(workspace: Workspace) -> bytes | None:
    """The certificate (DER) that this computer's key made for itself; the key stays sealed. ``None`` without a key."""
    return stored_certificate(keys_dir(workspace.data_dir))


def put_signer(workspace: Workspace, certificate: bytes) -> None:
    """Keeps the certificate (DER) with which an entity signed what came, to know its short receipts by."""
    workspace.store.settings.set(f"{_SIGNER}{sha256_hex(certificate)}", certificate.hex())


def entity_signers(workspace: Workspace) -> tuple[bytes, ...]:
    """The certificates (DER) that ``put_signer`` kept; how they stand now is for whoever asks."""
    kept = workspace.store.settings.all()
    return tuple(bytes.fromhex(value) for key, value in sorted(kept.items()) if key.startswith(_SIGNER))


def put_certificate(workspace: Workspace, certificate: bytes, chain: tuple[bytes, ...], now: datetime) -> bool:
    """Keeps what an authority issued (DER), if it is for this computer's key; whether it is."""
    from desktop_app.submission.bundles import bundle
    from desktop_app.submission.trust import read_certificate

    own = own_certificate(workspace)
    facts = read_certificate(certificate)
    if own is None or read_certificate(own).key_fingerprint != facts.key_fingerprint:
        return False
    key = read_certificate(own).fingerprint
    kept = bundle((certificate, *chain))
    workspace.store.trust.add_certificate(
        Certificate(facts.fingerprint, key, kept, facts.not_before, facts.not_after, now)
    )
    return True


def as_confirmed(workspace: Workspace, key: SigningKey, now: datetime) -> tuple[SigningKey, bool]:
    """``key`` with the certificate that was issued for it, where there is one that holds; and whether to ask for one.

    What holds is not asked of a revocation list here: a laptop that was offline for months has an old one, and whoever
    receives the package has the newest. A certificate that ended, or whose authority is not pinned, is set aside.
    """
    from desktop_app.submission.bundles import unbundle
    from desktop_app.submission.trust import Standing

    found = workspace.store.trust.certificate_for(key.fingerprint)
    if found is None or _judged(workspace, found, now) not in (Standing.VALID, Standing.NOT_REVOCABLE):
        return key, True
    certificate, *chain = unbundle(found.bundle)
    confirmed = replace(key, certificate=certificate, fingerprint=found.fingerprint, chain=tuple(chain))
    return confirmed, found.not_after - now < RENEW_BEFORE


def key_facts(workspace: Workspace, now: datetime) -> KeyFacts:
    """How this computer's key stands; it stays sealed."""
    from desktop_app.submission.phone_words import phone_words
    from desktop_app.submission.trust import Standing, read_certificate

    own = own_certificate(workspace)
    if own is None:
        return KeyFacts(KeyStanding.NONE)
    facts = read_certificate(own)
    shown = KeyFacts(
        KeyStanding.UNCONFIRMED,
        facts.common_name,
        facts.fingerprint,
        phone_words(facts.fingerprint),
        until=None if facts.self_signed else facts.not_after,
        issuer="" if facts.self_signed else facts.issuer_name,
    )
    found = workspace.store.trust.certificate_for(facts.fingerprint)
    if found is None:
        ended = facts.not_after < now
        return replace(shown, standing=KeyStanding.EXPIRED, until=facts.not_after) if ended else shown
    standings = {
        Standing.VALID: KeyStanding.CONFIRMED,
        Standing.NOT_REVOCABLE: KeyStanding.CONFIRMED,
        Standing.EXPIRED: KeyStanding.EXPIRED,
        Standing.REVOKED: KeyStanding.REVOKED,
    }
    standing = standings.get(_judged(workspace, found, now), KeyStanding.UNCONFIRMED)
    if standing is KeyStanding.CONFIRMED and found.not_after - now < RENEW_BEFORE:
        standing = KeyStanding.ENDING
    return replace(shown, standing=standing, confirmed_by=_issuer(found), until=found.not_after)


def _judged(workspace: Workspace, found: Certificate, now: datetime) -> Standing:
    from desktop_app.submission.bundles import unbundle
    from desktop_app.submission.trust import Standing, judge

    certificate, *chain = unbundle(found.bundle)
    standing = judge(certificate, chain, anchors(workspace), lists(workspace), now)
    # With lists that are old as well, nothing can be said of revocation, and that comes before the dates.
    return Standing.EXPIRED if standing is Standing.NOT_REVOCABLE and found.not_after < now else standing


def _issuer(found: Certificate) -> str:
    from desktop_app.submission.bundles import unbundle
    from desktop_app.submission.trust import read_certificate

    return read_certificate(unbundle(found.bundle)[0]).issuer_name
