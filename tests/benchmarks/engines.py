"""A long form in three engines: opened, and answered question by question. Peers that are not here are said to be."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from desktop_app.workflows.shipped import FormCatalogue
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import DataType, Form, Session
from desktop_app.xforms.expressions import expression, parser
from tests.benchmarks.table import Figure, median, milliseconds, percentile, ratio, timed
from tests.support.form_maker import survey_form
from tests.support.forms import form as from_markdown
from tests.support.javarosa import JavaRosa, available

QUESTIONS = 300
LOADS = 40
TURNS = 5
ROUNDS = 10
WEB_LOADS = 12
WEB_ROUNDS = 4
MEMORY = 30
WEB_FORMS = Path(__file__).parent / "webforms"
ABSENT = "not on this machine"
Answers = list[tuple[str, ...]]

FILLED = """
import gc, json, sys
from pathlib import Path
from desktop_app.xforms import Form, Session
from tests.benchmarks.engines import resident

Session(Form.from_xform(Path(sys.argv[1]).read_bytes()))
gc.collect()
empty = resident()
session = Session(Form.from_xform(Path(sys.argv[2]).read_bytes()))
for ref, *values in json.loads(Path(sys.argv[3]).read_text("utf-8")):
    session.set(ref, values[0])
gc.collect()
print(resident() - empty)
"""


def measure(file: Path | None = None) -> list[Figure]:
    """On ``file``, an XForm; without it on a survey of our own."""
    xform = file.read_bytes() if file else from_markdown(survey_form(QUESTIONS)).xform
    answers = _answers(Form.from_xform(xform))
    sets = _sets(xform, answers)
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name:
        return [
            Figure(f"a form of {len(answers)} answers, from the store", milliseconds(_from_store(Path(name), xform))),
            *_against_javarosa(xform, answers, sets),
            *_against_web_forms(Path(name), xform, answers, sets),
            _memory(Path(name), xform, answers),
        ]


def _answers(form: Form) -> Answers:
    """For every question that can be answered from the start: its reference, and two answers to give in turn."""
    session = Session(form)
    plain = {DataType.INT: ("12", "495"), DataType.DECIMAL: ("1.5", "22.75"), DataType.STRING: ("texto", "otro texto"),
             DataType.DATE: ("2026-11-20", "2025-02-28")}  # fmt: skip
    found: Answers = []
    for question in session.relevant_questions():
        names = [choice.name for choice in session.choices(question.ref)][:2]
        values = tuple(names) or plain.get(question.type)
        if values and "[" not in question.ref and not session.is_readonly(question.ref):
            found.append((question.ref, *values))
    return found


def _sets(xform: bytes, answers: Answers) -> list[float]:
    session = Session(Form.from_xform(xform))
    times = []
    for number in range(ROUNDS):
        for ref, *values in answers:
            value = values[number % len(values)]
            begun = perf_counter()
            session.set(ref, value)
            times.append(perf_counter() - begun)
    return times


def _from_store(folder: Path, xform: bytes) -> float:
    """Seconds from the form that the store keeps to a response that can be filled."""
    form = Form.from_xform(xform)
    with Workspace.open(folder / "store", datetime.now(UTC)) as workspace:
        kept = workspace.store.instruments.add(
            form_id=form.id, version=form.version, title=form.title, xform=form.xform, media=form.media
        )
        return median(_timed(lambda: Session(FormCatalogue(workspace.store).instrument(kept.id)), LOADS // 2))


# -- the peers -------------------------------------------------------------------------------------------------------


def _loads(xform: bytes, times: int) -> list[float]:
    """Seconds that each reading and beginning took here."""
    return _timed(lambda: Session(Form.from_xform(xform)), times)


def _first_loads(xform: bytes, times: int) -> list[float]:
    """The same as if the program had just begun: no expression has been met before."""

    def load() -> None:
        expression._shared.cache_clear()
        parser._shared_children.cache_clear()
        Session(Form.from_xform(xform))

    return _timed(load, times)


def _timed(action: Callable[[], object], times: int) -> list[float]:
    """Without garbage collection, as in the window, which collects while it idles."""
    gc.collect()
    gc.disable()
    try:
        return timed(action, times)
    finally:
        gc.enable()


def _against_javarosa(xform: bytes, answers: Answers, sets: list[float]) -> list[Figure]:
    if not available():
        return _alone(_loads(xform, LOADS), sets, "JavaRosa")
    mine, first, theirs = [], [], []
    with JavaRosa() as javarosa:
        javarosa.load(xform)
        javarosa.load_times(xform, LOADS)  # the first ones are slow: Java has yet to compile what it runs
        for _ in range(TURNS):  # in turns, so that both meet the machine as it happens to be
            mine += _loads(xform, LOADS // TURNS)
            first += _first_loads(xform, LOADS // TURNS)
            theirs += javarosa.load_times(xform, LOADS // TURNS)
        their_sets = javarosa.set_times(answers, ROUNDS)[len(answers) :]
    return [
        ratio("form opened, median", median(mine), median(theirs), "JavaRosa, warm,", 1),
        ratio("form opened, its expressions unmet", median(first), median(theirs), "JavaRosa, warm,"),
        *_of_sets(sets, their_sets, "JavaRosa"),
    ]


def _against_web_forms(folder: Path, xform: bytes, answers: Answers, sets: list[float]) -> list[Figure]:
    mine = _loads(xform, WEB_LOADS)
    found = _web_forms(folder, xform, answers)
    if found is None:
        return _alone(mine, sets, "Web Forms")
    mine += _loads(xform, WEB_LOADS)
    theirs, their_sets = ([time / 1000 for time in found[part]] for part in ("load", "set"))
    return [
        ratio("form opened, median", median(mine), median(theirs[2:]), "Web Forms, warm,", 0.333),
        *_of_sets(sets, their_sets[len(answers) :], "Web Forms"),
    ]


def _of_sets(mine: list[float], theirs: list[float], peer: str) -> list[Figure]:
    slow, slowest = percentile(mine, 0.99), percentile(theirs, 0.99)
    return [
        ratio("an answer and what follows, median", median(mine), median(theirs), peer, 1),
        ratio("an answer and what follows, p99", slow, slowest, peer),
    ]


def _alone(loads: list[float], sets: list[float], peer: str) -> list[Figure]:
    return [
        Figure("form opened, median", milliseconds(median(loads)), f"{peer}: {ABSENT}"),
        Figure("an answer and what follows, median", milliseconds(median(sets)), f"{peer}: {ABSENT}"),
    ]


def _web_forms(folder: Path, xform: bytes, answers: Answers) -> dict[str, Any] | None:
    """Times in milliseconds of ODK Web Forms' engine in Node; ``None`` without Node or without its packages."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    cache = _cache()
    if not (cache / "node_modules" / "@getodk" / "xforms-engine").is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        shutil.copy(WEB_FORMS / "package.json", cache)
        install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        if subprocess.run(install, check=False, cwd=cache, timeout=300, capture_output=True).returncode:
            return None
    form, lines = folder / "form.xml", folder / "answers.tsv"
    form.write_bytes(xform)
    lines.write_text("\n".join("\t".join(answer) for answer in answers), encoding="utf-8")
    command = [node, "--conditions=browser", str(WEB_FORMS / "run.mjs"), str(cache), str(form), str(lines)]
    command += [str(WEB_LOADS), str(WEB_ROUNDS)]
    ran = subprocess.run(command, check=False, timeout=300, capture_output=True, text=True)
    found: dict[str, Any] | None = json.loads(ran.stdout) if ran.returncode == 0 else None
    return found


def _cache() -> Path:
    """Where the peer's packages are kept, outside the tree."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "telar-bench" / "webforms"


# -- memory ----------------------------------------------------------------------------------------------------------


def resident() -> float:
    """This process' memory in megabytes, as the system counts it; NaN where it does not tell."""
    file = Path("/proc/self/statm")
    if not file.is_file():
        return float("nan")
    return int(file.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _memory(folder: Path, xform: bytes, answers: Answers) -> Figure:
    """What the form with all its answers takes beyond an engine that has opened a form of five questions."""
    for name, data in (("small.xml", from_markdown(survey_form(5)).xform), ("long.xml", xform)):
        (folder / name).write_bytes(data)
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    files = [str(folder / name) for name in ("small.xml", "long.xml", "answers.json")]
    ran = subprocess.run([sys.executable, "-c", FILLED, *files], capture_output=True, text=True, check=True, timeout=60)
    taken = float(ran.stdout)
    name = f"memory of the form with {len(answers)} answers"
    if taken != taken:
        return Figure(name, ABSENT, "an engine without it")
    return Figure(name, f"{taken:.1f} MB", "an engine without it", None, f"< {MEMORY} MB", taken < MEMORY)
