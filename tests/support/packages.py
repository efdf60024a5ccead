"""A sample package, whole or in parts, for whoever needs one; everything in it is made here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from desktop_app.submission import (
    Annotations,
    Comment,
    Evidence,
    KeyStore,
    SigningKey,
    SubmissionInfo,
    Warned,
    build,
    container,
    lock,
    manifest,
    names,
    recipients_digest,
)

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
RESPONSE_ID = "uuid:6b9f3a52-0d1e-4c8e-9f5a-2f1c7d3e4b60"
OLDER_ID = "uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_DECADES = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC))


class PlainSecrets:
    """A keeper that seals with a known passphrase at no cost: for tests of what lies above the keepers."""

    def usable(self) -> bool:
        return True

    def seal(self, secret: bytes) -> bytes:
        return b"sealed:" + secret[::-1]

    def open(self, sealed: bytes) -> bytes:
        return sealed.removeprefix(b"sealed:")[::-1]


@cache
def sample_key(name: str = "Ana Gestora") -> SigningKey:
    """A key made once a run for each ``name``."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return KeyStore(Path(folder), PlainSecrets()).load_or_create(name, NOW)


class AgeKey(NamedTuple):
    """Both halves of an age key, as the ``age`` tool writes them."""

    identity: str
    recipient: str


@cache
def age_key(name: str = "operaciones") -> AgeKey:
    """A key made once a run for each ``name``."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return AgeKey(str(identity), str(identity.to_public()))


class Issued(NamedTuple):
    """A signing key whose certificate an authority issued, and the authority's root (DER)."""

    key: SigningKey
    root: bytes


@cache
def issued_key(name: str = "Ana Gestora") -> Issued:
    """Root, issuer and signer, made once a run for each ``name``; the issuer is the key's chain.

    They are valid for decades: GnuTLS 3.7 checks a signature at the clock's time and at no other.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from tests.support import cms_builder as cms_of

    authority: dict[str, Any] = {"usage": {"key_cert_sign": True, "crl_sign": True}, "ca": True, "valid": _DECADES}
    root_key, issuer_key, private = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = cms_of.certificate(root_key, "Raíz", **authority)
    issuer = cms_of.certificate(issuer_key, "Emisora", issuer=("Raíz", root_key), **authority)
    signing: dict[str, Any] = {"usage": {"digital_signature": True, "content_commitment": True}, "ca": False}
    own = cms_of.certificate(private, name, issuer=("Emisora", issuer_key), valid=_DECADES, **signing)
    pkcs8 = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Issued(SigningKey(own, hashlib.sha256(own).hexdigest(), name, pkcs8, (issuer,)), root)


def sample_info(**changes: Any) -> SubmissionInfo:
    """What the sample package says of itself, with ``changes`` by field name."""
    values: dict[str, Any] = {
        "recipient": "confecamaras",
        "form_id": "autodiagnostico",
        "form_version": "2026110101",
        "form_sha256": "c0ffee00" * 8,
        "initiative_id": "ic-017",
        "initiative_name": "Clúster Café & Cacao de Nariño",
        "wave": "2026",
        "response_id": RESPONSE_ID,
        "replaces": None,
        "revision": 1,
        "sequence": 1,
        "claimed_at": NOW,
        "software": "Telar 0.1.0",
    }
    return SubmissionInfo(**{**values, **changes})


def sample_response(info: SubmissionInfo | None = None, answers: int = 150) -> bytes:
    """An ODK instance that fits ``info``, with ``answers`` leaf nodes."""
    info = info or sample_info()
    deprecated = f"<deprecatedID>{info.replaces}</deprecatedID>" if info.replaces else ""
    leaves = "".join(f"<p{number:03}>{number * 7 % 3}</p{number:03}>" for number in range(1, answers + 1))
    return (
        f'<data id="{info.form_id}" version="{info.form_version}">{leaves}'
        f"<meta><instanceID>{info.response_id}</instanceID>{deprecated}</meta></data>"
    ).encode()


def sample_annotations() -> Annotations:
    """One of each kind, at questions of the sample response; the files are ``acta.pdf`` and ``foto.jpg``."""
    return Annotations(
        comments=(Comment("/data/p001", "Falta el acta & la\nlista."),),
        evidence=(Evidence("/data/p002", ("acta.pdf", "foto.jpg")),),
        warnings=(Warned("/data/p003", "/data/p004", ". > 1.5 * 2", "Es mucho más que en la ola anterior.", "1"),),
    )


def sample_package(
    *,
    key: SigningKey | None = None,
    annotations: Annotations | None = None,
    evidence: dict[str, bytes] | None = None,
    report_pdf: bytes | None = None,
    request: bytes | None = None,
    now: datetime = NOW,
    response: bytes | None = None,
    **changes: Any,
) -> bytes:
    """A signed package of the sample response; ``changes`` go to its info."""
    info = sample_info(**changes)
    return build(
        info,
        response or sample_response(info),
        key or sample_key(),
        annotations=annotations,
        evidence=evidence,
        report_pdf=report_pdf,
        request=request,
        now=now,
    )


def sample_locked(recipients: Sequence[str], **how: Any) -> bytes:
    """The sample package signed for, and encrypted to, ``recipients``; ``how`` goes to ``sample_package``."""
    return lock(sample_package(recipients_sha256=recipients_digest(recipients), **how), recipients)


def parts(package: bytes) -> dict[str, bytes]:
    """The files of a package by name, ``mimetype`` left out."""
    found = container.read(package)
    return {name: content for name, content in found.items() if name != names.MIMETYPE}


def resealed(files: dict[str, bytes], key: SigningKey | None = None, listed: bytes | None = None) -> bytes:
    """A package of ``files`` (content only) with a manifest and a sound signature of their own, whatever they say."""
    from desktop_app.submission.signing import sign

    content = {name: data for name, data in files.items() if not name.startswith(names.META_INF)}
    listed = manifest.write(content) if listed is None else listed
    signature = sign(listed, key or sample_key(), NOW)
    return container.write({**content, names.MANIFEST: listed, names.SIGNATURE: signature})
