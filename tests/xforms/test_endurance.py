"""Hostile and huge forms end in a refusal or keep working, and an answer costs what it changes, not what there is."""

from __future__ import annotations

from time import process_time

import pytest

from desktop_app.errors import AnswersError, FormError
from desktop_app.xforms import Form, ProblemKind, Session
from desktop_app.xforms.expressions import compile as compile_expression
from tests.support.forms import NOW, form, session, xform, xsession

# Seconds of work, far above what is needed, so that a busy machine does not matter; what they tell apart is
# milliseconds from minutes.
MOMENT = 2.0  # what multiplies takes minutes; a collection of all that a test process holds takes half a second
WHILE = 20.0

ENTITIES = [
    b'<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE d SYSTEM "http://example.invalid/d.dtd">',
    b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
]


@pytest.mark.parametrize("prologue", ENTITIES)
def test_documents_that_declare_entities_are_refused(prologue: bytes) -> None:
    data = xform('<data id="t"><a/></data>', "", '<input ref="/data/a"/>')
    with pytest.raises(FormError) as refused:
        Form.from_xform(data.replace(b"<?xml version='1.0'?>", prologue))
    assert refused.value.code == "FORM-006"
    with pytest.raises(FormError) as late:
        Form.from_xform(data.replace(b"<?xml version='1.0'?>", b"<!--" + b"x" * 200_000 + b"-->" + prologue))
    assert late.value.code == "FORM-006"
    made = Form.from_xform(data)
    with pytest.raises(AnswersError) as answers:
        Session(made, prologue + b'<data id="t"><a>x</a></data>', NOW)
    assert answers.value.code == "ANS-002"
    table = xform(
        '<data id="t"><a/></data>',
        '<instance id="l" src="jr://file/l.xml"/>',
        '<select1 ref="/data/a"><itemset nodeset="instance(\'l\')/root/item"/></select1>',
    )
    with pytest.raises(FormError):
        Form.from_xform(table, {"l.xml": prologue + b"<root><item><name>a</name></item></root>"})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "cp037"])
def test_entities_in_another_encoding_are_refused(encoding: str) -> None:
    text = xform('<data id="t"><a>&amp;</a></data>', "", "").decode().partition("?>")[2]
    document = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE d [<!ENTITY a 'x'>]>{text}".encode(encoding)
    with pytest.raises(FormError) as refused:
        Form.from_xform(document)
    assert refused.value.code in ("FORM-002", "FORM-006")


@pytest.mark.parametrize("depth", [70, 300, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(FormError) as refused:
        Form.from_xform(xform(f'<data id="t">{"<g>" * depth}{"</g>" * depth}</data>'))
    assert refused.value.code in ("FORM-002", "FORM-004")


def test_deep_layout_is_read_or_refused() -> None:
    def layout(depth: int) -> bytes:
        body = "<group>" * depth + '<input ref="/data/a"/>' + "</group>" * depth
        return xform('<data id="t"><a/></data>', "", body)

    assert [question.ref for question in Form.from_xform(layout(200)).questions()] == ["/data/a"]
    with pytest.raises(FormError) as refused:
        Form.from_xform(layout(300))
    assert refused.value.code == "FORM-002"


def test_a_title_of_a_megabyte_is_refused() -> None:
    with pytest.raises(FormError) as refused:
        Form.from_xform(xform('<data id="t"/>', title="x" * 1_000_000))
    assert refused.value.code == "FORM-005"


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5_000 + "1" + ")" * 5_000,
        "not(" * 5_000 + "1" + ")" * 5_000,
        "-" * 200_000 + "1",
        "a[" * 5_000 + "1" + "]" * 5_000,
        "1 + " * 100_000 + "1",
        "concat('" + "x" * 100_000 + "')",
        "/a" * 60_000,
    ],
)
def test_giant_expressions_are_refused_or_run(source: str) -> None:
    started = process_time()
    try:
        s = xsession('<data id="t"><a/></data>', f'<bind nodeset="/data/a" calculate="{source}"/>')
        assert s.values() is not None
    except FormError as error:
        assert error.code.startswith("XPR-")  # noqa: PT017 (a refusal and a result are both right)
    assert process_time() - started < WHILE


def test_an_expression_of_many_terms_within_the_limit_runs() -> None:
    source = " + ".join(["/data/a"] * 900)
    s = xsession('<data id="t"><a>2</a><b/></data>', f'<bind nodeset="/data/b" calculate="{source}"/>')
    assert s.value("/data/b") == "1800"


