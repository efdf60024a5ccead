"""Steps on their way to the disk: in order, none lost, none twice, and the last word is the last one."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.workflows.answer import Desk, Step
from desktop_app.workflows.notes import NotesState, NotesStep
from desktop_app.workflows.outbox import Outbox
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.support.repeat_desks import NOW, begin_form, random_steps


@pytest.fixture
def visits_workspace(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A database that somebody else holds is given up at once, not after seconds."""
    monkeypatch.setattr("desktop_app.store.database._BUSY_SECONDS", 0.01)
    with Workspace.open(data_dir, NOW) as opened:
        yield opened


@contextmanager
def held(data_dir: Path) -> Iterator[None]:
    """Another program holds the database."""
    with closing(sqlite3.connect(next(data_dir.glob("*.sqlite3")), isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield


def step(response: str, ref: str, values: dict[str, str], *within: str) -> Step:
    return Step(response, ref, values, within, 1, 2, ready=False)


def test_steps_are_taken_in_the_order_given(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    steps = [step(response, f"/data/{n % 3}", {f"/data/{n % 3}": str(n), "/data/n": str(n)}) for n in range(7)]
    for each in steps:
        outbox.put(each)
    sent = outbox.send(visits_workspace, NOW)
    assert sent.error is None
    assert [each.values["/data/n"] for each, _ in sent.saved] == ["4", "5", "6"]  # each stands for those before it
    assert outbox.unsaved() == 0
    assert visits_workspace.store.responses.answers(response)["/data/n"] == "6"
    assert outbox.send(visits_workspace, NOW).saved == ()


def test_a_later_step_stands_only_for_what_it_says_anew(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    outbox.put(step(response, "/data/r", {"/data/r": "2", "/data/r[2]/x": ""}, "/data/r[2]"))
    outbox.put(step(response, "/data/r[2]/x", {"/data/r[2]/x": "dos"}))
    outbox.put(step(response, "/data/r", {"/data/r": "3", "/data/r[3]/x": ""}, "/data/r[3]"))
    assert outbox.unsaved() == 2
    sent = outbox.send(visits_workspace, NOW)
    assert len(sent.saved) == 3
    stored = visits_workspace.store.responses.answers(response)
    assert {ref: stored[ref] for ref in ("/data/r", "/data/r[2]/x", "/data/r[3]/x")} == {
        "/data/r": "3",
        "/data/r[2]/x": "dos",
        "/data/r[3]/x": "",
    }


def test_what_is_refused_holds_back_what_comes_after_it(visits_workspace: Workspace, data_dir: Path) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    with held(data_dir):
        outbox.put(step(response, "/data/r", {"/data/r": "2"}))
        first = outbox.send(visits_workspace, NOW)
        outbox.put(step(response, "/data/r[2]/x", {"/data/r[2]/x": "dos"}))
        second = outbox.send(visits_workspace, NOW)
    for sent in (first, second):
        assert sent.saved == ()
        assert sent.error is not None
    assert outbox.unsaved() == 2
    sent = outbox.send(visits_workspace, NOW)
    assert [each.ref for each, _ in sent.saved] == ["/data/r", "/data/r[2]/x"]


def test_a_refusal_in_the_middle_keeps_what_was_taken_before_it(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    outbox.put(step(response, "/data/a", {"/data/a": "1"}))
    outbox.put(step("nobody", "/data/b", {"/data/b": "2"}))
    sent = outbox.send(visits_workspace, NOW)
    assert [each.ref for each, _ in sent.saved] == ["/data/a"]
    assert sent.error is not None
    assert sent.error.code == "STORE-009"
    assert outbox.unsaved() == 1


def test_a_fault_of_the_program_loses_no_step(visits_workspace: Workspace) -> None:
    outbox = Outbox()
    outbox.put(step("nobody", "/data/b", {"/data/b": "2"}))
    with pytest.raises(AttributeError):
        outbox.send(None, NOW)  # type: ignore[arg-type]
    assert outbox.unsaved() == 1
    outbox.put(step("nobody", "/data/b", {"/data/b": "3"}))
    assert outbox.unsaved() == 1


def test_steps_may_be_put_in_while_others_are_sent(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    last = 60

    def give() -> None:
        for number in range(last + 1):
            outbox.put(step(response, "/data/n", {"/data/n": str(number)}))

    giver = threading.Thread(target=give)
    giver.start()
    taken: list[str] = []
    while giver.is_alive() or outbox.unsaved():
        taken += [each.values["/data/n"] for each, _ in outbox.send(visits_workspace, NOW).saved]
    giver.join()
    assert [int(value) for value in taken] == sorted(int(value) for value in taken)
    assert visits_workspace.store.responses.answers(response)["/data/n"] == str(last)


def test_whatever_is_refused_now_and_then_the_disk_ends_as_the_screen(
    visits_workspace: Workspace, data_dir: Path
) -> None:
    @settings(max_examples=10, deadline=None)
    @given(st.randoms(use_true_random=False, note_method_calls=False))
    def check(chance: random.Random) -> None:
        desk = open_response(visits_workspace, begin_form(visits_workspace), NOW)
        outbox = Outbox()
        for _ in range(8):
            for ref, changes in random_steps(desk, chance):
                outbox.put(desk.step(ref, changes))
                if chance.random() < 0.2:
                    with held(data_dir):
                        outbox.send(visits_workspace, NOW)
                elif chance.random() < 0.5:
                    outbox.send(visits_workspace, NOW)
        outbox.send(visits_workspace, NOW)
        assert outbox.unsaved() == 0
        again = open_response(visits_workspace, desk.response_id, NOW + timedelta(days=1))
        assert values(again) == values(desk)
        assert again.session.repeats() == desk.session.repeats()

    check()


def values(desk: Desk) -> dict[str, str]:
    return {ref: value for ref, value in desk.session.values().items() if not ref.endswith("/instanceID")}


def noted(response: str, ref: str, notes: NotesStep) -> Step:
    return Step(response, ref, {}, (), 1, 2, ready=False, notes=notes)


def test_a_later_note_stands_for_an_earlier_one_of_the_same_place(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    for number in range(3):
        said = NotesStep({"/data/a": f"{number}"}, {"/data/a": ()}, {"/data/a": False})
        outbox.put(noted(response, "/data/a", said))
    sent = outbox.send(visits_workspace, NOW)
    assert [each.notes.comments for each, _ in sent.saved] == [{"/data/a": "2"}]
    assert visits_workspace.store.responses.notes(response) == NotesState({"/data/a": "2"})


def test_an_answer_does_not_stand_for_a_note(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    outbox.put(noted(response, "/data/a", NotesStep({"/data/a": "nota"}, {"/data/a": ("f.pdf",)}, {"/data/a": True})))
    outbox.put(noted(response, "/data/a", NotesStep(within=("/data/r",))))
    outbox.put(step(response, "/data/a", {"/data/a": "dos"}))
    assert len(outbox.send(visits_workspace, NOW).saved) == 3
    stored = visits_workspace.store.responses
    assert stored.notes(response) == NotesState({"/data/a": "nota"}, {"/data/a": ("f.pdf",)}, frozenset({"/data/a"}))
    assert stored.answers(response)["/data/a"] == "dos"


def test_whatever_is_noted_and_refused_the_disk_ends_as_the_desk(visits_workspace: Workspace, data_dir: Path) -> None:
    @settings(max_examples=10, deadline=None)
    @given(st.randoms(use_true_random=False, note_method_calls=False))
    def check(chance: random.Random) -> None:
        desk = open_response(visits_workspace, begin_form(visits_workspace), NOW)
        outbox = Outbox()
        for _ in range(8):
            for ref, changes in random_steps(desk, chance):
                outbox.put(desk.step(ref, changes))
            ref = chance.choice([ref for ref in desk.session.values() if not ref.endswith("/instanceID")])
            desk.notes.comment(ref, chance.choice(["", "bien"]))
            desk.notes.set_files(ref, chance.sample(["a.pdf", "b.pdf"], chance.randint(0, 2)))
            if chance.random() < 0.5:
                desk.notes.doubt([ref])
            outbox.put(desk.note_step(ref))
            if chance.random() < 0.3:
                with held(data_dir):
                    outbox.send(visits_workspace, NOW)
            elif chance.random() < 0.5:
                outbox.send(visits_workspace, NOW)
        outbox.send(visits_workspace, NOW)
        assert outbox.unsaved() == 0
        again = open_response(visits_workspace, desk.response_id, NOW)
        assert again.notes.state() == desk.notes.state()
        assert values(again) == values(desk)

    check()


def test_a_step_that_no_disk_takes_steps_aside(visits_workspace: Workspace) -> None:
    response, outbox = begin_form(visits_workspace), Outbox()
    outbox.put(step(response, "/data/a", {"/data/a": "\ud800"}))
    outbox.put(step(response, "/data/b", {"/data/b": "dos"}))
    sent = outbox.send(visits_workspace, NOW)
    assert sent.error is not None
    assert sent.error.code == "STORE-010"
    assert visits_workspace.store.responses.answers(response)["/data/b"] == "dos"
    assert outbox.unsaved() == 1
    assert outbox.send(visits_workspace, NOW).error is None
    outbox.put(step(response, "/data/a", {"/data/a": "uno"}))
    assert outbox.unsaved() == 1
    assert outbox.send(visits_workspace, NOW).error is None
    assert outbox.unsaved() == 0
