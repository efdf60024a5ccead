"""Kills the program at random moments while a package leaves, a receipt or a wave kit comes in, and looks afterwards.

``python -m tests.end_to_end.trust_storm --times 300`` prints one line at the end and exits 1 if a restart finds
anything but what was before the step or what is after it: rows, the files in the folder that the user sends from, this
computer's key.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from desktop_app.errors import TelarError
from desktop_app.fileio import sha256_hex
from desktop_app.submission import KeyStore, decrypt, unlock
from desktop_app.submission.receipts import Status
from desktop_app.workflows.answer import commit
from desktop_app.workflows.export import Exported
from desktop_app.workflows.handover import history
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.trust import key_facts, keys_dir
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.end_to_end import storms
from tests.end_to_end.sender import Deed, Step, do, keeper, live
from tests.support import desks
from tests.support.receiving_entity import entity
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

START_LIMIT = 60.0
MOST_KILLS_A_STEP = 4
OPENING = 0.2
"""The share of kills while the data folder is opened, which finishes what an earlier kill left."""
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
class Undisturbed:
    """A step that was not killed: seconds to open the folder and to do it, and what it left."""

    opening: float
    doing: float
    shape: Shape
    standing: str


@dataclass
class Tally(storms.Tally):
    """What the storm found: how often it was before the step and after it, and how many hidden parts were settled."""

    rounds: int = 0
    before: Counter[Step] = field(default_factory=Counter)
    after: Counter[Step] = field(default_factory=Counter)
    parts: int = 0

    def line(self) -> str:
        steps = ", ".join(f"{step.value} {self.before[step]}/{self.after[step]}" for step in Step)
        return (
            f"{self.kills} kills in {self.rounds} rounds, found before/after: {steps}; "
            f"{self.parts} with a part on its way, {len(self.problems)} problems"
        )


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
        workspace.forms._open.update(desks._compiled)  # a form never changes: compiled once is enough for looking
        return workspace


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
        desks._compiled.update({number: form, kept.id: older})
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


# -- one life ----------------------------------------------------------------------------------------------------------


def start(place: Place, deed: Deed) -> tuple[Any, Connection]:
    """A process that does the deed, and what it tells."""
    context = multiprocessing.get_context("forkserver" if "forkserver" in _METHODS else "spawn")
    if "forkserver" in _METHODS:
        context.set_forkserver_preload(["__main__", "tests.end_to_end.sender"])
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=live, args=(place.data, deed, telling))
    process.start()
    telling.close()
    return process, told


_METHODS = multiprocessing.get_all_start_methods()


def hear(told: Connection, word: str) -> str:
    """What is told next; "" once there is nothing more to come."""
    with suppress(EOFError):
        if not told.poll(START_LIMIT):
            return f"no {word} within {START_LIMIT} s"
        return str(told.recv())
    return ""


def killed(place: Place, deed: Deed, since: str, delay: float) -> list[str]:
    """Kills a life ``delay`` seconds after it told ``since``; what went wrong before. ``DONE`` may have been told."""
    process, told = start(place, deed)
    with told:
        said = [hear(told, "OPEN")]
        if since == "STEP":
            said.append(hear(told, "STEP"))
        process.join(delay)
        process.kill()
        process.join()
        while word := hear(told, "end"):
            said.append(word)
    return [f"said {word}" for word in said if word not in ("", "OPEN", "STEP", "DONE")]


def undisturbed(place: Place, deed: Deed) -> Undisturbed:
    """The step in a life that nobody kills."""
    process, told = start(place, deed)
    with told:
        moments = []
        for word in ("OPEN", "STEP", "DONE"):
            said = hear(told, word)
            assert said == word, said
            moments.append(perf_counter())
        process.join()
    with place.open() as workspace:
        shape, standing = shape_of(place, everything(workspace)), key_facts(workspace, deed.now).standing.value
    return Undisturbed(moments[1] - moments[0], moments[2] - moments[1], shape, standing)


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


def judge(place: Place, deed: Deed, before: Rows, usual: Undisturbed) -> tuple[bool | None, list[str]]:
    """Whether the step was done, ``None`` for neither; and what is wrong."""
    found = [f"half a file is visible: {path.name}" for path in visible(place) if not sound(path)]
    with place.open() as workspace:
        rows = everything(workspace)
        found += faults(place, workspace, deed)
        standing = key_facts(workspace, deed.now).standing.value
    if (said := storms.integrity_of(place.data)) != "ok":
        found.append(said)
    if rows == before:
        return False, found
    differing = differences(shape_of(place, rows), usual.shape)
    if not differing and standing == usual.standing:
        return True, found
    return None, [*found, f"neither before nor after: {standing}, {differing}"]


def differences(found: Shape, wanted: Shape) -> list[str]:
    """The tables that are not as they should be, with the rows that are too many and those that are missing."""
    return [
        f"{table}: {list(found[table] - wanted[table])} for {list(wanted[table] - found[table])}"
        for table in wanted
        if found[table] != wanted[table]
    ]


def _moment(chance: random.Random, span: float) -> float:
    """Seconds into a span: anywhere in it, or as often where it writes, which is late; a little over is in it too."""
    return chance.uniform(0 if chance.random() < 0.5 else 0.6, 1.2) * span


# -- the storm ---------------------------------------------------------------------------------------------------------


def weather(place: Place, deed: Deed, usual: Undisturbed, chance: random.Random, tally: Tally) -> None:
    """Kills the step until it was done or was killed often enough, then does it; the tally hears of it all."""
    with place.open() as workspace:
        before = everything(workspace)
    done: bool | None = False
    for _ in range(MOST_KILLS_A_STEP):
        opening = chance.random() < OPENING
        span = usual.opening if opening else usual.doing
        said = killed(place, deed, "OPEN" if opening else "STEP", _moment(chance, span))
        tally.kills += 1
        tally.parts += place.out.is_dir() and any(path.name.endswith(".part") for path in place.out.iterdir())
        done, found = judge(place, deed, before, usual)
        tally.problems += [f"round {tally.rounds}, {deed.step.value}: {fault}" for fault in said + found]
        tally.after[deed.step] += done is True
        tally.before[deed.step] += done is False
        if done is not False:
            break
    if not done or not deed.step.sends:  # what came in once comes in again and changes nothing
        with place.open() as workspace:
            do(workspace, deed)
    done, found = judge(place, deed, before, usual)
    if done is not True:
        found.append("done again, and it is not as after it")
    tally.problems += [f"round {tally.rounds}, {deed.step.value} again: {fault}" for fault in found]


def storm(times: int, seed: int = 1) -> Tally:
    """At least ``times`` kills, in as many rounds of all steps as it takes."""
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="telar-storm-") as name:
        root = Path(name)
        response, kit = prepare(root / "prepared")
        usual: dict[Step, Undisturbed] = {}
        first = settle_in(root, "calm", response)
        for step in Step:
            usual[step] = undisturbed(first, deed_of(step, first, kit))
        while tally.kills < times:
            tally.rounds += 1
            place = settle_in(root, f"round-{tally.rounds}", response)
            for step in Step:
                weather(place, deed_of(step, place, kit), usual[step], chance, tally)
            shutil.rmtree(place.root)
    return tally


def settle_in(root: Path, name: str, response: str) -> Place:
    """A fresh computer with what was prepared."""
    place = Place(root / name, response)
    place.root.mkdir()
    desks.copy_data(root / "prepared", place.data)
    return place


if __name__ == "__main__":
    sys.exit(storms.run(storm))
