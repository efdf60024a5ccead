from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.errors import StoreError, UsageError
from desktop_app.workflows.answer import Desk, commit
from desktop_app.workflows.initiatives import card_answers, card_fields
from desktop_app.workflows.responses import open_response, read_ahead, start
from desktop_app.workflows.shipped import FormCatalogue
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.support.desks import CARD, INSTRUMENT, ITEMS, NOW, P01, P02, YEAR, answer, begin


def test_a_response_begins_with_the_card_filled_in(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    expected = card_answers(desk.form, CARD)
    assert len(expected) == 13
    assert {ref: desk.session.value(ref) for ref in expected} == expected
    assert workspace.store.responses.answers(desk.response_id) == expected | {YEAR: "2026"}
    assert desk.session.value(P01) == ""


def test_a_response_begins_as_a_draft_with_its_counts(workspace: Workspace) -> None:
    response = workspace.store.responses.get(begin(workspace, wave="2025"))
    assert (response.state, response.revision, response.replaces, response.wave) == ("draft", 1, None, "2025")
    # Thirteen fields of the card, the wave's year and the items; the other sector does not apply.
    assert (response.answered, response.total) == (14, 13 + 1 + ITEMS)
    assert response.language is None
    assert (response.started, response.updated) == (NOW, NOW)
    assert workspace.store.responses.history(response.id) == ()


def test_what_the_card_does_not_know_is_not_an_answer(workspace: Workspace) -> None:
    card = replace(CARD, chamber="", entity_kind="gremio", founded="", manager_phone="")
    desk = open_response(workspace, begin(workspace, card), NOW)
    fields = card_fields(desk.form)
    assert not {fields["chamber"], fields["founded"]} & workspace.store.responses.answers(desk.response_id).keys()
    assert not desk.session.is_relevant(fields["chamber"])
    assert desk.progress()[:2] == (11, 12 + 1 + ITEMS)


def test_the_language_is_the_one_asked_for_until_one_is_chosen(workspace: Workspace) -> None:
    initiative = workspace.store.initiatives.add(CARD, at=NOW)
    response = start(workspace, initiative.id, INSTRUMENT, "2026", NOW, "en")
    assert open_response(workspace, response, NOW, "en").facts.form_title == "Self-diagnosis of good practices"
    spanish = open_response(workspace, response, NOW, "es")
    assert spanish.facts.form_title == "Autodiagnóstico de buenas prácticas"
    assert spanish.session.label(YEAR) == "Año al que se refieren las respuestas"
    workspace.store.responses.set_language(response, "English (en)")
    assert open_response(workspace, response, NOW, "es").session.language == "English (en)"


def test_an_unknown_instrument(workspace: Workspace) -> None:
    initiative = workspace.store.initiatives.add(CARD, at=NOW)
    with pytest.raises(UsageError, match="USE-001"):
        start(workspace, initiative.id, "nada", "2026", NOW)
    assert workspace.store.responses.list_by_initiative(initiative.id) == ()


def test_an_unknown_initiative(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        start(workspace, "nobody", INSTRUMENT, "2026", NOW)
    assert (caught.value.code, caught.value.place.ref) == ("USE-007", "nobody")
    assert workspace.overview() == []


@pytest.mark.parametrize(
    "identifier", ["", "nobody", "uuid:00000000-0000-0000-0000-000000000000", "\udce1", "' OR 1=1"]
)
def test_an_unknown_response(workspace: Workspace, identifier: str) -> None:
    begin(workspace)
    with pytest.raises(UsageError) as caught:
        open_response(workspace, identifier, NOW)
    assert (caught.value.code, caught.value.place.ref) == ("USE-002", identifier)


def test_a_response_may_be_named_as_its_package_names_it(workspace: Workspace) -> None:
    response = begin(workspace)
    assert open_response(workspace, f"uuid:{response}", NOW).response_id == response


def test_a_damaged_store_is_not_an_unknown_response(workspace: Workspace) -> None:
    response = begin(workspace)
    with workspace.store._database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE responses RENAME TO gone")
    with pytest.raises(StoreError, match="STORE-015"):
        open_response(workspace, response, NOW)


def given(desk: Desk) -> dict[str, str]:
    """Every value but the identity that each opening makes anew and export replaces."""
    return {ref: value for ref, value in desk.session.values().items() if not ref.startswith("/data/meta/")}


def test_a_response_opens_where_it_was_left(workspace: Workspace) -> None:
    response = begin(workspace)
    desk = open_response(workspace, response, NOW)
    assert desk.current_ref == ""
    later = NOW + timedelta(minutes=5)
    answer(workspace, desk, {P01: "2", P02: "1"}, later)
    again = open_response(workspace, response, NOW)
    assert again.current_ref == again.facts.current_ref == P02
    assert again.facts.saved_at == later
    assert given(again) == given(desk)
    assert again.progress() == desk.progress()


def test_what_is_known_of_the_response_besides_its_answers(workspace: Workspace) -> None:
    facts = open_response(workspace, begin(workspace), NOW).facts
    assert (facts.initiative_name, facts.manager_name, facts.place) == (
        CARD.name,
        CARD.manager_name,
        "Medellín, Antioquia",
    )
    assert (facts.wave, facts.state, facts.revision, facts.replaces) == ("2026", "draft", 1, None)
    assert workspace.store.initiatives.get(facts.initiative_id).card == CARD


def test_a_later_change_of_the_card_leaves_the_answers(workspace: Workspace) -> None:
    response = begin(workspace)
    (initiative,) = workspace.overview()
    workspace.store.initiatives.update(initiative.id, replace(CARD, name="Otro nombre", founded="2020"), at=NOW)
    desk = open_response(workspace, response, NOW)
    assert desk.session.value(card_fields(desk.form)["name"]) == CARD.name
    assert desk.facts.initiative_name == "Otro nombre"


def test_a_value_that_the_form_no_longer_takes_is_kept_and_told(workspace: Workspace) -> None:
    desk = open_response(workspace, begin(workspace), NOW)
    changes = desk.answer(YEAR, "pronto")
    commit(workspace, desk.step(YEAR, changes), NOW)
    again = open_response(workspace, desk.response_id, NOW)
    assert again.session.value(YEAR) == "pronto"
    problem = again.session.problem(YEAR)
    assert problem is not None
    assert problem.kind == "type"
    assert not again.ready()


def test_a_plan_begins_without_actions(workspace: Workspace) -> None:
    initiative = workspace.store.initiatives.add(CARD, at=NOW)
    desk = open_response(workspace, start(workspace, initiative.id, "ssme", "2026", NOW), NOW)
    assert desk.plan_form is not None
    assert desk.actions() == ()
    section = desk.section(desk.plan_form.nodeset)
    assert (section.answered, section.total) == (0, 0)
    assert section in desk.sections()


@pytest.mark.parametrize("wave", ["V", "2025-I", "", "25"])
def test_a_wave_that_is_named_by_no_year_answers_no_year(workspace: Workspace, wave: str) -> None:
    assert YEAR not in workspace.store.responses.answers(begin(workspace, wave=wave))


def test_read_ahead_a_form_is_ready_when_its_response_is_opened(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = begin(workspace)
    before = workspace.store.responses.get(response)
    workspace.forms = FormCatalogue(workspace.store)
    read_ahead(workspace, [response], NOW)
    monkeypatch.setattr(Form, "from_xform", None)
    assert open_response(workspace, response, NOW).response_id == response
    assert workspace.store.responses.get(response) == before
