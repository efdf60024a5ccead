"""One answer, from the click to "committed and redrawn", in the real window; and what of it is the engine's."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from desktop_app.store import Card
from desktop_app.ui.app import application
from desktop_app.ui.context import Context
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from tests.benchmarks.table import Figure, median, milliseconds, percentile

ANSWERS = 400


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name:
        folder = Path(name)
        refs = _prepare(folder)
        engine = _engine(folder, refs)
        whole = _window(folder, refs)
    slow = percentile(whole, 0.99)
    return [
        Figure(
            "an answer in the engine, median",
            milliseconds(median(engine)),
            f"p99 {milliseconds(percentile(engine, 0.99))}",
        ),
        Figure(
            "an answer committed and redrawn, median",
            milliseconds(median(whole)),
            "a frame 16.00 ms",
            median(whole) / 0.016,
        ),
        Figure(
            "an answer committed and redrawn, p99",
            milliseconds(slow),
            "a frame 16.00 ms",
            slow / 0.016,
            "<= 16 ms",
            slow <= 0.016,
        ),
    ]


def _prepare(folder: Path) -> list[str]:
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        initiative = workspace.store.initiatives.add(Card(name="Banco de pruebas"), at=now)
        response = start(workspace, initiative.id, "autodiagnostico", "2026", now)
        workspace.store.settings.set("last_page", "responder")
        workspace.store.settings.set("last_response", response)
        desk = open_response(workspace, response, now)
        return [q.ref for q in desk.form.questions() if q.attributes.get("role") == "indicator"]


def _engine(folder: Path, refs: list[str]) -> list[float]:
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        response = workspace.store.responses.overview()[0].responses[0].id
        desk = open_response(workspace, response, now)
    times = []
    for number in range(ANSWERS):
        ref, value = refs[number % len(refs)], str(number // len(refs) % 3)
        begun = perf_counter()
        desk.session.set(ref, value)
        times.append(perf_counter() - begun)
    return times


def _window(folder: Path, refs: list[str]) -> list[float]:
    app = application()
    window = MainWindow(Context(app, folder))
    window.resize(1366, 768)
    usable: list[bool] = []
    window.usable.connect(lambda: usable.append(True))
    window.show()
    _until(app, lambda: bool(usable))
    page = window.page()
    assert isinstance(page, RespondPage)
    saved: list[bool] = []
    window.keeper.saved.connect(lambda _saved: saved.append(True))
    times = []
    for number in range(ANSWERS + 20):
        ref, value = refs[number % len(refs)], str((number // len(refs) + 1) % 3)
        page.go_to(ref)
        app.processEvents()
        saved.clear()
        begun = perf_counter()
        page.section.answered.emit(ref, value)
        _until(app, lambda: bool(saved))
        app.processEvents()
        times.append(perf_counter() - begun)
    window.close()
    return times[20:]


def _until(app: QApplication, reached: object) -> None:
    while not reached():  # type: ignore[operator]
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
