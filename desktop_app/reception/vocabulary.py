"""What a person writes for a code of the card: the code itself, or its name as somebody else would spell it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.texts import fold
from desktop_app.xforms.vocabulary import nearest

_WIDTHS: Final = {"department": 2, "municipality": 5}
"""Figures of a code whose leading zeros a spreadsheet may have eaten."""
_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_CHAMBER: Final = re.compile(r"^(?:camara de comercio|cc|chamber of commerce)(?: del?| of)? ")
_OTHER_NAMES: Final = {"department": {"bogota": "11"}, "municipality": {"bogota": "11001", "cartagena": "13001"}}
_SAINTED: Final = " de "
"""What stands before the name that people use: San José de Cúcuta, Santiago de Cali."""
_MOST_SUGGESTED: Final = 200
"""Looking for the nearest name takes a millisecond, and a list may be wrong throughout."""


def plain(text: str) -> str:
    """``text`` in small letters without accents, its words apart by one space and without other signs."""
    return _SIGNS.sub(" ", fold(text)).strip()


@dataclass
class Vocabularies:
    """The choices of ``department``, ``municipality``, ``macrosector`` and ``chamber``: labels by code."""

    labels: Mapping[str, Mapping[str, str]]
    _codes: dict[str, dict[str, list[str]]] = field(default_factory=dict, init=False, repr=False)
    _used: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False)
    _suggested: dict[tuple[str, str, str], str | None] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for kind, labels in self.labels.items():
            codes = self._codes[kind] = {}
            for code, label in labels.items():
                codes.setdefault(_joined(label), []).append(code)
                if kind == "municipality":
                    _, sainted, used = plain(label).rpartition(_SAINTED)
                    if sainted:
                        self._used.setdefault(_joined(used), []).append(code)

    def label(self, kind: str, code: str) -> str:
        """The name of ``code``; the code itself where it has none."""
        return self.labels[kind].get(code, code)

    def find(self, kind: str, text: str, department: str = "") -> str | None:
        """The code that ``text`` is, or is the name of. A municipality whose name several departments have is found by
        its ``department`` only; one that is called San José de Cúcuta also by what people call it, Cúcuta."""
        width = _WIDTHS.get(kind, 0)
        code = text.zfill(width) if text.isascii() and text.isdigit() else text
        if code in self.labels[kind]:
            return code
        other = _OTHER_NAMES.get(kind, {}).get(plain(text))
        if kind == "municipality":
            return self._municipality(_joined(text), other, department)
        named = [other] if other else self._codes[kind].get(_joined(_CHAMBER.sub("", plain(text))), [])
        return named[0] if len(named) == 1 else None

    def _municipality(self, name: str, other: str | None, department: str) -> str | None:
        named = [*self._codes["municipality"].get(name, []), *([other] if other else [])]
        for found in (named, self._used.get(name, [])):
            here = [each for each in found if each.startswith(department)] or found
            if here:
                return here[0] if len(here) == 1 else None
        return None

    def nearest(self, kind: str, text: str, department: str = "") -> str | None:
        """The label that ``text`` may be a slip of, among those of the ``department`` where it is a municipality."""
        asked = kind, text, department
        if asked not in self._suggested:
            if len(self._suggested) >= _MOST_SUGGESTED:
                return None
            near = department if kind == "municipality" else ""
            labels = {plain(label): label for code, label in self.labels[kind].items() if code.startswith(near)}
            found = nearest(_CHAMBER.sub("", plain(text))[:100], list(labels))
            self._suggested[asked] = labels[found] if found is not None else None
        return self._suggested[asked]


def _joined(text: str) -> str:
    return plain(text).replace(" ", "")
