"""This engine and JavaRosa, taken through the same steps; ``make agree`` takes ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.conformance.agreement import DivergedError, Pair, Tally, forms, run
from tests.support.forms import form
from tests.support.javarosa import JavaRosa, JavaRosaError

PEOPLE = """
| survey |
| | type | name | label | relevant | constraint | required | calculation | choice_filter |
| | integer | age | Edad | | . > 0 and . < 120 | yes | | |
| | select_one zona | zone | Zona | | | | | |
| | select_one lugar | place | Lugar | | | | | zone = ${zone} |
| | select_multiple lugar | places | Lugares | | | | | zone = ${zone} |
| | text | job | Oficio | ${age} >= 18 | | | | |
| | begin_repeat | visit | Visita | | | | | |
| | date | day | Fecha | | | | | |
| | decimal | cost | Costo | | | | | |
| | calculate | number | | | | | position(..) | |
| | end_repeat | | | | | | | |
| | calculate | total | | | | | sum(${cost}) | |
| | calculate | whole | | | | | int(sum(${cost})) | |
| | text | same | ¿Igual? | ${total} = ${whole} | | | | |
| choices |
| | list_name | name | label | zone |
| | zona | n | Norte | |
| | zona | s | Sur | |
| | lugar | a | A | n |
| | lugar | b | B | s |
| | lugar | c | C | n |
| | lugar | d | D | s |
"""


@pytest.fixture(scope="module")
def javarosa() -> Iterator[JavaRosa]:
    with JavaRosa() as process:
        yield process


@pytest.fixture
def pair(javarosa: JavaRosa) -> Pair:
    return Pair("people", form(PEOPLE), javarosa, Random(1), Tally())


def test_random_steps_leave_no_difference_unexplained() -> None:
    tally = run(600, 1, 100)
    assert tally.unexplained == []
    assert tally.steps >= 600


def test_a_difference_is_found(pair: Pair) -> None:
    pair.take("answer", "/data/age", "30")
    pair.session.set("/data/job", "otro")
    with pytest.raises(DivergedError):
        pair.take("answer", "/data/age", "31")
    assert "/data/job" in pair.tally.unexplained[0]


def test_each_engine_opens_what_the_other_saved(pair: Pair) -> None:
    for ref, value in (
        ("age", "40"),
        ("zone", "s"),
        ("place", "d"),
        ("job", "Tejer & hilar"),
        ("visit[1]/cost", "2.5"),
    ):
        pair.take("answer", f"/data/{ref}", value)
    pair.take("add", "/data/visit")
    pair.take("answer", "/data/visit[2]/day", "2026-02-28")
    pair.round_trip()
    assert pair.session.value("/data/visit[2]/day") == pair.state.leaves["/data/visit[2]/day"].value == "2026-02-28"
    assert pair.session.value("/data/job") == pair.state.leaves["/data/job"].value == "Tejer & hilar"
    assert pair.session.value("/data/total") == "2.5"
    assert pair.tally.unexplained == []


def test_what_a_list_still_offers_of_several_answers_stays(pair: Pair) -> None:
    pair.take("answer", "/data/zone", "n")
    pair.take("answer", "/data/places", "c a")
    pair.take("answer", "/data/zone", "s")
    assert pair.session.value("/data/places") == ""
    pair.take("answer", "/data/zone", "n")
    assert pair.tally.explained["an answer that came back"] == 1


def test_a_whole_decimal_equals_an_integer(pair: Pair) -> None:
    pair.take("answer", "/data/visit[1]/cost", "2")
    assert pair.session.is_relevant("/data/same")
    pair.take("answer", "/data/visit[1]/cost", "2.5")
    assert not pair.session.is_relevant("/data/same")


def test_instances_move_up_when_one_goes(pair: Pair) -> None:
    for place in ("1", "2", "3"):
        if place != "1":
            pair.take("add", "/data/visit")
        pair.take("answer", f"/data/visit[{place}]/cost", f"{place}.5")
    pair.take("remove", "/data/visit[1]")
    assert pair.session.value("/data/visit[1]/cost") == "2.5"
    assert pair.session.value("/data/visit[1]/number") == "1"


def test_what_is_not_shown_cannot_be_answered(javarosa: JavaRosa) -> None:
    javarosa.load(form(PEOPLE).xform)
    with pytest.raises(JavaRosaError, match="not shown"):
        javarosa.answer("/data/job", "x")


def test_the_shipped_forms_are_among_those_compared() -> None:
    assert {"autodiagnostico.md", "iniciativa.md", "survey of 60"} <= {name for name, _ in forms(1, 0)}
