from __future__ import annotations

import pytest

from desktop_app.xforms.expressions import compile  # noqa: A004
from desktop_app.xforms.expressions.references import absolute_ref


def refs(expression: str, at: str = "/data/g/a") -> set[str]:
    return compile(expression).resolve_references(at)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2", set()),
        ("/data/x", {"/data/x"}),
        (" /data/x  + /data/y", {"/data/x", "/data/y"}),
        (".", {"/data/g/a"}),
        (". > 1 and . < 9", {"/data/g/a"}),
        ("..", {"/data/g"}),
        ("../b", {"/data/g/b"}),
        ("../../x", {"/data/x"}),
        ("../../../../x", set()),
        ("b/c", {"/data/g/a/b/c"}),
        ("current()/../b", {"/data/g/b"}),
        ("current()", {"/data/g/a"}),
        ("if(/data/x = '', concat(../b, 'z'), sum(/data/r/n))", {"/data/x", "/data/g/b", "/data/r/n"}),
        ("/data/r[k = 3]/n", {"/data/r/k", "/data/r/n"}),
        ("/data/r[../x = current()/../b]/n", {"/data/x", "/data/g/b", "/data/r/n"}),
        ("/data/r[position() = /data/i]/n", {"/data/i", "/data/r/n"}),
        ("(/data/r)[k]/n", {"/data/r", "/data/r/k", "/data/r/n"}),
        ("/data/r/*", {"/data/r/*"}),
        ("//n", {"/**/n"}),
        ("/data//n", {"/data/**/n"}),
        ("/data/@id", {"/data/@id"}),
        ("/data/o:q", {"/data/o:q"}),
        ("preceding-sibling::b", {"/data/g/b"}),
        ("../preceding-sibling::r[1]/n", {"/data/r", "/data/r/n"} - {"/data/r"}),
        ("ancestor::g/x", {"/**/g/x"}),
        ("/data/x/text()", {"/data/x"}),
        ("/data/x | ../b", {"/data/x", "/data/g/b"}),
        ("-/data/x", {"/data/x"}),
        ("string()", {"/data/g/a"}),
        ("/data/r[string() = 'a']", {"/data/r"}),
        ("instance('t')/root/item[d = /data/x]/name", {"/data/x"}),
        ("instance('t')/root/item[d = current()/../b and e = ../f]/name", {"/data/g/b"}),
        ("instance(/data/x)/root/item", {"/data/x"}),
        ("pulldata('t', 'a', 'b', /data/x)", {"/data/x"}),
        ("indexed-repeat(/data/r/n, /data/r, /data/i)", {"/data/r/n", "/data/r", "/data/i"}),
        ("count(../../r)", {"/data/r"}),
        ("randomize(/data/r)/n", {"/data/r", "/data/r/n"}),
        ("jr:choice-name(/data/x, '/data/x')", {"/data/x"}),
        ("once(../b)", {"/data/g/b"}),
        ("id('a')/n", {"/**/n"}),
    ],
)
def test_what_an_expression_reads(expression: str, expected: set[str]) -> None:
    assert refs(expression) == expected


def test_the_same_expression_reads_other_nodes_elsewhere() -> None:
    expression = compile("../b")
    assert expression.resolve_references("/data/g/a") == {"/data/g/b"}
    assert expression.resolve_references("/data/h/a") == {"/data/h/b"}


def test_references_know_their_instance_and_place() -> None:
    first, second, third = compile("/data/x + instance('t')/root/item[k = 1]/name").references
    assert (first.instance, first.position, first.steps) == (None, 1, ("data", "x"))
    assert (second.instance, second.steps) == ("t", ("root", "item", "k"))
    assert (third.instance, third.position, third.steps) == ("t", 11, ("root", "item", "name"))
    (computed,) = [item for item in compile("instance(concat('t', '1'))/root").references if item.instance]
    assert computed.instance == "?"


@pytest.mark.parametrize(
    ("expression", "volatile"),
    [
        ("now()", True),
        ("if(/data/x, today(), 1)", True),
        ("once(random())", True),
        ("uuid()", True),
        ("/data/r[d = today()]", True),
        ("/data/x + 1", False),
        ("position(..)", False),
    ],
)
def test_what_changes_by_itself(expression: str, volatile: bool) -> None:
    assert compile(expression).volatile is volatile


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data/x", "/data/x"),
        ("../x", "/data/r/x"),
        (" ../ x ", "/data/r/x"),
        ("../../x", "/data/x"),
        (".", "/data/r/a"),
        ("current()/../x", "/data/r/x"),
        ("/data/r[position() = 2]/x", "/data/r/x"),
        ("../../../../../x", "/x"),
    ],
)
def test_references_written_as_text(text: str, expected: str) -> None:
    assert absolute_ref(text, "/data/r/a") == expected
