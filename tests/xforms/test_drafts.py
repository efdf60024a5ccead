"""Drafts: what is kept of a session brings the same session back, and undoes what was done to a repeat."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import AnswersError, TelarError
from desktop_app.xforms import Changes, Form, ProblemKind, Session
from tests.support.forms import NOW, form, session, xform, xsession

STATES = """
    | survey |
    | | type | name | label | calculation | choice_filter | relevant | constraint | default | repeat_count | trigger |
    | | integer | n | N | | | | . < 4 | | | |
    | | select_one dep | d | D | | | | | | | |
    | | select_one mun | m | M | | dep = ${d} | ${d} != '' | | | | |
    | | begin_repeat | o | O | | | ${n} != 3 | | | | |
    | | select_one dep | od | OD | | | | | | | |
    | | select_multiple mun | om | OM | | dep = ${od} | | | | | |
    | | text | stamp | S | once(concat('s', position(..))) | | | | | | |
    | | begin_repeat | i | I ${y} | | | ${od} != 'b' | | | | |
    | | integer | y | Y | | | | . != ${n} | position(..) + 1 | | |
    | | calculate | yy | | ${y} * 2 + count(${i}) | | | | | | |
    | | text | z | Z | | | ${y} > 2 | | | | |
    | | end_repeat | | | | | | | | | |
    | | calculate | os | | sum(${y}) | | | | | | |
    | | end_repeat | | | | | | | | | |
    | | begin_repeat | c | C | | | | | | coalesce(${n}, 0) | |
    | | text | ct | T | | | | | concat('c', position(..)) | | |
    | | end_repeat | | | | | | | | | |
    | | calculate | t | | sum(${yy}) + count(${o}) | | | | | | |
    | | calculate | seen | | ${t} | | | | | | ${n} |
    | choices |
    | | list_name | name | label | dep |
    | | dep | a | A | |
    | | dep | b | B | |
    | | mun | a1 | A1 | a |
    | | mun | a2 | A2 | a |
    | | mun | b1 | B1 | b |
    """

ABSOLUTE = xform(
    '<data id="t"><k/><o jr:template=""><a/><i jr:template=""><x/><own/><all/><first/></i><sum/><n/></o><total/>'
    "</data>",
    '<bind nodeset="/data/k" type="int"/><bind nodeset="/data/o/i/x" type="int" constraint=". &lt;= /data/o/a"/>'
    '<bind nodeset="/data/o/a" type="int" required="/data/k = 2" readonly="count(/data/o) > 2"/>'
    '<bind nodeset="/data/o/i/own" calculate="/data/o/i/x + /data/o/a"/>'
    '<bind nodeset="/data/o/i/all" calculate="sum(../../i/x) + count(/data/o/i) + position(..)"/>'
    '<bind nodeset="/data/o/i/first" calculate="/data/o[1]/a + position(../..)"/>'
    '<bind nodeset="/data/o/sum" calculate="sum(/data/o/i/x) + count(/data/o/i[x > /data/o/a])"/>'
    '<bind nodeset="/data/o/n" relevant="/data/k > 1" calculate="count(../preceding-sibling::o)"/>'
    '<bind nodeset="/data/o/i" relevant="/data/o/a != 3"/>'
    '<bind nodeset="/data/total" calculate="sum(/data/o/i/x) + count(//i)"/>',
    '<input ref="/data/k"/><repeat nodeset="/data/o"><input ref="/data/o/a"/><repeat nodeset="/data/o/i">'
    '<input ref="/data/o/i/x"/></repeat></repeat>',
)

FORMS = [form(STATES), Form.from_xform(ABSOLUTE)]
VALUES = st.sampled_from(["", "1", "2", "3", "4", "a", "b", "a1", "a1 a2", "b1", "zz", "2.5"])
STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99), VALUES), max_size=14)


def settable(s: Session) -> list[str]:
    """The answers; what ``once()`` made is left as it is, for it is made again where it was emptied."""
    values = s.values()
    return [ref for ref in s.draft() if ref in values and not ref.endswith("/stamp")]


def free_repeats(s: Session) -> list[str]:
    return [ref for ref in s.repeats() if not ref.endswith("/c")]


def step(s: Session, kind: int, which: int, value: str) -> Changes:
    """One random step: mostly answers, sometimes an instance more or less."""
    repeats = free_repeats(s)
    if kind == 0:
        ref = repeats[which % len(repeats)]
        if s.repeat_count(ref):
            return s.remove_repeat(f"{ref}[{1 + which % s.repeat_count(ref)}]")
    if kind < 4:
        return s.add_repeat(repeats[which % len(repeats)])
    refs = settable(s)
    return s.set(refs[which % len(refs)], value)


def said(s: Session, values: dict[str, str]) -> dict[str, str]:
    """``values`` without what ``once()`` holds while it is hidden: that is made again whenever it is looked at."""
    return {ref: value for ref, value in values.items() if not ref.endswith("/stamp") or s.is_relevant(ref)}


def state(s: Session) -> dict[str, Any]:
    """Everything that can be read, by reference."""
    refs = list(s.values())
    return {
        "values": s.values(),
        "relevant": {ref: s.is_relevant(ref) for ref in refs},
        "required": {ref: s.is_required(ref) for ref in refs},
        "readonly": {ref: s.is_readonly(ref) for ref in refs},
        "problems": {problem.ref: problem for problem in s.problems()},
        "choices": {ref: s.choices(ref) for ref in refs},
        "labels": {ref: s.label(ref) for ref in refs},
        "repeats": s.repeats(),
    }


def lasting(s: Session) -> dict[str, Any]:
    return state(s) | {"values": said(s, s.values())}


@pytest.mark.parametrize("made", FORMS, ids=["xlsform", "absolute paths"])
@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_a_draft_brings_the_same_state_back(made: Form, steps: list[tuple[int, int, str]]) -> None:
    s = Session(made, now=NOW)
    for kind, which, value in steps:
        step(s, kind, which, value)
    other = Session(made, now=NOW)
    assert other.restore(s.draft()) == []
    assert lasting(other) == lasting(s)
    assert said(other, other.draft()) == said(s, s.draft())


@pytest.mark.parametrize("made", FORMS, ids=["xlsform", "absolute paths"])
@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_changes_are_the_difference(made: Form, steps: list[tuple[int, int, str]]) -> None:
    s = Session(made, now=NOW)
    for kind, which, value in steps:
        old = state(s)
        changes = step(s, kind, which, value)
        new = state(s)
        for part, otherwise in (("values", ""), ("relevant", True), ("required", False), ("readonly", False)):
            told = {ref: flag for ref, flag in getattr(changes, part).items() if ref in new["values"]}
            assert told == {ref: now for ref, now in new[part].items() if old[part].get(ref, otherwise) != now}, part
        refs = {*old["problems"], *new["problems"]}
        expected = {ref: new["problems"].get(ref) for ref in refs}
        assert changes.problems == {r: p for r, p in expected.items() if old["problems"].get(r) != p}
        assert changes.repeats == {r: n for r, n in new["repeats"].items() if old["repeats"].get(r) != n}
        assert {r for r in new["choices"] if old["choices"].get(r, ()) != new["choices"][r]} <= changes.choices


@pytest.mark.parametrize("made", FORMS, ids=["xlsform", "absolute paths"])
@settings(max_examples=40, deadline=None)
@given(STEPS, STEPS, st.integers(0, 9))
def test_a_repeat_becomes_again_what_it_was(
    made: Form, before: list[tuple[int, int, str]], after: list[tuple[int, int, str]], which: int
) -> None:
    s = Session(made, now=NOW)
    for kind, place, value in before:
        step(s, kind, place, value)
    repeats = [ref for ref in free_repeats(s) if "[" not in ref]
    ref = repeats[which % len(repeats)]
    kept = s.draft(ref)
    for kind, place, value in after:
        step(s, kind, place, value)
    old = s.repeats()
    changes = s.replace(ref, kept)
    assert said(s, s.draft(ref)) == said(s, kept)
    assert changes.repeats == {r: n for r, n in s.repeats().items() if old.get(r) != n}
    other = Session(made, now=NOW)
    other.restore(s.draft())
    assert lasting(other) == lasting(s)


ROSTER = """
    | survey |
    | | type | name | label | default | trigger | calculation |
    | | text | a | A | | | |
    | | begin_repeat | r | R | | | |
    | | text | x | X | uuid() | | |
    | | text | y | Y | | | |
    | | calculate | k | | | ${y} | concat(${a}, ${y}) |
    | | end_repeat | | | | | |
    | | calculate | n | | | | count(${r}) |
