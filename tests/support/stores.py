"""A filled store for tests, and the script that keeps one as a fixture of the current database format.

``python -m tests.support.stores`` writes ``tests/fixtures/database/<revision>.sqlite3``. A released format's file is
kept for ever and never written again.
"""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.fileio import sha256_hex
from desktop_app.store import (
    Authority,
    Card,
    Certificate,
    Kit,
    Means,
    NotesState,
    NotesStep,
    Package,
    Receipt,
    ResponseState,
    RevocationList,
    Store,
)
from desktop_app.store.migration import HEAD

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "database"
NOW = datetime(2026, 11, 20, 15, 30, 0, 123456, tzinfo=UTC)
VERSION = "0.1.0"

CARD = Card(
    name="Cacao de la Serranía",
    founded="2015",
    department="05",
    municipality="05001",
    macrosector="agroindustria",
    sector="cacao",
    ciiu="0127",
    entity_kind="camara",
    chamber="Cámara de prueba",
    manager_name="Quien gestiona",
    manager_role="Coordinación",
    manager_email="gestion@example.org",
    manager_phone="300 000 00 00",
)
XFORM = b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>"
MEDIA = {"departments.csv": b"name,label\n05,Antioquia\n"}
PREFILLED = {"/data/id/name": CARD.name, "/data/id/department": CARD.department}
ANSWERS = {
    "/data/b1/p01": "2",
    "/data/b1/p01_comment": "Se revisó «con calma»:\n\tñ, 😀, e\u0301 y nada más",
    "/data/b2/p02": "",
    "/data/b3/figure": "1234567.89",
}
FILE_NAME, FILE_REF = "acta.pdf", "/data/b3/file"
NOTES = NotesStep(
    comments={"/data/b1/p01": "Se acordó en el comité:\nacta 4", "/data/b3/figure": "Estimado"},
    evidence={"/data/b1/p01": (FILE_NAME,)},
    carried={"/data/b2/p02": True},
)
KEPT_NOTES = NotesState(NOTES.comments, NOTES.evidence, frozenset({"/data/b2/p02"}))
MEANS = (
    Means("national", "", "2025", 100, {"P01": 1.25, "TOTAL": 1.65}),
    Means("macrosector", "agroindustria", "2025", 30, {"TOTAL": 1.5}),
)
FILE = b"%PDF-1.7\n\x00\xff and so on\n%%EOF\n"
SIGNED = b"PK\x03\x04 a signed container \x00\xff"
KEY_FINGERPRINT = "ab" * 32
ROOT = b"0\x82 a root certificate \x00\xff"
KIT = b"PK\x03\x04 a wave kit \x00\xff"
REMARKS = (("/data/b1/p01", "Falta el acta del comité.\nAdjúntela."), ("/data/b3/figure", "Revise la cifra 😀"))


def open_store(data_dir: Path, *, now: datetime = NOW, version: str = VERSION) -> Store:
    return Store.open(data_dir, now=now, program_version=version)


def start_response(store: Store, *, wave: str = "2026") -> str:
    """An initiative, an instrument and an empty draft; the draft's id."""
    initiative = store.initiatives.add(CARD, at=NOW)
    instrument = store.instruments.add(
        form_id="autodiagnostico", version="1", title="Autodiagnóstico", xform=XFORM, media=MEDIA
    )
    return store.responses.start(initiative.id, instrument.id, wave=wave, at=NOW, total=13).id


def package_of(response_id: str, *, sequence: int = 1, revision: int = 1) -> Package:
    return Package(
        response_id=response_id,
        revision=revision,
        sequence=sequence,
        file_name=f"cacao-autodiagnostico-2026-r{revision}.asice",
        path=f"/media/usb/cacao-autodiagnostico-2026-r{revision}.asice",
        sha256=sha256_hex(f"{response_id}{sequence}".encode()),
        size=3280,
        created=NOW + timedelta(hours=sequence),
        signer_fingerprint=KEY_FINGERPRINT,
    )


def encrypted(package: Package, signed: bytes = SIGNED) -> Package:
    """The package as it leaves when it is encrypted; ``signed`` is what is in it."""
    return replace(package, signed_sha256=sha256_hex(signed), encrypted=True, recipients_sha256="cd" * 32)


def receipt_of(
    package: Package, status: str = "received", *, number: int = 1, issued: datetime = NOW + timedelta(days=2)
) -> Receipt:
    """A receipt of the package, which is its own by its ``number``."""
    content = f"{package.sha256} {status} {number} {issued}".encode()
    return Receipt(
        sha256=sha256_hex(content),
        response_id=package.response_id,
        package_sha256=package.sha256,
        receipt_id=str(uuid.uuid5(uuid.UUID(package.response_id), str(number))),
        status=status,
        arrived=NOW + timedelta(days=1),
        issued=issued,
        imported=NOW + timedelta(days=3),
        content=content,
    )


