"""The receiving entity: whom it confirms, what it revokes, and the keys with which it does so.

Its secrets and files are described in ``authority_files``, its state in ``authority_register``. Confirmations happen
daily and take the issuer's key; the root, which certifies the issuer and the signer of receipts and kits, is needed
only to make or replace those two, and to renew its own list once a year. The register says which key speaks for which
initiative: at most one that is not revoked. A second one for the same initiative is not taken until somebody decides
(``replace``), and a key that was revoked does not come back.

Every operation that changes something holds the folder's lock, decides on a new register, and writes that in one step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AuthorityError, Place, TrustError
from desktop_app.submission import authority_files as files
from desktop_app.submission.authority_files import Keepers, Part, Vault
from desktop_app.submission.authority_register import MOST_CERTIFICATES, MOST_SIGNERS, Confirmed, Register
from desktop_app.submission.certificate_facts import read_certificate
from desktop_app.submission.certificates import (
    Reason,
    Revoked,
    Subject,
    issue,
    make_issuer,
    make_root,
    make_signer,
    one_line,
    read_request,
    revocation_list,
)

if TYPE_CHECKING:
    from desktop_app.submission.certificates import Request
    from desktop_app.submission.keys import SigningKey

__all__ = ["Enrolment", "Keepers", "Part", "Vault", "create", "enrol", "identities", "load", "renew_crl",
           "replace_key", "replace_recipient", "revoke", "signing_key"]  # fmt: skip

MANAGER_DAYS: Final = 800
"""How long a manager's certificate is valid: two waves."""
RENEW_WITHIN: Final = timedelta(days=200)
"""A certificate that ends within this is issued anew when its holder asks."""
LIST_DAYS: Final = 120
"""How long the issuer's list is current. It is renewed with every confirmation and revocation."""
ROOT_LIST_DAYS: Final = 450
"""How long the root's list is current: the stick is fetched once a year."""

