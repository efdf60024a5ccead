"""Signing a response and handing it over as one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app import __version__
from desktop_app.errors import TrustError, UsageError
from desktop_app.fileio import sha256_hex
from desktop_app.store import Package
from desktop_app.submission import (
    ENCRYPTED,
    EVIDENCE,
    RECIPIENT,
    AvailableSecrets,
    KeyStore,
    SecretKeeper,
    SubmissionInfo,
    build,
    lock,
    package_name,
    recipients_digest,
    write_annotations,
)
from desktop_app.submission.names import ENROLMENT
from desktop_app.workflows.annotations import annotations_of
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.attachments import evidence, named_files
from desktop_app.workflows.kits import Receiver, receiver
from desktop_app.workflows.placing import as_text, free_path, put, settle
from desktop_app.workflows.reference import reference
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.trust import as_confirmed, keys_dir
from desktop_app.workflows.workspace import Workspace

SOFTWARE = f"Telar {__version__}"
_CONTAINER_BYTES = 2_800  # manifest, signature with its certificate and ZIP headers, as measured
_REQUEST_BYTES = 220
_ENCRYPTION_BYTES = 400  # for two recipients, as measured


@dataclass(frozen=True, slots=True)
class PackagePreview:
    """What a package would hold: ``entries`` are (name, bytes before compression), ``size`` an estimate in bytes.

    ``recipient`` is the entity's name, or its id where no kit of a wave came; ``encrypted``: only it can open the file.
    """

    entries: tuple[tuple[str, int], ...]
    size: int
    recipient: str
    problems: int
    reference: str
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """A package on the disk; ``encrypted`` to the wave's recipients, or only signed where no kit of a wave came."""

    path: Path
    file_name: str
    size: int
    sha256: str
    reference: str
    revision: int
    sequence: int
    created: datetime
    signer_fingerprint: str
    encrypted: bool = False


def secrets(ask: Callable[[bool], str]) -> SecretKeeper:
    """The system's keyring where there is one, else the passphrase that ``ask(new)`` gives; "" cancels."""
    return AvailableSecrets(ask)


def preview(
    desk: Desk, sizes: Mapping[str, int] | None = None, receiver: Receiver | None = None, *, asks: bool = False
) -> PackagePreview:
    """What ``export`` would put in the package of the open response.

    Args:
        sizes: of its files by name, in bytes.
        receiver: who receives the wave (``kits.receiver``).
        asks: whether the package asks for a certificate (``trust.KeyFacts.asks``).
    """
    xml = response_xml(desk)
    known = sizes or {}
    named = sorted(named_files(desk.session, desk.notes))
    files = tuple((EVIDENCE + name, known[name]) for name in named if name in known)
    request = ((ENROLMENT, _REQUEST_BYTES),) if asks else ()
    said = annotations_of(desk)
    beside = (("annotations.xml", len(write_annotations(said))),) if said else ()
    return PackagePreview(
        entries=(("response.xml", len(xml)), ("submission.xml", 700), *beside, *files, *request),
        size=_CONTAINER_BYTES
        + sum(size for _, size in request)
        + (_ENCRYPTION_BYTES if receiver else 0)
        + (len(xml) + sum(size for _, size in beside)) // 3
        + sum(size for _, size in files),
        recipient=receiver.name if receiver else RECIPIENT,
        problems=len(desk.session.problems()),
        reference=reference(xml),
        encrypted=receiver is not None,
    )


def response_xml(desk: Desk) -> bytes:
    """The instance as it is signed."""
    replaces = desk.facts.replaces
    return desk.session.instance_xml(
        instance_id=f"uuid:{desk.response_id}", deprecated_id=f"uuid:{replaces}" if replaces else None
    )


