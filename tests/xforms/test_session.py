"""A session: what an answer changes, and what stays readable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desktop_app.errors import AnswersError
from desktop_app.xforms import Changes, Choice, Form, Problem, ProblemKind, Session
from tests.support.forms import NOW, form, session, xsession

TOGGLE = """
    | survey |
    | | type | name | label | relevant | calculation |
    | | select_one yn | a | A | | |
    | | begin_group | g | G | ${a} = 'yes' | |
    | | integer | x | X | | |
    | | end_group | | | | |
    | | calculate | s | | | coalesce(${x}, 0) + 1 |
    | choices |
    | | list_name | name | label |
    | | yn | yes | Sí |
    | | yn | no | No |
"""


def test_an_answer_changes_exactly_what_depends_on_it() -> None:
    s = session(TOGGLE)
    assert s.set("/data/a", "yes") == Changes(values={"/data/a": "yes"}, relevant={"/data/g": True, "/data/g/x": True})
    assert s.set("/data/g/x", "5") == Changes(values={"/data/g/x": "5", "/data/s": "6"})


def test_the_same_answer_again_changes_nothing() -> None:
    s = session(TOGGLE)
    s.set("/data/a", "yes")
    assert s.set("/data/a", "yes") == Changes()


def test_what_is_irrelevant_keeps_its_value_and_reads_as_empty() -> None:
    s = session(TOGGLE)
    s.set("/data/a", "yes")
    s.set("/data/g/x", "5")
    changes = s.set("/data/a", "no")
    assert changes.values == {"/data/a": "no", "/data/s": "1"}
    assert s.value("/data/g/x") == "5"
    assert not s.is_relevant("/data/g/x")
    assert s.set("/data/a", "yes").values["/data/s"] == "6"


def test_an_irrelevant_question_can_be_answered_without_counting() -> None:
    s = session(TOGGLE)
    assert s.set("/data/g/x", "7") == Changes(values={"/data/g/x": "7"})
    assert s.set("/data/a", "yes").values["/data/s"] == "8"


def test_calculations_follow_their_dependencies_and_not_the_sheet() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation |
        | | calculate | c | | ${b} * 2 |
        | | calculate | b | | ${a} + 1 |
        | | integer | a | A | |
        """
    )
    assert s.set("/data/a", "3").values == {"/data/a": "3", "/data/b": "4", "/data/c": "8"}
    assert s.set("/data/a", "").values == {"/data/a": "", "/data/b": "", "/data/c": ""}


def test_a_number_that_is_none_is_stored_as_blank() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation |
        | | integer | a | A | |
        | | calculate | q | | 1 div ${a} |
        | | calculate | t | | concat('[', ${q}, ']') |
        """
    )
    assert s.value("/data/t") == "[]"
    assert s.set("/data/a", "0").values["/data/q"] == "Infinity"


def test_overwriting_a_calculated_answer_lasts_until_its_source_changes() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation |
        | | integer | a | A | |
        | | integer | b | B | ${a} + 1 |
        """
    )
    s.set("/data/a", "1")
    assert s.set("/data/b", "50").values == {"/data/b": "50"}
    assert s.set("/data/a", "2").values == {"/data/a": "2", "/data/b": "3"}


def test_readonly_does_not_keep_a_calculation_out_and_is_inherited() -> None:
    s = xsession(
        '<data id="t"><lock/><g><a/><b/></g></data>',
        '<bind nodeset="/data/lock" type="boolean"/><bind nodeset="/data/g" readonly="/data/lock = \'1\'"/>'
        '<bind nodeset="/data/g/b" calculate="1 + 1"/>',
        '<input ref="/data/lock"/><group ref="/data/g"><input ref="/data/g/a"/><input ref="/data/g/b"/></group>',
    )
    assert s.value("/data/g/b") == "2"
    assert s.set("/data/lock", "1").readonly == {"/data/g": True, "/data/g/a": True, "/data/g/b": True}
    assert s.is_readonly("/data/g/a")
    assert s.set("/data/lock", "").readonly == {"/data/g": False, "/data/g/a": False, "/data/g/b": False}


