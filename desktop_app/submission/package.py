"""Putting a package together: answers, what they are, evidence, manifest, signature; then locking it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from desktop_app.errors import PackageError, Place
from desktop_app.submission import annotations as notes
from desktop_app.submission import asic, container, encryption, metadata, names
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
    request: bytes | None = None,
    now: datetime,
) -> bytes:
    """The ``.asice`` of a response, signed with ``key`` at ``now``; call it off the window's thread.

    Args:
        info: must say of the response what its XML says (form id and version, instanceID, deprecatedID).
        response_xml: the ODK instance, irrelevant nodes left out.
        annotations: what goes with the answers; left out when it says nothing.
        evidence: attached files by the name that the response gives them (see ``names.evidence_name``).
        request: a request for a certificate (PKCS#10, DER, at most 4 KB).

    Raises:
        PackageError: the package would be refused by its reader (an unfit evidence name, too large, ``info`` or
            ``annotations`` that contradict the response): it is inspected before it is returned.
        SigningKeyError: KEY-007.
    """
    files = {names.RESPONSE: response_xml, names.SUBMISSION: metadata.write(info)}
    if annotations:
        files[names.ANNOTATIONS] = notes.write(annotations)
    files |= {names.EVIDENCE + name: content for name, content in sorted((evidence or {}).items())}
    if report_pdf is not None:
        files[names.REPORT] = report_pdf
    if request is not None:
        files[names.ENROLMENT] = request
    data = asic.seal(files, key, now)
    inspect(data, recipient=info.recipient)
    return data


def lock(data: bytes, recipients: Sequence[str]) -> bytes:
    """The package ``data`` encrypted with age to ``recipients`` (``age1...``), whom its signature must name.

    Raises:
        EncryptionError: ENC-001.
        PackageError: PKG-044, ``submission.xml`` names no recipients or others; PKG-001 to PKG-024, ``data`` is no
            package of ``build``.
    """
    files = container.read(data)
    if names.SUBMISSION not in files:
        raise PackageError("PKG-017", Place(entry=names.SUBMISSION))
    if metadata.read(files[names.SUBMISSION]).recipients_sha256 != encryption.recipients_digest(recipients):
        raise PackageError("PKG-044", Place(entry=names.SUBMISSION))
    return encryption.encrypt(data, recipients)
