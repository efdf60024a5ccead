"""Times of day as people type them, read into XForms text and written back; and moments: a date with a time. No Qt.

``9:30``, ``0930``, ``9.30 am``, ``9 p. m.``, ``21h30`` and ``21:30:15`` are all read. XForms writes a time with its
zone's distance from universal time: ``09:30:00.000-05:00``. What is shown is the clock as written, whatever its zone.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone
from typing import Final

from desktop_app.ui.survey.dates import edit_date, parse_iso, read_date, spell_date

_MOST_CHARACTERS: Final = 40
_TYPED: Final = re.compile(r"([0-9]{1,2})(?:[:.h ]([0-9]{2})(?:[:. ]([0-9]{2}))?)?")
_RUN: Final = re.compile(r"([0-9]{1,2})([0-9]{2})")
_HALF: Final = re.compile(r"(.*[0-9]) ?([ap])(?:\. ?m\.?|m\.?|\.)?")
_HOURS: Final = re.compile(r"(.*[0-9]) ?h(?:oras|rs|s)?\.?")
_STORED: Final = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(?:Z|([+-][0-9]{2})(?::?([0-9]{2}))?)?"
)
_HALVES: Final = {"es": ("a.\u00a0m.", "p.\u00a0m."), "en": ("a.m.", "p.m.")}
_ANY_DAY: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the zone is what is asked for


def read_time(text: str) -> time | None:
    """``text`` as a time of day, or ``None`` when it is none."""
    bare = " ".join(text.lower().split())
    if len(bare) > _MOST_CHARACTERS:
        return None
    half = hours = None
    if half := _HALF.fullmatch(bare):
        bare = half[1]
    elif hours := _HOURS.fullmatch(bare):
        bare = hours[1]
    match = _RUN.fullmatch(bare) if len(bare) > 2 else None
    match = match or _TYPED.fullmatch(bare)
    # A number alone is an hour only where something says so: "9 am", "21 h".
    if match is None or (len(bare) <= 2 and not half and not hours):
        return None
    hour, minute, second = (int(part or 0) for part in (*match.groups(), None)[:3])
    if half:
        hour = hour % 12 + (12 if half[2] == "p" else 0) if 1 <= hour <= 12 else 24
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def time_text(clock: time) -> str:
    """A time of day as XForms writes it, in this computer's zone."""
    # Zones move with the seasons, and a time of day has no season: every time is given the same one.
    return _zoned(datetime.combine(_ANY_DAY.date(), clock))[11:]


def edit_time(value: str) -> str:
    """The time in ``value`` as it is typed, ``09:30``; other text stays as it is."""
    clock = parse_time(value)
    return value if clock is None else clock.isoformat("seconds" if clock.second else "minutes")


def spell_time(value: str, language: str) -> str:
    """The time in ``value`` as it is said, ``9:30 a. m.``; other text stays as it is."""
    clock = parse_time(value)
    if clock is None:
        return value
    half = _HALVES.get(language, _HALVES["es"])[clock.hour // 12]
    seconds = f":{clock.second:02}" if clock.second else ""
    return f"{(clock.hour + 11) % 12 + 1}:{clock.minute:02}{seconds}\u00a0{half}"


def parse_time(value: str) -> time | None:
    """The clock in XForms' text of a time, its zone and fractions of a second left out."""
    match = _STORED.fullmatch(value)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def read_moment(day: str, clock: str) -> str:
    """What is typed as a date and as a time, as one value.

    What cannot be read, or is missing beside the other, stays as typed on its side of the ``T``, where no engine takes
    it for a moment and ``edit_moment`` finds it again.
    """
    day, clock = day.strip(), clock.strip()
    date, hour = read_date(day), read_time(clock)
    if date is not None and hour is not None:
        return _zoned(datetime.fromisoformat(f"{date}T{hour.isoformat()}"))
    return f"{date or day}T{clock}" if day or clock else ""


def edit_moment(value: str) -> tuple[str, str]:
    """A moment's date and time as they are typed."""
    day, _, clock = value.rpartition("T") if "T" in value else (value, "", "")
    return edit_date(day), edit_time(clock)


def spell_moment(value: str, language: str) -> str:
    """A moment in words; other text stays as it is."""
    day, _, clock = value.partition("T")
    if parse_iso(day) is None or (clock and parse_time(clock) is None):
        return value
    return f"{spell_date(day, language)}, {spell_time(clock, language)}" if clock else spell_date(day, language)


def zone_abroad(value: str) -> str:
    """The zone of a moment that was given in another one than this computer's, as ``UTC-03:00``; empty otherwise."""
    day, _, clock = value.partition("T")
    match = _STORED.fullmatch(clock)
    if match is None or parse_iso(day) is None or (not clock.endswith("Z") and match[4] is None):
        return ""
    sign = -1 if (match[4] or "").startswith("-") else 1
    there = sign * timedelta(hours=abs(int(match[4] or 0)), minutes=int(match[5] or 0))
    moment = datetime.fromisoformat(f"{day}T{clock[:5]}:00")
    here = datetime.fromisoformat(_zoned(moment)).utcoffset()
    if there == here or abs(there) >= timedelta(days=1):
        return ""
    return timezone(there).tzname(None) if there else "UTC"


def _zoned(moment: datetime) -> str:
    """``moment`` on this computer's clock as ISO 8601, with milliseconds and the zone's distance."""
    try:
        zone = moment.astimezone().tzinfo
        whole = zone is not None and (zone.utcoffset(None) or timedelta()).seconds % 60 == 0
    except (OSError, OverflowError, ValueError):
        whole = False  # some systems know no zone for years long past or far ahead
    if not whole:
        zone = _ANY_DAY.astimezone().tzinfo  # nor is local mean time a distance that XForms can write
    return moment.replace(tzinfo=zone).isoformat(timespec="milliseconds")
