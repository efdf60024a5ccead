"""The text form of typed values: what is accepted, and how it is written down.

A value is kept as text throughout. ``canonical`` says whether a text is of a type and gives the one way expressions
read it; ``calculated`` does the same for what a ``calculate`` or ``setvalue`` gives, which may be a number of days
where a date is wanted; ``written`` is how the instance has it.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from desktop_app.xforms.model import DataType

_INT = re.compile(r"[+-]?\d{1,10}\Z", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)(\d{0,40})(?:\.(\d{0,40}))?\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?\Z", re.ASCII)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INT_LIMIT = 2**31
_AS_IT_IS = frozenset({DataType.STRING, DataType.BARCODE, DataType.GEOTRACE, DataType.GEOSHAPE})
Atom = bool | float | str
_TYPES = {
    "string": DataType.STRING,
    "text": DataType.STRING,
    "int": DataType.INT,
    "integer": DataType.INT,
    "long": DataType.INT,
    "short": DataType.INT,
    "decimal": DataType.DECIMAL,
    "double": DataType.DECIMAL,
    "float": DataType.DECIMAL,
    "boolean": DataType.BOOLEAN,
    "date": DataType.DATE,
    "time": DataType.TIME,
    "dateTime": DataType.DATETIME,
    "geopoint": DataType.GEOPOINT,
    "geotrace": DataType.GEOTRACE,
    "geoshape": DataType.GEOSHAPE,
    "barcode": DataType.BARCODE,
    "binary": DataType.BINARY,
}


def data_type(name: str) -> DataType:
    """The type that a bind's ``type`` names, with or without a prefix; text where it is none of ours."""
    return _TYPES.get(name.rpartition(":")[2], DataType.STRING)


def printable(text: str) -> str:
    """``text`` without the characters that XML cannot carry."""
    return text if text.isprintable() else _NOT_XML.sub("", text)


def canonical(kind: DataType, text: str) -> str | None:
    """``text`` as Telar writes a value of ``kind``; ``None`` if it is not one. Empty text is empty in every type."""
    if kind in _AS_IT_IS:
        return printable(text)
    stripped = text.strip()
    if not stripped:
        return ""
    reader = _READERS.get(kind)
    return reader(stripped) if reader else printable(stripped)


def written(kind: DataType, text: str) -> str:
    """``text``, as expressions read it, as ODK writes it down: a decimal has at least one decimal place."""
    if kind is DataType.DECIMAL and text.removeprefix("-").isdecimal():
        return f"{text}.0"
    return text


def calculated(kind: DataType, value: Atom, text: str, zone: tzinfo | None) -> str:
    """What a calculation's result leaves in a node of ``kind``.

    Args:
        value: the result; numbers of days since the epoch become dates where a date is wanted.
        text: the result as XPath writes it.
        zone: the time zone in which days begin.
    """
    if isinstance(value, float) and not isinstance(value, bool):
        if math.isnan(value):
            return ""
        if kind is DataType.INT and math.isfinite(value):
            return str(int(value))
        if kind in (DataType.DATE, DataType.DATETIME) and abs(value) < 3_000_000:
            return _from_days(kind, value, zone)
    if kind is DataType.BOOLEAN:
        return ("1" if value else "0") if isinstance(value, bool) else canonical(kind, text) or ""
    if kind is DataType.DATE and len(text) > 10 and _date(text[:10]) and text[10] == "T":
        return text[:10]
    return printable(text)


def _from_days(kind: DataType, days: float, zone: tzinfo | None) -> str:
    moment = datetime(1970, 1, 1) + timedelta(days=days)  # noqa: DTZ001 (the zone is put on below)
    if kind is DataType.DATE:
        return moment.date().isoformat()
    local = moment.replace(tzinfo=zone or UTC)
    return local.isoformat(timespec="milliseconds")


def _int(text: str) -> str | None:
    if not _INT.match(text):
        return None
    number = int(text)
    return str(number) if -_INT_LIMIT <= number < _INT_LIMIT else None


def _decimal(text: str) -> str | None:
    """Plain digits: what is typed stays exact, only superfluous zeros go."""
    match = _DECIMAL.match(text)
    if not match or not (match[2] or match[3]):
        return None
    whole = match[2].lstrip("0") or "0"
    places = (match[3] or "").rstrip("0")
    sign = "-" if match[1] == "-" and (whole, places) != ("0", "") else ""
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def _boolean(text: str) -> str | None:
    return {"1": "1", "true": "1", "0": "0", "false": "0"}.get(text.lower())


def _date(text: str) -> str | None:
    if not _DATE.match(text):
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return text


def _time(text: str) -> str | None:
    if not _TIME.match(text):
        return None
    try:
        time.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        return None
    return text


def _datetime(text: str) -> str | None:
    day, separator, clock = text.partition("T")
    if not separator:
        return _date(text)
    return text if _date(day) and _time(clock) else None


def _geopoint(text: str) -> str | None:
    """Latitude, longitude and, optionally, altitude and accuracy in metres."""
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    numbers = [_decimal(part) for part in parts]
    if None in numbers or abs(float(parts[0])) > 90 or abs(float(parts[1])) > 180:
        return None
    return " ".join(written(DataType.DECIMAL, number) for number in numbers if number)


_READERS = {
    DataType.INT: _int,
    DataType.DECIMAL: _decimal,
    DataType.BOOLEAN: _boolean,
    DataType.DATE: _date,
    DataType.TIME: _time,
    DataType.DATETIME: _datetime,
    DataType.GEOPOINT: _geopoint,
}