# -- problems --------------------------------------------------------------------------------------------------------

CHECKED = """
    | survey |
    | | type | name | label | constraint | constraint_message | required | required_message | relevant |
    | | integer | lo | Lo | | | | | |
    | | integer | hi | Hi | . > ${lo} | Debe pasar de ${lo} | ${lo} != '' | Diga cuánto | |
    | | date | d | D | | | | | |
    | | text | t | T | . != 'x' | | yes | | ${lo} = 1 |
"""


def test_a_constraint_is_judged_when_either_side_changes_and_never_on_nothing() -> None:
    s = session(CHECKED)
    assert s.set("/data/hi", "7").problems == {"/data/hi": Problem("/data/hi", ProblemKind.CONSTRAINT, "Debe pasar de")}
    assert s.set("/data/lo", "5").problems == {"/data/hi": None}
    problem = s.set("/data/lo", "8").problems["/data/hi"]
    assert problem == Problem("/data/hi", ProblemKind.CONSTRAINT, "Debe pasar de 8")
    assert s.set("/data/lo", "").problems["/data/hi"] is not None
    assert s.set("/data/hi", "") == Changes(values={"/data/hi": ""}, problems={"/data/hi": None})


def test_required_is_an_expression_with_its_own_message() -> None:
    s = session(CHECKED)
    assert s.problem("/data/hi") is None
    changes = s.set("/data/lo", "1")
    assert changes.required == {"/data/hi": True}
    assert changes.problems["/data/hi"] == Problem("/data/hi", ProblemKind.REQUIRED, "Diga cuánto")
    assert s.set("/data/hi", "2").problems == {"/data/hi": None}


def test_required_counts_only_while_relevant() -> None:
    s = session(CHECKED)
    assert s.is_required("/data/t")
    assert s.problem("/data/t") is None
    assert s.set("/data/lo", "1").problems["/data/t"].kind is ProblemKind.REQUIRED  # type: ignore[union-attr]
    assert s.set("/data/lo", "2").problems["/data/t"] is None


def test_spaces_are_an_answer() -> None:
    s = session(CHECKED)
    s.set("/data/lo", "1")
    assert s.set("/data/t", "   ").problems == {"/data/t": None}


