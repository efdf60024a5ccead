"""Receiving is the same in SQLite and in PostgreSQL, where two analysts may do it at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from desktop_app.errors import ReceptionError
from desktop_app.reception.books import Books
from desktop_app.reception.tables import arrivals, responses
from desktop_app.submission.authority import Vault
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import Tally, receive_folder
from tests.support import post_bag
from tests.support.authorities import vault
from tests.support.both_databases import DATABASES, address, everything
from tests.support.reception import SOON, mixed_folder


@pytest.fixture
def entity(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "llegó"
    found.mkdir()
    return found


@pytest.fixture
def bag(entity: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> post_bag.Bag:
    """Sixty files of six initiatives."""
    monkeypatch.setattr(post_bag, "SIGNERS", 6)
    return post_bag.fill(entity, folder, 60)


def take(entity: Vault, folder: Path, address: str) -> Tally:
    with opened(entity, address) as found:
        return receive_folder(found, folder, SOON)


def outcomes(address: str) -> Counter[str]:
    with Books.open(address) as books, books.read() as connection:
        return Counter(connection.scalars(select(arrivals.c.outcome)))


def test_each_file_becomes_the_same(entity: Vault, folder: Path, books_address: str) -> None:
    expected = mixed_folder(entity, folder)
    take(entity, folder, books_address)
    with Books.open(books_address) as books, books.read() as connection:
        found = connection.execute(select(arrivals.c.name, arrivals.c.outcome, arrivals.c.code)).all()
    assert {name: (outcome, code) for name, outcome, code in found} == expected


def test_the_same_folder_again_changes_nothing(entity: Vault, folder: Path, books_address: str) -> None:
    expected = mixed_folder(entity, folder)
    take(entity, folder, books_address)
    before = everything(books_address)
    again = take(entity, folder, books_address)
    assert again.known == len(expected)
    assert everything(books_address) == before


def test_both_databases_hold_the_same_to_the_last_row(
    entity: Vault, folder: Path, bag: post_bag.Bag, tmp_path: Path
) -> None:
    first, second = (address(database, tmp_path) for database in DATABASES)
    for each in (first, second):
        take(entity, folder, each)
    assert everything(first) == everything(second)
    assert dict(outcomes(first)) == {name: count for name, count in bag.outcomes.items() if count}


def test_two_analysts_at_once_lose_and_double_nothing(
    entity: Vault, folder: Path, bag: post_bag.Bag, books_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.workflows import intake

    monkeypatch.setattr(intake, "BATCH_FILES", 4)
    with ThreadPoolExecutor(2) as both:
        tallies = list(both.map(lambda _: take(entity, folder, books_address), range(2)))
    assert [tally.files for tally in tallies] == [bag.files, bag.files]
    assert dict(outcomes(books_address)) == {name: count for name, count in bag.outcomes.items() if count}
    written = sum(tally.files - tally.known for tally in tallies)
    assert written == bag.files
    with Books.open(books_address) as books, books.read() as connection:
        kept = connection.execute(select(responses.c.member, responses.c.wave, responses.c.current)).all()
    current = Counter((row.member, row.wave) for row in kept if row.current)
    assert set(current.values()) == {1}
    assert len(current) == len({(row.member, row.wave) for row in kept})
    assert len(kept) == bag.outcomes["filed"] + bag.outcomes["replaced"]


def test_a_database_that_is_gone_is_told_in_words(entity: Vault, folder: Path) -> None:
    gone = address("postgresql", folder).replace("telar-postgres-", "ninguno-")
    with pytest.raises(ReceptionError) as told, opened(entity, gone):
        pass
    assert told.value.code == "RCV-021"


def _stopped_halfway(books: Books) -> None:
    with books.write() as connection:
        connection.execute(arrivals.update().values(outcome="filed"))
        raise RuntimeError("stopped")


def test_what_a_batch_could_not_finish_is_not_there(entity: Vault, folder: Path, books_address: str) -> None:
    mixed_folder(entity, folder)
    take(entity, folder, books_address)
    before = everything(books_address)
    with Books.open(books_address) as books, pytest.raises(RuntimeError):
        _stopped_halfway(books)
    assert everything(books_address) == before


def test_postgresql_knows_at_once_how_much_came(entity: Vault, folder: Path) -> None:
    mixed_folder(entity, folder)
    place = address("postgresql", folder)
    take(entity, folder, place)
    with Books.open(place) as books, books.read() as connection:
        found = connection.execute(text("SELECT reltuples FROM pg_class WHERE relname = 'arrivals'")).scalar_one()
        assert found == connection.scalar(select(func.count()).select_from(arrivals))
