"""Receipts: known once, in any order the same state, and observations that stay open until they were seen."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import StoreError
from desktop_app.store import Package, Receipt, Response, ResponseState, Store
from tests.support.stores import NOW, REMARKS, VERSION, open_store, package_of, receipt_of, start_response

RECEIVED, ACCEPTED, RETURNED = ResponseState.RECEIVED, ResponseState.ACCEPTED, ResponseState.RETURNED
DAY = timedelta(days=1)
LATE = NOW + 10 * DAY


def handed_over(store: Store) -> Package:
    """A response's package that left."""
    package = package_of(start_response(store))
    store.packages.add(package)
    return package


def put(store: Store, package: Package, status: ResponseState, number: int = 1, day: int = 2) -> Receipt:
    """A receipt in the store, returned ones with remarks."""
    receipt = receipt_of(package, status, number=number, issued=NOW + day * DAY)
    assert store.receipts.add(receipt, REMARKS if status == RETURNED else (), status)
    return receipt


def state(store: Store, package: Package) -> ResponseState:
    return store.responses.get(package.response_id).state


def correct(store: Store, response_id: str) -> Response:
    """The next revision of the response."""
    replaced = store.responses.get(response_id)
    return store.responses.start(
        replaced.initiative_id, replaced.instrument_id, wave=replaced.wave, at=LATE, total=13, replaces=replaced
    )


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_a_receipt_comes_back_as_it_was(store: Store) -> None:
    package = handed_over(store)
    receipt = put(store, package, RECEIVED)
    assert store.receipts.of(package.response_id) == (receipt,)
    assert store.receipts.observations(receipt.sha256) == ()


def test_its_observations_come_back_in_their_order(store: Store) -> None:
    receipt = put(store, handed_over(store), RETURNED)
    found = store.receipts.observations(receipt.sha256)
    assert [(each.receipt, each.position, each.ref, each.text, each.seen) for each in found] == [
        (receipt.sha256, position, ref, text, None) for position, (ref, text) in enumerate(REMARKS, start=1)
    ]


def test_one_question_may_have_several_observations(store: Store) -> None:
    package = handed_over(store)
    receipt = receipt_of(package, "returned")
    store.receipts.add(receipt, [("/data/a", str(number)) for number in range(12)], RETURNED)
    found = store.receipts.observations(receipt.sha256)
    assert [each.text for each in found] == [str(number) for number in range(12)]


def test_the_last_issued_comes_first(store: Store) -> None:
    package = handed_over(store)
    days = {2: put(store, package, RECEIVED, 1, 2), 5: put(store, package, RETURNED, 2, 5)}
    days[3] = put(store, package, RECEIVED, 3, 3)
    assert store.receipts.of(package.response_id) == (days[5], days[3], days[2])


def test_each_response_has_its_own(store: Store) -> None:
    one, two = handed_over(store), handed_over(store)
    put(store, one, RETURNED)
    assert store.receipts.of(two.response_id) == ()
    assert store.receipts.open_observations(two.response_id) == ()
    assert (state(store, one), state(store, two)) == (RETURNED, ResponseState.EXPORTED)


def test_the_signed_file_is_not_shown_where_a_receipt_is_printed(store: Store) -> None:
    receipt = receipt_of(handed_over(store))
    assert "content" not in repr(receipt)


# -- known, unknown, contradictory -----------------------------------------------------------------------------------


def test_the_same_receipt_again_changes_nothing(store: Store) -> None:
    package = handed_over(store)
    receipt = put(store, package, RETURNED)
    store.receipts.mark_seen(receipt.sha256, 1, LATE)
    store.responses.set_state(package.response_id, ResponseState.EXPORTED, at=LATE)
    before = store.responses.get(package.response_id), store.receipts.observations(receipt.sha256)
    assert not store.receipts.add(replace(receipt, imported=LATE + DAY), [("/data/x", "otra")], RETURNED)
    assert (store.responses.get(package.response_id), store.receipts.observations(receipt.sha256)) == before
    assert store.receipts.of(package.response_id) == (receipt,)


