"""Inspecting a package: bytes and limits in, a verified package or a refusal with a code out. No file, no database.

The rules, in order; the first that is broken refuses:

1. the container is one that has a single reading and stays within the limits (``container.read``: PKG-001 to 016);
2. it holds the response, ``submission.xml``, one manifest and one signature (PKG-017), nothing else in ``META-INF``
   (PKG-018) and no file that a package does not have (PKG-019);
3. the signature over the manifest is a sound CAdES-B by one signer (``verification.verify``: PKG-030 to 038);
4. the manifest is one (PKG-022, 023, 033) and names exactly the files there are (PKG-019, 020), with their digests
   (PKG-021);
5. ``submission.xml`` says all it should (PKG-024) and names the recipient who asks (PKG-027);
6. the response is XML without surprises (PKG-022, 023, 025) and is the one that ``submission.xml`` describes: form,
   version, instance, the instance it replaces (PKG-026);
7. ``annotations.xml``, where there is one, says what it should (PKG-040), and speaks of files (PKG-041) and questions
   (PKG-042) that the package has.

A refusal is never about trust: a sound package of an unknown signer passes, and says so in ``signer.known``. What is
odd without being wrong is a warning: W01 no commitment, W02 claimed time far from ``now``, W03 certificate not valid
at the claimed time, W04 certificate silent on key usage, W05 the package's two claims of time differ.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop_app.errors import PackageError, Place
from desktop_app.fileio import sha256_hex
from desktop_app.submission import annotations as noted
from desktop_app.submission import container, manifest, metadata, names, safexml
from desktop_app.submission.annotations import Annotations
from desktop_app.submission.container import DEFAULT, Limits
from desktop_app.submission.metadata import RECIPIENT, SubmissionInfo

if TYPE_CHECKING:
    from lxml.etree import _Element

    from desktop_app.submission.verification import Signature

MAX_CLOCK_DIFFERENCE: Final = timedelta(hours=48)
_REQUIRED = (names.RESPONSE, names.SUBMISSION, names.MANIFEST, names.SIGNATURE)
_OPTIONAL = (names.ANNOTATIONS, names.REPORT)
_OPENROSA = "http://openrosa.org/xforms"


@dataclass(frozen=True, slots=True)
class Entry:
    """A signed file of the package; ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed. ``fingerprint`` is the certificate's SHA-256 (hex); ``known`` says that it is among the trusted."""

    common_name: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    self_signed: bool
    algorithm: str
    known: bool


@dataclass(frozen=True, slots=True)
class VerifiedPackage:
    """A package that holds together. ``claimed_at`` is the signature's time: a claim of the signer's clock.

    ``warnings`` are codes of the error catalogue with their parameters.
    """

    info: SubmissionInfo
    response_xml: bytes = field(repr=False)
    entries: tuple[Entry, ...]
    signer: Signer
    claimed_at: datetime
    annotations: Annotations = field(default_factory=Annotations)
    warnings: tuple[tuple[str, Mapping[str, object]], ...] = ()


