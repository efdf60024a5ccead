"""What a response is offered of the initiative's other instruments, on a real data folder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_app.store import Card
from desktop_app.workflows.answer import commit
from desktop_app.workflows.keeping import delete
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.waves import begin_next
from desktop_app.workflows.workspace import Workspace
from tests.support.repeat_desks import NOW

GAPS, PROJECTS = "/data/brechas", "/data/proyectos"


@pytest.fixture
def initiative(workspace: Workspace) -> str:
    return workspace.store.initiatives.add(Card(name="Cacao de Arauca"), at=NOW).id


def answered(workspace: Workspace, initiative: str, wave: str, score: str, later: int = 0) -> str:
    """A response to the self-diagnosis with ``score`` in each practice."""
    now = NOW + timedelta(days=later)
    response = start(workspace, initiative, "autodiagnostico", wave, now)
    desk = open_response(workspace, response, now)
    assert desk.rubric is not None
    for each in desk.rubric.indicators:
        commit(workspace, desk.step(each.ref, desk.answer(each.ref, score)), now)
    return response


def waves(workspace: Workspace, roadmap: str) -> set[tuple[str, str]]:
    """Instrument and wave of all that is offered."""
    desk = open_response(workspace, roadmap, NOW)
    return {(offer.values["instrument"], offer.values["wave"]) for offer, _ in desk.offers(GAPS)}


def test_the_latest_response_to_each_other_instrument_counts(workspace: Workspace, initiative: str) -> None:
    roadmap = start(workspace, initiative, "hoja_de_ruta", "2026", NOW)
    assert open_response(workspace, roadmap, NOW).offers(GAPS) == ()
    answered(workspace, initiative, "2025", "0")
    assert waves(workspace, roadmap) == {("Autodiagnóstico de buenas prácticas", "2025")}
    answered(workspace, initiative, "2026", "1", later=1)
    assert waves(workspace, roadmap) == {("Autodiagnóstico de buenas prácticas", "2026")}
    offers = open_response(workspace, roadmap, NOW).offers(GAPS)
    assert len(offers) == 13
    assert {offer.values["score"] for offer, _ in offers} == {"1"}
    assert not any(taken for _, taken in offers)


def test_nothing_is_offered_of_others_nor_of_what_was_deleted_or_is_empty(
    workspace: Workspace, initiative: str
) -> None:
    other = workspace.store.initiatives.add(Card(name="Turismo del Llano"), at=NOW).id
    answered(workspace, other, "2026", "0")
    gone = answered(workspace, initiative, "2026", "0")
    delete(workspace, gone, NOW)
    start(workspace, initiative, "evaluacion_institucional", "2026", NOW)
    roadmap = start(workspace, initiative, "hoja_de_ruta", "2026", NOW)
    assert waves(workspace, roadmap) == set()


def test_a_form_that_asks_for_nothing_is_offered_nothing(workspace: Workspace, initiative: str) -> None:
    answered(workspace, initiative, "2026", "0")
    other = start(workspace, initiative, "ssme", "2026", NOW)
    assert open_response(workspace, other, NOW).facts.offers == ()


def test_the_roadmap_begins_without_gaps_and_projects_and_goes_on_in_the_next_wave(
    workspace: Workspace, initiative: str
) -> None:
    roadmap = start(workspace, initiative, "hoja_de_ruta", "2025", NOW)
    desk = open_response(workspace, roadmap, NOW)
    assert (desk.session.repeat_count(GAPS), desk.session.repeat_count(PROJECTS)) == (0, 0)
    answers = {"project_name": "Certificar fincas", "project_state": "underway", "project_report": "Van doce fincas."}
    commit(workspace, desk.step(PROJECTS, desk.add(PROJECTS)), NOW)
    for name, value in answers.items():
        ref = f"{PROJECTS}[1]/{name}"
        commit(workspace, desk.step(ref, desk.answer(ref, value)), NOW)
    sources = f"{PROJECTS}[1]/fuentes"
    for place, (source, amount, certainty) in enumerate(
        (("camara", "120", "segura"), ("empresas", "30", "gestion")), 1
    ):
        if desk.session.repeat_count(sources) < place:
            commit(workspace, desk.step(sources, desk.add(sources)), NOW)
        for name, value in (("source", source), ("amount", amount), ("certainty", certainty)):
            ref = f"{sources}[{place}]/{name}"
            commit(workspace, desk.step(ref, desk.answer(ref, value)), NOW)
    assert {
        name: desk.session.value(f"/data/{name}") for name in ("budget_total", "budget_certain", "budget_camara")
    } == {
        "budget_total": "150",
        "budget_certain": "120",
        "budget_camara": "120",
    }
    after = begin_next(workspace, initiative, "hoja_de_ruta", "2026", roadmap, NOW + timedelta(days=300), carry=True)
    carried = open_response(workspace, after, NOW + timedelta(days=300))
    (action,) = carried.actions()
    assert (action.values["activity"], action.values["budget"], action.values["state"]) == (
        "Certificar fincas",
        "150",
        "underway",
    )
    assert f"{PROJECTS}[1]/project_state" in carried.to_confirm()
    dropped = f"{PROJECTS}[1]/project_state"
    carried.answer(dropped, "dropped")
    why = carried.session.problem(f"{PROJECTS}[1]/dropped_why")
    assert why is not None, "a project that is dropped says why"