def test_a_receipt_for_a_response_that_is_not_there_is_refused(store: Store) -> None:
    receipt = receipt_of(package_of(str(uuid.UUID(int=0))))
    with pytest.raises(StoreError) as caught:
        store.receipts.add(receipt, (), RECEIVED)
    assert caught.value.code == "STORE-009"
    assert store.receipts.of(receipt.response_id) == ()


def test_another_receipt_of_the_same_number_is_refused(store: Store) -> None:
    package = handed_over(store)
    receipt = put(store, package, RECEIVED)
    twin = replace(receipt_of(package, "accepted", number=2), receipt_id=receipt.receipt_id)
    with pytest.raises(StoreError) as caught:
        store.receipts.add(twin, (), ACCEPTED)
    assert caught.value.code == "STORE-040"
    assert store.receipts.of(package.response_id) == (receipt,)
    assert state(store, package) == RECEIVED


def test_a_receipt_may_be_of_a_package_that_is_not_recorded(store: Store) -> None:
    # As after an older copy of the data was put back: the response is there and its package is not.
    response = start_response(store)
    receipt = put(store, package_of(response), RETURNED)
    assert store.packages.by_digest(receipt.package_sha256) is None
    assert store.responses.get(response).state == RETURNED


def test_a_receipt_with_the_digest_of_another_is_a_programming_error(store: Store) -> None:
    package = handed_over(store)
    with pytest.raises(ValueError, match="digest"):
        store.receipts.add(replace(receipt_of(package), content=b"other"), (), RECEIVED)
    assert store.receipts.of(package.response_id) == ()


@pytest.mark.parametrize("wrong", [ResponseState.DRAFT, ResponseState.READY, ResponseState.EXPORTED])
def test_no_receipt_opens_what_was_signed(store: Store, wrong: ResponseState) -> None:
    package = handed_over(store)
    with pytest.raises(ValueError, match="state"):
        store.receipts.add(receipt_of(package), (), wrong)
    assert store.receipts.of(package.response_id) == ()
    assert state(store, package) == ResponseState.EXPORTED


@pytest.mark.parametrize(
    ("change", "remarks", "code"),
    [
        ({"status": "exported"}, REMARKS, "STORE-015"),
        ({"package_sha256": "ab"}, REMARKS, "STORE-015"),
        ({}, (*REMARKS, ("/data/\ud800", "x")), "STORE-010"),
        ({}, (*REMARKS, ("/data/a", "\ud800")), "STORE-010"),
    ],
)
def test_a_receipt_that_is_refused_leaves_nothing(
    store: Store, change: dict[str, str], remarks: tuple[tuple[str, str], ...], code: str
) -> None:
    package = handed_over(store)
    before = store.responses.get(package.response_id)
    receipt = replace(receipt_of(package, "returned"), **change)  # type: ignore[arg-type]
    with pytest.raises(StoreError) as caught:
        store.receipts.add(receipt, remarks, RETURNED)
    assert caught.value.code == code
    assert store.receipts.of(package.response_id) == ()
    assert store.receipts.observations(receipt.sha256) == ()
    assert store.responses.get(package.response_id) == before


def test_a_receipt_that_the_disk_changed_is_told_as_damage(store: Store) -> None:
    package = handed_over(store)
    put(store, package, RECEIVED)
    with store._database.transaction() as connection:
        connection.exec_driver_sql("UPDATE receipts SET content = x'00'")
    with pytest.raises(StoreError) as caught:
        store.receipts.of(package.response_id)
    assert caught.value.code == "STORE-002"


# -- the state that follows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [RECEIVED, ACCEPTED, RETURNED])
def test_the_response_is_what_the_receipt_says(store: Store, status: ResponseState) -> None:
    package = handed_over(store)
    receipt = put(store, package, status)
    record = store.responses.get(package.response_id)
    assert (record.state, record.updated) == (status, receipt.imported)


