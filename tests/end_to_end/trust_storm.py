"""Kills the program at random moments while a package leaves, a receipt or a wave kit comes in, and looks afterwards.

``python -m tests.end_to_end.trust_storm --times 300`` prints one line at the end and exits 1 if a restart finds
anything but what was before the step or what is after it: rows, the files in the folder that the user sends from, this
computer's key.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from desktop_app.errors import TelarError
from tests.end_to_end import storms
from tests.end_to_end.sender import live
from tests.support.relay import After, Deed, Place, Step, after, deed_of, do, judge, prepare, settle_in
from tests.support.trust_loop import everything

START_LIMIT = 60.0
MOST_KILLS_A_STEP = 4
OPENING = 0.2
"""The share of kills while the data folder is opened, which finishes what an earlier kill left."""


@dataclass
class Usual:
    """A step as it is when nobody kills it: seconds to open the folder and to do it, and what it leaves.

    ``pace`` is how much longer it seems to take now than when it was measured: other programs come and go.
    """

    opening: float
    doing: float
    after: After
    pace: float = 1.0

    def moment(self, chance: random.Random, *, opening: bool) -> float:
        """Seconds into a span: anywhere in it, or as often where it writes, which is late; a little over is in too."""
        span = self.opening if opening else self.doing
        return chance.uniform(0 if chance.random() < 0.5 else 0.6, 1.2) * span * self.pace

    def learn(self, *, done: bool) -> None:
        """Later the next time where it was too early, and the other way round."""
        self.pace = min(8.0, max(0.2, self.pace * (0.85 if done else 1.1)))


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


def kill(place: Place, deed: Deed, since: str, delay: float) -> tuple[bool, list[str]]:
    """Kills a life ``delay`` seconds after it told ``since``; whether it was alive still, and what went wrong."""
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
    return process.exitcode != 0, [f"said {word}" for word in said if word not in ("", "OPEN", "STEP", "DONE")]


def undisturbed(place: Place, deed: Deed) -> Usual:
    """The step in a life that nobody kills."""
    process, told = start(place, deed)
    with told:
        moments = []
        for word in ("OPEN", "STEP", "DONE"):
            said = hear(told, word)
            assert said == word, said
            moments.append(perf_counter())
        process.join()
    return Usual(moments[1] - moments[0], moments[2] - moments[1], after(place, deed))


# -- the storm ---------------------------------------------------------------------------------------------------------


def weather(place: Place, deed: Deed, usual: Usual, chance: random.Random, tally: Tally) -> None:
    """Kills the step until it was done or was killed often enough, then does it; the tally hears of it all."""
    with place.open() as workspace:
        before = everything(workspace)
    done: bool | None = False
    for _ in range(MOST_KILLS_A_STEP):
        opening = chance.random() < OPENING
        moment = usual.moment(chance, opening=opening)
        killed, said = kill(place, deed, "OPEN" if opening else "STEP", moment)
        tally.kills += killed
        tally.parts += place.out.is_dir() and any(path.name.endswith(".part") for path in place.out.iterdir())
        done, found = judge(place, deed, before, usual.after)
        tally.problems += [f"round {tally.rounds}, {deed.step.value}: {fault}" for fault in said + found]
        tally.after[deed.step] += killed and done is True
        tally.before[deed.step] += killed and done is False
        if not opening:
            usual.learn(done=done is True)
        if done is not False:
            break
    if not done or not deed.step.sends:  # what came in once comes in again and changes nothing
        with place.open() as workspace:
            do(workspace, deed)
    done, found = judge(place, deed, before, usual.after)
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
        usual: dict[Step, Usual] = {}
        first = settle_in(root, "calm", response)
        for step in Step:
            usual[step] = undisturbed(first, deed_of(step, first, kit))
        while tally.kills < times:
            tally.rounds += 1
            place = settle_in(root, f"round-{tally.rounds}", response)
            try:
                for step in Step:
                    weather(place, deed_of(step, place, kit), usual[step], chance, tally)
            except TelarError as error:  # what was killed cannot be done again: the rest of the loop hangs on it
                tally.problems.append(f"round {tally.rounds}: {error}")
            shutil.rmtree(place.root)
    return tally


if __name__ == "__main__":
    sys.exit(storms.run(storm))
