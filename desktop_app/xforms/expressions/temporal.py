"""Dates and times as XForms text. Inside an expression they stay ISO text; this module reads, writes and counts them.

A number of days is counted on the wall clock of the local zone from 1970-01-01 (see CHOICES.md).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from desktop_app.texts import language_code

EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
_DAY_SECONDS: Final = 86_400
_ZONE = r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
_DATE_TIME: Final = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:T{_TIME}{_ZONE})?", re.ASCII)
_TIME_ONLY: Final = re.compile(_TIME + _ZONE, re.ASCII)


def looks_temporal(text: str) -> bool:
    """A quick no for what cannot be an ISO date."""
    return len(text) >= 10 and text[4] == "-" and text[7] == "-"


def parse(text: str, zone: tzinfo) -> date | datetime | None:
    """A ``date`` for ``2026-11-20``, an aware ``datetime`` when a time follows; ``None`` for anything else.

    A time without offset is in ``zone``.
    """
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        if match["hour"] is None:
            return day
        moment = datetime.combine(day, _clock(match))
        return moment.replace(tzinfo=_offset(match["zone"]) or zone)
    except (ValueError, OverflowError):
        return None


def parse_time(text: str) -> time | None:
    """A time of day, aware if it has an offset."""
    match = _TIME_ONLY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return _clock(match).replace(tzinfo=_offset(match["zone"]))
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> time:
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), int(fraction))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


def days(text: str, zone: tzinfo) -> float:
    """Days since 1970-01-01 on the wall clock of ``zone``; whole for a date; NaN for what is neither."""
    value = parse(text, zone)
    if value is None:
        return float("nan")
    if not isinstance(value, datetime):
        return float(value.toordinal() - EPOCH_ORDINAL)
    try:
        local = value.astimezone(zone)
    except (ValueError, OverflowError):
        return float("nan")
    return local.toordinal() - EPOCH_ORDINAL + day_fraction(local.time())


def utc_days(text: str, zone: tzinfo) -> float:
    """Days since 1970-01-01T00:00Z of the instant; a date's instant is its local midnight."""
    value = parse(text, zone)
    if value is None:
        return float("nan")
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(), zone)
    try:
        universal = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return float("nan")
    return universal.toordinal() - EPOCH_ORDINAL + day_fraction(universal.time())


def day_fraction(clock: time) -> float:
    """The part of a day that has passed at ``clock``."""
    microseconds = (clock.hour * 3600 + clock.minute * 60 + clock.second) * 1_000_000 + clock.microsecond
    return microseconds / (_DAY_SECONDS * 1_000_000)


def from_days(number: float, zone: tzinfo, *, universal: bool = False) -> date | datetime | None:
    """The inverse of ``days`` (or, ``universal``, of ``utc_days``); a ``date`` at midnight, ``None`` out of range."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC if universal else zone) + timedelta(
            milliseconds=round(number * _DAY_SECONDS * 1000)
        )
        local = moment.astimezone(zone) if universal else moment
    except (ValueError, OverflowError):
        return None
    return local.date() if local.time() == time() else local


def iso(value: date | datetime) -> str:
    """``2026-11-20`` or ``2026-11-20T15:30:00.000-05:00``."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat(timespec="milliseconds")


# -- formats ---------------------------------------------------------------------------------------------------------

_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}


def format_temporal(value: date | datetime, pattern: str, language: str) -> str:
    """``pattern`` with the ODK specification's ``%`` fields filled in; month and day names in ``language``."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    names = "es" if language_code(language) == "es" else "en"
    fields = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": _MONTHS[names][moment.month - 1],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
        "a": _WEEKDAYS[names][moment.weekday()],
        "%": "%",
    }
    return re.sub("%(.)", lambda match: fields.get(match[1], match[0]), pattern, flags=re.DOTALL)
