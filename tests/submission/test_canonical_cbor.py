"""One value, one encoding: what is accepted is what would be written, and nothing is decoded before it is bounded."""

from __future__ import annotations

import time

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.submission.canonical_cbor import DEPTH, dump, load

WHOLE = st.integers(-(2**64), 2**64 - 1)
PLAIN = st.one_of(
    st.none(), st.booleans(), WHOLE, st.binary(max_size=40), st.text(max_size=40), st.just(cbor2.undefined)
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(WHOLE, inner, max_size=4)),
    max_leaves=12,
)
MANY = 10_000


def refused(data: bytes, items: int = MANY) -> str:
    with pytest.raises(ValueError, match=r"\w") as error:
        load(data, items)
    return str(error.value)


@settings(max_examples=150)
@given(VALUES)
def test_a_value_comes_back(value: object) -> None:
    assert load(dump(value), MANY) == value


@settings(max_examples=500)
@given(st.binary(max_size=60))
def test_what_is_accepted_is_what_would_be_written(data: bytes) -> None:
    try:
        value = load(data, MANY)
    except ValueError:
        return
    assert dump(value) == data


@settings(max_examples=60)
@given(VALUES, st.binary(min_size=1, max_size=8))
def test_nothing_may_follow(value: object, extra: bytes) -> None:
    refused(dump(value) + extra)


@settings(max_examples=50)
@given(VALUES)
def test_nothing_may_be_missing(value: object) -> None:
    data = dump(value)
    for length in range(len(data)):
        refused(data[:length])


@pytest.mark.parametrize(
    "data",
    [
        "1800", "190017", "1a00000017", "1b0000000000000017", "3800", "5800", "7800", "9800", "b800",
        "1900ff", "1a0000ffff", "1b00000000ffffffff", "5900ff" + "00" * 255,
    ],
)  # fmt: skip
def test_an_argument_longer_than_needed(data: str) -> None:
    assert refused(bytes.fromhex(data)) == "length not the shortest"


@pytest.mark.parametrize("data", ["9fff", "bfff", "5f4100ff", "7f6100ff", "1c", "1d", "1e", "5c", "9d"])
def test_an_indefinite_or_reserved_length(data: str) -> None:
    assert refused(bytes.fromhex(data)) == "indefinite or reserved length"


@pytest.mark.parametrize("data", ["f0", "e0", "f818", "f820", "f93c00", "fa3f800000", "fb3ff0000000000000", "ff"])
def test_floats_and_unknown_simple_values(data: str) -> None:
    assert refused(bytes.fromhex(data)) == "tag, float or unknown simple value"


@pytest.mark.parametrize(
    "data",
    [
        "c249010000000000000000",  # a bignum
        "c482391b58c001",  # a decimal fraction with a huge exponent
        "c5821b7fffffffffffffff03",  # a bigfloat of as many bits
        "d81c8100d81d00",  # shared references
        "d82001", "c001", "d9d9f701", "82c10001",
    ],
)  # fmt: skip
def test_tags_are_refused_unread(data: str) -> None:
    assert refused(bytes.fromhex(data)) == "tag, float or unknown simple value"


@pytest.mark.parametrize("data", ["a201020103", "a202000100", "62c328", "61ff"])
def test_maps_out_of_order_and_bad_texts(data: str) -> None:
    refused(bytes.fromhex(data))


def test_depth_is_bounded() -> None:
    assert load(b"\x81" * (DEPTH - 1) + b"\x01", MANY) is not None
    assert refused(b"\x81" * DEPTH + b"\x01") == "cut short or too deep"
    refused(b"\x81" * 100_000 + b"\x01")


def test_the_number_of_values_is_bounded() -> None:
    data = dump([0] * 99)
    assert load(data, 100) == [0] * 99
    assert refused(data, 99) == "too many values"


@pytest.mark.parametrize("head", ["9bffffffffffffffff", "bbffffffffffffffff", "5bffffffffffffffff", "9affffffff"])
def test_a_claimed_size_costs_nothing(head: str) -> None:
    began = time.process_time()
    refused(bytes.fromhex(head) + b"\x00" * 1000)
    assert time.process_time() - began < 0.01
