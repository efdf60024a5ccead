"""CSV that a double click opens rightly."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diagnosis.published import Cell, Chart, Kind
from desktop_app.reports.results_csv import csv_bytes, results_csv
from desktop_app.xforms.datatypes import printable
from tests.reports.published_sample import MONEY, table


def lines_of(data: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator, strict=True))


def cell_of(value: Cell, language: str = "es") -> str:
    return lines_of(csv_bytes(["x", "y"], [(value, 0)], language), "," if language == "en" else ";")[1][0]


def test_the_dialect_of_a_spanish_excel() -> None:
    assert results_csv(MONEY) == (
        b"\xef\xbb\xbfNombre;Serie 1;Serie 2;Serie 3\r\n2025;384191,5;360000;12,5\r\n2026;457188;385502;\r\n"
    )


def test_the_dialect_of_an_english_one() -> None:
    assert results_csv(MONEY, "en").splitlines()[1] == b"2025,384191.5,360000,12.5"


def test_a_text_with_the_separator_or_a_line_break_stays_one_cell() -> None:
    odd = table(Chart.NONE, ('Café; "especial"\nñandú', 1.0))
    assert lines_of(results_csv(odd))[1:] == [['Café; "especial"\nñandú', "1"]]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.65, "1,65"),
        (0.1 + 0.2, "0,3"),
        (-12.5, "-12,5"),
        (1e-7, "0,0000001"),
        (1e21, "1000000000000000000000"),
        (-0.0, "0"),
        (100, "100"),
        (2 / 3 * 100, "66,6666666667"),
        (None, ""),
        (float("nan"), ""),
        (float("-inf"), ""),
    ],
)
def test_numbers(value: Cell, written: str) -> None:
    assert cell_of(value) == written


@pytest.mark.parametrize(
    "text", ["=1+1", "+57 300", "-5", "@SUMA(A1)", "\t=1", "\r=1", "\x00=1", "\ud800=1", "=cmd|' /C x'!A0"]
)
def test_what_looks_like_a_formula_is_a_text(text: str) -> None:
    hostile = table(Chart.NONE, (text, text), kinds=(Kind.TEXT,))
    assert lines_of(results_csv(hostile))[1] == [f"'{printable(text)}"] * 2
    assert lines_of(csv_bytes([text], [], "es")) == [[f"'{printable(text)}"]]


@given(st.text(st.characters(categories=None), max_size=40), st.sampled_from(["es", "en"]))
def test_any_text_is_read_back(text: str, language: str) -> None:
    written = cell_of(text, language)
    assert written.removeprefix("'") == printable(text).removeprefix("'")
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_any_number_is_read_back(number: float) -> None:
    written = cell_of(number)
    assert set(written) <= set("-0123456789,")
    assert float(written.replace(",", ".")) == pytest.approx(number, abs=1e-9)
