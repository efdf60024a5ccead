"""Receipts: what the receiving entity answers to a package, in a container that it signs.

A receipt is a signed container (``asic``) with the commitment "proof of receipt" and these files: ``receipt.xml``
(namespace ``urn:telar:receipt:1``); once the entity has confirmed the signer, ``certificate.der`` with the certificate
it issued and ``chain-1.der`` to ``chain-3.der`` with those of its issuers, without the root; and the entity's
revocation lists in ``crl.der`` and ``crl-2.der`` to ``crl-4.der``. Reading follows these rules, in order; the first
that is broken refuses:

1. the container is sound (``asic.unseal``: PKG codes) and a receipt by its files and its commitment (RCP-001);
2. the signer speaks for an entity whose root is pinned (RCP-004), and its certificate is neither revoked (005) nor
   expired (006) nor of the future (007), which a current list, known before or enclosed, confirms (008);
3. ``receipt.xml`` is XML without surprises (PKG-009, 022, 023), says all it should (RCP-002) and does not contradict
   itself (RCP-003);
4. what is enclosed are certificates and lists (RCP-009), for the key that signed the package (RCP-010).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final

from desktop_app.errors import PackageError, Place, ReceiptError
from desktop_app.submission import asic, documents, trust
from desktop_app.submission.container import Limits
from desktop_app.submission.documents import Document, Part, SignedBy
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.signing import Commitment
from desktop_app.submission.trust import Anchor, Standing

NAMESPACE: Final = "urn:telar:receipt:1"
RECEIPT: Final = "receipt.xml"
CERTIFICATE: Final = "certificate.der"
MOST_ISSUERS: Final = 3
MOST_OBSERVATIONS: Final = 200
LONGEST_OBSERVATION: Final = 2_000
"""Characters."""
LIMITS: Final = Limits(
    package=2 * 1024 * 1024, entries=16, entry=1024 * 1024, total=3 * 1024 * 1024, document=1024 * 1024
)

_CHAIN = tuple(f"chain-{number}.der" for number in range(1, MOST_ISSUERS + 1))
_OPTIONAL = (CERTIFICATE, *_CHAIN, *documents.LISTS)
_ELSEWHERE = {"PKG-002", "PKG-016", "PKG-038"}  # no container at all, or one that was signed for another purpose
_LONGEST_REF = 500
_REF = re.compile(r"(?:/[\w.:-]+(?:\[[1-9][0-9]{0,5}\])?)+")
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_RECEIPT_ID = re.compile(_UUID.replace("a-fA-F", "a-f"))
_RESPONSE_ID = re.compile(f"uuid:{_UUID}")
_SEQUENCE = re.compile(r"0|[1-9][0-9]{0,5}")
_PATTERNS: Final = {
    "receipt_id": _RECEIPT_ID,
    "supersedes": _RECEIPT_ID,
    "response_id": _RESPONSE_ID,
    "revision": documents.NUMBER,
    "sequence": _SEQUENCE,
    "package_sha256": documents.SHA256,
    "container_sha256": documents.SHA256,
    "manifest_sha256": documents.SHA256,
    "signer_sha256": documents.SHA256,
    "signer_key_sha256": documents.SHA256,
    "status": re.compile("received|accepted|returned"),
}
_PARTS: Final = (
    Part("issued", {}, "issued"),
    Part("recipient", {}, "recipient"),
    Part("response", {"id": "response_id", "revision": "revision", "sequence": "sequence"}),
    Part("package", {"sha256": "package_sha256", "container": "container_sha256", "manifest": "manifest_sha256"}),
    Part("signer", {"sha256": "signer_sha256", "key": "signer_key_sha256"}),
    Part("arrived", {}, "arrived"),
    Part("status", {}, "status"),
)
_OBSERVATION: Final = Part("observation", {"ref": "ref"}, "text")


class Status(Enum):
    """What became of a package: it arrived, it is in order, or it goes back with observations."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Observation:
    """What the entity asks about the answer at ``ref``, a path of the response with a position for each record.

    ``text`` has 1 to 2,000 characters and may have several lines.
    """

    ref: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; digests are SHA-256 in hex, moments are kept in UTC and whole seconds.

    ``receipt_id`` is a UUID in lower case and ``supersedes`` that of the receipt which this one takes the place of.
    ``recipient`` is who received; ``response_id`` (``uuid:...``), ``revision`` and ``sequence`` are the package's own.
    ``package_sha256`` is of the file as it arrived, ``container_sha256`` of the signed container in it (the same where
    it was not encrypted), ``manifest_sha256`` of the container's manifest. ``signer_sha256`` is of the certificate that
    signed the package, ``signer_key_sha256`` of its SubjectPublicKeyInfo (``trust.Facts.key_fingerprint``).
    """

    receipt_id: str
    issued: datetime
    recipient: str
    response_id: str
    revision: int
    sequence: int
    package_sha256: str
    container_sha256: str
    manifest_sha256: str
    signer_sha256: str
    signer_key_sha256: str
    arrived: datetime
    status: Status
    observations: tuple[Observation, ...] = ()
    supersedes: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "issued", documents.whole_seconds(self.issued))
        object.__setattr__(self, "arrived", documents.whole_seconds(self.arrived))


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt of an entity that is trusted here.

    ``certificate`` is what it issued to the signer of the package and ``chain`` its issuers, without the root (DER);
    ``certificate_standing`` how that certificate stands at the moment of reading, ``None`` without one. Whoever imports
    it compares its key with their own. ``crls`` are the entity's revocation lists (DER).
    """

    receipt: Receipt
    signer: SignedBy
    certificate: bytes | None = field(default=None, repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    certificate_standing: Standing | None = None
    crls: tuple[bytes, ...] = field(default=(), repr=False)


def write(
    receipt: Receipt,
    key: SigningKey,
    now: datetime,
    *,
    certificate: bytes | None = None,
    chain: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
) -> bytes:
    """``receipt`` in a container signed with the entity's ``key`` at ``now``; call it off the window's thread.

    Args:
        certificate: the certificate issued to the package's signer (DER), of the key that ``signer_key_sha256`` names.
        chain: its issuers, the nearest first, without the root (DER, at most 3).
        crls: the entity's revocation lists, of the root and of its issuers (DER, at most 4).

    Raises:
        ReceiptError: RCP-002, 003, 009 or 010, as ``read`` would.
        PackageError: the receipt would be larger than its reader takes.
        SigningKeyError: KEY-007.
    """
    if len(chain) > len(_CHAIN) or len(crls) > len(documents.LISTS):
        raise _unfit(_CHAIN[-1] if len(chain) > len(_CHAIN) else documents.LISTS[-1])
    files = {RECEIPT: _write(receipt)}
    if certificate is not None:
        files[CERTIFICATE] = certificate
    files |= dict(zip(_CHAIN, chain, strict=False)) | dict(zip(documents.LISTS, crls, strict=False))
    _check_enclosed(files, receipt)
    data = asic.seal(files, key, now, Commitment.RECEIPT)
    _unseal(data, LIMITS)
    return data


def read(
    data: bytes,
    anchors: Sequence[Anchor],
    at: datetime,
    *,
    crls: Sequence[bytes] = (),
    limits: Limits = LIMITS,
) -> VerifiedReceipt:
    """The receipt in ``data``.

    Args:
        anchors: the pinned roots.
        at: the moment for which certificates and lists must be good.
        crls: the revocation lists known here (DER); the receipt's own are taken into account besides.

    Raises:
        PackageError, ReceiptError: the first rule broken, as the module's documentation lists them.
    """
    sealed = _unseal(data, limits)
    files = sealed.files
    own = documents.numbered_lists(files)
    lists = (*own, *crls)
    signer = documents.signed_by(sealed.signature, anchors, lists, at)
    _check_signer(signer)
    receipt = _read(files[RECEIPT])
    _check_enclosed(files, receipt)
    certificate, chain = files.get(CERTIFICATE), tuple(files[name] for name in _CHAIN if name in files)
    return VerifiedReceipt(
        receipt=receipt,
        signer=signer,
        certificate=certificate,
        chain=chain,
        certificate_standing=trust.judge(certificate, chain, anchors, lists, at) if certificate else None,
        crls=own,
    )


def is_ref(text: str) -> bool:
    """Whether ``text`` is written as the reference of a question, whether or not there is such a question."""
    return len(text) <= _LONGEST_REF and bool(_REF.fullmatch(text))


def _unseal(data: bytes, limits: Limits) -> asic.Sealed:
    try:
        sealed = asic.unseal(data, limits, _OPTIONAL.__contains__, (RECEIPT,), Commitment.RECEIPT)
    except PackageError as error:
        if error.code in _ELSEWHERE or (error.code, error.place.entry) == ("PKG-017", RECEIPT):
            raise ReceiptError("RCP-001", detail=error.code) from None
        raise
    if sealed.signature.commitment is not Commitment.RECEIPT:
        raise ReceiptError("RCP-001", detail="no commitment")
    return sealed


def _check_signer(signer: SignedBy) -> None:
    codes = {
        Standing.REVOKED: "RCP-005",
        Standing.EXPIRED: "RCP-006",
        Standing.NOT_YET: "RCP-007",
        Standing.NOT_REVOCABLE: "RCP-008",
    }
    if signer.standing is not Standing.VALID:
        raise ReceiptError(codes.get(signer.standing, "RCP-004"))


def _check_enclosed(files: Mapping[str, bytes], receipt: Receipt) -> None:
    """Certificates and lists that are such, without a gap between them, and of the key that signed the package."""
    for kind, is_sound in ((_CHAIN, documents.is_certificate), (documents.LISTS, documents.is_revocation_list)):
        present = [name for name in kind if name in files]
        for name, expected in zip(present, kind, strict=False):
            if name != expected or not is_sound(files[name]):
                raise _unfit(name)
    if CERTIFICATE not in files:
        if _CHAIN[0] in files:
            raise _unfit(_CHAIN[0])
        return
    if not documents.is_certificate(files[CERTIFICATE]):
        raise _unfit(CERTIFICATE)
    if trust.read_certificate(files[CERTIFICATE]).key_fingerprint != receipt.signer_key_sha256:
        raise ReceiptError("RCP-010", Place(entry=CERTIFICATE))


def _write(receipt: Receipt) -> bytes:
    """``receipt`` as ``receipt.xml``; what the reader would refuse is refused here."""
    texts = {
        name: _as_text(value)
        for name in (*_DOCUMENT.root.attributes.values(), *(field for part in _PARTS for field in part.fields()))
        if (value := getattr(receipt, name)) is not None
    }
    observations = [{"ref": each.ref, "text": each.text} for each in receipt.observations]
    if len(observations) > MOST_OBSERVATIONS:
        raise _invalid("observation")
    _check_texts(texts, observations)
    _check_consistent(receipt)
    root = _DOCUMENT.begin(texts)
    for part in _PARTS:
        _DOCUMENT.add(root, part, texts)
    for each in observations:
        _DOCUMENT.add(root, _OBSERVATION, each)
    return _DOCUMENT.finish(root)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return documents.stamp(value)
    return str(value.value if isinstance(value, Status) else value)


def _read(data: bytes) -> Receipt:
    """The inverse of ``_write``."""
    root, texts = _DOCUMENT.parse(data)
    children = _DOCUMENT.children(root, _PARTS, _OBSERVATION, MOST_OBSERVATIONS)
    for element, part in zip(children, _PARTS, strict=False):
        texts |= _DOCUMENT.fields(element, part)
    observations = [_DOCUMENT.fields(element, _OBSERVATION) for element in children[len(_PARTS) :]]
    _check_texts(texts, observations)
    receipt = _receipt(texts, observations)
    _check_consistent(receipt)
    return receipt


def _receipt(texts: dict[str, str], observations: list[dict[str, str]]) -> Receipt:
    issued, arrived = (documents.moment_of(texts.pop(name)) for name in ("issued", "arrived"))
    if issued is None or arrived is None:
        raise _invalid("issued" if issued is None else "arrived")
    return Receipt(
        issued=issued,
        arrived=arrived,
        revision=int(texts.pop("revision")),
        sequence=int(texts.pop("sequence")),
        status=Status(texts.pop("status")),
        observations=tuple(Observation(**each) for each in observations),
        **texts,
    )


def _check_texts(texts: Mapping[str, str], observations: Sequence[Mapping[str, str]]) -> None:
    for name, text in texts.items():
        pattern = _PATTERNS.get(name)
        if not documents.is_line(text, documents.LONGEST_LINE) or (pattern and not pattern.fullmatch(text)):
            raise _invalid(name)
    for each in observations:
        if not is_ref(each["ref"]):
            raise _invalid("ref")
        if not documents.is_text(each["text"], LONGEST_OBSERVATION):
            raise _invalid("observation")


def _check_consistent(receipt: Receipt) -> None:
    if bool(receipt.observations) != (receipt.status is Status.RETURNED):
        raise _contradiction("status, observation")
    if receipt.arrived > receipt.issued:
        raise _contradiction("arrived, issued")
    if receipt.supersedes == receipt.receipt_id:
        raise _contradiction("id, supersedes")


def _invalid(field_name: str) -> ReceiptError:
    return ReceiptError("RCP-002", Place(entry=RECEIPT), field=field_name)


def _contradiction(fields: str) -> ReceiptError:
    return ReceiptError("RCP-003", Place(entry=RECEIPT), fields=fields)


def _unfit(name: str) -> ReceiptError:
    return ReceiptError("RCP-009", Place(entry=name))


_DOCUMENT: Final = Document(
    NAMESPACE,
    Part("receipt", {"id": "receipt_id", "supersedes": "supersedes"}, optional=frozenset({"supersedes"})),
    RECEIPT,
    LIMITS.document,
    _invalid,
)
