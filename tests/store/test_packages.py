"""The signed files that left this computer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.errors import StoreError
from desktop_app.fileio import sha256_hex
from desktop_app.store import ResponseState, Store
from tests.support.stores import NOW, SIGNED, encrypted, package_of, start_response


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


@pytest.mark.parametrize(
    "wrong",
    [
        {"sequence": 1},
        {"sha256": "ab"},
        {"size": -1},
        {"revision": 0},
        {"signed_sha256": "ab"},
        {"recipients_sha256": "ab"},
    ],
)
def test_a_package_that_is_refused_leaves_the_response_as_it_was(store: Store, wrong: dict[str, object]) -> None:
    response = start_response(store)
    store.packages.add(package_of(response))
    before = store.responses.set_state(response, ResponseState.READY, at=NOW)
    with pytest.raises(StoreError) as caught:
        store.packages.add(replace(package_of(response, sequence=2), **wrong))  # type: ignore[arg-type]
    assert caught.value.code == "STORE-015"
    assert store.responses.get(response) == before
    assert len(store.packages.list(response)) == 1


def test_an_encrypted_package_comes_back_with_what_was_signed(store: Store) -> None:
    package = encrypted(package_of(start_response(store)))
    store.packages.add(package, SIGNED)
    (kept,) = store.packages.list(package.response_id)
    assert kept == package
    assert kept.encrypted is True
    assert store.packages.signed(package.sha256) == SIGNED
    assert store.packages.signed(sha256_hex(SIGNED)) == SIGNED


def test_a_package_is_found_by_either_of_its_digests(store: Store) -> None:
    response = start_response(store)
    first, second = (
        encrypted(package_of(response, sequence=number), b"container %d" % number) for number in range(1, 3)
    )
    for number, package in enumerate((first, second), start=1):
        store.packages.add(package, b"container %d" % number)
    for package in (first, second):
        assert store.packages.by_digest(package.sha256) == package
        assert store.packages.by_digest(package.signed_sha256 or "") == package
    assert store.packages.signed(first.signed_sha256 or "") == b"container 1"
    assert store.packages.signed(second.sha256) == b"container 2"
    assert store.packages.by_digest("0" * 64) is None
    assert store.packages.signed("0" * 64) is None


def test_the_same_file_recorded_twice_is_the_later_record(store: Store) -> None:
    one, two = start_response(store), start_response(store)
    store.packages.add(package_of(one))
    copied = replace(package_of(two), sha256=package_of(one).sha256)
    store.packages.add(copied)
    assert store.packages.by_digest(copied.sha256) == copied
    # The record that kept the container still gives it, though a later one of the same digest did not.
    kept = encrypted(package_of(one, sequence=2))
    store.packages.add(kept, SIGNED)
    store.packages.add(replace(package_of(two, sequence=2), sha256=kept.sha256))
    assert store.packages.signed(kept.sha256) == SIGNED


def test_a_package_without_its_container_has_none(store: Store) -> None:
    package = package_of(start_response(store))
    store.packages.add(package)
    assert store.packages.by_digest(package.sha256) == package
    assert (package.encrypted, package.signed_sha256, package.recipients_sha256) == (False, None, None)
    assert store.packages.signed(package.sha256) is None


@pytest.mark.parametrize("digest", [None, "0" * 64, sha256_hex(SIGNED).upper()])
def test_a_container_with_the_digest_of_another_is_a_programming_error(store: Store, digest: str | None) -> None:
    response = start_response(store)
    with pytest.raises(ValueError, match="digest"):
        store.packages.add(replace(package_of(response), signed_sha256=digest), SIGNED)
    assert store.packages.list(response) == ()
    assert store.responses.get(response).state == ResponseState.DRAFT


def test_a_container_that_the_disk_changed_is_told_as_damage(store: Store) -> None:
    package = encrypted(package_of(start_response(store)))
    store.packages.add(package, SIGNED)
    with store._database.transaction() as connection:
        connection.exec_driver_sql("UPDATE packages SET signed = x'00'")
    with pytest.raises(StoreError) as caught:
        store.packages.signed(package.sha256)
    assert caught.value.code == "STORE-002"


def test_looking_for_a_digest_reads_no_containers(store: Store) -> None:
    with store._database.transaction() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT size FROM packages WHERE sha256 = 'a' OR signed_sha256 = 'a'"
        ).all()
    steps = [str(row[-1]) for row in plan]
    assert any("ix_packages_sha256" in step for step in steps)
    assert any("ix_packages_signed_sha256" in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)
