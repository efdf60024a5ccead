"""The loop of packages and receipts step by step on one manager's computer, and what may be found there at any time.

A step is done or it is not, whatever ended it: ``judge`` compares all rows with those of before and those of after, and
looks into the folder that the user sends from.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from desktop_app.errors import TelarError
from desktop_app.fileio import sha256_hex
from desktop_app.submission import KeyStore, SecretKeeper, decrypt, unlock
from desktop_app.submission.receipts import Status
from desktop_app.workflows import kits as wave_kits
from desktop_app.workflows.answer import commit
from desktop_app.workflows.export import Exported, export
from desktop_app.workflows.handover import history
from desktop_app.workflows.incoming import look_into, take_receipt
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.trust import key_facts, keys_dir
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.support import desks
from tests.support.authorities import CheapPassphrase
from tests.support.receiving_entity import entity
from tests.support.stores import integrity
from tests.support.trust_loop import (
    INSTRUMENT,
    LATER,
    Arrived,
    everything,
    identities,
    kit_of,
    receipt_for,
    recipients,
)

MEANS = (
    b'{"format": "urn:telar:reference:1", "form": "autodiagnostico", "wave": "2025",'
    b' "national": {"count": 40, "means": {"TOTAL": 12.5}}}'
)
_VOLATILE = re.compile(
    r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|-----BEGIN CERTIFICATE-----.*", re.DOTALL
)

Rows = dict[str, list[tuple[object, ...]]]
Shape = dict[str, Counter[tuple[object, ...]]]


@dataclass(frozen=True)
class After:
    """What a step leaves that nothing disturbs: all rows, and how the key stands."""

    shape: Shape
    standing: str


class Step(Enum):
    """The loop, in order."""

    KIT = "kit"
    PACKAGE = "package"
    RETURNED = "returned"
    REVISION = "revision"
    ACCEPTED = "accepted"

    @property
    def sends(self) -> bool:
        return self in (Step.PACKAGE, Step.REVISION)


@dataclass(frozen=True)
class Deed:
    """One step: ``file`` is what comes in, or ``response_id`` what leaves into ``out``."""

    step: Step
    now: datetime
    out: Path
    file: Path
    response_id: str = ""


def keeper() -> SecretKeeper:
    """The same passphrase in every life."""
    return CheapPassphrase(_passphrase)


def do(workspace: Workspace, deed: Deed) -> None:
    """The step, as the window does it."""
    if deed.step.sends:
        export(workspace, deed.response_id, deed.out, keeper(), deed.now)
        return
    _, data = look_into(deed.file)
    if deed.step is Step.KIT:
        shown = wave_kits.preview(workspace, data, deed.now)
        wave_kits.take(workspace, data, deed.now, confirmed=shown.fingerprint)
    else:
        take_receipt(workspace, data, deed.now)


def _passphrase(_new: bool) -> str:
    return "una frase para pruebas"


@dataclass(frozen=True)
class Place:
    """One manager's computer: the data folder, the folder that packages go to, the folder that files come into."""

    root: Path
    response: str

    @property
    def data(self) -> Path:
        return self.root / "datos"

    @property
    def out(self) -> Path:
        return self.root / "Para enviar"

    def open(self) -> Workspace:
        workspace = Workspace.open(self.data, LATER)
        # A form never changes: compiled once is enough for looking. The older one has its number here only.
        workspace.forms._open.update({**desks._compiled, **_older})
        return workspace


_older: dict[int, Form] = {}


def prepare(folder: Path) -> tuple[str, bytes]:
    """A data folder with the complete sample and a draft of an older form; the sample's response, and the kit."""
    desks.prepare(folder)
    with Workspace.open(folder, desks.NOW) as workspace:
        response = desks.create_self_diagnosis(workspace, desks.NOW)
        form, number = workspace.forms.shipped(INSTRUMENT)
        older = Form.from_xform(form.xform.replace(b'version="2026.1"', b'version="2025.9"'), form.media)
        kept = workspace.store.instruments.add(
            form_id=older.id, version=older.version, title=older.title, xform=older.xform, media=older.media
        )
        workspace.forms.choose(INSTRUMENT, "2026", kept.id)
        draft = open_response(workspace, desks.begin(workspace), desks.NOW)
        desks.answer(workspace, draft, {desks.P01: draft.session.choices(desks.P01)[-1].name})
        _older.update({number: form, kept.id: older})
        return response, kit_of(form, files={"reference/autodiagnostico.json": MEANS})


