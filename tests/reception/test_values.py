"""Answers as rows: what a document says, and nothing that it only seems to say."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from desktop_app.reception.tables import SCALE
from desktop_app.reception.values import LARGEST, Shape, scaled, values

SHAPE = Shape(
    ["/data/name", "/data/site/town", "/data/firm/name", "/data/firm/worker/age"],
    {"/data/firm", "/data/firm/worker"},
)


def _rows(document: str) -> list[tuple[str, str, str]]:
    found = values(etree.fromstring(document), SHAPE)
    return [(each.path, each.row, each.text) for each in found]


def test_answers_come_in_document_order_with_their_records() -> None:
    document = """<data><name> Cacao </name><site><town>81001</town></site>
    <firm><name>A</name><worker><age>31</age></worker><worker><age>42</age></worker></firm>
    <firm><name>B</name><worker><age>53</age></worker></firm></data>"""
    assert _rows(document) == [
        ("/data/name", "", "Cacao"),
        ("/data/site/town", "", "81001"),
        ("/data/firm/name", "1", "A"),
        ("/data/firm/worker/age", "1.1", "31"),
        ("/data/firm/worker/age", "1.2", "42"),
        ("/data/firm/name", "2", "B"),
        ("/data/firm/worker/age", "2.1", "53"),
    ]


@pytest.mark.parametrize(
    "document",
    [
        "<data/>",
        "<data><name/></data>",
        "<data><name>  </name></data>",
        "<data><stranger>x</stranger><site><name>x</name></site></data>",
        "<other><name>x</name></other>",
        "<data><firm/><firm/></data>",
        "<data><!-- <name>x</name> --><?name x?></data>",
    ],
)
def test_what_is_empty_or_none_of_the_forms_is_no_answer(document: str) -> None:
    assert _rows(document) == []


def test_names_count_whatever_their_namespace() -> None:
    assert _rows('<f:data xmlns:f="urn:f"><f:name>x</f:name></f:data>') == [("/data/name", "", "x")]


def test_a_node_that_stands_twice_has_one_answer() -> None:
    names, sites = "<name/><name>a</name><name>b</name>", "<site><town>1</town></site><site><town>2</town></site>"
    document = f"<data>{names}{sites}</data>"
    assert _rows(document) == [("/data/name", "", "a"), ("/data/site/town", "", "1")]


@given(st.decimals(min_value=-LARGEST, max_value=LARGEST, allow_nan=False, places=6))
def test_numbers_are_ten_thousandths_half_up(number: Decimal) -> None:
    assert scaled(str(number)) == int((number * SCALE).to_integral_value(ROUND_HALF_UP))


@given(st.integers(min_value=-LARGEST, max_value=LARGEST))
def test_whole_numbers_are_exact(number: int) -> None:
    assert scaled(str(number)) == number * SCALE


@pytest.mark.parametrize(
    "text", ["", "si", "1,5", "1 2", "--1", "1e", "NaN", "Infinity", "٣", "0x1", "1e999", "9" * 21]
)
def test_what_is_no_number_or_too_large_is_none(text: str) -> None:
    assert scaled(text) is None


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    found = scaled(text)
    assert found is None or abs(found) <= LARGEST * SCALE
