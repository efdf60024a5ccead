from __future__ import annotations

import json

import pytest

from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.scores import scores
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import ITEMS, NOW, P01, begin


def test_a_form_without_a_rubric_scores_nothing() -> None:
    assert scores(None) == {}


def test_nothing_answered_is_nothing_and_not_zero(workspace: Workspace) -> None:
    found = scores(open_response(workspace, begin(workspace), NOW).diagnosis())
    assert (found["total"], found["answered"], found["of"], found["provisional"]) == (None, 0, ITEMS, True)
    assert set(found["indicators"].values()) == set(found["areas"].values()) == {None}
    assert list(found["areas"]) == ["B1", "B2", "B3", "B4", "B5"]
    assert list(found["indicators"]) == [f"P{item:02d}" for item in range(1, ITEMS + 1)]
    assert found["strengths"] == []


def test_one_answer_is_provisional(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    desk.answer(P01, "2")
    found = scores(desk.diagnosis())
    assert (found["total"], found["max"], found["answered"], found["provisional"]) == (2, 26, 1, True)
    assert (found["areas"]["B1"], found["indicators"]["P01"]) == (2, 2)
    assert found["strengths"] == ["P01"]


def test_the_sample_in_numbers(workspace: Workspace) -> None:
    found = scores(open_response(workspace, create_self_diagnosis(workspace, NOW), NOW).diagnosis())
    assert (found["total"], found["max"], found["provisional"]) == (16, 26, False)
    assert found["share"] == pytest.approx(16 / 26)
    assert found["areas"] == {"B1": 2, "B2": 1.33, "B3": 1.33, "B4": 1.5, "B5": 0}
    assert found["strengths"] == ["P01", "P02", "P05", "P08", "P09"]
    assert sorted([*found["strengths"], *found["opportunities"]]) == sorted(found["indicators"])
    assert json.loads(json.dumps(found)) == found
