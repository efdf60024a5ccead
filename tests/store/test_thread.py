"""The one thread of the database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import DatabaseThread
from tests.support.stores import NOW, open_store, start_response


def test_a_store_lives_on_its_thread(data_dir: Path) -> None:
    thread = DatabaseThread()
    store = thread.submit(open_store, data_dir).result(30)
    response = thread.submit(start_response, store).result(30)
    saved = [
        thread.submit(store.responses.record_answer, response, {"/data/a": str(n)}, "/data/a", NOW, 1, 13)
        for n in range(50)
    ]
    thread.submit(store.close)
    thread.stop()
    assert all(each.done() for each in saved)
    with open_store(data_dir) as again:
        assert again.responses.answers(response) == {"/data/a": "49"}
        assert [each.new for each in again.responses.history(response)] == [str(n) for n in range(50)]


def test_everything_runs_on_one_thread_in_order() -> None:
    thread = DatabaseThread()
    order: list[int] = []
    futures = [thread.submit(lambda n: (order.append(n), threading.get_ident())[1], n) for n in range(20)]
    threads = {each.result(30) for each in futures}
    thread.stop()
    assert order == list(range(20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_an_exception_travels_and_the_next_call_still_runs() -> None:
    thread = DatabaseThread()
    failed = thread.submit(divmod, 1, 0)
    after = thread.submit(divmod, 7, 2)
    with pytest.raises(ZeroDivisionError):
        failed.result(30)
    assert after.result(30) == (3, 1)
    thread.stop()


def test_stopping_finishes_what_was_queued() -> None:
    thread = DatabaseThread()
    gate = threading.Event()
    thread.submit(gate.wait, 30)
    last = thread.submit(str, "done")
    gate.set()
    thread.stop()
    assert last.done()
    assert last.result() == "done"


def test_after_stopping_a_call_comes_back_refused() -> None:
    thread = DatabaseThread()
    thread.stop()
    thread.stop()
    refused = thread.submit(str, "late")
    with pytest.raises(StoreError) as caught:
        refused.result(0)
    assert caught.value.code == "STORE-014"
