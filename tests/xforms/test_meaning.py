"""What a form says that cannot be meant is found; what only looks so is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import Place, explain
from desktop_app.xforms import Session, Severity, check
from desktop_app.xforms.checks.meaning import doubts
from tests.support.forms import NOW, compiled, form, xform

COLUMNS = (
    "name",
    "label",
    "constraint",
    "relevant",
    "calculation",
    "default",
    "choice_filter",
    "parameters",
    "appearance",
)
CHOICES = """| choices |
| | list_name | name | label | zona |
| | l | 1 | Uno | a |
| | l | 2 | Dos | b |
| | s | yes | Sí | |
| | s | no | No | |
"""


def row(type_: str, name: str, **cells: str) -> str:
    values = {"name": name, "label": name, **cells}
    return f"| | {type_} | " + " | ".join(values.get(column, "") for column in COLUMNS) + " |\n"


def survey(*rows: str) -> str:
    return "| survey |\n| | type | " + " | ".join(COLUMNS) + " |\n" + "".join(rows) + CHOICES


HEAD = (
    row("integer", "n"),
    row("decimal", "x"),
    row("date", "d"),
    row("text", "t"),
    row("select_one s", "s"),
    row("select_one l", "l"),
    row("select_multiple s", "m"),
    row("calculate", "c", label="", calculation="${n} * 2"),
)


def codes(folder: Path, *rows: str) -> list[tuple[str, str | None, int]]:
    """Code, column and row (from 1, the first of ``rows``) of each finding, lists that nobody uses aside."""
    (folder / "f.md").write_text(survey(*HEAD, *rows), encoding="utf-8")
    told = []
    for finding in check(folder / "f.md"):
        assert isinstance(finding.place, Place)
        assert finding.place.row is not None
        for language in ("es", "en"):
            words = explain(finding.code, finding.place, language, **finding.params)
            assert "{" not in (words.cause + words.remedy).replace("${", "")
        told.append((finding.code, finding.place.column, finding.place.row - 1 - len(HEAD)))
    return told


CONSTRAINTS_NEVER_MET = (
    ("integer", ". > 10 and . < 5"),
    ("integer", ". > 3 and . < 4"),
    ("integer", ". = 2.5"),
    ("integer", ". = 'abc'"),
    ("integer", ". >= 1 and . <= 2 and . != 1 and . != 2"),
    ("integer", "(. > 10 and . < 5) or (. = 3 and . = 4)"),
    ("integer", "10 < . and 5 > ."),
    ("integer", ". > -1 and . < -3"),
    ("integer", "false() or . < 3 and . > 3"),
    ("decimal", ". > 3 and . <= 3"),
    ("decimal", ". = 1 and . != 1"),
    ("date", ". > '2026-12-01' and . < '2026-11-01'"),
    ("date", ". > date('2026-01-01') and . < date('2026-01-02')"),
    ("text", "string-length(.) > 5 and string-length(.) < 3"),
    ("text", "string-length(.) < 0"),
    ("text", ". = 'a' and . = 'b'"),
    ("text", ". = 'a' and . != 'a'"),
    ("select_one s", ". = 'quizás'"),
    ("select_one s", ". != 'yes' and . != 'no'"),
    ("select_one s", "selected(., 'yes') and selected(., 'no')"),
    ("select_one l", ". > 2"),
    ("select_multiple s", "count-selected(.) > 2 and count-selected(.) < 2"),
)


@pytest.mark.parametrize(("type_", "constraint"), CONSTRAINTS_NEVER_MET)
def test_a_constraint_that_no_value_meets(tmp_path: Path, type_: str, constraint: str) -> None:
    assert codes(tmp_path, row(type_, "q", constraint=constraint)) == [("FORM-085", "constraint", 1)]


@pytest.mark.parametrize(
    ("parameters", "constraint"),
    [
        ("start=0 end=3 step=1", ". > 3"),
        ("start=0 end=10 step=5", ". > 0 and . < 5"),
        ("start=0 end=1 step=0.25", ". > 0.25 and . < 0.5"),
        ("start=10 end=0 step=-5", ". < 0"),
    ],
)
def test_a_constraint_beyond_its_range(tmp_path: Path, parameters: str, constraint: str) -> None:
    (found,) = codes(tmp_path, row("range", "q", parameters=parameters, constraint=constraint))
    assert found == ("FORM-085", "constraint", 1)


def test_a_constraint_that_no_value_meets_is_an_error_and_names_the_question(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(
        "| survey |\n| | type | name | label | constraint |\n| | integer | edad | E | . > 10 and . < 5 |\n",
        encoding="utf-8",
    )
    (found,) = check(tmp_path / "f.md")
    assert (found.severity, found.params) == (Severity.ERROR, {"name": "edad"})


RELEVANCES_NEVER_MET = (
    "${s} = 'yes' and ${s} = 'no'",
    "selected(${s}, 'yes') and ${s} = 'no'",
    "${n} > 5 and ${n} < 3",
    "${n} = 'nueve'",
    "${c} = 1 and ${c} = 2",
    "${t} = 'a' and ${t} = 'b'",
    "${d} < '2026-01-01' and ${d} > '2026-01-01'",
)


@pytest.mark.parametrize("relevant", RELEVANCES_NEVER_MET)
def test_a_condition_that_is_never_met(tmp_path: Path, relevant: str) -> None:
    expected = "FORM-090" if "nueve" in relevant else "FORM-086"
    assert codes(tmp_path, row("text", "q", relevant=relevant)) == [(expected, "relevant", 1)]


CLASHES = (
    ("relevant", "${s} = 'quizás'", "FORM-087"),
    ("relevant", "${s} != 'Yes'", "FORM-087"),
    ("relevant", "'si' = ${s}", "FORM-087"),
    ("relevant", "${l} = 3", "FORM-087"),
    ("relevant", "selected(${m}, 'quizás')", "FORM-087"),
    ("relevant", "not(selected(${s}, 'quizás'))", "FORM-087"),
    ("calculation", "if(${s} = 'sí', 1, 2)", "FORM-087"),
    ("relevant", "${d} > 2020", "FORM-090"),
    ("relevant", "${d} = 'ayer' or ${n} = 1", "FORM-090"),
    ("calculation", "if(${n} > 'x', 1, 2)", "FORM-090"),
    ("relevant", "selected(${n}, '1')", "FORM-091"),
    ("calculation", "count-selected(${d})", "FORM-091"),
    ("calculation", "sum(${t})", "FORM-092"),
    ("calculation", "max(${t}, 1)", "FORM-092"),
)


@pytest.mark.parametrize(("column", "expression", "code"), CLASHES)
def test_a_comparison_or_call_that_cannot_be_meant(tmp_path: Path, column: str, expression: str, code: str) -> None:
    assert codes(tmp_path, row("text", "q", **{column: expression})) == [(code, column, 1)]


DEFAULTS = (
    ("integer", "dos", "FORM-089"),
    ("decimal", "1.2.3", "FORM-089"),
    ("date", "mañana", "FORM-089"),
    ("date", "20/11/2026", "FORM-089"),
    ("time", "25:00", "FORM-089"),
    ("select_one s", "Yes", "FORM-088"),
    ("select_multiple s", "yes maybe", "FORM-088"),
)


@pytest.mark.parametrize(("type_", "default", "code"), DEFAULTS)
def test_a_default_that_its_question_does_not_take(tmp_path: Path, type_: str, default: str, code: str) -> None:
    assert codes(tmp_path, row(type_, "q", default=default)) == [(code, "default", 1)]


SOUND = (
    row("integer", "q", constraint=". >= 0 and . <= 120"),
    row("integer", "q", constraint=". > 10 or . < 5"),
    row("integer", "q", constraint=". > ${n} and . < 5"),
    row("integer", "q", constraint="not(. > 10 and . < 5)"),
    row("integer", "q", constraint=". > 3 and . < 5"),
    row("decimal", "q", constraint=". > 3 and . < 4"),
    row("text", "q", constraint="regex(., '^[0-9]+$') and string-length(.) = 9"),
    row("text", "q", constraint=". > 3 and . < 9"),
    row("date", "q", constraint=". <= today() and . > '2020-01-01'"),
    row("select_one s", "q", constraint=". != 'no'"),
    row("select_multiple s", "q", constraint="not(selected(., 'no') and count-selected(.) > 1)"),
    row("select_multiple s", "q", constraint=". = 'yes no'"),
    row("range", "q", parameters="start=0 end=10 step=5", constraint=". > 0"),
    row("text", "q", relevant="${s} = 'yes' or ${s} = 'no'"),
    row("text", "q", relevant="${s} != 'yes' and ${s} != 'no'"),
    row("text", "q", relevant="${n} != '' and ${n} > 3"),
    row("text", "q", relevant="${s} = '' or ${l} = 2 or ${l} = '2'"),
    row("text", "q", relevant="false()"),
    row("text", "q", relevant="selected(${m}, 'yes') and selected(${m}, 'no')"),
    row("text", "q", relevant="${d} > date('2026-01-01') and ${d} < now()"),
    row("text", "q", calculation="sum(${n}) + max(${c}, ${x})"),
    row("text", "q", calculation="if(selected(${t}, 'a'), 1, 2)"),
    row("select_one l", "q", choice_filter="zona = ${t} and name != 9"),
    row("integer", "q", default="1 + 1"),
    row("date", "q", default="today()"),
    row("select_multiple s", "q", default="yes no"),
    row("select_one s or_other", "q") + row("text", "r", relevant="${q} = 'other'"),
    row("begin repeat", "r")
    + row("select_one s", "q")
    + row("end repeat", "", label="")
    + row("text", "z", relevant="${q} = 'yes' and ${q} = 'no'"),
)


@pytest.mark.parametrize("rows", SOUND)
def test_what_may_well_be_meant_is_left_alone(tmp_path: Path, rows: str) -> None:
    assert codes(tmp_path, rows) == []


def test_in_one_instance_of_a_repeat_a_question_has_one_value(tmp_path: Path) -> None:
    rows = (
        row("begin repeat", "r"),
        row("select_one s", "q"),
        row("text", "z", relevant="${q} = 'yes' and ${q} = 'no'"),
        row("end repeat", "", label=""),
    )
    assert codes(tmp_path, *rows) == [("FORM-086", "relevant", 3)]


def test_lists_in_files_and_found_by_search_may_have_other_choices(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,label\nx,X\n", encoding="utf-8")
    rows = (
        row("select_one_from_file a.csv", "q", default="z"),
        row("select_one l", "p", appearance="search('a')", default="z"),
        row("text", "r", relevant="${q} = 'y' or ${p} = 'y'"),
    )
    head = [item for item in HEAD if "select_one l" not in item]
    (tmp_path / "f.md").write_text(survey(*head, *rows), encoding="utf-8")
    assert check(tmp_path / "f.md") == []


def test_xforms_are_judged_alike(tmp_path: Path) -> None:
    data = xform(
        '<data id="t"><a/><b>x</b></data>',
        '<bind nodeset="/data/a" type="int" constraint=". &gt; 4 and . &lt; 2"/><bind nodeset="/data/b" type="int"/>',
        '<input ref="/data/a"/><input ref="/data/b"/>',
    )
    (tmp_path / "f.xml").write_bytes(data)
    assert [(found.code, found.place) for found in check(tmp_path / "f.xml")] == [
        ("FORM-085", Place(ref="/data/a", column="constraint")),
        ("FORM-089", Place(ref="/data/b", column="default")),
    ]


# -- against the engine: a constraint that is called impossible refuses every value ------------------------------------

LIMITS = st.sampled_from(["-3", "-1", "0", "1", "2", "2.5", "3", "4"])
PARTS = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), LIMITS, st.booleans()).map(
    lambda part: f"{part[1]} {part[0]} ." if part[2] else f". {part[0]} {part[1]}"
)
CONDITIONS = st.recursive(
    PARTS,
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, st.sampled_from(["integer", "decimal", "range"]))
def test_no_constraint_is_called_impossible_that_some_value_meets(condition: str, type_: str) -> None:
    text = survey(row(type_, "q", constraint=condition, parameters="start=-4 end=5 step=1" if type_ == "range" else ""))
    made = form(text)
    called_impossible = "FORM-085" in {error.code for error in doubts(made.definition, ())}
    session = Session(made, now=NOW)
    values = [f"{number / 4:g}" for number in range(-20, 24)] if type_ == "decimal" else map(str, range(-4, 6))
    met = False
    for value in values:
        session.set("/data/q", value)
        met = met or session.problem("/data/q") is None
    assert called_impossible is not met


ASKED = (
    st.tuples(st.sampled_from(["${n}", "string-length(${s})", "count-selected(${m})"]), st.sampled_from("012")).flatmap(
        lambda part: st.sampled_from(["<", ">=", "=", "!="]).map(lambda op: f"{part[0]} {op} {part[1]}")
    )
    | st.tuples(
        st.sampled_from(["${s}", "${m}", "${t}"]), st.sampled_from(["=", "!="]), st.sampled_from(["yes", "no", ""])
    ).map(lambda part: f"{part[0]} {part[1]} '{part[2]}'")
    | st.tuples(st.sampled_from("sm"), st.sampled_from(["yes", "no"])).map(lambda p: f"selected(${{{p[0]}}}, '{p[1]}')")
    | st.sampled_from(["true()", "false()", "not(${n} > 1)", "${n} = ${t}", "${t} > 1", "${n}"])
)
ALL_ASKED = st.recursive(
    ASKED,
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
)
ANSWERS = [
    {"n": n, "s": s, "m": m, "t": t}
    for n in ("", "-1", "0", "1", "2", "3")
    for s in ("", "yes", "no")
    for m in ("", "no", "yes no")
    for t in ("", "yes", "2")
]


@settings(max_examples=60, deadline=None)
@given(ALL_ASKED)
def test_no_condition_is_called_impossible_that_some_answers_meet(condition: str) -> None:
    made = form(
        survey(row("integer", "n"), row("select_one s", "s"), row("select_multiple s", "m"), row("text", "t")).replace(
            CHOICES, row("text", "q", relevant=condition) + CHOICES
        )
    )
    called_impossible = "FORM-086" in {error.code for error in doubts(made.definition, ())}
    if not called_impossible:
        return
    session = Session(made, now=NOW)
    for answers in ANSWERS:
        for name, value in answers.items():
            session.set(f"/data/{name}", value)
        assert not session.is_relevant("/data/q"), answers


def test_a_form_of_thousands_of_conditions_is_judged_soon() -> None:
    rows = [
        row("integer", f"q{n}", constraint=". > 1 and . < 9 or . = 20", relevant="${s} = 'yes'") for n in range(2_000)
    ]
    definition = form(compiled_text(*rows)).definition
    assert list(doubts(definition, ())) == []


def compiled_text(*rows: str) -> str:
    text = survey(*HEAD, *rows)
    assert compiled(text).warnings == ()
    return text
