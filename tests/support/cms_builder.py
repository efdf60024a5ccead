"""Detached CMS signatures put together part by part, so that each part can be wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyhanko.sign.ades.api  # noqa: F401  before asn1crypto freezes its table of attributes: see verification.py
from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

WHEN = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
PROOF_OF_ORIGIN = "1.2.840.113549.1.9.16.6.1"
PROOF_OF_RECEIPT = "1.2.840.113549.1.9.16.6.2"
_HASHES = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
_OIDS = {
    "content_type": "1.2.840.113549.1.9.3",
    "message_digest": "1.2.840.113549.1.9.4",
    "signing_time": "1.2.840.113549.1.9.5",
    "commitment": "1.2.840.113549.1.9.16.2.16",
    "signing_certificate_v2": "1.2.840.113549.1.9.16.2.47",
}


_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class _Attribute(core.Sequence):
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Commitment(core.Sequence):
    _fields = [("identifier", core.ObjectIdentifier)]


def certificate(
    key: Any,
    subject: str | None = "Ana Gestora",
    *,
    issuer: tuple[str, Any] | None = None,
    usage: dict[str, bool] | None = None,
    ca: bool | None = None,
    hash_name: str = "sha256",
    valid: tuple[datetime, datetime] = (WHEN - timedelta(days=1), WHEN + timedelta(days=365)),
) -> bytes:
    """A certificate (DER) for ``key``: self-signed, or signed by ``issuer`` (name, key)."""
    names = [
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)] if text else [])
        for text in (subject, issuer[0] if issuer else subject)
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
    )
    if usage is not None:
        flags = dict.fromkeys(_USAGES, False)
        builder = builder.add_extension(x509.KeyUsage(**{**flags, **usage}), critical=True)
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    hash_algorithm = None if not hasattr(key, "curve") and not hasattr(key, "key_size") else _HASHES[hash_name]()
    signed = builder.sign(issuer[1] if issuer else key, hash_algorithm)
    return signed.public_bytes(serialization.Encoding.DER)


def attributes(content: bytes, cert: bytes, digest: str = "sha256", **changes: Any) -> dict[str, list[bytes]]:
    """The DER values of the signed attributes by name; ``changes`` replace one (a list) or leave it out (None)."""
    essential = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(cert).digest()}]})
    values = {
        "content_type": [core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()],
        "signing_time": [asn1_x509.Time({"utc_time": WHEN}).dump()],
        "commitment": [commitment(PROOF_OF_ORIGIN)],
        "message_digest": [core.OctetString(hashlib.new(digest, content).digest()).dump()],
        "signing_certificate_v2": [essential.dump()],
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def commitment(oid: str) -> bytes:
    return bytes(_Commitment({"identifier": oid}).dump())


def encode(values: dict[str, list[bytes]]) -> bytes:
    """The attributes as a DER SET; a name of ``_OIDS`` with a ``+`` in front is the same attribute once more."""
    found = []
    for name, ders in values.items():
        oid = _OIDS.get(name.lstrip("+"), name)
        found.append(_Attribute({"type": oid, "values": [core.Any.load(der) for der in ders]}).dump())
    return bytes(core.SetOf([core.Any.load(item) for item in sorted(found)], spec=core.Any).dump())


def sign(
    content: bytes,
    key: Any,
    cert: bytes,
    *,
    digest: str = "sha256",
    algorithm: str | None = None,
    values: dict[str, list[bytes]] | None = None,
    encoded: bytes | None = None,
    named: bytes | None = None,
    others: Sequence[bytes] = (),
    change: Callable[[Any], None] | None = None,
) -> bytes:
    """The CMS (DER); ``values`` {} signs without attributes; ``change`` alters the finished structure.

    ``encoded`` are the signed attributes as DER, when they are not to be put together here; ``named`` is the
    certificate whose issuer and serial number the signer gives, when it is not ``cert``; ``others`` are certificates
    enclosed beside it.
    """
    values = attributes(content, cert, digest) if values is None else values
    if encoded is None:
        encoded = encode(values) if values else b""
    parsed, naming = asn1_x509.Certificate.load(cert), asn1_x509.Certificate.load(named or cert)
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": naming.issuer, "serial_number": naming.serial_number}
                )
            }
        ),
        "digest_algorithm": {"algorithm": digest},
        "signature_algorithm": {"algorithm": algorithm or _algorithm(key, digest)},
        "signature": _raw_signature(key, encoded or content, digest),
    }
    if encoded:
        signer["signed_attrs"] = cms.CMSAttributes.load(encoded)
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [
                cms.CertificateChoices({"certificate": each})
                for each in (parsed, *(asn1_x509.Certificate.load(other) for other in others))
            ],
            "signer_infos": [signer],
        }
    )
    if change:
        change(signed)
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _algorithm(key: Any, digest: str) -> str:
    if isinstance(key, rsa.RSAPrivateKey):
        return f"{digest}_rsa"
    return f"{digest}_ecdsa" if isinstance(key, ec.EllipticCurvePrivateKey) else "ed25519"


def _raw_signature(key: Any, data: bytes, digest: str) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), _HASHES[digest]())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(_HASHES[digest]()))
    return bytes(key.sign(data))
