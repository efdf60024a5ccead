"""Several steps as one transaction."""

from __future__ import annotations

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import Card, Store
from tests.support.stores import NOW


def add_and_fail(store: Store) -> None:
    with store.together():
        store.initiatives.add(Card(name="tres"), at=NOW)
        store.responses.start("nobody", 1, wave="2026", at=NOW, total=1)


def test_what_is_done_together_is_there_whole_or_not_at_all(store: Store) -> None:
    def names() -> list[str]:
        return [each.card.name for each in store.initiatives.list()]

    with store.together():
        store.initiatives.add(Card(name="uno"), at=NOW)
        with store.together():
            store.initiatives.add(Card(name="dos"), at=NOW)
        assert names() == ["dos", "uno"]
    with pytest.raises(StoreError) as raised:
        add_and_fail(store)
    assert raised.value.code == "STORE-009"
    assert names() == ["dos", "uno"]
    store.initiatives.add(Card(name="cinco"), at=NOW)
    assert names() == ["cinco", "dos", "uno"]
