"""The program is killed at any moment: what it said was saved is there, and the file is whole."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from tests.support.stores import open_store, start_response

KILLS = 15

WRITER = """
import sys
from pathlib import Path
from tests.support.stores import NOW, open_store
store, response, first = open_store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(first, 1_000_000):
    values = {f"/data/q{number % 7}": str(number), "/data/last": str(number)}
    store.responses.record_answer(response, values, "/data/last", NOW, number, 13)
    print(number, flush=True)
"""


def test_no_acknowledged_answer_is_lost(data_dir: Path) -> None:
    moments = random.Random(20261120)
    with open_store(data_dir) as store:
        response = start_response(store)
    done = 0
    for _ in range(KILLS):
        acknowledged = killed_after(data_dir, response, done, moments.randrange(1, 40))
        with open_store(data_dir) as store:
            store.check(thorough=True)
            history = store.responses.history(response, "/data/last")
            answers = store.responses.answers(response)
            record = store.responses.get(response)
        # One more than acknowledged may be there: written, and killed before it could say so.
        assert int(answers["/data/last"]) in {acknowledged, acknowledged + 1}
        assert [each.new for each in history] == [str(number) for number in range(len(history))]
        # Both answers, the history and the counts of one transaction stand or fall together.
        done = len(history)
        assert record.answered == int(answers["/data/last"]) == done - 1
        assert answers[f"/data/q{(done - 1) % 7}"] == answers["/data/last"]


STRUCTURE = """
import sys
from pathlib import Path
from tests.support.stores import NOW, open_store
store, response, first = open_store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(first, 1_000_000):
    count = number % 5  # instances come one by one, then all go at once
    values = {"/data/r": str(count), "/data/step": str(number)}
    values |= {f"/data/r[{place}]/x": str(number) for place in range(1, count + 1)}
    store.responses.record_answer(response, values, "/data/r", NOW, number, 13, within=("/data/r",))
    print(number, flush=True)
"""


def test_instances_and_their_number_stand_or_fall_together(data_dir: Path) -> None:
    moments = random.Random(20261121)
    with open_store(data_dir) as store:
        response = start_response(store)
    done = 0
    for _ in range(KILLS):
        acknowledged = killed_after(data_dir, response, done, moments.randrange(1, 40), STRUCTURE)
        with open_store(data_dir) as store:
            store.check(thorough=True)
            answers = store.responses.answers(response)
        step = int(answers.pop("/data/step"))
        assert step in {acknowledged, acknowledged + 1}
        count = int(answers.pop("/data/r"))
        assert count == step % 5
        assert answers == {f"/data/r[{place}]/x": str(step) for place in range(1, count + 1)}
        done = step + 1


NOTES = """
import sys
from pathlib import Path
from desktop_app.store import NotesStep
from tests.support.stores import NOW, open_store
store, response, first = open_store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(first, 1_000_000):
    text = str(number)
    notes = NotesStep({"/data/a": text}, {"/data/a": (text, "b" + text)}, {"/data/a": number % 2 == 0}, ("/data/r",))
    store.responses.record_answer(response, {"/data/a": text}, "/data/a", NOW, number, 13, notes=notes)
    print(number, flush=True)
"""


def test_an_answer_and_its_notes_stand_or_fall_together(data_dir: Path) -> None:
    moments = random.Random(20261122)
    with open_store(data_dir) as store:
        response = start_response(store)
    done = 0
    for _ in range(KILLS // 3):
        acknowledged = killed_after(data_dir, response, done, moments.randrange(1, 40), NOTES)
        with open_store(data_dir) as store:
            store.check(thorough=True)
            text = store.responses.answers(response)["/data/a"]
            notes = store.responses.notes(response)
        assert int(text) in {acknowledged, acknowledged + 1}
        assert (notes.comments, notes.evidence) == ({"/data/a": text}, {"/data/a": (text, f"b{text}")})
        assert ("/data/a" in notes.carried) == (int(text) % 2 == 0)
        done = int(text) + 1


def killed_after(data_dir: Path, response: str, first: int, acknowledgements: int, writer: str = WRITER) -> int:
    """Lets another process answer, kills it while it goes on, and returns the last answer it said was saved."""
    command = [sys.executable, "-c", writer, str(data_dir), response, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(acknowledgements):
            line = process.stdout.readline()
        process.kill()
        rest = process.stdout.read().splitlines(keepends=True)
    whole = [each for each in [line, *rest] if each.endswith("\n")]
    return int(whole[-1])