def test_without_a_state_the_response_stays_as_it_is(store: Store) -> None:
    package = handed_over(store)
    before = store.responses.get(package.response_id)
    assert store.receipts.add(receipt_of(package), (), None)
    assert store.responses.get(package.response_id) == before
    assert len(store.receipts.of(package.response_id)) == 1


def test_an_older_receipt_that_comes_late_never_sets_the_state_back(store: Store) -> None:
    package = handed_over(store)
    put(store, package, ACCEPTED, 2, day=5)
    before = store.responses.get(package.response_id)
    put(store, package, RECEIVED, 1, day=2)
    put(store, package, RETURNED, 3, day=4)
    assert store.responses.get(package.response_id) == before
    assert len(store.receipts.of(package.response_id)) == 3


def test_an_older_receipt_counts_as_older_though_the_newest_changed_no_state(store: Store) -> None:
    package = handed_over(store)
    newest = receipt_of(package, "accepted", number=2, issued=NOW + 5 * DAY)
    store.receipts.add(newest, (), None)
    put(store, package, RECEIVED, 1, day=2)
    assert state(store, package) == ResponseState.EXPORTED


def test_a_receipt_of_one_response_says_nothing_about_another(store: Store) -> None:
    one, two = handed_over(store), handed_over(store)
    put(store, one, ACCEPTED, day=9)
    put(store, two, RECEIVED, day=2)
    assert (state(store, one), state(store, two)) == (ACCEPTED, RECEIVED)


STATUSES = st.sampled_from([RECEIVED, ACCEPTED, RETURNED])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(STATUSES, st.integers(1, 3)), min_size=1, max_size=5))
def test_in_whatever_order_receipts_come_the_last_issued_holds(
    shared: Store, said: list[tuple[ResponseState, int]]
) -> None:
    package = handed_over(shared)
    kept: list[Receipt] = []
    for number, (status, day) in enumerate(said):
        kept.append(put(shared, package, status, number, day))
        kept.sort(key=lambda each: (each.issued, each.status != "received", each.receipt_id), reverse=True)
        assert shared.receipts.of(package.response_id) == tuple(kept)
        assert state(shared, package) == kept[0].status


def test_the_decision_holds_over_the_arrival_of_the_same_second(store: Store) -> None:
    for order in ((RECEIVED, ACCEPTED), (ACCEPTED, RECEIVED)):
        package = handed_over(store)
        for number, status in enumerate(order):
            put(store, package, status, number)
        assert state(store, package) == ACCEPTED


@pytest.mark.parametrize("status", [RECEIVED, ACCEPTED, RETURNED])
def test_what_was_answered_for_is_still_not_changed(store: Store, status: ResponseState) -> None:
    package = handed_over(store)
    put(store, package, status)
    with pytest.raises(StoreError) as caught:
        store.responses.record_answer(package.response_id, {"/data/a": "1"}, None, LATE, 1, 13)
    assert caught.value.code == "STORE-017"
    correction = correct(store, package.response_id)
    store.responses.record_answer(correction.id, {"/data/a": "1"}, None, LATE, 1, 13)
    assert state(store, package) == status


# -- observations ----------------------------------------------------------------------------------------------------


def test_what_was_seen_is_no_longer_open(store: Store) -> None:
    package = handed_over(store)
    receipt = put(store, package, RETURNED)
    assert store.receipts.open_observations(package.response_id) == store.receipts.observations(receipt.sha256)
    store.receipts.mark_seen(receipt.sha256, 1, LATE)
    (left,) = store.receipts.open_observations(package.response_id)
    assert (left.position, left.text) == (2, REMARKS[1][1])
    assert [each.seen for each in store.receipts.observations(receipt.sha256)] == [LATE, None]
    store.receipts.mark_seen(receipt.sha256, 2, LATE)
    assert store.receipts.open_observations(package.response_id) == ()


