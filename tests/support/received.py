"""The sample's SSME as it reaches an entity: real answers, real signatures, as many initiatives as wanted."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop_app.submission import authority as keys
from desktop_app.submission import build, encrypt, recipients_digest
from desktop_app.submission.annotations import Annotations, Evidence
from desktop_app.submission.authority import Enrolment, Vault
from desktop_app.submission.certificates import request
from desktop_app.workflows import export
from desktop_app.workflows.annotations import annotations_of
from desktop_app.workflows.example import create_both
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.support.packages import NOW, sample_info, sample_key

EVIDENCE_REF = "/data/gobernanza/team"


@cache
def sample() -> tuple[Form, bytes, Annotations]:
    """The SSME, the sample's response to it, and what was noted beside the answers (but for files)."""
    with TemporaryDirectory() as folder, Workspace.open(Path(folder), NOW) as workspace:
        desk = open_response(workspace, create_both(workspace, NOW).ssme, NOW)
        notes = annotations_of(desk)
        return desk.form, export.response_xml(desk), Annotations(notes.comments, (), notes.warnings)


def enrol(vault: Vault, number: int, now: datetime = NOW) -> None:
    """The entity confirms the manager of initiative ``number``."""
    key = sample_key(f"Gestora {number}")
    keys.enrol(vault, Enrolment(request(key), key.certificate, f"ic-{number:03}", f"Clúster {number}"), now)


def response(number: int, revision: int, wave: str = "2026") -> str:
    """The id of a response: the same for the same initiative, revision and wave."""
    return f"uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{number} {revision} {wave}')}"


def packaged(
    vault: Vault,
    number: int,
    *,
    replacing: dict[str, str] | None = None,
    evidence: dict[str, bytes] | None = None,
    **changes: Any,
) -> bytes:
    """The sample's SSME from initiative ``number``, encrypted to the entity; ``replacing`` changes texts in it.

    ``evidence`` are files, by name, that go with the question ``EVIDENCE_REF``.
    """
    form, document, notes = sample()
    if evidence:
        notes = Annotations(notes.comments, (Evidence(EVIDENCE_REF, tuple(evidence)),), notes.warnings)
    pair = keys.load(vault.folder).recipients[0]
    revision, wave = int(changes.get("revision", 1)), str(changes.get("wave", "2026"))
    values = {
        "form_id": form.id,
        "form_version": form.version,
        "form_sha256": form.sha256,
        "initiative_id": f"ic-{number:03}",
        "initiative_name": f"Clúster {number}",
        "response_id": response(number, revision, wave),
        "replaces": response(number, revision - 1, wave) if revision > 1 else None,
        "claimed_at": NOW,
        "recipients_sha256": recipients_digest(pair),
    }
    info = sample_info(**{**values, **changes})
    text = document.decode()
    old = text.partition("instanceID>")[2].partition("<")[0]
    text = text.replace(old, info.response_id)
    if info.replaces:
        prefix = text.partition("instanceID>")[0].rpartition("<")[2]
        closing = f"</{prefix}instanceID>"
        text = text.replace(closing, f"{closing}<{prefix}deprecatedID>{info.replaces}</{prefix}deprecatedID>")
    for before, after in (replacing or {}).items():
        assert before in text
        text = text.replace(before, after)
    data = build(info, text.encode(), sample_key(f"Gestora {number}"), annotations=notes, evidence=evidence, now=NOW)
    return encrypt(data, pair)
