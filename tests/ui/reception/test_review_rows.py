"""Which responses are listed, in which order, and which is next: whatever is in the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.reception.decided import Decision
from desktop_app.ui.reception import review_rows as rows
from desktop_app.ui.reception.review_rows import Wanted
from desktop_app.workflows.review import Received

WHEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SAMPLE = Received(
    response_id=1,
    arrival_id=1,
    initiative="Clúster Café de Nariño",
    member="ic-001",
    department="52",
    macrosector="agroindustria",
    chamber="Pasto",
    form_id="ssme",
    form_title="Seguimiento",
    wave="2026",
    revision=1,
    channel="file",
    current=True,
    status="",
    decision=None,
    told=False,
    drafted=(),
    level="2",
    total=1.65,
    arrived=WHEN,
    flags=(),
)
DECIDED = Decision("returned", (("/data/a", "¿?"),), "Analista", WHEN)

responses = st.builds(
    lambda days, status, decided, current, wave, total, name: replace(
        SAMPLE,
        arrived=WHEN + timedelta(days=days),
        status=status,
        decision=replace(DECIDED, status=decided) if decided else None,
        current=current,
        wave=wave,
        total=total,
        initiative=name,
    ),
    st.integers(-500, 500),
    st.sampled_from(["", "received", "accepted", "returned"]),
    st.sampled_from(["", "accepted", "returned"]),
    st.booleans(),
    st.sampled_from(["2025", "2026"]),
    st.none() | st.floats(0, 26),
    st.sampled_from(["Café", "Cacao de Árauca", "Lácteos", ""]),
)
lists = st.lists(responses, max_size=12).map(
    lambda found: [replace(each, response_id=place) for place, each in enumerate(found, 1)]
)


@given(lists, st.sampled_from(rows.STATES), st.sampled_from(["", "2025"]))
def test_what_is_listed_is_wanted_and_all_of_it_is_listed(found: list[Received], state: str, wave: str) -> None:
    shown = rows.chosen(found, Wanted(state=state, wave=wave))
    wanted = {each.response_id for each in found if rows.state_of(each) == state and wave in ("", each.wave)}
    assert {each.response_id for each in shown} == wanted
    assert len(shown) == len(wanted)


@given(lists, st.sampled_from(list(rows.COLUMNS)))
def test_both_orders_list_the_same_the_other_way_round(found: list[Received], column: int) -> None:
    upwards = rows.chosen(found, Wanted(), (column, True))
    downwards = rows.chosen(found, Wanted(), (column, False))
    assert {each.response_id for each in upwards} == {each.response_id for each in downwards}
    ranks = [rows._rank(each, column) for each in upwards]
    assert all(one <= other for one, other in pairwise(ranks))
    assert [rows._rank(each, column) for each in downwards] == ranks[::-1]


@given(lists)
def test_going_from_one_to_the_next_comes_to_every_one_that_waits(found: list[Received]) -> None:
    waiting = [each.response_id for each in found if rows.state_of(each) == rows.WAITING]
    at, passed = 0, []
    for _ in waiting:
        following = rows.next_waiting(found, at)
        if following is not None:
            at = following.response_id
            passed.append(at)
    assert passed == waiting
    if len(waiting) == 1:
        assert rows.next_waiting(found, waiting[0]) is None


def test_a_search_looks_past_accents_and_capitals_and_wants_every_word() -> None:
    assert rows.chosen([SAMPLE], Wanted("CAFE nariño")) == (SAMPLE,)
    assert rows.chosen([SAMPLE], Wanted("cafe huila")) == ()
    assert rows.chosen([SAMPLE], Wanted("pasto seguimiento 2026")) == (SAMPLE,)


def test_a_state_says_what_was_decided_and_whether_there_is_a_receipt() -> None:
    asked = (("/data/a", "¿?"), ("/data/b", "¿?"))
    said = {
        "new": SAMPLE,
        "receipt": replace(SAMPLE, status="received"),
        "one": replace(SAMPLE, drafted=asked[:1]),
        "two": replace(SAMPLE, drafted=asked),
        "decided": replace(SAMPLE, decision=DECIDED),
        "told": replace(SAMPLE, decision=DECIDED, told=True, status="returned"),
        "elsewhere": replace(SAMPLE, status="accepted"),
        "old": replace(SAMPLE, current=False, decision=DECIDED),
    }
    assert {name: (rows.state_of(each), rows.standing_words(each)) for name, each in said.items()} == {
        "new": ("waiting", ""),
        "receipt": ("waiting", "con acuse de recibo"),
        "one": ("waiting", "1 observación escrita"),
        "two": ("waiting", "2 observaciones escritas"),
        "decided": ("returned", "acuse por producir"),
        "told": ("returned", "con acuse"),
        "elsewhere": ("accepted", "con acuse"),
        "old": ("replaced", "solo para leer"),
    }


def test_revisions_of_one_response_know_each_other() -> None:
    first = replace(SAMPLE, current=False, decision=DECIDED)
    second = replace(SAMPLE, response_id=2, revision=2)
    other = replace(SAMPLE, response_id=3, revision=2, wave="2025")
    assert rows.successor((first, other, second), first) == second
    assert rows.asked_before((first, other, second), second) == first
    assert rows.asked_before((first, other, second), other) is None
    assert rows.successor((first, other), first) is None