def test_a_value_of_the_wrong_type_is_kept_and_reads_as_empty() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation | required |
        | | integer | a | A | | yes |
        | | calculate | b | | concat('[', ${a}, ']') | |
        """
    )
    s.set("/data/a", "5")
    changes = s.set("/data/a", "1.234,5")
    assert changes.values == {"/data/a": "1.234,5", "/data/b": "[]"}
    assert changes.problems["/data/a"].kind is ProblemKind.TYPE  # type: ignore[union-attr]
    assert s.value("/data/a") == "1.234,5"
    assert s.set("/data/a", "6") == Changes(values={"/data/a": "6", "/data/b": "[6]"}, problems={"/data/a": None})


def test_engine_messages_follow_the_language() -> None:
    s = session(CHECKED.replace("label", "label::English (en)").replace("message", "message::English (en)"))
    s.set("/data/d", "nunca")
    assert s.problem("/data/d").message == "Enter a date that exists: day, month and year."  # type: ignore[union-attr]
    plain = session(CHECKED)
    plain.set("/data/d", "nunca")
    assert plain.problem("/data/d").message.startswith("Escriba una fecha")  # type: ignore[union-attr]


def test_problems_come_in_document_order() -> None:
    s = session(CHECKED)
    s.set("/data/d", "nunca")
    s.set("/data/lo", "1")
    assert [problem.ref for problem in s.problems()] == ["/data/hi", "/data/d", "/data/t"]


def test_calculated_nodes_without_a_question_are_nobodys_problem() -> None:
    s = xsession(
        '<data id="t"><a/><b/></data>',
        '<bind nodeset="/data/b" calculate="/data/a" constraint=". > 3" required="true()"/>',
        '<input ref="/data/a"/>',
    )
    s.set("/data/a", "1")
    assert s.problems() == []


# -- reading ---------------------------------------------------------------------------------------------------------


def test_values_are_all_leaves_in_document_order() -> None:
    s = session(TOGGLE)
    assert list(s.values()) == ["/data/a", "/data/g/x", "/data/s", "/data/meta/instanceID"]


def test_relevant_questions_in_the_order_of_the_form() -> None:
    s = session(TOGGLE)
    assert [question.ref for question in s.relevant_questions()] == ["/data/a"]
    s.set("/data/a", "yes")
    assert [question.ref for question in s.relevant_questions()] == ["/data/a", "/data/g/x"]


@pytest.mark.parametrize(
    "ref", ["/data/nada", "", "/", "data/a", "/data/a/b", "/data/a[2]", "/data/g[1]/x", "/data//a"]
)
def test_an_unknown_reference_is_refused(ref: str) -> None:
    s = session(TOGGLE)
    for ask in (s.value, s.is_required, s.is_readonly, s.problem, s.choices, s.guidance):
        with pytest.raises(AnswersError) as refused:
            ask(ref)
        assert refused.value.code == "ANS-001"
    with pytest.raises(AnswersError):
        s.set(ref, "1")


def test_a_group_is_no_question_and_a_novel_no_answer() -> None:
    s = session(TOGGLE)
    with pytest.raises(AnswersError) as refused:
        s.set("/data/g", "1")
    assert refused.value.code == "ANS-004"
    with pytest.raises(AnswersError) as refused:
        s.set("/data/a", "x" * 1_000_001)
    assert refused.value.code == "ANS-005"
    assert s.set("/data/a", "yes").values == {"/data/a": "yes"}


def test_two_sessions_of_a_form_do_not_disturb_one_another() -> None:
    shared = form(TOGGLE)
    first, second = Session(shared, now=NOW), Session(shared, now=NOW)
    first.set("/data/a", "yes")
    first.set("/data/g/x", "5")
    assert second.values() == {
        **Session(shared, now=NOW).values(),
        "/data/meta/instanceID": second.value("/data/meta/instanceID"),
    }
    assert second.value("/data/s") == "1"
    assert not second.is_relevant("/data/g/x")


def test_now_decides_today() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation |
        | | text | a | A | |
        | | date | d | D | if(${a} = '', '', today()) |
        """
    )
    s.set("/data/a", "x")
    assert s.value("/data/d") == "2026-11-20"
    s.now = datetime(2027, 1, 1, 23, 59, tzinfo=NOW.tzinfo)
    s.set("/data/a", "y")
    assert s.value("/data/d") == "2027-01-01"


def test_an_expression_that_fails_counts_as_empty_and_is_noted() -> None:
    s = xsession(
        '<data id="t"><a/><b/><c/></data>',
        '<bind nodeset="/data/b" calculate="instance(/data/a)/root/item"/>'
        '<bind nodeset="/data/c" relevant="instance(/data/a)/root/item = 1"/>',
        '<input ref="/data/a"/><input ref="/data/c"/>',
    )
    assert s.value("/data/b") == ""
    assert s.is_relevant("/data/c")
    assert {ref: error.code for ref, error in s.faults.items()} == {"/data/b": "XPR-011", "/data/c": "XPR-011"}


def test_the_shipped_forms_open(tmp_path: Path) -> None:
    from desktop_app import paths

    for name in ("autodiagnostico", "iniciativa"):
        path = paths.forms_dir() / f"{name}.md"
        s = Session(Form.load(path), now=NOW)
        assert s.faults == {}
        assert s.restore(s.values()) == []


# -- choices ---------------------------------------------------------------------------------------------------------

