"""How a response stands with the entity, what is asked about it, and by which words it is called."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import StoreError, UsageError
from desktop_app.submission.receipts import Status
from desktop_app.workflows.answer import commit
from desktop_app.workflows.export import export
from desktop_app.workflows.incoming import take_receipt
from desktop_app.workflows.observations import mark_attended, named, standing
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NAME, P01, P03, begin, keeper
from tests.support.trust_loop import LATER, receipt_for, send, take_kit

TOMORROW = LATER + timedelta(days=1)
KEEPER = keeper()


@pytest.fixture
def returned(sample_workspace: Workspace, sample_response: str, tmp_path: Path) -> Workspace:
    take_kit(sample_workspace)
    _, arrived = send(sample_workspace, sample_response, tmp_path / "USB", KEEPER)
    take_receipt(sample_workspace, receipt_for(arrived, Status.RETURNED, (P03, "Falta"), (P01, "¿Año?")), LATER)
    return sample_workspace


def test_the_open_response_has_what_is_asked_and_by_whom(returned: Workspace, sample_response: str) -> None:
    facts = open_response(returned, sample_response, TOMORROW).facts
    assert [(each.ref, each.text) for each in facts.observations] == [(P03, "Falta"), (P01, "¿Año?")]
    assert (facts.entity, facts.state) == ("Confecámaras", "returned")
    found = standing(returned, sample_response)
    assert (found.state, found.entity, found.observations) == ("returned", "Confecámaras", facts.observations)


def test_what_is_attended_to_is_gone_also_from_the_correction(returned: Workspace, sample_response: str) -> None:
    first, second = standing(returned, sample_response).observations
    desk = open_response(returned, sample_response, TOMORROW)
    saved = commit(returned, desk.step(NAME, desk.answer(NAME, "Otro nombre")), TOMORROW)
    mark_attended(returned, first.receipt, first.position, TOMORROW)
    assert standing(returned, saved.response_id).observations == (second,)
    assert standing(returned, saved.response_id).state == "ready"
    assert open_response(returned, sample_response, TOMORROW).facts.observations == (second,)
    mark_attended(returned, second.receipt, second.position, TOMORROW)
    assert standing(returned, saved.response_id).observations == ()
    with pytest.raises(StoreError, match="STORE-009"):
        mark_attended(returned, second.receipt, 9, TOMORROW)


def test_without_a_receipt_nothing_is_asked(workspace: Workspace) -> None:
    facts = open_response(workspace, begin(workspace), LATER).facts
    assert (facts.observations, facts.entity) == ((), "")


def test_a_response_and_its_questions_are_called_by_words(returned: Workspace, sample_response: str) -> None:
    found = named(returned, sample_response, (P03, "/data/otra/cosa", "[", ""), TOMORROW)
    assert (found.latest_id, found.wave, found.form_title[:14]) == (sample_response, "2026", "Autodiagnóstic")
    assert "Cacao" in found.initiative
    assert list(found.labels) == [P03]
    assert found.labels[P03].startswith("P03 ")
    desk = open_response(returned, sample_response, TOMORROW)
    saved = commit(returned, desk.step(NAME, desk.answer(NAME, "Otro nombre")), TOMORROW)
    assert named(returned, sample_response, (), TOMORROW).latest_id == saved.response_id


def test_one_that_was_deleted_is_called_and_not_opened(workspace: Workspace) -> None:
    response = begin(workspace)
    workspace.store.keeping.delete(response, LATER)
    assert named(workspace, response, (), LATER).latest_id == ""
    with pytest.raises(UsageError, match="USE-002"):
        named(workspace, "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", (), LATER)


def test_the_next_package_leaves_whether_or_not_it_was_attended_to(
    returned: Workspace, sample_response: str, tmp_path: Path
) -> None:
    desk = open_response(returned, sample_response, TOMORROW)
    saved = commit(returned, desk.step(NAME, desk.answer(NAME, "Otro nombre")), TOMORROW)
    assert export(returned, saved.response_id, tmp_path / "otra", KEEPER, TOMORROW).path.is_file()
    assert len(standing(returned, saved.response_id).observations) == 2
