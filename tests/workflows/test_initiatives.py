from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import StoreError, UsageError
from desktop_app.store import CARD_FIELDS, Card
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.initiatives import (
    card_answers,
    card_fields,
    card_of,
    card_session,
    off_list,
    put_back,
    save_card,
    take_off_list,
)
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.support.desks import CARD, NOW


def filled(workspace: Workspace, card: Card = CARD) -> Session:
    """An empty card, filled in."""
    session = card_session(workspace, None, NOW, "es")
    session.restore(card_answers(session.form, card))
    return session


@pytest.mark.parametrize("form_id", ["iniciativa", "autodiagnostico"])
def test_every_field_of_the_card_has_its_question(workspace: Workspace, form_id: str) -> None:
    form, _ = workspace.forms.shipped(form_id)
    fields = card_fields(form)
    assert set(fields) == set(CARD_FIELDS)
    for ref in fields.values():
        assert form.question(ref).ref == ref


def test_a_new_card_is_empty(workspace: Workspace) -> None:
    session = card_session(workspace, None, NOW, "es")
    assert {session.value(ref) for ref in card_fields(session.form).values()} == {""}
    assert session.problems()


@pytest.mark.parametrize(("language", "label"), [("es", "Año de creación"), ("en", "Year of creation")])
def test_the_card_speaks_the_language_asked_for(workspace: Workspace, language: str, label: str) -> None:
    session = card_session(workspace, None, NOW, language)
    assert session.label(card_fields(session.form)["founded"]) == label


def test_a_card_that_was_saved_is_shown_again_and_can_be_changed(workspace: Workspace) -> None:
    initiative = save_card(workspace, filled(workspace), None, NOW)
    assert card_of(workspace, initiative) == CARD
    again = card_session(workspace, initiative, NOW, "es")
    assert card_answers(again.form, CARD).items() <= again.values().items()
    again.set(card_fields(again.form)["founded"], "2017")
    assert save_card(workspace, again, initiative, NOW) == initiative
    assert card_of(workspace, initiative) == replace(CARD, founded="2017")
    assert [each.id for each in workspace.overview()] == [initiative]


@pytest.mark.parametrize(
    ("field", "count"),
    [("name", 1), ("department", 2), ("municipality", 1), ("macrosector", 1), ("sector", 1), ("manager_name", 1)],
)
def test_a_card_that_lacks_something_is_not_saved(workspace: Workspace, field: str, count: int) -> None:
    session = filled(workspace, replace(CARD, **{field: ""}))
    with pytest.raises(UsageError) as caught:
        save_card(workspace, session, None, NOW)
    assert caught.value.code == "USE-008"
    assert caught.value.explain().cause.endswith(f": {count}.")
    assert workspace.overview() == []
    session.set(card_fields(session.form)[field], getattr(CARD, field))
    assert save_card(workspace, session, None, NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [("founded", "1900"), ("founded", "este año"), ("founded", "2027"), ("manager_email", "nadie"), ("sector", "oro")],
)
def test_a_card_with_a_wrong_value_is_not_saved(workspace: Workspace, field: str, value: str) -> None:
    session = filled(workspace, replace(CARD, **{field: value}))
    with pytest.raises(UsageError, match="USE-008"):
        save_card(workspace, session, None, NOW)


def test_what_no_longer_applies_is_not_on_the_card(workspace: Workspace) -> None:
    session = filled(workspace)
    fields = card_fields(session.form)
    session.set(fields["entity_kind"], "gremio")
    session.set(fields["sector_other"], "escrito antes")
    initiative = save_card(workspace, session, None, NOW)
    assert card_of(workspace, initiative) == replace(CARD, entity_kind="gremio", chamber="", sector_other="")


def test_the_other_sector_is_on_the_card(workspace: Workspace) -> None:
    card = replace(CARD, sector="otro", sector_other="Guadua")
    initiative = save_card(workspace, filled(workspace, card), None, NOW)
    assert card_of(workspace, initiative) == card


def test_an_initiative_that_is_not_there(workspace: Workspace) -> None:
    session = filled(workspace)
    for attempt in (
        lambda: card_session(workspace, "nobody", NOW, "es"),
        lambda: save_card(workspace, session, "nobody", NOW),
        lambda: card_of(workspace, ""),
    ):
        with pytest.raises(UsageError) as caught:
            attempt()
        assert caught.value.code == "USE-007"
    assert workspace.overview() == []


def test_what_the_store_refuses_keeps_its_own_words(workspace: Workspace) -> None:
    session = filled(workspace)
    with workspace.store._database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE initiatives RENAME TO gone")
    for initiative in (None, "nobody"):
        with pytest.raises(StoreError, match="STORE-015"):
            save_card(workspace, session, initiative, NOW)


def test_only_what_is_known_is_copied(workspace: Workspace) -> None:
    form, _ = workspace.forms.shipped("autodiagnostico")
    assert card_answers(form, Card(name="Solo el nombre")) == {card_fields(form)["name"]: "Solo el nombre"}


def test_an_initiative_off_the_list_keeps_everything_and_comes_back(workspace: Workspace) -> None:
    response_id = create_self_diagnosis(workspace, NOW)
    (shown,) = workspace.overview()
    take_off_list(workspace, shown.id, NOW)
    assert workspace.overview() == []
    assert off_list(workspace) == [(shown.id, shown.name)]
    assert workspace.store.responses.get(response_id).initiative_id == shown.id
    put_back(workspace, shown.id)
    assert workspace.overview() == [shown]
    assert off_list(workspace) == []
