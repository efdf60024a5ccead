"""A filled store for tests, and the script that keeps one as a fixture of the current database format.

``python -m tests.support.stores`` writes ``tests/fixtures/database/<revision>.sqlite3``. A released format's file is
kept for ever and never written again.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.fileio import sha256_hex
from desktop_app.store import Card, Means, NotesState, NotesStep, Package, ResponseState, Store
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
        signer_fingerprint="ab" * 32,
    )


def attach_file(store: Store, response_id: str, at: datetime = NOW) -> None:
    """A chosen file, and the answer that names it."""
    store.attachments.add(
        response_id, name=FILE_NAME, content=FILE, media_type="application/pdf", at=at, others=frozenset()
    )
    store.responses.record_answer(response_id, {FILE_REF: FILE_NAME}, FILE_REF, at, 5, 13)


def fill(store: Store) -> None:
    """One of everything that the format holds: an exported response, its revision with notes, the next wave, means, and
    what was archived and deleted."""
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
    store.packages.add(package_of(first.id))
    exported = store.responses.get(first.id)
    second = store.responses.start(
        initiative.id,
        instrument.id,
        wave="2026",
        at=at,
        total=13,
        answered=4,
        answers=store.responses.answers(first.id),
        replaces=exported,
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


def main() -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        fill(store)
        store.backup_to(FIXTURES / f"{HEAD}.sqlite3")


if __name__ == "__main__":
    main()