def test_the_moment_at_which_it_was_first_seen_stays(store: Store) -> None:
    receipt = put(store, handed_over(store), RETURNED)
    for later in (timedelta(microseconds=1), DAY, timedelta(0)):
        store.receipts.mark_seen(receipt.sha256, 2, LATE + later)
    assert [each.seen for each in store.receipts.observations(receipt.sha256)] == [
        None,
        LATE + timedelta(microseconds=1),
    ]


@pytest.mark.parametrize(("known", "position"), [(True, 0), (True, 3), (False, 1)])
def test_an_observation_that_is_not_there_is_not_seen(store: Store, known: bool, position: int) -> None:
    receipt = put(store, handed_over(store), RETURNED)
    with pytest.raises(StoreError) as caught:
        store.receipts.mark_seen(receipt.sha256 if known else "0" * 64, position, LATE)
    assert caught.value.code == "STORE-009"
    assert [each.seen for each in store.receipts.observations(receipt.sha256)] == [None, None]


def test_observations_stay_open_in_the_revision_that_corrects(store: Store) -> None:
    package = handed_over(store)
    receipt = put(store, package, RETURNED)
    second = correct(store, package.response_id)
    assert [each.receipt for each in store.receipts.open_observations(second.id)] == [receipt.sha256] * 2
    assert store.receipts.of(second.id) == ()
    corrected = package_of(second.id, revision=2)
    store.packages.add(corrected)
    again = put(store, corrected, RETURNED, day=6)
    store.receipts.mark_seen(receipt.sha256, 1, LATE)
    third = correct(store, second.id)
    found = [(each.receipt, each.position) for each in store.receipts.open_observations(third.id)]
    assert found == [(again.sha256, 1), (again.sha256, 2), (receipt.sha256, 2)]
    # A revision does not know what was said of those after it.
    assert [each.receipt for each in store.receipts.open_observations(package.response_id)] == [receipt.sha256]


# -- kept, copied and let go of --------------------------------------------------------------------------------------


def test_a_response_with_a_receipt_is_not_deleted(store: Store) -> None:
    response = start_response(store)
    receipt = put(store, package_of(response), RETURNED)
    second = correct(store, response)
    for each in (response, second.id):
        assert not store.keeping.delete(each, LATE)
        assert store.responses.get(each).deleted_at is None
    assert store.receipts.of(response) == (receipt,)
    store.keeping.archive(response, LATE)
    assert store.receipts.of(response) == (receipt,)


def test_a_response_that_was_deleted_and_then_had_a_receipt_does_not_go(store: Store) -> None:
    response, gone = start_response(store), start_response(store)
    for each in (response, gone):
        assert store.keeping.delete(each, NOW)
    receipt = put(store, package_of(response), RECEIVED)
    store.keeping.purge(NOW + 400 * DAY)
    assert store.receipts.of(response) == (receipt,)
    with pytest.raises(StoreError, match="STORE-009"):
        store.responses.get(gone)
    store.check(thorough=True)


def test_a_copy_of_a_response_has_no_receipts(store: Store) -> None:
    package = handed_over(store)
    put(store, package, RETURNED)
    copy = store.keeping.duplicate(package.response_id, at=LATE)
    assert store.receipts.of(copy) == ()
    assert store.receipts.open_observations(copy) == ()
    assert store.responses.get(copy).state == ResponseState.READY
    assert store.keeping.delete(copy, LATE)


@pytest.mark.parametrize(
    "act",
    [
        lambda store, package: put(store, package, RETURNED, 2, 6),
        lambda store, package: store.receipts.mark_seen(put(store, package, RETURNED, 2, 6).sha256, 1, LATE),
    ],
)
def test_what_came_is_there_after_reopening(store: Store, act: Callable[[Store, Package], object]) -> None:
    package = handed_over(store)
    put(store, package, RECEIVED)
    act(store, package)
    before = store.receipts.of(package.response_id), store.receipts.open_observations(package.response_id)
    folder = store._database.path.parent
    store.close()
    with open_store(folder, version=VERSION) as again:
        after = again.receipts.of(package.response_id), again.receipts.open_observations(package.response_id)
        assert after == before
        assert state(again, package) == RETURNED
        again.check(thorough=True)
