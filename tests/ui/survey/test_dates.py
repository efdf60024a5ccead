"""Dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.survey.dates import (
    edit_date,
    edit_month,
    edit_year,
    parse_iso,
    read_date,
    read_month,
    read_year,
    spell_date,
    spell_month,
    spell_year,
)


@pytest.mark.parametrize(
    "typed",
    [
        "20/11/2026",
        "20-11-2026",
        "20.11.2026",
        "20 11 2026",
        "20/11/26",
        "20112026",
        "2026-11-20",
        "2026/11/20",
        "20 de noviembre de 2026",
        "20 nov 2026",
        "20 nov. 2026",
        "20 November 2026",
        " 20/11/2026 ",
        "20 de Noviembre del 2026",
    ],
)
def test_all_these_are_the_same_day(typed: str) -> None:
    assert read_date(typed) == "2026-11-20"


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1/2/70", "1970-02-01"),
        ("1/2/69", "2069-02-01"),
        ("5 sept 2025", "2025-09-05"),
        ("5 setiembre 2025", "2025-09-05"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_other_days(typed: str, iso: str) -> None:
    assert read_date(typed) == iso


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mañana",
        "31/02/2026",
        "29/02/2025",
        "20/13/2026",
        "0/1/2026",
        "20/11",
        "11/2026",
        "20/11/202",
        "5 ma 2026",
        "5 j 2026",
        "2026",
        "20//11/2026",
        "1" * 50,
        "5 xyz 2026",
        "00/00/0000",
        "20/11/0000",
    ],
)
def test_no_day(typed: str) -> None:
    assert read_date(typed) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_what_is_shown_reads_back(day: date) -> None:
    iso = day.isoformat()
    assert read_date(edit_date(iso)) == iso
    assert read_date(spell_date(iso, "es")) == iso
    assert read_date(spell_date(iso, "en")) == iso
    assert parse_iso(iso) == day


@given(st.text(max_size=50))
def test_any_text_is_a_day_or_not(text: str) -> None:
    iso = read_date(text)
    assert iso is None or parse_iso(iso) is not None


def test_words_follow_the_language() -> None:
    assert spell_date("2026-11-20", "es") == "20 de noviembre de 2026"
    assert spell_date("2026-11-20", "en") == "20 November 2026"


@pytest.mark.parametrize("text", ["", "pronto", "2026-02-31", "2026-1-1"])
def test_other_text_stays(text: str) -> None:
    assert edit_date(text) == text
    assert spell_date(text, "es") == text


@pytest.mark.parametrize(
    "typed",
    ["11/2026", "11-2026", "11 2026", "2026-11", "noviembre de 2026", "nov 2026", "November 2026", "1/11/2026"],
)
def test_all_these_are_the_same_month(typed: str) -> None:
    assert read_month(typed) == "2026-11-01"


@pytest.mark.parametrize("typed", ["", "2026", "13/2026", "0/2026", "11/26", "ma 2026", "noviembre", "1" * 50])
def test_no_month(typed: str) -> None:
    assert read_month(typed) is None


@pytest.mark.parametrize(
    ("typed", "iso"), [("2026", "2026-01-01"), (" 2026 ", "2026-01-01"), ("11/2026", "2026-01-01")]
)
def test_years(typed: str, iso: str) -> None:
    assert read_year(typed) == iso


@pytest.mark.parametrize("typed", ["", "26", "0000", "20266", "dos mil"])
def test_no_year(typed: str) -> None:
    assert read_year(typed) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_months_and_years_read_back(day: date) -> None:
    iso = day.isoformat()
    first = iso[:8] + "01"
    assert read_month(edit_month(iso)) == first
    assert read_month(spell_month(iso, "es")) == first
    assert read_month(spell_month(iso, "en")) == first
    assert read_year(edit_year(iso)) == iso[:4] + "-01-01"


@pytest.mark.parametrize("text", ["", "pronto", "2026-02-31"])
def test_text_that_is_no_month_stays(text: str) -> None:
    assert edit_month(text) == edit_year(text) == spell_month(text, "es") == spell_year(text, "es") == text
