"""Kills the program at random moments while answers are typed, and counts what is missing afterwards.

``python -m tests.end_to_end.kill_storm --times 200`` prints one line at the end and exits 1 if an acknowledged answer
is missing, the database is damaged, or a restart does not come back to the question last answered.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.store import Card
from desktop_app.workflows.responses import start
from desktop_app.workflows.workspace import Workspace
from tests.end_to_end import storms
from tests.support.stores import integrity

START_LIMIT = 60.0
LONGEST_LIFE = 0.8


@dataclass
class Life:
    """What one run of the program said before it was killed."""

    opened: bool = False
    opened_at: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    saved: int = 0
    noise: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "OPEN":
            self.opened, self.opened_at = True, rest
        elif word == "SENT":
            ref, _, value = rest.partition(" ")
            self.sent.append((ref, value))
        elif word == "SAVED":
            self.saved += 1
        else:
            self.noise.append(line)


@dataclass
class Tally(storms.Tally):
    """What the storm found."""

    acknowledged: int = 0

    def line(self) -> str:
        return f"{self.kills} kills, {self.acknowledged} acknowledged answers, {len(self.problems)} problems"

    def proves(self) -> bool:
        return super().proves() and self.acknowledged > 0


def prepare(folder: Path) -> str:
    """A data folder with one initiative and one response begun, left open in Responder."""
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        card = Card(name="Iniciativa de prueba", department="81", municipality="81001", macrosector="agroindustria")
        initiative = workspace.store.initiatives.add(card, at=now)
        response = start(workspace, initiative.id, "autodiagnostico", "2026", now)
        workspace.store.settings.set("last_page", "responder")
        workspace.store.settings.set("last_response", response)
    return response


def live(folder: Path, seed: int, patience: float) -> Life:
    """Runs the typist until ``patience`` seconds after its first answer, then kills it; returns what it said."""
    command = [sys.executable, "-m", "tests.end_to_end.typist", str(folder), str(seed)]
    life = Life()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        late = threading.Timer(START_LIMIT, process.kill)
        late.start()
        for line in process.stdout:
            if line.startswith("SENT") and not life.sent:
                late.cancel()
                late = threading.Timer(patience, process.kill)
                late.start()
            life.hear(line.rstrip("\n"))
        late.cancel()
    return life


def stored(folder: Path) -> tuple[str, dict[str, str], str]:
    """The database's opinion of itself, the answers on disk, and the question to come back to."""
    with closing(sqlite3.connect(folder / "telar.sqlite3")) as connection:
        answers = dict(connection.execute("SELECT ref, value FROM answers").fetchall())
        place = connection.execute("SELECT current_ref FROM responses").fetchone()[0] or ""
    return integrity(folder), {ref: value.replace("\n", " ") for ref, value in answers.items()}, place


def judge(life: Life, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """An acknowledged answer is on disk as it was, or as something sent later for the same question left it."""
    possible = {ref: [value] for ref, value in before.items()}
    for index, (ref, value) in enumerate(life.sent):
        if index < life.saved:
            possible[ref] = [value]
        else:
            possible.setdefault(ref, [""]).append(value)
    return [
        f"{ref}: acknowledged or pending {options!r}, on disk {after.get(ref)!r}"
        for ref, options in possible.items()
        if after.get(ref, "") not in options
    ]


def storm(times: int, seed: int = 1) -> Tally:
    """``times`` lives on one data folder."""
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="telar-storm-") as name:
        folder = Path(name)
        prepare(folder)
        _, answers, place = stored(folder)
        for number in range(times):
            life = live(folder, number, chance.uniform(0.02, LONGEST_LIFE))
            tally.kills += 1
            tally.acknowledged += life.saved
            if not life.opened or (place and life.opened_at != place):
                tally.problems.append(f"life {number}: came back to {life.opened_at!r}, left at {place!r}")
            tally.problems += [f"life {number} said: {line.rstrip()}" for line in life.noise]
            sound, now, place = stored(folder)
            if sound != "ok":
                tally.problems.append(f"life {number}: {sound}")
            tally.problems += [f"life {number}: {fault}" for fault in judge(life, answers, now)]
            answers = now
    return tally


if __name__ == "__main__":
    sys.exit(storms.run(storm))
