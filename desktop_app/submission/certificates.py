"""Making certificates, certificate requests and revocation lists.

Below an authority's root stand exactly two kinds of certificate. The *issuer* certifies managers day by day, so that
the root may lie on a stick in a drawer. The *signer* signs receipts and wave kits, and stands directly under the root:
whoever steals the issuer's key can certify managers, but cannot speak for the authority (``trust.judge_authority``).
All keys made here are P-256 and all signatures ECDSA with SHA-256. Every certificate below a root names a CRL
distribution point: nobody ever fetches it, but without one many validators ignore a list that is handed to them.

Sources: RFC 5280 (certificates and CRLs), RFC 2986 (PKCS#10).
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TrustError
from desktop_app.submission.keys import SigningKey

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    Builder = x509.CertificateBuilder
    PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey

REQUEST_LIMIT: Final = 4 * 1024
"""Bytes of a certificate request."""
MOST_REVOKED: Final = 5_000
"""Certificates on one revocation list."""

_CLOCK_SLACK = timedelta(days=1)
_YEAR = timedelta(days=365.25)
_MAX_NAME = 64  # bytes of UTF-8: RFC 5280 counts characters (ub-common-name), cryptography bytes
_RSA_BITS = range(2048, 8193)
_CURVES: Final = {"secp256r1": "P-256", "secp384r1": "P-384"}
_SIGNING = ("digital_signature", "content_commitment")
_CERTIFYING = ("key_cert_sign", "crl_sign")
_USAGES = (*_SIGNING, "key_encipherment", "data_encipherment", "key_agreement", *_CERTIFYING, "encipher_only",
           "decipher_only")  # fmt: skip


class Reason(Enum):
    """Why a certificate was revoked: the names of RFC 5280, 5.3.1, that are used here."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "keyCompromise"
    AFFILIATION_CHANGED = "affiliationChanged"
    SUPERSEDED = "superseded"
    CESSATION = "cessationOfOperation"


