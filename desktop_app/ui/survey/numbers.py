"""Numbers as people in Colombia type them, read into XForms text and written back. No Qt.

``1.234.567,89``, ``1234567.89``, ``1 234 567``, ``1'234.567,89`` and ``$ 1.200`` are all read. What can be read in two
ways (``1.234``: a thousand and something, or one and something) gives both readings: only the person knows.
"""

from __future__ import annotations

import re
from typing import Final

PENDING: Final = "?"
"""Ends the stored text of a number that the person still has to decide about: ``1.234?``. No engine reads it as one."""

_MOST_CHARACTERS: Final = 40
_UNGROUPED: Final = 4
_ONE_KIND: Final = str.maketrans("\u00a0\u2007\u2009\u202f’−", "    '-")


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


def spell_number(value: str, language: str) -> str:
    """``value`` (XForms text) with the language's signs; other text stays as it is.

    Numbers of four digits are not grouped: many are years, and ``1.234`` could be read in two ways.
    """
    match = re.fullmatch(r"(-?)(\d+)(?:\.(\d+))?", value)
    if match is None:
        return value
    sign, integer, fraction = match.groups()
    group, point = (",", ".") if language == "en" else (".", ",")
    grouped = f"{int(integer[-40:]):,}".replace(",", group) if len(integer) > _UNGROUPED else integer
    return f"{sign}{grouped}{point + fraction if fraction else ''}"


def edit_number(value: str, language: str) -> str:
    """``value`` as it is put into a field to be edited: without groups, so that a digit added at the end cannot turn a
    separator of thousands into a decimal one."""
    if re.fullmatch(r"-?\d+\.\d+", value) is None:
        return value
    return value if language == "en" else value.replace(".", ",")


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