def export(
    workspace: Workspace, response_id: str, folder: Path, secrets: SecretKeeper, now: datetime, language: str = "es"
) -> Exported:
    """Signs the response's latest revision and writes its package into ``folder``, encrypted to the wave's recipients.

    Where no kit of a wave came yet, the file is signed only. The signed container stays in the store, since what is
    encrypted cannot be read here again. The first package, and one whose certificate is about to end, asks for a
    certificate. A package of the same revision that stands there already is replaced; any other file of that name
    stays, and the package gets a number.

    Raises:
        UsageError: ``USE-002`` no such response, ``USE-003`` questions still to answer or correct,
            ``USE-021`` answers of the wave before still to be confirmed.
        SigningKeyError, FileError, StoreError: nothing is recorded, and no package is left that has no record;
            ``STORE-036`` where an answer names a file that is not kept. A folder that takes the content and then
            refuses it its name leaves the record: ``placing.settle`` puts the file there later.
    """
    from desktop_app.submission.certificates import request

    desk = open_response(workspace, response_id, now, language)
    settle(workspace.store)
    _refuse_unfinished(desk)
    xml = response_xml(desk)
    files = evidence(workspace, desk)
    to = receiver(workspace, desk.facts.wave)
    info = _info(desk, workspace.store.packages.next_sequence(desk.response_id), now, to)
    name = desk.facts.manager_name or desk.facts.initiative_name
    made = KeyStore(keys_dir(workspace.data_dir), secrets).load_or_create(name, now)
    key, asks = as_confirmed(workspace, made, now)
    signed = build(
        info,
        xml,
        key,
        annotations=annotations_of(desk),
        evidence=files,
        request=request(made) if asks else None,
        now=now,
    )
    data = lock(signed, to.recipients) if to else signed
    own = {package.path for package in workspace.store.packages.list(desk.response_id)}
    path = free_path(folder.absolute(), package_name(info) + (ENCRYPTED if to else ""), own)
    package = Package(
        response_id=desk.response_id,
        revision=info.revision,
        sequence=info.sequence,
        file_name=path.name,
        path=as_text(path),
        sha256=sha256_hex(data),
        size=len(data),
        created=now,
        signer_fingerprint=key.fingerprint,
        signed_sha256=sha256_hex(signed),
        encrypted=to is not None,
        recipients_sha256=info.recipients_sha256,
    )
    return _exported(package, put(workspace.store, package, path, data, signed), reference(xml))


def _refuse_unfinished(desk: Desk) -> None:
    problems, doubtful = desk.session.problems(), desk.to_confirm()
    if problems:
        raise UsageError("USE-003", count=len(problems))
    if doubtful:
        raise UsageError("USE-021", count=len(doubtful))


def _exported(package: Package, path: Path, code: str) -> Exported:
    """What is told of ``package``, whose file came to stand at ``path``."""
    return Exported(
        path=path,
        file_name=path.name,
        size=package.size,
        sha256=package.sha256,
        reference=code,
        revision=package.revision,
        sequence=package.sequence,
        created=package.created,
        signer_fingerprint=package.signer_fingerprint,
        encrypted=package.encrypted,
    )


def _info(desk: Desk, sequence: int, now: datetime, to: Receiver | None) -> SubmissionInfo:
    facts, form = desk.facts, desk.form
    return SubmissionInfo(
        recipient=to.id if to else RECIPIENT,
        form_id=form.id,
        form_version=form.version,
        form_sha256=form.sha256,
        initiative_id=facts.initiative_id,
        initiative_name=facts.initiative_name,
        wave=facts.wave,
        response_id=f"uuid:{desk.response_id}",
        replaces=f"uuid:{facts.replaces}" if facts.replaces else None,
        revision=facts.revision,
        sequence=sequence,
        claimed_at=now,
        software=SOFTWARE,
        recipients_sha256=recipients_digest(to.recipients) if to else None,
    )


def replace_key(workspace: Workspace, name: str, secrets: SecretKeeper, now: datetime) -> str:
    """Moves a key that does not open aside and makes a new one; returns its fingerprint."""
    return KeyStore(keys_dir(workspace.data_dir), secrets).replace_with_new(name, now).fingerprint


def use_certificate(workspace: Workspace, data: bytes, password: str, secrets: SecretKeeper, now: datetime) -> str:
    """Signs from now on with a chamber's own key, of the PKCS#12 file ``data``; returns its fingerprint.

    The key of before is moved aside. The receiving entity confirms this one as it would any other.

    Raises:
        TrustError: CRT-003 to CRT-006, CRT-010 as ``read_pkcs12``; CRT-013 the certificate has ended.
        SigningKeyError: KEY-003, KEY-005, KEY-006. FileError. In each case the key of before stays.
    """
    from desktop_app.submission.pkcs12 import read_pkcs12
    from desktop_app.submission.trust import read_certificate

    key = read_pkcs12(data, password)
    ends = read_certificate(key.certificate).not_after
    if ends < now:
        raise TrustError("CRT-013", ended=f"{ends.astimezone():%d/%m/%Y}")
    return KeyStore(keys_dir(workspace.data_dir), secrets).adopt(key, now).fingerprint


def history(workspace: Workspace, response_id: str) -> tuple[Package, ...]:
    """The packages that left this computer for the response, newest first."""
    settle(workspace.store)
    return workspace.store.packages.list(response_id)
