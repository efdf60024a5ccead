"""Wave kits: what one would bring about, and bringing it in: the authority, its keys, forms, means, lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from desktop_app import __version__
from desktop_app.errors import LANGUAGES, Explanation, KitError, UsageError, explained
from desktop_app.fileio import sha256_hex
from desktop_app.store import Authority, Kit
from desktop_app.workflows import migration, trust
from desktop_app.workflows.benchmarks import BenchmarkFile, keep_benchmarks, read_benchmarks
from desktop_app.workflows.listing import own
from desktop_app.workflows.migration import Migration
from desktop_app.workflows.shipped import title
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form

if TYPE_CHECKING:
    from desktop_app.submission.kits import VerifiedKit

REFERENCE: Final = "reference/"
_RECEIVER: Final = "receiver"


@dataclass(frozen=True, slots=True)
class Receiver:
    """The entity that receives a wave's packages, and the age recipients that these are encrypted to."""

    id: str
    name: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KitFormFacts:
    """A form of a kit. ``known``: this very form is here already; ``drafts`` is what becomes of those begun before."""

    form_id: str
    title: str
    version: str
    known: bool
    drafts: tuple[Migration, ...] = ()


@dataclass(frozen=True, slots=True)
class KitPreview:
    """What is in a kit, before anything changes.

    ``pinned``: the entity is trusted already; else whoever imports the kit compares ``fingerprint`` (hex) or ``words``
    with what the entity tells them. ``obstacle`` says why it cannot be brought in; ``known``: it is here already;
    ``number`` counts the kits of a wave, and ``current`` is the number of the one that holds now, 0 for none. ``own``
    are the initiatives on Inicio by name, each with whether it is on the kit's list.
    """

    sha256: str
    entity: str
    fingerprint: str
    words: tuple[str, ...]
    pinned: bool
    wave: str
    number: int
    current: int
    issued: datetime
    opens: date
    closes: date
    message: str
    initiatives: int
    references: int
    known: bool
    forms: tuple[KitFormFacts, ...]
    obstacle: Explanation | None = None
    own: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a kit brought: the new drafts by the ids of those that they took the place of."""

    preview: KitPreview
    moved: dict[str, str] = field(default_factory=dict)


def preview(workspace: Workspace, data: bytes, now: datetime, language: str = "es") -> KitPreview:
    """What the kit ``data`` would bring about; nothing is changed.

    Raises:
        KitError, PackageError: it is none, or is not sound, or is of an entity that is not the trusted one.
        FormError: a form in it cannot be used here. UsageError: the means in it are none.
    """
    return _preview(workspace, data, _read(workspace, data, now), now, language)


def take(
    workspace: Workspace, data: bytes, now: datetime, language: str = "es", *, confirmed: str = "", migrate: bool = True
) -> Taken:
    """Brings the kit in: all of it, in one transaction, or nothing.

    Args:
        confirmed: the fingerprint (hex) of the entity's root as a person compared it; needed until it is pinned.
        migrate: whether open drafts of older versions of its forms are begun anew with these.

    Raises:
        UsageError: ``USE-022`` the entity is not trusted and ``confirmed`` is not its fingerprint, ``USE-023`` an
            earlier kit than the one that holds.
        KitError: also for a kit that is over.
        Else as ``preview``; StoreError.
    """
    found = _read(workspace, data, now)
    shown = _preview(workspace, data, found, now, language)
    for code, params in _obstacles(found):
        error = KitError(code)
        error.params = dict(params)
        raise error
    if not shown.pinned and confirmed.replace(":", "").lower() != shown.fingerprint:
        raise UsageError("USE-022", entity=shown.entity)
    if shown.known:
        return Taken(shown)
    if shown.number < shown.current:
        raise UsageError("USE-023", wave=shown.wave, number=shown.number, current=shown.current)
    moved: dict[str, str] = {}
    with workspace.store.together():
        _pin(workspace, found, now)
        _keep_references(workspace, found, now)
        numbers = {form.id: (form, _keep_form(workspace, form, shown.wave)) for form in _forms(found).values()}
        for facts in shown.forms if migrate else ():
            form, number = numbers[facts.form_id]
            for draft in facts.drafts:
                moved[draft.response_id] = migration.migrate(workspace, draft, form, number, now)
        workspace.store.kits.add(_record(shown, now), data)
        _keep_receiver(workspace, found)
    return Taken(shown, moved)


def receiver(workspace: Workspace, wave: str) -> Receiver | None:
    """Who receives the wave; ``None`` where no kit came.

    Without a kit of the wave itself, the one that was issued last tells: keys outlast waves.
    """
    settings = workspace.store.settings
    kept = settings.get(f"{_RECEIVER}.{wave}", "") or settings.get(_RECEIVER, "")
    if not kept:
        return None
    found = json.loads(kept)
    return Receiver(found["id"], found["name"], tuple(found["recipients"]))


def _read(workspace: Workspace, data: bytes, now: datetime) -> VerifiedKit:
    from desktop_app.submission import kits

    return kits.read(data, trust.anchors(workspace), now, crls=trust.lists(workspace))


def _preview(workspace: Workspace, data: bytes, found: VerifiedKit, now: datetime, language: str) -> KitPreview:
    from desktop_app.submission.phone_words import phone_words

    kit, anchor = found.kit, found.anchor
    sha256 = sha256_hex(data)
    known = {each.sha256 for each in workspace.store.kits.list()}
    current = workspace.store.kits.current(kit.wave, anchor.fingerprint)
    stored = {each.sha256 for each in workspace.store.instruments.list()}
    forms = tuple(
        KitFormFacts(
            form.id,
            title(form, language),
            form.version,
            form.sha256 in stored,
            tuple(
                migration.plan(workspace, draft, form, now, language)
                for draft in migration.drafts_of(workspace, form, each.migrates)
                if draft.wave == kit.wave
            ),
        )
        for each, form in ((each, _forms(found)[each.file]) for each in kit.forms)
    )
    return KitPreview(
        sha256=sha256,
        entity=kit.entity_name,
        fingerprint=anchor.fingerprint,
        words=phone_words(anchor.fingerprint),
        pinned=found.pinned,
        wave=kit.wave,
        number=kit.number,
        current=current.number if current else 0,
        issued=kit.issued,
        opens=kit.opens,
        closes=kit.closes,
        message=kit.message,
        initiatives=len(found.initiatives),
        references=len(_references(found)),
        known=sha256 in known,
        forms=forms,
        obstacle=next((explained(code, None, language, params) for code, params in _obstacles(found)), None),
        own=own(workspace, {each.id: each.name for each in found.initiatives}),
    )


def _obstacles(found: VerifiedKit) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Why the kit is not to be brought in, the first reason first."""
    yield from found.obstacles
    wanted = found.kit.minimum_version
    if wanted is not None and _numbers(wanted) > _numbers(__version__):
        yield "KIT-022", {"wanted": wanted, "version": __version__}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _forms(found: VerifiedKit) -> dict[str, Form]:
    """The kit's forms by their entries, compiled from what the signature covers and nothing else."""
    forms = {}
    for each in found.kit.forms:
        folder = each.file.removesuffix(".xml") + "-media/"
        media = {name.removeprefix(folder): data for name, data in found.files.items() if name.startswith(folder)}
        form = Form.from_xform(found.files[each.file], media)
        if (form.id, form.version) != (each.form_id, each.version):
            raise KitError("KIT-003", fields=f"form, {each.file}")
        forms[each.file] = form
    return forms


