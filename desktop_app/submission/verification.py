"""The signature: a detached CMS over the manifest, read strictly and checked against CAdES-B.

pyHanko signs, but does not verify here: its validation builds a path to a trust anchor, and takes a pinned self-signed
certificate for an authority, so that what A signs "as B" passes under A's pin. What decides here is the fingerprint of
the signing certificate itself, which the caller compares. The rules, in order:

1. DER without exception, bounded in depth and count (PKG-030);
2. a detached SignedData over ``data`` with one signer and one certificate, and nothing that the signature does not
   cover: no revocation lists, no unsigned attributes (PKG-030, 031, 037);
3. allowed algorithms: SHA-256, 384, 512 with ECDSA on P-256 or P-384, or RSA of 2048 bits or more (PKG-033);
4. the signed attributes: content type, message digest, signing time, signing certificate (v2), each once; OpenSSL's
   ``-cades`` accepts a signature without any (PKG-032);
5. the signing certificate is the one enclosed (PKG-034), and may be used to sign (PKG-035);
6. the message digest is the manifest's and the signature is the key's (PKG-036);
7. the commitment, if there is one, is to the origin (PKG-038).

Sources: RFC 5652, RFC 5035 (signing-certificate-v2), ETSI EN 319 122-1 (CAdES baseline B-B).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from desktop_app.errors import PackageError, Place
from desktop_app.submission import names

_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_TIME = "1.2.840.113549.1.9.5"
_COMMITMENT = "1.2.840.113549.1.9.16.2.16"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_REQUIRED = {
    _CONTENT_TYPE: "content-type",
    _MESSAGE_DIGEST: "message-digest",
    _SIGNING_TIME: "signing-time",
    _SIGNING_CERTIFICATE_V2: "signing-certificate-v2",
}
_COMMON_NAME = "2.5.4.3"
_DATA = "1.2.840.113549.1.7.1"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_PROOF_OF_ORIGIN = "1.2.840.113549.1.9.16.6.1"

_HASHES: Final[dict[str, tuple[str, type[hashes.HashAlgorithm]]]] = {
    "2.16.840.1.101.3.4.2.1": ("sha256", hashes.SHA256),
    "2.16.840.1.101.3.4.2.2": ("sha384", hashes.SHA384),
    "2.16.840.1.101.3.4.2.3": ("sha512", hashes.SHA512),
}
_ECDSA = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
_RSA = {
    "1.2.840.113549.1.1.1": None,  # rsaEncryption: the digest is the signer's
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384"}
_RSA_BITS = range(2048, 8193)

_MAX_DEPTH = 24
_MAX_ELEMENTS = 4000
_SHOWN_NAME = 100
_NULL = b"\x05\x00"

# What asn1crypto raises on a structure that is not what it should be.
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature that verifies says of its signer; dates in UTC."""

    fingerprint: str
    common_name: str
    not_before: datetime
    not_after: datetime
    self_signed: bool
    algorithm: str
    signing_time: datetime
    commitment_stated: bool
    key_usage_stated: bool


class _Attribute(core.Sequence):
    """An attribute whose values stay as they are encoded.

    asn1crypto's own class looks its type up in a table that it freezes at the first look, while pyHanko adds to that
    table when it is imported: a package verified before the first signature would make signing fail.
    """

    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SetOf):
    _child_spec = _Attribute


