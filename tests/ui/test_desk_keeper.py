"""Answers on their way to the disk: taken, refused, or not heard of before the window closes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.store import Store
from desktop_app.ui.context import Context
from desktop_app.ui.desk_keeper import DeskKeeper
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.workspace import Workspace
from tests.support.repeat_desks import begin_form

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def keeper(qapp: QApplication, qtbot: QtBot, data_dir: Path, quickly_refused: None) -> Iterator[DeskKeeper]:
    """Keeps the sample response, open on the desk."""
    context = Context(qapp, data_dir)
    kept = DeskKeeper(context)

    def open_example() -> str:
        context.workspace = Workspace.open(data_dir, NOW)
        return create_self_diagnosis(context.workspace, NOW, "es")

    with qtbot.waitSignal(kept.opened):
        context.tasks.run_on_database(
            open_example, done=lambda response: kept.open(response, lambda: None, pytest.fail)
        )
    yield kept
    assert context.workspace is not None
    context.tasks.run_on_database(context.workspace.close)
    context.tasks.close()
    context.deleteLater()


@pytest.fixture
def desk(keeper: DeskKeeper) -> Desk:
    assert keeper.desk is not None
    return keeper.desk


def refs(desk: Desk, *names: str) -> list[str]:
    return [next(ref for ref in desk.form.binds if ref.endswith(f"/{name}")) for name in names]


def give(keeper: DeskKeeper, ref: str, value: str) -> None:
    assert keeper.desk is not None
    keeper.commit(ref, keeper.desk.answer(ref, value))


def on_disk(data_dir: Path, desk: Desk) -> dict[str, str]:
    with Store.open(data_dir, now=NOW, program_version="0") as store:
        return dict(store.responses.answers(desk.response_id))


@contextmanager
def held(data_dir: Path) -> Iterator[None]:
    """Another program holds the database: what a virus scanner or a backup does for a moment."""
    with closing(sqlite3.connect(next(data_dir.glob("*.sqlite3")), isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def busy(keeper: DeskKeeper) -> Iterator[None]:
    """The disk does not answer for now."""
    gate = threading.Event()
    keeper._context.tasks.run_on_database(gate.wait)
    yield
    gate.set()


def test_answers_are_kept_in_the_order_given(keeper: DeskKeeper, desk: Desk, data_dir: Path) -> None:
    (ref,) = refs(desk, "p08")
    for value in ("0", "1", "2", "0"):
        give(keeper, ref, value)
    assert keeper.settle()
    keeper._context.tasks.run_on_database(keeper._context.workspace.close)  # type: ignore[union-attr]
    keeper._context.tasks.close()
    assert on_disk(data_dir, desk)[ref] == "0"


def test_notes_are_kept_as_answers_are(keeper: DeskKeeper, desk: Desk, data_dir: Path, qtbot: QtBot) -> None:
    (ref,) = refs(desk, "p08")
    desk.notes.comment(ref, "Así fue")
    with qtbot.waitSignal(keeper.saved):
        keeper.note(ref)
    desk.notes.comment(ref, "Así fue, y más")
    keeper.note(ref)
    assert keeper.settle()
    keeper._context.tasks.run_on_database(keeper._context.workspace.close)  # type: ignore[union-attr]
    keeper._context.tasks.close()
    with Store.open(data_dir, now=NOW, program_version="0") as store:
        assert store.responses.notes(desk.response_id).comments[ref] == "Así fue, y más"


def test_a_disk_that_says_nothing_has_not_saved(keeper: DeskKeeper, desk: Desk, qtbot: QtBot) -> None:
    one, other = refs(desk, "p08", "p09")
    with busy(keeper):
        give(keeper, one, "0")
        give(keeper, other, "0")
        assert not keeper.settle(0.01)
        assert keeper.unsaved == 2
    with qtbot.waitSignals([keeper.saved, keeper.saved]):
        keeper.retry()
    assert keeper.unsaved == 0
    assert keeper.settle()


def test_waiting_ends_after_the_time_given_whatever_is_under_way(keeper: DeskKeeper, desk: Desk) -> None:
    with busy(keeper):
        for name in ("p01", "p02", "p03", "p04", "p05"):
            give(keeper, *refs(desk, name), "0")
        began = datetime.now(UTC)
        assert not keeper.settle(0.1)
        assert (datetime.now(UTC) - began).total_seconds() < 0.4


def test_of_two_refused_answers_to_a_question_the_later_is_tried_again(
    keeper: DeskKeeper, desk: Desk, data_dir: Path, qtbot: QtBot
) -> None:
    (ref,) = refs(desk, "p08")
    with held(data_dir), qtbot.waitSignals([keeper.refused, keeper.refused], timeout=10_000):
        give(keeper, ref, "0")
        give(keeper, ref, "1")
    assert keeper.unsaved == 1
    with qtbot.waitSignal(keeper.saved):
        keeper.retry()
    assert keeper.unsaved == 0
    keeper._context.tasks.run_on_database(keeper._context.workspace.close)  # type: ignore[union-attr]
    keeper._context.tasks.close()
    assert on_disk(data_dir, desk)[ref] == "1"


def test_a_refused_answer_gives_way_to_a_later_one_that_is_on_disk(
    keeper: DeskKeeper, desk: Desk, data_dir: Path, qtbot: QtBot
) -> None:
    (ref,) = refs(desk, "p08")
    gate = threading.Event()
    with held(data_dir):
        give(keeper, ref, "0")
        refused = threading.Event()
        keeper._context.tasks.run_on_database(refused.set)
        assert refused.wait(10)
        keeper._context.tasks.run_on_database(gate.wait)
        give(keeper, ref, "1")
    with qtbot.waitSignals([keeper.refused, keeper.saved], timeout=10_000):
        gate.set()
    assert keeper.unsaved == 0


def test_the_next_answer_takes_the_refused_ones_along(
    keeper: DeskKeeper, desk: Desk, data_dir: Path, qtbot: QtBot
) -> None:
    one, other = refs(desk, "p08", "p09")
    with held(data_dir), qtbot.waitSignal(keeper.refused, timeout=10_000):
        give(keeper, one, "0")
    with qtbot.waitSignals([keeper.saved, keeper.saved]):
        give(keeper, other, "1")
    assert keeper.unsaved == 0


def open_visits(keeper: DeskKeeper, qtbot: QtBot) -> Desk:
    """A response to a form with repeats on the desk."""
    tasks = keeper._context.tasks
    with qtbot.waitSignal(keeper.opened):
        tasks.run_on_database(
            lambda: begin_form(keeper._context.workspace),  # type: ignore[arg-type]
            done=lambda response: keeper.open(response, lambda: None, pytest.fail),
        )
    assert keeper.desk is not None
    return keeper.desk


def test_an_instance_and_what_is_in_it_reach_the_disk_in_order(
    keeper: DeskKeeper, data_dir: Path, qtbot: QtBot
) -> None:
    desk = open_visits(keeper, qtbot)
    with held(data_dir), qtbot.waitSignals([keeper.refused] * 3, timeout=10_000):
        keeper.commit("/data/visit", desk.add("/data/visit"))
        keeper.commit("/data/visit[2]/who", desk.answer("/data/visit[2]/who", "Ana"))
        keeper.commit("/data/visit", desk.remove("/data/visit[1]"))
    assert keeper.unsaved == 2  # the repeat, and the question in it
    keeper.commit("/data/visit", desk.add("/data/visit"))
    assert keeper.settle()
    keeper._context.tasks.run_on_database(keeper._context.workspace.close)  # type: ignore[union-attr]
    keeper._context.tasks.close()
    stored = on_disk(data_dir, desk)
    assert {ref: stored[ref] for ref in ("/data/visit", "/data/visit[1]/who", "/data/visit[2]/who")} == {
        "/data/visit": "2",
        "/data/visit[1]/who": "Ana",
        "/data/visit[2]/who": "",
    }


def test_a_fault_of_the_program_is_told_and_the_answer_kept(keeper: DeskKeeper, desk: Desk, qtbot: QtBot) -> None:
    (ref,) = refs(desk, "p08")
    workspace = keeper._context.workspace
    keeper._context.workspace = None
    with qtbot.waitSignal(keeper.refused) as told:
        give(keeper, ref, "1")
    keeper._context.workspace = workspace
    assert told.args[0].code == "UI-001"
    assert keeper.unsaved == 1
    with qtbot.waitSignal(keeper.saved):
        keeper.retry()
    assert keeper.unsaved == 0