@dataclass(frozen=True, slots=True)
class Revoked:
    """An entry of a revocation list; ``when`` is kept in whole seconds."""

    serial: int
    when: datetime
    reason: Reason = Reason.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate is issued to. Each text is made one line of at most 64 bytes; the identifier must fit."""

    initiative_id: str
    initiative_name: str
    manager: str


@dataclass(frozen=True, slots=True)
class Request:
    """A certificate request whose signature holds: who asks has the key.

    ``public_key`` is the SubjectPublicKeyInfo (DER) and ``key_fingerprint`` its SHA-256 (hex); ``subject`` is the
    common name that the request claims.
    """

    public_key: bytes = field(repr=False)
    key_fingerprint: str
    subject: str


def make_root(name: str, now: datetime, years: int = 20) -> SigningKey:
    """A new root: it certifies one level of issuers (path length 1) and signs nothing else."""
    private = _new_key()
    builder = _builder(_name(name), _name(name), private.public_key(), now, now + years * _YEAR)
    builder = _with_authority(builder, path_length=1)
    return _finished(builder, private, private, ())


def make_issuer(root: SigningKey, name: str, now: datetime, years: int = 10) -> SigningKey:
    """A new authority under ``root`` that certifies signers only (path length 0); never valid longer than ``root``.

    Raises:
        TrustError: CRT-009, ``root`` does not certify, or not at ``now``.
    """
    private = _new_key()
    builder = _issued(root, _name(name), private.public_key(), now, now + years * _YEAR)
    return _finished(_with_authority(builder, path_length=0), private, _private(root), chain_above(root))


def make_signer(issuer: SigningKey, name: str, now: datetime, years: int = 5) -> SigningKey:
    """A new key that signs documents, certified by ``issuer``; who signs receipts and kits is made from the root.

    Raises:
        TrustError: CRT-009, ``issuer`` does not certify, or not at ``now``.
    """
    private = _new_key()
    builder = _issued(issuer, _name(name), private.public_key(), now, now + years * _YEAR)
    return _finished(_with_signing(builder), private, _private(issuer), chain_above(issuer))


def request(key: SigningKey) -> bytes:
    """The PKCS#10 (DER) with which the holder of ``key`` asks for a certificate: its own name, its own signature."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(key.subject))
    return builder.sign(_private(key), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def read_request(data: bytes) -> Request:
    """What ``data`` asks, once it is shown that who asks holds the key. Extensions that it asks for are ignored.

    Raises:
        TrustError: CRT-002 too large, damaged or not signed with its own key, CRT-003 a kind of key not accepted.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    if len(data) > REQUEST_LIMIT:
        raise TrustError("CRT-002", detail="too large")
    try:
        with strictly():
            asked = x509.load_der_x509_csr(data)
            public = asked.public_key()
            names = [str(item.value) for item in asked.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    except UnsupportedAlgorithm:
        raise TrustError("CRT-003") from None
    except (ValueError, TypeError, x509.InvalidVersion, Warning) as error:
        raise TrustError("CRT-002", detail=type(error).__name__) from None
    require_accepted_key(public)
    try:
        sound = asked.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm):
        sound = False
    if not sound:
        raise TrustError("CRT-002", detail="signature")
    encoded = spki(public)
    return Request(encoded, hashlib.sha256(encoded).hexdigest(), one_line(names[0]) if names else "")


def issue(issuer: SigningKey, asked: Request, subject: Subject, now: datetime, days: int) -> bytes:
    """A certificate (DER) for the key of ``asked`` and the name that ``issuer`` confirmed, not the one asked for.

    The identifier of the initiative becomes the serialNumber of the name, its name the organisation. Never valid
    longer than ``issuer``.

    Raises:
        TrustError: CRT-009, ``issuer`` does not certify, or not at ``now``; CRT-012, a name is empty, or the identifier
            is not one line of at most 64 bytes.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    named = {
        x509.NameOID.SERIAL_NUMBER: one_line(subject.initiative_id),
        x509.NameOID.ORGANIZATION_NAME: one_line(subject.initiative_name),
        x509.NameOID.COMMON_NAME: one_line(subject.manager),
    }
    if not all(named.values()) or named[x509.NameOID.SERIAL_NUMBER] != subject.initiative_id:
        raise TrustError("CRT-012")
    name = x509.Name([x509.NameAttribute(kind, text) for kind, text in named.items()])
    public = serialization.load_der_public_key(asked.public_key)
    builder = _with_signing(_issued(issuer, name, public, now, now + timedelta(days=days)))
    return _signed(builder, _private(issuer))


def revocation_list(
    issuer: SigningKey, revoked: Iterable[Revoked], now: datetime, next_update: datetime, number: int
) -> bytes:
    """The CRL (DER) of ``issuer``, of this ``number``, current until ``next_update``; the same entries, sorted.

    Raises:
        TrustError: CRT-009, ``issuer`` does not certify.
        ValueError: more than ``MOST_REVOKED`` entries.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    certificate = _certifying(issuer)
    entries = sorted(set(revoked), key=lambda entry: (entry.serial, entry.when))
    if len(entries) > MOST_REVOKED:
        raise ValueError("too many entries")
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(now)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_authority_key(certificate), critical=False)
    )
    for entry in entries:
        item = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.when)
        if entry.reason is not Reason.UNSPECIFIED:  # RFC 5280, 5.3.1: say it by saying nothing
            item = item.add_extension(x509.CRLReason(x509.ReasonFlags(entry.reason.value)), critical=False)
        builder = builder.add_revoked_certificate(item.build())
    return builder.sign(_private(issuer), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def chain_above(issuer: SigningKey) -> tuple[bytes, ...]:
    """The chain of what ``issuer`` certifies: itself and what stands above it, and nothing of a root."""
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(issuer.certificate)
    return () if certificate.issuer == certificate.subject else (issuer.certificate, *issuer.chain)


def one_line(text: str) -> str:
    """``text`` as one line that fits a certificate's name; may be empty."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split()).encode("utf-8", "ignore")[:_MAX_NAME].decode("utf-8", "ignore").rstrip()


def require_accepted_key(public: object) -> str:
    """What kind of key it is, such as ``ECDSA P-256``; refuses (CRT-003) all but P-256, P-384 and RSA of 2,048 to
    8,192 bits."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVES:
        return f"ECDSA {_CURVES[public.curve.name]}"
    if isinstance(public, rsa.RSAPublicKey) and public.key_size in _RSA_BITS:
        return f"RSA {public.key_size}"
    raise TrustError("CRT-003", detail=type(public).__name__)


@contextmanager
def strictly() -> Iterator[None]:
    """What cryptography still reads but calls wrong (a serial number below 1) is raised as a ``Warning`` in here."""
    from cryptography.utils import CryptographyDeprecationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        yield


def _new_key() -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _private(key: SigningKey) -> PrivateKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    private = serialization.load_der_private_key(key.pkcs8, password=None)
    assert isinstance(private, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey))
    return private


def _name(common_name: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one_line(common_name) or "Telar")])


def _builder(subject: x509.Name, issuer: x509.Name, public: object, now: datetime, end: datetime) -> Builder:
    from cryptography import x509

    require_accepted_key(public)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)  # type: ignore[arg-type]  # the kinds that were accepted just now are among its own
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)  # type: ignore[arg-type]
    )


def _issued(issuer: SigningKey, subject: x509.Name, public: object, now: datetime, end: datetime) -> Builder:
    """What every certificate that an authority issues has in common."""
    from cryptography import x509

    above = _certifying(issuer)
    if not above.not_valid_before_utc <= now < above.not_valid_after_utc:
        raise TrustError("CRT-009", detail="not valid now")
    identifier = _key_identifier(above).digest.hex()
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"urn:telar:crl:{identifier}")], None, None, None)
    return (
        _builder(subject, above.subject, public, now, min(end, above.not_valid_after_utc))
        .add_extension(_authority_key(above), critical=False)
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
    )


def _certifying(issuer: SigningKey) -> x509.Certificate:
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(issuer.certificate)
    if not certifies(certificate):
        raise TrustError("CRT-009", detail="no authority")
    return certificate


def certifies(certificate: x509.Certificate) -> bool:
    """Whether the certificate may issue others and their revocation lists: it must say so, silence is a no."""
    from cryptography import x509

    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return False
    return basic.ca and usage.key_cert_sign and usage.crl_sign


def _with_authority(builder: Builder, path_length: int) -> Builder:
    from cryptography import x509

    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    return builder.add_extension(constraints, critical=True).add_extension(_usage(_CERTIFYING), critical=True)


def _with_signing(builder: Builder) -> Builder:
    from cryptography import x509

    constraints = x509.BasicConstraints(ca=False, path_length=None)
    return builder.add_extension(constraints, critical=True).add_extension(_usage(_SIGNING), critical=True)


def _usage(allowed: tuple[str, ...]) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(**{usage: usage in allowed for usage in _USAGES})


def _key_identifier(certificate: x509.Certificate) -> x509.SubjectKeyIdentifier:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.SubjectKeyIdentifier.from_public_key(certificate.public_key())


def _authority_key(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    from cryptography import x509

    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(_key_identifier(certificate))


def _signed(builder: Builder, private: PrivateKey) -> bytes:
    from cryptography.hazmat.primitives import hashes, serialization

    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _finished(builder: Builder, own: PrivateKey, above: PrivateKey, chain: tuple[bytes, ...]) -> SigningKey:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    data = _signed(builder, above)
    pkcs8 = own.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    names = x509.load_der_x509_certificate(data).subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return SigningKey(data, hashlib.sha256(data).hexdigest(), str(names[0].value), pkcs8, chain=chain)


def spki(public: object) -> bytes:
    """The SubjectPublicKeyInfo (DER) of a public key."""
    from cryptography.hazmat.primitives import serialization

    encoding, layout = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(encoding, layout)  # type: ignore[attr-defined, no-any-return]  # accepted keys have it
