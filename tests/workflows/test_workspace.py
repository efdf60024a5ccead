from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from desktop_app.workflows.answer import commit
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import CARD, INSTRUMENT, NOW, P03, begin


def test_a_new_folder_has_nobody_in_it(data_dir: Path) -> None:
    with Workspace.open(data_dir, NOW) as workspace:
        assert workspace.overview() == []
        assert workspace.data_dir == data_dir
    assert (data_dir / "telar.sqlite3").is_file()


def test_a_folder_is_open_once(workspace: Workspace, data_dir: Path) -> None:
    with pytest.raises(StoreError, match="STORE-001"):
        Workspace.open(data_dir, NOW)
    workspace.close()
    Workspace.open(data_dir, NOW).close()


def test_a_fault_inside_gives_the_folder_back(workspace: Workspace, data_dir: Path) -> None:
    with pytest.raises(ZeroDivisionError), workspace:
        raise ZeroDivisionError
    Workspace.open(data_dir, NOW).close()


def test_initiatives_come_by_name_with_their_place(workspace: Workspace) -> None:
    for name, municipality, department in (("Ñame", "", ""), ("Nopal", "11001", "11"), ("ágave", "05001", "05")):
        workspace.store.initiatives.add(
            replace(CARD, name=name, municipality=municipality, department=department), at=NOW
        )
    assert [(each.name, each.place) for each in workspace.overview()] == [
        ("ágave", "Medellín, Antioquia"),
        ("Nopal", "Bogotá, D. C."),
        ("Ñame", ""),
    ]


def test_responses_come_last_worked_on_first_with_what_they_are(workspace: Workspace) -> None:
    first = begin(workspace)
    (initiative,) = workspace.overview()
    second = start(workspace, initiative.id, INSTRUMENT, "2025", NOW + timedelta(hours=1))
    shown = workspace.overview()[0].responses
    assert [each.id for each in shown] == [second, first]
    assert [each.wave for each in shown] == ["2025", "2026"]
    assert {each.instrument_title for each in shown} == {"Autodiagnóstico de buenas prácticas"}
    assert {(each.form_id, each.state, each.revision) for each in shown} == {(INSTRUMENT, "draft", 1)}
    assert 0 < shown[0].answered < shown[0].total


def test_titles_are_in_the_language_asked_for(workspace: Workspace) -> None:
    begin(workspace)
    assert workspace.overview("en")[0].responses[0].instrument_title == "Self-diagnosis of good practices"


def test_a_replaced_revision_is_not_shown(sent_workspace: Workspace, sample_response: str) -> None:
    workspace = sent_workspace
    desk = open_response(workspace, sample_response, NOW)
    changes = desk.answer(P03, "2")
    saved = commit(workspace, desk.step(P03, changes), NOW)
    (initiative,) = workspace.overview()
    assert [(each.id, each.revision) for each in initiative.responses] == [(saved.response_id, 2)]
