"""The sample's SSME as it travels: how large, and how fast the entity opens it, against the bare libraries."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage

from desktop_app.submission import (
    Annotations,
    SigningKey,
    SubmissionInfo,
    build,
    certificates,
    lock,
    names,
    recipients_digest,
    unlock,
)
from desktop_app.workflows import export
from desktop_app.workflows.annotations import annotations_of
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.demo_entity import passing_secrets
from desktop_app.workflows.example import create_both
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.benchmarks.table import Figure, median, timed
from tests.support.bare import with_pyhanko

NOW = datetime.now(UTC)
RUNS = 60
MOST_BYTES = 3_700
LEAST = 0.8


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name, Workspace.open(Path(name), NOW) as workspace:
        made = create_both(workspace, NOW)
        desks = {
            "self-diagnosis": open_response(workspace, made.self_diagnosis, NOW),
            "SSME": open_response(workspace, made.ssme, NOW),
        }
    identities = [pyrage.x25519.Identity.generate() for _ in range(2)]
    recipients = [str(each.to_public()) for each in identities]
    root, key = _certified()
    figures: list[Figure] = []
    for what, desk in desks.items():
        kinds = {"": Annotations()} | ({", with comments and warnings": notes} if (notes := _notes(desk)) else {})
        for said, beside in kinds.items():
            signed = _package(desk, key, recipients, beside)
            locked = lock(signed, recipients)
            count = f"{what}, {_answers(desk)} answers{said}"
            figures.append(_size(f"signed package, {count}", signed, limited=False))
            figures.append(_size(f"encrypted package, {count}", locked, limited=not said))
    return [*figures, *_speeds(locked, str(identities[0]), recipients, root)]


def _certified() -> tuple[bytes, SigningKey]:
    """A root, and the key of a signer whom an issuer under it certified: the package carries both certificates."""
    from desktop_app.submission import KeyStore
    from desktop_app.submission.trust import read_certificate

    before = NOW - timedelta(hours=1)
    root = certificates.make_root("Banco de pruebas (raíz)", before)
    issuer = certificates.make_issuer(root, "Banco de pruebas (inscripciones)", before)
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name:
        key = KeyStore(Path(name), passing_secrets()).load_or_create("Banco de pruebas", NOW)
    asked = certificates.read_request(certificates.request(key))
    subject = certificates.Subject("ic-017", "Iniciativa del banco de pruebas", key.subject)
    issued = certificates.issue(issuer, asked, subject, NOW, days=365)
    fingerprint = read_certificate(issued).fingerprint
    return root.certificate, replace(key, certificate=issued, fingerprint=fingerprint, chain=(issuer.certificate,))


def _notes(desk: Desk) -> Annotations:
    return replace(annotations_of(desk), evidence=())


def _answers(desk: Desk) -> int:
    return sum(1 for value in desk.session.draft().values() if value)


def _package(desk: Desk, key: SigningKey, recipients: list[str], notes: Annotations) -> bytes:
    form, facts = desk.form, desk.facts
    info = SubmissionInfo(
        recipient="confecamaras", form_id=form.id, form_version=form.version, form_sha256=form.sha256,
        initiative_id=facts.initiative_id, initiative_name=facts.initiative_name, wave=facts.wave,
        response_id=f"uuid:{desk.response_id}", replaces=None, revision=1, sequence=1, claimed_at=NOW,
        software=export.SOFTWARE, recipients_sha256=recipients_digest(recipients),
    )  # fmt: skip
    return build(info, export.response_xml(desk), key, annotations=notes, now=NOW)


def _size(name: str, data: bytes, *, limited: bool) -> Figure:
    if not limited:
        return Figure(name, f"{len(data)} bytes")
    share = len(data) / MOST_BYTES
    return Figure(name, f"{len(data)} bytes", f"{MOST_BYTES} bytes", share, f"<= {MOST_BYTES} bytes", share <= 1)


def _speeds(locked: bytes, identity: str, recipients: list[str], root: bytes) -> list[Figure]:
    mine = median(timed(lambda: unlock(locked, [identity], recipients, now=NOW), RUNS))
    hyphenated = median(timed(_bare_pyhanko(locked, identity, root), RUNS))
    bare = median(timed(_bare_cryptography(locked, identity), RUNS))
    return [
        _rate("packages opened and verified", mine, hyphenated, "pyrage, pyHanko over its chain", LEAST),
        _rate("the same", mine, bare, "pyrage, zipfile, one ECDSA check, digests", None),
    ]


def _rate(name: str, mine: float, bare: float, against: str, least: float | None) -> Figure:
    share = bare / mine
    return Figure(
        name,
        f"{1 / mine:.0f}/s",
        f"{against} {1 / bare:.0f}/s",
        share,
        f">= {least:g}x" if least else "",
        share >= least if least else None,
    )


def _bare_pyhanko(locked: bytes, identity: str, root: bytes) -> Callable[[], None]:
    """The same bytes decrypted, and their signature validated up to the root, by the libraries alone."""
    own = pyrage.x25519.Identity.from_str(identity)
    return lambda: with_pyhanko(locked, [own], root)


def _bare_cryptography(locked: bytes, identity: str) -> Callable[[], None]:
    """The least that anybody could do with them: no structure, no XML and no name is looked at."""
    import hashlib

    from asn1crypto import cms
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    own = pyrage.x25519.Identity.from_str(identity)

    def run() -> None:
        with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(locked, [own]))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        signed = cms.ContentInfo.load(files[names.SIGNATURE])["content"]
        signer = signed["signer_infos"][0]
        serial = signer["sid"].chosen["serial_number"].native
        found = [x509.load_der_x509_certificate(each.dump()) for each in signed["certificates"]]
        key = next(each for each in found if each.serial_number == serial).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        attributes = signer["signed_attrs"].untag().dump()
        key.verify(signer["signature"].native, attributes, ec.ECDSA(hashes.SHA256()))
        for content in files.values():
            hashlib.sha256(content).digest()

    return run
