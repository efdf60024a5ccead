"""The CMS of a signature as plain values: DER without exception, and nothing in it that a signature of ours has not.

Sources: RFC 5652 (CMS), ITU-T X.690 (DER).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509

from desktop_app.errors import PackageError, Place
from desktop_app.submission import names

MOST_CERTIFICATES: Final = 4
"""The signer's, and those of three authorities above it."""

REMEMBERED: Final = 512
"""Certificates of which it is kept what they say: a wave's packages come from few signers."""

MALFORMED: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What asn1crypto raises on a structure that is not what it should be."""

DATA: Final = "1.2.840.113549.1.7.1"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
REQUIRED: Final = {
    CONTENT_TYPE: "content-type",
    MESSAGE_DIGEST: "message-digest",
    SIGNING_TIME: "signing-time",
    SIGNING_CERTIFICATE_V2: "signing-certificate-v2",
}
"""The signed attributes of CAdES-B that a signature must have, by OID, with the names that a refusal gives them."""

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_COMMON_NAME = "2.5.4.3"

_MAX_DEPTH = 24
_MAX_ELEMENTS = 4000
_SHOWN_NAME = 100
_NULL = b"\x05\x00"


class _Attribute(core.Sequence):
    """An attribute whose values stay as they are encoded.

    asn1crypto's own class looks its type up in a table that it freezes at the first look, while pyHanko adds to that
    table when it is imported: a package verified before the first signature would make signing fail.
    """

    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SetOf):
    _child_spec = _Attribute


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A certificate of the CMS: ``data``, ``issuer`` and ``subject`` are DER, ``common_name`` the subject's."""

    data: bytes
    issuer: bytes
    subject: bytes
    serial: int
    common_name: str


@dataclass(frozen=True, slots=True)
class ParsedCms:
    """The parts of a CMS that the rules look at.

    ``issuer`` (DER) and ``serial`` are what the signer is named by; ``digest`` and ``signature_algorithm`` are OIDs;
    ``signed_bytes`` is what the signature is over, and ``attributes`` each one's values as they are encoded, by OID.
    """

    certificates: tuple[Enclosed, ...]
    issuer: bytes
    serial: int
    digest: str
    signature_algorithm: str
    signature: bytes
    signed_bytes: bytes
    attributes: dict[str, bytes]


def refusal(code: str, detail: str = "", **params: object) -> PackageError:
    """The error of a signature that is refused."""
    return PackageError(code, Place(entry=names.SIGNATURE), detail=detail, **params)


def parse(signature: bytes) -> ParsedCms:
    """The detached CMS ``signature`` (DER) of one signer.

    Raises:
        PackageError: PKG-030 not DER, not a detached SignedData, or a certificate without sense, PKG-031 not one
            signer or not one to four certificates, PKG-032 an attribute twice, PKG-033 an algorithm with parameters,
            PKG-037 anything that the signature does not cover.
    """
    _check_der(signature)
    try:
        info = cms.ContentInfo.load(signature, strict=True)
        if info["content_type"].dotted != _SIGNED_DATA:
            raise refusal("PKG-030", "not SignedData")
        signed = info["content"]
        enclosed = signed["encap_content_info"]
        if enclosed["content_type"].dotted != DATA or not isinstance(enclosed["content"], core.Void):
            raise refusal("PKG-030", "not detached, or not over data")
        if len(signed["signer_infos"]) != 1 or not 1 <= len(signed["certificates"]) <= MOST_CERTIFICATES:
            raise refusal("PKG-031")
        if not isinstance(signed["crls"], core.Void):
            raise refusal("PKG-037")
        return _parse_signer(signed)
    except MALFORMED as error:
        # The message of asn1crypto may quote the structure: the kind of error is enough.
        raise refusal("PKG-030", type(error).__name__) from None


