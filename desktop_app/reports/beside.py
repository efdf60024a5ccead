"""What a report lays beside the answers: the wave before, means of many, notes that are no answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from desktop_app.diagnosis import Comparison, Overlay, Shift
from desktop_app.reports.wording import Wording
from desktop_app.xforms.model import Choice

AxisKind: TypeAlias = Literal["areas", "indicators"]


def _nothing(_ref: str) -> str:
    return ""


def _none_offered(_ref: str) -> tuple[Choice, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Nothing where there is nothing.

    Attributes:
        comparison: the result beside the previous wave's.
        overlays: what is laid over the charts, by kind of axis; ``Overlay.group`` is the group's name in words.
        comments: by the reference of their question.
        evidence: the names of the files at a question.
        carried: the answers taken over from the wave before and not confirmed.
        before: what was answered at a reference then, as XForms text.
        offered: the choices of a question then; those of now may depend on other answers.
        digests: SHA-256 of kept files in hexadecimal, by name.
    """

    comparison: Comparison | None = None
    overlays: Mapping[AxisKind, tuple[Overlay, ...]] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    before: Callable[[str], str] = _nothing
    offered: Callable[[str], tuple[Choice, ...]] = _none_offered
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a score differs from the previous wave's: ``direction`` is 1, 0 or -1, ``text`` has the sign."""

    direction: int
    text: str
    before: str


class Shifts:
    """The changes since the previous wave, by code; ``None`` for what cannot be compared."""

    def __init__(self, comparison: Comparison | None, say: Wording) -> None:
        found = comparison
        shifts = (*found.areas, *found.dimensions, *found.indicators, found.total) if found else ()
        self._by_code = {shift.code: shift for shift in shifts}
        self._say = say
        self.wave = found.wave if found else ""

    def __getitem__(self, code: str) -> Change | None:
        shift = self._by_code.get(code)
        return self._change(shift) if shift is not None else None

    def _change(self, shift: Shift) -> Change | None:
        if shift.by is None or shift.before is None:
            return None
        text = self._say.signed(shift.by)
        direction = {"+": 1, "−": -1}.get(text[0], 0)
        return Change(direction, text, self._say.say("change.before", value=self._say.number(shift.before)))
