"""Putting a package together: answers, what they are, evidence, manifest, signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desktop_app.submission import annotations as notes
from desktop_app.submission import container, manifest, metadata, names
from desktop_app.submission.annotations import Annotations
from desktop_app.submission.inspect import inspect
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.metadata import SubmissionInfo


def build(
    info: SubmissionInfo,
    response_xml: bytes,
    key: SigningKey,
    *,
    annotations: Annotations | None = None,
    evidence: Mapping[str, bytes] | None = None,
    report_pdf: bytes | None = None,
    now: datetime,
) -> bytes:
    """The ``.asice`` of a response, signed with ``key`` at ``now``; call it off the window's thread.

    Args:
        info: must say of the response what its XML says (form id and version, instanceID, deprecatedID).
        response_xml: the ODK instance, irrelevant nodes left out.
        annotations: what goes with the answers; left out when it says nothing.
        evidence: attached files by the name that the response gives them (see ``names.evidence_name``).

    Raises:
        PackageError: the package would be refused by its reader (an unfit evidence name, too large, ``info`` or
            ``annotations`` that contradict the response): it is inspected before it is returned.
        SigningKeyError: KEY-007.
    """
    from desktop_app.submission.signing import sign

    files = {names.RESPONSE: response_xml, names.SUBMISSION: metadata.write(info)}
    if annotations:
        files[names.ANNOTATIONS] = notes.write(annotations)
    files |= {names.EVIDENCE + name: content for name, content in sorted((evidence or {}).items())}
    if report_pdf is not None:
        files[names.REPORT] = report_pdf
    for name in files:
        names.require_safe(name)
    listed = manifest.write(files)
    signature = sign(listed, key, now)
    data = container.write({**files, names.MANIFEST: listed, names.SIGNATURE: signature})
    inspect(data, recipient=info.recipient)
    return data
