"""A manager's data folder beside a receiving entity: kits that really carry forms, receipts for what really left."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pyrage

from desktop_app.submission import SecretKeeper, SigningKey, VerifiedPackage, decrypt, receipts, trust, unlock
from desktop_app.submission.kits import KitForm
from desktop_app.submission.receipts import Observation, Receipt, Status
from desktop_app.workflows import kits
from desktop_app.workflows.export import Exported, export
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.support.packages import NOW
from tests.support.receiving_entity import Entity, entity, kit_files, signed_kit

LATER = NOW + timedelta(hours=2)
INSTRUMENT = "autodiagnostico"


@cache
def identities() -> tuple[str, str]:
    """The entity's age identities, operations and escrow."""
    first, second = (str(pyrage.x25519.Identity.generate()) for _ in range(2))
    return first, second


def recipients() -> tuple[str, ...]:
    return tuple(str(pyrage.x25519.Identity.from_str(each).to_public()) for each in identities())


def kit_of(
    *forms: Form, by: Entity | None = None, files: Mapping[str, bytes] | None = None, **changes: object
) -> bytes:
    """A signed kit with ``forms`` and whatever ``files`` besides."""
    sender = by or entity()
    listed = tuple(
        KitForm(f"forms/{form.id}.xml", form.id, form.version, hashlib.sha256(form.xform).hexdigest()) for form in forms
    )
    held = kit_files(forms__autodiagnostico_xml=None, forms__ssme_xml=None, reference__ssme_json=None)
    del held["forms/ssme-media/municipalities.csv"]
    for form in forms:
        held[f"forms/{form.id}.xml"] = form.xform
        held |= {f"forms/{form.id}-media/{name}": data for name, data in form.media.items()}
    if by is not None:
        held |= entity_files(by)
    values = {"forms": listed, "operations": recipients()[0], "escrow": recipients()[1], **changes}
    return signed_kit({**held, **(files or {})}, sender.signer, root_sha256=sender.root.fingerprint, **values)


def entity_files(by: Entity) -> dict[str, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = x509.load_der_x509_certificate(by.root.certificate).public_bytes(Encoding.PEM)
    return {"ca.pem": pem, "crl.der": by.crls[0], "crl-2.der": by.crls[1]}


def take_kit(workspace: Workspace, data: bytes | None = None, now: datetime = LATER) -> kits.Taken:
    """Brings a kit in, the entity's fingerprint compared."""
    data = data or kit_of(workspace.forms.shipped(INSTRUMENT)[0])
    return kits.take(workspace, data, now, confirmed=entity().root.fingerprint)


@dataclass(frozen=True)
class Arrived:
    """A package as the entity has it."""

    file: bytes
    container: bytes
    package: VerifiedPackage


def send(
    workspace: Workspace, response: str, folder: Path, secrets: SecretKeeper, now: datetime = LATER
) -> tuple[Exported, Arrived]:
    """Exports, and opens at the entity what travelled."""
    done = export(workspace, response, folder, secrets, now)
    file = done.path.read_bytes()
    package = unlock(file, identities(), recipients(), now=now)
    return done, Arrived(file, decrypt(file, identities()), package)


def receipt_for(
    arrived: Arrived,
    status: Status = Status.RECEIVED,
    *observations: tuple[str, str],
    number: int = 1,
    at: datetime = LATER,
    key: SigningKey | None = None,
    certificate: SigningKey | None = None,
    **changes: object,
) -> bytes:
    """The entity's receipt; ``certificate`` is what it issued to the package's signer, with its chain."""
    package = arrived.package
    values: dict[str, object] = {
        "receipt_id": f"3f0c5d2e-7a41-4b9d-8e26-{number:012d}",
        "issued": at,
        "recipient": "confecamaras",
        "response_id": package.info.response_id,
        "revision": package.info.revision,
        "sequence": package.info.sequence,
        "package_sha256": hashlib.sha256(arrived.file).hexdigest(),
        "container_sha256": hashlib.sha256(arrived.container).hexdigest(),
        "manifest_sha256": package.manifest_sha256,
        "signer_sha256": package.signer.fingerprint,
        "signer_key_sha256": trust.read_certificate(package.signer.certificate).key_fingerprint,
        "arrived": at - timedelta(minutes=5),
        "status": status,
        "observations": tuple(Observation(*each) for each in observations),
    }
    return receipts.write(
        Receipt(**{**values, **changes}),  # type: ignore[arg-type]
        key or entity().signer,
        at,
        certificate=certificate.certificate if certificate else None,
        chain=certificate.chain if certificate else (),
        crls=entity().crls,
    )


def everything(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    from sqlalchemy import text

    with workspace.store._database.transaction() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}" ORDER BY 1'))]
            for name in tables
        }
