"""Checking a package: who signed it, when it claims so, what is inside, and whether it is intact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import Explanation, FileError, PackageError, TrustError, explained
from desktop_app.fileio import read_limited, sha256_hex
from desktop_app.texts import Texts
from desktop_app.workflows.reference import of_digest

if TYPE_CHECKING:
    from desktop_app.submission import VerifiedPackage
    from desktop_app.workflows.workspace import Workspace

PACKAGE_LIMIT = 30_000_000


@dataclass(frozen=True, slots=True)
class PackageEntry:
    """A signed file of the package: its bytes are those that the manifest's digest (``sha256``, hex) stands for."""

    name: str
    size: int
    sha256: str

    def is_file(self) -> bool:
        """Whether it is a file that an answer names."""
        from desktop_app.submission import EVIDENCE

        return self.name.startswith(EVIDENCE)


@dataclass(frozen=True, slots=True)
class PackageSigner:
    """``known`` only when the certificate's fingerprint is among the trusted ones."""

    name: str
    fingerprint: str
    known: bool


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """What the signature binds besides the answers."""

    initiative: str
    form_id: str
    form_version: str
    form_sha256: str
    wave: str
    response_id: str
    revision: int
    software: str


@dataclass(frozen=True, slots=True)
class PackageWarning:
    """A soft warning that was shown on the answer at ``ref``: ``rule`` is the condition that held, ``reason`` what the
    respondent said of it, empty when nothing."""

    ref: str
    message: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class PackageNotes:
    """What goes with the answers: how many comments and files, chosen as answers or kept beside them, and each soft
    warning."""

    comments: int = 0
    files: int = 0
    warnings: tuple[PackageWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class SignerHere:
    """What this computer knows of the signer.

    ``standing`` is ``own`` for its own key, ``self_signed`` for a certificate that nobody issued, else what
    ``submission.trust.judge`` says (``valid``, ``expired``...) of the one that ``issuer`` issued, good ``until``.
    """

    standing: str
    issuer: str
    until: datetime


@dataclass(frozen=True, slots=True)
class KnownHere:
    """What this computer knows of a file that was checked: when it left here, if it did, and how its signer stands."""

    left: datetime | None = None
    signer: SignerHere | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome; without ``intact`` only ``explanation`` says anything.

    ``reference`` is the short code of the answers, as report and export show it. ``encrypted``: only the entity that
    receives the file can open it; it is intact where what was signed before is kept here, and is.
    """

    file: str
    intact: bool
    explanation: Explanation | None = None
    signer: PackageSigner | None = None
    claimed_at: datetime | None = None
    info: PackageInfo | None = None
    reference: str = ""
    entries: tuple[PackageEntry, ...] = ()
    warnings: tuple[Explanation, ...] = ()
    notes: PackageNotes = field(default_factory=PackageNotes)
    encrypted: bool = False

    def documents(self) -> tuple[PackageEntry, ...]:
        """The entries that every package has."""
        return tuple(entry for entry in self.entries if not entry.is_file())

    def files(self) -> tuple[PackageEntry, ...]:
        """The chosen files, by the names that the answers give them."""
        return tuple(replace(entry, name=Path(entry.name).name) for entry in self.entries if entry.is_file())

    def lines(self, language: str) -> list[tuple[str, str]]:
        """Label and value pairs for a person, in order; empty for a package that is not intact."""
        if not (self.intact and self.signer and self.info and self.claimed_at):
            return []
        texts = Texts.load("cli", language)
        pairs = [
            ("reference", self.reference),
            ("signer", self.signer.name),
            ("fingerprint", self.signer.fingerprint),
            ("known", texts["verify.yes" if self.signer.known else "verify.no"]),
            ("claimed", self.claimed_at.isoformat()),
            ("initiative", self.info.initiative),
            ("form", f"{self.info.form_id} {self.info.form_version}"),
            ("wave", self.info.wave),
            ("response", self.info.response_id),
            ("revision", str(self.info.revision)),
            *(("entry", texts["verify.size"].format(name=e.name, size=e.size)) for e in self.entries),
            *(("warning", warning.text()) for warning in self.warnings),
            *self._noted(texts),
        ]
        return [(texts[f"verify.{key}"], value) for key, value in pairs]

    def _noted(self, texts: Texts) -> Iterator[tuple[str, str]]:
        if self.notes == PackageNotes():
            return
        yield "comments", str(self.notes.comments)
        yield "files", str(self.notes.files)
        for each in self.notes.warnings:
            reason = _one_line(each.reason)
            key = "verify.explained" if reason else "verify.unexplained"
            yield "soft_warning", texts[key].format(message=_one_line(each.message), reason=reason)


def verify_file(path: Path, now: datetime, language: str = "es") -> Verification:
    """Checks the package in ``path``. It touches no database, and what it refuses it explains without raising."""
    from desktop_app.submission import inspect, is_encrypted

    try:
        data = read_limited(path, PACKAGE_LIMIT)
        if is_encrypted(data):
            return _sealed(path, language)
        return _verified(path, inspect(data, now=now), language)
    except (PackageError, FileError) as error:
        return Verification(str(path), intact=False, explanation=error.explain(language))


def verify_here(workspace: Workspace, path: Path, now: datetime, language: str = "es") -> Verification:
    """The same where the package may be one that left here encrypted, which cannot be opened: what was signed before
    that is checked in its place."""
    return look_here(workspace, path, now, language)[0]


def look_here(workspace: Workspace, path: Path, now: datetime, language: str = "es") -> tuple[Verification, KnownHere]:
    """What ``verify_here`` finds, and what this computer knows of it besides."""
    from desktop_app.submission import inspect, is_encrypted

    left = None
    try:
        data = read_limited(path, PACKAGE_LIMIT)
        digest = sha256_hex(data)
        sent = workspace.store.packages.by_digest(digest)
        left = sent.created if sent else None
        if encrypted := is_encrypted(data):
            signed = workspace.store.packages.signed(digest)
            if signed is None:
                return _sealed(path, language), KnownHere(left)
            data = signed
        package = inspect(data, now=now)
    except (PackageError, FileError) as error:
        return Verification(str(path), intact=False, explanation=error.explain(language)), KnownHere(left)
    found = replace(_verified(path, package, language), encrypted=encrypted)
    return found, KnownHere(left, _signer_here(workspace, package, now))


def _sealed(path: Path, language: str) -> Verification:
    return Verification(str(path), intact=False, explanation=explained("PKG-046", None, language, {}), encrypted=True)


def _signer_here(workspace: Workspace, package: VerifiedPackage, now: datetime) -> SignerHere:
    from desktop_app.submission.trust import Standing, judge, read_certificate
    from desktop_app.workflows import trust

    signer = package.signer
    try:
        facts = read_certificate(signer.certificate)
    except TrustError:
        return SignerHere(Standing.UNFIT.value, "", signer.not_after)
    own = trust.own_certificate(workspace)
    if own is not None and read_certificate(own).key_fingerprint == facts.key_fingerprint:
        standing = "own"
    elif signer.self_signed:
        standing = "self_signed"
    else:
        anchors, lists = trust.anchors(workspace), trust.lists(workspace)
        standing = judge(signer.certificate, signer.chain, anchors, lists, now).value
    return SignerHere(standing, "" if signer.self_signed else facts.issuer_name, signer.not_after)


def _verified(path: Path, package: VerifiedPackage, language: str) -> Verification:
    from desktop_app.submission import names

    info = package.info
    return Verification(
        file=str(path),
        intact=True,
        signer=PackageSigner(package.signer.common_name, package.signer.fingerprint, package.signer.known),
        claimed_at=package.claimed_at,
        info=PackageInfo(
            initiative=info.initiative_name,
            form_id=info.form_id,
            form_version=info.form_version,
            form_sha256=info.form_sha256,
            wave=info.wave,
            response_id=info.response_id,
            revision=info.revision,
            software=info.software,
        ),
        reference=next(of_digest(entry.sha256) for entry in package.entries if entry.name == names.RESPONSE),
        entries=tuple(PackageEntry(entry.name, entry.size, entry.sha256) for entry in package.entries),
        warnings=tuple(explained(code, None, language, params) for code, params in package.warnings),
        notes=_notes(package),
    )


def _notes(package: VerifiedPackage) -> PackageNotes:
    from desktop_app.submission import EVIDENCE

    found = package.annotations
    return PackageNotes(
        comments=len(found.comments),
        files=sum(entry.name.startswith(EVIDENCE) for entry in package.entries),
        warnings=tuple(PackageWarning(each.ref, each.message, each.rule, each.reason) for each in found.warnings),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
