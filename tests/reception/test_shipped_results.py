"""What the shorter instruments publish of a wave is what its responses say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from desktop_app.diagnosis import Rubric
from desktop_app.diagnosis.published import Published
from desktop_app.reception.books import Books, address_of
from desktop_app.reception.results import published
from desktop_app.workflows.shipped import shipped_form
from desktop_app.xforms import Form, Session
from tests.support.random_filling import fill_at_random
from tests.support.small_waves import Answering, write_wave

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
RESPONSES = 50


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with Books.open(address_of(tmp_path / "libros.sqlite3")) as found:
        yield found


def wave_of(books: Books, form_id: str) -> tuple[Sequence[Session], Published]:
    """Responses at random, and what the entity publishes of them."""
    form, random = Form.load(shipped_form(form_id).path), Random(7)
    sessions = [fill_at_random(form, random, NOW) for _ in range(RESPONSES)]
    answered = [
        Answering(f"ic-{number}", {ref: value for ref, value in each.values().items() if each.is_relevant(ref)})
        for number, each in enumerate(sessions)
    ]
    with books.write() as connection:
        write_wave(connection, form, "2026", answered)
    with books.read() as connection:
        return sessions, published(connection, form, "2026")


def numbers(sessions: Sequence[Session], name: str) -> list[float]:
    return [float(value) for each in sessions if (value := each.value(f"/data/{name}"))]


def test_the_assessment_tells_risks_and_both_subjects(books: Books) -> None:
    sessions, found = wave_of(books, "evaluacion_institucional")
    for name in ("initiative", "region"):
        scores = numbers(sessions, f"s_{name}")
        assert found.figures["subject_mean"][name] == pytest.approx(sum(scores) / len(scores), abs=0.006)
    given = [value for each in sessions if (value := each.value("/data/riesgos/ri/ri3"))]
    shares = found.figures["risks_pct"]["funds"]
    assert {code: share for code, share in shares.items() if share} == pytest.approx(
        {code: 100 * given.count(code) / len(given) for code in set(given)}, abs=0.06
    )
    assert len(found.figures["area_mean"]) == 12
    assert len(found.figures["dimension_mean"]) == 3


def test_the_roadmap_tells_money_by_source_and_projects_by_state(books: Books) -> None:
    sessions, found = wave_of(books, "hoja_de_ruta")
    figures = found.figures
    total = sum(numbers(sessions, "budget_total"))
    assert total > 0
    assert figures["budget"]["total_cop_m"] == pytest.approx(total)
    assert figures["budget"]["certain_cop_m"] == pytest.approx(sum(numbers(sessions, "budget_certain")))
    sources = {row["code"]: row for row in figures["budgets"]["by_source_cop_m"]["by"]}
    for source, row in sources.items():
        if source and row["sum"] is not None:
            assert row["sum"] == pytest.approx(sum(numbers(sessions, f"budget_{source}")))
    states = {row["code"]: row for row in figures["projects_by_state"]}
    for state, row in states.items():
        if state and row["records"] is not None:
            assert row["records"] == sum(numbers(sessions, f"projects_{state}"))
    assert any(row["sum"] is not None for row in sources.values())
    assert any(row["records"] is not None for row in states.values())
    areas = figures["budgets"]["by_area_cop_m"]
    assert areas["sum"] is not None
    assert [row["code"] for row in figures["projects_by_area"]]


def records(sessions: Sequence[Session], nodeset: str) -> Iterator[tuple[Session, str]]:
    """Each record with the response that it is in."""
    for session in sessions:
        for number in range(1, session.repeat_count(nodeset) + 1):
            yield session, f"{nodeset}[{number}]"


def test_each_tally_of_the_public_goods_is_what_the_records_say(books: Books) -> None:
    sessions, found = wave_of(books, "bienes_publicos")
    shown = 0
    for key, by, values in (
        ("failures_by_kind", "tipo", ("prioridad", "recurrencia", "freno")),
        ("failures_by_link", "eslabon", ("prioridad", "recurrencia", "freno")),
        ("failures_map", "clase_bien", ("recurrencia", "freno")),
        ("failures_by_sector", "sector", ("prioridad",)),
        ("failures_by_department", "department", ("prioridad",)),
        ("failures_by_provider", "hay_proveedor", ("prioridad",)),
    ):
        asked: dict[str, list[tuple[Session, str]]] = {}
        for session, place in records(sessions, "/data/fallas"):
            outside = f"/data/identificacion/{by}"
            chosen = session.value(outside if by in {"sector", "department"} else f"{place}/{by}")
            asked.setdefault(chosen, []).append((session, place))
        for row in found.figures[key]:
            for value in values:
                mean = row["mean"][value]
                if mean is None:
                    continue
                given = [float(text) for s, place in asked[row["code"]] if (text := s.value(f"{place}/{value}"))]
                assert mean == pytest.approx(sum(given) / len(given), abs=0.006), (key, row["code"], value)
                shown += 1
    assert shown > 10


def test_the_assessment_averages_every_axis(books: Books) -> None:
    sessions, found = wave_of(books, "evaluacion_institucional")
    rubric = Rubric.read(sessions[0].form)
    assert rubric is not None
    for area in rubric.areas:
        assert area.ref is not None
        given = [float(value) for each in sessions if (value := each.value(area.ref)) not in {"", "na"}]
        assert found.figures["area_mean"][area.code] == pytest.approx(sum(given) / len(given), abs=0.006)


def test_the_roadmaps_budget_is_added_up_by_area(books: Books) -> None:
    sessions, found = wave_of(books, "hoja_de_ruta")
    sums: dict[str, float] = {}
    for session, place in records(sessions, "/data/proyectos"):
        if budget := session.value(f"{place}/project_budget"):
            area = session.value(f"{place}/project_area")
            sums[area] = sums.get(area, 0) + float(budget)
    told = found.figures["budgets"]["by_area_cop_m"]
    assert told["sum"] == pytest.approx(sum(sums.values()))
    rows = {row["code"]: row["sum"] for row in told["by"] if row["sum"] is not None}
    assert rows
    assert rows == pytest.approx({code: sums[code] for code in rows})


def test_the_public_goods_rank_what_holds_the_chain_back(books: Books) -> None:
    sessions, found = wave_of(books, "bienes_publicos")
    kinds = {row["code"]: row for row in found.figures["failures_by_kind"]}
    asked: dict[str, list[float]] = {}
    for session in sessions:
        for number in range(1, session.repeat_count("/data/fallas") + 1):
            place = f"/data/fallas[{number}]"
            if priority := session.value(f"{place}/prioridad"):
                asked.setdefault(session.value(f"{place}/tipo"), []).append(float(priority))
    shown = {code: row for code, row in kinds.items() if row["mean"] and row["mean"]["prioridad"] is not None}
    assert shown
    for code, row in shown.items():
        assert row["mean"]["prioridad"] == pytest.approx(sum(asked[code]) / len(asked[code]), abs=0.006)
    ranked = [row["mean"]["prioridad"] for row in shown.values()]
    assert ranked == sorted(ranked, reverse=True)
