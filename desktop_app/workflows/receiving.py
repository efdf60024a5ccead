"""The receiving entity answers packages: each one judged, and a receipt for it, of which the ledger keeps account."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Explanation, PackageError, Place, ReceptionError, explained
from desktop_app.fileio import read_limited, sha256_hex, write_atomic
from desktop_app.reception import ledger as ledgers
from desktop_app.reception import verdict as verdicts
from desktop_app.reception.ledger import Entry, GivenReceipt, Ledger
from desktop_app.reception.verdict import Arrival, Outcome, Received, Verdict
from desktop_app.submission import RECIPIENT
from desktop_app.workflows.verify import PACKAGE_LIMIT

if TYPE_CHECKING:
    from desktop_app.submission.authority import Vault
    from desktop_app.submission.authority_register import Confirmed, Register
    from desktop_app.submission.keys import SigningKey
    from desktop_app.submission.receipts import Receipt

RECEIPTS: Final = "receipts"
KITS: Final = "kits"
STATUSES: Final = ("received", "accepted", "returned")
_KEPT_LIMIT: Final = 32 * 1024 * 1024

Observations = Sequence[tuple[str, str]]
"""Pairs of a question's reference and what is asked about it."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A package that was answered.

    ``outcome`` is ``filed``, ``duplicate``, ``replay`` or ``quarantined``; ``reason`` why it is not filed, ``flags``
    what is odd without being wrong. ``status`` is the receipt's; ``again``: it was given before; ``certified``: it
    brings the certificate issued to the signer. ``receipt`` is its file, ``short`` the same as a line of text.
    """

    file: str
    outcome: str
    reason: Explanation | None
    flags: tuple[Explanation, ...]
    initiative_id: str
    initiative: str
    form_id: str
    wave: str
    response_id: str
    revision: int
    sequence: int
    manager: str
    fingerprint: str
    arrived: datetime
    status: str
    receipt_id: str
    again: bool
    certified: bool
    receipt: Path
    size: int
    sha256: str
    short: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a receipt is to say and to bring; ``certificate`` and its ``chain`` are DER."""

    status: str
    observations: Observations
    certificate: bytes | None
    chain: tuple[bytes, ...]

    @property
    def said(self) -> str:
        return sha256_hex(json.dumps([list(each) for each in self.observations]).encode())

    @property
    def brought(self) -> str:
        return sha256_hex(self.certificate) if self.certificate else ""

    def is_told_by(self, last: GivenReceipt) -> bool:
        """Whether ``last`` says it already, or says more: what was accepted or returned has been received, and one that
        brought a certificate needs no successor that brings none."""
        if self.status == "received" and last.status != self.status:
            return True
        return (last.status, last.said) == (self.status, self.said) and self.brought in {"", last.certificate}


def receive(
    vault: Vault,
    path: Path,
    status: str,
    now: datetime,
    *,
    observations: Observations = (),
    out: Path | None = None,
    language: str = "es",
) -> Handled:
    """Judges the package at ``path`` and gives a receipt for it, into ``out`` too if that is named.

    The same package gets the same receipt again. Another status, other observations or a certificate that was issued
    meanwhile make a new one, which names the one that it takes the place of; ``received`` says nothing new of what was
    accepted or returned. Nothing is recorded of a package that gets no receipt.

    Raises:
        ReceptionError: RCV-001 to 008 why it is not given a receipt of this ``status``, RCV-009 and 015 for the
            observations, RCV-010 to 012 for the entity's own state.
        AuthorityError: the folder, or the passphrase of the operations identity or the signer.
        PackageError, EncryptionError, FileError: the package does not hold, or is not encrypted to the entity.
        ReceiptError: RCP-002 an observation that cannot be carried.
    """
    from desktop_app.submission.authority_files import held

    arrival = _opened(vault, path, now)
    _check_observations(arrival, status, observations)
    with held(vault.folder):
        found, entry, new = _answer(vault, arrival, status, observations, now)
    data = read_kept(vault.folder / RECEIPTS, entry.receipts[-1].sha256)
    if out is not None:
        write_atomic(out, data)
    place = out or vault.folder / RECEIPTS / kept_name(entry.receipts[-1].sha256)
    return _handled(path, arrival, found, entry, place, len(data), language, again=not new)