class _Commitment(core.Sequence):
    _fields = [("identifier", core.ObjectIdentifier), ("qualifiers", core.Any, {"optional": True})]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The parts of the CMS that the rules look at, as plain values."""

    certificate: bytes
    common_name: str
    issuer: bytes
    serial: int
    same_issuer_and_serial: bool
    digest: str
    signature_algorithm: str
    signature: bytes
    signed_bytes: bytes
    attributes: dict[str, bytes]


def verify(signature: bytes, content: bytes) -> Signature:
    """Checks the detached ``signature`` (DER) over ``content``; whom to trust is not decided here.

    Raises:
        PackageError: PKG-030 to PKG-038.
    """
    _check_der(signature)
    parsed = _parse(signature)
    digest_name, digest = _allowed_digest(parsed.digest)
    missing = [label for oid, label in _REQUIRED.items() if oid not in parsed.attributes]
    if missing:
        raise _refusal("PKG-032", attribute=missing[0])
    _check_signing_certificate(parsed)
    certificate, key_usage_stated = _certificate(parsed.certificate)
    algorithm = _check_signature(parsed, certificate, digest_name, digest())
    _check_content(parsed, content, digest_name)
    return Signature(
        fingerprint=hashlib.sha256(parsed.certificate).hexdigest(),
        common_name=parsed.common_name,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        self_signed=_is_self_signed(certificate),
        algorithm=algorithm,
        signing_time=_signing_time(parsed),
        commitment_stated=_check_commitment(parsed),
        key_usage_stated=key_usage_stated,
    )


def _refusal(code: str, detail: str = "", **params: object) -> PackageError:
    return PackageError(code, Place(entry=names.SIGNATURE), detail=detail, **params)


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
                raise _refusal("PKG-030", "too deep or too many elements")
            if tag & 0x20:
                pending.append((start, stop, depth + 1))
            position = stop
            if depth == 0 and position != end:
                raise _refusal("PKG-030", "bytes after the end")
    if not elements:
        raise _refusal("PKG-030", "empty")


def _der_content(data: bytes, position: int, end: int) -> tuple[int, int]:
    """Where the content of the element at ``position`` starts and stops."""
    if end - position < 2 or data[position] & 0x1F == 0x1F:
        raise _refusal("PKG-030", "element cut short or tag above 30")
    length, start = data[position + 1], position + 2
    if length & 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[start : start + size], "big")
        start += size
        if not 1 <= size <= 4 or length < 0x80 or length >> 8 * (size - 1) == 0:
            raise _refusal("PKG-030", "length not DER")
    if start + length > end:
        raise _refusal("PKG-030", "length beyond the end")
    return start, start + length


def _parse(signature: bytes) -> _Parsed:
    try:
        info = cms.ContentInfo.load(signature, strict=True)
        if info["content_type"].dotted != _SIGNED_DATA:
            raise _refusal("PKG-030", "not SignedData")
        signed = info["content"]
        enclosed = signed["encap_content_info"]
        if enclosed["content_type"].dotted != _DATA or not isinstance(enclosed["content"], core.Void):
            raise _refusal("PKG-030", "not detached, or not over data")
        if len(signed["signer_infos"]) != 1 or len(signed["certificates"]) != 1:
            raise _refusal("PKG-031")
        if not isinstance(signed["crls"], core.Void):
            raise _refusal("PKG-037")
        return _parse_signer(signed)
    except _MALFORMED as error:
        # The message of asn1crypto may quote the structure: the kind of error is enough.
        raise _refusal("PKG-030", type(error).__name__) from None


def _parse_signer(signed: Any) -> _Parsed:
    signer = signed["signer_infos"][0]
    if not isinstance(signer["unsigned_attrs"], core.Void):
        raise _refusal("PKG-037")
    if signer["version"].native != "v1" or signed["version"].native != "v1":
        raise _refusal("PKG-030", "version")
    digest = _algorithm(signer["digest_algorithm"])
    if [_algorithm(item) for item in signed["digest_algorithms"]] != [digest]:
        raise _refusal("PKG-030", "digest algorithms")
    certificate = signed["certificates"][0].chosen
    if not isinstance(certificate, asn1_x509.Certificate):
        raise _refusal("PKG-031", "not an X.509 certificate")
    identifier = signer["sid"].chosen
    if not isinstance(identifier, cms.IssuerAndSerialNumber):
        raise _refusal("PKG-030", "signer not named by issuer and serial number")
    raw = signer["signed_attrs"].dump() if not isinstance(signer["signed_attrs"], core.Void) else b"\x31\x00"
    # Signed as a SET (RFC 5652, 5.4), carried as [0]: only the tag differs, the rest is taken as it came.
    signed_bytes = b"\x31" + raw[1:]
    issuer, serial = certificate.issuer.dump(), certificate.serial_number
    if serial <= 0:
        raise _refusal("PKG-030", "serial number not positive")
    return _Parsed(
        certificate=certificate.dump(),
        common_name=_common_name(certificate),
        issuer=issuer,
        serial=serial,
        same_issuer_and_serial=(identifier["issuer"].dump(), identifier["serial_number"].native) == (issuer, serial),
        digest=digest,
        signature_algorithm=_algorithm(signer["signature_algorithm"]),
        signature=signer["signature"].native,
        signed_bytes=signed_bytes,
        attributes=_attributes(signed_bytes),
    )


def _algorithm(identifier: Any) -> str:
    """The algorithm's OID; none of those allowed takes parameters, which may be absent or NULL."""
    oid: str = identifier["algorithm"].dotted
    if identifier["parameters"].dump() not in {b"", _NULL}:
        raise _refusal("PKG-033", algorithm=oid)
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
            raise _refusal("PKG-032", attribute=_REQUIRED.get(oid, oid))
        found[oid] = attribute["values"].contents
    return found


