"""The report against the same drawing calls in bare reportlab; the package against bare signing and checking."""

from __future__ import annotations

import asyncio
import io
import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reportlab.pdfgen import canvas as canvas_module

from desktop_app.submission import KeyStore, PassphraseSecrets, SigningKey, SubmissionInfo, build, inspect
from desktop_app.workflows import export, report
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.example import create_both
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.benchmarks.table import Figure, median, ratio, timed

NOW = datetime.now(UTC)
RUNS = 30


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name:
        folder = Path(name)
        with Workspace.open(folder, NOW) as workspace:
            made = create_both(workspace, NOW)
            desk = open_response(workspace, made.self_diagnosis, NOW)
            ssme = open_response(workspace, made.ssme, NOW)
        word = secrets.token_hex()
        keys = KeyStore(folder / "keys", PassphraseSecrets(lambda _new: word))
        key = keys.load_or_create("Banco de pruebas", NOW)
        return [*_pdf(desk, "self-diagnosis"), *_pdf(ssme, "SSME"), *_package(desk, key)]


def _pdf(desk: Desk, what: str) -> list[Figure]:
    """The report drawn against its own calls alone; what is read off the answers counts, for it is waited for too."""
    content = report.report_content(desk, NOW, "es")
    calls = _recorded(lambda: report.report_pdf(content))
    whole = median(timed(lambda: report.report_pdf(report.report_content(desk, NOW, "es")), RUNS))
    bare = median(timed(lambda: _replayed(calls), RUNS))
    pages = report.page_count(report.report_pdf(content))
    name = f"{what} report as PDF ({pages} pages)"
    return [ratio(name, whole, bare, f"the same {len(calls)} calls in bare reportlab", 1.5)]


Call = tuple[str, tuple[Any, ...], dict[str, Any]]


def _recorded(draw: Callable[[], object]) -> list[Call]:
    """The drawing calls that ``draw`` makes on its canvas, in order."""
    calls: list[Call] = []
    genuine = canvas_module.Canvas

    class Recorder(genuine):  # type: ignore[misc, valid-type]
        depth = 0

        def __init__(self, _file: object, *args: Any, **kwargs: Any) -> None:
            calls.append(("__init__", args, kwargs))
            super().__init__(_file, *args, **kwargs)

    def recording(name: str) -> Callable[..., Any]:
        method = getattr(genuine, name)

        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            if self.depth == 0:
                calls.append((name, args, kwargs))
            self.depth += 1
            try:
                return method(self, *args, **kwargs)
            finally:
                self.depth -= 1

        return call

    for name in dir(genuine):
        if not name.startswith("_") and callable(getattr(genuine, name)) and name not in ("beginPath", "beginText"):
            setattr(Recorder, name, recording(name))
    canvas_module.Canvas = Recorder
    try:
        draw()
    finally:
        canvas_module.Canvas = genuine
    return [call for call in calls if call[0] not in ("getPageNumber", "getpdfdata", "stringWidth")]


def _replayed(calls: list[Call]) -> None:
    (_, arguments, options), *drawing = calls
    canvas = canvas_module.Canvas(io.BytesIO(), *arguments, **options)
    for name, args, kwargs in drawing:
        getattr(canvas, name)(*args, **kwargs)


def _package(desk: Desk, key: SigningKey) -> list[Figure]:
    xml, form = export.response_xml(desk), desk.form
    info = SubmissionInfo(
        recipient="confecamaras", form_id=form.id, form_version=form.version, form_sha256=form.sha256,
        initiative_id=desk.facts.initiative_id, initiative_name=desk.facts.initiative_name, wave="2026",
        response_id=f"uuid:{desk.response_id}", replaces=None, revision=1, sequence=1, claimed_at=NOW,
        software=export.SOFTWARE,
    )  # fmt: skip
    data = build(info, xml, key, now=NOW)
    bare_sign, bare_check = _bare_pyhanko(key)
    made = median(timed(lambda: build(info, xml, key, now=NOW), RUNS))
    checked = median(timed(lambda: inspect(data), RUNS))
    return [
        ratio(f"package made ({len(data)} bytes)", made, median(timed(bare_sign, RUNS)), "bare pyHanko signature"),
        ratio("package checked", checked, median(timed(bare_check, RUNS)), "bare pyHanko validation"),
    ]


def _bare_pyhanko(key: SigningKey) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """A detached CMS over as many bytes as a manifest has, made and validated with the library alone."""
    from asn1crypto import cms, keys, x509
    from pyhanko.sign.signers.pdf_cms import SimpleSigner
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    content = b"m" * 900
    certificate = x509.Certificate.load(key.certificate)
    signer = SimpleSigner(certificate, keys.PrivateKeyInfo.load(key.pkcs8), SimpleCertificateStore())

    def sign() -> Any:
        return asyncio.run(signer.async_sign_general_data(content, "sha256", detached=True, use_cades=True))

    signature = sign().dump()

    def check() -> Any:
        signed = cms.ContentInfo.load(signature)["content"]
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        return asyncio.run(async_validate_detached_cms(io.BytesIO(content), signed, signer_validation_context=context))

    return sign, check
