"""One answer, from the click to "committed and redrawn", in the real window; and what of it is the engine's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.store import Card
from desktop_app.ui.app import application
from desktop_app.ui.collector import Collector
from desktop_app.ui.context import Context
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.example import create_both
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.waves import begin_next
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms.model import Control, DataType
from tests.benchmarks.painted import Painted
from tests.benchmarks.table import Figure, median, milliseconds, most, percentile

ANSWERS, FEW = 300, 100
WARM = 40
FRAME, LIVE = 0.016, 0.003
_MOST_CHOICES = 12
_NUMBERS = ("12", "35", "58")

Questions = list[tuple[str, tuple[str, ...]]]
"""References, and for each the answers to give in turn."""


def measure() -> list[Figure]:
    figures = []
    for name, prepare, answers in (("SSME", _ssme, ANSWERS), ("self-diagnosis", _self_diagnosis, FEW)):
        with tempfile.TemporaryDirectory(prefix="telar-bench-") as folder:
            questions, said = prepare(Path(folder))
            engine = _engine(Path(folder), questions, answers)
            times, whole, chart = _window(Path(folder), questions, answers)
        figures += [
            most(f"{name}, an answer committed and redrawn, p99", percentile(times, 0.99), "a frame", FRAME),
            Figure(f"{name}, the same, median", milliseconds(median(times)), said, median(times) / FRAME),
            Figure(
                f"{name}, and all that it opened built, p99",
                milliseconds(percentile(whole, 0.99)),
                f"median {milliseconds(median(whole))}",
            ),
            Figure(
                f"{name}, of it the engine, median",
                milliseconds(median(engine)),
                f"p99 {milliseconds(percentile(engine, 0.99))}",
            ),
        ]
        if name == "SSME":
            figures.append(most("the live spider of the SSME redrawn, median", median(chart), "its target", LIVE))
    return figures


def _ssme(folder: Path) -> tuple[Questions, str]:
    """The sample's next wave, begun from the one before: with answers still to be confirmed and its overlays."""
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        made = create_both(workspace, now)
        response = begin_next(workspace, made.initiative, "ssme", str(now.year + 1), made.ssme, now, carry=True)
        desk = _left_off(workspace, response, now)
    questions = _questions(desk)
    carried = len(desk.notes.carried.difference(ref for ref, _ in questions))
    return questions, f"{carried} answers to be confirmed throughout"


def _self_diagnosis(folder: Path) -> tuple[Questions, str]:
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        initiative = workspace.store.initiatives.add(Card(name="Banco de pruebas"), at=now)
        response = start(workspace, initiative.id, "autodiagnostico", "2026", now)
        return _questions(_left_off(workspace, response, now)), ""


def _left_off(workspace: Workspace, response: str, now: datetime) -> Desk:
    workspace.store.settings.set("last_page", "responder")
    workspace.store.settings.set("last_response", response)
    return open_response(workspace, response, now)


def _questions(desk: Desk) -> Questions:
    """What is chosen from a few answers, and figures, but for who answers: what the result and the rules hang on."""
    found: Questions = []
    for question in chain.from_iterable(desk.questions(section.ref) for section in desk.sections()[1:]):
        ref = question.ref
        names = tuple(choice.name for choice in desk.session.choices(ref))
        if "[" in ref:
            continue
        if question.control is Control.SELECT1 and 1 < len(names) <= _MOST_CHOICES:
            found.append((ref, names[:3]))
        elif question.type in (DataType.INT, DataType.DECIMAL) and question.attributes.get("role") == "figure":
            found.append((ref, _NUMBERS))
    return found


def _answer(questions: Questions, number: int) -> tuple[str, str]:
    """The answer to be given at ``number``: the next question's, another one each time round."""
    rounds, place = divmod(number, len(questions))
    ref, values = questions[place]
    return ref, values[rounds % len(values)]


def _engine(folder: Path, questions: Questions, answers: int) -> list[float]:
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        response = workspace.store.settings.get("last_response", "")
        desk = open_response(workspace, response, now)
    times = []
    for number in range(answers):
        ref, value = _answer(questions, number)
        begun = perf_counter()
        desk.session.set(ref, value)
        times.append(perf_counter() - begun)
    return times


def _window(folder: Path, questions: Questions, answers: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds of each answer, the same with all that it opened, and of redrawing the chart after some of them."""
    app = application()
    collector = Collector(app)  # as the program has it
    window = MainWindow(Context(app, folder))
    window.resize(1366, 768)
    usable: list[bool] = []
    window.usable.connect(lambda: usable.append(True))
    window.show()
    until(app, lambda: bool(usable))
    page = window.page()
    assert isinstance(page, RespondPage)
    desk = page.desk
    assert desk is not None
    until(app, lambda: page.panel.web.chart is not None)
    times, wholes, charts = [], [], []
    for number in range(answers + WARM):
        ref, value = _answer(questions, number)
        page.go_to(ref)
        if page.section.card(ref) is None or desk.session.value(ref) == value:
            continue  # it does not apply just now, or would say nothing new
        rest(app, page)
        collector.collect_if_due()  # as it would be by now, if the respondent read the question
        before = desk.diagnosis()
        taken, whole = _seconds(app, window, page, ref, value)
        times.append(taken)
        wholes.append(whole)
        if desk.diagnosis() != before:
            charts.append(_chart_seconds(page, before))
    window.close()
    collector.release()
    return times[WARM:], wholes[WARM:], charts[WARM // 4 :]


def _seconds(app: QApplication, window: MainWindow, page: RespondPage, ref: str, value: str) -> tuple[float, float]:
    """Until the answer is on the disk and on the screen; and until there is nothing left to build."""
    saved: list[float] = []
    painted = Painted(window)

    def on_saved(_saved: object) -> None:
        saved.append(perf_counter())

    window.keeper.saved.connect(on_saved)
    begun = perf_counter()
    page.section.answered.emit(ref, value)
    until(app, lambda: bool(saved) and painted.at > 0)
    taken = max(saved[0], painted.at) - begun
    rest(app, page)
    window.keeper.saved.disconnect(on_saved)
    painted.stop()
    return taken, perf_counter() - begun


def _chart_seconds(page: RespondPage, before: object) -> float:
    """Of the chart alone: brought from the result ``before`` an answer to the present one, and painted."""
    web, desk = page.panel.web, page.desk
    assert desk is not None
    assert web.chart is not None
    now = desk.diagnosis()
    web.show_desk(desk, before)  # type: ignore[arg-type]
    web.chart.repaint()
    begun = perf_counter()
    web.show_desk(desk, now)  # type: ignore[arg-type]
    web.chart.repaint()
    return perf_counter() - begun


def rest(app: QApplication, page: RespondPage) -> None:
    """Until the window has nothing left to do, as when the respondent reads the next question."""
    app.processEvents()
    until(app, lambda: not any(column.building() for column in page.section.findChildren(QuestionColumn)))
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside of ``exec`` nobody else does


def until(app: QApplication, reached: Callable[[], bool]) -> None:
    """Deals with events, and sleeps between them as the program does: the other threads need the processor too."""
    awake = QTimer()
    awake.start(50)
    while not reached():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    awake.stop()
