"""Wave kits: kept once each, and the highest number of an authority and wave is current."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import StoreError
from desktop_app.store import Authority, Kit, Store
from tests.support.stores import KIT, NOW, authority_of, kit_of

AUTHORITY = authority_of()
OTHER = authority_of(b"another root")


def put(store: Store, number: int, *, authority: Authority = AUTHORITY, wave: str = "2026", day: int = 1) -> Kit:
    """A kit of its own content, in the store."""
    content = f"{authority.fingerprint} {wave} {number}".encode()
    kit = kit_of(authority, number, content, wave=wave, day=day)
    assert store.kits.add(kit, content)
    return kit


@pytest.fixture
def pinned(store: Store) -> Store:
    store.trust.pin(AUTHORITY)
    store.trust.pin(OTHER)
    return store


def test_without_kits_none_is_current(pinned: Store) -> None:
    assert pinned.kits.list() == ()
    assert pinned.kits.current("2026") is None


def test_a_kit_comes_back_as_it_was(pinned: Store) -> None:
    kit = kit_of(AUTHORITY, 1)
    assert pinned.kits.add(kit, KIT)
    assert pinned.kits.list() == (kit,)
    assert pinned.kits.current("2026") == kit
    assert pinned.kits.content(kit.sha256) == KIT


def test_the_same_kit_again_changes_nothing(pinned: Store) -> None:
    kit = kit_of(AUTHORITY, 1)
    pinned.kits.add(kit, KIT)
    assert not pinned.kits.add(replace(kit, imported=NOW + timedelta(days=9), number=7), KIT)
    assert pinned.kits.list() == (kit,)


def test_a_kit_of_an_authority_that_is_not_pinned_is_refused(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.kits.add(kit_of(AUTHORITY, 1), KIT)
    assert caught.value.code == "STORE-009"
    assert store.kits.list() == ()


def test_another_kit_of_the_same_number_is_refused(pinned: Store) -> None:
    first = put(pinned, 3)
    with pytest.raises(StoreError) as caught:
        pinned.kits.add(kit_of(AUTHORITY, 3), KIT)
    assert caught.value.code == "STORE-041"
    assert "(3)" in caught.value.explain().cause
    assert pinned.kits.list() == (first,)
    assert pinned.kits.current("2026") == first


def test_the_same_number_of_another_wave_or_authority_is_another_kit(pinned: Store) -> None:
    kits = {put(pinned, 1), put(pinned, 1, wave="2027"), put(pinned, 1, authority=OTHER)}
    assert set(pinned.kits.list()) == kits


def test_a_later_kit_is_current_and_the_earlier_stays_readable(pinned: Store) -> None:
    first, second = put(pinned, 1), put(pinned, 2, day=2)
    assert pinned.kits.current("2026") == second
    assert pinned.kits.content(first.sha256) != pinned.kits.content(second.sha256)
    assert pinned.kits.list() == (second, first)


def test_an_earlier_kit_that_comes_late_does_not_become_current(pinned: Store) -> None:
    second = put(pinned, 2)
    first = put(pinned, 1, day=20)
    assert pinned.kits.current("2026") == second
    assert pinned.kits.list() == (first, second)


def test_each_wave_has_its_own(pinned: Store) -> None:
    this, following = put(pinned, 9), put(pinned, 1, wave="2027")
    assert (pinned.kits.current("2026"), pinned.kits.current("2027")) == (this, following)
    assert pinned.kits.current("2028") is None


def test_of_two_authorities_the_one_that_issued_last_is_current(pinned: Store) -> None:
    theirs = put(pinned, 9, day=1)
    new = put(pinned, 1, authority=OTHER, day=5)
    assert pinned.kits.current("2026") == new
    assert pinned.kits.current("2026", AUTHORITY.fingerprint) == theirs
    assert pinned.kits.current("2026", OTHER.fingerprint) == new
    assert pinned.kits.current("2026", "nobody") is None


def test_of_two_authorities_the_one_whose_kit_came_last_but_was_issued_first_is_not_current(pinned: Store) -> None:
    new = put(pinned, 1, authority=OTHER, day=5)
    late = replace(kit_of(AUTHORITY, 9, day=4), imported=NOW + timedelta(days=30))
    assert pinned.kits.add(late, KIT)
    assert pinned.kits.current("2026") == new


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 2**40), min_size=1, max_size=6, unique=True))
def test_in_whatever_order_kits_come_the_highest_number_is_current(shared: Store, numbers: list[int]) -> None:
    authority = authority_of(f"root {len(shared.trust.pinned())}".encode())
    assert shared.trust.pin(authority)
    for position, number in enumerate(numbers, start=1):
        content = f"{authority.fingerprint} {number}".encode()
        shared.kits.add(kit_of(authority, number, content, day=position), content)
        current = shared.kits.current("2026", authority.fingerprint)
        assert current is not None
        assert current.number == max(numbers[:position])


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_that_counts_nothing_is_refused(pinned: Store, number: int) -> None:
    with pytest.raises(StoreError) as caught:
        pinned.kits.add(kit_of(AUTHORITY, number), KIT)
    assert caught.value.code == "STORE-015"
    assert pinned.kits.list() == ()


def test_a_kit_with_the_digest_of_another_is_a_programming_error(pinned: Store) -> None:
    with pytest.raises(ValueError, match="digest"):
        pinned.kits.add(kit_of(AUTHORITY, 1), KIT + b"\0")
    assert pinned.kits.list() == ()


def test_a_kit_that_is_not_there_has_no_content(pinned: Store) -> None:
    with pytest.raises(StoreError) as caught:
        pinned.kits.content("0" * 64)
    assert caught.value.code == "STORE-009"


def test_a_kit_that_the_disk_changed_is_told_as_damage(pinned: Store) -> None:
    kit = put(pinned, 1)
    with pinned._database.transaction() as connection:
        connection.exec_driver_sql("UPDATE kits SET content = x'00'")
    with pytest.raises(StoreError) as caught:
        pinned.kits.content(kit.sha256)
    assert caught.value.code == "STORE-002"
