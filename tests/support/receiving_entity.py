"""A receiving entity with real keys, and what it signs: receipts of the sample package, wave kits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from desktop_app.submission import (
    SigningKey,
    certificates,
    container,
    inspect,
    kits,
    manifest,
    names,
    receipts,
    trust,
)
from desktop_app.submission.certificates import Revoked, Subject
from desktop_app.submission.kits import Initiative, Kit, KitForm
from desktop_app.submission.receipts import Receipt, Status
from desktop_app.submission.trust import Anchor
from tests.support import cms_builder
from tests.support.packages import NOW, RESPONSE_ID, parts, sample_key, sample_package

RECEIPT_ID = "3f0c5d2e-7a41-4b9d-8e26-91c4d7f05a13"
SOON = NOW + timedelta(days=400)
FORM = b'<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head/></h:html>'
INITIATIVES = (
    Initiative("ic-017", "Clúster Café & Cacao de Nariño", "52", "52001"),
    Initiative("ic-018", 'Clúster "Lácteos", Boyacá', "15", "15238"),
)


@dataclass(frozen=True)
class Entity:
    """The keys of an entity; ``crls`` are the lists of root and issuer on which nobody stands."""

    root: SigningKey
    issuer: SigningKey
    signer: SigningKey
    crls: tuple[bytes, ...]

    @property
    def anchor(self) -> Anchor:
        return trust.pin(self.root.certificate)

    def manager(self, key: SigningKey | None = None) -> SigningKey:
        """``key`` with the certificate that the issuer gives it."""
        key = key or sample_key()
        asked = certificates.read_request(certificates.request(key))
        subject = Subject("ic-017", "Clúster Café & Cacao de Nariño", key.subject)
        issued = certificates.issue(self.issuer, asked, subject, NOW, days=365)
        fingerprint = hashlib.sha256(issued).hexdigest()
        return SigningKey(issued, fingerprint, key.subject, key.pkcs8, chain=(self.issuer.certificate,))

    def root_list(self, *revoked: SigningKey, number: int = 2, **times: Any) -> bytes:
        """The root's list a while later, with ``revoked`` on it."""
        return _list(self.root, *revoked, number=number, **times)


def _list(issuer: SigningKey, *revoked: SigningKey, number: int, **times: Any) -> bytes:
    made = times.get("made", NOW - timedelta(hours=12 // number))
    entries = [Revoked(trust.read_certificate(key.certificate).serial, made) for key in revoked]
    return certificates.revocation_list(issuer, entries, made, times.get("until", SOON), number)


@cache
def entity(name: str = "Confecámaras") -> Entity:
    """Made once a run for each ``name``; its certificates and lists are good at ``NOW``."""
    before = NOW - timedelta(days=1)
    root = certificates.make_root(f"{name} raíz", before)
    issuer = certificates.make_issuer(root, f"{name} inscripciones", before)
    signer = certificates.make_signer(root, f"{name} acuses", before)
    return Entity(root, issuer, signer, (_list(root, number=1), _list(issuer, number=1)))


@cache
def received_package() -> bytes:
    """The package that the sample receipt is for: two signatures of the same are never the same bytes."""
    return sample_package()


def sample_receipt(**changes: Any) -> Receipt:
    """The receipt of the sample package, accepted, with ``changes`` by field name."""
    package = received_package()
    values: dict[str, Any] = {
        "receipt_id": RECEIPT_ID,
        "issued": NOW,
        "recipient": "confecamaras",
        "response_id": RESPONSE_ID,
        "revision": 1,
        "sequence": 1,
        "package_sha256": hashlib.sha256(package).hexdigest(),
        "container_sha256": hashlib.sha256(package).hexdigest(),
        "manifest_sha256": hashlib.sha256(parts(package)["META-INF/ASiCManifest.xml"]).hexdigest(),
        "signer_sha256": inspect(package).signer.fingerprint,
        "signer_key_sha256": trust.read_certificate(sample_key().certificate).key_fingerprint,
        "arrived": NOW - timedelta(hours=1),
        "status": Status.ACCEPTED,
    }
    return Receipt(**{**values, **changes})


def signed_receipt(key: SigningKey | None = None, *, crls: tuple[bytes, ...] | None = None, **changes: Any) -> bytes:
    """The sample receipt, signed by the entity; with the lists of root and issuer unless others are given."""
    lists = entity().crls if crls is None else crls
    return receipts.write(sample_receipt(**changes), key or entity().signer, NOW, crls=lists)


def sealed_without_commitment(files: dict[str, bytes]) -> bytes:
    """``files`` soundly signed with the entity's own key, for no purpose that is stated."""
    signer = entity().signer
    listed = manifest.write(files)
    private = serialization.load_der_private_key(signer.pkcs8, None)
    values = cms_builder.attributes(listed, signer.certificate, commitment=None)
    signature = cms_builder.sign(listed, private, signer.certificate, values=values)
    return container.write({**files, names.MANIFEST: listed, names.SIGNATURE: signature})


@cache
def age_recipients() -> tuple[str, str]:
    """Two recipients as the age tool writes them."""
    first, second = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    return first, second


def sample_kit(**changes: Any) -> Kit:
    """A kit of two forms, with ``changes`` by field name."""
    digest = hashlib.sha256(FORM).hexdigest()
    values: dict[str, Any] = {
        "wave": "2026",
        "number": 2,
        "issued": NOW,
        "opens": date(2026, 11, 1),
        "closes": date(2027, 1, 31),
        "entity_id": "confecamaras",
        "entity_name": "Confecámaras",
        "root_sha256": entity().root.fingerprint,
        "operations": age_recipients()[0],
        "escrow": age_recipients()[1],
        "forms": (
            KitForm("forms/autodiagnostico.xml", "autodiagnostico", "2026110101", digest, ("diagnostico",)),
            KitForm("forms/ssme.xml", "ssme", "2026110102", digest),
        ),
        "message": "La ola cierra el 31 de enero.\n\nPreguntas: la mesa de ayuda.",
        "minimum_version": "0.1.0",
    }
    return Kit(**{**values, **changes})


def kit_files(**changes: bytes | None) -> dict[str, bytes]:
    """The files of the sample kit; ``_`` stands for the dot, ``__`` for the slash; None leaves a file out."""
    files: dict[str, bytes | None] = {
        "forms/autodiagnostico.xml": FORM,
        "forms/ssme.xml": FORM,
        "forms/ssme-media/municipalities.csv": b"name,label\n52001,Pasto\n",
        "reference/ssme.json": b"{}",
        "initiatives.csv": kits.write_initiatives(INITIATIVES),
        "ca.pem": x509.load_der_x509_certificate(entity().root.certificate).public_bytes(serialization.Encoding.PEM),
        "crl.der": entity().crls[0],
        "crl-2.der": entity().crls[1],
    }
    named = {name.replace("__", "/").replace("_", "."): content for name, content in changes.items()}
    return {name: content for name, content in {**files, **named}.items() if content is not None}


def signed_kit(files: dict[str, bytes] | None = None, key: SigningKey | None = None, **changes: Any) -> bytes:
    """The sample kit, signed by the entity."""
    return kits.write(sample_kit(**changes), kit_files() if files is None else files, key or entity().signer, NOW)
