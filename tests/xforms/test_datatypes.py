"""Values as text: what is of a type, how it is written, what a calculation leaves."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.xforms import DataType
from desktop_app.xforms.datatypes import calculated, canonical, data_type, written

BOGOTA = ZoneInfo("America/Bogota")


@pytest.mark.parametrize(
    ("kind", "text", "read"),
    [
        (DataType.INT, "12", "12"),
        (DataType.INT, " 007 ", "7"),
        (DataType.INT, "-0", "0"),
        (DataType.INT, "+5", "5"),
        (DataType.INT, "2147483647", "2147483647"),
        (DataType.INT, "-2147483648", "-2147483648"),
        (DataType.DECIMAL, "10", "10"),
        (DataType.DECIMAL, "3.50", "3.5"),
        (DataType.DECIMAL, ".5", "0.5"),
        (DataType.DECIMAL, "5.", "5"),
        (DataType.DECIMAL, "-0.0", "0"),
        (DataType.DECIMAL, "-00.10", "-0.1"),
        (DataType.DECIMAL, "123456789012345678901234.5", "123456789012345678901234.5"),
        (DataType.BOOLEAN, "true", "1"),
        (DataType.BOOLEAN, "0", "0"),
        (DataType.DATE, "2024-02-29", "2024-02-29"),
        (DataType.TIME, "23:59", "23:59"),
        (DataType.TIME, "08:30:15.250-05:00", "08:30:15.250-05:00"),
        (DataType.DATETIME, "2026-11-20T10:00:00.000-05:00", "2026-11-20T10:00:00.000-05:00"),
        (DataType.DATETIME, "2026-11-20", "2026-11-20"),
        (DataType.GEOPOINT, "-5.299 46.663 0 5", "-5.299 46.663 0.0 5.0"),
        (DataType.GEOPOINT, "4.6 -74.1", "4.6 -74.1"),
        (DataType.STRING, "  dos\nlíneas\t", "  dos\nlíneas\t"),
        (DataType.STRING, "a\x00b\x1fc", "abc"),
        (DataType.BINARY, " foto.jpg ", "foto.jpg"),
    ],
)
def test_accepted_values_are_read_one_way(kind: DataType, text: str, read: str) -> None:
    assert canonical(kind, text) == read


@pytest.mark.parametrize(("text", "expected"), [("10", "10.0"), ("-3", "-3.0"), ("2.5", "2.5"), ("", "")])
def test_a_decimal_is_written_with_a_decimal_place(text: str, expected: str) -> None:
    assert written(DataType.DECIMAL, text) == expected
    assert written(DataType.INT, text) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (DataType.INT, "1.5"),
        (DataType.INT, "1.0"),
        (DataType.INT, "doce"),
        (DataType.INT, "2147483648"),
        (DataType.INT, "-2147483649"),
        (DataType.INT, "99999999999"),
        (DataType.INT, "٣"),
        (DataType.DECIMAL, "1,5"),
        (DataType.DECIMAL, "1e5"),
        (DataType.DECIMAL, "."),
        (DataType.DECIMAL, "-"),
        (DataType.DECIMAL, "NaN"),
        (DataType.BOOLEAN, "sí"),
        (DataType.DATE, "2026-02-30"),
        (DataType.DATE, "20/11/2026"),
        (DataType.DATE, "2025-03-07T14:30:00Z"),
        (DataType.DATE, "13:30:55"),
        (DataType.TIME, "24:00"),
        (DataType.TIME, "8:30"),
        (DataType.DATETIME, "2026-11-20T25:00:00Z"),
        (DataType.DATETIME, "2026-13-20T10:00:00Z"),
        (DataType.GEOPOINT, "91 0"),
        (DataType.GEOPOINT, "0 181"),
        (DataType.GEOPOINT, "4.6"),
        (DataType.GEOPOINT, "1 2 3 4 5"),
        (DataType.GEOPOINT, "ZYX %% 1200 10"),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind: DataType, text: str) -> None:
    assert canonical(kind, text) is None


@pytest.mark.parametrize("kind", list(DataType))
def test_nothing_is_empty_in_every_type(kind: DataType) -> None:
    assert canonical(kind, "") == ""


def test_blank_text_is_empty_except_as_text() -> None:
    assert canonical(DataType.INT, "   ") == ""
    assert canonical(DataType.STRING, "   ") == "   "


@given(st.sampled_from(list(DataType)), st.text(max_size=60))
def test_writing_is_idempotent(kind: DataType, text: str) -> None:
    once = canonical(kind, text)
    assert once is None or canonical(kind, once) == once


@given(st.integers(min_value=-(2**31), max_value=2**31 - 1))
def test_whole_numbers_stand_for_themselves(number: int) -> None:
    assert canonical(DataType.INT, str(number)) == str(number)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals_keep_their_value_exactly(number: object) -> None:
    from decimal import Decimal

    read = canonical(DataType.DECIMAL, f"{number:f}")
    assert read is not None
    assert Decimal(read) == number
    assert canonical(DataType.DECIMAL, written(DataType.DECIMAL, read)) == read


@given(st.dates())
def test_dates_stand_for_themselves(day: date) -> None:
    assert canonical(DataType.DATE, day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xsd:int", DataType.INT),
        ("integer", DataType.INT),
        ("decimal", DataType.DECIMAL),
        ("dateTime", DataType.DATETIME),
        ("barcode", DataType.BARCODE),
        ("", DataType.STRING),
    ],
)
def test_bind_types(name: str, kind: DataType) -> None:
    assert data_type(name) is kind


@pytest.mark.parametrize(
    ("kind", "value", "text", "left"),
    [
        (DataType.STRING, 2.0, "2", "2"),
        (DataType.STRING, float("nan"), "NaN", ""),
        (DataType.STRING, float("inf"), "Infinity", "Infinity"),
        (DataType.STRING, True, "true", "true"),
        (DataType.INT, 2.9, "2.9", "2"),
        (DataType.INT, -2.9, "-2.9", "-2"),
        (DataType.INT, float("nan"), "NaN", ""),
        (DataType.BOOLEAN, True, "true", "1"),
        (DataType.BOOLEAN, False, "false", "0"),
        (DataType.BOOLEAN, "quizá", "quizá", ""),
        (DataType.DATE, 20777.0, "20777", "2026-11-20"),
        (DataType.DATE, "2026-11-20T10:00:00.000-05:00", "2026-11-20T10:00:00.000-05:00", "2026-11-20"),
        (DataType.DATE, "2026-11-20", "2026-11-20", "2026-11-20"),
        (DataType.DATETIME, 0.5, "0.5", "1970-01-01T12:00:00.000-05:00"),
        (DataType.DATE, 1e12, "1000000000000", "1000000000000"),
    ],
)
def test_what_a_calculation_leaves(kind: DataType, value: bool | float | str, text: str, left: str) -> None:
    assert calculated(kind, value, text, BOGOTA) == left
