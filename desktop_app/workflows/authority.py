"""The receiving entity at its desk: making its keys, confirming and revoking signers, and seeing how things stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AuthorityError, PackageError, Place
from desktop_app.fileio import read_limited
from desktop_app.submission import PassphraseSecrets, SecretKeeper
from desktop_app.workflows.verify import PACKAGE_LIMIT

if TYPE_CHECKING:
    from desktop_app.submission import VerifiedPackage
    from desktop_app.submission.authority import Enrolment, Part, Vault
    from desktop_app.submission.authority_register import Confirmed, Register

AskPassphrase = Callable[[str, bool], str]
"""Gives the passphrase of a secret by the name of its file; the second says that it is being chosen. "" cancels."""

RECIPIENTS: Final = ("operations", "escrow")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a package asks to have confirmed. ``words`` are the fingerprint's, to compare with the manager by telephone.

    ``before`` is the manager who is confirmed for the initiative now; ``known`` says that it is this very key;
    ``unlisted`` is the wave on whose list the initiative is not, empty where it is or nobody looked.
    """

    file: str
    initiative_id: str
    initiative: str
    manager: str
    fingerprint: str
    words: tuple[str, ...]
    encrypted: bool
    claimed_at: datetime
    before: str | None
    known: bool
    enrolment: Enrolment = field(repr=False)
    unlisted: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """A signer of the register. Fingerprints and the serial number are hex; ``ends`` is the issued certificate's."""

    initiative_id: str
    initiative: str
    manager: str
    fingerprint: str
    certificate_fingerprint: str
    serial: str
    ends: datetime
    confirmed: datetime
    by: str
    revoked: datetime | None
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of the authority's own, by the name of its file; ``ends`` is its certificate's, where it has one. ``here``:
    the secret lies in the folder."""

    file: str
    ends: datetime | None
    here: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How an authority stands. ``words`` are of the root's fingerprint; ``secrets`` are those in the folder.

    ``list_until`` and ``root_list_until`` are when the revocation lists must have been renewed.
    """

    folder: str
    name: str
    root_fingerprint: str
    words: tuple[str, ...]
    signer_fingerprint: str
    recipients: tuple[str, ...]
    list_until: datetime | None
    root_list_until: datetime | None
    secrets: tuple[str, ...]
    keys: tuple[OwnKey, ...]
    signers: tuple[Signer, ...]


def open_vault(folder: Path, ask: AskPassphrase, offline: Path | None = None) -> Vault:
    """The folder, with a passphrase for each of its secrets; ``offline`` is where the root and the escrow lie."""
    from desktop_app.submission.authority import Vault

    def keeper(part: Part) -> SecretKeeper:
        return PassphraseSecrets(lambda new: ask(part.value, new))

    return Vault(folder, keeper, offline)


def init(vault: Vault, name: str, now: datetime) -> Overview:
    """Makes the keys of a new authority; raises as ``authority.create``."""
    from desktop_app.submission import authority

    authority.create(vault.folder, name, vault.keepers, now)
    return overview(vault.folder)


def overview(folder: Path) -> Overview:
    """How the authority in ``folder`` stands. It takes no passphrase."""
    from desktop_app.submission.authority import Part, load
    from desktop_app.submission.phone_words import phone_words
    from desktop_app.submission.trust import read_certificate

    register = load(folder)
    root = read_certificate(register.root).fingerprint
    own_list, root_list = register.lists()
    ends = {
        Part.ROOT: read_certificate(register.root).not_after,
        Part.ISSUER: read_certificate(register.issuer).not_after,
        Part.SIGNER: read_certificate(register.signer).not_after,
    }
    keys = tuple(OwnKey(part.value, ends.get(part), (folder / part.value).is_file()) for part in Part)
    return Overview(
        folder=str(folder),
        name=register.name,
        root_fingerprint=root,
        words=phone_words(root),
        signer_fingerprint=read_certificate(register.signer).fingerprint,
        recipients=register.recipients[0],
        list_until=own_list.next_update,
        root_list_until=root_list.next_update,
        secrets=tuple(each.file for each in keys if each.here),
        keys=keys,
        signers=tuple(signer(each) for each in register.signers),
    )