def _references(found: VerifiedKit) -> list[BenchmarkFile]:
    return [read_benchmarks(data) for name, data in sorted(found.files.items()) if name.startswith(REFERENCE)]


def _pin(workspace: Workspace, found: VerifiedKit, now: datetime) -> None:
    anchor = found.anchor
    workspace.store.trust.pin(Authority(anchor.fingerprint, anchor.certificate, found.kit.entity_name, now))
    trust.put_lists(workspace, anchor.fingerprint, found.crls)
    trust.put_signer(workspace, found.signer.certificate)


def _keep_references(workspace: Workspace, found: VerifiedKit, now: datetime) -> None:
    for file in _references(found):
        keep_benchmarks(workspace, file, now)


def _keep_receiver(workspace: Workspace, found: VerifiedKit) -> None:
    """Apart from the kit: what is exported later needs no certificate that may have ended by then."""
    kit = found.kit
    kept = json.dumps({"id": kit.entity_id, "name": kit.entity_name, "recipients": kit.recipients})
    workspace.store.settings.set(f"{_RECEIVER}.{kit.wave}", kept)
    if all(each.issued <= kit.issued.isoformat() for each in workspace.store.kits.list()):
        workspace.store.settings.set(_RECEIVER, kept)


def _keep_form(workspace: Workspace, form: Form, wave: str) -> int:
    """The number under which the store keeps ``form``, which new responses of the wave begin with from now on."""
    kept = workspace.store.instruments.add(
        form_id=form.id, version=form.version, title=form.title, xform=form.xform, media=form.media
    )
    for language in LANGUAGES:
        workspace.store.settings.set(f"title.{form.id}.{language}", title(form, language))
    workspace.forms.choose(form.id, wave, kept.id)
    return kept.id


def _record(shown: KitPreview, now: datetime) -> Kit:
    return Kit(
        sha256=shown.sha256,
        authority=shown.fingerprint,
        wave=shown.wave,
        number=shown.number,
        issued=shown.issued.isoformat(),
        opens=shown.opens.isoformat(),
        closes=shown.closes.isoformat(),
        imported=now,
    )
