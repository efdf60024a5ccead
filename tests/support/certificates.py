"""An authority with its lists, and certificates put together part by part, so that each part can be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.submission.certificates import (
    Revoked,
    Subject,
    issue,
    make_issuer,
    make_root,
    make_signer,
    read_request,
    request,
    revocation_list,
)
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.trust import Anchor, pin
from tests.support.packages import NOW, sample_key

DAYS_TO_NEXT = 90
SUBJECT = Subject("ic-017", "Clúster Café & Cacao de Nariño", "Ana Gestora")
_USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
           "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip


@dataclass(frozen=True)
class Ladder:
    """Root, issuer, the authority's signer, and a manager's certificate by the issuer."""

    root: SigningKey
    issuer: SigningKey
    signer: SigningKey
    manager: bytes

    @property
    def anchor(self) -> Anchor:
        return pin(self.root.certificate)

    def root_list(self, *revoked: Revoked, now: datetime = NOW, number: int = 1) -> bytes:
        return revocation_list(self.root, revoked, now, now + timedelta(days=DAYS_TO_NEXT), number)

    def issuer_list(self, *revoked: Revoked, now: datetime = NOW, number: int = 1) -> bytes:
        return revocation_list(self.issuer, revoked, now, now + timedelta(days=DAYS_TO_NEXT), number)

    def lists(self) -> list[bytes]:
        return [self.root_list(), self.issuer_list()]


@cache
def ladder(name: str = "Entidad de prueba") -> Ladder:
    """One a run for each ``name``; the keys of two are different even if their names are not."""
    return new_ladder(name.partition("#")[0])


def new_ladder(name: str) -> Ladder:
    root = make_root(f"{name} Raíz", NOW)
    issuer = make_issuer(root, f"{name} Emisora", NOW)
    signer = make_signer(root, name, NOW)
    asked = read_request(request(sample_key()))
    return Ladder(root, issuer, signer, issue(issuer, asked, SUBJECT, NOW, 730))


def load(data: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(data)


def serial_of(data: bytes) -> int:
    return load(data).serial_number


def private_of(key: SigningKey) -> Any:
    return serialization.load_der_private_key(key.pkcs8, None)


def usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in allowed for name in _USAGES})


def crafted(
    issuer: SigningKey | None,
    *,
    name: str = "Hecho a mano",
    issuer_name: x509.Name | None = None,
    private: Any = None,
    since: datetime = NOW - timedelta(days=1),
    until: datetime = NOW + timedelta(days=700),
    basic: x509.BasicConstraints | None = None,
    key_usage: x509.KeyUsage | None = None,
    point: bool = True,
    serial: int | None = None,
    extra: Iterable[tuple[x509.ExtensionType, bool]] = (),
    digest: hashes.HashAlgorithm | None = None,
) -> SigningKey:
    """A certificate with exactly these parts and its key; without ``issuer`` it signs itself."""
    private = private or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    above = load(issuer.certificate).subject if issuer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name or above)
        .public_key(private.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
    if basic is not None:
        builder = builder.add_extension(basic, critical=True)
    if key_usage is not None:
        builder = builder.add_extension(key_usage, critical=True)
    if point:
        uri = x509.UniformResourceIdentifier("urn:telar:crl:00")
        distribution = x509.DistributionPoint([uri], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([distribution]), critical=False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    certificate = builder.sign(private_of(issuer) if issuer else private, digest or hashes.SHA256())
    der = certificate.public_bytes(serialization.Encoding.DER)
    pkcs8 = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey(der, certificate.fingerprint(hashes.SHA256()).hex(), name, pkcs8)


CA = x509.BasicConstraints(ca=True, path_length=None)
END = x509.BasicConstraints(ca=False, path_length=None)
CERTIFIES = usage("key_cert_sign", "crl_sign")
SIGNS = usage("digital_signature", "content_commitment")
