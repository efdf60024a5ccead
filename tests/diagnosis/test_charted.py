"""What declared charts draw of a response."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diagnosis import Diagnosis, Rubric, diagnose
from desktop_app.diagnosis.charted import Charted, bar_scale, charted, scale_of
from desktop_app.diagnosis.charts import chart_rules
from desktop_app.xforms import Session
from tests.support.charts import PLANNED, planned, risk, risks, risky, scored, session_of, with_records


def charts(session: Session, diagnosis: Diagnosis | None = None) -> dict[str, Charted]:
    return {rule.key: charted(session, diagnosis, rule) for rule in chart_rules(session.form)}


def names(chart: Charted) -> list[str]:
    return [item.label for item in chart.items]


def test_a_record_of_which_nothing_is_said_is_not_there() -> None:
    assert len(charts(risky())["where"].items) == 5
    assert charts(session_of(risks()))["where"].items == ()


def test_a_ranking_has_the_highest_first_and_those_without_a_number_last() -> None:
    worst = charts(risky())["worst"]
    assert names(worst) == [
        "Se sale el río", "Se incendia la bodega", "Se pierde material", "Se llueve el techo", "Falta el extintor",
    ]  # fmt: skip
    assert [item.numbers["value"] for item in worst.items] == [15, 10, 10, 10, None]
    assert [item.number for item in worst.drawn] == [1, 2, 3, 4]
    assert worst.groups == ("Inundación", "Incendio", "Robo")
    assert (worst.scales["value"].low, worst.scales["value"].high) == (0, 15)


def test_a_map_has_the_scales_of_its_questions() -> None:
    where = charts(risky())["where"]
    assert [(item.numbers["x"], item.numbers["y"]) for item in where.drawn] == [(3, 5), (2, 5), (5, 2), (5, 2)]
    assert where.scales["x"].ticks == (1, 2, 3, 4, 5)
    assert where.scales["x"].stepped


def test_words_are_in_the_session_s_language() -> None:
    assert charts(risky("en"))["where"].groups == ("Flood", "Fire", "Theft")


def test_a_tally_counts_the_records_of_each_choice() -> None:
    kinds = charts(risky())["kinds"]
    told = [(item.label, *(item.numbers[word] for word in ("value", "mean", "highest"))) for item in kinds.items]
    assert told == [("Inundación", 2, 12.5, 15), ("Incendio", 2, 10, 10), ("Robo", 1, 10, 10)]
    assert sum(item.numbers["share"] or 0 for item in kinds.items) == pytest.approx(1)


def test_a_tally_has_choices_without_records_and_records_without_a_choice() -> None:
    both = [risk("Uno", "theft", "1", "1"), risk("Dos", "", "1", "1")]
    session = with_records(session_of(risks()), "/data/risks", both)
    found = [(item.label, item.numbers["value"]) for item in charts(session)["kinds"].items]
    assert found == [("Robo", 1), ("", 1), ("Inundación", 0), ("Incendio", 0)]


def test_what_no_longer_applies_is_not_drawn() -> None:
    both = [risk("Nada", "fire", "5", "5"), risk("Algo", "fire", "5", "5")]
    session = with_records(session_of(risks()), "/data/risks", both)
    assert session.value("/data/risks[1]/ratings/harm") == "5"
    assert [item.label for item in charts(session)["where"].drawn] == ["Algo"]


def test_a_schedule_has_days_lanes_and_states() -> None:
    plan = charts(planned())["plan"]
    assert plan.items[0].days == {"start": date(2026, 3, 1), "due": date(2026, 5, 15)}
    assert len(plan.items) == len(PLANNED)
    assert [item.label for item in plan.items if item not in plan.drawn] == ["Inaugurar"]
    assert plan.groups == ("Estructura", "Trámites", "")
    assert plan.states == ("Planeada", "En marcha", "Terminada")


def test_scores_are_ranked_by_their_share_and_paired() -> None:
    declared = "ranking all_of_them of=indicators; ranking one of=P; map m x=I y=P; ranking a of=areas"
    session = session_of(scored(declared))
    for name, value in {"i1": "1", "i2": "3", "i3": "na", "p1": "2", "p2": "0", "p3": "3"}.items():
        session.set(f"/data/all/{name}", value)
    rubric = Rubric.read(session.form)
    assert rubric is not None
    found = charts(session, diagnose(session, rubric))
    assert names(found["all_of_them"]) == ["Nombre I2", "Nombre P3", "Nombre P1", "Nombre I1", "Nombre P2"]
    assert names(found["one"]) == ["Nombre P3", "Nombre P1", "Nombre P2"]
    assert [(item.label, item.numbers) for item in found["m"].items] == [
        ("Nombre I1", {"x": 1, "y": 2}),
        ("Nombre I2", {"x": 3, "y": 0}),
    ]
    assert (found["m"].scales["x"].low, found["m"].scales["x"].high) == (0, 3)
    assert names(found["a"]) == ["Desempeño", "Importancia"]


def test_scores_without_a_diagnosis_are_none() -> None:
    assert charts(session_of(scored("ranking r of=indicators")))["r"].items == ()


NUMBERS = st.floats(-1e14, 1e14, allow_nan=False) | st.integers(-50, 50).map(float)


@given(st.lists(NUMBERS, max_size=8), st.lists(NUMBERS, max_size=6).map(sorted))
def test_a_scale_holds_what_lies_on_it(values: Sequence[float], offered: Sequence[float]) -> None:
    for scale in (scale_of(values, offered), bar_scale(values, offered)):
        assert scale.low < scale.high
        slack = (scale.high - scale.low) * 1e-6
        assert all(scale.low - slack <= value <= scale.high + slack for value in values)
        assert all(scale.low <= tick <= scale.high for tick in scale.ticks)
        assert list(scale.ticks) == sorted(scale.ticks)
        assert len(scale.ticks) <= 11
