"""Repeats: instances come and go, references move, and only what sees it is computed again."""

from __future__ import annotations

import pytest

from desktop_app.errors import AnswersError, FormError
from desktop_app.xforms import Changes, Form, Group, ProblemKind, Repeat, Session
from tests.support.forms import NOW, form, session, xform, xsession

ROSTER = """
    | survey |
    | | type | name | label | calculation | default | relevant | required |
    | | begin_repeat | r | R | | | | |
    | | integer | x | X | | 5 | | |
    | | calculate | p | | ${x} * position(..) | | | |
    | | text | t | T | | | ${x} > 3 | yes |
    | | end_repeat | | | | | | |
    | | calculate | n | | count(${r}) | | | |
    | | calculate | s | | sum(${x}) | | | |
"""


def test_an_instance_brings_its_defaults_and_calculations() -> None:
    s = session(ROSTER)
    assert s.repeat_count("/data/r") == 1
    changes = s.add_repeat("/data/r")
    assert changes.repeats == {"/data/r": 2}
    assert changes.values == {"/data/r[2]/x": "5", "/data/r[2]/p": "10", "/data/n": "2", "/data/s": "10"}
    assert changes.required == {"/data/r[2]/t": True}
    assert changes.problems["/data/r[2]/t"].kind is ProblemKind.REQUIRED  # type: ignore[union-attr]


def test_an_answer_in_one_instance_leaves_the_others_alone() -> None:
    s = session(ROSTER)
    s.add_repeat("/data/r")
    s.set("/data/r[1]/p", "77")
    changes = s.set("/data/r[2]/x", "2")
    assert changes.values == {"/data/r[2]/x": "2", "/data/r[2]/p": "4", "/data/s": "7"}
    assert changes.relevant == {"/data/r[2]/t": False}
    assert s.value("/data/r[1]/p") == "77"


def test_removal_moves_the_later_ones_up() -> None:
    s = session(ROSTER)
    for number, value in enumerate(("1", "2", "4"), start=1):
        if number > 1:
            s.add_repeat("/data/r")
        s.set(f"/data/r[{number}]/x", value)
    changes = s.remove_repeat("/data/r[1]")
    assert changes.repeats == {"/data/r": 2}
    assert s.values() == {
        "/data/r[1]/x": "2",
        "/data/r[1]/p": "2",
        "/data/r[1]/t": "",
        "/data/r[2]/x": "4",
        "/data/r[2]/p": "8",
        "/data/r[2]/t": "",
        "/data/n": "2",
        "/data/s": "6",
        "/data/meta/instanceID": s.value("/data/meta/instanceID"),
    }
    assert [problem.ref for problem in s.problems()] == ["/data/r[2]/t"]
    assert s.problem("/data/r[2]/t").ref == "/data/r[2]/t"  # type: ignore[union-attr]


def test_a_repeat_can_be_emptied_and_filled_again() -> None:
    s = session(ROSTER)
    assert s.remove_repeat("/data/r[1]").values == {"/data/n": "0", "/data/s": "0"}
    assert s.repeat_count("/data/r") == 0
    assert s.label("/data/r") == "R"
    assert s.is_relevant("/data/r")
    assert "<r>" not in s.instance_xml().decode()
    assert s.add_repeat("/data/r").repeats == {"/data/r": 1}
    assert list(s.values())[:2] == ["/data/r[1]/x", "/data/r[1]/p"]


@pytest.mark.parametrize("ref", ["/data/r", "/data/r[4]", "/data/n", "/data/r[1]/x", "/data/r[0]", "", "/data/nada[1]"])
def test_only_one_instance_can_be_removed(ref: str) -> None:
    s = session(ROSTER)
    with pytest.raises(AnswersError) as refused:
        s.remove_repeat(ref)
    assert refused.value.code in ("ANS-001", "ANS-006")
    assert s.repeat_count("/data/r") == 1


@pytest.mark.parametrize("ref", ["/data/r[1]", "/data/n", "/data", "", "/data/nada"])
def test_only_a_repeat_can_grow(ref: str) -> None:
    s = session(ROSTER)
    with pytest.raises(AnswersError) as refused:
        s.add_repeat(ref)
    assert refused.value.code == "ANS-006"


def test_a_reference_without_a_position_means_the_first_instance() -> None:
    s = session(ROSTER)
    s.add_repeat("/data/r")
    s.set("/data/r/x", "9")
    assert (s.value("/data/r[1]/x"), s.value("/data/r[2]/x"), s.value("/data/r/x")) == ("9", "5", "9")


def test_the_questions_of_each_instance() -> None:
    s = session(ROSTER)
    s.add_repeat("/data/r")
    s.set("/data/r[1]/x", "1")
    assert [question.ref for question in s.relevant_questions()] == ["/data/r[1]/x", "/data/r[2]/x", "/data/r[2]/t"]


