"""Files that answers name: kept once, found by every later revision, and let go when nobody names them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import ResponseState, Store
from desktop_app.store.attachments import MOST_BYTES, MOST_BYTES_OF_RESPONSE, MOST_FILES, Attachment
from tests.support.stores import FILE, FILE_REF, NOW, open_store, start_response


def add(store: Store, response: str, name: str = "acta.pdf", content: bytes = FILE, **more: object) -> Attachment:
    given: dict[str, object] = {"media_type": "application/pdf", "at": NOW, "others": frozenset()}
    return store.attachments.add(response, name=name, content=content, **{**given, **more})  # type: ignore[arg-type]


def answer(store: Store, response: str, name: str, ref: str = FILE_REF) -> None:
    store.responses.record_answer(response, {ref: name}, ref, NOW, 1, 13)


def revision_of(store: Store, response: str) -> str:
    """The next revision of a response that was handed over."""
    store.responses.set_state(response, ResponseState.EXPORTED, at=NOW)
    first = store.responses.get(response)
    known = store.responses.answers(response)
    return store.responses.start(
        first.initiative_id, first.instrument_id, wave="2026", at=NOW, total=13, answers=known, replaces=first
    ).id


def kept_contents(store: Store) -> int:
    with store._database.transaction() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM contents").scalar_one())


def refused(code: str) -> pytest.RaisesExc[StoreError]:
    return pytest.raises(StoreError, match=code)


def test_a_file_comes_back_as_it_was(store: Store) -> None:
    response = start_response(store)
    kept = add(store, response)
    assert (kept.name, kept.size, kept.media_type, kept.added) == ("acta.pdf", len(FILE), "application/pdf", NOW)
    assert store.attachments.list(response) == (kept,)
    assert store.attachments.content(response, "acta.pdf") == FILE


def test_another_content_of_the_same_name_gets_a_number(store: Store) -> None:
    response = start_response(store)
    names = [add(store, response, content=FILE + bytes([n])).name for n in range(3)]
    assert names == ["acta.pdf", "acta-2.pdf", "acta-3.pdf"]
    assert store.attachments.content(response, "acta-2.pdf") == FILE + b"\x01"


def test_the_same_content_is_kept_once(store: Store) -> None:
    one, other = start_response(store), start_response(store, wave="2027")
    assert add(store, one) == add(store, one, at=NOW + timedelta(days=1))
    assert add(store, one, name="copia.pdf").sha256 == add(store, other).sha256
    assert len(store.attachments.list(one)) == 2
    assert kept_contents(store) == 1


def test_a_revision_finds_the_files_of_those_before_it_and_not_the_other_way_round(store: Store) -> None:
    first = start_response(store)
    add(store, first)
    answer(store, first, "acta.pdf")
    second = revision_of(store, first)
    third = revision_of(store, second)
    assert add(store, second, content=b"%PDF-2").name == "acta-2.pdf"
    assert [each.name for each in store.attachments.list(third)] == ["acta-2.pdf", "acta.pdf"]
    assert store.attachments.content(third, "acta.pdf") == FILE
    assert [each.name for each in store.attachments.list(first)] == ["acta.pdf"]
    with refused("STORE-036"):
        store.attachments.content(first, "acta-2.pdf")


def test_another_response_does_not_see_them(store: Store) -> None:
    one, other = start_response(store), start_response(store, wave="2027")
    add(store, one)
    assert store.attachments.list(other) == ()
    with refused("STORE-036") as caught:
        store.attachments.content(other, "acta.pdf")
    assert "acta.pdf" in caught.value.explain().cause
    assert "acta.pdf" not in caught.value.detail


def test_a_response_that_is_not_there(store: Store) -> None:
    with refused("STORE-009"):
        add(store, "nobody")
    assert store.attachments.list("nobody") == ()
    assert kept_contents(store) == 0


# -- limits ----------------------------------------------------------------------------------------------------------


def test_a_file_of_the_largest_size_is_kept_and_one_byte_more_is_not(store: Store) -> None:
    response = start_response(store)
    assert add(store, response, content=bytes(MOST_BYTES)).size == MOST_BYTES
    with refused("STORE-032") as caught:
        add(store, response, content=bytes(MOST_BYTES + 1))
    assert "16 MB" in caught.value.explain().cause


def test_what_remains_is_said(store: Store) -> None:
    response = start_response(store)
    add(store, response, content=bytes(MOST_BYTES))
    left = MOST_BYTES_OF_RESPONSE - MOST_BYTES
    with refused("STORE-033") as caught:
        add(store, response, name="b.pdf", content=bytes(left + 1), others={"acta.pdf"})
    assert "quedan 4.0 MB" in caught.value.explain().cause
    assert add(store, response, name="b.pdf", content=bytes(left), others={"acta.pdf"}).size == left


def test_what_no_answer_names_does_not_count(store: Store) -> None:
    response = start_response(store)
    add(store, response, content=bytes(MOST_BYTES))
    assert add(store, response, content=bytes(MOST_BYTES - 1), others={"", "2", "otra cosa"}).name == "acta-2.pdf"


def test_no_more_files_than_a_package_takes(store: Store) -> None:
    response = start_response(store)
    names = {add(store, response, content=b"%PDF-" + bytes([n])).name for n in range(MOST_FILES)}
    with refused("STORE-035"):
        add(store, response, content=b"one more", others=names)
    assert len(store.attachments.list(response)) == MOST_FILES


# -- letting go ------------------------------------------------------------------------------------------------------


def test_what_is_named_stays_and_the_rest_goes_when_the_program_starts(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        response = start_response(store)
        for name in ("acta.pdf", "foto.png"):
            add(store, response, name=name, content=name.encode())
        answer(store, response, "foto.png")
        answer(store, response, "acta.pdf")  # taken back: an answer of today may still come to name the picture again
        assert store.attachments.content(response, "foto.png") == b"foto.png"
    with open_store(data_dir) as store:
        assert [each.name for each in store.attachments.list(response)] == ["acta.pdf"]
        assert kept_contents(store) == 1
        store.check(thorough=True)


def test_a_file_that_only_a_later_revision_or_only_the_first_names_stays(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        first = start_response(store)
        add(store, first)
        answer(store, first, "acta.pdf")
        second = revision_of(store, first)
        answer(store, second, "")
        add(store, second, name="b.pdf", content=b"%PDF-b")
        third = revision_of(store, second)
        answer(store, third, "b.pdf")
    with open_store(data_dir) as store:
        assert [each.name for each in store.attachments.list(third)] == ["acta.pdf", "b.pdf"]


def test_a_content_stays_while_another_response_has_it(store: Store) -> None:
    one, other = start_response(store), start_response(store, wave="2027")
    add(store, one)
    add(store, other)
    answer(store, one, "acta.pdf")
    store.attachments.tidy()
    assert store.attachments.list(other) == ()
    assert store.attachments.content(one, "acta.pdf") == FILE


def test_a_database_that_takes_no_writing_opens_all_the_same(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        response = start_response(store)
        add(store, response)
    with closing(sqlite3.connect(data_dir / "telar.sqlite3")) as connection, connection:
        connection.execute("CREATE TRIGGER no BEFORE DELETE ON attachments BEGIN SELECT RAISE(ABORT, 'no'); END")
    with open_store(data_dir) as store:
        assert [each.name for each in store.attachments.list(response)] == ["acta.pdf"]


def test_other_bytes_than_were_put_there_are_refused(store: Store) -> None:
    response = start_response(store)
    add(store, response)
    with store._database.transaction() as connection:
        connection.exec_driver_sql("UPDATE contents SET content = zeroblob(size)")
    with refused("STORE-002"):
        store.attachments.content(response, "acta.pdf")
