"""Dates as people type them (day first), read into ISO text and written back. No Qt."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = {
    "es": (
        [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ]
    ),
    "en": (
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
}
_MOST_CHARACTERS: Final = 40
_FIRST_YEAR_OF_TWO_DIGITS: Final = 70


def read_date(text: str) -> str | None:
    """``text`` as ISO 8601, or ``None`` when it is no date of the calendar.

    Read are ``20/11/2026`` (also with dots, dashes or spaces, and two-digit years), ``20112026``, ``2026-11-20`` and
    ``20 de noviembre de 2026`` (also shortened, and in English).
    """
    bare = " ".join(text.lower().split())
    if len(bare) > _MOST_CHARACTERS:
        return None
    if match := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", bare):
        return _iso(match[1], match[2], match[3])
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})", bare):
        return _iso(match[3], match[2], match[1])
    if match := re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", bare):
        return _iso(match[3], match[2], match[1])
    if match := re.fullmatch(r"([0-9]{1,2})(?: de)? ([a-z]{3,10})\.?(?: de| del)? ([0-9]{4})", bare):
        return _iso(match[3], _month(match[2]), match[1])
    return None


def read_month(text: str) -> str | None:
    """``text`` as the first day of a month, ISO 8601: ``11/2026``, ``2026-11``, ``noviembre de 2026``; a date too."""
    bare = " ".join(text.lower().split())
    if len(bare) > _MOST_CHARACTERS:
        return None
    if match := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})", bare):
        return _iso(match[1], match[2], "1")
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{4})", bare):
        return _iso(match[2], match[1], "1")
    if match := re.fullmatch(r"([a-z]{3,10})\.?(?: de| del)? ([0-9]{4})", bare):
        return _iso(match[2], _month(match[1]), "1")
    day = read_date(text)
    return None if day is None else f"{day[:7]}-01"


def read_year(text: str) -> str | None:
    """``text`` as the first day of a year, ISO 8601: ``2026``; a month or a date too."""
    bare = text.strip()
    if re.fullmatch(r"[0-9]{4}", bare):
        return _iso(bare, "1", "1")
    month = read_month(text)
    return None if month is None else f"{month[:4]}-01-01"


def spell_date(value: str, language: str) -> str:
    """An ISO date in words; other text stays as it is."""
    day = parse_iso(value)
    if day is None:
        return value
    if language == "en":
        return f"{day.day} {_MONTHS['en'][day.month - 1]} {day.year}"
    return f"{day.day} de {_MONTHS['es'][day.month - 1]} de {day.year}"


def spell_month(value: str, language: str) -> str:
    """The month of an ISO date in words; other text stays as it is."""
    day = parse_iso(value)
    if day is None:
        return value
    if language == "en":
        return f"{_MONTHS['en'][day.month - 1]} {day.year}"
    return f"{_MONTHS['es'][day.month - 1]} de {day.year}"


def spell_year(value: str, _language: str) -> str:
    """The year of an ISO date; other text stays as it is."""
    return edit_year(value)


def edit_month(value: str) -> str:
    """The month of an ISO date as ``mm/aaaa``; other text stays as it is."""
    day = parse_iso(value)
    return value if day is None else f"{day.month:02}/{day.year:04}"


def edit_year(value: str) -> str:
    """The year of an ISO date as ``aaaa``; other text stays as it is."""
    day = parse_iso(value)
    return value if day is None else f"{day.year:04}"


def edit_date(value: str) -> str:
    """An ISO date as ``dd/mm/aaaa``; other text stays as it is."""
    day = parse_iso(value)
    return value if day is None else f"{day.day:02}/{day.month:02}/{day.year:04}"


def parse_iso(value: str) -> date | None:
    """The date that ``value`` is in the form ``2026-11-20``."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _iso(year: str, month: str | int | None, day: str) -> str | None:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _FIRST_YEAR_OF_TWO_DIGITS else 2000
    try:
        return date(number, int(month or 0), int(day)).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int | None:
    """The month that ``name`` is, or is the beginning of (``nov``, ``sept``); ``None`` when none is, or several are."""
    for months in _MONTHS.values():
        found = [number for number, month in enumerate(months, 1) if month.lower().startswith(name)]
        if len(found) == 1:
            return found[0]
    return 9 if "setiembre".startswith(name) and len(name) >= 3 else None
