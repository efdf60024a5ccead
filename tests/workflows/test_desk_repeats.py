"""Instances that come and go: what the desk counts along, what goes to the disk, and what comes back from it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import AnswersError
from desktop_app.workflows.answer import Desk, commit
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.support.repeat_desks import NOW, VISITS, begin_form, random_steps, repeat_form, visits

TOMORROW = NOW + timedelta(days=1)
CHANCE = st.randoms(use_true_random=False, note_method_calls=False)


@pytest.fixture
def empty_workspace(data_dir: Path) -> Iterator[Workspace]:
    """A data folder without any form."""
    with Workspace.open(data_dir, NOW) as opened:
        yield opened


def answer(workspace: Workspace, desk: Desk, ref: str, value: str) -> None:
    commit(workspace, desk.step(ref, desk.answer(ref, value)), NOW)


# -- counting along --------------------------------------------------------------------------------------------------


def told(desk: Desk) -> dict[str, object]:
    """Everything that the screens can ask."""
    found: dict[str, object] = {
        "sections": desk.sections(),
        "progress": desk.progress(),
        "ready": desk.ready(),
        "pending": desk.pending(),
        "entries": [desk.entries(view.ref) for view in desk.sections()],
        "search": desk.search("a"),
    }
    for nodeset in desk.session.repeats():
        view = desk.repeat(nodeset)
        found[nodeset] = (view.title, view.fixed, view.columns, tuple(view.rows))
        found.update({row.ref: desk.instance(row.ref) for row in view.rows})
    return found


@settings(max_examples=40, deadline=None)
@given(CHANCE)
def test_what_is_counted_along_is_what_is_counted_anew(chance: random.Random) -> None:
    desk = visits()
    for _ in range(12):
        for ref, changes in random_steps(desk, chance):
            desk.step(ref, changes)
            assert told(desk) == told(Desk("r1", desk.session))
            assert desk.ready() == (not desk.session.problems())


def test_pending_goes_through_the_instances() -> None:
    desk = visits()
    desk.add("/data/visit")
    wanted = [
        "/data/visit[1]/who",
        "/data/visit[2]/who",
        "/data/visit[2]/detail/item[1]/what",
    ]
    desk.answer("/data/visit[2]/detail/item[1]/what", "")
    forward = [desk.pending()]
    while (ref := desk.pending(forward[-1] or "")) != wanted[0]:
        forward.append(ref)
    assert forward == wanted
    assert desk.previous_pending("/data/visit[2]/who") == "/data/visit[1]/who"
    desk.remove("/data/visit[1]")
    assert desk.pending("/data/visit[1]/who") == "/data/visit[1]/detail/item[1]/what"


def test_a_repeat_that_the_form_counts_takes_no_instances_from_the_respondent() -> None:
    desk = visits()
    desk.answer("/data/g/rooms", "2")
    for act in (lambda: desk.add("/data/room"), lambda: desk.remove("/data/room[1]")):
        with pytest.raises(AnswersError, match="ANS-007"):
            act()
    assert len(desk.repeat("/data/room").rows) == 2


class Counting(Session):
    """A session that counts how often it is asked about a question."""

    asked = 0

    def is_relevant(self, ref: str) -> bool:
        self.asked += 1
        return super().is_relevant(ref)

    def value(self, ref: str) -> str:
        self.asked += 1
        return super().value(ref)


@pytest.mark.parametrize("act", ["answer", "add", "remove"])
def test_a_step_in_a_large_response_looks_at_little_of_it(act: str) -> None:
    session = Counting(repeat_form(VISITS), now=NOW)
    session.restore({"/data/visit": "400"})
    desk = Desk("r1", session)
    session.asked = 0
    changes = {
        "answer": lambda: desk.answer("/data/visit[7]/who", "Ana"),
        "add": lambda: desk.add("/data/visit"),
        "remove": lambda: desk.remove("/data/visit[400]"),
    }[act]()
    desk.step("/data/visit", changes)
    desk.sections()
    desk.progress()
    assert session.asked < 40


# -- what goes to the disk -------------------------------------------------------------------------------------------


def test_a_step_carries_all_that_an_answer_set() -> None:
    desk = visits()
    step = desk.step("/data/visit[1]/who", desk.answer("/data/visit[1]/who", "Ana"))
    assert step.ref == "/data/visit[1]/who"
    assert step.values["/data/visit[1]/who"] == "Ana"
    assert datetime.fromisoformat(step.values["/data/visit[1]/seen"]).date() == NOW.date()
    assert set(step.values) == {"/data/visit[1]/who", "/data/visit[1]/seen"}
    assert step.within == ()


def test_a_new_instance_goes_to_the_disk_alone() -> None:
    desk = visits()
    step = desk.step("/data/visit", desk.add("/data/visit"))
    assert step.values["/data/visit"] == "2"
    assert step.values["/data/visit[2]/detail/item"] == "1"
    assert step.values["/data/visit[2]/detail/item[1]/what"] == "nada"
    assert all(ref == "/data/visit" or ref.startswith("/data/visit[2]") for ref in step.values)
    assert "/data/visit[2]/place" not in step.values


def test_what_moved_up_goes_to_the_disk_and_the_last_place_is_cleared() -> None:
    desk = visits()
    for name in ("Ana", "Berta", "Carla"):
        count = desk.session.repeat_count("/data/visit")
        desk.answer(f"/data/visit[{count}]/who", name)
        desk.step("/data/visit", desk.add("/data/visit"))
    step = desk.step("/data/visit", desk.remove("/data/visit[1]"))
    assert step.within == ("/data/visit[4]",)
    assert step.values["/data/visit"] == "3"
    assert [step.values[f"/data/visit[{n}]/who"] for n in (1, 2, 3)] == ["Berta", "Carla", ""]
    assert "/data/visit[1]/detail/item[1]/what" not in step.values  # the same before and after


def test_many_instances_at_once_go_to_the_disk_together() -> None:
    desk = visits()
    step = desk.step("/data/g/rooms", desk.answer("/data/g/rooms", "3"))
    assert step.within == ("/data/room",)
    assert {ref: value for ref, value in step.values.items() if ref.startswith("/data/room")} == {
        "/data/room": "3",
        "/data/room[1]/name": "",
        "/data/room[2]/name": "",
        "/data/room[3]/name": "",
    }
    step = desk.step("/data/g/rooms", desk.answer("/data/g/rooms", ""))
    assert (step.within, step.values["/data/room"]) == (("/data/room",), "0")


# -- what comes back from it -----------------------------------------------------------------------------------------


def state(desk: Desk) -> dict[str, object]:
    session = desk.session
    kept = {ref: value for ref, value in session.values().items() if not ref.endswith("/instanceID")}
    return {
        "values": kept,
        "relevant": [session.is_relevant(ref) for ref in kept],
        "repeats": session.repeats(),
        "problems": session.problems(),
        "sections": desk.sections(),
    }


def test_a_response_opens_as_it_was_left_whatever_was_done(empty_workspace: Workspace) -> None:
    @settings(max_examples=20, deadline=None)
    @given(CHANCE)
    def check(chance: random.Random) -> None:
        desk = open_response(empty_workspace, begin_form(empty_workspace), NOW)
        for _ in range(10):
            for ref, changes in random_steps(desk, chance):
                commit(empty_workspace, desk.step(ref, changes), NOW)
        again = open_response(empty_workspace, desk.response_id, TOMORROW)
        assert state(again) == state(desk)
        stored = empty_workspace.store.responses.answers(desk.response_id)
        draft = desk.session.draft()
        assert {ref: draft.get(ref) for ref in stored} == stored  # nothing is left of what went

    check()


def test_what_is_stored_says_whether_and_how_many(empty_workspace: Workspace) -> None:
    desk = open_response(empty_workspace, begin_form(empty_workspace), NOW)
    commit(empty_workspace, desk.step("/data/visit", desk.remove("/data/visit[1]")), NOW)
    stored = empty_workspace.store.responses.answers(desk.response_id)
    assert {ref: value for ref, value in stored.items() if ref.startswith("/data/visit")} == {"/data/visit": "0"}
    again = open_response(empty_workspace, desk.response_id, TOMORROW)
    assert again.session.repeat_count("/data/visit") == 0
    assert again.current_ref == "/data/visit"


def test_what_went_is_in_the_history(empty_workspace: Workspace) -> None:
    desk = open_response(empty_workspace, begin_form(empty_workspace), NOW)
    commit(empty_workspace, desk.step("/data/visit", desk.add("/data/visit")), NOW)
    answer(empty_workspace, desk, "/data/visit[2]/who", "Ana")
    commit(empty_workspace, desk.step("/data/visit", desk.remove("/data/visit[2]")), TOMORROW)
    changes = empty_workspace.store.responses.history(desk.response_id, "/data/visit[2]/who")
    assert [(each.old, each.new) for each in changes] == [(None, ""), ("", "Ana"), ("Ana", "")]
    assert changes[-1].at == TOMORROW
    counts = empty_workspace.store.responses.history(desk.response_id, "/data/visit")
    assert [(each.old, each.new) for each in counts] == [(None, "2"), ("2", "1")]


def test_one_comes_back_to_the_instance_or_to_its_repeat_when_it_has_gone(empty_workspace: Workspace) -> None:
    desk = open_response(empty_workspace, begin_form(empty_workspace), NOW)
    commit(empty_workspace, desk.step("/data/visit", desk.add("/data/visit")), NOW)
    answer(empty_workspace, desk, "/data/visit[2]/who", "Ana")
    assert open_response(empty_workspace, desk.response_id, NOW).current_ref == "/data/visit[2]/who"
    empty_workspace.store.responses.set_place(desk.response_id, "/data/visit[2]/detail/item[4]/what")
    assert open_response(empty_workspace, desk.response_id, NOW).current_ref == "/data/visit[2]/detail/item"
    empty_workspace.store.responses.set_place(desk.response_id, "/data/nada[3]/x")
    assert open_response(empty_workspace, desk.response_id, NOW).current_ref == ""


def test_a_correction_has_all_instances(empty_workspace: Workspace) -> None:
    workspace = empty_workspace
    desk = open_response(workspace, begin_form(workspace), NOW)
    commit(workspace, desk.step("/data/visit", desk.add("/data/visit")), NOW)
    answer(workspace, desk, "/data/visit[2]/who", "Ana")
    responses = workspace.store.responses
    responses.set_state(desk.response_id, responses.get(desk.response_id).state.EXPORTED, at=NOW)
    before = responses.answers(desk.response_id)
    same = commit(workspace, desk.step("/data/visit[2]/who", desk.answer("/data/visit[2]/who", "Ana")), NOW)
    assert (same.response_id, same.revision) == (desk.response_id, 1)
    saved = commit(workspace, desk.step("/data/visit", desk.remove("/data/visit[1]")), TOMORROW)
    assert saved.revision == 2
    assert responses.answers(desk.response_id) == before
    again = open_response(workspace, desk.response_id, TOMORROW)
    assert again.response_id == saved.response_id
    assert again.session.repeat_count("/data/visit") == 1
    assert again.session.value("/data/visit[1]/who") == "Ana"


def test_taking_away_what_was_handed_over_is_a_correction_even_with_nothing_to_write(
    empty_workspace: Workspace,
) -> None:
    workspace = empty_workspace
    desk = open_response(workspace, begin_form(workspace), NOW)
    commit(workspace, desk.step("/data/visit", desk.add("/data/visit")), NOW)
    responses = workspace.store.responses
    responses.set_state(desk.response_id, responses.get(desk.response_id).state.EXPORTED, at=NOW)
    saved = commit(workspace, desk.step("/data/visit", desk.remove("/data/visit[2]")), TOMORROW)
    assert saved.revision == 2


# -- what a form fills in by itself ----------------------------------------------------------------------------------

BY_ITSELF = """
| survey |
| | type | name | label | default | calculation |
| | start | began | | | |
| | date | day | Fecha | today() | |
| | text | fixed | Fijo | siempre | |
| | text | later | Solo después | if(today() > '2026-11-20', 'tarde', '') | |
| | text | code | Código | | once(concat('c', today())) |
| | calculate | age | | | today() |
| | begin_repeat | r | Registro | | |
| | date | on | El día | today() | |
| | end_repeat | | | | |
"""


def test_what_was_filled_in_at_the_start_stays_as_it_was(empty_workspace: Workspace) -> None:
    response = begin_form(empty_workspace, BY_ITSELF)
    first, later = (open_response(empty_workspace, response, moment) for moment in (NOW, NOW + timedelta(days=40)))
    assert first.session.value("/data/day") == "2026-11-20"
    assert first.session.value("/data/began")
    for ref in ("began", "day", "fixed", "later", "code", "r[1]/on"):
        assert later.session.value(f"/data/{ref}") == first.session.value(f"/data/{ref}"), ref
    assert later.session.value("/data/age") == "2026-12-30"
    later.add("/data/r")
    assert later.session.value("/data/r[2]/on") == "2026-12-30"
    stored = empty_workspace.store.responses.answers(response)
    assert "/data/fixed" not in stored  # the form says so each time
    assert "/data/age" not in stored
    assert not any(ref.endswith("/instanceID") for ref in stored)
    assert empty_workspace.store.responses.history(response) == ()


def test_what_was_cleared_stays_cleared(empty_workspace: Workspace) -> None:
    desk = open_response(empty_workspace, begin_form(empty_workspace, BY_ITSELF), NOW)
    for ref in ("/data/day", "/data/fixed", "/data/r[1]/on"):
        answer(empty_workspace, desk, ref, "")
    again = open_response(empty_workspace, desk.response_id, TOMORROW)
    assert [again.session.value(ref) for ref in ("/data/day", "/data/fixed", "/data/r[1]/on")] == ["", "", ""]


LAST_SAVED = """
| survey |
| | type | name | label | default |
| | text | town | Municipio | ${last-saved#town} |
| | text | note | Nota | |
| settings |
| | form_id |
| | again |
"""


def test_a_response_begins_with_what_the_last_one_said(empty_workspace: Workspace) -> None:
    workspace = empty_workspace
    first = open_response(workspace, begin_form(workspace, LAST_SAVED), NOW)
    assert first.session.value("/data/town") == ""
    answer(workspace, first, "/data/town", "Aguazul")
    initiative = first.facts.initiative_id
    second = open_response(workspace, begin_form(workspace, LAST_SAVED, TOMORROW, initiative), TOMORROW)
    assert second.session.value("/data/town") == "Aguazul"
    answer(workspace, first, "/data/town", "Belén")
    reopened = open_response(workspace, second.response_id, TOMORROW)
    assert reopened.session.value("/data/town") == "Aguazul"
    assert open_response(workspace, first.response_id, TOMORROW).session.value("/data/town") == "Belén"
    other = open_response(workspace, begin_form(workspace, LAST_SAVED, TOMORROW), TOMORROW)
    assert other.session.value("/data/town") == ""


def test_a_correction_is_not_what_was_last_said(empty_workspace: Workspace) -> None:
    workspace = empty_workspace
    responses = workspace.store.responses
    first = open_response(workspace, begin_form(workspace, LAST_SAVED), NOW)
    answer(workspace, first, "/data/town", "Aguazul")
    responses.set_state(first.response_id, responses.get(first.response_id).state.EXPORTED, at=NOW)
    saved = commit(workspace, first.step("/data/town", first.answer("/data/town", "Cali")), NOW)
    second = begin_form(workspace, LAST_SAVED, TOMORROW, first.facts.initiative_id)
    assert open_response(workspace, second, TOMORROW).session.value("/data/town") == "Cali"
    corrected = open_response(workspace, first.response_id, TOMORROW)
    assert (corrected.response_id, corrected.session.value("/data/town")) == (saved.response_id, "Cali")


def test_what_was_said_in_another_form_is_not_taken(empty_workspace: Workspace) -> None:
    workspace = empty_workspace
    first = open_response(workspace, begin_form(workspace), NOW)
    second = begin_form(workspace, LAST_SAVED, TOMORROW, first.facts.initiative_id)
    assert open_response(workspace, second, TOMORROW).session.value("/data/town") == ""


RUBRIC = """
| survey |
| | type | name | label | bind::telar:role | bind::telar:code | bind::telar:max |
| | begin_group | g | Prácticas | | | |
| | integer | i1 | Práctica | indicator | I1 | 2 |
| | end_group | | | | | |
| | begin_repeat | r | Empresa | | | |
| | integer | firms | Empleos | figure | F1 | |
| | end_repeat | | | | | |
| settings |
| | form_id | namespaces |
| | rub | telar="urn:telar:rubric:1" |
"""


def test_figures_of_instances_are_no_indicators() -> None:
    desk = Desk("r1", Session(repeat_form(RUBRIC), now=NOW))
    desk.add("/data/r")
    desk.answer("/data/r[2]/firms", "7")
    desk.answer("/data/g/i1", "1")
    diagnosis = desk.diagnosis()
    assert diagnosis is not None
    assert (diagnosis.answered, diagnosis.of) == (1, 1)
