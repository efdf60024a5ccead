"""Numbers as people in Colombia type them, read into XForms text and written back. No Qt.

``1.234.567,89``, ``1234567.89``, ``1 234 567``, ``1'234.567,89`` and ``$ 1.200`` are all read. What can be read in two
ways (``1.234``: a thousand and something, or one and something) gives both readings: only the person knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final

from desktop_app.texts import UNGROUPED, spell_number

PENDING: Final = "?"
"""Ends the stored text of a number that the person still has to decide about: ``1.234?``. No engine reads it as one."""

_MOST_CHARACTERS: Final = 40
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_MOST_POINTS: Final = 11
_DIGITS: Final = 64
_MILLION: Final = 10**6
_THREE_DECIMALS: Final = Decimal("0.001")
_SCALES: Final = {
    "es": ((10**12, "billón", "billones"), (10**6, "millón", "millones")),
    "en": ((10**12, "trillion", "trillion"), (10**9, "billion", "billion"), (10**6, "million", "million")),
}
"""The least number that each word is said of, the word of one and of many, the largest first."""
_NAMED: Final = {"millones de ": 10**6, "million ": 10**6, "miles de ": 10**3, "thousand ": 10**3}
"""How a unit begins that counts by millions, or by thousands."""
_ONE_KIND: Final = str.maketrans("\u00a0\u2007\u2009\u202f’−", "    '-")


@dataclass(frozen=True, slots=True)
class Scale:
    """What a range runs over: from ``start`` to ``end``, which may lie below it, in steps of ``step`` (above zero)."""

    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def whole(self) -> bool:
        return all(number % 1 == 0 for number in (self.start, self.end, self.step))

    def points(self) -> tuple[str, ...]:
        """The scale's numbers as XForms text, from ``start`` on; none where they are too many to be picked from."""
        count = int(abs(self.end - self.start) / self.step) + 1
        if count > _MOST_POINTS:
            return ()
        stride = self.step if self.end >= self.start else -self.step
        return tuple(plain_number(self.start + stride * position) for position in range(count))

    def holds(self, value: str) -> bool:
        """Whether ``value`` (XForms text) lies on the scale."""
        number = _decimal(value)
        if number is None or not min(self.start, self.end) <= number <= max(self.start, self.end):
            return False
        with localcontext(prec=_DIGITS):  # a remainder has to be told from the longest numbers
            return (number - self.start) % self.step == 0


def read_scale(parameters: Mapping[str, str]) -> Scale | None:
    """The scale that a range's parameters say (XLSForm's, from 1 to 10, where they say nothing); else ``None``."""
    usual = {"start": "1", "end": "10", "step": "1"}
    start, end, step = (_decimal(parameters.get(name, "").strip() or number) for name, number in usual.items())
    if start is None or end is None or not step:
        return None
    return Scale(start, end, abs(step))


def same_number(one: str, other: str) -> bool:
    """Whether both are XForms text of one number, as ``12`` and ``12.0`` are."""
    number = _decimal(one)
    return number is not None and number == _decimal(other)


def plain_number(number: Decimal) -> str:
    """XForms text: digits without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def read_number(text: str, *, whole: bool) -> tuple[str, ...]:
    """The readings of ``text`` as XForms text: none when it is not a number, two when it is ambiguous.

    Args:
        text: as typed.
        whole: an integer is asked for; a reading with decimals is then taken only where there is no other.
    """
    if len(text) > _MOST_CHARACTERS:
        return ()
    sign, digits = _bare(text)
    readings = dict.fromkeys(sign + reading for reading in _readings(digits))
    cleaned = tuple(dict.fromkeys("0" if reading == "-0" else reading for reading in readings))
    if whole and len(cleaned) > 1:
        return cleaned[:1]
    return cleaned


def spell_amount(value: str, unit: str, language: str) -> str:
    """``value`` (XForms text) with its unit: ``1.234,5 millones de pesos``, ``12,5 %``; in English ``12.5%``.

    What has a unit is no year: four digits are grouped too.
    """
    number = spell_number(value, language, ungrouped=3 if unit else UNGROUPED)
    if unit == "%":
        return f"{number}%" if language == "en" else f"{number}\u00a0%"
    return f"{number} {unit}".rstrip()


def short_amount(value: str, unit: str, language: str) -> str:
    """A large number as it is said: ``= 12,5 millones de pesos``; empty below a million, and where it has no name.

    The sign before it says whether that is the number, or near it: at most three decimals are kept.
    """
    match = _PLAIN.fullmatch(value)
    if match is None or abs(Decimal(value)) < _MILLION or (unit and not unit[0].isalpha()):
        return ""
    scales = _SCALES.get(language, _SCALES["es"])
    with localcontext(prec=_DIGITS):
        number, noun = Decimal(value), unit
        for word, factor in _NAMED.items():  # what is counted in millions already
            if unit.startswith(word):
                number, noun = number * factor, unit.removeprefix(word)
        scale = next(((least, one, many) for least, one, many in scales if abs(number) >= least), None)
        if scale is None or abs(number) >= scale[0] * _MILLION:
            return ""
        least, one, many = scale
        exact = number / least
        shown = exact.quantize(_THREE_DECIMALS, ROUND_HALF_EVEN)
        sign = "=" if shown == exact else "≈"
    words = one if abs(shown) == 1 else many
    joined = f"{words} de {noun}" if noun and language != "en" else f"{words} {noun}".rstrip()
    return f"{sign} {spell_number(plain_number(shown), language, ungrouped=3)} {joined}"


def edit_number(value: str, language: str) -> str:
    """``value`` as it is put into a field to be edited: without groups, so that a digit added at the end cannot turn a
    separator of thousands into a decimal one."""
    value = re.sub(r"(?<=\d)\.0+$", "", value)
    if re.fullmatch(r"-?\d+\.\d+", value) is None:
        return value
    return value if language == "en" else value.replace(".", ",")


def _decimal(value: str) -> Decimal | None:
    return Decimal(value) if _PLAIN.fullmatch(value) else None


def _bare(text: str) -> tuple[str, str]:
    """Sign and digits, without currency and per cent signs and with one kind of space and apostrophe."""
    bare = text.strip().translate(_ONE_KIND)
    bare = bare.removesuffix("%").rstrip()
    bare = bare.removeprefix("$").lstrip()
    sign = "-" if bare.startswith("-") else ""
    bare = bare.removeprefix("-") if sign else bare.removeprefix("+")
    return sign, bare.lstrip().removeprefix("$").lstrip()


def _readings(digits: str) -> list[str]:
    """Readings without a sign, the one with thousands first."""
    found = []
    integer = _integer(digits)
    if integer is not None:
        found.append(integer)
    match = re.fullmatch(r"(.*)([.,])(\d*)", digits)
    if match is not None:
        head, sign, fraction = match.groups()
        whole = _integer(head) if head else "0" if fraction else None
        if whole is not None and sign not in head:
            kept = fraction.rstrip("0")
            found.append(f"{whole}.{kept}" if kept else whole)
    return found


def _integer(digits: str) -> str | None:
    """A run of digits, or groups of three parted by one sign (or by apostrophes and one sign)."""
    if re.fullmatch(r"[0-9]+", digits):
        return digits.lstrip("0") or "0"
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:[.,' ][0-9]{3})+", digits) is None:
        return None
    signs = {character for character in digits if not character.isdigit()} - {"'"}
    return re.sub(r"[^0-9]", "", digits) if len(signs) <= 1 else None
