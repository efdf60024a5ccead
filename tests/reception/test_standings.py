"""Where each initiative stands, what goes back to all of them, and what goes out as open data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.published import LEAST, DataSet, Rank
from desktop_app.errors import ReceptionError
from desktop_app.reception.books import Books, address_of
from desktop_app.reception.open_data import data_sets
from desktop_app.reception.reference import reference
from desktop_app.reception.scope import Filters
from desktop_app.reception.standings import standings
from desktop_app.reception.tables import metadata
from desktop_app.reports.open_data import data_csv
from desktop_app.workflows.benchmarks import read_benchmarks
from tests.support.plain_results import ASKED, EFFECTS, PLACES, SECTORS, WHO, results_form
from tests.support.small_waves import Answering, write_wave


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    with Books.open(address_of(tmp_path_factory.mktemp("libros") / "libros.sqlite3")) as found:
        yield found


def write(books: Books, answering: Sequence[Answering]) -> None:
    with books.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "settings":
                connection.execute(table.delete())
        write_wave(connection, results_form(), "2026", answering)


def told(books: Books, filters: Filters | None = None, language: str = "es") -> list[object]:
    with books.read() as connection:
        return list(standings(connection, results_form(), "2026", filters or Filters(), language))


def sets(books: Books, filters: Filters | None = None, language: str = "es") -> tuple[DataSet, ...]:
    with books.read() as connection:
        return data_sets(connection, results_form(), "2026", filters or Filters(), language)


def scored(number: int, total: str, sector: str = "agro", **more: str) -> Answering:
    answers = {
        "/data/total": total,
        "/data/a": total,
        f"{WHO}/sector": sector,
        f"{WHO}/place": "05",
        "/data/level": "1",
    }
    return Answering(f"ic-{number}", answers | more, f"Clúster {number}")


# -- standings ---------------------------------------------------------------------------------------------------------


def test_equals_share_a_place(books: Books) -> None:
    write(books, [scored(number, total) for number, total in enumerate(["2", "1", "1", "0.5", "0"])])
    found = told(books)
    assert [each.rank for each in found] == [Rank(1, 5), Rank(2, 5), Rank(2, 5), Rank(4, 5), Rank(5, 5)]
    first = found[0]
    assert (first.member, first.initiative, first.macrosector, first.department) == (
        "ic-0",
        "Clúster 0",
        "Agro",
        "Antioquia",
    )
    assert (first.total, first.level, first.mean, first.peers, first.top) == (2.0, "Inicial", 0.9, 0.9, 2.0)
    assert (first.title, first.wave) == ("Encuesta", "2026")
    (area, other) = first.areas
    assert (area.code, area.label, area.own, area.mean, area.rank) == ("A", "Área uno", 2.0, 0.9, Rank(1, 5))
    assert (other.own, other.mean, other.rank) == (None, None, None)


def test_few_peers_are_no_yardstick(books: Books) -> None:
    others = [scored(number, "1", "services") for number in range(4)]
    write(books, [*others, *(scored(number, "2") for number in range(10, 14))])
    for each in told(books):
        assert (each.peers, each.peer_rank) == (None, None)
        assert each.mean == 1.5
        assert each.areas[0].peers is None
        assert each.areas[0].rank is None


def test_filters_choose_who_is_told_not_with_whom(books: Books) -> None:
    write(books, [scored(number, "1", SECTORS[number % 2]) for number in range(12)])
    found = told(books, Filters(macrosector="agro"), "en")
    assert [each.member for each in found] == ["ic-0", "ic-10", "ic-2", "ic-4", "ic-6", "ic-8"]
    assert {each.rank for each in found} == {Rank(1, 12)}
    assert {each.peer_rank for each in found} == {Rank(1, 6)}
    assert {each.level for each in found} == {"First"}


@given(st.lists(st.tuples(st.sampled_from(["0", "1", "1.5", "2", "na"]), st.sampled_from(SECTORS)), max_size=16))
@settings(max_examples=40)
def test_places_are_those_of_the_scores(books: Books, every: list[tuple[str, str]]) -> None:
    write(books, [scored(number, total, sector) for number, (total, sector) in enumerate(every)])
    for each, (total, sector) in zip(sorted(told(books), key=lambda one: int(one.member[3:])), every, strict=True):
        for rank, group in (
            (each.rank, [other for other, _ in every if other != "na"]),
            (each.peer_rank, [other for other, own in every if other != "na" and own == sector]),
        ):
            if total == "na" or len(group) < LEAST:
                assert rank is None
            else:
                assert rank == Rank(1 + sum(float(other) > float(total) for other in group), len(group))


# -- the reference -----------------------------------------------------------------------------------------------------


def test_the_reference_is_what_a_kit_takes(books: Books) -> None:
    write(books, [scored(number, "1.255", "agro" if number < 6 else "services") for number in range(9)])
    with books.read() as connection:
        file = read_benchmarks(reference(connection, results_form(), "2026"))
    assert (file.form_id, file.wave) == ("encuesta", "2026")
    assert [(each.scope, each.group, each.count) for each in file.benchmarks] == [
        ("national", "", 9),
        ("macrosector", "agro", 6),
    ]
    assert all(each.means == {"A": 1.26, "TOTAL": 1.26} for each in file.benchmarks)


def test_no_reference_is_made_of_four(books: Books) -> None:
    write(books, [scored(number, "1") for number in range(4)])
    with books.read() as connection, pytest.raises(ReceptionError) as error:
        reference(connection, results_form(), "2026")
    assert error.value.code == "RCV-030"
    for language in ("es", "en"):
        assert "{" not in error.value.explain(language).text()


# -- open data ---------------------------------------------------------------------------------------------------------


def answered(number: int) -> Answering:
    chance = Random(number)
    return scored(
        number,
        "1.5",
        **{
            f"{WHO}/name": f"Clúster {number}",
            f"{WHO}/phone": "601 555 0000",
            f"{WHO}/house": "north",
            f"{WHO}/second": "11",
            f"{ASKED}/state": "full",
            f"{ASKED}/rate": "2",
            f"{ASKED}/effects": "jobs skills" if number else "na",
            f"{ASKED}/before": "12.5",
            f"{ASKED}/small": str(number),
            f"{ASKED}/story": "Un texto que dice quién es",
            f"{ASKED}/day": "2026-01-31",
            f"/data/project[{1}]/title": "Proyecto con nombre",
            f"/data/project[{1}]/value": str(chance.randint(1, 9)),
            f"/data/project[{2}]/stage": "half",
        },
    )


def test_open_data_holds_the_answers_and_not_who_gave_them(books: Books) -> None:
    write(books, [answered(number) for number in range(6)])
    whole, projects = sets(books)
    names = [each.name for each in whole.variables]
    assert names[:4] == ["initiative", "macrosector", "department", "level"]
    assert not {"name", "phone", "house", "sector", "place", "second", "story"} & set(names)
    assert {"state", "before", "small", "day", "I1", "I2", "A", "B", "D", "TOTAL"} <= set(names)
    assert {name for name in names if name.startswith("effects_")} == {
        f"effects_{code}" for code in (*EFFECTS, "none", "na")
    }
    rows = [dict(zip(names, row, strict=True)) for row in whole.rows]
    assert [row["initiative"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert {(row["macrosector"], row["department"], row["level"], row["state"]) for row in rows} == {
        ("agro", "05", "1", "full")
    }
    unsure = next(row for row in rows if row["small"] == 0)
    assert (unsure["effects_na"], unsure["effects_jobs"]) == (1, None)
    sure = next(row for row in rows if row["small"] == 1)
    assert (sure["effects_jobs"], sure["effects_chains"], sure["before"], sure["TOTAL"]) == (1, 0, 12.5, 1.5)
    assert sure["after"] is None
    assert [each.name for each in projects.variables] == ["initiative", "record", "value", "stage"]
    assert len(projects.rows) == 12
    assert projects.rows[1][1:] == ("2", None, "half")
    for data in (whole, projects):
        written = data_csv(data).decode("utf-8-sig")
        for private in ("Clúster", "601", "Un texto", "Proyecto con nombre", "north"):
            assert private not in written


def test_open_data_is_labelled_in_the_language_asked(books: Books) -> None:
    write(books, [answered(number) for number in range(6)])
    whole, projects = sets(books, language="en")
    known = {each.name: each for each in whole.variables}
    assert known["macrosector"].labels == {"agro": "Agro", "services": "Services", "industry": "Industry"}
    assert known["department"].labels["11"] == "Bogotá"
    assert known["before"].unit == "million pesos"
    assert (known["before"].measure, known["state"].measure, known["level"].measure) == ("scale", "nominal", "ordinal")
    assert known["I1"].labels == {"0": "Nothing", "1": "Something", "2": "Everything"}
    assert (known["I1"].label, known["I1"].measure, known["I2"].measure) == ("Rating", "ordinal", "scale")
    assert known["effects_jobs"].label == "Effects: Jobs"
    assert projects.title == "Projects, wave 2026"


def test_nothing_goes_out_of_four(books: Books) -> None:
    write(books, [answered(number) for number in range(4)])
    assert sets(books) == ()


def test_a_part_of_a_wave_has_its_rows_only(books: Books) -> None:
    write(books, [scored(number, "1", SECTORS[number % 2], **{f"{WHO}/place": PLACES[0]}) for number in range(12)])
    (whole,) = sets(books, Filters(macrosector="agro"))
    assert len(whole.rows) == 6
    assert {row[1] for row in whole.rows} == {"agro"}