def deed_of(step: Step, place: Place, kit: bytes) -> Deed:
    """The next step; what comes in is made from what really left."""
    number = list(Step).index(step)
    file = place.root / f"{step.value}.asice"
    deed = Deed(step, LATER + timedelta(hours=number), place.out, file, place.response)
    if step is Step.KIT:
        file.write_bytes(kit)
    elif step is Step.REVISION:
        with place.open() as workspace:
            desk = open_response(workspace, place.response, deed.now)
            saved = commit(workspace, desk.step(desks.NAME, desk.answer(desks.NAME, "Cacao, corregido")), deed.now)
        return replace(deed, response_id=saved.response_id)
    elif step is not Step.PACKAGE:
        arrived = _arrived(place)
        file.write_bytes(_receipt(place, step, arrived, deed.now))
        return replace(deed, response_id=arrived.package.info.response_id.removeprefix("uuid:"))
    return deed


def _receipt(place: Place, step: Step, arrived: Arrived, at: datetime) -> bytes:
    if step is Step.RETURNED:
        return receipt_for(arrived, Status.RETURNED, (desks.P03, "¿Y el acta?"), at=at)
    issued = entity().manager(KeyStore(keys_dir(place.data), keeper()).load())
    return receipt_for(arrived, Status.ACCEPTED, number=2, at=at, certificate=issued)


def _arrived(place: Place) -> Arrived:
    """The last package that left, as the entity has it."""
    path = max(place.out.iterdir(), key=_revision)
    file = path.read_bytes()
    return Arrived(file, decrypt(file, identities()), unlock(file, identities(), recipients(), now=LATER))


def _revision(path: Path) -> int:
    return int(path.name.rpartition("-r")[2].partition(".")[0])


def settle_in(root: Path, name: str, response: str) -> Place:
    """A fresh computer with what was prepared."""
    place = Place(root / name, response)
    place.root.mkdir()
    desks.copy_data(root / "prepared", place.data)
    return place


# -- judging -----------------------------------------------------------------------------------------------------------


def shape_of(place: Place, rows: Rows) -> Shape:
    """All rows without what is another each time that the same is done: ids, digests, signatures, keys."""
    return {table: Counter(tuple(_plain(place, table, each) for each in row) for row in rows[table]) for table in rows}


def _plain(place: Place, table: str, value: object) -> object:
    if isinstance(value, bytes):
        return "bytes"
    if isinstance(value, str):
        return _VOLATILE.sub("*", value.replace(str(place.root), ""))
    # A signature has not always the same length.
    return "size" if table == "packages" and isinstance(value, int) and 1_000 < value < 1_000_000 else value


def sound(path: Path) -> bool:
    """Whether a file in the user's folder is a whole package that the entity can open."""
    try:
        unlock(path.read_bytes(), identities(), recipients(), now=LATER)
    except TelarError:
        return False
    return True


def visible(place: Place) -> list[Path]:
    return [] if not place.out.is_dir() else [path for path in place.out.iterdir() if not path.name.startswith(".")]


def faults(place: Place, workspace: Workspace, deed: Deed) -> list[str]:
    """What is wrong with the computer as it is now, whether the step was done or not."""
    found = []
    sent = history(workspace, deed.response_id or place.response)
    recorded: dict[str, str] = {}
    for each in reversed(sent):
        if isinstance(each, Exported):
            recorded[each.path.name] = each.sha256
    listed = sorted(path.name for path in place.out.iterdir()) if place.out.is_dir() else []
    if listed != sorted(recorded):
        found.append(f"in the folder {listed}, recorded {sorted(recorded)}")
    found += [
        f"{path.name} is not the package that was recorded"
        for path in visible(place)
        if not sound(path) or sha256_hex(path.read_bytes()) != recorded.get(path.name)
    ]
    keys = KeyStore(keys_dir(place.data), keeper())
    if keys.exists():
        try:
            keys.load()
        except TelarError as error:
            found.append(f"the key: {error}")
    return found


def judge(place: Place, deed: Deed, before: Rows, after: After) -> tuple[bool | None, list[str]]:
    """Whether the step was done, ``None`` for neither; and what is wrong."""
    found = [f"half a file is visible: {path.name}" for path in visible(place) if not sound(path)]
    with place.open() as workspace:
        rows = everything(workspace)
        found += faults(place, workspace, deed)
        standing = key_facts(workspace, deed.now).standing.value
    if (said := integrity(place.data)) != "ok":
        found.append(said)
    if rows == before:
        return False, found
    differing = differences(shape_of(place, rows), after.shape)
    if not differing and standing == after.standing:
        return True, found
    return None, [*found, f"neither before nor after: {standing}, {differing}"]


def after(place: Place, deed: Deed) -> After:
    """What there is, once the step was done."""
    with place.open() as workspace:
        return After(shape_of(place, everything(workspace)), key_facts(workspace, deed.now).standing.value)


def differences(found: Shape, wanted: Shape) -> list[str]:
    """The tables that are not as they should be, with the rows that are too many and those that are missing."""
    return [
        f"{table}: {list(found[table] - wanted[table])} for {list(wanted[table] - found[table])}"
        for table in wanted
        if found[table] != wanted[table]
    ]