NESTED = """
    | survey |
    | | type | name | label | calculation |
    | | begin_repeat | o | O | |
    | | text | x | X | |
    | | begin_repeat | i | I | |
    | | integer | y | Y | |
    | | end_repeat | | | |
    | | calculate | s | | sum(${y}) |
    | | calculate | n | | count(${i}) |
    | | end_repeat | | | |
    | | calculate | t | | sum(${y}) |
"""


def test_nested_repeats_add_up_within_their_own_instance() -> None:
    s = session(NESTED)
    s.set("/data/o[1]/i[1]/y", "1")
    s.add_repeat("/data/o[1]/i")
    assert s.set("/data/o[1]/i[2]/y", "2").values == {"/data/o[1]/i[2]/y": "2", "/data/o[1]/s": "3", "/data/t": "3"}
    s.add_repeat("/data/o")
    assert s.repeats() == {"/data/o": 2, "/data/o[1]/i": 2, "/data/o[2]/i": 0}
    assert s.add_repeat("/data/o[2]/i").values == {"/data/o[2]/n": "1"}
    assert s.set("/data/o[2]/i[1]/y", "10").values == {
        "/data/o[2]/i[1]/y": "10",
        "/data/o[2]/s": "10",
        "/data/t": "13",
    }


def test_the_count_of_a_repeat_can_be_an_answer() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | repeat_count | calculation |
        | | integer | n | N | | |
        | | begin_repeat | r | R | ${n} | |
        | | text | x | X | | |
        | | end_repeat | | | | |
        | | calculate | k | | | count(${r}) |
        """
    )
    assert s.repeat_count("/data/r") == 0
    changes = s.set("/data/n", "3")
    assert changes.repeats == {"/data/r": 3}
    assert changes.values == {"/data/n": "3", "/data/k": "3"}
    s.set("/data/r[1]/x", "queda")
    assert s.set("/data/n", "1").repeats == {"/data/r": 1}
    assert s.value("/data/r[1]/x") == "queda"
    assert s.set("/data/n", "-4").repeats == {"/data/r": 0}


def test_instances_are_limited() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | repeat_count |
        | | integer | n | N | |
        | | begin_repeat | r | R | ${n} |
        | | text | x | X | |
        | | end_repeat | | | |
        """
    )
    s.set("/data/n", "2000000000")
    assert s.repeat_count("/data/r") == 10_000
    free = session(ROSTER)
    assert free.restore({"/data/r": "10000"}) == []
    with pytest.raises(FormError) as refused:
        free.add_repeat("/data/r")
    assert refused.value.code == "FORM-019"


def test_nested_counts_do_not_multiply_without_end() -> None:
    s = xsession(
        '<data id="t"><n/><o jr:template=""><i jr:template=""><x/></i></o></data>',
        "",
        '<input ref="/data/n"/><repeat nodeset="/data/o" jr:count="/data/n"><repeat nodeset="/data/o/i" '
        'jr:count="/data/n"><input ref="/data/o/i/x"/></repeat></repeat>',
    )
    s.set("/data/n", "2000")
    assert s.repeat_count("/data/o") == 2000
    assert len(s.values()) < 200_000
    assert {error.code for error in s.faults.values()} == {"FORM-019"}
    assert s.set("/data/n", "1").repeats["/data/o"] == 1


def test_relevance_by_position_in_the_outer_repeat() -> None:
    s = xsession(
        '<data id="t"><o><i><q/></i><i><q/></i></o><o><i><q/></i></o><c>0</c></data>',
        '<bind nodeset="/data/o/i" relevant="position(..) mod 2 = /data/c"/>',
        '<repeat nodeset="/data/o"><repeat nodeset="/data/o/i"><input ref="/data/o/i/q"/></repeat></repeat>'
        '<input ref="/data/c"/>',
    )
    assert [s.is_relevant(f"/data/o[{o}]/i[{i}]/q") for o, i in ((1, 1), (1, 2), (2, 1))] == [False, False, True]
    assert s.set("/data/c", "1").relevant == {
        "/data/o[1]/i[1]": True,
        "/data/o[1]/i[1]/q": True,
        "/data/o[1]/i[2]": True,
        "/data/o[1]/i[2]/q": True,
        "/data/o[2]/i[1]": False,
        "/data/o[2]/i[1]/q": False,
    }


def test_a_repeat_that_would_be_irrelevant() -> None:
    s = xsession(
        '<data id="t"><c/><r jr:template=""><q/></r></data>',
        '<bind nodeset="/data/r" relevant="/data/c = 1"/>',
        '<input ref="/data/c"/><group ref="/data/r"><label>Lista</label><repeat nodeset="/data/r">'
        '<input ref="q"/></repeat></group>',
    )
    assert not s.is_relevant("/data/r")
    s.set("/data/c", "1")
    assert s.is_relevant("/data/r")
    assert s.label("/data/r") == "Lista"
    s.add_repeat("/data/r")
    assert s.set("/data/c", "2").relevant == {"/data/r[1]": False, "/data/r[1]/q": False}