_ISSUER_NAME, _ROOT_NAME = "{name} (inscripciones)", "{name} (raíz)"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a verified package asks: a certificate for the key that signed it. Nothing in it is confirmed yet.

    ``request`` is the PKCS#10 and ``certificate`` that of the package's signer, both DER.
    """

    request: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    initiative_id: str
    initiative_name: str

    def checked(self) -> Request:
        """The request, once it is shown to be for the key that signed the package.

        Raises:
            TrustError: CRT-001 to CRT-003, CRT-011 it is another key's.
        """
        asked = read_request(self.request)
        if asked.key_fingerprint != read_certificate(self.certificate).key_fingerprint:
            raise TrustError("CRT-011")
        return asked


def create(folder: Path, name: str, keepers: Keepers, now: datetime) -> Register:
    """A new authority called ``name`` in ``folder``, which is made, or must be empty.

    All of it is made beside the folder and moved there in one step.

    Raises:
        AuthorityError: AUT-001 something is there already, AUT-005 or AUT-006 a passphrase.
        FileError: the folder cannot be written.
    """
    import shutil
    import tempfile

    from desktop_app.fileio import refusal

    folder = folder.absolute()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise AuthorityError("AUT-001", Place(file=str(folder)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    except OSError as error:
        raise refusal(error, folder) from error
    try:
        register = _fill(Vault(made, keepers), one_line(name) or "Telar", now)
        if folder.exists():
            folder.rmdir()  # Windows renames nothing onto a folder, not even an empty one
        made.rename(folder)
    except OSError as error:
        raise refusal(error, folder) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return register


def load(folder: Path) -> Register:
    """The state of the authority in ``folder``; it takes no secret. Raises AUT-002 and AUT-007."""
    return files.read_register(folder)


def enrol(vault: Vault, asked: Enrolment, now: datetime, *, by: str = "", replace_other: bool = False) -> Confirmed:
    """Confirms that the key behind ``asked`` speaks for its initiative, and issues its certificate.

    Somebody has compared the fingerprint with the manager before. Confirming twice changes nothing, unless the
    certificate ends within ``RENEW_WITHIN``, or a new issuer has come: then a new one is issued.

    Args:
        by: who confirms.
        replace_other: revokes another signer that is valid for the initiative.

    Raises:
        TrustError: as ``Enrolment.checked``; CRT-009 the issuer has expired, CRT-012 the names.
        AuthorityError: AUT-010 another signer is valid, AUT-011 the key was revoked, AUT-015 the register is full, and
            whatever opening the issuer's key raises.
    """
    request, facts = asked.checked(), read_certificate(asked.certificate)
    with files.held(vault.folder):
        register = _settled(vault)
        known = _same_key(register, request)
        if any(each.revoked for each in known):
            raise AuthorityError("AUT-011", manager=facts.common_name)
        before = next((each for each in known if each.initiative_id == asked.initiative_id), None)
        other = register.speaking_for(asked.initiative_id)
        if other is not None and other != before and not replace_other:
            raise AuthorityError("AUT-010", initiative=other.initiative_name, manager=other.manager)
        if before is not None and not _needs_renewal(register, before, now):
            return before
        if before is None and len(register.signers) >= MOST_SIGNERS:
            raise AuthorityError("AUT-015", most=MOST_SIGNERS)
        issuer = vault.key(Part.ISSUER, register.issuer)
        new = _confirmed(issuer, request, asked, before, now, by)
        signers = [each for each in register.signers if each != before]
        if other is not None and other != before:
            signers[signers.index(other)] = replace(
                other, revoked=_second(now), reason=Reason.SUPERSEDED, why=one_line(f"{facts.common_name}, {by}")
            )
        _commit(vault, _listed(replace(register, signers=(*signers, new)), issuer, now))
        return new


def revoke(
    vault: Vault, fingerprint: str, now: datetime, *, why: str, reason: Reason = Reason.UNSPECIFIED
) -> tuple[Confirmed, ...]:
    """Takes its standing from the signer whose own or issued certificate has this fingerprint, in all its initiatives.

    Raises:
        AuthorityError: AUT-012 there is no such signer, AUT-013 it is revoked already, and whatever opening the
            issuer's key raises.
    """
    with files.held(vault.folder):
        register = _settled(vault)
        known = register.known_by(fingerprint)
        if not known:
            raise AuthorityError("AUT-012")
        valid = [each for each in known if not each.revoked]
        if not valid:
            raise AuthorityError("AUT-013", manager=known[0].manager)
        issuer = vault.key(Part.ISSUER, register.issuer)
        gone = {each: replace(each, revoked=_second(now), reason=reason, why=why[:1_000]) for each in valid}
        signers = tuple(gone.get(each, each) for each in register.signers)
        _commit(vault, _listed(replace(register, signers=signers), issuer, now))
        return tuple(gone.values())


def renew_crl(vault: Vault, now: datetime, *, root: bool = False) -> Register:
    """A new list of the issuer, or of the root (which must be at hand), with the same entries and the next number."""
    with files.held(vault.folder):
        register = _settled(vault)
        if root:
            renewed = _root_listed(register, vault.key(Part.ROOT, register.root), now)
        else:
            renewed = _listed(register, vault.key(Part.ISSUER, register.issuer), now)
        _commit(vault, renewed)
        return renewed


def signing_key(vault: Vault) -> SigningKey:
    """The key that signs receipts and wave kits. Neither root nor issuer is needed."""
    return vault.key(Part.SIGNER, load(vault.folder).signer)


def identities(vault: Vault, *, escrow: bool = False) -> tuple[str, ...]:
    """What opens packages (``AGE-SECRET-KEY-1...``): the operations identity, or the escrow where that is lost."""
    operations, kept = load(vault.folder).recipients[0]
    if escrow:
        return (vault.identity(Part.ESCROW, kept),)
    return (vault.identity(Part.OPERATIONS, operations),)


def replace_key(vault: Vault, part: Part, now: datetime, *, reason: Reason = Reason.SUPERSEDED) -> Register:
    """A new issuer or signer by the root; the old one goes on the root's list.

    Certificates that the old issuer issued fall with it. The register knows every signer as before, and issues a new
    certificate to whoever enrols again with the same key.

    Raises:
        AuthorityError: AUT-003 the root is not at hand, and whatever opening it raises.
        ValueError: ``part`` is neither issuer nor signer.
    """
    if part not in {Part.ISSUER, Part.SIGNER}:
        raise ValueError("only the issuer and the signer are certified")
    with files.held(vault.folder):
        register = _settled(vault)
        root = vault.key(Part.ROOT, register.root)
        if part is Part.ISSUER:
            new, old = make_issuer(root, _ISSUER_NAME.format(name=register.name), now), register.issuer
            changed = _listed(replace(register, issuer=new.certificate), new, now, number=1)
        else:
            new, old = make_signer(root, register.name, now), register.signer
            changed = replace(register, signer=new.certificate)
        retired = Revoked(read_certificate(old).serial, _second(now), reason)
        changed = _root_listed(replace(changed, retired=(*changed.retired, retired)), root, now)
        files.prepare_secret(vault.folder, part, vault.seal(part, new.pkcs8), new.certificate)
        _commit(vault, changed)
        return changed


def replace_recipient(vault: Vault, part: Part) -> Register:
    """A new operations identity or escrow; packages for the pair before may still arrive. It takes no other secret.

    Raises:
        AuthorityError: AUT-005 or AUT-006 the new passphrase.
        ValueError: ``part`` is neither operations nor escrow.
    """
    if part not in {Part.OPERATIONS, Part.ESCROW}:
        raise ValueError("only operations and escrow are recipients")
    with files.held(vault.folder):
        register = _settled(vault)
        identity, recipient = _new_identity()
        operations, escrow = register.recipients[0]
        pair = (recipient, escrow) if part is Part.OPERATIONS else (operations, recipient)
        changed = replace(register, recipients=(pair, *register.recipients))
        files.prepare_secret(vault.folder, part, vault.seal(part, identity), recipient.encode("ascii"))
        _commit(vault, changed)
        return changed


def _fill(vault: Vault, name: str, now: datetime) -> Register:
    """Everything of a new authority, the register last."""
    root = make_root(_ROOT_NAME.format(name=name), now)
    issuer = make_issuer(root, _ISSUER_NAME.format(name=name), now)
    signer = make_signer(root, name, now)
    operations, escrow = _new_identity(), _new_identity()
    secrets = {
        Part.ROOT: root.pkcs8,
        Part.ISSUER: issuer.pkcs8,
        Part.SIGNER: signer.pkcs8,
        Part.OPERATIONS: operations[0],
        Part.ESCROW: escrow[0],
    }
    for part, secret in secrets.items():
        files.write_secret(vault.folder, part, vault.seal(part, secret))
    register = Register(
        name=name,
        root=root.certificate,
        issuer=issuer.certificate,
        signer=signer.certificate,
        recipients=((operations[1], escrow[1]),),
        crl=_list(issuer, (), now, LIST_DAYS, 1),
        root_crl=_list(root, (), now, ROOT_LIST_DAYS, 1),
    )
    _commit(vault, register)
    return register


def _settled(vault: Vault) -> Register:
    """The register, after whatever an operation that was cut short left to do."""
    register = files.read_register(vault.folder)
    files.settle(vault.folder, register)
    return register


def _commit(vault: Vault, register: Register) -> None:
    files.write_register(vault.folder, register)
    files.settle(vault.folder, register)


def _same_key(register: Register, request: Request) -> list[Confirmed]:
    """The confirmations of the very key, whatever certificate it comes with."""
    return [each for each in register.signers if each.facts().key_fingerprint == request.key_fingerprint]


def _needs_renewal(register: Register, known: Confirmed, now: datetime) -> bool:
    issuer = read_certificate(register.issuer)
    return known.facts().issuer_key != issuer.key_identifier or known.facts().not_after - now < RENEW_WITHIN


def _confirmed(
    issuer: SigningKey, request: Request, asked: Enrolment, before: Confirmed | None, now: datetime, by: str
) -> Confirmed:
    manager = read_certificate(asked.certificate).common_name or request.subject
    subject = Subject(asked.initiative_id, asked.initiative_name, manager)
    certificate = issue(issuer, request, subject, now, MANAGER_DAYS)
    if before is not None:
        return replace(before, certificates=(*before.certificates, certificate)[-MOST_CERTIFICATES:])
    return Confirmed(
        fingerprint=read_certificate(asked.certificate).fingerprint,
        initiative_id=asked.initiative_id,
        initiative_name=asked.initiative_name,
        manager=manager,
        certificates=(certificate,),
        confirmed=_second(now),
        by=one_line(by),
    )


def _listed(register: Register, issuer: SigningKey, now: datetime, *, number: int = 0) -> Register:
    """The register with a new list of the issuer: the revoked certificates that it issued and that have not ended."""
    own = read_certificate(issuer.certificate).key_identifier
    entries = [
        Revoked(facts.serial, each.revoked, each.reason)
        for each in register.signers
        if each.revoked
        for facts in map(read_certificate, each.certificates)
        if facts.issuer_key == own and facts.not_after > now
    ]
    number = number or (register.lists()[0].number or 0) + 1
    return replace(register, crl=_list(issuer, entries, now, LIST_DAYS, number))


def _root_listed(register: Register, root: SigningKey, now: datetime) -> Register:
    number = (register.lists()[1].number or 0) + 1
    return replace(register, root_crl=_list(root, register.retired, now, ROOT_LIST_DAYS, number))


def _list(issuer: SigningKey, entries: Sequence[Revoked], now: datetime, days: int, number: int) -> bytes:
    return revocation_list(issuer, entries, now, now + timedelta(days=days), number)


def _new_identity() -> tuple[bytes, str]:
    """An age identity as its file has it, and its recipient."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return f"{identity}\n".encode("ascii"), str(identity.to_public())


def _second(now: datetime) -> datetime:
    return now.replace(microsecond=0)
