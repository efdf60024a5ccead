"""Inspecting a package: bytes and limits in, a verified package or a refusal with a code out. No file, no database.

The rules, in order; the first that is broken refuses:

1. it is a signed container that holds together (``asic.unseal``: PKG-001 to 023, 030 to 038, 043), with the response
   and ``submission.xml`` (PKG-017) and no file that a package does not have (PKG-019);
2. ``submission.xml`` says all it should (PKG-024) and names the recipient who asks (PKG-027);
3. the response is XML without surprises (PKG-022, 023, 025) and is the one that ``submission.xml`` describes: form,
   version, instance, the instance it replaces (PKG-026);
4. ``annotations.xml``, where there is one, says what it should (PKG-040), and speaks of files (PKG-041) and questions
   (PKG-042) that the package has;
5. an enrolment request is at most 4 KB (PKG-009); what it asks for is judged elsewhere.

``unlock`` decrypts first (``encryption.decrypt``: ENC-002 to 008), and at the end asks that the signature names the
very recipients who opened it (PKG-045): a package that somebody opened and encrypted anew is still soundly signed.

A refusal is never about trust: a sound package of an unknown signer passes, and says so in ``signer.known``. What is
odd without being wrong is a warning: W01 no commitment, W02 claimed time far from ``now``, W03 certificate not valid
at the claimed time, W04 certificate silent on key usage, W05 the package's two claims of time differ.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop_app.errors import PackageError, Place
from desktop_app.fileio import sha256_hex
from desktop_app.submission import annotations as noted
from desktop_app.submission import asic, encryption, metadata, names, safexml
from desktop_app.submission.annotations import Annotations
from desktop_app.submission.container import DEFAULT, Limits
from desktop_app.submission.metadata import RECIPIENT, SubmissionInfo

if TYPE_CHECKING:
    from lxml.etree import _Element

    from desktop_app.submission.verification import Signature

MAX_CLOCK_DIFFERENCE: Final = timedelta(hours=48)
MAX_REQUEST: Final = 4 * 1024
"""Bytes of an enrolment request."""

_REQUIRED = (names.RESPONSE, names.SUBMISSION)
_OPTIONAL = (names.ANNOTATIONS, names.REPORT, names.ENROLMENT)
_OPENROSA = "http://openrosa.org/xforms"


@dataclass(frozen=True, slots=True)
class Entry:
    """A signed file of the package; ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed. ``fingerprint`` is the certificate's SHA-256 (hex); ``known`` says that it is among the trusted.

    ``certificate`` and the ``chain`` that came with it (the issuer's first) are DER; the signature covers the former
    only.
    """

    common_name: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    self_signed: bool
    algorithm: str
    known: bool
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class VerifiedPackage:
    """A package that holds together. ``claimed_at`` is the signature's time: a claim of the signer's clock.

    ``manifest_sha256`` (hex) is the digest of what the signature is over.
    ``request`` is the enrolment request (PKCS#10, DER) that came along, as it came. ``encrypted`` says that the package
    was opened with an identity of those whom its signature names. ``warnings`` are codes of the error catalogue with
    their parameters.
    """

    info: SubmissionInfo
    response_xml: bytes = field(repr=False)
    entries: tuple[Entry, ...]
    signer: Signer
    claimed_at: datetime
    manifest_sha256: str
    annotations: Annotations = field(default_factory=Annotations)
    request: bytes | None = field(default=None, repr=False)
    encrypted: bool = False
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
    sealed = asic.unseal(data, limits, _is_allowed, _REQUIRED)
    files, signed = sealed.files, sealed.signature
    info = metadata.read(files[names.SUBMISSION])
    if info.recipient != recipient:
        raise PackageError("PKG-027", Place(entry=names.SUBMISSION), recipient=info.recipient)
    response = safexml.parse(files[names.RESPONSE], names.RESPONSE, limits.document)
    _check_response(response, info)
    notes = _annotations(files, response)
    request = files.get(names.ENROLMENT)
    if request is not None and len(request) > MAX_REQUEST:
        raise PackageError("PKG-009", Place(entry=names.ENROLMENT), limit=MAX_REQUEST // 1024)
    return VerifiedPackage(
        info=info,
        response_xml=files[names.RESPONSE],
        entries=tuple(Entry(name, len(content), sha256_hex(content)) for name, content in files.items()),
        signer=_signer(signed, trusted),
        claimed_at=signed.signing_time,
        manifest_sha256=sha256_hex(sealed.manifest),
        annotations=notes,
        request=request,
        warnings=tuple(_warnings(signed, info, now)),
    )


def unlock(
    data: bytes,
    identities: Sequence[str],
    recipients: Collection[str],
    limits: Limits = DEFAULT,
    trusted: Collection[str] = (),
    *,
    now: datetime | None = None,
    recipient: str = RECIPIENT,
) -> VerifiedPackage:
    """``inspect`` for a package that is encrypted, or for one that is not.

    Args:
        identities: of whoever opens it (``AGE-SECRET-KEY-1...``).
        recipients: all those to whom a package for the ones who ask is encrypted (``age1...``).

    Raises:
        EncryptionError: ENC-002 to ENC-008.
        PackageError: as ``inspect``; PKG-045, the package was encrypted, and its signature names no recipients or
            others: somebody encrypted it anew.
    """
    if not encryption.is_encrypted(data):
        return inspect(data, limits, trusted, now=now, recipient=recipient)
    opened = encryption.decrypt(data, identities, limits.package)
    package = inspect(opened, limits, trusted, now=now, recipient=recipient)
    if package.info.recipients_sha256 != encryption.recipients_digest(recipients):
        raise PackageError("PKG-045", Place(entry=names.SUBMISSION))
    return replace(package, encrypted=True)


def _is_allowed(name: str) -> bool:
    """Whether a package may have this file beside the two that it must have."""
    return name in _OPTIONAL or (name.startswith(names.EVIDENCE) and name.count("/") == 1)


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
        signed.certificate,
        signed.chain,
    )


def _warnings(signed: Signature, info: SubmissionInfo, now: datetime | None) -> list[tuple[str, Mapping[str, object]]]:
    claimed = signed.signing_time
    shown = claimed.isoformat(sep=" ", timespec="minutes")
    found: list[tuple[str, Mapping[str, object]]] = []
    if signed.commitment is None:
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