def authority_of(certificate: bytes = ROOT, *, pinned: datetime = NOW) -> Authority:
    return Authority(sha256_hex(certificate), certificate, "Entidad que recibe", pinned)


def kit_of(authority: Authority, number: int, content: bytes = KIT, *, wave: str = "2026", day: int = 1) -> Kit:
    return Kit(
        sha256=sha256_hex(content),
        authority=authority.fingerprint,
        wave=wave,
        number=number,
        issued=f"2026-10-{day:02}T12:00:00Z",
        opens="2026-11-01",
        closes="2026-12-15",
        imported=NOW + timedelta(hours=day),
    )


def certificate_of(fingerprint: str = "1f" * 32, *, key: str = KEY_FINGERPRINT, year: int = 2026) -> Certificate:
    bundle = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n" * 2
    return Certificate(fingerprint, key, bundle, NOW.replace(year=year), NOW.replace(year=year + 2), NOW)


def revocation_list_of(authority: Authority, issuer: str = "0a" * 20, *, day: int = 0) -> RevocationList:
    this_update = NOW + timedelta(days=day)
    content = f"CRL {issuer} {day}".encode()
    return RevocationList(authority.fingerprint, issuer, content, this_update, this_update + timedelta(days=30))


def attach_file(store: Store, response_id: str, at: datetime = NOW) -> None:
    """A chosen file, and the answer that names it."""
    store.attachments.add(
        response_id, name=FILE_NAME, content=FILE, media_type="application/pdf", at=at, others=frozenset()
    )
    store.responses.record_answer(response_id, {FILE_REF: FILE_NAME}, FILE_REF, at, 5, 13)


def fill(store: Store) -> None:
    """One of everything that the format holds: a response that was returned, its revision with notes, the next wave,
    means, what was archived and deleted, and the authority with all that came from it."""
    initiative = store.initiatives.add(CARD, at=NOW)
    old = store.initiatives.add(Card(name="Archivada"), at=NOW)
    store.initiatives.archive(old.id, at=NOW + timedelta(days=1))
    instrument = store.instruments.add(
        form_id="autodiagnostico", version="1", title="Autodiagnóstico", xform=XFORM, media=MEDIA
    )
    first = store.responses.start(
        initiative.id,
        instrument.id,
        wave="2026",
        at=NOW,
        total=13,
        language="Español (es)",
        reference_year=2025,
        answers=PREFILLED,
    )
    at = NOW
    store.responses.record_answer(first.id, {"/data/b1/p01": "1"}, "/data/b1/p01", at, 1, 13)
    for answered, (ref, value) in enumerate(ANSWERS.items(), start=1):
        at += timedelta(seconds=1, microseconds=1)
        store.responses.record_answer(first.id, {ref: value}, ref, at, answered, 13)
    package = encrypted(package_of(first.id))
    store.packages.add(package, SIGNED)
    fill_trust(store, package)
    returned = store.responses.get(first.id)
    second = store.responses.start(
        initiative.id,
        instrument.id,
        wave="2026",
        at=at,
        total=13,
        answered=4,
        answers=store.responses.answers(first.id),
        replaces=returned,
    )
    attach_file(store, second.id, at)
    store.responses.record_answer(second.id, {}, FILE_REF, at, 5, 13, notes=NOTES)
    store.responses.set_state(second.id, ResponseState.READY, at=at)
    next_wave = {"wave": "2027", "at": at + timedelta(days=365), "total": 13}
    archived = store.responses.start(old.id, instrument.id, previous=second.id, **next_wave)
    store.keeping.archive(archived.id, at + timedelta(days=366))
    deleted = store.responses.start(old.id, instrument.id, **next_wave)
    store.keeping.delete(deleted.id, at + timedelta(days=366))
    store.benchmarks.replace("autodiagnostico", "2025", MEANS, at=at)
    store.settings.set("language", "es")


def fill_trust(store: Store, package: Package) -> None:
    """The authority, its kit and its CRL, the certificate that it issued, and the package returned by it."""
    authority = authority_of()
    store.trust.pin(authority)
    store.trust.put_revocation_list(revocation_list_of(authority))
    store.trust.add_certificate(certificate_of())
    store.kits.add(kit_of(authority, 1), KIT)
    store.receipts.add(receipt_of(package), (), ResponseState.RECEIVED)
    returned = receipt_of(package, "returned", number=2, issued=NOW + timedelta(days=4))
    store.receipts.add(returned, REMARKS, ResponseState.RETURNED)
    store.receipts.mark_seen(returned.sha256, 1, NOW + timedelta(days=5))


def integrity(data_dir: Path) -> str:
    """SQLite's own opinion of the database in a data folder: ``ok``, or what it finds first."""
    with closing(sqlite3.connect(data_dir / "telar.sqlite3")) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def main() -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        fill(store)
        store.backup_to(FIXTURES / f"{HEAD}.sqlite3")


if __name__ == "__main__":
    main()
