"""The receiving entity opens a wave: forms, initiatives, means and its own keys in one signed file for the managers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Place, ReceptionError, UsageError
from desktop_app.fileio import read_limited, refusal, sha256_hex, write_atomic
from desktop_app.submission import RECIPIENT
from desktop_app.workflows.benchmarks import MOST_BYTES, read_benchmarks
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.kits import REFERENCE
from desktop_app.workflows.receiving import check_lists
from desktop_app.workflows.registry import read_members, require
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form

if TYPE_CHECKING:
    from desktop_app.reception.registry import Member
    from desktop_app.submission.authority import Vault
    from desktop_app.submission.authority_register import Register
    from desktop_app.submission.kits import Initiative, Kit

_FORM_FILES: Final = frozenset({".md", ".xlsx", ".csv", ".xml"})
_NO_FORMS: Final = frozenset({"readme.md", "guia.md"})


@dataclass(frozen=True, slots=True)
class Opening:
    """What a wave's kit says: ``opens`` and ``closes`` are the first and the last day; a kit of the same wave with a
    higher ``number`` takes the place of one before."""

    wave: str
    number: int
    opens: date
    closes: date
    message: str


@dataclass(frozen=True, slots=True)
class KitContent:
    """What goes with it: compiled forms, the initiatives, and reference files (``urn:telar:reference:1``) by form."""

    forms: tuple[Form, ...]
    initiatives: tuple[Initiative | Member, ...]
    references: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuiltKit:
    """A kit that was made. ``words`` are of the root's fingerprint: what managers are told over the telephone when they
    bring their first kit in. ``forms`` are ids with their versions."""

    path: Path
    size: int
    sha256: str
    wave: str
    number: int
    entity: str
    root_fingerprint: str
    words: tuple[str, ...]
    recipients: tuple[str, str]
    forms: tuple[tuple[str, str], ...]
    initiatives: int
    references: int


@dataclass(frozen=True, slots=True)
class SentWave:
    """A wave in the books, as its latest kit says: ``number``, ``opens`` and ``closes`` are ``None`` for one that has
    initiatives and no kit."""

    wave: str
    number: int | None
    opens: date | None
    closes: date | None
    initiatives: int


def sent_waves(entity: Entity) -> tuple[SentWave, ...]:
    """The waves of the entity, the latest first."""
    from desktop_app.reception import registry

    found = []
    with entity.books.read() as connection:
        for wave in reversed(registry.waves(connection)):
            kit, listed = registry.latest_kit(connection, wave), len(registry.members(connection, wave))
            if kit is None:
                found.append(SentWave(wave, None, None, None, listed))
            else:
                found.append(SentWave(wave, kit.number, kit.opens, kit.closes, listed))
    return tuple(found)


def read_content(
    forms: Path | None, initiatives: Path, references: Sequence[Path], *, shipped: Collection[str] | None = None
) -> KitContent:
    """The files of a kit; without a folder of forms, the instruments that Telar ships, or those of the ids ``shipped``.

    Raises:
        ReceptionError: RCV-014 no form in the folder, RCV-016 two reference files of one form.
        FormError: a form is faulty.
        ReceptionError: RCV-019 and 040 to 045 the list of initiatives. UsageError: USE-019 or 020 a reference file.
        FileError: something cannot be read.
    """
    listed = require(read_members(initiatives, places=True), initiatives)
    found: dict[str, bytes] = {}
    for path in references:
        form_id, data = _reference(path)
        if form_id in found:
            raise ReceptionError("RCV-016", Place(file=str(path)), form=form_id)
        found[form_id] = data
    return KitContent(load_forms(forms, shipped), listed, found)


def load_forms(folder: Path | None, shipped: Collection[str] | None = None) -> tuple[Form, ...]:
    """The forms in ``folder``, or the instruments that Telar ships, those of the ids ``shipped`` where they are told.
    Raises RCV-014, ``FormError`` and ``FileError``."""
    own = [each for each in shipped_forms() if each.instrument and (shipped is None or each.id in shipped)]
    files = _form_files(folder) if folder else [each.path for each in own]
    return tuple(Form.load(path) for path in files)


def build(
    vault: Vault, opening: Opening, content: KitContent, out: Path, now: datetime, *, address: str | None = None
) -> BuiltKit:
    """Signs the kit and writes it to ``out``; the entity's books at ``address``, or beside its keys, keep it with the
    wave's initiatives and forms.

    Raises:
        ReceptionError: RCV-012 the entity's own state, RCV-013 the wave has a kit of this number or a later one, and as
            ``entity.opened``.
        KitError: what it says would be refused where it is brought in. AuthorityError: as ``authority.signing_key``.
    """
    from desktop_app.reception import known_forms, registry
    from desktop_app.submission import kits
    from desktop_app.submission.authority import load, signing_key

    with opened(vault, address) as entity, entity.books.write() as connection:
        register = load(vault.folder)
        sent = registry.latest_kit(connection, opening.wave)
        if sent is not None and sent.number >= opening.number:
            raise ReceptionError("RCV-013", wave=opening.wave, number=sent.number)
        check_lists(register, now)
        kit = _kit(register, opening, content, now)
        data = kits.write(kit, _files(register, content), signing_key(vault), now)
        record = registry.SentKit(
            opening.wave, opening.number, kit.issued, opening.opens, opening.closes, sha256_hex(data)
        )
        registry.add_kit(connection, record, data)
        registry.register(connection, opening.wave, [_member(each) for each in content.initiatives])
        for form in content.forms:
            known_forms.add(connection, form)
        write_atomic(out, data)
    return _built(out, data, kit, content)


def _member(listed: Initiative | Member) -> Member:
    from desktop_app.reception.registry import Member

    if isinstance(listed, Member):
        return listed
    return Member(listed.id, listed.name, listed.department, listed.municipality)


def _listed(member: Initiative | Member) -> Initiative:
    """What managers are told of it: no contact leaves the entity."""
    from desktop_app.submission.kits import Initiative

    return Initiative(member.id, member.name, member.department, member.municipality)


def _form_files(folder: Path) -> list[Path]:
    try:
        found = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _FORM_FILES and path.name.lower() not in _NO_FORMS and path.is_file()
        )
    except OSError as error:
        raise refusal(error, folder) from error
    if not found:
        raise ReceptionError("RCV-014", Place(file=str(folder)))
    return found


def _reference(path: Path) -> tuple[str, bytes]:
    """The form that the means in the file are of, and the file."""
    data = read_limited(path, MOST_BYTES)
    try:
        return read_benchmarks(data).form_id, data
    except UsageError as error:
        raise error.at(file=str(path)) from None


def _kit(register: Register, opening: Opening, content: KitContent, now: datetime) -> Kit:
    from desktop_app.submission.kits import Kit, KitForm

    operations, escrow = register.recipients[0]
    return Kit(
        wave=opening.wave,
        number=opening.number,
        issued=now,
        opens=opening.opens,
        closes=opening.closes,
        entity_id=RECIPIENT,
        entity_name=register.name,
        root_sha256=sha256_hex(register.root),
        operations=operations,
        escrow=escrow,
        forms=tuple(KitForm(_entry(form), form.id, form.version, form.sha256) for form in content.forms),
        message=opening.message,
    )


def _files(register: Register, content: KitContent) -> dict[str, bytes]:
    from desktop_app.submission import kits
    from desktop_app.submission.authority_files import copies

    public = copies(register)
    files = {
        kits.INITIATIVES: kits.write_initiatives(map(_listed, content.initiatives)),
        kits.ROOT: public["ca.pem"],
        "crl.der": register.root_crl,
        "crl-2.der": register.crl,
    }
    for form in content.forms:
        media = _entry(form).removesuffix(".xml") + "-media/"
        files[_entry(form)] = form.xform
        files |= {f"{media}{name}": data for name, data in form.media.items()}
    return files | {f"{REFERENCE}{form_id}.json": data for form_id, data in content.references.items()}


def _entry(form: Form) -> str:
    return f"forms/{form.id}.xml"


def _built(out: Path, data: bytes, kit: Kit, content: KitContent) -> BuiltKit:
    from desktop_app.submission.phone_words import phone_words

    return BuiltKit(
        path=out,
        size=len(data),
        sha256=sha256_hex(data),
        wave=kit.wave,
        number=kit.number,
        entity=kit.entity_name,
        root_fingerprint=kit.root_sha256,
        words=phone_words(kit.root_sha256),
        recipients=kit.recipients,
        forms=tuple((form.form_id, form.version) for form in kit.forms),
        initiatives=len(content.initiatives),
        references=len(content.references),
    )
