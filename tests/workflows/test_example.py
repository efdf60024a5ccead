from __future__ import annotations

import pytest

from desktop_app.store import ResponseState
from desktop_app.workflows.example import INSTRUMENT, create_example, example_answers
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.support.desks import ITEMS, NOW, P03_COMMENT


@pytest.mark.parametrize(("language", "mark"), [("es", "EJEMPLO"), ("en", "SAMPLE")])
def test_the_sample_is_complete_and_marked(workspace: Workspace, language: str, mark: str) -> None:
    desk = open_response(workspace, create_example(workspace, NOW, language), NOW, language)
    assert desk.ready()
    assert {view.state for view in desk.sections()} == {"complete"}
    assert desk.facts.initiative_name.startswith(mark)
    assert mark in desk.facts.manager_name  # what signs the sample must say so too
    assert desk.facts.wave == "2026"
    assert workspace.store.responses.get(desk.response_id).state is ResponseState.READY
    (initiative,) = workspace.overview(language)
    assert initiative.name == desk.facts.initiative_name


def test_the_sample_shows_every_part_of_the_result(workspace: Workspace) -> None:
    diagnosis = open_response(workspace, create_example(workspace, NOW), NOW).diagnosis()
    assert diagnosis is not None
    assert (diagnosis.answered, diagnosis.of, diagnosis.provisional) == (ITEMS, ITEMS, False)
    assert {indicator.value for indicator in diagnosis.indicators} == {0.0, 1.0, 2.0}
    assert diagnosis.total.value == sum(indicator.value or 0 for indicator in diagnosis.indicators) == 16
    assert diagnosis.strengths
    assert diagnosis.opportunities


def test_made_twice_there_are_two(workspace: Workspace) -> None:
    first, second = create_example(workspace, NOW), create_example(workspace, NOW)
    assert first != second
    assert len(workspace.overview()) == 2
    assert {each.responses[0].id for each in workspace.overview()} == {first, second}


def test_every_answer_has_its_history(sample_workspace: Workspace, sample_response: str) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    changes = sample_workspace.store.responses.history(sample_response)
    assert {change.ref: change.new for change in changes} == dict(example_answers(desk.form, NOW))


def test_the_comments_are_in_the_language_of_the_sample(workspace: Workspace) -> None:
    form, _ = workspace.forms.shipped(INSTRUMENT)
    spanish, english = (example_answers(form, NOW, language) for language in ("es", "en"))
    assert spanish.keys() == english.keys()
    assert spanish[P03_COMMENT] != english[P03_COMMENT]


@pytest.mark.parametrize("year", [2026, 2030, 2044])
def test_the_sample_stands_in_any_year(workspace: Workspace, year: int) -> None:
    form, _ = workspace.forms.shipped(INSTRUMENT)
    now = NOW.replace(year=year, month=1, day=1)
    session = Session(form, now=now)
    session.restore(example_answers(form, now))
    assert {problem.kind for problem in session.problems()} == {"required"}  # the card's, which is not filled in here
    assert not any("/p" in problem.ref for problem in session.problems())
