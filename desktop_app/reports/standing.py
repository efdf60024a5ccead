"""The table of areas and indicators: score, change since the previous wave, what was reached, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.diagnosis import AreaResult, Diagnosis, IndicatorResult
from desktop_app.reports.beside import Change, Shifts
from desktop_app.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A practice in the table: ``notes`` are label and text (what was reached, the next step)."""

    code: str
    name: str
    score: str
    value: float | None
    max: float
    notes: tuple[tuple[str, str], ...]
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class ScoreBlock:
    """A block of the table and its practices; ``code`` is empty for those without a block."""

    code: str
    name: str
    score: str
    value: float | None
    max: float
    lines: tuple[ScoreLine, ...]
    change: Change | None = None


def score_blocks(diagnosis: Diagnosis, shifts: Shifts, say: Wording) -> Iterable[ScoreBlock]:
    for area in diagnosis.areas:
        lines = tuple(_score_line(indicator, shifts, say) for indicator in area.indicators)
        yield ScoreBlock(area.code, area.name, _area_score(area, say), area.value, area.max, lines, shifts[area.code])
    loose = (indicator for indicator in diagnosis.indicators if indicator.area is None)
    others = tuple(_score_line(indicator, shifts, say) for indicator in loose)
    if others:
        yield ScoreBlock("", say.say("scores.others") if diagnosis.areas else "", "", None, 0.0, others)


def indicator_score(indicator: IndicatorResult, say: Wording) -> str:
    if indicator.not_applicable:
        return say.texts["not_applicable"]
    return say.score(indicator.value, indicator.max)


def _area_score(area: AreaResult, say: Wording) -> str:
    return say.score(area.value, area.max) if area.of else say.texts["not_applicable"]


def _score_line(indicator: IndicatorResult, shifts: Shifts, say: Wording) -> ScoreLine:
    notes = (("scores.reached", indicator.reached), ("scores.next", indicator.next_step))
    return ScoreLine(
        indicator.code,
        indicator.name,
        indicator_score(indicator, say),
        indicator.value,
        indicator.max,
        tuple((say.texts[key], text) for key, text in notes if text),
        shifts[indicator.code],
    )