CASCADE = """
    | survey |
    | | type | name | label | choice_filter | calculation |
    | | select_one dep | d | D | | |
    | | select_one mun | m | M | dep = ${d} | |
    | | calculate | k | | | ${m} |
    | | calculate | l | | | jr:choice-name(${m}, '${m}') |
    | choices |
    | | list_name | name | label | dep |
    | | mun | med | Medellín | ant |
    | | mun | env | Envigado | ant |
    | | mun | cal | Cali | valle |
    | | dep | ant | Antioquia | |
    | | dep | valle | Valle | |
"""


def names(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.name for choice in choices]


def test_a_filtered_list_follows_its_parent() -> None:
    s = session(CASCADE)
    assert s.choices("/data/m") == ()
    assert s.set("/data/d", "ant") == Changes(values={"/data/d": "ant"}, choices=frozenset({"/data/m"}))
    assert s.choices("/data/m") == (
        Choice("med", "Medellín", {"dep": "ant"}),
        Choice("env", "Envigado", {"dep": "ant"}),
    )


def test_an_answer_that_is_no_longer_offered_goes_and_comes_back_with_its_list() -> None:
    s = session(CASCADE)
    s.set("/data/d", "ant")
    assert s.set("/data/m", "env").values == {"/data/m": "env", "/data/k": "env", "/data/l": "Envigado"}
    changes = s.set("/data/d", "valle")
    assert changes.values == {"/data/d": "valle", "/data/m": "", "/data/k": "", "/data/l": ""}
    assert s.problem("/data/m") is None
    assert s.set("/data/d", "ant").values == {
        "/data/d": "ant",
        "/data/m": "env",
        "/data/k": "env",
        "/data/l": "Envigado",
    }


def test_an_answer_given_since_wins_over_the_one_that_went() -> None:
    s = session(CASCADE)
    s.set("/data/d", "ant")
    s.set("/data/m", "env")
    s.set("/data/d", "valle")
    s.set("/data/m", "cal")
    s.set("/data/d", "ant")
    assert s.value("/data/m") == ""
    s.set("/data/m", "")
    s.set("/data/d", "valle")
    assert s.value("/data/m") == ""


def test_a_choice_that_is_not_offered_is_kept_and_is_a_problem() -> None:
    s = session(CASCADE)
    s.set("/data/d", "ant")
    changes = s.set("/data/m", "cal")
    assert changes.values == {"/data/m": "cal"}
    assert changes.problems["/data/m"].kind is ProblemKind.TYPE  # type: ignore[union-attr]
    assert s.value("/data/k") == ""
    s.set("/data/d", "valle")
    assert s.value("/data/k") == "cal"
    assert s.problem("/data/m") is None


