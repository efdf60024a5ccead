"""Whatever is answered in whatever order: the changes reported are exactly the difference between two states."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import AnswersError
from desktop_app.xforms import Changes, Session
from tests.support.forms import NOW, form

FORM = form(
    """
    | survey |
    | | type | name | label | relevant | calculation | constraint | required | readonly | choice_filter |
    | | integer | a | Número | | | . < 50 | yes | | |
    | | select_one dep | d | Lugar ${a} | | | | ${a} > 3 | | |
    | | select_one mun | m | M | ${d} != '' | | | | | dep = ${d} |
    | | select_multiple mun | mm | MM | | | count-selected(.) < 3 | | ${a} = 7 | |
    | | begin_group | g | G | ${a} != 5 | | | | ${d} = 'v' | |
    | | decimal | x | X de ${m} | | | | yes | | |
    | | calculate | y | | | ${x} * ${a} | | | | |
    | | end_group | | | | | | | | |
    | | begin_repeat | r | R | ${a} < 40 | | | | | |
    | | text | t | T | position(..) mod 2 = 1 | | | ${a} = 9 | | |
    | | integer | n | N | | | . != ${a} | | | |
    | | calculate | c | | | concat(${t}, ${n}, position(..)) | | | | |
    | | end_repeat | | | | | | | | |
    | | calculate | s | | | sum(${n}) + count(${r}) | | | | |
    | | note | z | Suma ${s} ${y} | | | | | | |
    | choices |
    | | list_name | name | label | dep |
    | | dep | v | Valle | |
    | | dep | q | Quindío | |
    | | mun | cali | Cali | v |
    | | mun | buga | Buga | v |
    | | mun | salento | Salento | q |
    """
)
PLAIN = ["/data/a", "/data/d", "/data/m", "/data/mm", "/data/g/x"]
VALUES = ["", "1", "3", "5", "7", "9", "45", "99", "2.50", "v", "q", "cali", "salento", "cali buga", "x", "ñ"]

answers = st.tuples(st.just("set"), st.sampled_from(PLAIN), st.sampled_from(VALUES))
inner = st.tuples(
    st.just("set"),
    st.builds("/data/r[{}]/{}".format, st.integers(1, 3), st.sampled_from("tnc")),
    st.sampled_from(VALUES),
)
structure = st.tuples(st.just("add"), st.just("/data/r"), st.just(""))
removal = st.tuples(st.just("remove"), st.builds("/data/r[{}]".format, st.integers(1, 3)), st.just(""))
steps = st.lists(answers | inner | structure | removal, max_size=12)


def state(s: Session) -> dict[str, dict[str, object]]:
    refs = list(s.values())
    groups = ["/data/g", *(f"/data/r[{i}]" for i in range(1, s.repeat_count("/data/r") + 1))]
    return {
        "values": dict(s.values()),
        "relevant": {ref: s.is_relevant(ref) for ref in [*refs, *groups]},
        "required": {ref: s.is_required(ref) for ref in refs},
        "readonly": {ref: s.is_readonly(ref) for ref in refs},
        "problems": {problem.ref: problem for problem in s.problems()},
        "choices": {ref: s.choices(ref) for ref in PLAIN},
        "labels": {ref: (s.label(ref), s.hint(ref)) for ref in [*PLAIN, "/data/z"]},
        "repeats": dict(s.repeats()),
    }


def difference(before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]) -> Changes:
    """What the changes should be, worked out from two whole states; what is new is compared with a blank node."""
    blank = {"values": "", "relevant": True, "required": False, "readonly": False}

    def changed(part: str) -> dict[str, object]:
        return {ref: new for ref, new in after[part].items() if before[part].get(ref, blank.get(part)) != new}

    problems = {
        ref: after["problems"].get(ref)
        for ref in {*before["problems"], *after["problems"]}
        if before["problems"].get(ref) != after["problems"].get(ref)
    }
    return Changes(
        values=changed("values"),  # type: ignore[arg-type]
        relevant=changed("relevant"),  # type: ignore[arg-type]
        required=changed("required"),  # type: ignore[arg-type]
        readonly=changed("readonly"),  # type: ignore[arg-type]
        problems=problems,  # type: ignore[arg-type]
        choices=frozenset(changed("choices")),
        labels=frozenset(changed("labels")),
        repeats=changed("repeats"),  # type: ignore[arg-type]
    )


def step(s: Session, operation: str, ref: str, value: str) -> Changes | None:
    """Takes the step; ``None`` if there is no such instance (or there are enough)."""
    try:
        match operation:
            case "set":
                return s.set(ref, value)
            case "add":
                return s.add_repeat(ref) if s.repeat_count(ref) < 4 else None
            case _:
                return s.remove_repeat(ref)
    except AnswersError:
        return None


@settings(max_examples=120, deadline=None)
@given(steps)
def test_changes_are_the_difference_between_the_states(taken: list[tuple[str, str, str]]) -> None:
    s = Session(FORM, now=NOW)
    before = state(s)
    for operation, ref, value in taken:
        changes = step(s, operation, ref, value)
        after = state(s)
        expected = difference(before, after)
        if changes is None:
            assert expected == Changes()
        else:
            for part in fields(Changes):
                found = getattr(changes, part.name)
                if part.name in ("required", "readonly"):  # groups have the flag too, but nobody asks
                    found = {ref: flag for ref, flag in found.items() if ref in after["values"]}
                assert found == getattr(expected, part.name), part.name
        before = after
    assert s.faults == {}


@settings(max_examples=60, deadline=None)
@given(steps)
def test_stepwise_recomputation_ends_where_a_whole_one_would(taken: list[tuple[str, str, str]]) -> None:
    """Except where an answer was written over a calculation, or went with its list: only a session remembers those."""
    s = Session(FORM, now=NOW)
    for operation, ref, value in taken:
        if not ref.endswith("/c") and ref != "/data/m":
            step(s, operation, ref, value)
    again = Session(FORM, instance_xml=s.instance_xml(keep_irrelevant=True), now=NOW)
    assert state(again) == state(s)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_answering_back_restores_the_state(taken: list[tuple[str, str, str]]) -> None:
    s = Session(FORM, now=NOW)
    start = state(s)
    for operation, ref, value in taken:
        if operation == "set" and ref in PLAIN:
            s.set(ref, value)
    for ref in PLAIN:
        s.set(ref, "")
    assert state(s) == start


@pytest.mark.parametrize("value", VALUES)
def test_setting_twice_is_setting_once(value: str) -> None:
    s = Session(FORM, now=NOW)
    for ref in PLAIN:
        s.set(ref, value)
        assert s.set(ref, value) == Changes()