def test_the_body_has_the_repeat_with_its_title() -> None:
    (repeat,) = form(ROSTER).body
    assert isinstance(repeat, Repeat)
    assert isinstance(repeat, Group)
    assert repeat.ref == "/data/r"
    assert [question.ref for question in repeat.questions()] == ["/data/r/x", "/data/r/t"]


def test_drafts_with_instances_come_back() -> None:
    s = session(ROSTER)
    s.add_repeat("/data/r")
    s.set("/data/r[2]/x", "8")
    other = Session(s.form, now=NOW)
    assert other.restore(s.values()) == []
    assert other.values() == s.values()
    assert other.problems() == s.problems()
    third = Session(s.form, instance_xml=s.instance_xml(keep_irrelevant=True), now=NOW)
    assert third.values() == s.values()


def test_a_saved_instance_decides_how_many_there_are() -> None:
    s = session(ROSTER)
    s.remove_repeat("/data/r[1]")
    again = Session(s.form, instance_xml=s.instance_xml(), now=NOW)
    assert again.repeat_count("/data/r") == 0


# -- actions ---------------------------------------------------------------------------------------------------------


def test_a_triggered_calculation_runs_when_its_trigger_changes() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation | trigger |
        | | integer | a | A | | |
        | | integer | b | B | | |
        | | calculate | c | | ${a} + coalesce(${b}, 0) | ${a} |
        """
    )
    assert s.set("/data/a", "1").values == {"/data/a": "1", "/data/c": "1"}
    assert s.set("/data/b", "10").values == {"/data/b": "10"}
    assert s.set("/data/a", "2").values == {"/data/a": "2", "/data/c": "12"}


def test_a_dynamic_default_is_computed_once() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | default |
        | | integer | a | A | 3 + 4 |
        | | integer | b | B | ${a} + 1 |
        | | date | d | D | today() |
        """
    )
    assert [s.value(f"/data/{name}") for name in "abd"] == ["7", "8", "2026-11-20"]
    s.set("/data/a", "1")
    assert s.value("/data/b") == "8"
    again = Session(s.form, instance_xml=s.instance_xml(), now=NOW.replace(year=2030))
    assert [again.value(f"/data/{name}") for name in "abd"] == ["1", "8", "2026-11-20"]


def test_a_new_instance_can_start_from_the_one_before() -> None:
    s = xsession(
        '<data id="t"><r><q/></r></data>',
        '<bind nodeset="/data/r/q" type="int"/>',
        '<repeat nodeset="/data/r"><setvalue event="odk-new-repeat" ref="/data/r/q" '
        'value="/data/r[position()=position(current()/..)-1]/q"/><input ref="/data/r/q"/></repeat>',
    )
    s.set("/data/r[1]/q", "7")
    assert s.add_repeat("/data/r").values == {"/data/r[2]/q": "7"}


def test_actions_that_set_one_another_off_without_end_are_stopped() -> None:
    s = xsession(
        '<data id="t"><a/><b/></data>',
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value=". + 1"/></input>'
        '<input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" value="concat(., \'x\')"/></input>',
    )
    assert s.set("/data/b", "0").values["/data/b"]
    assert [error.code for error in s.faults.values()] == ["FORM-018"]


def test_an_action_on_an_attribute() -> None:
    s = xsession(
        '<data id="t"><e unit=""/></data>',
        '<setvalue event="odk-instance-first-load" ref="/data/e/@unit" value="\'kg\'"/>',
        '<input ref="/data/e"/>',
    )
    assert b'<e unit="kg"/>' in s.instance_xml()


def test_preloads_fill_what_they_can() -> None:
    s = session(
        """
        | survey |
        | | type | name | label |
        | | start | st | |
        | | today | td | |
        | | deviceid | dev | |
        | | text | a | A |
        """
    )
    assert s.value("/data/st") == "2026-11-20T10:00:00.000-05:00"
    assert s.value("/data/td") == "2026-11-20"
    assert s.value("/data/dev") == ""
    assert s.value("/data/meta/instanceID").startswith("uuid:")
    later = Session(s.form, instance_xml=s.instance_xml(), now=NOW.replace(year=2030))
    assert later.values() == s.values()


def test_a_target_picked_by_a_predicate() -> None:
    s = Session(
        Form.from_xform(
            xform(
                '<data id="t"><a/><r><q/></r></data>',
                "",
                '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/r[position()=2]/q" '
                'value="/data/a"/></input><repeat nodeset="/data/r"><input ref="/data/r/q"/></repeat>',
            )
        ),
        now=NOW,
    )
    assert s.set("/data/a", "x") == Changes(values={"/data/a": "x"})
    s.add_repeat("/data/r")
    assert s.set("/data/a", "y").values == {"/data/a": "y", "/data/r[2]/q": "y"}
