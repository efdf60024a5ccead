"""What the program remembers between two openings."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.store import Store
from tests.support.stores import open_store

TEXT = st.text(st.characters(codec="utf-8"), max_size=50)


def test_what_was_never_set_is_the_default(store: Store) -> None:
    assert store.settings.get("language") is None
    assert store.settings.get("language", "es") == "es"


def test_the_last_value_stands_and_survives(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        for language in ("es", "en"):
            store.settings.set("language", language)
    with open_store(data_dir) as store:
        assert store.settings.get("language", "es") == "en"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(TEXT, TEXT)
def test_any_text_comes_back(store: Store, key: str, value: str) -> None:
    store.settings.set(key, value)
    assert store.settings.get(key) == value


def test_what_was_removed_is_as_never_set(store: Store) -> None:
    store.settings.set("language", "en")
    store.settings.set("other", "stays")
    before = store.settings.all()
    store.settings.remove("language")
    store.settings.remove("never set")
    assert store.settings.get("language") is None
    assert store.settings.all() == {key: value for key, value in before.items() if key != "language"}
