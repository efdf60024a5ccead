"""The forms that responses were begun with."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import StoreError
from desktop_app.store import Store
from tests.support.stores import MEDIA, XFORM


def test_a_form_comes_back_byte_for_byte(store: Store) -> None:
    added = store.instruments.add(form_id="f", version="1", title="Título", xform=XFORM, media=MEDIA)
    assert added.sha256 == hashlib.sha256(XFORM).hexdigest()
    assert store.instruments.get(added.id) == added
    source = store.instruments.source(added.id)
    assert (source.xform, source.media) == (XFORM, MEDIA)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.binary(max_size=200), st.dictionaries(st.text(st.characters(codec="utf-8")), st.binary(max_size=50)))
def test_any_bytes_come_back(store: Store, xform: bytes, media: dict[str, bytes]) -> None:
    added = store.instruments.add(form_id="f", version="1", title="T", xform=xform, media=media)
    source = store.instruments.source(added.id)
    assert (source.xform, source.media) == (xform, media)


def test_the_same_document_is_kept_once(store: Store) -> None:
    one = store.instruments.add(form_id="f", version="1", title="T", xform=XFORM)
    two = store.instruments.add(form_id="f", version="1", title="T", xform=XFORM)
    assert one == two
    assert store.instruments.list() == (one,)


def test_lists_published_anew_replace_the_former(store: Store) -> None:
    added = store.instruments.add(form_id="f", version="1", title="Antes", xform=XFORM, media={"a": b"1", "b": b"2"})
    again = store.instruments.add(form_id="f", version="1", title="Después", xform=XFORM, media={"b": b"3", "c": b"4"})
    assert (again.id, again.title) == (added.id, "Después")
    assert store.instruments.source(added.id).media == {"b": b"3", "c": b"4"}


def test_two_versions_stand_side_by_side(store: Store) -> None:
    new = store.instruments.add(form_id="g", version="2", title="T", xform=b"<two/>")
    old = store.instruments.add(form_id="f", version="1", title="T", xform=b"<one/>")
    newer = store.instruments.add(form_id="f", version="2", title="T", xform=b"<three/>")
    assert store.instruments.list() == (old, newer, new)
    assert store.instruments.source(old.id).xform == b"<one/>"


def test_one_that_is_not_there(store: Store) -> None:
    for call in (store.instruments.get, store.instruments.source):
        with pytest.raises(StoreError) as caught:
            call(77)
        assert caught.value.code == "STORE-009"