def _parse_signer(signed: Any) -> ParsedCms:
    signer = signed["signer_infos"][0]
    if not isinstance(signer["unsigned_attrs"], core.Void):
        raise refusal("PKG-037")
    if signer["version"].native != "v1" or signed["version"].native != "v1":
        raise refusal("PKG-030", "version")
    digest = _algorithm(signer["digest_algorithm"])
    if [_algorithm(item) for item in signed["digest_algorithms"]] != [digest]:
        raise refusal("PKG-030", "digest algorithms")
    certificates = tuple(_enclosed(item.chosen) for item in signed["certificates"])
    identifier = signer["sid"].chosen
    if not isinstance(identifier, cms.IssuerAndSerialNumber):
        raise refusal("PKG-030", "signer not named by issuer and serial number")
    raw = signer["signed_attrs"].dump() if not isinstance(signer["signed_attrs"], core.Void) else b"\x31\x00"
    # Signed as a SET (RFC 5652, 5.4), carried as [0]: only the tag differs, the rest is taken as it came.
    signed_bytes = b"\x31" + raw[1:]
    return ParsedCms(
        certificates=certificates,
        issuer=identifier["issuer"].dump(),
        serial=identifier["serial_number"].native,
        digest=digest,
        signature_algorithm=_algorithm(signer["signature_algorithm"]),
        signature=signer["signature"].native,
        signed_bytes=signed_bytes,
        attributes=_attributes(signed_bytes),
    )


def _enclosed(certificate: Any) -> Enclosed:
    if not isinstance(certificate, asn1_x509.Certificate):
        raise refusal("PKG-031", "not an X.509 certificate")
    return _described(certificate.dump())


@lru_cache(maxsize=REMEMBERED)
def _described(data: bytes) -> Enclosed:
    certificate = asn1_x509.Certificate.load(data, strict=True)
    serial = certificate.serial_number
    if serial <= 0:
        raise refusal("PKG-030", "serial number not positive")
    return Enclosed(
        data=data,
        issuer=certificate.issuer.dump(),
        subject=certificate.subject.dump(),
        serial=serial,
        common_name=_common_name(certificate),
    )


def _algorithm(identifier: Any) -> str:
    """The algorithm's OID; none of those allowed takes parameters, which may be absent or NULL."""
    oid: str = identifier["algorithm"].dotted
    if identifier["parameters"].dump() not in {b"", _NULL}:
        raise refusal("PKG-033", algorithm=oid)
    return oid


def _common_name(certificate: Any) -> str:
    """The subject's first common name, made fit to show: a hostile one may be long or hold control characters."""
    for relative in certificate.subject.chosen:
        for item in relative:
            if item["type"].dotted == _COMMON_NAME:
                return "".join(c if c.isprintable() else "?" for c in str(item["value"].native)[:_SHOWN_NAME])
    return ""


def _attributes(signed_bytes: bytes) -> dict[str, bytes]:
    """Each attribute's values as they are encoded; an attribute twice is refused, however it would be read."""
    found: dict[str, bytes] = {}
    for attribute in _Attributes.load(signed_bytes, strict=True):
        oid = attribute["type"].dotted
        if oid in found:
            raise refusal("PKG-032", attribute=REQUIRED.get(oid, oid))
        found[oid] = attribute["values"].contents
    return found


def _check_der(data: bytes) -> None:
    """Definite, shortest lengths throughout and nothing after the end: one structure has one encoding.

    asn1crypto forgives both, and bytes that it skips would be bytes that nobody checks.
    """
    pending = [(0, len(data), 0)]
    elements = 0
    while pending:
        position, end, depth = pending.pop()
        while position < end:
            tag = data[position]
            start, stop = _der_content(data, position, end)
            elements += 1
            if elements > _MAX_ELEMENTS or depth > _MAX_DEPTH:
                raise refusal("PKG-030", "too deep or too many elements")
            if tag & 0x20:
                pending.append((start, stop, depth + 1))
            position = stop
            if depth == 0 and position != end:
                raise refusal("PKG-030", "bytes after the end")
    if not elements:
        raise refusal("PKG-030", "empty")


def _der_content(data: bytes, position: int, end: int) -> tuple[int, int]:
    """Where the content of the element at ``position`` starts and stops."""
    if end - position < 2 or data[position] & 0x1F == 0x1F:
        raise refusal("PKG-030", "element cut short or tag above 30")
    length, start = data[position + 1], position + 2
    if length & 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[start : start + size], "big")
        start += size
        if not 1 <= size <= 4 or length < 0x80 or length >> 8 * (size - 1) == 0:
            raise refusal("PKG-030", "length not DER")
    if start + length > end:
        raise refusal("PKG-030", "length beyond the end")
    return start, start + length
