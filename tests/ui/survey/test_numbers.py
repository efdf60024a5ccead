"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.texts import spell_number
from desktop_app.ui.survey.numbers import (
    PENDING,
    Scale,
    edit_number,
    plain_number,
    read_number,
    read_scale,
    same_number,
    short_amount,
    spell_amount,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1234567.89", "1234567.89"),
        ("1234567,89", "1234567.89"),
        ("1 234 567", "1234567"),
        ("1 234 567,5", "1234567.5"),
        ("1,234,567.89", "1234567.89"),
        ("1'234.567,89", "1234567.89"),
        ("1’234’567", "1234567"),
        ("1\u00a0234\u202f567", "1234567"),
        ("$ 1.200.000", "1200000"),
        ("-$ 5", "-5"),
        ("15 %", "15"),
        ("−3,5", "-3.5"),
        ("+7", "7"),
        ("007", "7"),
        ("0", "0"),
        ("-0", "0"),
        (",5", "0.5"),
        (".25", "0.25"),
        ("12,", "12"),
        ("12,50", "12.5"),
        ("12,00", "12"),
        ("0,234", "0.234"),
        ("0.234", "0.234"),
        ("1234.567", "1234.567"),
        ("1.234,567", "1234.567"),
        ("  42  ", "42"),
    ],
)
def test_one_reading(typed: str, value: str) -> None:
    assert read_number(typed, whole=False) == (value,)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1.234", ("1234", "1.234")),
        ("1,234", ("1234", "1.234")),
        ("-12.000", ("-12000", "-12")),
        ("1'234.567", ("1234567", "1234.567")),
    ],
)
def test_two_readings(typed: str, readings: tuple[str, str]) -> None:
    assert read_number(typed, whole=False) == readings


def test_a_whole_number_is_never_ambiguous() -> None:
    assert read_number("1.234", whole=True) == ("1234",)
    assert read_number("1.000", whole=True) == ("1000",)


def test_decimals_where_a_whole_number_is_asked_for_are_still_read() -> None:
    assert read_number("1,5", whole=True) == ("1.5",)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        "$",
        "abc",
        "1.2.3",
        "1..2",
        "12.34.56",
        "1,2,3",
        "1.2345.678",
        "1e5",
        "0x10",
        "٣",
        ",",
        "1 2",
        "--1",
        "1.234.56",
        "1,234.567.890",
        "9" * 41,
        "NaN",
        "inf",
        "1234'5",
    ],
)
def test_no_reading(typed: str) -> None:
    assert read_number(typed, whole=False) == ()


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.sampled_from(["es", "en"]))
def test_what_is_spelt_reads_back(number: Decimal, language: str) -> None:
    value = f"{number:f}".rstrip("0").rstrip(".")
    value = "0" if value == "-0" else value
    assert value in read_number(spell_number(value, language), whole=False)
    assert value in read_number(edit_number(value, language), whole=False)


@pytest.mark.parametrize(
    ("value", "unit", "language", "words", "short"),
    [
        ("1234.5", "millones de pesos", "es", "1.234,5 millones de pesos", ""),
        ("12500000", "pesos", "es", "12.500.000 pesos", "= 12,5 millones de pesos"),
        ("1000000.0", "pesos", "es", "1.000.000 pesos", "= 1 millón de pesos"),
        ("12345678", "pesos", "es", "12.345.678 pesos", "≈ 12,346 millones de pesos"),
        ("12500000", "millones de pesos", "es", "12.500.000 millones de pesos", "= 12,5 billones de pesos"),
        ("-2500000", "pesos", "en", "-2,500,000 pesos", "= -2.5 million pesos"),
        ("1500000", "million pesos", "en", "1,500,000 million pesos", "= 1.5 trillion pesos"),
        ("999999.99", "pesos", "es", "999.999,99 pesos", ""),
        ("12.5", "%", "es", "12,5\u00a0%", ""),
        ("12.5", "%", "en", "12.5%", ""),
        ("1" + "0" * 19, "pesos", "es", "10.000.000.000.000.000.000 pesos", ""),
        ("12500000", "", "es", "12.500.000", "= 12,5 millones"),
        ("unos veinte", "pesos", "es", "unos veinte pesos", ""),
    ],
)
def test_an_amount_is_said_with_its_unit(value: str, unit: str, language: str, words: str, short: str) -> None:
    assert spell_amount(value, unit, language) == words
    assert short_amount(value, unit, language) == short


