"""Pinned roots, issued certificates and CRLs: each kept once, and never replaced by something older."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import StoreError
from desktop_app.store import RevocationList, Store
from tests.support.stores import (
    KEY_FINGERPRINT,
    NOW,
    ROOT,
    authority_of,
    certificate_of,
    open_store,
    revocation_list_of,
)

AUTHORITY = authority_of()
OTHER = authority_of(b"another root", pinned=NOW + timedelta(days=1))


# -- roots -----------------------------------------------------------------------------------------------------------


def test_nobody_is_trusted_at_first(store: Store) -> None:
    assert store.trust.pinned() == ()


def test_a_pinned_root_comes_back_as_it_was(store: Store) -> None:
    assert store.trust.pin(AUTHORITY)
    assert store.trust.pinned() == (AUTHORITY,)


def test_a_root_is_pinned_once_and_its_first_moment_stays(store: Store) -> None:
    store.trust.pin(AUTHORITY)
    assert not store.trust.pin(replace(AUTHORITY, name="Otro nombre", pinned=NOW + timedelta(days=9)))
    assert store.trust.pinned() == (AUTHORITY,)


def test_roots_stand_in_the_order_in_which_they_were_pinned(store: Store) -> None:
    assert store.trust.pin(OTHER)
    assert store.trust.pin(AUTHORITY)
    assert store.trust.pinned() == (AUTHORITY, OTHER)


@pytest.mark.parametrize("fingerprint", ["", "0" * 64, AUTHORITY.fingerprint.upper()])
def test_a_root_under_the_fingerprint_of_another_is_a_programming_error(store: Store, fingerprint: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        store.trust.pin(replace(AUTHORITY, fingerprint=fingerprint))
    assert store.trust.pinned() == ()


def test_a_root_does_not_show_its_bytes_where_it_is_printed() -> None:
    assert "certificate" not in repr(AUTHORITY)
    assert repr(ROOT) not in repr(AUTHORITY)


# -- certificates ----------------------------------------------------------------------------------------------------


def test_a_key_without_a_certificate_has_none(store: Store) -> None:
    store.trust.add_certificate(certificate_of(key="9f" * 32))
    assert store.trust.certificate_for(KEY_FINGERPRINT) is None


def test_a_certificate_comes_back_for_its_key(store: Store) -> None:
    assert store.trust.add_certificate(certificate_of())
    assert store.trust.certificate_for(KEY_FINGERPRINT) == certificate_of()


def test_a_certificate_that_is_known_changes_nothing(store: Store) -> None:
    store.trust.add_certificate(certificate_of())
    again = replace(certificate_of(), imported=NOW + timedelta(days=3), key_fingerprint="9f" * 32)
    assert not store.trust.add_certificate(again)
    assert store.trust.certificate_for(KEY_FINGERPRINT) == certificate_of()
    assert store.trust.certificate_for("9f" * 32) is None


@pytest.mark.parametrize("order", [(2026, 2028, 2030), (2030, 2028, 2026), (2028, 2030, 2026)])
def test_of_several_certificates_the_latest_holds(store: Store, order: tuple[int, ...]) -> None:
    for year in order:
        store.trust.add_certificate(certificate_of(f"{year}" * 16, year=year))
    assert store.trust.certificate_for(KEY_FINGERPRINT) == certificate_of("2030" * 16, year=2030)


def test_a_later_certificate_holds_though_it_ends_earlier(store: Store) -> None:
    long, short = certificate_of("1f" * 32), certificate_of("2f" * 32)
    renewed = replace(short, not_before=short.not_before + timedelta(days=1), not_after=NOW + timedelta(days=90))
    store.trust.add_certificate(renewed)
    store.trust.add_certificate(long)
    assert store.trust.certificate_for(KEY_FINGERPRINT) == renewed


def test_of_those_that_begin_together_the_one_that_ends_last_holds(store: Store) -> None:
    short, long = certificate_of("1f" * 32), certificate_of("2f" * 32)
    store.trust.add_certificate(replace(long, not_after=long.not_after + timedelta(days=1)))
    store.trust.add_certificate(short)
    found = store.trust.certificate_for(KEY_FINGERPRINT)
    assert found is not None
    assert found.fingerprint == long.fingerprint


@pytest.mark.parametrize("wrong", [{"fingerprint": "ab"}, {"key_fingerprint": ""}])
def test_a_certificate_with_no_whole_fingerprint_is_refused(store: Store, wrong: dict[str, str]) -> None:
    with pytest.raises(StoreError) as caught:
        store.trust.add_certificate(replace(certificate_of(), **wrong))  # type: ignore[arg-type]
    assert caught.value.code == "STORE-015"
    assert store.trust.certificate_for(KEY_FINGERPRINT) is None


# -- CRLs ------------------------------------------------------------------------------------------------------------


def test_a_list_of_an_authority_that_is_not_pinned_is_refused(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.trust.put_revocation_list(revocation_list_of(AUTHORITY))
    assert caught.value.code == "STORE-009"
    assert store.trust.revocation_lists() == ()


def test_a_newer_list_takes_the_place_of_an_older_one(store: Store) -> None:
    store.trust.pin(AUTHORITY)
    older, newer = revocation_list_of(AUTHORITY), revocation_list_of(AUTHORITY, day=1)
    assert store.trust.put_revocation_list(older)
    assert store.trust.put_revocation_list(newer)
    assert store.trust.revocation_lists() == (newer,)


@pytest.mark.parametrize("day", [0, -1, -400])
def test_an_older_list_or_one_of_the_same_moment_changes_nothing(store: Store, day: int) -> None:
    store.trust.pin(AUTHORITY)
    store.trust.put_revocation_list(revocation_list_of(AUTHORITY))
    assert not store.trust.put_revocation_list(replace(revocation_list_of(AUTHORITY, day=day), content=b"other"))
    assert store.trust.revocation_lists() == (revocation_list_of(AUTHORITY),)


def test_each_issuer_of_each_authority_has_its_own_list(store: Store) -> None:
    store.trust.pin(AUTHORITY)
    store.trust.pin(OTHER)
    kept = [
        revocation_list_of(authority, issuer, day=day)
        for day, (authority, issuer) in enumerate(
            (authority, issuer) for authority in (AUTHORITY, OTHER) for issuer in ("0b" * 20, "0a" * 20)
        )
    ]
    for found in kept:
        assert store.trust.put_revocation_list(found)
    assert set(store.trust.revocation_lists()) == set(kept)
    assert store.trust.revocation_lists(OTHER.fingerprint) == (kept[3], kept[2])
    assert store.trust.revocation_lists("nobody") == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["0a", "0b"]), st.integers(-5, 5)), min_size=1, max_size=8))
def test_in_whatever_order_lists_come_the_newest_of_each_issuer_stays(
    shared: Store, arriving: list[tuple[str, int]]
) -> None:
    authority = authority_of(f"root {len(shared.trust.pinned())}".encode())
    assert shared.trust.pin(authority)
    kept: dict[str, RevocationList] = {}
    for issuer, day in arriving:
        found = revocation_list_of(authority, issuer, day=day)
        newer = issuer not in kept or found.this_update > kept[issuer].this_update
        assert shared.trust.put_revocation_list(found) is newer
        if newer:
            kept[issuer] = found
    assert {each.issuer: each for each in shared.trust.revocation_lists(authority.fingerprint)} == kept


def test_what_is_trusted_is_there_after_reopening_and_in_a_copy(data_dir: Path, tmp_path: Path) -> None:
    with open_store(data_dir) as store:
        store.trust.pin(AUTHORITY)
        store.trust.add_certificate(certificate_of())
        store.trust.put_revocation_list(revocation_list_of(AUTHORITY))
    with open_store(data_dir) as store:
        store.backup_to(tmp_path / "copia" / "telar.sqlite3")
    for folder in (data_dir, tmp_path / "copia"):
        with open_store(folder) as store:
            assert store.trust.pinned() == (AUTHORITY,)
            assert store.trust.certificate_for(KEY_FINGERPRINT) == certificate_of()
            assert store.trust.revocation_lists() == (revocation_list_of(AUTHORITY),)
