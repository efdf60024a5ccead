"""Where ODK XForms is XPath 1.0, libxml2 is a second opinion: the same expression gives the same on any document."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st
from lxml import etree

from desktop_app.xforms.expressions import Context, Node, compile, parse_xml  # noqa: A004
from desktop_app.xforms.expressions.nodes import Kind
from tests.support.xpath import NOW

# -- documents: no leaf is empty, for there the two mean to differ (see CHOICES.md) ------------------------------------

LEAVES = st.builds(
    lambda name, text, key: f'<{name} k="{key}">{text}</{name}>',
    st.sampled_from("abc"),
    st.sampled_from(["1", "2", "10", "x", "x y", "-3.5", " 7 "]),
    st.sampled_from("12"),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda name, children: f"<{name}>{''.join(children)}</{name}>",
        st.sampled_from("abc"),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=14,
)
DOCUMENTS = TREES.map(lambda tree: f"<data>{tree}<a>1</a><b>2</b></data>")

# -- expressions -------------------------------------------------------------------------------------------------------

AXES = [
    "child",
    "descendant",
    "descendant-or-self",
    "parent",
    "ancestor",
    "ancestor-or-self",
    "following",
    "following-sibling",
    "preceding",
    "preceding-sibling",
    "self",
]
NUMBERS = st.sampled_from(["0", "1", "2", "3.5", "-1", ".5", "10"])
TEXTS = st.sampled_from(["'1'", "'x'", "'x y'", "''", "'10'", "' '"])


def predicates(paths: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    comparisons = st.builds(
        lambda left, operator, right: f"[{left} {operator} {right}]",
        st.one_of(paths, st.sampled_from([".", "@k", "position()", "last()", "count(*)", "string-length()"])),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.one_of(NUMBERS, TEXTS, paths),
    )
    return st.one_of(
        st.sampled_from(["[1]", "[2]", "[last()]", "[position() > 1]", "[position() mod 2 = 1]", "[@k]", "[not(@k)]"]),
        comparisons,
        st.builds(lambda one, other: f"[{one[1:-1]} and {other[1:-1]}]", comparisons, comparisons),
        st.builds(lambda one, other: f"[({one[1:-1]}) or not({other[1:-1]})]", comparisons, comparisons),
    )


def steps(filters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    plain = st.builds(
        lambda axis, test: f"{axis}::{test}", st.sampled_from(AXES), st.sampled_from(["a", "b", "c", "*", "node()"])
    )
    short = st.sampled_from(["a", "b", "*", ".", ".."])
    filtered = st.builds(lambda step, found: step + "".join(found), plain, st.lists(filters, max_size=2))
    return st.one_of(filtered, short)


def joined(begin: str, found: list[str], slashes: list[str]) -> str:
    text = begin + found[0]
    for slash, step in zip(slashes, found[1:], strict=False):
        text += slash + step
    return text


def locations(filters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        joined,
        st.sampled_from(["", "/data/", "//", "/"]),
        st.lists(steps(filters), min_size=1, max_size=3),
        st.lists(st.sampled_from(["/", "/", "//"]), min_size=2, max_size=2),
    )


SIMPLE_PATHS = locations(st.nothing() | st.sampled_from(["[1]"]))
PATHS = locations(predicates(st.sampled_from(["a", "b", "../a", "/data/a", "*", "//b", "a/c"])))

# -- both engines ------------------------------------------------------------------------------------------------------


def elements(document: Node) -> list[Node]:
    return [node for node in document.descendants() if node.kind == Kind.ELEMENT]


class Both:
    """One document in both engines; results become comparable: elements by their place, numbers as floats."""

    def __init__(self, xml: str, place: int) -> None:
        self._document = parse_xml(xml, everything=True)
        self._tree = etree.fromstring(xml)
        nodes, others = elements(self._document), list(self._tree.iter())
        self._mine = {id(node): index for index, node in enumerate(nodes)}
        self._theirs = {other: index for index, other in enumerate(others)}
        self._node = nodes[place % len(nodes)]
        self._other = others[place % len(others)]

    def mine(self, expression: str) -> Any:
        found = compile(expression).evaluate(Context(node=self._node, root=self._document, now=NOW))
        if isinstance(found, list):
            return [self._mine[id(node)] for node in found if node.kind == Kind.ELEMENT]
        return found

    def theirs(self, expression: str) -> Any:
        found = self._other.xpath(expression)
        if isinstance(found, list):
            return [self._theirs[item] for item in found if isinstance(item, etree._Element)]
        return found


def same(mine: Any, theirs: Any) -> bool:
    if isinstance(theirs, float):
        return (math.isnan(mine) and math.isnan(theirs)) or math.isclose(mine, theirs, rel_tol=1e-12)
    return bool(mine == theirs)


@given(DOCUMENTS, st.integers(0, 40), PATHS)
@example("<data><a><a>1</a><b>2</b></a><a>1</a><b>2</b></data>", 1, "//a//*/following::node()[2]")
@example("<data><a><b>1</b><b>2</b></a><a>1</a><b>2</b></data>", 2, "ancestor::*[1]/b[last()]")
def test_the_same_elements_in_the_same_order(xml: str, place: int, path: str) -> None:
    both = Both(xml, place)
    assert both.mine(path) == both.theirs(path)


@given(DOCUMENTS, st.integers(0, 40), SIMPLE_PATHS, SIMPLE_PATHS)
def test_the_same_union(xml: str, place: int, left: str, right: str) -> None:
    both = Both(xml, place)
    union = f"{left} | {right}"
    assert both.mine(union) == both.theirs(union)


@given(DOCUMENTS, st.integers(0, 40), SIMPLE_PATHS, st.sampled_from(["1", "2", "last()", "position() > 1", "@k = 1"]))
def test_the_same_filter_of_a_whole(xml: str, place: int, path: str, predicate: str) -> None:
    both = Both(xml, place)
    filtered = f"({path})[{predicate}]"
    assert both.mine(filtered) == both.theirs(filtered)


@given(DOCUMENTS, st.integers(0, 40), SIMPLE_PATHS)
def test_the_same_counts_names_and_texts(xml: str, place: int, path: str) -> None:
    both = Both(xml, place)
    for function in ("count", "string", "number", "name", "local-name", "string-length", "normalize-space"):
        call = f"{function}({path})"
        assert same(both.mine(call), both.theirs(call)), call


@given(
    DOCUMENTS,
    st.integers(0, 40),
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.one_of(SIMPLE_PATHS, NUMBERS, TEXTS),
    st.one_of(SIMPLE_PATHS, NUMBERS, TEXTS),
)
def test_the_same_comparisons(xml: str, place: int, operator: str, left: str, right: str) -> None:
    both = Both(xml, place)
    comparison = f"{left} {operator} {right}"
    assert both.mine(comparison) is both.theirs(comparison)


@given(DOCUMENTS, st.integers(0, 40), SIMPLE_PATHS)
def test_the_same_total_where_every_text_is_a_number(xml: str, place: int, path: str) -> None:
    both = Both(xml, place)
    total = both.theirs(f"sum({path})")
    assume(not math.isnan(total))
    assert same(both.mine(f"sum({path})"), total)


LETTERS = st.text("abxyz 10", max_size=8).map(lambda text: f"'{text}'")
PLACES = st.one_of(NUMBERS, st.sampled_from(["0 div 0", "1 div 0", "-1 div 0", "1.5", "2.6"]))


@given(LETTERS, LETTERS, LETTERS, PLACES, PLACES)
def test_the_same_functions_of_text(one: str, two: str, three: str, start: str, length: str) -> None:
    both = Both("<data/>", 0)
    for call in (
        f"concat({one}, {two}, {three})",
        f"contains({one}, {two})",
        f"starts-with({one}, {two})",
        f"substring-before({one}, {two})",
        f"substring-after({one}, {two})",
        f"substring({one}, {start}, {length})",
        f"substring({one}, {start})",
        f"translate({one}, {two}, {three})",
        f"normalize-space({one})",
        f"string-length({one})",
        f"number({one})",
        f"boolean({one})",
    ):
        assert same(both.mine(call), both.theirs(call)), call


ARITHMETIC = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.builds(
            lambda left, operator, right: f"({left} {operator} {right})",
            inner,
            st.sampled_from(["+", "-", "*", "div", "mod"]),
            inner,
        ),
        inner.map(lambda operand: f"-{operand}"),
        st.builds(lambda name, operand: f"{name}({operand})", st.sampled_from(["floor", "ceiling", "round"]), inner),
    ),
    max_leaves=8,
)


@given(ARITHMETIC)
def test_the_same_arithmetic(expression: str) -> None:
    both = Both("<data/>", 0)
    mine, theirs = both.mine(expression), both.theirs(expression)
    assert same(mine, theirs) or math.isclose(mine, theirs, abs_tol=1e-12)


@given(ARITHMETIC, ARITHMETIC, st.sampled_from(["and", "or", "=", "!=", "<", ">="]))
def test_the_same_truth(left: str, right: str, operator: str) -> None:
    both = Both("<data/>", 0)
    expression = f"boolean({left}) {operator} not({right})"
    assert both.mine(expression) is both.theirs(expression)
