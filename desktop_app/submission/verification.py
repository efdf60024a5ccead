"""The signature: a detached CMS over the manifest, read strictly and checked against CAdES-B.

pyHanko signs, but does not verify here: its validation builds a path to a trust anchor, and takes a pinned self-signed
certificate for an authority, so that what A signs "as B" passes under A's pin. What decides here is the fingerprint of
the signing certificate itself, which the caller compares. The rules, in order:

1. DER without exception, bounded in depth and count (PKG-030);
2. a detached SignedData over ``data`` with one signer and one to four certificates, and nothing that the signature
   does not cover: no revocation lists, no unsigned attributes (PKG-030, 031, 037);
3. allowed algorithms: SHA-256, 384, 512 with ECDSA on P-256 or P-384, or RSA of 2048 bits or more (PKG-033);
4. the signed attributes: content type, message digest, signing time, signing certificate (v2), each once; OpenSSL's
   ``-cades`` accepts a signature without any (PKG-032);
5. the signing certificate is among those enclosed (PKG-034), and may be used to sign (PKG-035);
6. the others are its issuer, that one's issuer and so on by name, each once and none beside (PKG-043);
7. the message digest is the manifest's and the signature is the key's (PKG-036);
8. the commitment, if there is one, is the expected one (PKG-038).

The signature covers the signer's certificate and no other: whoever carries the file can leave the others out or change
them. Whether they are what they say is for whoever judges trust; here they only have sense.

Sources: RFC 5652, RFC 5035 (signing-certificate-v2), ETSI EN 319 122-1 (CAdES baseline B-B).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from asn1crypto import core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from desktop_app.submission.cms_reader import (
    CONTENT_TYPE,
    DATA,
    MALFORMED,
    MESSAGE_DIGEST,
    REMEMBERED,
    REQUIRED,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    Enclosed,
    ParsedCms,
    parse,
    refusal,
)
from desktop_app.submission.signing import Commitment

_COMMITMENT = "1.2.840.113549.1.9.16.2.16"

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


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature that verifies says of its signer; dates in UTC, certificates DER.

    ``chain`` are the other enclosed certificates, the issuer's first. ``commitment`` is None when none is stated.
    """

    fingerprint: str
    common_name: str
    not_before: datetime
    not_after: datetime
    self_signed: bool
    algorithm: str
    signing_time: datetime
    key_usage_stated: bool
    commitment: Commitment | None
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)


class _CommitmentType(core.Sequence):
    _fields = [("identifier", core.ObjectIdentifier), ("qualifiers", core.Any, {"optional": True})]


def verify(signature: bytes, content: bytes, commitment: Commitment = Commitment.ORIGIN) -> Signature:
    """Checks the detached ``signature`` (DER) over ``content``; whom to trust is not decided here.

    Raises:
        PackageError: PKG-030 to PKG-038, PKG-043.
    """
    parsed = parse(signature)
    digest_name, digest = _allowed_digest(parsed.digest)
    missing = [label for oid, label in REQUIRED.items() if oid not in parsed.attributes]
    if missing:
        raise refusal("PKG-032", attribute=missing[0])
    signer = _signer(parsed)
    certificate = _certificate(signer.data)
    key_usage_stated = _check_key_usage(certificate)
    chain = _chain(signer, parsed)
    algorithm = _check_signature(parsed, certificate, digest_name, digest())
    _check_content(parsed, content, digest_name)
    return Signature(
        fingerprint=hashlib.sha256(signer.data).hexdigest(),
        common_name=signer.common_name,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        self_signed=_is_self_signed(certificate),
        algorithm=algorithm,
        signing_time=_signing_time(parsed),
        key_usage_stated=key_usage_stated,
        commitment=_commitment(parsed, commitment),
        certificate=signer.data,
        chain=chain,
    )


def _allowed_digest(oid: str) -> tuple[str, type[hashes.HashAlgorithm]]:
    if oid not in _HASHES:
        raise refusal("PKG-033", algorithm=oid)
    return _HASHES[oid]


