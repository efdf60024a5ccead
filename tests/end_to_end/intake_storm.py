"""Takes in a large folder, once in one go, and once killed at random moments: both must end with the same books.

``python -m tests.end_to_end.intake_storm --files 10000 --times 20`` prints the counts, the rate against the bare
libraries, the growth of memory and the number of kills, and exits 1 if anything is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage

from desktop_app.errors import TelarError
from desktop_app.submission import authority as keys
from desktop_app.submission import unlock
from desktop_app.submission.authority import Vault
from tests.end_to_end.storms import Tally
from tests.support.authorities import vault
from tests.support.bare import with_pyhanko
from tests.support.packages import NOW
from tests.support.post_bag import Bag, fill

MOST_GROWTH = 1.25
"""Memory at the end against that after the first tenth of the files."""
LEAST_RATE = 0.7
"""Files a second against those that pyrage and pyHanko alone open and verify."""
_BARE = 400
_LONGEST = 3600.0


@dataclass
class Found(Tally):
    """What a large folder showed. ``rate`` is in files a second, ``bare`` that of the libraries which open and verify,
    ``own`` that of Telar's own opening and verifying, with nothing written down."""

    counts: dict[str, int] = field(default_factory=dict)
    rate: float = 0.0
    bare: float = 0.0
    own: float = 0.0
    growth: float = 0.0

    def line(self) -> str:
        return (
            f"{self.counts}; {self.rate:.0f} files a second, {self.share:.2f} of the {self.bare:.0f} of pyrage and "
            f"pyHanko, {self.rate / self.own:.2f} of the {self.own:.0f} without books; memory {self.growth:.2f} times; "
            f"{super().line()}"
        )

    @property
    def share(self) -> float:
        return self.rate / self.bare


def storm(files: int, times: int, seed: int = 1) -> Found:
    """``files`` in one folder, received in one go and with ``times`` kills."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="telar-intake-") as name:
        place = Path(name)
        entity = vault(place / "entity")
        bag = fill(entity, place / "in", files, seed)
        found.bare, found.own = _bare_rates(entity, place / "in")
        whole = _run(entity, place / "in", place / "whole.sqlite3", None)
        _check_whole(found, bag, whole, place / "whole.sqlite3")
        seconds = float(whole.tally["seconds"]) if whole.tally else 1.0
        found.rate = files / seconds
        found.growth = whole.growth
        _killed(found, entity, place, seconds, random.Random(seed), times)
    return found


@dataclass
class _Life:
    tally: dict[str, Any] = field(default_factory=dict)
    memory: list[tuple[int, int]] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """How memory grew after the first tenth."""
        total = self.memory[-1][0] if self.memory else 0
        early = [kilobytes for done, kilobytes in self.memory if done <= max(total // 10, 200)]
        return self.memory[-1][1] / early[-1] if early else 0.0


def _run(entity: Vault, folder: Path, books: Path, patience: float | None) -> _Life:
    """One life of the receiver, killed ``patience`` seconds after it opened its books."""
    command = [sys.executable, "-m", "tests.end_to_end.receiver", str(entity.folder), str(folder), f"sqlite:///{books}"]
    life = _Life()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        assert process.stdout is not None
        timer = threading.Timer(_LONGEST, process.kill)
        timer.start()
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "OPEN" and patience is not None:
                timer.cancel()
                timer = threading.Timer(patience, process.kill)
                timer.start()
            elif word == "DONE":
                done, kilobytes = rest.split()
                life.memory.append((int(done), int(kilobytes)))
            elif word == "TALLY":
                life.tally = json.loads(rest)
            elif word != "OPEN":
                life.noise.append(line.rstrip())
        timer.cancel()
    return life


def _check_whole(found: Found, bag: Bag, life: _Life, books: Path) -> None:
    found.problems += life.noise
    with closing(sqlite3.connect(books)) as connection:
        rows = connection.execute("SELECT outcome, count(*) FROM arrivals GROUP BY outcome").fetchall()
        counted = dict(rows)
        current = connection.execute("SELECT count(*) FROM responses WHERE current").fetchone()[0]
        codes = dict(
            connection.execute("SELECT code, count(*) FROM arrivals WHERE code != '' GROUP BY code").fetchall()
        )
    found.counts = counted
    wanted = {name: count for name, count in bag.outcomes.items() if count}
    if counted != wanted:
        found.problems.append(f"counted {counted}, not {wanted}")
    if current != bag.outcomes["filed"]:
        found.problems.append(f"{current} responses count, not {bag.outcomes['filed']}")
    for code, count in bag.codes.items():
        if code and codes.get(code, 0) < count:
            found.problems.append(f"{code}: {codes.get(code, 0)} times, not {count}")


def _killed(found: Found, entity: Vault, place: Path, seconds: float, chance: random.Random, times: int) -> None:
    books = place / "killed.sqlite3"
    while found.kills < times:
        life = _run(entity, place / "in", books, chance.uniform(0.0, 2 * seconds / max(times, 1)))
        found.problems += life.noise
        if life.tally:
            books.unlink()
            continue
        found.kills += 1
    last = _run(entity, place / "in", books, None)
    found.problems += last.noise
    if _content(books) != _content(place / "whole.sqlite3"):
        found.problems.append("the books differ from those of one go")


def _content(books: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(books)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return {}
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in sorted(names)}


def _bare_rates(entity: Vault, folder: Path) -> tuple[float, float]:
    """Files a second that are only opened and verified, in this very process: by the libraries, and by Telar."""
    identities, pair = keys.identities(entity), keys.load(entity.folder).recipients[0]
    own = [pyrage.x25519.Identity.from_str(each) for each in identities]
    sound = []
    for path in sorted(folder.iterdir()):
        try:
            unlock(path.read_bytes(), identities, pair, now=NOW)
        except TelarError:
            continue
        sound.append(path)
        if len(sound) == _BARE:
            break

    def rate(work: Callable[[bytes], object]) -> float:
        began = time.perf_counter()
        for path in sound:
            work(path.read_bytes())
        return len(sound) / (time.perf_counter() - began)

    bare = rate(lambda data: with_pyhanko(data, own))
    return bare, rate(lambda data: unlock(data, identities, pair, now=NOW))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = storm(arguments.files, arguments.times, arguments.seed)
    if found.growth > MOST_GROWTH:
        found.problems.append(f"memory grew {found.growth:.2f} times")
    if found.share < LEAST_RATE:
        found.problems.append(f"{found.share:.2f} of the bare rate, not {LEAST_RATE}")
    for problem in found.problems:
        print(problem)
    print(found.line())
    return 0 if found.proves() else 1


if __name__ == "__main__":
    sys.exit(main())
