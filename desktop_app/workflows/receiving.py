"""The receiving entity answers packages: each one judged, and a receipt for it, of which the books keep account."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Explanation, PackageError, Place, ReceptionError, explained
from desktop_app.fileio import read_limited, sha256_hex, write_atomic
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.verify import PACKAGE_LIMIT

if TYPE_CHECKING:
    from desktop_app.reception.answered import GivenReceipt
    from desktop_app.reception.books import Connection
    from desktop_app.reception.intake import Recorder
    from desktop_app.reception.verdict import Arrival, Verdict
    from desktop_app.submission.authority import Vault
    from desktop_app.submission.authority_register import Confirmed, Register
    from desktop_app.submission.keys import SigningKey
    from desktop_app.submission.receipts import Receipt

RECEIPTS: Final = "receipts"
STATUSES: Final = ("received", "accepted", "returned")

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


@dataclass(frozen=True, slots=True)
class _Answer:
    """A package, what was decided, and its last receipt; ``new``: it was given just now."""

    arrival: Arrival
    found: Verdict
    arrived: datetime
    receipt: GivenReceipt
    data: bytes
    new: bool


def receive(
    vault: Vault,
    path: Path,
    status: str,
    now: datetime,
    *,
    observations: Observations = (),
    out: Path | None = None,
    language: str = "es",
    address: str | None = None,
) -> Handled:
    """``answer`` for the file at ``path``, with the books at ``address``, or beside the keys. Raises as that does, and
    as ``entity.opened``; FileError: the file cannot be read."""
    with opened(vault, address) as entity:
        content = read_limited(path, PACKAGE_LIMIT)
        done = _answered(entity, path.name, content, status, now, observations)
    place = out or vault.folder / RECEIPTS / f"{done.receipt.sha256}.asice"
    write_atomic(place, done.data)
    return _handled(path, done, place, language)


def answer(
    entity: Entity, name: str, content: bytes, status: str, now: datetime, observations: Observations = ()
) -> tuple[bytes, str]:
    """Judges the package in ``content``, which came under ``name``, and gives a receipt for it.

    The same package gets the same receipt again. Another status, other observations or a certificate that was issued
    meanwhile make a new one, which names the one that it takes the place of; ``received`` says nothing new of what was
    accepted or returned. Nothing is recorded of a package that gets no receipt.

    Returns:
        The receipt, and the same as a line of text.

    Raises:
        ReceptionError: RCV-001 to 008 and 017 why it is not given a receipt of this ``status``, RCV-009 and 015 for the
            observations, RCV-011 and 012 for the entity's own state, RCV-021 for the books.
        AuthorityError: the folder, or the passphrase of the operations identity or the signer.
        PackageError, EncryptionError: the package does not hold, or is not encrypted to the entity.
        ReceiptError: RCP-002 an observation that cannot be carried.
    """
    done = _answered(entity, name, content, status, now, observations)
    return done.data, done.receipt.short


def _answered(
    entity: Entity, name: str, content: bytes, status: str, now: datetime, observations: Observations
) -> _Answer:
    from desktop_app.reception import intake
    from desktop_app.submission import is_encrypted

    identities = entity.identities() if is_encrypted(content) else ()
    arrival = intake.open_package(content, identities, now)
    _check_observations(arrival, status, observations)
    with entity.books.write() as connection:
        return _decide(entity, connection, name, content, arrival, _Asked(status, observations), now)


@dataclass(frozen=True, slots=True)
class _Asked:
    status: str
    observations: Observations


def _decide(
    entity: Entity,
    connection: Connection,
    name: str,
    content: bytes,
    arrival: Arrival,
    asked: _Asked,
    now: datetime,
) -> _Answer:
    """Judges and writes down; raising anything takes all of it back."""
    from desktop_app.reception import answered, intake, records
    from desktop_app.submission.authority import load, signing_key

    recorder, register = entity.recorder(connection), load(entity.vault.folder)
    found = _judged(connection, recorder, arrival, now)
    examined = intake.Examined(name, content, arrival.file_sha256, arrival)
    recorder.record(connection, (examined,), now)
    intake.rejudge(connection, recorder, entity.identities() if arrival.package.encrypted else (), now,
                   arrival.container_sha256)  # fmt: skip
    arrived = records.before(connection, [arrival.container_sha256], [])[arrival.container_sha256].arrived
    before = answered.given(connection, arrival.container_sha256)
    wanted = _Wanted(asked.status, asked.observations, *_issued(found.signer, register))
    if before and wanted.is_told_by(before[-1]):
        data = records.kept(connection, before[-1].sha256)
        if data is None:
            raise ReceptionError("RCV-011", Place(file=f"{before[-1].sha256}.asice"))
        return _Answer(arrival, found, arrived, before[-1], data, new=False)
    found.refuse(judged=asked.status != "received")
    check_lists(register, now)
    key = signing_key(entity.vault)
    receipt = _receipt(arrival, arrived, before[-1].receipt_id if before else None, wanted, now)
    data = _signed(receipt, wanted, register, key, now)
    given = _given(receipt, data, wanted, key, answered.next_serial(connection, now))
    answered.add(connection, arrival.container_sha256, given, data)
    return _Answer(arrival, found, arrived, given, data, new=True)


def _judged(connection: Connection, recorder: Recorder, arrival: Arrival, now: datetime) -> Verdict:
    from desktop_app.reception import records

    info = arrival.package.info
    line = recorder.member(arrival), info.form_id, info.wave
    before = records.before(connection, [arrival.container_sha256], [line])
    return recorder.judge(arrival, tuple(before.values()), now)


def check_lists(register: Register, now: datetime) -> None:
    """``RCV-012`` once one of the entity's lists has ended: what it signs then is refused everywhere."""
    for each in register.lists():
        if each.next_update is None or each.next_update < now:
            raise ReceptionError("RCV-012", until=each.next_update and each.next_update.date())


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


def _issued(signer: Confirmed | None, register: Register) -> tuple[bytes | None, tuple[bytes, ...]]:
    """The certificate that the signer was issued, and its chain; none that a former issuer gave and fell with it."""
    from desktop_app.submission.trust import read_certificate

    if signer is None or signer.revoked:
        return None, ()
    if signer.facts().issuer_key != read_certificate(register.issuer).key_identifier:
        return None, ()
    return signer.certificate, (register.issuer,)


def _receipt(arrival: Arrival, arrived: datetime, supersedes: str | None, wanted: _Wanted, now: datetime) -> Receipt:
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
        arrived=arrived,
        status=Status(wanted.status),
        observations=tuple(Observation(ref, text) for ref, text in wanted.observations),
        supersedes=supersedes,
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
    """What the books keep of the receipt ``data``."""
    from desktop_app.reception.answered import GivenReceipt
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


def _handled(path: Path, done: _Answer, place: Path, language: str) -> Handled:
    info, signer, given = done.arrival.package.info, done.arrival.package.signer, done.receipt
    found = done.found
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
        arrived=done.arrived,
        status=given.status,
        receipt_id=given.receipt_id,
        again=not done.new,
        certified=bool(given.certificate),
        receipt=place,
        size=len(done.data),
        sha256=given.sha256,
        short=given.short,
    )
