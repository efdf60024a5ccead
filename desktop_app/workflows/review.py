"""Received responses are looked at as they were answered, decided on, and answered with receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.diagnosis import Rubric
from desktop_app.errors import Explanation, Place, ReceptionError, TelarError, explained
from desktop_app.fileio import write_atomic
from desktop_app.store.records import NotesState
from desktop_app.texts import spell_output
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.entity import Entity
from desktop_app.workflows.intake import settle
from desktop_app.workflows.notes import Notes
from desktop_app.workflows.places import place
from desktop_app.workflows.receiving import Observations, answer
from desktop_app.workflows.shipped import title
from desktop_app.xforms import Form, Session

if TYPE_CHECKING:
    from desktop_app.reception.books import Row
    from desktop_app.reception.decided import Decision
    from desktop_app.reception.verdict import Arrival
    from desktop_app.submission import Warned

SHORT_FILE: Final = "acuses-cortos.txt"


@dataclass(frozen=True, slots=True)
class Received:
    """A response in the list. ``current``: it counts; ``status`` is what the last receipt said (empty: none), and
    ``decision`` what a reviewer decided, of which there is a receipt once it is ``told``. ``drafted`` are the
    observations that are written so far. ``total`` is on the rubric's scale; ``form_title`` is the form's id where
    nobody knows the form."""

    response_id: int
    arrival_id: int
    initiative: str
    member: str
    department: str
    macrosector: str
    chamber: str
    form_id: str
    form_title: str
    wave: str
    revision: int
    channel: str
    current: bool
    status: str
    decision: Decision | None
    told: bool
    drafted: tuple[tuple[str, str], ...] = field(repr=False)
    level: str
    total: float | None
    arrived: datetime
    flags: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that came along as evidence."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A score that the package states, and the form computes otherwise from the same answers."""

    ref: str
    stated: str
    computed: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A received response. ``desk`` is for reading; ``warnings`` are the soft ones that were shown, with their
    reasons."""

    received: Received
    desk: Desk
    manager: str
    words: tuple[str, ...]
    warnings: tuple[Warned, ...]
    evidence: tuple[Kept, ...]
    differing: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A receipt in the folder, or why there is none."""

    file: str
    initiative: str
    status: str
    path: Path | None
    short: str
    refused: Explanation | None


def received(
    entity: Entity, wave: str | None = None, form_id: str | None = None, language: str = "es"
) -> tuple[Received, ...]:
    """The responses of a wave, to a form, or all, the latest first; those that were replaced too."""
    from desktop_app.reception import decided

    with entity.books.read() as connection:
        rows = decided.listed(connection, wave, form_id)
    return tuple(_received(row, language) for row in rows)


def open_received(entity: Entity, response_id: int, language: str = "es") -> Opened:
    """The response as it was answered.

    Raises:
        ReceptionError: RCV-023 it is not there, RCV-024 nobody knows its form, RCV-011 its original is gone.
        AuthorityError: the passphrase of the operations identity.
    """
    from desktop_app.submission.phone_words import phone_words

    row, form, arrival = _original(entity, response_id)
    package = arrival.package
    session = Session(
        form,
        instance_xml=package.response_xml,
        now=package.claimed_at.astimezone(),
        language=form.language_for(language),
        spell=spell_output,
    )
    notes = package.annotations
    state = NotesState(
        {each.ref: each.text for each in notes.comments}, {each.ref: each.files for each in notes.evidence}, frozenset()
    )
    facts = DeskFacts(
        initiative_id=row.member,
        initiative_name=row.initiative,
        manager_name=row.manager,
        place=place("", row.department),
        form_title=title(form, language),
        wave=row.wave,
        state="received",
        revision=row.revision,
    )
    desk = Desk(row.response_uuid.removeprefix("uuid:"), session, facts, Notes(state))
    return Opened(
        received=_received(row, language),
        desk=desk,
        manager=row.manager,
        words=phone_words(row.signer),
        warnings=notes.warnings,
        evidence=tuple(Kept(each.name, each.size) for each in package.entries if each.name.startswith("evidence/")),
        differing=_differing(form, session, package.response_xml),
    )


def evidence_file(entity: Entity, response_id: int, name: str) -> bytes:
    """A file that came with the response; raises as ``open_received``, and RCV-023 for a file that did not."""
    from desktop_app.reception.intake import PAPER
    from desktop_app.submission import container, decrypt, is_encrypted

    row, content = _content(entity, response_id)
    if row.channel == PAPER:  # which carries no files
        raise ReceptionError("RCV-023", Place(entry=name))
    data = decrypt(content, entity.identities()) if is_encrypted(content) else content
    files = container.read(data)
    if name not in files or not name.startswith("evidence/"):
        raise ReceptionError("RCV-023", Place(entry=name))
    return files[name]


def keep_draft(entity: Entity, response_id: int, observations: Observations) -> None:
    """Keeps the observations that are written so far, to be decided on later; raises RCV-023."""
    from desktop_app.reception import decided

    with entity.books.write() as connection:
        row = decided.one(connection, response_id)
        if row is None:
            raise ReceptionError("RCV-023")
        decided.keep_draft(connection, row.container_sha256, observations)


