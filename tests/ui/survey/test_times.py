"""Times of day, and dates with a time, as people type them."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.survey.times import (
    edit_moment,
    edit_time,
    parse_time,
    read_moment,
    read_time,
    spell_moment,
    spell_time,
    time_text,
    zone_abroad,
)
from desktop_app.xforms.datatypes import canonical
from desktop_app.xforms.model import DataType


@pytest.mark.parametrize(
    "typed",
    ["9:30", "09:30", "0930", "930", "9.30", "9.30 am", "9:30 a. m.", "9:30 a.m.", "9:30AM", "9h30", "9 30", " 9:30 ",
     "9:30 horas", "9:30 h", "9:30:00"],
)  # fmt: skip
def test_all_these_are_half_past_nine(typed: str) -> None:
    assert read_time(typed) == time(9, 30)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("9 pm", time(21)),
        ("9 p. m.", time(21)),
        ("12 am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("21 h", time(21)),
        ("2130", time(21, 30)),
        ("21:30:15", time(21, 30, 15)),
        ("0:00", time(0)),
    ],
)
def test_other_times(typed: str, clock: time) -> None:
    assert read_time(typed) == clock


@pytest.mark.parametrize(
    "typed", ["", "9", "24:00", "9:60", "13 pm", "0 am", "9:3", "tarde", "9:30:61", "12345", "9" * 60, "-9:30", "9::30"]
)
def test_no_time(typed: str) -> None:
    assert read_time(typed) is None


@given(st.times())
def test_what_is_shown_reads_back(moment: time) -> None:
    clock = moment.replace(microsecond=0, fold=0)
    text = time_text(clock)
    assert canonical(DataType.TIME, text) == text
    assert parse_time(text) == clock
    assert read_time(edit_time(text)) == clock
    assert read_time(spell_time(text, "es")) == clock
    assert read_time(spell_time(text, "en")) == clock


@given(st.text(max_size=50))
def test_any_text_is_a_time_or_not(text: str) -> None:
    clock = read_time(text)
    assert clock is None or clock.microsecond == 0
    assert spell_time(text, "es") == text or parse_time(text) is not None


@pytest.mark.parametrize("stored", ["09:30:00.000-05:00", "09:30", "09:30:00Z", "09:30:00.000+0530", "09:30:00.5-05"])
def test_a_stored_time_is_shown_as_its_clock(stored: str) -> None:
    assert edit_time(stored) == "09:30"
    assert spell_time(stored, "es") == "9:30\u00a0a.\u00a0m."
    assert spell_time(stored, "en") == "9:30\u00a0a.m."


@pytest.mark.parametrize("text", ["", "pronto", "25:00:00.000-05:00", "9:30"])
def test_other_text_stays(text: str) -> None:
    assert edit_time(text) == text
    assert spell_time(text, "es") == text


@given(st.datetimes(min_value=datetime(1000, 1, 1)))  # noqa: DTZ001 - the zone is the computer's
def test_a_moment_reads_back(moment: datetime) -> None:
    day, clock = f"{moment:%d/%m}/{moment.year:04}", f"{moment:%H:%M:%S}"
    text = read_moment(day, clock)
    assert canonical(DataType.DATETIME, text) == text
    again = edit_moment(text)
    assert read_moment(*again) == text
    assert again[0] == day
    assert zone_abroad(text) == ""


@pytest.mark.parametrize(
    ("day", "clock", "text"),
    [
        ("", "", ""),
        ("20/11/2026", "", "2026-11-20T"),
        ("", "9:30", "T9:30"),
        ("mañana", "9:30", "mañanaT9:30"),
        ("20/11/2026", "tarde", "2026-11-20Ttarde"),
        ("Tal vez", "", "Tal vezT"),
    ],
)
def test_half_a_moment_is_kept_and_is_none(day: str, clock: str, text: str) -> None:
    assert read_moment(day, clock) == text
    assert edit_moment(text) == (day, clock)
    assert not text or canonical(DataType.DATETIME, text) is None


def test_a_moment_in_words() -> None:
    text = "2026-11-20T21:30:00.000-05:00"
    assert spell_moment(text, "es") == "20 de noviembre de 2026, 9:30\u00a0p.\u00a0m."
    assert spell_moment(text, "en") == "20 November 2026, 9:30\u00a0p.m."
    assert spell_moment("2026-11-20", "es") == "20 de noviembre de 2026"
    assert spell_moment("2026-11-20Ttarde", "es") == "2026-11-20Ttarde"


def test_another_zone_is_told() -> None:
    assert zone_abroad("2026-11-20T09:30:00.000+13:45") == "UTC+13:45"
    assert zone_abroad("2026-11-20T09:30:00.000-09:30") == "UTC-09:30"
    assert zone_abroad("2026-11-20T09:30:00.000+99:00") == ""
    assert zone_abroad("2026-11-20T09:30") == ""
    assert zone_abroad("") == ""
