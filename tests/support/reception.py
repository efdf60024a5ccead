"""Packages on their way to an authority of its own, and what the authority answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from desktop_app.reception.verdict import Arrival, Received
from desktop_app.submission import (
    SigningKey,
    VerifiedPackage,
    build,
    encrypt,
    inspect,
    recipients_digest,
)
from desktop_app.submission import authority as keys
from desktop_app.submission.authority import Vault
from desktop_app.submission.authority_register import Confirmed, Register
from desktop_app.submission.certificates import request
from desktop_app.submission.trust import read_certificate
from tests.support.authorities import enrolment
from tests.support.packages import NOW, age_key, sample_info, sample_key, sample_package, sample_response

ANA, LUIS = "Ana Gestora", "Luis Gestor"
SECOND_ID = "uuid:7c0a4b63-1e2f-4d9d-8a60-3a2d8e4f5b71"
SOON = NOW + timedelta(minutes=5)
REF = "/data/p001"
LATER = {"revision": 2, "response_id": SECOND_ID, "replaces": sample_info().response_id}
"""What makes the sample's package the next revision."""


def packed(vault: Vault, signer: str | SigningKey = ANA, *, encrypted: bool = True, **changes: Any) -> bytes:
    """A package with an enrolment request for the authority in ``vault``, as ``changes`` to its info say."""
    key = sample_key(signer) if isinstance(signer, str) else signer
    pair = keys.load(vault.folder).recipients[0]
    now = changes.pop("now", NOW)
    named = recipients_digest(pair) if encrypted else None
    info = sample_info(**{"claimed_at": now, "recipients_sha256": named, **changes})
    data = build(info, sample_response(info, answers=20), key, request=request(key), now=now)
    return encrypt(data, pair) if encrypted else data


def told(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows in the books beside the keys in ``folder``, by table; empty tables and missing books are not there."""
    path = folder / "reception.sqlite3"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    return {name: rows for name, rows in found.items() if rows and name != "settings"}


def column(folder: Path, table: str, *names: str) -> list[Any]:
    """The values of columns in the books, in the order in which they were written."""
    path = folder / "reception.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid").fetchall()
    return [row[0] if len(names) == 1 else row for row in rows]


def on_stick(folder: Path, data: bytes, name: str = "paquete.asice.age") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def mixed_folder(entity: Vault, folder: Path) -> dict[str, tuple[str, str]]:
    """A folder with one file of each kind, and what is to become of them."""
    confirm(entity)
    first = packed(entity)
    damaged = bytearray(first)
    damaged[-20] ^= 1
    others = [age_key("otra").recipient, age_key("custodia de otra").recipient]
    anew = encrypt(sample_package(recipients_sha256=recipients_digest(others)), keys.load(entity.folder).recipients[0])
    files: dict[str, tuple[bytes, tuple[str, str]]] = {
        "01 primera.asice.age": (first, ("replaced", "")),
        "02 copia.asice.age": (first, ("duplicate", "")),
        "03 segunda.asice.age": (packed(entity, **LATER), ("filed", "")),
        "04 otra llave.asice.age": (packed(entity, LUIS), ("quarantined", "RCV-002")),
        "05 desconocida.asice.age": (packed(entity, LUIS, initiative_id="ic-099"), ("quarantined", "RCV-001")),
        "06 ajeno.asice.age": (packed(entity, recipient="otra-entidad"), ("quarantined", "RCV-006")),
        "07 cifrado de nuevo.age": (anew, ("quarantined", "RCV-007")),
        "08 dañado.asice.age": (bytes(damaged), ("refused", "ENC-006")),
        "09 cortado.asice.age": (first[:-700], ("refused", "ENC-006")),
        "10 vacío.asice": (b"", ("refused", "PKG-002")),
        "11 informe.txt": (b"no es un paquete", ("refused", "PKG-002")),
        "12 sin cifrar.asice": (packed(entity, encrypted=False, wave="2025"), ("filed", "")),
    }
    for name, (data, _) in files.items():
        on_stick(folder, data, name)
    return {name: expected for name, (_, expected) in files.items()}


def confirm(vault: Vault, signer: str = ANA, **how: Any) -> Confirmed:
    """The authority confirms the signer for the sample's initiative."""
    return keys.enrol(vault, enrolment(sample_key(signer)), how.pop("now", NOW), by="Mesa de ayuda", **how)


def certified(vault: Vault, signer: str = ANA) -> SigningKey:
    """The signer's key with the certificate that the authority issued to it."""
    key, register = sample_key(signer), keys.load(vault.folder)
    (found,) = register.known_by(key.fingerprint)
    issued = found.certificate
    return SigningKey(issued, read_certificate(issued).fingerprint, key.subject, key.pkcs8, (register.issuer,))


def register_of(*signers: Confirmed, recipients: Sequence[tuple[str, str]] = (("age1a", "age1b"),)) -> Register:
    """A register that nobody reads from a file: only its signers and recipients count for a verdict."""
    return Register("Entidad", b"", b"", b"", tuple(recipients), b"", b"", (), signers)


def confirmed(signer: str = ANA, **changes: Any) -> Confirmed:
    """A confirmation of the sample key of ``signer``; the certificate issued to it is the one that it made itself."""
    key = sample_key(signer)
    values: dict[str, Any] = {
        "fingerprint": key.fingerprint,
        "initiative_id": "ic-017",
        "initiative_name": "Clúster Café & Cacao de Nariño",
        "manager": signer,
        "certificates": (key.certificate,),
        "confirmed": NOW,
        "by": "Mesa de ayuda",
    }
    return Confirmed(**{**values, **changes})


def arrival(signer: str = ANA, *, file: str = "f", container: str = "c", **changes: Any) -> Arrival:
    """A package as it came in; its digests are the letter given, 64 times. ``of`` changes the verified package."""
    of = changes.pop("of", {})
    info = sample_info(**changes)
    package = inspect(
        build(info, sample_response(info, answers=3), sample_key(signer), now=NOW), recipient=info.recipient
    )
    found: VerifiedPackage = replace(package, **of)
    return Arrival(found, file * 64, container * 64)


def received(**changes: Any) -> Received:
    """The record of another package of the sample's response, filed."""
    values: dict[str, Any] = {
        "file_sha256": "1" * 64,
        "container_sha256": "2" * 64,
        "response_id": sample_info().response_id,
        "revision": 1,
        "sequence": 1,
        "signer": sample_key(ANA).fingerprint,
        "member": "ic-017",
        "form_id": "autodiagnostico",
        "wave": "2026",
        "claimed": NOW,
        "arrived": NOW,
        "filed": True,
    }
    return Received(**{**values, **changes})