def decide(
    entity: Entity, response_id: int, status: str | None, observations: Observations, now: datetime, *, by: str
) -> None:
    """Keeps what a reviewer decides: ``accepted``, ``returned`` with observations, or ``None`` to take it back.

    Raises:
        ReceptionError: RCV-015 observations and status do not go together, RCV-023 no such response, RCV-025 it was
            replaced by a later one, which is the one to decide on.
    """
    from desktop_app.reception import decided

    with entity.books.write() as connection:
        row = decided.one(connection, response_id)
        if row is None:
            raise ReceptionError("RCV-023")
        if status is None:
            decided.decide(connection, row.container_sha256, None)
            return
        if bool(observations) != (status == "returned"):
            raise ReceptionError("RCV-015")
        if row.outcome != "filed":
            raise ReceptionError("RCV-025")
        asked = tuple((ref, text) for ref, text in observations)
        decided.decide(connection, row.container_sha256, decided.Decision(status, asked, by, now))


def admit(entity: Entity, arrival_id: int, now: datetime, *, by: str, language: str = "es") -> None:
    """A package that came after the wave's end counts; ``by`` is who decided it."""
    from desktop_app.reception import decided

    with entity.books.write() as connection:
        decided.admit(connection, arrival_id, by)
    settle(entity, now, language)


def waiting(entity: Entity) -> int:
    """How many receipts are to be made."""
    from desktop_app.reception import decided

    with entity.books.read() as connection:
        return len(decided.waiting(connection))


def write_receipts(
    entity: Entity,
    folder: Path,
    now: datetime,
    *,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
    language: str = "es",
) -> tuple[Written, ...]:
    """Makes every receipt that waits, each a file in ``folder`` named for sending, and one file with the short ones.

    One that cannot be made is told and keeps none of the others. What was made once is not made again.

    Raises:
        AuthorityError: a passphrase. FileError: the folder. ReceptionError: RCV-012 or RCV-021.
    """
    from desktop_app.reception import decided, records

    with entity.books.read() as connection:
        found = decided.waiting(connection)
    done: list[Written] = []
    for each in found:
        if stop():
            break
        with entity.books.read() as connection:
            content = records.kept(connection, each.file_sha256)
        try:
            if content is None:
                raise ReceptionError("RCV-011", Place(file=each.name))
            data, short = answer(entity, each.name, content, each.status, now, each.observations)
        except TelarError as error:
            if error.code == "RCV-012" or error.code.startswith("AUT-"):
                raise
            done.append(Written(each.name, each.initiative, each.status, None, "", error.explain(language)))
            tell(len(done), len(found))
            continue
        path = folder / _receipt_name(each.name, each.status)
        write_atomic(path, data)
        done.append(Written(each.name, each.initiative, each.status, path, short, None))
        tell(len(done), len(found))
    shorts = [f"{each.path.name}\n{each.short}\n" for each in done if each.path is not None]
    if shorts:
        write_atomic(folder / SHORT_FILE, "\n".join(shorts).encode())
    return tuple(done)


def _receipt_name(file: str, status: str) -> str:
    stem = file.rpartition("/")[2].partition(".")[0]
    said = {"received": "recibida", "accepted": "aceptada", "returned": "devuelta"}[status]
    return f"acuse-{said}-{stem}.asice"


def _content(entity: Entity, response_id: int) -> tuple[Row[Any], bytes]:
    from desktop_app.reception import decided, records

    with entity.books.read() as connection:
        row = decided.one(connection, response_id)
        if row is None:
            raise ReceptionError("RCV-023")
        content = records.kept(connection, row.file_sha256)
    if content is None:
        raise ReceptionError("RCV-011", Place(file=row.file))
    return row, content


def _original(entity: Entity, response_id: int) -> tuple[Row[Any], Form, Arrival]:
    from desktop_app.reception import intake, known_forms

    row, _ = _content(entity, response_id)
    with entity.books.read() as connection:
        form = known_forms.load(connection, row.form_sha256)
        if form is None:
            raise ReceptionError("RCV-024", form=f"{row.form_id} {row.form_version}")
        identities = () if row.channel == intake.PAPER else entity.identities()
        arrival = intake.reopen(connection, entity.recorder(connection), row, identities, _arrived(row))
    if arrival is None:
        raise ReceptionError("RCV-011", Place(file=row.file))
    return row, form, arrival


def _arrived(row: Row[Any]) -> datetime:
    """When the response arrived."""
    from desktop_app.reception.records import moment

    return moment(row.arrived)


def _differing(form: Form, session: Session, response_xml: bytes) -> tuple[Differing, ...]:
    from desktop_app.reception.known_forms import KnownForm
    from desktop_app.reception.values import values
    from desktop_app.submission.safexml import parse

    rubric = Rubric.read(form)
    if rubric is None:
        return ()
    stated = {
        each.path: each.text
        for each in values(parse(response_xml, "response.xml", len(response_xml)), KnownForm(form).shape)
    }
    return tuple(
        Differing(ref, stated.get(ref, ""), session.value(ref))
        for ref in sorted(rubric.refs())
        if stated.get(ref, "") != session.value(ref)
    )


def _received(row: Row[Any], language: str) -> Received:
    import json

    from desktop_app.reception.decided import decision_of, draft_of, is_told
    from desktop_app.reception.tables import SCALE

    flags: list[tuple[str, Mapping[str, object]]] = json.loads(row.flags)
    return Received(
        response_id=row.response_id,
        arrival_id=row.arrival_id,
        initiative=row.initiative,
        member=row.member,
        department=row.department,
        macrosector=row.macrosector,
        chamber=row.chamber,
        form_id=row.form_id,
        form_title=row.form_title or row.form_id,
        wave=row.wave,
        revision=row.revision,
        channel=row.channel,
        current=row.outcome == "filed",
        status=row.status,
        decision=decision_of(row),
        told=is_told(row),
        drafted=draft_of(row),
        level=row.level,
        total=None if row.total is None else row.total / SCALE,
        arrived=_arrived(row),
        flags=tuple(explained(code, None, language, params) for code, params in flags),
    )
