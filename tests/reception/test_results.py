"""A wave's figures are those that its answers give, in either database, and tell of nobody alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.published import LEAST, Published
from desktop_app.reception.books import Books, address_of
from desktop_app.reception.reference import reference
from desktop_app.reception.registry import Member
from desktop_app.reception.results import published
from desktop_app.reception.scope import Filters, choices
from desktop_app.reception.tables import metadata
from tests.support import plain_results as plain
from tests.support.plain_results import ASKED, EFFECTS, PLACES, SECTORS, WHO, Wave, results_form
from tests.support.small_waves import Answering, write_wave

AMOUNTS = st.one_of(
    st.integers(0, 3000).map(str),
    st.decimals(0, 10_000, places=2).map(str),
    st.sampled_from(["0", "0.00005", "-3", "9999999999.9999", "10000000001", "1e3", "mucho", "ns"]),
)
PERCENTS = st.sampled_from(["0", "12.5", "33.33", "66.67", "100"])
CHOICES = {
    f"{WHO}/sector": (*SECTORS,),
    f"{WHO}/place": (*PLACES,),
    f"{WHO}/house": ("north", "south", "other", "none of these"),
    f"{ASKED}/state": ("none", "half", "done", "full", "ns", "another"),
    f"{ASKED}/rate": ("0", "1", "2"),
    "/data/level": ("1", "2", "9", "na"),
}
SCORES = ("a", "b", "d", "i2", "total")


@st.composite
def answers(draw: st.DrawFn) -> dict[str, str]:
    """What an initiative may have answered, gaps and nonsense included."""
    found = {ref: draw(st.sampled_from((*offered, ""))) for ref, offered in CHOICES.items()}
    found[f"{WHO}/sector"] = draw(st.sampled_from(SECTORS))
    found[f"{ASKED}/effects"] = draw(
        st.one_of(
            st.lists(st.sampled_from(EFFECTS), max_size=3, unique=True).map(" ".join),
            st.sampled_from(["none", "na", "jobs elsewhere"]),
        )
    )
    for name in ("before", "after", "small", "large", "public"):
        found[f"{ASKED}/{name}"] = draw(st.one_of(st.just(""), AMOUNTS))
    for name in ("home", "abroad"):
        found[f"{ASKED}/{name}"] = draw(st.one_of(st.just(""), PERCENTS))
    for name in SCORES:
        found[f"/data/{name}"] = draw(st.sampled_from(["", "na", "0", "0.67", "1", "1.5", "2"]))
    return found


@st.composite
def waves(draw: st.DrawFn) -> list[Wave]:
    """A wave, or two."""
    found = []
    for name in draw(st.sampled_from([("2026",), ("2024", "2026")])):
        every = draw(st.lists(answers(), max_size=14))
        listed = draw(st.lists(st.tuples(st.sampled_from(SECTORS), st.sampled_from((*PLACES, ""))), max_size=9))
        told = [Answering(f"ic-{number}", each, f"Clúster {number}") for number, each in enumerate(every)]
        found.append(Wave(name, told, listed))
    return found


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    with Books.open(address_of(tmp_path_factory.mktemp("libros") / "libros.sqlite3")) as found:
        yield found


def write(books: Books, every: list[Wave]) -> None:
    """Makes ``every`` all that is in the books. What is on the list says more than the answers do not."""
    with books.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "settings":
                connection.execute(table.delete())
        for wave in every:
            listed = [
                Member(f"list-{number}", f"Inscrita {number}", place, "", sector)
                for number, (sector, place) in enumerate(wave.listed)
            ]
            write_wave(connection, results_form(), wave.name, wave.answering, listed)


def read(books: Books, wave: str = "2026", filters: Filters | None = None, language: str = "es") -> Published:
    with books.read() as connection:
        return published(connection, results_form(), wave, filters or Filters(), language)


def unlabelled(figures: Mapping[str, Any]) -> dict[str, Any]:
    ranked = {"effects", "pareto"}
    return {
        key: [{name: cell for name, cell in row.items() if name != "label"} for row in value]
        if key in ranked and value is not None
        else value
        for key, value in figures.items()
        if key != "both"
    }


@given(waves(), st.sampled_from(["", "agro"]))
@settings(max_examples=80)
def test_figures_are_what_the_answers_give(books: Books, every: list[Wave], sector: str) -> None:
    write(books, every)
    found = read(books, filters=Filters(macrosector=sector))
    *before, now = (each.part(sector) for each in every)
    earlier = before[0] if before and every[0].answering else None
    assert unlabelled(found.figures) == plain.figures(now, earlier, has_list=bool(every[-1].listed))
    assert found.previous == ("2024" if earlier is not None else None)


@given(waves(), st.sampled_from(["", "agro"]))
@settings(max_examples=40)
def test_who_answered_twice_is_compared_with_oneself(books: Books, every: list[Wave], sector: str) -> None:
    write(books, every)
    both = read(books, filters=Filters(macrosector=sector)).figures["both"]
    *before, now = every
    earlier = {each.member: each.answers for each in before[0].answering} if before else {}
    pairs = [(earlier[each.member], each.answers) for each in now.part(sector).answering if each.member in earlier]
    if len(pairs) < LEAST:
        assert both is None
        return
    assert both["n"] == len(pairs)
    for name, told in (("total", both["total_mean"]), ("a", both["area_mean"]["A"]), ("b", both["area_mean"]["B"])):
        scores = [tuple(plain.number(each.get(f"/data/{name}")) for each in pair) for pair in pairs]
        known = [(first, second) for first, second in scores if first is not None and second is not None]
        for side, key in enumerate(("previous", "current")):
            values = [pair[side] for pair in known]
            assert told[key] == (plain.two(sum(values) / len(values)) if len(values) >= LEAST else None)


@given(waves())
@settings(max_examples=40)
def test_nothing_is_told_of_fewer_than_five(books: Books, every: list[Wave]) -> None:
    """But for how many they are, and what the list says."""
    *before, now = every
    write(books, [*before, Wave(now.name, now.answering[: LEAST - 1], now.listed)])
    found = read(books)
    open_keys = {"wave", "registered", "responding", "participation_pct", "departments", "macrosector_pct"}
    assert _leaves({key: value for key, value in found.figures.items() if key not in open_keys}) == set()
    counted = {"participation", "macrosectors", "departments", "macrosector_pct"}
    for table in found.tables:
        for row in table.rows:
            told = {
                column.key for column, cell in zip(table.columns, row, strict=True) if isinstance(cell, int | float)
            }
            assert table.key in counted or told <= {"count", "previous"}, table


def _leaves(value: Any) -> set[Any]:
    if isinstance(value, dict):
        return set().union(*(_leaves(each) for each in value.values()), set())
    if isinstance(value, list):
        return set().union(*(_leaves(each) for each in value), set())
    return set() if value is None else {value}


def random_waves(seed: int, count: int) -> list[Wave]:
    chance = Random(seed)
    found = []
    for name in ("2024", "2026"):
        told = []
        for number in range(count):
            given_ = {ref: chance.choice((*offered, "")) for ref, offered in CHOICES.items()}
            given_[f"{ASKED}/effects"] = " ".join(chance.sample(EFFECTS, chance.randint(0, 3)))
            for each in ("before", "after", "small", "large", "public", "home", "abroad"):
                given_[f"{ASKED}/{each}"] = str(chance.randint(0, 10**9) / 10**4)
            for each in SCORES:
                given_[f"/data/{each}"] = str(chance.randint(0, 200) / 100)
            told.append(Answering(f"ic-{number}" if number % 3 else f"{name}-{number}", given_, f"Clúster {number}"))
        found.append(Wave(name, told, [(chance.choice(SECTORS), chance.choice(PLACES)) for _ in range(count + 9)]))
    return found


def test_both_databases_give_the_same_bytes(tmp_path: Path) -> None:
    from tests.support.both_databases import DATABASES, address

    told = []
    for database in DATABASES:
        with Books.open(address(database, tmp_path)) as books:
            write(books, random_waves(7, 150))
            every = [read(books, filters=each) for each in (Filters(), Filters(macrosector="agro"), Filters(level="2"))]
            with books.read() as connection:
                offered = choices(connection, "encuesta", "2026")
            told.append(json.dumps([[each.figures for each in every], repr(every), offered], ensure_ascii=False))
    assert told[0] == told[1]
    assert '"n": 150' in told[0]


def test_who_has_another_id_is_known_by_a_name_that_is_alone(books: Books) -> None:
    score = {"/data/total": "1", "/data/a": "1"}
    higher = {"/data/total": "2", "/data/a": "1.5"}
    names = ["Café & Cacao", "Moda", "Lácteos", "Turismo", "Software", "Gemela", "Gemela"]
    first = [Answering(f"old-{number}", score, name) for number, name in enumerate(names)]
    second = [Answering(f"new-{number}", higher, name.upper()) for number, name in enumerate(names)]
    write(books, [Wave("2024", first), Wave("2026", second)])
    both = read(books).figures["both"]
    assert both["n"] == 5
    assert both["total_mean"] == {"previous": 1.0, "current": 2.0}
    assert both["area_mean"]["A"] == {"previous": 1.0, "current": 1.5}


def test_only_the_latest_revision_of_each_counts(books: Books) -> None:
    told = [Answering(f"ic-{number}", {"/data/total": "1"}) for number in range(5)]
    older = [Answering("ic-0", {"/data/total": "2"}, current=False)]
    write(books, [Wave("2026", [*told, *older])])
    assert (read(books).figures["responding"], read(books).figures["total_mean"]) == (5, 1.0)


def test_a_list_that_knows_no_macrosectors_is_not_filtered_by_them(books: Books) -> None:
    told = [Answering(f"ic-{number}", {f"{WHO}/sector": "agro"}) for number in range(6)]
    write(books, [Wave("2026", told, [("", "05")] * 8)])
    assert read(books).figures["participation_pct"] == 75.0
    part = read(books, filters=Filters(macrosector="agro")).figures
    assert (part["registered"], part["participation_pct"], part["responding"]) == (None, None, 6)


@pytest.mark.parametrize("language", ["es", "en"])
def test_tables_are_whole_and_named(books: Books, language: str) -> None:
    write(books, random_waves(3, 80))
    found = read(books, filters=Filters(macrosector="agro"), language=language)
    keys = [table.key for table in found.tables]
    assert len(set(keys)) == len(keys)
    assert {"participation", "macrosectors", "departments", "levels", "areas", "pareto", "both"} <= set(keys)
    assert {"state_pct", "effects", "sales_market_pct", "size_pct", "funds_pct", "sales_money"} <= set(keys)
    sections = [table.section for table in found.tables]
    assert all(sections)
    for table in found.tables:
        assert len(table.key) <= 31
        assert table.title
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(column.title for column in table.columns)
    titles = {table.key: table.title for table in found.tables}
    assert titles["effects"] == {"es": "Efectos logrados", "en": "Effects achieved"}[language]
    state = next(table for table in found.tables if table.key == "state_pct")
    assert [row[0] for row in state.rows][-1] == {"es": "Hecho del todo", "en": "Quite done"}[language]
    assert found.filters == ({"es": "Macrosector: Agro", "en": "Macro-sector: Agro"}[language],)
    assert found.title == {"es": "Encuesta", "en": "Survey"}[language]


def test_what_can_be_filtered_by_is_what_there_is(books: Books) -> None:
    write(books, random_waves(3, 40))
    with books.read() as connection:
        assert choices(connection, "encuesta", "2026")["macrosector"] == (
            ("agro", "Agro"),
            ("industry", "Industria"),
            ("services", "Servicios"),
        )
        assert [code for code, _ in choices(connection, "encuesta", "2026", "en")["level"]] == ["1", "2", "9", "na"]
        assert choices(connection, "encuesta", "2030")["department"] == ()


def test_a_card_that_answers_what_the_form_has_not_is_told_as_not_known(books: Books) -> None:
    odd = {f"{WHO}/sector": "=cmd|x", f"{WHO}/place": "x" * 5000, "/data/total": "1", "/data/a": "1"}
    write(books, [Wave("2026", [Answering(f"ic-{number}", odd) for number in range(6)])])
    found = read(books)
    rows = {table.key: table.rows for table in found.tables}
    assert rows["macrosectors"] == rows["departments"] == (("Sin dato", 6),)
    assert "macrosector_means" not in rows
    with books.read() as connection:
        told = json.loads(reference(connection, results_form(), "2026"))
    assert told["macrosector"] == {}


def test_tables_whose_keys_are_cut_alike_stay_apart() -> None:
    from desktop_app.reception.result_tables import _free

    taken: set[str] = set()
    found = [_free(key, taken) for key in ("a" * 31, "a" * 31, "a" * 31, "b", "b")]
    assert found == ["a" * 31, "a" * 29 + "_2", "a" * 29 + "_3", "b", "b_2"]