AMOUNTS = st.decimals(min_value=-(10**19), max_value=10**19, places=3)
SCALES = {
    "es": {"millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12},
    "en": {"million": 10**6, "billion": 10**9, "trillion": 10**12},
}


@given(AMOUNTS, st.sampled_from(["pesos", "%", ""]), st.sampled_from(["es", "en"]))
def test_what_is_said_of_an_amount_reads_back(number: Decimal, unit: str, language: str) -> None:
    value = plain_number(number)
    said = spell_amount(value, unit, language).removesuffix(unit)
    assert value in read_number(said, whole=False)
    short = short_amount(value, unit, language)
    if short:
        sign, figure, word, *_ = short.split()
        scale = SCALES[language][word]
        near = [Decimal(reading) * scale for reading in read_number(figure, whole=False)]
        assert number in near if sign == "=" else any(abs(each - number) * 2 <= scale // 1000 for each in near)


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_read_or_not(text: str, whole: bool) -> None:
    readings = read_number(text, whole=whole)
    assert len(readings) <= 2
    assert len(set(readings)) == len(readings)
    for reading in readings:
        assert Decimal(reading).is_finite()
        assert not reading.endswith(PENDING)


@given(st.text(alphabet="0123456789.,' ", max_size=14))
def test_reading_keeps_every_digit(text: str) -> None:
    for reading in read_number(text, whole=False):
        typed = "".join(character for character in text if character.isdigit()).strip("0")
        assert reading.replace(".", "").strip("0") == typed


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [
        ("1234567.89", "1.234.567,89", "1,234,567.89"),
        ("-10000", "-10.000", "-10,000"),
        ("2016", "2016", "2016"),
        ("1234.5", "1234,5", "1234.5"),
        ("12", "12", "12"),
        ("no sé", "no sé", "no sé"),
        ("", "", ""),
    ],
)
def test_spelling(value: str, es: str, en: str) -> None:
    assert spell_number(value, "es") == es
    assert spell_number(value, "en") == en


def test_editing_has_no_groups() -> None:
    assert edit_number("1234567.5", "es") == "1234567,5"
    assert edit_number("1234567.5", "en") == "1234567.5"
    assert edit_number("1234567", "es") == "1234567"
    assert edit_number("a.b", "es") == "a.b"


@pytest.mark.parametrize("code", ["0071", "00", "-01"])
def test_what_has_zeros_before_it_is_a_code(code: str) -> None:
    assert spell_number(code, "es") == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("12", "12.0", True), ("0.50", ".5", True), ("-0", "0", True), ("12", "13", False), ("", "", False),
     ("1.234?", "1.234", False), ("12", "doce", False), ("1" * 60, "1" * 60, False)],
)  # fmt: skip
def test_one_number_in_two_ways(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same


def test_a_scale() -> None:
    assert read_scale({}) == Scale(Decimal(1), Decimal(10), Decimal(1))
    half = read_scale({"start": "1", "end": " -1 ", "step": "-0.5"})
    assert half is not None
    assert half.points() == ("1", "0.5", "0", "-0.5", "-1")
    assert not half.whole
    assert half.holds("-0.50")
    assert not half.holds("0.3")
    assert not half.holds("1.5")
    assert not half.holds("alto")


@pytest.mark.parametrize(
    "parameters", [{"step": "0"}, {"start": "bajo"}, {"end": "1e400"}, {"step": "nan"}, {"end": "9" * 50}]
)
def test_no_scale(parameters: dict[str, str]) -> None:
    assert read_scale(parameters) is None


_NUMBERS = st.decimals(-(10**15), 10**15, places=6)


@given(_NUMBERS, _NUMBERS, _NUMBERS.filter(bool))
def test_a_scale_holds_its_points(start: Decimal, end: Decimal, step: Decimal) -> None:
    scale = read_scale({"start": f"{start:f}", "end": f"{end:f}", "step": f"{step:f}"})
    assert scale is not None
    points = scale.points()
    assert len(points) <= 11
    assert all(scale.holds(point) for point in points)
    assert scale.holds(f"{start:f}")
