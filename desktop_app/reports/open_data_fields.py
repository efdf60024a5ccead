"""How a variable of open data is called and coded in SPSS and Stata, which know less of names and codes than a form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.diagnosis.published import Cell, DataSet, Variable
from desktop_app.reports.sheet_cells import figure
from desktop_app.xforms.datatypes import printable

SPSS_NAME, SPSS_LABEL, SPSS_VALUE, SPSS_TITLE = 64, 250, 120, 64  # bytes
STATA_NAME, STATA_LABEL = 28, 80  # characters; 32 for a name, but pyreadstat adds digits to it to call its labels
STATA_LEAST, STATA_MOST = -2_147_483_647, 2_147_483_620
"""Whole numbers that Stata's ``long`` holds; only these have labels."""
_RESERVED: Final = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}  # SPSS
    | {"byte", "double", "float", "if", "in", "int", "long", "strl", "using"}  # Stata, beside what begins with _
)
_STATA_STRING: Final = re.compile(r"str\d+")

Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Field:
    """A variable and its column: ``place`` from 0. ``name`` is that of CSV and Parquet. ``numbers`` gives each code of
    a text variable that has labels its number in SPSS and Stata; empty for all others."""

    variable: Variable
    place: int
    name: str
    spss: str
    stata: str
    numbers: Mapping[str, int]

    def labels(self) -> dict[float, str]:
        """The texts of the numbers in SPSS and Stata. A code without one is its own."""
        known = self.variable.labels
        if self.numbers:
            return {number: printable(known.get(code, code)) or code for code, number in self.numbers.items()}
        if not self.variable.numeric:
            return {}
        return {number: printable(text) for code, text in known.items() if (number := _number(code)) is not None}


def fields(data: DataSet) -> tuple[Field, ...]:
    """The variables of ``data`` with names that are unique in each kind of file, whatever capitals they have."""
    kept = [printable(variable.name) for variable in data.variables]
    names = unique(kept, 10_000, len)
    spss = unique([_safe(name) for name in kept], SPSS_NAME, byte_length)
    stata = unique([_safe(name) for name in kept], STATA_NAME, len)
    return tuple(
        Field(
            variable=variable,
            place=place,
            name=names[place],
            spss=spss[place],
            stata=stata[place],
            numbers=_numbers(variable, (row[place] for row in data.rows)),
        )
        for place, variable in enumerate(data.variables)
    )


def unique(names: Iterable[str], limit: int, measure: Measure) -> list[str]:
    """``names`` of at most ``limit``, in order, each only once; what is cut or repeated is told apart by a number."""
    taken: set[str] = set()
    return [_once(cut(name, limit, measure) or "v_", taken, limit, measure, "_") for name in names]


def shortened(texts: Iterable[str], limit: int, measure: Measure) -> list[str]:
    """``texts`` of at most ``limit``: the middle gives way, for options of one question differ at their end. Two that
    differed still do."""
    lines = [" ".join(printable(text).split()) for text in texts]
    kept = {line: line for line in lines if measure(line) <= limit}
    taken = {line.casefold() for line in kept}
    for line in lines:
        if line not in kept:
            kept[line] = _once(_middle_out(line, limit, measure), taken, limit, measure, " ")
    return [kept[line] for line in lines]


def _once(text: str, taken: set[str], limit: int, measure: Measure, joint: str) -> str:
    """``text``, or with a number at its end if it is in ``taken``, which learns of it."""
    candidate, number = text, 1
    while candidate.casefold() in taken:
        number += 1
        ending = f"{joint}{number}"
        candidate = cut(text, limit - len(ending), measure) + ending
    taken.add(candidate.casefold())
    return candidate


def _middle_out(line: str, limit: int, measure: Measure) -> str:
    room = limit - measure("…")
    tail = cut(line[::-1], room // 2, measure)[::-1]
    return f"{cut(line, room - room // 2, measure).rstrip()}…{tail.lstrip()}"


def cut(text: str, limit: int, measure: Measure) -> str:
    """The longest beginning of ``text`` within ``limit``; no character is halved."""
    if measure is len:
        return text[:limit]
    return text.encode("utf-8")[:limit].decode("utf-8", "ignore") if measure(text) > limit else text


def byte_length(text: str) -> int:
    return len(text.encode("utf-8"))


def _safe(name: str) -> str:
    """``name`` as both programs accept one: letters, digits, underscores, a letter first, and no word of theirs."""
    composed = unicodedata.normalize("NFC", name)
    safe = "".join(sign if _is_letter(sign) or sign in "0123456789_" else "_" for sign in composed)
    if not safe or not _is_letter(safe[0]) or safe.casefold() in _RESERVED or _STATA_STRING.fullmatch(safe.casefold()):
        return f"v_{safe}"
    return safe


def _is_letter(sign: str) -> bool:
    """The letters of Spanish and its neighbours, which every version in use shows."""
    return sign.isalpha() and ord(sign) < 0x250 and unicodedata.category(sign) in ("Lu", "Ll")


def _numbers(variable: Variable, cells: Iterable[Cell]) -> dict[str, int]:
    """The codes' own numbers if all are such (``05`` and ``5`` would be the same), else their order from 1."""
    if variable.numeric or not variable.labels:
        return {}
    codes = list(dict.fromkeys([*variable.labels, *(cell for cell in cells if isinstance(cell, str) and cell)]))
    if all(code.isascii() and code.isdigit() and len(code) <= 9 for code in codes):
        own = {code: int(code) for code in codes}
        if len(set(own.values())) == len(own):
            return own
    return {code: number for number, code in enumerate(codes, start=1)}


def _number(code: str) -> float | None:
    try:
        return figure(float(code))
    except ValueError:
        return None
