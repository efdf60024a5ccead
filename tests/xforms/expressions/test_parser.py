from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.parser import NESTING_LIMIT, parse
from desktop_app.xforms.expressions.syntax import Chain, Literal, Number, depth, walk
from tests.support.xpath import attempt
from tests.support.xpath_text import tree_of, unparse


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 * 2 + 3", "((1 * 2) + 3)"),
        ("1 - 2 - 3", "(1 - 2 - 3)"),
        ("(1 - 2) - 3", "((1 - 2) - 3)"),
        ("1 = 2 < 3", "(1 = (2 < 3))"),
        ("1 or 2 and 3 or 4", "(1 or (2 and 3) or 4)"),
        ("1 < 2 + 3 * 4 and 5", "((1 < (2 + (3 * 4))) and 5)"),
        ("8 div 4 mod 3 * 2", "(8 div 4 mod 3 * 2)"),
        ("-1 + 2", "((-1) + 2)"),
        ("2 - -1", "(2 - (-1))"),
        ("---1", "(---1)"),
        ("-a | b", "(-(child::a | child::b))"),
        ("a | b | c", "(child::a | child::b | child::c)"),
        ("concat('a', \"b\")", 'concat("a", "b")'),
        ("'say \"x\"'", "'say \"x\"'"),
    ],
)
def test_precedence_and_association(text: str, tree: str) -> None:
    assert unparse(tree_of(text)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("/", "/"),
        (".", "self::node()"),
        ("..", "parent::node()"),
        ("/data/a", "/child::data/child::a"),
        ("../a", "parent::node()/child::a"),
        ("@id", "attribute::id"),
        ("//a", "/descendant-or-self::node()/child::a"),
        ("a//b", "child::a/descendant-or-self::node()/child::b"),
        ("ancestor::x:y", "ancestor::x:y"),
        ("child::text()", "child::text()"),
        ("/data/comment()", "/child::data/child::comment()"),
        ("processing-instruction('z')", "child::processing-instruction('z')"),
        ("/data/r[1][2]/x", "/child::data/child::r[1][2]/child::x"),
        ("(//a)[1]", "(/descendant-or-self::node()/child::a)[1]"),
        ("(a)/b", "(child::a)/child::b"),
        ("instance('x')/root/item", '(instance("x"))/child::root/child::item'),
        ("current()/../x", "(current())/parent::node()/child::x"),
        ("text", "child::text"),
        ("div div mod", "(child::div div child::mod)"),
    ],
)
def test_paths(text: str, tree: str) -> None:
    assert unparse(tree_of(text)) == tree


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "XPR-006", 1),
        ("   ", "XPR-006", 4),
        ("1 +", "XPR-006", 4),
        ("(1", "XPR-006", 3),
        ("concat('a',", "XPR-006", 12),
        ("a[1", "XPR-006", 4),
        ("1)", "XPR-001", 2),
        ("1 == 2", "XPR-001", 4),
        ("concat(,)", "XPR-001", 8),
        ("/data/a b", "XPR-001", 9),
        ("/data//", "XPR-006", 8),
        ("sideways::x", "XPR-001", 1),
        ("a/1", "XPR-001", 3),
        ("a/concat(b)", "XPR-001", 9),
        ("[1]", "XPR-001", 1),
        ("processing-instruction(1)", "XPR-001", 24),
        ("@", "XPR-006", 2),
    ],
)
def test_faults_are_placed(text: str, code: str, position: int) -> None:
    with pytest.raises(FormError) as refusal:
        tree_of(text)
    assert (refusal.value.code, refusal.value.place.position) == (code, position)


def test_calls_are_collected_with_their_positions() -> None:
    _, calls = parse("if(/data/a[count(b) > 1], 'x', concat('y'))")
    assert {(call.name, call.position) for call in calls} == {("if", 1), ("count", 12), ("concat", 32)}


def test_long_chains_do_not_nest() -> None:
    tree = tree_of(" or ".join(f"/data/q{n} = {n}" for n in range(3000)))
    assert isinstance(tree, Chain)
    assert len(tree.rest) == 2999
    assert depth(tree) == 3


def test_brackets_nest_up_to_a_limit() -> None:
    assert tree_of("(" * (NESTING_LIMIT - 1) + "1" + ")" * (NESTING_LIMIT - 1)) == Number(1.0)
    for opening, closing in (("(", ")"), ("not(", ")"), ("a[", "]"), ("1 or 1 and 1 = 1 < 1 + 1 * (", ")")):
        with pytest.raises(FormError) as refusal:
            tree_of(opening * 3000 + "1" + closing * 3000)
        assert refusal.value.code == "XPR-005"


def test_a_tree_deeper_than_its_brackets_is_refused() -> None:
    ladder = "1 or 1 and 1 = 1 < 1 + 1 * ("
    with pytest.raises(FormError) as refusal:
        tree_of(ladder * 60 + "1" + ")" * 60)
    assert refusal.value.code == "XPR-005"
    assert depth(tree_of(ladder * 20 + "1" + ")" * 20)) == 121


# -- any tree survives being written and read --------------------------------------------------------------------------

names = st.sampled_from(["a", "data", "x-1", "año", "and", "div", "text", "o:q", "*"])
numbers = st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda number: Number(float(round(number, 6))))
literals = st.text(st.characters(exclude_characters="'\"", exclude_categories=["Cs"]), max_size=6).map(Literal)
steps = st.lists(names, min_size=1, max_size=3).map("/".join)
paths = st.builds(lambda start, rest: tree_of(start + rest), st.sampled_from(["/", "", "../", "//", "./"]), steps)


def compounds(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    written = inner.map(unparse)  # type: ignore[arg-type]
    chains = st.builds(
        lambda left, operator, right: tree_of(f"{left} {operator} {right}"),
        written,
        st.sampled_from(["or", "and", "=", "!=", "<", ">=", "+", "-", "*", "div", "mod", "|"]),
        written,
    )
    calls = st.lists(written, max_size=3).map(lambda arguments: tree_of(f"f({', '.join(arguments)})"))
    filters = st.builds(lambda base, predicate: tree_of(f"({base})[{predicate}]"), written, written)
    return st.one_of(chains, calls, filters, written.map(lambda text: tree_of(f"-{text}")))


@given(st.recursive(st.one_of(numbers, literals, paths), compounds, max_leaves=12))
def test_a_tree_written_out_reads_back_the_same(tree: object) -> None:
    once = unparse(tree)  # type: ignore[arg-type]
    again = tree_of(once)
    assert unparse(again) == once
    assert len(list(walk(again))) == len(list(walk(tree)))  # type: ignore[arg-type]


@given(st.text("abn/.*@[]()|+-=<>!'\"1, :$", max_size=40))
def test_any_text_parses_or_is_refused_with_a_place(text: str) -> None:
    tree, refusal = attempt(tree_of, text)
    if refusal is not None:
        assert refusal.code in {"XPR-001", "XPR-002", "XPR-004", "XPR-005", "XPR-006"}
        assert 1 <= (refusal.place.position or 0) <= len(text) + 1
    else:
        assert unparse(tree_of(unparse(tree))) == unparse(tree)