def _answer(
    vault: Vault, arrival: Arrival, status: str, observations: Observations, now: datetime
) -> tuple[Verdict, Entry, bool]:
    """The verdict, what the ledger now has of the package, and whether its last receipt is a new one."""
    from desktop_app.submission.authority import load, signing_key

    register, ledger = load(vault.folder), read_ledger(vault.folder)
    listed = _listed(vault.folder, ledger, arrival.package.info.wave)
    found = verdicts.judge(arrival, register, ledger.received(), now, recipient=RECIPIENT, listed=listed)
    entry = _entry(ledger, arrival, found, now)
    wanted = _Wanted(status, observations, *_issued(found.signer, register))
    if entry.receipts and wanted.is_told_by(entry.receipts[-1]):
        return found, entry, False
    found.refuse(judged=status != "received")
    check_lists(register, now)
    key = signing_key(vault)
    receipt = _receipt(arrival, entry, wanted, now)
    data = _signed(receipt, wanted, register, key, now)
    given = _given(receipt, data, wanted, key, ledger.next_serial(now))
    write_atomic(vault.folder / RECEIPTS / kept_name(given.sha256), data)
    entry = replace(entry, receipts=(*entry.receipts, given))
    write_ledger(vault.folder, ledger.with_entry(entry))
    return found, entry, True


def read_ledger(folder: Path) -> Ledger:
    """The ledger of the entity in ``folder``, empty before the first package; ``RCV-010``."""
    path = folder / ledgers.FILE
    if not path.is_file():
        return Ledger()
    try:
        return ledgers.read(read_limited(path, ledgers.LIMIT))
    except ReceptionError as error:
        raise error.at(file=str(path)) from None


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """The step that makes a receipt or a kit count."""
    write_atomic(folder / ledgers.FILE, ledgers.write(ledger))


def kept_name(sha256: str) -> str:
    """What a receipt or a kit is called where the entity keeps it."""
    return f"{sha256}.asice"


def read_kept(folder: Path, sha256: str) -> bytes:
    """The receipt or kit with this digest; ``FILE-001`` if it is gone, ``RCV-011`` if it is another."""
    path = folder / kept_name(sha256)
    data = read_limited(path, _KEPT_LIMIT)
    if sha256_hex(data) != sha256:
        raise ReceptionError("RCV-011", Place(file=str(path)))
    return data


def check_lists(register: Register, now: datetime) -> None:
    """``RCV-012`` once one of the entity's lists has ended: what it signs then is refused everywhere."""
    for each in register.lists():
        if each.next_update is None or each.next_update < now:
            raise ReceptionError("RCV-012", until=each.next_update and each.next_update.date())


def _opened(vault: Vault, path: Path, now: datetime) -> Arrival:
    """The package, whomever it is for: the verdict says so."""
    from desktop_app.submission import decrypt, inspect, is_encrypted
    from desktop_app.submission.authority import identities, load

    load(vault.folder)  # a folder that is none is told before a passphrase is asked for
    data = read_limited(path, PACKAGE_LIMIT)
    encrypted = is_encrypted(data)
    container = decrypt(data, identities(vault)) if encrypted else data
    try:
        package = inspect(container, now=now)
    except PackageError as error:
        if error.code != "PKG-027":
            raise
        package = inspect(container, now=now, recipient=str(error.params["recipient"]))
    return Arrival(replace(package, encrypted=encrypted), sha256_hex(data), sha256_hex(container))


def _check_observations(arrival: Arrival, status: str, observations: Observations) -> None:
    from desktop_app.submission import Annotations, Comment
    from desktop_app.submission.annotations import check_against
    from desktop_app.submission.names import RESPONSE
    from desktop_app.submission.receipts import is_ref
    from desktop_app.submission.safexml import parse

    if bool(observations) != (status == "returned"):
        raise ReceptionError("RCV-015")
    response = parse(arrival.package.response_xml, RESPONSE, len(arrival.package.response_xml))
    for ref, text in observations:
        try:
            if not is_ref(ref):
                raise PackageError("PKG-042")
            check_against(Annotations(comments=(Comment(ref, text),)), response, ())
        except PackageError:
            raise ReceptionError("RCV-009", Place(ref=ref)) from None


def _listed(folder: Path, ledger: Ledger, wave: str) -> Mapping[str, str] | None:
    """The initiatives of the wave's latest kit, name by id; ``None`` where the entity made none."""
    from desktop_app.submission import container, kits

    sent = ledger.kit(wave)
    if sent is None:
        return None
    files = container.read(read_kept(folder / KITS, sent.sha256), kits.LIMITS)
    return {each.id: each.name for each in kits.read_initiatives(files[kits.INITIATIVES])}


