"""What is told of records is what the records give, in either database, and tells of nobody alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.published import Published
from desktop_app.reception.books import Books, address_of
from desktop_app.reception.results import published
from desktop_app.reception.scope import Filters
from desktop_app.reception.tables import metadata
from tests.support import plain_records as plain
from tests.support.plain_records import Fault, Teller, record_form
from tests.support.small_waves import Answering, write_wave

OWN = {
    "story": ("", "Una historia que nadie debe leer"),
    "kind": ("", "market", "state", "ns", "another kind"),
    "ways": ("", "law", "fund", "law fund", "pact law", "pact nonsense"),
    "link": ("", "farm", "sale"),
    "often": ("", "1", "2", "3", "ns"),
    "weight": ("", "1", "3"),
    "priority": ("0", "6", "2", ""),
    "cost": ("", "0", "12.5", "-3", "10000000001", "0.00005"),
}
SOURCE = {"giver": ("", "chamber", "firms", "nation", "bank"), "amount": ("", "0", "7", "120", "mucho")}
WHO = {"sector": ("agro", "industry"), "place": ("05", "11", "99", ""), "size": ("", "small", "large", "huge")}


@st.composite
def tellers(draw: st.DrawFn) -> list[Teller]:
    """Initiatives with gaps and nonsense in their records; some choices are made to be rare."""
    chance = Random(draw(st.integers(0, 2**32)))
    count = draw(st.integers(0, 16))
    return [some_teller(chance, draw(st.booleans())) for _ in range(count)]


def some_teller(chance: Random, likely: bool = True) -> Teller:
    def some(choices: dict[str, tuple[str, ...]]) -> dict[str, str]:
        return {
            name: (texts[1] if likely and chance.random() < 0.5 else chance.choice(texts))
            for name, texts in choices.items()
        }

    faults = [
        Fault(some(OWN), [some(SOURCE) for _ in range(chance.randint(0, 2))]) for _ in range(chance.randint(0, 3))
    ]
    return Teller(some(WHO), faults)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    with Books.open(address_of(tmp_path_factory.mktemp("libros") / "libros.sqlite3")) as found:
        yield found


def write(books: Books, every: Sequence[Teller], more: Sequence[Answering] = ()) -> None:
    """Makes ``every`` all that is in the books."""
    with books.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "settings":
                connection.execute(table.delete())
        told = [each.answering(f"ic-{number}") for number, each in enumerate(every)]
        write_wave(connection, record_form(), "2026", [*told, *more])


def read(books: Books, filters: Filters | None = None, language: str = "es") -> Published:
    with books.read() as connection:
        return published(connection, record_form(), "2026", filters or Filters(), language)


def unlabelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: unlabelled(each) for key, each in value.items() if key != "label"}
    return [unlabelled(each) for each in value] if isinstance(value, list) else value


def of_records(found: Published) -> dict[str, Any]:
    keys = ("roster", "kinds", "ways", "links", "sizes", "costs", "amounts", "paid", "given", "givers")
    return {key: unlabelled(found.figures[key]) for key in keys}


@given(tellers(), st.sampled_from(["", "agro"]))
@settings(max_examples=120)
def test_figures_are_what_the_records_give(books: Books, every: list[Teller], sector: str) -> None:
    write(books, every)
    found = read(books, Filters(macrosector=sector))
    mine = [each for each in every if sector in ("", each.who["sector"])]
    assert of_records(found) == plain.figures(mine)


def test_what_replaced_another_counts_alone(books: Books) -> None:
    every = [some_teller(Random(3)) for _ in range(9)]
    older = Answering("ic-0", some_teller(Random(9)).answering("ic-0").answers, current=False)
    write(books, every, [older])
    assert of_records(read(books)) == plain.figures(every)


def test_both_databases_give_the_same_bytes(tmp_path: Path) -> None:
    from tests.support.both_databases import DATABASES, address

    chance = Random(7)
    every = [some_teller(chance) for _ in range(120)]
    told = []
    for database in DATABASES:
        with Books.open(address(database, tmp_path)) as found:
            write(found, every)
            told.append(json.dumps([read(found).figures, repr(read(found, language="en"))], ensure_ascii=False))
    assert told[0] == told[1]
    assert '"code": "market"' in told[0]