def propose(vault: Vault, path: Path, now: datetime) -> Proposal:
    """What the package at ``path`` asks; it is decrypted with the operations identity if need be. Nothing changes.

    Raises:
        AuthorityError: AUT-014 it asks nothing, and whatever opening the identity raises.
        PackageError, EncryptionError, TrustError, FileError: the package or its request does not hold.
    """
    from desktop_app.submission.authority import load

    load(vault.folder)
    return propose_content(vault, str(path), read_limited(path, PACKAGE_LIMIT), now)


def propose_content(vault: Vault, file: str, content: bytes, now: datetime) -> Proposal:
    """The same of a package in ``content`` that was called ``file``."""
    from desktop_app.submission.authority import Enrolment, load
    from desktop_app.submission.phone_words import phone_words

    register = load(vault.folder)
    package = _opened(vault, register, content, now)
    if package.request is None:
        raise AuthorityError("AUT-014", Place(file=file))
    info, signer = package.info, package.signer
    enrolment = Enrolment(package.request, signer.certificate, info.initiative_id, info.initiative_name)
    enrolment.checked()
    before = register.speaking_for(info.initiative_id)
    return Proposal(
        file=file,
        initiative_id=info.initiative_id,
        initiative=info.initiative_name,
        manager=signer.common_name,
        fingerprint=signer.fingerprint,
        words=phone_words(signer.fingerprint),
        encrypted=package.encrypted,
        claimed_at=package.claimed_at,
        before=before.manager if before else None,
        known=before is not None and before.is_known_by(signer.fingerprint),
        enrolment=enrolment,
    )


def confirm(vault: Vault, proposal: Proposal, now: datetime, *, by: str, replace: bool) -> Signer:
    """Confirms what was compared by telephone; raises as ``authority.enrol``."""
    from desktop_app.submission.authority import enrol

    return signer(enrol(vault, proposal.enrolment, now, by=by, replace_other=replace))


def revoke(vault: Vault, fingerprint: str, now: datetime, *, why: str, compromised: bool) -> tuple[Signer, ...]:
    """Takes its standing from a signer; raises as ``authority.revoke``."""
    from desktop_app.submission import authority
    from desktop_app.submission.certificates import Reason

    reason = Reason.KEY_COMPROMISE if compromised else Reason.UNSPECIFIED
    return tuple(signer(each) for each in authority.revoke(vault, fingerprint, now, why=why, reason=reason))


def renew(vault: Vault, now: datetime, *, root: bool) -> Overview:
    """Renews a revocation list, the root's with the root at hand."""
    from desktop_app.submission.authority import renew_crl

    renew_crl(vault, now, root=root)
    return overview(vault.folder)


def replace_secret(vault: Vault, name: str, now: datetime, *, compromised: bool) -> Overview:
    """A new ``issuer``, ``signer``, ``operations`` or ``escrow``; the first two with the root at hand."""
    from desktop_app.submission.authority import Part, replace_key, replace_recipient
    from desktop_app.submission.certificates import Reason

    part = Part[name.upper()]
    if name in RECIPIENTS:
        replace_recipient(vault, part)
    else:
        replace_key(vault, part, now, reason=Reason.KEY_COMPROMISE if compromised else Reason.SUPERSEDED)
    return overview(vault.folder)


def _opened(vault: Vault, register: Register, data: bytes, now: datetime) -> VerifiedPackage:
    """The package, meant for the recipients of today or for earlier ones that the identity still opens."""
    from desktop_app.submission.authority import identities
    from desktop_app.submission.encryption import is_encrypted
    from desktop_app.submission.inspect import inspect, unlock

    if not is_encrypted(data):
        return inspect(data, now=now)
    own = identities(vault)
    for pair in register.recipients[:-1]:
        try:
            return unlock(data, own, pair, now=now)
        except PackageError as error:
            if error.code != "PKG-045":
                raise
    return unlock(data, own, register.recipients[-1], now=now)


def signer(each: Confirmed) -> Signer:
    facts = each.facts()
    return Signer(
        initiative_id=each.initiative_id,
        initiative=each.initiative_name,
        manager=each.manager,
        fingerprint=each.fingerprint,
        certificate_fingerprint=facts.fingerprint,
        serial=f"{facts.serial:x}",
        ends=facts.not_after,
        confirmed=each.confirmed,
        by=each.by,
        revoked=each.revoked,
        reason=each.reason.value if each.revoked else "",
        why=each.why,
    )
