from __future__ import annotations

import math
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.xforms.expressions.nodes import Node
from desktop_app.xforms.expressions.values import (
    blank,
    nodes_boolean,
    number_text,
    text_number,
    texts_equal,
    to_boolean,
    to_number,
    to_text,
)
from tests.support.xpath import BOGOTA, context, value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-12.5, "-12.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1.5e-10, "0.00000000015"),
        (1e15, "1000000000000000"),
        (1.23e21, "1230000000000000000000"),
        (2.0**80, "1208925819614629174706176"),
        (0.30000000000000004, "0.30000000000000004"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_numbers_print_without_exponent_or_needless_point(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1.0), (" 2.5 ", 2.5), ("-.5", -0.5), ("7.", 7.0), ("\n-0\t", 0.0), ("0017.50", 17.5), ("9" * 400, math.inf)],
)
def test_texts_that_are_numbers(text: str, number: float) -> None:
    assert text_number(text, UTC) == number


@pytest.mark.parametrize(
    "text", ["", " ", ".", "-", "+1", "1e3", "1_000", "1,5", "0x1F", "inf", "nan", "Infinity", "--1", "- 1", "٣", "1 2"]
)
def test_texts_that_are_no_numbers(text: str) -> None:
    assert math.isnan(text_number(text, UTC))


def test_dates_are_numbers_of_days() -> None:
    assert text_number("1970-01-02", UTC) == 1.0
    assert text_number("1970-01-02T12:00:00.000Z", UTC) == 1.5
    assert text_number("1970-01-02T12:00:00.000-05:00", BOGOTA) == 1.5
    assert math.isnan(text_number("1970-02-30", UTC))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_being_written(number: float) -> None:
    text = number_text(number)
    assert text_number(text, UTC) == number
    assert "e" not in text
    assert not text.endswith((".", ".0"))


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_print_as_integers(number: int) -> None:
    assert number_text(float(number)) == str(number)


@given(st.text(max_size=30))
def test_any_text_converts(text: str) -> None:
    assert isinstance(text_number(text, BOGOTA), float)


def leaf(text: str, *, relevant: bool = True) -> Node:
    node = Node("a", text)
    node.relevant = relevant
    return node


def group() -> Node:
    node = Node("g")
    node.append(Node("a"))
    return node


@pytest.mark.parametrize(
    ("nodes", "truth"),
    [
        ([], False),
        ([leaf("")], False),
        ([leaf("0")], True),
        ([leaf(" ")], True),
        ([leaf("x", relevant=False)], False),
        ([group()], True),
        ([leaf(""), leaf("")], True),
    ],
)
def test_what_an_unanswered_question_counts_for(nodes: list[Node], truth: bool) -> None:
    assert nodes_boolean(nodes) is truth
    assert to_boolean(nodes) is truth


@pytest.mark.parametrize(
    ("thing", "truth"),
    [(0.0, False), (-1.0, True), (math.nan, False), (math.inf, True), ("", False), ("false", True), (True, True)],
)
def test_truth_of_values(thing: float | str | bool, truth: bool) -> None:
    assert to_boolean(thing) is truth


def test_text_of_values() -> None:
    assert [to_text(thing) for thing in (True, False, 2.0, "x", [])] == ["true", "false", "2", "x", ""]
    assert to_text([leaf("one"), leaf("two")]) == "one"
    assert to_text([leaf("one", relevant=False)]) == ""


def test_numbers_of_values() -> None:
    ctx = context("<data/>")
    assert [to_number(thing, ctx) for thing in (True, False, "3", 4.0, [leaf("5")])] == [1, 0, 3, 4, 5]
    assert math.isnan(to_number([], ctx))


def test_blanks() -> None:
    ctx = context("<data/>")
    assert [blank(thing, ctx) for thing in ("", math.nan, [], [leaf("")])] == [True] * 4
    assert [blank(thing, ctx) for thing in (" ", 0.0, False, [leaf("0")])] == [False] * 4


def test_dates_are_equal_as_moments() -> None:
    assert texts_equal("2018-06-25", "2018-06-25T00:00:00.000-05:00", BOGOTA)
    assert texts_equal("2018-06-25T05:00:00.000Z", "2018-06-25T00:00:00.000-05:00", BOGOTA)
    assert not texts_equal("2018-06-25", "2018-06-25T00:00:00.001-05:00", BOGOTA)
    assert not texts_equal("2018-99-25", "2018-99-26", BOGOTA)
    assert not texts_equal("1.0", "1", BOGOTA)


PAIRS = "<data><a>1</a><a>2</a><b>2</b><b>3</b><c>9</c><e/></data>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/a = /data/b", True),
        ("/data/a = /data/c", False),
        ("/data/a != /data/b", True),
        ("/data/c != /data/c", False),
        ("/data/a < /data/b", True),
        ("/data/b < /data/a", False),
        ("/data/b <= /data/a", True),
        ("/data/a = 2", True),
        ("2 = /data/a", True),
        ("/data/a != 2", True),
        ("/data/c != 9", False),
        ("/data/a = '2'", True),
        ("/data/a != '2'", True),
        ("'9' != /data/c", False),
        ("/data/none = /data/none", False),
        ("/data/none != /data/none", False),
        ("/data/none = true()", False),
        ("/data/e = false()", True),
        ("/data/a = true()", True),
        ("true() != /data/e", True),
        ("/data/a > true()", False),
        ("/data/e < true()", True),
        ("true() = 'x'", True),
        ("1 = '1.0'", True),
        ("'a' < 'b'", False),
        ("'1' < '2'", True),
        ("number('x') = number('x')", False),
        ("number('x') != number('x')", True),
    ],
)
def test_comparisons(expression: str, expected: bool) -> None:
    assert value(expression, PAIRS) is expected


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_arithmetic_is_that_of_floating_point(left: float, right: float) -> None:
    a, b = number_text(left), number_text(right)
    assert value(f"{a} + {b}") == left + right
    assert value(f"{a} - {b}") == left - right
    assert value(f"{a} * {b}") == left * right
    assert value(f"({a} < {b}) = not({a} >= {b})") is True


@given(st.integers(-1000, 1000), st.integers(-1000, 1000).filter(bool))
def test_division_and_remainder_belong_together(dividend: int, divisor: int) -> None:
    remainder = value(f"{dividend} mod {divisor}")
    assert value(f"int({dividend} div {divisor}) * {divisor}") + remainder == dividend
    assert remainder == 0 or (remainder > 0) == (dividend > 0)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("1 div 0", math.inf), ("-1 div 0", -math.inf), ("1 div -0", -math.inf), ("(1 div 0) * -1", -math.inf)],
)
def test_division_by_zero(expression: str, expected: float) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize("expression", ["0 div 0", "1 mod 0", "(1 div 0) mod 2", "(1 div 0) - (1 div 0)", "'x' * 2"])
def test_what_is_no_number(expression: str) -> None:
    assert math.isnan(value(expression))
