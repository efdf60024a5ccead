"""What comes back: a receipt, a wave kit, a package to check, told apart by what is in the file and not by its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import PackageError, Place, StoreError, UsageError
from desktop_app.fileio import read_limited, sha256_hex
from desktop_app.store import Receipt, Response, ResponseState
from desktop_app.workflows import trust
from desktop_app.workflows.workspace import Workspace

if TYPE_CHECKING:
    from desktop_app.submission.receipts import VerifiedReceipt
    from desktop_app.submission.short_receipt import ShortReceipt

MOST_BYTES: Final = 30_000_000
_STATES: Final = {
    "received": ResponseState.RECEIVED,
    "accepted": ResponseState.ACCEPTED,
    "returned": ResponseState.RETURNED,
}


class Kind(Enum):
    """What a signed file is."""

    RECEIPT = "receipt"
    KIT = "kit"
    PACKAGE = "package"
    ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """A receipt that was brought in.

    ``status`` is ``received``, ``accepted`` or ``returned``; ``state`` is the response's after it. ``confirmed``: it
    brought a certificate for this computer's key. ``known``: it was here already, and nothing changed.
    """

    response_id: str
    revision: int
    entity: str
    status: str
    state: str
    arrived: datetime
    observations: tuple[tuple[str, str], ...]
    confirmed: bool
    known: bool


@dataclass(frozen=True, slots=True)
class PastedReceipt:
    """A short receipt: what became of a package of this computer. It says so and changes nothing."""

    response_id: str
    file_name: str
    status: str
    arrived: datetime
    entity: str


def kind_of(data: bytes) -> Kind:
    """What ``data`` is by what it holds; whether it is sound is for its reader.

    Raises:
        PackageError: PKG-001 to PKG-016, it is no container of ours; PKG-017 it is none of the four.
    """
    from desktop_app.submission import container, is_encrypted, kits, receipts, waves
    from desktop_app.submission.names import RESPONSE

    if is_encrypted(data):
        return Kind.ENCRYPTED
    files = container.read(data, kits.LIMITS)
    kinds = {receipts.RECEIPT: Kind.RECEIPT, waves.WAVE: Kind.KIT, RESPONSE: Kind.PACKAGE}
    found = [kind for name, kind in kinds.items() if name in files]
    if len(found) != 1:
        raise PackageError("PKG-017", Place(entry=RESPONSE))
    return found[0]


def look_into(path: Path) -> tuple[Kind, bytes]:
    """What the file at ``path`` is, and its bytes; raises as ``kind_of`` does, and FileError."""
    data = read_limited(path, MOST_BYTES)
    try:
        return kind_of(data), data
    except PackageError as error:
        raise error.at(file=str(path)) from error.__cause__


def take_receipt(workspace: Workspace, data: bytes, now: datetime) -> ReceiptTaken:
    """Brings a receipt in: the response's state, the observations, the certificate, the revocation lists, or nothing.

    The same receipt again changes nothing. One that was issued before another of the same response is kept, and does
    not set the state back.

    Raises:
        PackageError, ReceiptError: it is none, is not sound, or is of nobody who is trusted here.
        UsageError: ``USE-024`` it is for a response that is not here, ``USE-025`` for a package that did not leave
            here.
        StoreError: ``STORE-040`` another receipt has its number.
    """
    from desktop_app.submission import receipts

    found = receipts.read(data, trust.anchors(workspace), now, crls=trust.lists(workspace))
    receipt = found.receipt
    response = _response(workspace, receipt.response_id.removeprefix("uuid:"))
    _check_package(workspace, found, response)
    record = Receipt(
        sha256=sha256_hex(data),
        response_id=response.id,
        package_sha256=receipt.package_sha256,
        receipt_id=receipt.receipt_id,
        status=receipt.status.value,
        arrived=receipt.arrived,
        issued=receipt.issued,
        imported=now,
        content=data,
    )
    remarks = tuple((each.ref, each.text) for each in receipt.observations)
    with workspace.store.together():
        trust.put_lists(workspace, found.signer.root, found.crls)
        trust.put_signer(workspace, found.signer.certificate)
        confirmed = found.certificate is not None and trust.put_certificate(
            workspace, found.certificate, found.chain, now
        )
        new = workspace.store.receipts.add(record, remarks, _STATES[receipt.status.value])
    return ReceiptTaken(
        response_id=response.id,
        revision=receipt.revision,
        entity=found.signer.name,
        status=receipt.status.value,
        state=workspace.store.responses.get(response.id).state.value,
        arrived=receipt.arrived,
        observations=remarks,
        confirmed=confirmed,
        known=not new,
    )


def read_pasted(workspace: Workspace, text: str, now: datetime) -> PastedReceipt:
    """What a short receipt says, pasted from a message.

    Raises:
        PaperError: QR-002 to QR-007, QR-014 to QR-016: not one, not whole, or of nobody who is trusted.
        UsageError: ``USE-025`` for a package that did not leave here.
    """
    from desktop_app.submission import short_receipt
    from desktop_app.submission.trust import read_certificate

    found = short_receipt.read(text, _SignersByKid(workspace, now))
    package = workspace.store.packages.by_prefix(found.package)
    if package is None:
        raise UsageError("USE-025")
    return PastedReceipt(
        response_id=package.response_id,
        file_name=package.file_name,
        status=_status(found),
        arrived=found.arrived,
        entity=read_certificate(found.signer).common_name,
    )


def _status(found: ShortReceipt) -> str:
    return found.status.name.lower()


class _SignersByKid:
    """Finds the certificate of a trusted entity's signer: among those that came with receipts and kits."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self._workspace = workspace
        self._now = now

    def __call__(self, kid: bytes) -> bytes | None:
        from desktop_app.submission.cose import kid_of
        from desktop_app.submission.trust import Standing, judge_authority

        anchors, lists = trust.anchors(self._workspace), trust.lists(self._workspace)
        for certificate in trust.entity_signers(self._workspace):
            if kid_of(certificate) == kid:
                standing = judge_authority(certificate, (), anchors, lists, self._now)
                return certificate if standing in (Standing.VALID, Standing.NOT_REVOCABLE) else None
        return None


def _response(workspace: Workspace, response_id: str) -> Response:
    try:
        return workspace.store.responses.get(response_id)
    except StoreError as error:
        if error.code != "STORE-009":
            raise
        raise UsageError("USE-024") from None


def _check_package(workspace: Workspace, found: VerifiedReceipt, response: Response) -> None:
    """The receipt is for a package of the response that left this computer.

    Where an older backup was brought back, the packages that left since are not recorded here: then the entity's word
    stands alone.
    """
    receipt = found.receipt
    left = workspace.store.packages.list(response.id)
    digests = {receipt.package_sha256, receipt.container_sha256}
    if left and not any(digests & {each.sha256, each.signed_sha256} for each in left):
        raise UsageError("USE-025")
