"""The initiatives' cards."""

from __future__ import annotations

import uuid
from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import Card, Store
from desktop_app.store.layout import reading_order
from tests.support.stores import CARD, NOW, fill

LATER = NOW + timedelta(days=1)
NOBODY = str(uuid.UUID(int=0))


def test_a_card_comes_back_as_it_was_given(store: Store) -> None:
    added = store.initiatives.add(CARD, at=NOW)
    assert store.initiatives.get(added.id) == added
    assert added.card == CARD
    assert (added.created, added.updated, added.archived_at) == (NOW, NOW, None)
    assert str(uuid.UUID(added.id)) == added.id


def test_updating_replaces_the_whole_card(store: Store) -> None:
    added = store.initiatives.add(CARD, at=NOW)
    changed = store.initiatives.update(added.id, replace(CARD, name="Otro nombre", chamber=""), at=LATER)
    assert store.initiatives.get(added.id) == changed
    assert (changed.card.name, changed.card.chamber, changed.card.sector) == ("Otro nombre", "", "cacao")
    assert (changed.created, changed.updated) == (NOW, LATER)


def test_only_the_one_meant_is_changed(store: Store) -> None:
    one, other = store.initiatives.add(CARD, at=NOW), store.initiatives.add(CARD, at=NOW)
    store.initiatives.update(one.id, Card("Cambiada"), at=LATER)
    assert store.initiatives.get(other.id) == other


def test_the_list_reads_as_a_spanish_reader_expects(store: Store) -> None:
    names = ["álamo", "Alambre", "Banano", "CAFÉ", "café de altura", "Nuez", "Ñame", "Oro", "zapatos"]
    for name in reversed(names):
        store.initiatives.add(Card(name), at=NOW)
    assert [each.card.name for each in store.initiatives.list()] == ["Alambre", "álamo", *names[2:]]


def test_archiving_takes_it_off_the_list_and_back(store: Store) -> None:
    added = store.initiatives.add(CARD, at=NOW)
    archived = store.initiatives.archive(added.id, at=LATER)
    assert archived.archived_at == LATER
    assert archived.updated == NOW
    assert store.initiatives.list() == ()
    assert store.initiatives.list(archived=True) == (archived,)
    assert store.responses.overview() == ()
    assert store.initiatives.unarchive(added.id) == added
    assert store.initiatives.list() == (added,)
    assert store.initiatives.list(archived=True) == ()


def test_an_archived_initiative_keeps_its_responses(store: Store) -> None:
    fill(store)
    (initiative,) = store.initiatives.list()
    before = store.responses.list_by_initiative(initiative.id)
    store.initiatives.archive(initiative.id, at=LATER)
    assert store.responses.list_by_initiative(initiative.id) == before


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.initiatives.get(NOBODY),
        lambda store: store.initiatives.update(NOBODY, CARD, at=NOW),
        lambda store: store.initiatives.archive(NOBODY, at=NOW),
        lambda store: store.initiatives.unarchive(NOBODY),
    ],
    ids=["get", "update", "archive", "unarchive"],
)
def test_one_that_is_not_there(store: Store, call: object) -> None:
    store.initiatives.add(CARD, at=NOW)
    with pytest.raises(StoreError) as caught:
        call(store)  # type: ignore[operator]
    assert caught.value.code == "STORE-009"
    assert len(store.initiatives.list()) == 1


def test_a_name_with_half_a_character_is_refused_whole(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.initiatives.add(Card("Cacao \ud83d"), at=NOW)
    assert caught.value.code == "STORE-010"
    assert store.initiatives.list() == ()


def test_what_leaves_the_store_cannot_be_changed(store: Store) -> None:
    added = store.initiatives.add(CARD, at=NOW)
    with pytest.raises(FrozenInstanceError):
        added.card.name = "otro"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("one", "other"),
    [("CAFÉ", "cafe"), ("PIÑA", "pin\u0303a"), ("Cafe\u0301", "Café"), ("Güepajé", "guepaje"), ("Ⅳ", "iv")],
)
def test_case_and_accents_do_not_matter(one: str, other: str) -> None:
    assert reading_order(one) == reading_order(other)


def test_n_with_its_tilde_is_a_letter_of_its_own() -> None:
    assert reading_order("nz") < reading_order("Ña") < reading_order("o")