"""


def test_what_a_draft_holds() -> None:
    s = session(ROSTER)
    s.add_repeat("/data/r")
    s.set("/data/r[2]/y", "b")
    first, second = s.value("/data/r[1]/x"), s.value("/data/r[2]/x")
    inside = {
        "/data/r": "2",
        "/data/r[1]/x": first,
        "/data/r[1]/y": "",
        "/data/r[1]/k": "",
        "/data/r[2]/x": second,
        "/data/r[2]/y": "b",
        "/data/r[2]/k": "b",
    }
    assert s.draft("/data/r") == inside
    assert s.draft() == {"/data/a": "", **inside, "/data/meta/instanceID": s.value("/data/meta/instanceID")}
    assert s.draft("/data/r[2]") == {ref: value for ref, value in inside.items() if "[2]" in ref}
    assert s.draft("/data/r[2]/y") == {"/data/r[2]/y": "b"}
    assert list(s.draft()) == list(dict.fromkeys(["/data/a", *inside, "/data/meta/instanceID"]))
    with pytest.raises(AnswersError) as refused:
        s.draft("/data/nada")
    assert refused.value.code == "ANS-001"


@pytest.mark.parametrize(
    ("ref", "kept"),
    [
        ("/data/a", True),
        ("/data/r[1]/x", True),
        ("/data/r[7]/k", True),
        ("/data/n", False),
        ("/data/r", False),
        ("/data/nada", False),
    ],
)
def test_what_is_kept(ref: str, kept: bool) -> None:
    assert session(ROSTER).keeps(ref) is kept


def test_a_calculation_that_is_made_once_is_kept() -> None:
    s = session(
        "| survey |\n| | type | name | calculation |\n| | calculate | u | once(uuid()) |\n| | calculate | v | 1 + 1 |"
    )
    assert s.keeps("/data/u")
    assert not s.keeps("/data/v")
    assert Session(s.form, now=NOW).value("/data/u") != s.value("/data/u")
    other = Session(s.form, now=NOW)
    other.restore(s.draft())
    assert other.value("/data/u") == s.value("/data/u")


def test_a_draft_shrinks_what_the_form_begins_with() -> None:
    s = session(ROSTER)
    s.remove_repeat("/data/r[1]")
    other = Session(s.form, now=NOW)
    assert other.repeat_count("/data/r") == 1
    assert other.restore(s.draft()) == []
    assert other.repeat_count("/data/r") == 0
    assert other.value("/data/n") == "0"


def test_actions_do_not_overwrite_what_a_draft_says() -> None:
    s = session(ROSTER)
    s.add_repeat("/data/r")
    s.set("/data/r[1]/y", "b")
    s.set("/data/r[1]/k", "corregido")
    s.set("/data/r[2]/x", "")
    other = Session(s.form, now=NOW)
    other.restore(s.draft())
    assert other.value("/data/r[1]/k") == "corregido"
    assert other.value("/data/r[2]/x") == ""


def test_new_instances_of_a_partial_draft_get_their_defaults() -> None:
    s = session(ROSTER)
    assert s.restore({"/data/r[3]/y": "c"}) == []
    assert s.repeat_count("/data/r") == 3
    assert len({s.value(f"/data/r[{number}]/x") for number in (1, 2, 3)}) == 3
    assert s.value("/data/r[3]/y") == "c"
    assert s.value("/data/r[3]/k") == ""


def test_undoing_a_removal_brings_the_instance_back() -> None:
    s = session(ROSTER)
    for number in (1, 2, 3):
        if number > 1:
            s.add_repeat("/data/r")
        s.set(f"/data/r[{number}]/y", str(number))
    kept = s.draft("/data/r")
    s.remove_repeat("/data/r[2]")
    changes = s.replace("/data/r", kept)
    assert changes.repeats == {"/data/r": 3}
    assert changes.values["/data/n"] == "3"
    assert changes.values["/data/r[2]/y"] == "2"
    assert "/data/r[1]/y" not in changes.values
    assert s.draft("/data/r") == kept


def test_a_typed_answer_that_is_no_choice_stays_as_typed() -> None:
    s = session(STATES)
    s.set("/data/d", "a")
    s.set("/data/m", "zz")
    assert s.problem("/data/m").kind is ProblemKind.TYPE  # type: ignore[union-attr]
    other = Session(s.form, now=NOW)
    other.restore(s.draft())
    assert other.value("/data/m") == "zz"
    assert other.problem("/data/m") == s.problem("/data/m")


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        ({"/data/r": "muchos"}, ["/data/r"]),
        ({"/data/r": "-1"}, ["/data/r"]),
        ({"/data/r": "٣"}, ["/data/r"]),
        ({"/data/r": "99999"}, ["/data/r"]),
        ({"/data/r": "9999999999"}, ["/data/r"]),
        ({"/data/r": "1", "/data/r[2]/y": "b"}, ["/data/r[2]/y"]),
        ({"/data/r[1]/r": "1"}, ["/data/r[1]/r"]),
        ({"/data/r[1]": "1"}, ["/data/r[1]"]),
        ({"": "1", "/": "2", "/data": "3"}, ["", "/", "/data"]),
    ],
)
def test_what_cannot_be_followed_is_said(draft: dict[str, str], missing: list[str]) -> None:
    s = session(ROSTER)
    assert s.restore(draft) == missing
    assert s.repeat_count("/data/r") == 1


@given(st.dictionaries(st.text(st.sampled_from("/data[]r120xy."), max_size=16), st.text(max_size=4), max_size=6))
def test_any_draft_is_survived(draft: dict[str, str]) -> None:
    s = session(ROSTER)
    missing = s.restore(draft)
    assert set(missing) <= set(draft)
    for ref in ("/data/r", "/data/nada"):
        try:
            s.replace(ref, draft)
        except TelarError as error:
            assert error.code in ("ANS-006", "FORM-019")  # noqa: PT017 (a repeat may be replaced, or be none)


def test_replacing_what_is_no_repeat() -> None:
    with pytest.raises(AnswersError) as refused:
        session(ROSTER).replace("/data/a", {})
    assert refused.value.code == "ANS-006"


@pytest.mark.parametrize("body", ['jr:count="/data/n"', 'jr:noAddRemove="true()"'])
def test_the_respondent_does_not_change_a_fixed_number(body: str) -> None:
    s = xsession(
        '<data id="t"><n>2</n><r><x/></r><r><x/></r></data>',
        "",
        f'<input ref="/data/n"/><repeat nodeset="/data/r" {body}><input ref="/data/r/x"/></repeat>',
    )
    for act, ref in ((s.add_repeat, "/data/r"), (s.remove_repeat, "/data/r[1]")):
        with pytest.raises(AnswersError) as refused:
            act(ref)
        assert refused.value.code == "ANS-007"
    assert s.repeat_count("/data/r") == 2


def test_a_reference_without_a_position_means_the_first_instance() -> None:
    filled = session("""
        | survey |
        | | type | name | label |
        | | begin_repeat | r | R |
        | | text | x | X |
        | | end_repeat | | |
    """)
    filled.add_repeat("/data/r")
    assert filled.restore({"/data/r/x": "uno"}) == []
    assert [filled.value(f"/data/r[{place}]/x") for place in (1, 2)] == ["uno", ""]
    assert filled.restore({"/data/r": "0", "/data/r/x": "dos"}) == ["/data/r/x"]
