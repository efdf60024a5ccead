"""Answers on disk: history, counts, states, and the revisions that begin when an exported response is corrected."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import NotesStep, ResponseState
from desktop_app.workflows.answer import Desk, Saved, Step, commit, latest_revision
from desktop_app.workflows.example import example_answers
from desktop_app.workflows.export import export
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import INSTRUMENT, NOW, P01, P02, P03, P03_COMMENT, answer, begin, complete, keeper

LATER = NOW + timedelta(hours=1)


def put(workspace: Workspace, desk: Desk, ref: str, value: str) -> Saved:
    changes = desk.answer(ref, value)
    return commit(workspace, desk.step(ref, changes), LATER)


@pytest.fixture
def desk(sent_workspace: Workspace, sample_response: str) -> Desk:
    """The complete sample, which has left in a package."""
    return open_response(sent_workspace, sample_response, NOW)


# -- one answer ------------------------------------------------------------------------------------------------------


def test_an_answer_is_on_disk_with_its_history_and_counts(workspace: Workspace, data_dir: Path) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    saved = put(workspace, desk, P01, "2")
    assert saved == Saved(desk.response_id, LATER, 15, 27, "draft", 1)
    workspace.close()
    with Workspace.open(data_dir, NOW) as again:
        response = again.store.responses.get(desk.response_id)
        assert again.store.responses.answers(desk.response_id)[P01] == "2"
        (change,) = again.store.responses.history(desk.response_id)
    assert (change.ref, change.old, change.new, change.at) == (P01, None, "2", LATER)
    assert (response.answered, response.total, response.current_ref, response.updated) == (15, 27, P01, LATER)


def test_each_change_is_kept_and_a_repetition_is_none(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    for value in ("0", "1", "1", ""):
        put(workspace, desk, P01, value)
    changes = workspace.store.responses.history(desk.response_id, P01)
    assert [(change.old, change.new) for change in changes] == [(None, "0"), ("0", "1"), ("1", "")]
    assert workspace.store.responses.answers(desk.response_id)[P01] == ""


def test_the_response_becomes_ready_with_the_last_answer_and_a_draft_again_without_it(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    answers = dict(example_answers(desk.form, NOW))
    states = [answer(workspace, desk, {ref: value}).state for ref, value in answers.items()]
    assert states.index("ready") == list(answers).index("/data/sostenibilidad/p13")
    assert set(states[states.index("ready") :]) == {"ready"}
    assert workspace.store.responses.get(desk.response_id).state is ResponseState.READY
    assert put(workspace, desk, P02, "").state == "draft"
    assert put(workspace, desk, P02, "2").state == "ready"


def test_a_wrong_value_is_kept_and_the_response_is_not_ready(workspace: Workspace) -> None:
    desk = complete(workspace, begin(workspace))
    saved = put(workspace, desk, P02, "muchísimo")
    assert saved.state == "draft"
    assert open_response(workspace, desk.response_id, NOW).session.value(P02) == "muchísimo"


@pytest.mark.parametrize(
    "text", ["Línea 1\nLínea 2\ttab", "«comillas» \"dobles\" 'simples'", "𐍈 😀 e\u0301", "a" * 100_000]
)
def test_a_comment_is_kept_to_the_letter(workspace: Workspace, text: str) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    put(workspace, desk, P03_COMMENT, text)
    assert open_response(workspace, desk.response_id, NOW).session.value(P03_COMMENT) == text


def test_a_step_for_a_response_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="STORE-009"):
        commit(workspace, Step("nobody", P01, {P01: "2"}, (), 1, 26, ready=False), NOW)


# -- corrections of what was exported --------------------------------------------------------------------------------


def test_a_correction_begins_revision_two_and_leaves_the_first_readable(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    responses = workspace.store.responses
    before = responses.answers(desk.response_id)
    saved = put(workspace, desk, P03, "2")
    assert (saved.revision, saved.state) == (2, "ready")
    assert saved.response_id != desk.response_id
    first, second = responses.get(desk.response_id), responses.get(saved.response_id)
    assert (first.state, first.revision) == (ResponseState.EXPORTED, 1)
    assert (second.replaces, second.revision, second.wave) == (first.id, 2, first.wave)
    assert responses.answers(first.id) == before
    assert responses.answers(second.id) == {**before, P03: "2"}
    assert [(change.old, change.new) for change in responses.history(second.id)] == [("1", "2")]
    assert (second.answered, second.total) == desk.progress()[:2]


def test_steps_that_were_on_their_way_make_one_revision(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    steps = []
    for ref, value in ((P01, "0"), (P02, "0"), (P03, "0"), (P03_COMMENT, "Se corrigió")):
        changes = desk.answer(ref, value)
        steps.append(desk.step(ref, changes))
    saved = [commit(workspace, step, LATER) for step in steps]
    assert len({each.response_id for each in saved}) == 1
    assert {each.revision for each in saved} == {2}
    theirs = workspace.store.responses.list_by_initiative(desk.facts.initiative_id)
    assert sorted(each.revision for each in theirs) == [1, 2]
    answers = workspace.store.responses.answers(saved[0].response_id)
    assert [answers[ref] for ref in (P01, P02, P03, P03_COMMENT)] == ["0", "0", "0", "Se corrigió"]


def test_an_answer_that_says_what_was_handed_over_already_begins_nothing(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    saved = put(workspace, desk, P01, "2")
    assert (saved.response_id, saved.revision, saved.state, saved.at) == (desk.response_id, 1, "exported", NOW)
    assert len(workspace.store.responses.list_by_initiative(desk.facts.initiative_id)) == 1
    assert workspace.store.responses.get(desk.response_id).updated == NOW


def test_a_correction_taken_back_is_still_a_correction(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    first = put(workspace, desk, P01, "0")
    second = put(workspace, desk, P01, "2")
    assert first.response_id == second.response_id != desk.response_id
    assert workspace.store.responses.answers(second.response_id)[P01] == "2"


def test_opening_what_was_replaced_opens_the_correction(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    saved = put(workspace, desk, P03, "2")
    again = open_response(workspace, desk.response_id, NOW)
    assert again.response_id == saved.response_id
    assert (again.facts.revision, again.facts.replaces) == (2, desk.response_id)
    assert again.session.value(P03) == "2"


def test_a_third_revision_replaces_the_second(sent_workspace: Workspace, desk: Desk, tmp_path: Path) -> None:
    workspace, first = sent_workspace, desk
    second = put(workspace, first, P03, "2")
    export(workspace, first.response_id, tmp_path / "out", keeper(), LATER)
    third = put(workspace, first, P03, "0")
    responses = workspace.store.responses
    assert (third.revision, responses.get(third.response_id).replaces) == (3, second.response_id)
    assert [responses.answers(each)[P03] for each in (first.response_id, second.response_id, third.response_id)] == [
        "1", "2", "0",
    ]  # fmt: skip
    assert latest_revision(workspace, responses.get(first.response_id)).id == third.response_id


@pytest.mark.parametrize("state", [ResponseState.RECEIVED, ResponseState.RETURNED, ResponseState.ACCEPTED])
def test_what_the_authority_has_is_corrected_by_a_revision_too(
    sent_workspace: Workspace, desk: Desk, state: ResponseState
) -> None:
    workspace = sent_workspace
    workspace.store.responses.set_state(desk.response_id, state, at=NOW)
    saved = put(workspace, desk, P01, "0")
    assert (saved.revision, saved.state) == (2, "ready")
    assert workspace.store.responses.get(desk.response_id).state is state


def test_a_draft_is_its_own_latest_revision(workspace: Workspace) -> None:
    response = workspace.store.responses.get(begin(workspace))
    assert latest_revision(workspace, response) is response


def test_another_response_of_the_initiative_is_no_revision(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    initiative = desk.facts.initiative_id
    other = start(workspace, initiative, INSTRUMENT, "2026", NOW)
    put(workspace, desk, P01, "0")
    assert workspace.store.responses.get(other).revision == 1
    assert P01 not in workspace.store.responses.answers(other)


# -- notes -----------------------------------------------------------------------------------------------------------


def test_notes_are_on_disk_with_the_step_that_made_them(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    desk.notes.comment(P01, "Según el acta")
    desk.notes.set_files(P01, ["acta.pdf", "foto.png"])
    desk.notes.doubt([P02])
    saved = commit(workspace, desk.note_step(P01), LATER)
    assert (saved.at, saved.state, saved.answered) == (LATER, "draft", 14)
    again = open_response(workspace, desk.response_id, NOW)
    assert again.notes.state() == desk.notes.state()
    assert again.current_ref == P01
    put(workspace, again, P02, "1")
    assert open_response(workspace, desk.response_id, NOW).notes.carried == set()
    assert [change.ref for change in workspace.store.responses.history(desk.response_id)] == [P02]


def test_a_note_to_what_was_handed_over_begins_its_next_revision(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    first = desk.response_id
    desk.notes.comment(P01, "Según el acta")
    saved = commit(workspace, desk.note_step(P01), LATER)
    assert (saved.revision, saved.state) == (2, "ready")
    assert workspace.store.responses.answers(saved.response_id) == workspace.store.responses.answers(first)
    assert workspace.store.responses.notes(first).comments == {}
    assert open_response(workspace, first, NOW).notes.comments == {P01: "Según el acta"}


def test_a_revision_begins_with_the_notes_of_the_one_before(
    sent_workspace: Workspace, desk: Desk, tmp_path: Path
) -> None:
    workspace = sent_workspace
    desk.notes.comment(P01, "uno")
    second = commit(workspace, desk.note_step(P01), LATER).response_id
    export(workspace, second, tmp_path / "out", keeper(), LATER)
    again = open_response(workspace, second, NOW)
    again.notes.comment(P02, "dos")
    third = commit(workspace, again.note_step(P02), LATER)
    assert third.revision == 3
    assert workspace.store.responses.notes(third.response_id).comments == {P01: "uno", P02: "dos"}
    assert workspace.store.responses.notes(second).comments == {P01: "uno"}


@pytest.mark.parametrize("kind", ["comment", "files", "confirm", "nothing"])
def test_notes_that_say_what_was_handed_over_already_begin_nothing(
    sent_workspace: Workspace, desk: Desk, kind: str
) -> None:
    workspace = sent_workspace
    if kind == "comment":
        desk.notes.comment(P01, "")
    elif kind == "files":
        desk.notes.set_files(P01, [])
    elif kind == "confirm":
        desk.notes.confirm([P01])
    saved = commit(workspace, desk.note_step(P01), LATER)
    assert (saved.response_id, saved.revision, saved.at) == (desk.response_id, 1, NOW)


def test_what_goes_with_an_instance_that_goes_is_a_change(sent_workspace: Workspace, desk: Desk) -> None:
    workspace = sent_workspace
    place = "/data/conocimiento"
    desk.notes.comment(f"{place}/p04", "se va")
    second = commit(workspace, desk.note_step(f"{place}/p04"), LATER).response_id
    workspace.store.responses.set_state(second, ResponseState.EXPORTED, at=LATER)
    gone = NotesStep(within=(place,))
    saved = commit(workspace, Step(second, place, {}, (), 26, 26, ready=True, notes=gone), LATER)
    assert saved.revision == 3
    assert workspace.store.responses.notes(saved.response_id).comments == {}


def test_a_note_that_no_disk_takes(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    for text, code in (("x\ud800", "STORE-010"), ("x" * 1_000_001, "STORE-011")):
        desk.notes.comment(P01, text)
        with pytest.raises(StoreError, match=code):
            commit(workspace, desk.step(P01, desk.answer(P01, "2")), LATER)
    assert P01 not in workspace.store.responses.answers(desk.response_id)