def test_expressions_that_multiply_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.xforms.engine.MAX_STEPS", 400_000)
    cruel = "count(../item[count(../item[. != 'x']) > 0])"
    for _ in range(3):
        cruel = f"count(../item[{cruel} > 0])"
    cruel = cruel.replace("../item", "instance('l')/root/item", 1).replace(">", "&gt;")
    names = "".join(f"<q{number}/>" for number in range(200))
    items = "<item><n>1</n></item>" * 300
    binds = f'<instance id="l"><root>{items}</root></instance>' + "".join(
        f'<bind nodeset="/data/q{n}" relevant="/data/a = {n} or {cruel} &gt; {n}"/>' for n in range(200)
    )
    s = xsession(f'<data id="t"><a/>{names}</data>', binds, '<input ref="/data/a"/>')
    started = process_time()
    s.set("/data/a", "x")
    assert process_time() - started < WHILE
    assert {error.code for error in s.faults.values()} == {"FORM-018"}
    assert s.set("/data/a", "z").values == {"/data/a": "z"}


def test_ten_thousand_questions_stay_quick() -> None:
    s = xsession(
        f'<data id="t">{"".join(f"<q{n}/><c{n}/>" for n in range(5_000))}</data>',
        "".join(
            f'<bind nodeset="/data/q{n}" type="int" relevant="{f"/data/q{n - 1} &gt; 3" if n % 10 else "true()"}"/>'
            f'<bind nodeset="/data/c{n}" calculate="/data/q{n} + 1"/>'
            for n in range(5_000)
        ),
        "".join(f'<input ref="/data/q{n}"><label>Q{n}</label></input>' for n in range(5_000)),
    )
    started = process_time()
    for number in range(0, 500, 10):
        assert s.set(f"/data/q{number}", "5").relevant == {f"/data/q{number + 1}": True}
    assert process_time() - started < MOMENT
    assert len(s.values()) == 10_000


ROSTER = """
    | survey |
    | | type | name | label | calculation | relevant |
    | | text | a | A | | |
    | | begin_repeat | r | R | | |
    | | integer | x | X | | |
    | | integer | y | Y | | |
    | | calculate | z | | ${x} + ${y} | |
    | | text | t | T | | ${x} > 3 |
    | | calculate | p | | position(..) | |
    | | end_repeat | | | | |
    | | calculate | n | | count(${r}) | |
"""


def test_five_thousand_instances_stay_quick() -> None:
    s = session(ROSTER)
    assert s.restore({"/data/r": "4950"}) == []
    started = process_time()
    for number in range(4951, 5001):
        assert s.add_repeat("/data/r").repeats == {"/data/r": number}
    assert process_time() - started < 50 * 0.05
    started = process_time()
    for number in range(1, 5001, 50):
        assert s.set(f"/data/r[{number}]/x", "5").relevant == {f"/data/r[{number}]/t": True}
    assert process_time() - started < MOMENT
    assert s.set("/data/r[5000]/y", "7").values == {"/data/r[5000]/y": "7"}
    started = process_time()
    assert s.remove_repeat("/data/r[5000]").values == {"/data/n": "4999"}
    assert process_time() - started < MOMENT
    kept = s.draft("/data/r")
    s.remove_repeat("/data/r[1]")
    assert s.value("/data/r[4998]/p") == "4998"
    s.replace("/data/r", kept)
    assert s.draft("/data/r") == kept
    again = Session(s.form, s.instance_xml(), NOW)
    assert again.repeat_count("/data/r") == 4999
    assert again.value("/data/r[51]/x") == "5"


def test_a_list_of_twenty_thousand_is_filtered_at_once() -> None:
    rows = "\n".join(f"m{n},Municipio {n},d{n % 1000}" for n in range(20_000))
    s = session(
        "| survey |\n| | type | name | label | choice_filter |\n| | text | d | D | |\n"
        "| | select_one_from_file m.csv | m | M | dep = ${d} |\n| | select_one_from_file m.csv | todos | T | |",
        {"m.csv": f"name,label,dep\n{rows}".encode()},
    )
    s.set("/data/d", "d0")
    started = process_time()
    for number in range(1, 101):
        s.set("/data/d", f"d{number}")
    assert process_time() - started < MOMENT
    assert len(s.choices("/data/m")) == 20
    s.set("/data/todos", "m19999")
    assert s.problem("/data/todos") is None
    s.set("/data/todos", "m20000")
    assert s.problem("/data/todos").kind is ProblemKind.TYPE  # type: ignore[union-attr]


def test_a_table_of_everything_is_refused() -> None:
    rows = "\n".join(f"m{n},x" for n in range(100_001))
    with pytest.raises(FormError) as refused:
        form(
            "| survey |\n| | type | name | label |\n| | select_one_from_file m.csv | m | M |",
            {"m.csv": f"name,label\n{rows}".encode()},
        )
    assert refused.value.code == "FORM-015"


def test_an_expression_is_compiled_in_time_whatever_its_names() -> None:
    started = process_time()
    compile_expression(" or ".join(f"/data/g{n}/q{n} = '{n}'" for n in range(500)))
    assert process_time() - started < MOMENT
