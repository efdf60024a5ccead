"""Times and places of answers in words. What is no such value stands as it is: a report hides nothing."""

from __future__ import annotations

import re
from typing import Final

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_NUMBER: Final = re.compile(r"-?\d{1,6}(?:\.\d{1,40})?")
_MOST_CHARACTERS: Final = 200
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180


def clock_text(text: str) -> str:
    """``10:30`` of ``10:30:00.000-05:00``, with the seconds only where there are some; the clock as it was written."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return text
    hour, minute, second = match.groups()
    return f"{hour}:{minute}" + (f":{second}" if int(second or 0) else "")


def point_text(text: str, decimal_mark: str, west: str) -> str:
    """``4,5981° N; 74,0758° O; 2600 m`` of ``4.5981 -74.0758 2600 5``; the altitude only where it was measured."""
    numbers = text.split() if len(text) <= _MOST_CHARACTERS else []
    if not 2 <= len(numbers) <= 4 or any(_NUMBER.fullmatch(number) is None for number in numbers):
        return text
    if abs(float(numbers[0])) > _MOST_LATITUDE or abs(float(numbers[1])) > _MOST_LONGITUDE:
        return text
    plain = [_trimmed(number).replace(".", decimal_mark) for number in numbers]
    words = [_side(plain[0], "N", "S"), _side(plain[1], "E", west)]
    # ODK writes zero for what it does not know; nobody measures both as nothing.
    if len(plain) > 2 and any(number != "0" for number in plain[2:]):
        words.append(f"{plain[2]}\u00a0m")
    return "; ".join(words)


def points_of(text: str) -> list[str]:
    """The points of a line or an area, each as a geopoint's text."""
    return [point for point in (part.strip() for part in text.split(";")) if point]


def _trimmed(number: str) -> str:
    """Without zeros that say nothing: phones write ``4.5981000000000005`` and ``0.0``."""
    text = f"{float(number):.7f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _side(number: str, positive: str, negative: str) -> str:
    return f"{number.removeprefix('-')}°\u00a0{negative if number.startswith('-') else positive}"
