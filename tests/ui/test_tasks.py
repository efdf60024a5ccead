from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop_app.errors import FileError, TelarError
from desktop_app.ui.tasks import Tasks
from tests.support.recorder import Recorder


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    runner = Tasks()
    yield runner
    runner.close()


def test_the_outcome_arrives_on_the_window_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    tasks.run(pow, 2, 10, done=lambda value: seen.append((value, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(1024, threading.main_thread())]


def test_work_runs_elsewhere(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[threading.Thread] = []
    tasks.run(threading.current_thread, done=seen.append)
    tasks.run_on_database(threading.current_thread, done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert threading.main_thread() not in seen


def test_the_database_has_one_thread_and_keeps_the_order(tasks: Tasks, qtbot: QtBot) -> None:
    order: list[int] = []
    threads: list[str] = []

    def work(number: int) -> str:
        order.append(number)
        return threading.current_thread().name

    for number in range(50):
        tasks.run_on_database(work, number, done=threads.append)
    qtbot.waitUntil(lambda: len(threads) == 50)
    assert order == list(range(50))
    assert len(set(threads)) == 1


def test_a_refusal_goes_to_whoever_asked(tasks: Tasks, qtbot: QtBot, recorder: Recorder) -> None:
    def refuse() -> None:
        raise FileError("FILE-003")

    refused: list[TelarError] = []
    tasks.run(refuse, failed=refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert refused[0].code == "FILE-003"
    assert recorder.said == []


def test_a_refusal_that_nobody_takes_is_shown(tasks: Tasks, qtbot: QtBot, recorder: Recorder) -> None:
    def refuse() -> None:
        raise FileError("FILE-004")

    tasks.run(refuse)
    qtbot.waitUntil(lambda: recorder.codes() == ["FILE-004"])


def test_an_unexpected_fault_is_explained_and_logged_without_its_text(
    tasks: Tasks, qtbot: QtBot, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        tasks.run(int, "no es un número")
        qtbot.waitUntil(lambda: recorder.codes() == ["UI-001"])
    assert "unexpected fault in a task" in caplog.text
    assert "número" not in recorder.said[0][2]


def test_progress_arrives_in_order(tasks: Tasks, qtbot: QtBot) -> None:
    def work(steps: int, report: Callable[[int], None]) -> str:
        for step in range(steps):
            report(step)
        return "listo"

    seen: list[object] = []
    tasks.run(work, 5, done=seen.append, progress=seen.append)
    qtbot.waitUntil(lambda: "listo" in seen)
    assert seen == [0, 1, 2, 3, 4, "listo"]


def test_a_cancelled_job_says_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    seen: list[object] = []
    job = tasks.run_on_database(gate.wait, done=seen.append)
    waiting = tasks.run_on_database(pow, 2, 3, done=seen.append)
    job.cancel()
    waiting.cancel()
    gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert seen == []
    assert waiting.future is not None
    assert waiting.future.cancelled()


def test_a_widget_that_went_away_is_left_in_peace(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    parent = QObject()
    label = Written()
    label.setParent(None)
    tasks.run(gate.wait, done=label.write)
    written = label.written
    label.deleteLater()
    qtbot.waitUntil(lambda: not _alive(label))
    gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert written == []
    parent.deleteLater()


def test_closing_empties_the_database_lane_and_drops_the_outcomes(qtbot: QtBot) -> None:
    tasks = Tasks()
    done: list[int] = []
    heard: list[object] = []
    for number in range(20):
        tasks.run_on_database(done.append, number, done=heard.append)
    tasks.close()
    assert done == list(range(20))
    assert heard == []
    assert tasks.run(pow, 2, 2).cancelled


def test_a_runner_that_goes_before_its_work_ends_is_left_in_peace(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    def work(wait: threading.Event, report: Callable[[int], None]) -> None:
        wait.wait()
        for step in range(20):
            report(step)

    heard: list[object] = []
    for _ in range(30):
        tasks = Tasks()
        gate = threading.Event()
        jobs = [tasks.run(work, gate, done=heard.append, progress=heard.append) for _ in range(2)]
        jobs += [tasks.run_on_database(gate.wait, done=heard.append)]
        gate.set()
        delete(tasks)
        for job in jobs:
            assert job.future is not None
            job.future.result(10)
        tasks.close()
    QApplication.processEvents()
    assert heard == []
    assert caplog.records == []


def test_busy_is_said_once_at_each_end(tasks: Tasks, qtbot: QtBot) -> None:
    said: list[bool] = []
    tasks.busy.connect(said.append)
    gate = threading.Event()
    tasks.run(gate.wait)
    tasks.run(gate.wait)
    gate.set()
    qtbot.waitUntil(lambda: said == [True, False])


class Written(QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[object] = []

    def write(self, value: object) -> None:
        self.written.append(value)


def _alive(widget: QLabel) -> bool:
    from shiboken6 import isValid

    return isValid(widget)