def _entry(ledger: Ledger, arrival: Arrival, found: Verdict, now: datetime) -> Entry:
    """What is known of the package from now on; it arrived when it first did."""
    info, known = arrival.package.info, ledger.entry(arrival.container_sha256)
    if known is not None:
        return replace(known, received=replace(known.received, filed=known.received.filed or _counts(found)))
    return Entry(
        Received(
            file_sha256=arrival.file_sha256,
            container_sha256=arrival.container_sha256,
            response_id=info.response_id,
            revision=info.revision,
            sequence=info.sequence,
            signer=arrival.package.signer.fingerprint,
            initiative_id=info.initiative_id,
            form_id=info.form_id,
            wave=info.wave,
            arrived=now.replace(microsecond=0),
            filed=_counts(found),
        )
    )


def _counts(found: Verdict) -> bool:
    return found.outcome is not Outcome.QUARANTINED


def _issued(signer: Confirmed | None, register: Register) -> tuple[bytes | None, tuple[bytes, ...]]:
    """The certificate that the signer was issued, and its chain; none that a former issuer gave and fell with it."""
    from desktop_app.submission.trust import read_certificate

    if signer is None or signer.revoked:
        return None, ()
    if signer.facts().issuer_key != read_certificate(register.issuer).key_identifier:
        return None, ()
    return signer.certificate, (register.issuer,)


def _receipt(arrival: Arrival, entry: Entry, wanted: _Wanted, now: datetime) -> Receipt:
    from desktop_app.submission.receipts import Observation, Receipt, Status
    from desktop_app.submission.trust import read_certificate

    info, signer = arrival.package.info, arrival.package.signer
    return Receipt(
        receipt_id=str(uuid.uuid4()),
        issued=now,
        recipient=info.recipient,
        response_id=info.response_id,
        revision=info.revision,
        sequence=info.sequence,
        package_sha256=arrival.file_sha256,
        container_sha256=arrival.container_sha256,
        manifest_sha256=arrival.package.manifest_sha256,
        signer_sha256=signer.fingerprint,
        signer_key_sha256=read_certificate(signer.certificate).key_fingerprint,
        arrived=entry.received.arrived,
        status=Status(wanted.status),
        observations=tuple(Observation(ref, text) for ref, text in wanted.observations),
        supersedes=entry.receipts[-1].receipt_id if entry.receipts else None,
    )


def _signed(receipt: Receipt, wanted: _Wanted, register: Register, key: SigningKey, now: datetime) -> bytes:
    """The receipt, read back as the manager's program will."""
    from desktop_app.submission import receipts
    from desktop_app.submission.trust import pin

    lists = (register.crl, register.root_crl)
    data = receipts.write(receipt, key, now, certificate=wanted.certificate, chain=wanted.chain, crls=lists)
    receipts.read(data, (pin(register.root),), now)
    return data


def _given(receipt: Receipt, data: bytes, wanted: _Wanted, key: SigningKey, serial: int) -> GivenReceipt:
    """What the ledger keeps of the receipt ``data``."""
    from desktop_app.submission import short_receipt
    from desktop_app.submission.short_receipt import DIGEST_BYTES, ShortReceipt, Status

    said = ShortReceipt(
        receipt.package_sha256[: 2 * DIGEST_BYTES], Status[wanted.status.upper()], receipt.arrived, serial
    )
    return GivenReceipt(
        receipt_id=receipt.receipt_id,
        status=wanted.status,
        issued=receipt.issued,
        sha256=sha256_hex(data),
        said=wanted.said,
        certificate=wanted.brought,
        short=short_receipt.write(said, key),
        serial=serial,
    )


def _handled(
    path: Path, arrival: Arrival, found: Verdict, entry: Entry, place: Path, size: int, language: str, *, again: bool
) -> Handled:
    info, signer, given = arrival.package.info, arrival.package.signer, entry.receipts[-1]
    return Handled(
        file=str(path),
        outcome=found.outcome.value,
        reason=explained(found.code, None, language, found.params) if found.code else None,
        flags=tuple(explained(code, None, language, params) for code, params in found.flags),
        initiative_id=info.initiative_id,
        initiative=info.initiative_name,
        form_id=info.form_id,
        wave=info.wave,
        response_id=info.response_id,
        revision=info.revision,
        sequence=info.sequence,
        manager=found.signer.manager if found.signer else signer.common_name,
        fingerprint=signer.fingerprint,
        arrived=entry.received.arrived,
        status=given.status,
        receipt_id=given.receipt_id,
        again=again,
        certified=bool(given.certificate),
        receipt=place,
        size=size,
        sha256=given.sha256,
        short=given.short,
    )
