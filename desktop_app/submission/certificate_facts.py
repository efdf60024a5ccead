"""What certificates and revocation lists say of themselves: read with limits, judged elsewhere (``trust``).

Source: RFC 5280. What is damaged, too large, or wrong in a way that cryptography only warns of is no certificate here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from desktop_app.errors import TrustError
from desktop_app.submission.certificates import certifies, one_line, require_accepted_key, spki, strictly

if TYPE_CHECKING:
    from cryptography import x509

    Value = TypeVar("Value", bound=x509.ExtensionType)

CERTIFICATE_LIMIT: Final = 16 * 1024
"""Bytes of a certificate."""
LIST_LIMIT: Final = 256 * 1024
"""Bytes of a revocation list."""

_PEM = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says of itself. ``fingerprint`` is its SHA-256 and ``key_fingerprint`` that of its
    SubjectPublicKeyInfo (both hex); names that it does not have are empty; dates are UTC.

    ``initiative_id`` and ``organisation`` are the name's serialNumber and organisation; ``key_identifier`` and
    ``issuer_key`` the subject's and the authority's key identifier (hex; empty where there is none).
    """

    fingerprint: str
    key_fingerprint: str
    common_name: str
    organisation: str
    initiative_id: str
    issuer_name: str
    serial: int
    not_before: datetime
    not_after: datetime
    algorithm: str
    certifies: bool
    signs: bool
    self_signed: bool
    key_identifier: str
    issuer_key: str


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a revocation list says: its issuer's name and key identifier (hex, empty without one), its number, the
    certificates on it by serial number."""

    issuer_name: str
    issuer_key: str
    number: int | None
    this_update: datetime
    next_update: datetime | None
    revoked: dict[int, datetime]


def read_certificate(data: bytes) -> Facts:
    """What one certificate (DER or PEM) says; whom to trust is not decided here.

    Raises:
        TrustError: CRT-001 too large, damaged or not one, CRT-003 a kind of key that is not accepted.
    """
    from cryptography import x509

    der = as_der(data)
    certificate = load(der)
    if certificate is None:
        raise TrustError("CRT-001")
    oid = x509.NameOID
    own = _extension(certificate, x509.SubjectKeyIdentifier)
    above = _extension(certificate, x509.AuthorityKeyIdentifier)
    return Facts(
        fingerprint=hashlib.sha256(der).hexdigest(),
        key_fingerprint=hashlib.sha256(spki(certificate.public_key())).hexdigest(),
        common_name=_named(certificate.subject, oid.COMMON_NAME),
        organisation=_named(certificate.subject, oid.ORGANIZATION_NAME),
        initiative_id=_named(certificate.subject, oid.SERIAL_NUMBER),
        issuer_name=_named(certificate.issuer, oid.COMMON_NAME),
        serial=certificate.serial_number,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        algorithm=require_accepted_key(certificate.public_key()),
        certifies=certifies(certificate),
        signs=may_sign(certificate),
        self_signed=is_issued_by(certificate, certificate),
        key_identifier=own.digest.hex() if own else "",
        issuer_key=above.key_identifier.hex() if above and above.key_identifier else "",
    )


def read_revocation_list(data: bytes) -> ListFacts:
    """What a revocation list (DER) says; whose it is is not checked here.

    Raises:
        TrustError: CRT-007 too large, damaged or not one.
    """
    from cryptography import x509

    found = load_list(data)
    if found is None:
        raise TrustError("CRT-007")
    try:
        revoked = {entry.serial_number: entry.revocation_date_utc for entry in found}
        numbered = _extension(found, x509.CRLNumber)
        above = _extension(found, x509.AuthorityKeyIdentifier)
    except (ValueError, TypeError, x509.DuplicateExtension) as error:
        raise TrustError("CRT-007", detail=type(error).__name__) from None
    issuer = _named(found.issuer, x509.NameOID.COMMON_NAME)
    return ListFacts(
        issuer_name=issuer,
        issuer_key=above.key_identifier.hex() if above and above.key_identifier else "",
        number=numbered.crl_number if numbered else None,
        this_update=found.last_update_utc,
        next_update=found.next_update_utc,
        revoked=revoked,
    )


def as_der(data: bytes) -> bytes:
    """The DER of one certificate given as DER or PEM.

    Raises:
        TrustError: CRT-001 too large, or PEM that is damaged or holds more than one.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    if len(data) > CERTIFICATE_LIMIT:
        raise TrustError("CRT-001", detail="too large")
    if _PEM not in data:
        return data
    if data.count(_PEM) != 1:
        raise TrustError("CRT-001", detail="more than one")
    try:
        with strictly():
            return x509.load_pem_x509_certificate(data).public_bytes(Encoding.DER)
    except (ValueError, TypeError, x509.InvalidVersion, Warning) as error:
        raise TrustError("CRT-001", detail=type(error).__name__) from None


def load(data: bytes) -> x509.Certificate | None:
    """The certificate, if it can be read to its last field."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    if len(data) > CERTIFICATE_LIMIT:
        return None
    try:
        with strictly():
            certificate = x509.load_der_x509_certificate(data)
            _ = certificate.extensions, certificate.not_valid_before_utc, certificate.not_valid_after_utc
            _ = certificate.subject, certificate.issuer, certificate.public_key(), certificate.serial_number
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, Warning):
        return None
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None
    return certificate


def load_list(data: bytes) -> x509.CertificateRevocationList | None:
    """The revocation list, if it can be read; its entries are read when they are asked for."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    if len(data) > LIST_LIMIT:
        return None
    try:
        with strictly():
            found = x509.load_der_x509_crl(data)
            _ = found.issuer, found.last_update_utc, found.next_update_utc, found.extensions
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, Warning):
        return None
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None
    return found


def may_sign(certificate: x509.Certificate) -> bool:
    """An accepted key that is no authority's and, if the certificate says what it is for, is for signing."""
    from cryptography import x509

    try:
        require_accepted_key(certificate.public_key())
    except TrustError:
        return False
    basic = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    if basic is not None and basic.ca:
        return False
    return usage is None or usage.digital_signature or usage.content_commitment


def _extension(found: x509.Certificate | x509.CertificateRevocationList, kind: type[Value]) -> Value | None:
    from cryptography import x509

    try:
        return found.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """By name and by signature."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _named(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(kind)
    return one_line(str(found[0].value)) if found else ""