def inspect(
    data: bytes,
    limits: Limits = DEFAULT,
    trusted: Collection[str] = (),
    *,
    now: datetime | None = None,
    recipient: str = RECIPIENT,
) -> VerifiedPackage:
    """What ``data`` is, if it is a sound package.

    Args:
        trusted: SHA-256 fingerprints (hex; colons and case do not matter) of the signing certificates to call known.
        now: when given, a claimed time more than 48 hours away from it is a warning.
        recipient: whom the package must be meant for.

    Raises:
        PackageError: the first rule broken, as the module's documentation lists them.
    """
    from desktop_app.submission.verification import verify

    files = container.read(data, limits)
    del files[names.MIMETYPE]
    _check_present(files)
    manifest_xml, signature = files.pop(names.MANIFEST), files.pop(names.SIGNATURE)
    if len(signature) > limits.signature:
        raise PackageError("PKG-009", Place(entry=names.SIGNATURE), limit=limits.signature // 1024)
    signed = verify(signature, manifest_xml)
    _check_references(manifest.read(manifest_xml, limits), files)
    info = metadata.read(files[names.SUBMISSION])
    if info.recipient != recipient:
        raise PackageError("PKG-027", Place(entry=names.SUBMISSION), recipient=info.recipient)
    response = safexml.parse(files[names.RESPONSE], names.RESPONSE, limits.document)
    _check_response(response, info)
    notes = _annotations(files, response)
    return VerifiedPackage(
        info=info,
        response_xml=files[names.RESPONSE],
        entries=tuple(Entry(name, len(content), sha256_hex(content)) for name, content in files.items()),
        signer=_signer(signed, trusted),
        claimed_at=signed.signing_time,
        annotations=notes,
        warnings=tuple(_warnings(signed, info, now)),
    )


def _check_present(files: Mapping[str, bytes]) -> None:
    for name in _REQUIRED:
        if name not in files:
            raise PackageError("PKG-017", Place(entry=name))
    for name in files:
        if name in _REQUIRED or name in _OPTIONAL:
            continue
        if name.upper().startswith(names.META_INF):
            raise PackageError("PKG-018", Place(entry=name))
        if not name.startswith(names.EVIDENCE) or name.count("/") != 1:
            raise PackageError("PKG-019", Place(entry=name))


def _check_references(references: tuple[manifest.Reference, ...], files: Mapping[str, bytes]) -> None:
    named = {reference.name for reference in references}
    for name in files:
        if name not in named:
            raise PackageError("PKG-019", Place(entry=name))
    for reference in references:
        if reference.name not in files:
            raise PackageError("PKG-020", Place(entry=reference.name))
        if not reference.matches(files[reference.name]):
            raise PackageError("PKG-021", Place(entry=reference.name))


def _check_response(root: _Element, info: SubmissionInfo) -> None:
    stated = {
        "id": (root.get("id"), info.form_id),
        "version": (root.get("version", ""), info.form_version),
        "instanceID": (_meta(root, "instanceID"), info.response_id),
        "deprecatedID": (_meta(root, "deprecatedID") or None, info.replaces),
    }
    for field_name, (in_response, in_info) in stated.items():
        if in_response != in_info:
            raise PackageError("PKG-026", Place(entry=names.RESPONSE), field=field_name)


def _annotations(files: Mapping[str, bytes], response: _Element) -> Annotations:
    """What the package says beside its answers; older packages, and those with nothing to say, have no such file."""
    if names.ANNOTATIONS not in files:
        return Annotations()
    found = noted.read(files[names.ANNOTATIONS])
    noted.check_against(found, response, files.keys())
    return found


def _meta(root: _Element, name: str) -> str | None:
    """A text of the instance's ``meta`` block, whichever of its two namespaces the form uses; None if absent."""
    tags = {f"{{{_OPENROSA}}}{name}", name, f"{{{root.nsmap.get(None)}}}{name}"}
    blocks = {f"{{{_OPENROSA}}}meta", "meta", f"{{{root.nsmap.get(None)}}}meta"}
    found = [leaf.text or "" for block in root if block.tag in blocks for leaf in block if leaf.tag in tags]
    if len(found) > 1:
        raise PackageError("PKG-025", Place(entry=names.RESPONSE), field=name)
    return found[0].strip() if found else None


def _signer(signed: Signature, trusted: Collection[str]) -> Signer:
    known = {fingerprint.replace(":", "").lower() for fingerprint in trusted}
    return Signer(
        signed.common_name,
        signed.fingerprint,
        signed.not_before,
        signed.not_after,
        signed.self_signed,
        signed.algorithm,
        signed.fingerprint in known,
    )


def _warnings(signed: Signature, info: SubmissionInfo, now: datetime | None) -> list[tuple[str, Mapping[str, object]]]:
    claimed = signed.signing_time
    shown = claimed.isoformat(sep=" ", timespec="minutes")
    found: list[tuple[str, Mapping[str, object]]] = []
    if not signed.commitment_stated:
        found.append(("PKG-W01", {}))
    if now is not None and abs(now - claimed) > MAX_CLOCK_DIFFERENCE:
        found.append(("PKG-W02", {"claimed": shown}))
    if not signed.not_before <= claimed <= signed.not_after:
        found.append(("PKG-W03", {"claimed": shown}))
    if not signed.key_usage_stated:
        found.append(("PKG-W04", {}))
    if abs(info.claimed_at - claimed) > MAX_CLOCK_DIFFERENCE:
        found.append(("PKG-W05", {"claimed": shown}))
    return found