def _allowed_digest(oid: str) -> tuple[str, type[hashes.HashAlgorithm]]:
    if oid not in _HASHES:
        raise _refusal("PKG-033", algorithm=oid)
    return _HASHES[oid]


def _check_signing_certificate(parsed: _Parsed) -> None:
    """The attribute names the enclosed certificate by its digest, and the signer by the same issuer and serial."""
    try:
        attribute = tsp.SigningCertificateV2.load(parsed.attributes[_SIGNING_CERTIFICATE_V2], strict=True)
        first = attribute["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].dotted
        expected = first["cert_hash"].native
        named = first["issuer_serial"]
        serial = parsed.serial if isinstance(named, core.Void) else named["serial_number"].native
        issuer = parsed.issuer if isinstance(named, core.Void) else named["issuer"][0].chosen.untag().dump()
    except _MALFORMED:
        raise _refusal("PKG-032", attribute=_REQUIRED[_SIGNING_CERTIFICATE_V2]) from None
    name, _ = _allowed_digest(algorithm)
    same = hashlib.new(name, parsed.certificate).digest() == expected
    if not same or not parsed.same_issuer_and_serial or serial != parsed.serial or issuer != parsed.issuer:
        raise _refusal("PKG-034")


def _certificate(data: bytes) -> tuple[x509.Certificate, bool]:
    """The certificate, and whether it says what its key is for; one that is for something else is refused."""
    try:
        certificate = x509.load_der_x509_certificate(data)
        extensions = certificate.extensions
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise _refusal("PKG-030", "certificate") from None
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return certificate, False
    if not usage.digital_signature and not usage.content_commitment:
        raise _refusal("PKG-035")
    return certificate, True


def _check_signature(
    parsed: _Parsed, certificate: x509.Certificate, digest_name: str, digest: hashes.HashAlgorithm
) -> str:
    """Returns what signed, in words, such as ``ECDSA P-256, SHA-256``."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise _refusal("PKG-033", algorithm=certificate.public_key_algorithm_oid.dotted_string) from None
    oid = parsed.signature_algorithm
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES and _ECDSA.get(oid) == digest_name:
            key.verify(parsed.signature, parsed.signed_bytes, ec.ECDSA(digest))
            label = f"ECDSA {_CURVES[key.curve.name]}"
        elif isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS and _rsa_digest(oid) in {"", digest_name}:
            key.verify(parsed.signature, parsed.signed_bytes, padding.PKCS1v15(), digest)
            label = f"RSA {key.key_size}"
        else:
            raise _refusal("PKG-033", algorithm=oid)
    except InvalidSignature:
        raise _refusal("PKG-036") from None
    return f"{label}, {digest_name.upper().replace('SHA', 'SHA-')}"


def _rsa_digest(oid: str) -> str | None:
    """The digest that an RSA signature's algorithm names: ``""`` if it leaves that to the signer, None if not ours."""
    return (_RSA[oid] or "") if oid in _RSA else None


def _check_content(parsed: _Parsed, content: bytes, digest_name: str) -> None:
    try:
        kind = core.ObjectIdentifier.load(parsed.attributes[_CONTENT_TYPE], strict=True).dotted
        expected = core.OctetString.load(parsed.attributes[_MESSAGE_DIGEST], strict=True).native
    except _MALFORMED:
        raise _refusal("PKG-032", attribute="content-type, message-digest") from None
    if kind != _DATA:
        raise _refusal("PKG-032", attribute=_REQUIRED[_CONTENT_TYPE])
    if hashlib.new(digest_name, content).digest() != expected:
        raise _refusal("PKG-036", "message digest")


def _signing_time(parsed: _Parsed) -> datetime:
    try:
        moment = asn1_x509.Time.load(parsed.attributes[_SIGNING_TIME], strict=True).native
        if isinstance(moment, datetime):  # asn1crypto has a class of its own for the year 0
            return moment.astimezone(UTC)
    except _MALFORMED:
        pass
    raise _refusal("PKG-032", attribute=_REQUIRED[_SIGNING_TIME])


def _check_commitment(parsed: _Parsed) -> bool:
    """Whether the signer says that it answers for the origin; a commitment to something else is refused."""
    if _COMMITMENT not in parsed.attributes:
        return False
    try:
        identifier = _Commitment.load(parsed.attributes[_COMMITMENT], strict=True)["identifier"].dotted
    except _MALFORMED:
        raise _refusal("PKG-032", attribute="commitment-type-indication") from None
    if identifier != _PROOF_OF_ORIGIN:
        raise _refusal("PKG-038")
    return True


def _is_self_signed(certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
