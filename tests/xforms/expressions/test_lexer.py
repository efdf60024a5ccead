from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.lexer import LENGTH_LIMIT, Type, tokenize
from tests.support.xpath import attempt


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.type.name, token.text) for token in tokenize(text)[:-1]]


@pytest.mark.parametrize("number", ["0", "12", "1.5", "1.", ".5", "007"])
def test_numbers(number: str) -> None:
    assert kinds(number) == [("NUMBER", number)]


def test_texts_lose_their_quotation_marks_and_keep_the_other_kind() -> None:
    assert kinds("""'say "hi"'""") == [("LITERAL", 'say "hi"')]
    assert kinds('''"it's"''') == [("LITERAL", "it's")]
    assert kinds("''") == [("LITERAL", "")]


@pytest.mark.parametrize("name", ["a", "_x", "a-b", "a.b", "p01", "año", "niño-2", "jr:choice-name", "x:*"])
def test_names(name: str) -> None:
    assert kinds(name) == [("NAME", name)]


def test_an_absolute_path_is_one_token() -> None:
    assert kinds("/data/a-b/c.d") == [("PATH", "/data/a-b/c.d")]
    assert kinds(" /data/a = 1") == [("PATH", "/data/a"), ("OPERATOR", "="), ("NUMBER", "1")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("/data/node()", "/data"),
        ("/data/text ()", "/data"),
        ("/data/child::x", "/data"),
        ("/data/jr:x", "/data"),
        ("/data/x[1]", "/data/x"),
        ("/data//x", "/data"),
        ("/data/@x", "/data"),
        ("/data/../x", "/data"),
    ],
)
def test_a_path_stops_before_what_is_no_plain_name(text: str, first: str) -> None:
    assert kinds(text)[0] == ("PATH", first)


def test_after_an_operand_a_slash_is_an_operator() -> None:
    assert kinds("../a/b") == [
        ("SYMBOL", ".."),
        ("OPERATOR", "/"),
        ("NAME", "a"),
        ("OPERATOR", "/"),
        ("NAME", "b"),
    ]


def test_a_star_is_a_name_or_a_product_by_its_place() -> None:
    assert kinds("* * *") == [("NAME", "*"), ("OPERATOR", "*"), ("NAME", "*")]
    assert kinds("2*3")[1] == ("OPERATOR", "*")
    assert kinds("@*") == [("SYMBOL", "@"), ("NAME", "*")]


@pytest.mark.parametrize("word", ["and", "or", "div", "mod"])
def test_operator_words_are_names_where_an_operand_stands(word: str) -> None:
    assert kinds(f"{word} {word} {word}") == [("NAME", word), ("OPERATOR", word), ("NAME", word)]
    assert kinds(f"1{word}2") == [("NUMBER", "1"), ("OPERATOR", word), ("NUMBER", "2")]
    assert kinds(f"'1'{word}'2'")[1] == ("OPERATOR", word)


@pytest.mark.parametrize("operator", ["//", "!=", "<=", ">=", "|", "+", "-", "=", "<", ">"])
def test_operators(operator: str) -> None:
    assert ("OPERATOR", operator) in kinds(f"1 {operator} 2")


def test_positions_count_characters_from_one() -> None:
    assert [token.position for token in tokenize("  ñ + 'x'")] == [3, 5, 7, 10]


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("1 # 2", "XPR-001", 3),
        ("a ! b", "XPR-001", 3),
        ("1 andy 2", "XPR-001", 3),
        ("1 And 1", "XPR-001", 3),
        ("a b", "XPR-001", 3),
        ("'open", "XPR-002", 1),
        ('concat(  "open)', "XPR-002", 10),
        ("${name} + 1", "XPR-004", 1),
    ],
)
def test_what_is_no_token_is_refused_at_its_position(text: str, code: str, position: int) -> None:
    with pytest.raises(FormError) as refusal:
        tokenize(text)
    assert (refusal.value.code, refusal.value.place.position) == (code, position)


def test_an_expression_has_a_longest_length() -> None:
    assert tokenize("1" * LENGTH_LIMIT)[0].type == Type.NUMBER
    with pytest.raises(FormError) as refusal:
        tokenize("1" * (LENGTH_LIMIT + 1))
    assert refusal.value.code == "XPR-003"


@given(st.text(max_size=60))
def test_any_text_gives_tokens_or_a_refusal(text: str) -> None:
    tokens, refusal = attempt(tokenize, text)
    if refusal is not None:
        assert refusal.code in {"XPR-001", "XPR-002", "XPR-004"}
        assert 1 <= (refusal.place.position or 0) <= len(text) + 1
    else:
        assert tokens[-1].type == Type.END
        assert [token.position for token in tokens] == sorted(token.position for token in tokens)
