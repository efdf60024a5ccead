"""The short receipt: a line of text that says a package arrived, to be pasted from a chat.

``TELAR-A1:`` and, in base64 (RFC 4648, section 4), a COSE_Sign1 by the receiving entity over CBOR: the array of the
format's number 1, the first 16 bytes of the package's SHA-256, the status, the arrival in seconds since 1970, and the
receipt's number among those of its day. Base64 and not the QR's base45: that has spaces and asterisks, which a
messenger changes. What a messenger puts in (line breaks, spaces, invisible marks) is passed over, nothing else.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final
from unicodedata import category

from desktop_app.errors import PaperError
from desktop_app.submission import canonical_cbor, cose
from desktop_app.submission.keys import SigningKey

PREFIX: Final = "TELAR-A1:"
FORMAT: Final = 1
DIGEST_BYTES: Final = 16
MOST_CHARACTERS: Final = 2_000
"""Of what is pasted, with all that a messenger put in."""
_LONGEST = 256
_ITEMS = 8
_LATEST = 253_402_300_799  # the year 9999 ends
_MOST_A_DAY = 999_999
_PUT_IN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_DIGEST = re.compile(r"[0-9a-f]{32}")


class Status(IntEnum):
    """What became of the package."""

    RECEIVED = 0
    ACCEPTED = 1
    RETURNED = 2


@dataclass(frozen=True, slots=True)
class ShortReceipt:
    """``package`` is the first 32 hexadecimal digits of the package's SHA-256; ``arrived`` is kept in UTC, whole
    seconds; ``serial`` counts the receipts of that day from 1. ``signer`` is the certificate (DER) it was verified
    with, empty in one that is to be written."""

    package: str
    status: Status
    arrived: datetime
    serial: int
    signer: bytes = field(default=b"", repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.arrived.tzinfo is None:
            raise ValueError("arrived needs a time zone")
        object.__setattr__(self, "arrived", self.arrived.astimezone(UTC).replace(microsecond=0))


def write(receipt: ShortReceipt, key: SigningKey) -> str:
    """``receipt`` as text, signed by ``key``: 157 characters for a P-256 key.

    Raises:
        PaperError: QR-016 for what the reader would refuse, QR-007 as ``cose.sign1``.
        SigningKeyError: KEY-007.
    """
    if not _DIGEST.fullmatch(receipt.package):
        raise PaperError("QR-016", field="package")
    members = [
        FORMAT,
        bytes.fromhex(receipt.package),
        int(receipt.status),
        int(receipt.arrived.timestamp()),
        receipt.serial,
    ]
    payload = canonical_cbor.dump(members)
    _receipt(payload, b"")
    return PREFIX + b64encode(cose.sign1(payload, key)).decode("ascii")


def read(text: str, certificates: Callable[[bytes], bytes | None]) -> ShortReceipt:
    """The receipt in ``text``, whose signature holds.

    Args:
        text: as pasted.
        certificates: finds the certificate (DER) of a trusted authority whose SHA-256 begins with these 8 bytes.

    Raises:
        PaperError: QR-014 no short receipt, or not whole; QR-015 by nobody who is trusted; QR-002 to QR-007 for the
            signature; QR-016 for what it says.
    """
    data = _decode(text)
    certificate = certificates(cose.read_sign1(data, _LONGEST).kid)
    if certificate is None:
        raise PaperError("QR-015")
    return _receipt(cose.verify1(data, certificate), certificate)


def _decode(text: str) -> bytes:
    if len(text) > MOST_CHARACTERS:
        raise PaperError("QR-002", limit=MOST_CHARACTERS)
    compact = "".join(character for character in text if category(character) not in _PUT_IN)
    if not compact.startswith(PREFIX):
        raise PaperError("QR-014")
    body = compact[len(PREFIX) :]
    try:
        data = b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise PaperError("QR-014") from None
    if b64encode(data).decode("ascii") != body:
        raise PaperError("QR-014")
    return data


def _receipt(payload: bytes, certificate: bytes) -> ShortReceipt:
    try:
        members = canonical_cbor.load(payload, _ITEMS)
    except ValueError as error:
        raise PaperError("QR-016", field="CBOR", detail=str(error)) from None
    if not isinstance(members, list) or len(members) != 5:
        raise PaperError("QR-016", field="CBOR")
    number, package, status, arrived, serial = members
    if not isinstance(package, bytes) or len(package) != DIGEST_BYTES:
        raise PaperError("QR-016", field="package")
    _whole("format", number, range(FORMAT, FORMAT + 1))
    return ShortReceipt(
        package=package.hex(),
        status=Status(_whole("status", status, range(len(Status)))),
        arrived=datetime.fromtimestamp(_whole("arrived", arrived, range(_LATEST + 1)), UTC),
        serial=_whole("serial", serial, range(1, _MOST_A_DAY + 1)),
        signer=certificate,
    )


def _whole(name: str, value: object, among: range) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in among:
        raise PaperError("QR-016", field=name)
    return value
