"""The signed files that left this computer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import ResponseState, Store
from tests.support.stores import NOW, package_of, start_response


def test_a_package_comes_back_as_it_was(store: Store) -> None:
    package = package_of(start_response(store))
    store.packages.add(package)
    assert store.packages.list(package.response_id) == (package,)


def test_with_its_package_a_response_is_exported(store: Store) -> None:
    response = start_response(store)
    store.packages.add(package_of(response))
    record = store.responses.get(response)
    assert (record.state, record.updated) == (ResponseState.EXPORTED, NOW + timedelta(hours=1))


def test_the_newest_comes_first_and_the_numbers_go_on(store: Store) -> None:
    response = start_response(store)
    for number in range(1, 4):
        assert store.packages.next_sequence(response) == number
        store.packages.add(package_of(response, sequence=number))
    assert [each.sequence for each in store.packages.list(response)] == [3, 2, 1]


def test_each_response_counts_its_own(store: Store) -> None:
    one, two = start_response(store), start_response(store)
    store.packages.add(package_of(one))
    assert store.packages.next_sequence(two) == 1
    assert store.packages.list(two) == ()
    store.packages.add(package_of(two))


def test_a_package_of_no_response_is_refused(store: Store) -> None:
    nobody = str(uuid.UUID(int=0))
    with pytest.raises(StoreError) as caught:
        store.packages.add(package_of(nobody))
    assert caught.value.code == "STORE-009"
    assert store.packages.list(nobody) == ()


@pytest.mark.parametrize("wrong", [{"sequence": 1}, {"sha256": "ab"}, {"size": -1}, {"revision": 0}])
def test_a_package_that_is_refused_leaves_the_response_as_it_was(store: Store, wrong: dict[str, object]) -> None:
    response = start_response(store)
    store.packages.add(package_of(response))
    before = store.responses.set_state(response, ResponseState.READY, at=NOW)
    with pytest.raises(StoreError) as caught:
        store.packages.add(replace(package_of(response, sequence=2), **wrong))  # type: ignore[arg-type]
    assert caught.value.code == "STORE-015"
    assert store.responses.get(response) == before
    assert len(store.packages.list(response)) == 1