def test_several_choices_are_separated_by_single_spaces_in_the_order_given() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | calculation |
        | | select_multiple yn | a | A | |
        | | calculate | n | | count-selected(${a}) |
        | | calculate | f | | selected-at(${a}, 0) |
        | choices |
        | | list_name | name | label |
        | | yn | yes | Sí |
        | | yn | no | No |
        """
    )
    assert s.set("/data/a", " no   yes ").values == {"/data/a": "no yes", "/data/n": "2", "/data/f": "no"}
    assert s.set("/data/a", "no tal_vez").values["/data/n"] == "0"
    assert s.problem("/data/a").kind is ProblemKind.TYPE  # type: ignore[union-attr]


def test_municipalities_of_a_department_from_a_file() -> None:
    lines = ["name,label,department"]
    lines += [f"{d:02}{m:03},Municipio {d}-{m},{d:02}" for d in range(1, 34) for m in range(1, 35)]
    media = {"municipalities.csv": "\n".join(lines).encode()}
    s = session(
        """
        | survey |
        | | type | name | label | choice_filter |
        | | text | d | D | |
        | | select_one_from_file municipalities.csv | m | M | department = ${d} |
        """,
        media,
    )
    assert s.choices("/data/m") == ()
    s.set("/data/d", "05")
    assert names(s.choices("/data/m")) == [f"05{m:03}" for m in range(1, 35)]
    assert s.choices("/data/m")[0] == Choice("05001", "Municipio 5-1", {"department": "05"})
    assert s.set("/data/m", "05034").problems == {}


def test_choices_from_the_answers_of_a_repeat() -> None:
    s = session(
        """
        | survey |
        | | type | name | label |
        | | begin_repeat | r | R |
        | | text | x | X |
        | | end_repeat | | |
        | | select_one ${x} | who | Who |
        """
    )
    changes = s.set("/data/r[1]/x", "Ana")
    assert "/data/who" in changes.choices
    s.add_repeat("/data/r")
    s.set("/data/r[2]/x", "Luis")
    assert [choice.label for choice in s.choices("/data/who")] == ["Ana", "Luis"]
    s.set("/data/who", "Luis")
    assert s.remove_repeat("/data/r[2]").values["/data/who"] == ""


# -- languages -------------------------------------------------------------------------------------------------------

BILINGUAL = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | hint::Español (es) | hint::English (en) | constraint |
    | | text | n | Nombre | Name | | | . != 'x' |
    | | select_one yn | a | Hola, ${n} | Hello, ${n} | Elija | Choose | |
    | | integer | q | Solo español | | | | |
    | choices |
    | | list_name | name | label::Español (es) | label::English (en) | score |
    | | yn | yes | Sí | Yes | 1 |
    | | yn | no | No | No | 0 |
    | | extra | e1 | Uno | One | 7 |
    | settings |
    | | default_language |
    | | Español (es) |
"""
MESSAGES = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | guidance_hint::Español (es) | required |
    | | text | n | Nombre | Name | Con calma | yes |
"""


def test_texts_in_the_languages_of_the_form() -> None:
    s = session(BILINGUAL)
    assert s.language == "Español (es)"
    s.set("/data/n", "Ana")
    assert (s.label("/data/a"), s.hint("/data/a"), s.guidance("/data/a")) == ("Hola, Ana", "Elija", "")
    changes = s.set_language("en")
    assert s.language == "English (en)"
    assert changes == Changes(labels=frozenset({"/data/n", "/data/a"}), choices=frozenset({"/data/a"}))
    assert (s.label("/data/a"), s.hint("/data/a")) == ("Hello, Ana", "Choose")
    assert [choice.label for choice in s.choices("/data/a")] == ["Yes", "No"]
    assert s.set_language("English (en)") == Changes()


def test_what_is_not_translated_is_shown_in_the_default_language() -> None:
    s = session(BILINGUAL, language="en")
    assert s.label("/data/q") == "Solo español"
    assert session(MESSAGES, language="en").guidance("/data/n") == "Con calma"


def test_messages_and_outputs_follow_answers_and_language() -> None:
    s = session(BILINGUAL, language="English (en)")
    assert s.set("/data/n", "Ana").labels == {"/data/a"}
    s.set("/data/n", "x")
    changes = s.set_language("es")
    assert changes.problems == {"/data/n": s.problem("/data/n")}
    assert s.problem("/data/n").message.startswith("La respuesta no cumple")  # type: ignore[union-attr]


def test_an_unknown_language_is_the_default_one() -> None:
    assert session(BILINGUAL, language="fr").language == "Español (es)"
    assert session(TOGGLE, language="fr").language is None


def test_dates_are_written_in_the_sessions_language() -> None:
    markdown = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | calculation |
    | | date | day | Día | Day | |
    | | calculate | month | | | format-date(${day}, '%b') |
    | settings |
    | | form_title | form_id | default_language |
    | | t | t | Español (es) |
    """
    spanish, english = session(markdown), session(markdown, language="en")
    for each in (spanish, english):
        each.set("/data/day", "2026-01-15")
    assert spanish.value("/data/month").startswith("ene")
    assert english.value("/data/month") == "Jan"
    spanish.set_language("en")
    spanish.set("/data/day", "2026-04-15")
    assert spanish.value("/data/month") == "Apr"