def _signer(parsed: ParsedCms) -> Enclosed:
    """The enclosed certificate that the attribute names by its digest, and the signer by issuer and serial number."""
    try:
        attribute = tsp.SigningCertificateV2.load(parsed.attributes[SIGNING_CERTIFICATE_V2], strict=True)
        first = attribute["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].dotted
        expected = first["cert_hash"].native
        named = first["issuer_serial"]
        serial = parsed.serial if isinstance(named, core.Void) else named["serial_number"].native
        issuer = parsed.issuer if isinstance(named, core.Void) else named["issuer"][0].chosen.untag().dump()
    except MALFORMED:
        raise refusal("PKG-032", attribute=REQUIRED[SIGNING_CERTIFICATE_V2]) from None
    name, _ = _allowed_digest(algorithm)
    for enclosed in parsed.certificates:
        if hashlib.new(name, enclosed.data).digest() == expected:
            if (enclosed.issuer, enclosed.serial) == (issuer, serial) == (parsed.issuer, parsed.serial):
                return enclosed
            break
    raise refusal("PKG-034")


def _chain(signer: Enclosed, parsed: ParsedCms) -> tuple[bytes, ...]:
    """The other certificates, each the issuer by name of the one before it; one that is not is refused."""
    others = list(parsed.certificates)
    others.remove(signer)
    found: list[bytes] = []
    last = signer
    while others:
        above = next((enclosed for enclosed in others if enclosed.subject == last.issuer), None)
        if above is None or last.subject == last.issuer:
            raise refusal("PKG-043")
        _certificate(above.data)
        others.remove(above)
        found.append(above.data)
        last = above
    return tuple(found)


def _certificate(data: bytes) -> x509.Certificate:
    """The certificate, once it is known that it can be read to the end."""
    try:
        certificate = x509.load_der_x509_certificate(data)
        _ = certificate.extensions, certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise refusal("PKG-030", "certificate") from None
    return certificate


def _check_key_usage(certificate: x509.Certificate) -> bool:
    """Whether the certificate says what its key is for; one that is for something else is refused."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    if not usage.digital_signature and not usage.content_commitment:
        raise refusal("PKG-035")
    return True


def _check_signature(
    parsed: ParsedCms, certificate: x509.Certificate, digest_name: str, digest: hashes.HashAlgorithm
) -> str:
    """Returns what signed, in words, such as ``ECDSA P-256, SHA-256``."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise refusal("PKG-033", algorithm=certificate.public_key_algorithm_oid.dotted_string) from None
    oid = parsed.signature_algorithm
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES and _ECDSA.get(oid) == digest_name:
            key.verify(parsed.signature, parsed.signed_bytes, ec.ECDSA(digest))
            label = f"ECDSA {_CURVES[key.curve.name]}"
        elif isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS and _rsa_digest(oid) in {"", digest_name}:
            key.verify(parsed.signature, parsed.signed_bytes, padding.PKCS1v15(), digest)
            label = f"RSA {key.key_size}"
        else:
            raise refusal("PKG-033", algorithm=oid)
    except InvalidSignature:
        raise refusal("PKG-036") from None
    return f"{label}, {digest_name.upper().replace('SHA', 'SHA-')}"


def _rsa_digest(oid: str) -> str | None:
    """The digest that an RSA signature's algorithm names: ``""`` if it leaves that to the signer, None if not ours."""
    return (_RSA[oid] or "") if oid in _RSA else None


def _check_content(parsed: ParsedCms, content: bytes, digest_name: str) -> None:
    try:
        kind = core.ObjectIdentifier.load(parsed.attributes[CONTENT_TYPE], strict=True).dotted
        expected = core.OctetString.load(parsed.attributes[MESSAGE_DIGEST], strict=True).native
    except MALFORMED:
        raise refusal("PKG-032", attribute="content-type, message-digest") from None
    if kind != DATA:
        raise refusal("PKG-032", attribute=REQUIRED[CONTENT_TYPE])
    if hashlib.new(digest_name, content).digest() != expected:
        raise refusal("PKG-036", "message digest")


def _signing_time(parsed: ParsedCms) -> datetime:
    try:
        moment = asn1_x509.Time.load(parsed.attributes[SIGNING_TIME], strict=True).native
        if isinstance(moment, datetime):  # asn1crypto has a class of its own for the year 0
            return moment.astimezone(UTC)
    except MALFORMED:
        pass
    raise refusal("PKG-032", attribute=REQUIRED[SIGNING_TIME])


def _commitment(parsed: ParsedCms, expected: Commitment) -> Commitment | None:
    """What the signer says that it answers for, if it says so; a commitment to something else is refused."""
    if _COMMITMENT not in parsed.attributes:
        return None
    try:
        identifier = _CommitmentType.load(parsed.attributes[_COMMITMENT], strict=True)["identifier"].dotted
    except MALFORMED:
        raise refusal("PKG-032", attribute="commitment-type-indication") from None
    if identifier != expected.value:
        raise refusal("PKG-038")
    return expected


@lru_cache(maxsize=REMEMBERED)
def _is_self_signed(certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
