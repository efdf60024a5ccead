"""What is told of records is what the records give, in either database, and tells of nobody alone."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.published import Kind, Published
from desktop_app.reception.books import Books, address_of
from desktop_app.reception.results import published
from desktop_app.reception.scope import Filters
from desktop_app.reception.tables import metadata
from desktop_app.workflows.results import Wanted, write_results
from tests.support import plain_records as plain
from tests.support.plain_records import Fault, Teller, record_form
from tests.support.rubrics import form_of
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


def alike(own: dict[str, str], sources: Sequence[dict[str, str]] = (), times: int = 1) -> Teller:
    """An initiative that tells the same several times."""
    return Teller({"sector": "agro", "place": "05", "size": "small"}, [Fault(own, sources)] * times)


def test_a_record_inside_another_is_told_of_with_its_own(books: Books) -> None:
    """The tenth record is not the first, whose number begins its."""
    records = [Fault({"kind": "market" if place % 3 else "state"}, [{"amount": str(place)}]) for place in range(1, 13)]
    every = [Teller({"sector": "agro", "place": "05"}, records)] * 5
    write(books, every)
    found = of_records(read(books))
    assert found == plain.figures(every)
    means = {row["code"]: row["mean"]["amount"] for row in found["paid"]}
    assert means == {"state": 7.5, "market": 6.0}


def test_what_recurs_and_holds_back_most_is_the_first_of_a_map(books: Books) -> None:
    high, both = {"link": "farm", "often": "3", "weight": "1"}, {"link": "sale", "often": "2", "weight": "2"}
    write(books, [Teller({"sector": "agro", "place": "05"}, [Fault(high), Fault(both)])] * 6)
    assert [row["code"] for row in read(books).figures["links"]] == ["sale", "farm"]


def test_four_initiatives_are_told_nothing_of(books: Books) -> None:
    write(books, [alike({"kind": "market", "cost": "7", "ways": "law"}, [{"giver": "firms", "amount": "3"}], 9)] * 4)
    found = read(books)
    told = of_records(found)
    assert told.pop("roster") == {"faults": None, "sources": None}
    assert told.pop("costs") == {"link_cop_m": None}
    assert told.pop("amounts") == {"source": None}
    assert set(told.values()) == {None}
    assert {table.key for table in found.tables} == {"participation", "macrosectors", "departments"}
    assert [each.key for each in found.statements] == ["responding"]


def test_nobody_is_found_by_subtracting(books: Books) -> None:
    """Of three groups the small one is kept back, and the smallest of the others, so that both could be meant."""
    groups = [("market", 7), ("state", 6)]
    every = [alike({"kind": kind, "link": "farm", "cost": "10"}) for kind, many in groups for _ in range(many)]
    one = alike({"kind": "state", "link": "sale", "cost": "999"})
    write(books, [*every, one])
    costs = of_records(read(books))["costs"]["link_cop_m"]
    assert (costs["sum"], costs["initiatives"]) == (1129, 14)
    assert [(row["code"], row["sum"], row["pct"]) for row in costs["by"]] == [
        ("farm", None, None),
        ("sale", None, None),
    ]
    assert [row["initiatives"] for row in of_records(read(books))["kinds"]] == [7, 7]


def test_the_published_is_named_and_whole_and_tells_no_story(books: Books) -> None:
    chance = Random(11)
    write(books, [some_teller(chance, likely=False) for _ in range(60)])
    for language in ("es", "en"):
        found = read(books, language=language)
        assert OWN["story"][1] not in repr(found) + json.dumps(found.figures, ensure_ascii=False)
        tables = {table.key: table for table in found.tables}
        assert {"kinds", "kinds_across", "ways", "links", "sizes", "costs_link_cop_m", "amounts_source"} <= set(tables)
        for table in tables.values():
            assert table.title
            assert all(column.title for column in table.columns)
            assert len({column.key for column in table.columns}) == len(table.columns)
            assert all(len(row) == len(table.columns) for row in table.rows)
        kinds = tables["kinds"]
        assert kinds.title == {"es": "Fallas por tipo", "en": "Faults by kind"}[language]
        assert kinds.section == {"es": "Fallas", "en": "Faults"}[language]
        assert [column.title for column in kinds.columns[:3]] == {
            "es": ["Tipo", "Prioridad: promedio", "Freno: promedio"],
            "en": ["Kind", "Priority: average", "Weight: average"],
        }[language]
        assert [column.title for column in tables["kinds_across"].columns[1:]] == {
            "es": ["Agro", "Industria"],
            "en": ["Agro", "Industry"],
        }[language]
        costs = tables["costs_link_cop_m"]
        assert (costs.columns[1].kind, costs.columns[1].key) == (Kind.MONEY, "sum")
        assert [row[0] for row in costs.rows][-1] == {"es": "Sin dato", "en": "Not known"}[language]
        said = {each.key: each for each in found.statements}
        assert said["roster_faults"].value == found.figures["roster"]["faults"]["records"]
        assert said["amounts_source"].value == found.figures["amounts"]["source"]["sum"]
        assert "given" not in said


def test_many_parts_of_the_wave_are_a_row_each(tmp_path: Path) -> None:
    places = [f"{number:02}" for number in range(20, 32)]
    text = plain.TEXT.replace(
        "| | place | 05 |",
        "".join(f"| | place | {each} | Lugar {each} | Place {each} |\n" for each in places) + "| | place | 05 |",
    )
    form = form_of(text)
    told = [
        Teller({"sector": "agro", "place": place}, [Fault({}, [{"giver": giver} for giver in ("bank", "firms")])])
        for place in places[:10]
        for _ in range(5)
    ]
    with Books.open(address_of(tmp_path / "libros.sqlite3")) as books, books.write() as connection:
        write_wave(connection, form, "2026", [each.answering(f"ic-{number}") for number, each in enumerate(told)])
        found = published(connection, form, "2026")
    table = next(table for table in found.tables if table.key == "givers_across")
    assert [column.key for column in table.columns] == ["department", "firms", "bank"]
    assert table.rows == tuple((f"Lugar {place}", 5, 5) for place in places[:10])


def test_fifty_responses_come_to_what_a_spreadsheet_says(books: Books) -> None:
    """Pivot tables over one sheet of records; nothing is hidden, for all groups are large."""
    chance = Random(50)
    every = []
    for _ in range(50):
        faults = [
            Fault(
                {
                    "kind": chance.choice(("market", "state")),
                    "link": chance.choice(("farm", "sale")),
                    "often": chance.choice("123"),
                    "weight": chance.choice("123"),
                    "cost": str(chance.randint(1, 400)),
                    "priority": chance.choice("1234"),
                }
            )
            for _ in range(5)
        ]
        every.append(Teller({"sector": chance.choice(("agro", "industry")), "place": "05"}, faults))
    write(books, every)
    figures = read(books).figures
    sheet = pd.DataFrame(
        [
            {"ic": owner, "sector": each.who["sector"], **fault.own}
            for owner, each in enumerate(every)
            for fault in each.faults
        ]
    ).astype(dict.fromkeys(("often", "weight", "cost", "priority"), int))
    kinds = sheet.groupby("kind")
    for row in figures["kinds"]:
        assert row["records"] == kinds.size()[row["code"]]
        assert row["initiatives"] == kinds.ic.nunique()[row["code"]]
        assert row["pct"] == pytest.approx(100 * kinds.size()[row["code"]] / 250, abs=0.0051)
        assert row["mean"]["priority"] == pytest.approx(kinds.priority.mean()[row["code"]], abs=0.0051)
        for sector, cell in row["across"].items():
            pivot = sheet.pivot_table(index="kind", columns="sector", values="priority", aggfunc=["mean", "count"])
            assert cell["records"] == pivot["count"][sector][row["code"]]
            assert cell["mean"]["priority"] == pytest.approx(pivot["mean"][sector][row["code"]], abs=0.0051)
    assert [row["code"] for row in figures["kinds"]] == list(kinds.priority.mean().sort_values(ascending=False).index)
    costs = figures["costs"]["link_cop_m"]
    assert costs["sum"] == sheet.cost.sum()
    assert {row["code"]: row["sum"] for row in costs["by"]} == sheet.groupby("link").cost.sum().to_dict()
    assert figures["roster"]["faults"] == {"records": 250, "initiatives": 50, "mean": 5.0}


def test_every_file_of_the_results_has_them(books: Books, tmp_path: Path) -> None:
    chance = Random(2)
    write(books, [some_teller(chance, likely=False) for _ in range(40)])
    wanted = Wanted(sheets=False, data=False)
    write_results(books, record_form(), "2026", tmp_path, datetime(2026, 11, 27, tzinfo=UTC), wanted=wanted)
    figures = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert figures["kinds"][0]["label"] in {"De mercado", "De gobierno"}
    assert "Prioridad: promedio" in (tmp_path / "tablas" / "kinds.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "resumen-ejecutivo.pdf").read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(tmp_path / "resultados.xlsx") as workbook:
        assert any(b"Fallas por tipo" in workbook.read(name) for name in workbook.namelist())
