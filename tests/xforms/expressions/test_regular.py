from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.regular import SECONDS, pattern, search
from tests.support.xpath import attempt, code, value


@pytest.mark.parametrize(
    ("pattern", "matching", "failing"),
    [
        ("abc", ["abc", "xabcx"], ["ab", ""]),
        ("^abc$", ["abc"], ["xabc", "abcx", "abc\n"]),
        ("a|b|", ["", "zzz", "b"], []),
        ("^(a|bc)+$", ["abcbca"], ["b", "abcb"]),
        ("^a*$", ["", "aaa"], ["ab"]),
        ("^a+?$", ["a", "aa"], [""]),
        ("^a?b$", ["b", "ab"], ["aab"]),
        ("^a{3}$", ["aaa"], ["aa", "aaaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("^a{1,2}$", ["a", "aa"], ["", "aaa"]),
        ("^(ab){0,2}$", ["", "ab", "abab"], ["ababab"]),
        ("^a{0}$", [""], ["a"]),
        (r"^\d{3}-\d{4}$", ["555-1234"], ["5555-123", "٣٣٣-٣٣٣٣"]),
        (r"^\w+@\w+\.[a-z]{2,3}$", ["ana@red.co"], ["ana@red", "ana red.co", "niño@red.co"]),
        (r"^[^@\s]+@[^@\s]+$", ["a@b"], ["a@@b", "a b@c"]),
        ("^[a-fA-F0-9]+$", ["c0FFee"], ["xyz"]),
        ("^[-+]?[0-9]+$", ["-5", "+5", "5"], ["--5"]),
        ("^[]a]+$", ["]a]"], ["b"]),
        (r"^[\]\\]+$", ["]\\"], ["a"]),
        (r"^[\d.]+$", ["1.5"], ["1,5"]),
        ("^[a-]+$", ["a-"], ["b"]),
        (r"^\p{L}+$", ["Ñandú"], ["a1"]),
        (r"^\p{Lu}\P{L}$", ["Ñ1"], ["ñ1", "ÑA"]),
        (r"^\x41\u00f1\t$", ["Añ\t"], ["Añ"]),
        (r"\bcasa\b", ["la casa azul", "casa"], ["casado"]),
        (r"\Bsa", ["casa"], ["sa", "la sal"]),
        ("^.$", ["a", "ñ"], ["", "\n", "ab"]),
        (r"^\S+ \S+$", ["Ana Ruiz"], ["Ana", "Ana  Ruiz"]),
        (r"^\D\W$", ["a!"], ["1!", "aa"]),
        (r"^(?=.*[0-9])(?=.*[a-z]).{4,}$", ["abc1", "1zzz"], ["abcd", "1234", "a1"]),
        ("^(?!0)[0-9]+$", ["10"], ["010", ""]),
        ("^(?:a|b)c$", ["ac", "bc"], ["c"]),
        ("(?=(?=a)a)a", ["za"], ["b"]),
        (r"\$\{\}\(\)\[\]\.\*\+\?\|\^\/\-", ["${}()[].*+?|^/-"], [""]),
        ("", ["", "x"], []),
        ("}", ["}"], ["{"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], failing: list[str]) -> None:
    assert [text for text in matching if not search(pattern, text)] == []
    assert [text for text in failing if search(pattern, text)] == []


@pytest.mark.parametrize(
    "wrong",
    ["(", ")", "(a", "a)", "[a", "[]", "*a", "a**", "a{2,1}", "\\", "\\x4", "\\p{}", "[z-a]", "(?<n", "a" * 3000],
)
def test_what_is_not_understood_is_refused(wrong: str) -> None:
    with pytest.raises(FormError) as refusal:
        pattern(wrong)
    assert refusal.value.code == "XPR-014"


def test_a_bad_pattern_that_is_computed_is_refused_when_it_is_used() -> None:
    assert code("regex('a', concat('(', ''))") == "XPR-014"


@pytest.mark.parametrize(
    ("hostile", "text"),
    [
        ("^(a+)+$", "a" * 3000 + "b"),
        ("^(a|a)*$", "a" * 3000 + "b"),
        ("(.*)(.*)(.*)(.*)(.*)(.*)x$", "a" * 2000),
        ("^(a?){40}a{40}$", "a" * 60),
        ("(((a{99}){99}){99})", "a" * 5000),
    ],
)
def test_no_pattern_hangs(hostile: str, text: str) -> None:
    begin = time.perf_counter()
    _, refusal = attempt(search, hostile, text)
    assert refusal is None or refusal.code == "XPR-010"
    assert time.perf_counter() - begin < 20 * SECONDS


# The subset on which Python's own expressions mean the same; the text is short, so that they end.
atoms = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", "[0-9]", r"\d", r"\w", "(?:ab)", "(a|b)", "^", "$", r"\b", "(?=a)"]
)
quantified = st.builds(
    lambda atom, quantifier: atom if atom in ("^", "$", r"\b", "(?=a)") else atom + quantifier,
    atoms,
    st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}"]),
)
sequences = st.lists(quantified, max_size=5).map("".join)
patterns = st.lists(sequences, min_size=1, max_size=3).map("|".join)


@given(patterns, st.text("ab1 _", max_size=8))
def test_agrees_with_python_where_both_speak(wanted: str, text: str) -> None:
    assert search(wanted, text) is (re.search(wanted.replace("$", r"\Z"), text, re.ASCII) is not None)


@given(st.text(r"ab1()[]{}|*+?.^$\-,dwsDWSbBpux:=!<", max_size=25), st.text(max_size=12))
def test_any_pattern_answers_or_is_refused(pattern: str, text: str) -> None:
    found, refusal = attempt(search, pattern, text)
    assert found in (True, False) if refusal is None else refusal.code == "XPR-014"


def test_the_function_looks_for_a_part() -> None:
    assert value("regex('abc123', '[0-9]+')") is True
    assert value("regex(/d, '^[0-9]+$')", "<d>12a</d>") is False
