"""Coordinates as people type and paste them, read into XForms text and written back. No Qt.

Degrees with a decimal comma or point (``4,5981``, ``-74.0758``, ``74,0758 O``) and degrees, minutes and seconds
(``4°35'56"N``, ``74° 4,55' W``) are read. A geopoint's text is ``latitude longitude altitude accuracy``: degrees of
WGS 84 and metres.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from desktop_app.ui.survey.numbers import plain_number, read_number

MOST_LATITUDE: Final = 90
MOST_LONGITUDE: Final = 180
_MOST_CHARACTERS: Final = 120
_PLACES: Final = Decimal("0.0000001")
"""A centimetre on the ground; what is typed in degrees alone keeps all its digits."""

_NORTH_SOUTH: Final = {"n": 1, "s": -1}
_EAST_WEST: Final = {"e": 1, "w": -1, "o": -1}
_SIGNS: Final = str.maketrans("º˚’′´‘“”″−", "°°''''\"\"\"-")
_NUMBER: Final = r"[0-9]{1,3}(?:[.,][0-9]{0,15})?"
_ANGLE: Final = re.compile(
    rf"(?P<before>[nsewo])? ?(?P<sign>[+-])?(?P<degrees>{_NUMBER}) ?°? ?"
    rf"(?:(?P<minutes>{_NUMBER}) ?' ?(?:(?P<seconds>{_NUMBER}) ?(?:\"|'') ?)?)?(?P<after>[nsewo])?"
)
_METRES: Final = re.compile(r"(.*[0-9]) ?(?:m|msnm|m\. ?s\. ?n\. ?m)\.?")
_MOST_METRES: Final = 100_000
_PAIRED: Final = re.compile("[-+.,°nsewoNSEWO]")
_PLAIN: Final = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,40})?")


@dataclass(frozen=True, slots=True)
class Point:
    """A geopoint's parts as XForms text; altitude and accuracy are empty where nobody gave them."""

    latitude: str
    longitude: str
    altitude: str = ""
    accuracy: str = ""

    def text(self) -> str:
        """The four numbers that ODK writes; what is not known is zero."""
        return f"{self.latitude} {self.longitude} {self.altitude or '0'} {self.accuracy or '0'}"


def read_latitude(text: str) -> str | None:
    """``text`` as degrees north of the equator, in XForms text; ``None`` when it is no latitude."""
    return _angle(text, _NORTH_SOUTH, MOST_LATITUDE)


def read_longitude(text: str) -> str | None:
    """``text`` as degrees east of Greenwich, in XForms text; ``None`` when it is no longitude."""
    return _angle(text, _EAST_WEST, MOST_LONGITUDE)


def read_altitude(text: str) -> str | None:
    """``text`` as metres above the sea, in XForms text; ``None`` when it is no such number."""
    bare = " ".join(text.lower().split())
    if len(bare) > _MOST_CHARACTERS:
        return None
    match = _METRES.fullmatch(bare)
    # "2.600" is the height of Bogotá: nobody knows a height to the millimetre.
    readings = read_number(match[1] if match else bare, whole=True)
    if not readings or abs(Decimal(readings[0])) > _MOST_METRES:
        return None
    return readings[0]


def split_pair(text: str) -> tuple[str, str] | None:
    """A latitude and a longitude written together, as maps give them to be copied; ``None`` when it is no such pair."""
    bare = " ".join(text.split())
    if len(bare) > _MOST_CHARACTERS:
        return None
    # A comma may part decimals too: "4,59" is one number, "4.5981,-74.0758" two; and "4 35" may be degrees and minutes.
    for sign in (r"; ?", r", ", r" (?=[-+0-9])", r",(?=[-+])", r"(?<=[nsNS]) ?", *((",",) if "." in bare else ())):
        pieces = [piece.strip() for piece in re.split(sign, bare)]
        if len(pieces) != 2 or not all(_PAIRED.search(piece) for piece in pieces):
            continue
        if read_latitude(pieces[0]) is not None and read_longitude(pieces[1]) is not None:
            return pieces[0], pieces[1]
    return None


def parse_point(value: str) -> Point | None:
    """The parts of a geopoint's text; ``None`` when it is none."""
    numbers = value.split() if len(value) <= 4 * _MOST_CHARACTERS else []
    if not 2 <= len(numbers) <= 4 or any(_PLAIN.fullmatch(number) is None for number in numbers):
        return None
    if abs(Decimal(numbers[0])) > MOST_LATITUDE or abs(Decimal(numbers[1])) > MOST_LONGITUDE:
        return None
    latitude, longitude, altitude, accuracy = (plain_number(Decimal(number)) for number in [*numbers, "0", "0"][:4])
    # Nobody stands at exactly zero metres with a measure's accuracy of nothing: that is how ODK writes "not known".
    known = (altitude, accuracy) != ("0", "0")
    return Point(latitude, longitude, altitude if known else "", accuracy if known else "")


def spell_point(value: str, language: str) -> str:
    """A geopoint in words: ``4,5981° N; 74,0758° O; 2600 m``; other text stays as it is."""
    point = parse_point(value)
    if point is None:
        return value
    west = "W" if language == "en" else "O"
    words = [
        _side(point.latitude, "N", "S", language),
        _side(point.longitude, "E", west, language),
        f"{edit_degrees(point.altitude, language)}\u00a0m" if point.altitude else "",
    ]
    return "; ".join(word for word in words if word)


def edit_degrees(number: str, language: str) -> str:
    """Degrees or metres in XForms text, with the language's decimal sign."""
    return number if language == "en" else number.replace(".", ",")


def _side(number: str, positive: str, negative: str, language: str) -> str:
    side = negative if number.startswith("-") else positive
    return f"{edit_degrees(number.removeprefix('-'), language)}°\u00a0{side}"


def _angle(text: str, sides: dict[str, int], most: int) -> str | None:
    if len(text) > _MOST_CHARACTERS:
        return None
    match = _ANGLE.fullmatch(" ".join(text.lower().translate(_SIGNS).split()))
    if match is None or (match["before"] and match["after"]):
        return None
    side = match["before"] or match["after"]
    if side is not None and (side not in sides or match["sign"]):
        return None
    parts = [_decimal(match[name] or "0") for name in ("degrees", "minutes", "seconds")]
    if parts[1] >= 60 or parts[2] >= 60 or (match["minutes"] and parts[0] % 1) or (match["seconds"] and parts[1] % 1):
        return None
    size = parts[0] + parts[1] / 60 + parts[2] / 3600
    if match["minutes"]:
        size = size.quantize(_PLACES, ROUND_HALF_EVEN)
    if size > most:
        return None
    return plain_number(-size if match["sign"] == "-" or sides.get(side or "", 1) < 0 else size)


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ".").removesuffix("."))
