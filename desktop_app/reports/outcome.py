"""The result in words: total, level and what it means, dimensions, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.diagnosis import Diagnosis, Level
from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.reports.beside import Change, Shifts
from desktop_app.reports.wording import Wording

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Measure:
    """One dimension's score; ``share`` (0 to 1) is what its bar shows."""

    code: str
    name: str
    score: str
    share: float | None
    max: float
    change: Change | None


@dataclass(frozen=True, slots=True)
class Result:
    """The total in words; ``share`` (0 to 1) is what the bar shows, ``points`` and ``scale`` its two parts in large.

    ``meaning`` is what the form says of the level, ``counts`` how many scores stand where; ``missing`` names what a
    provisional result lacks; ``changed`` says how the total changed, ``change`` the same in figures.
    """

    title: str
    headline: str
    points: str
    scale: str
    share: float | None
    level: str
    meaning: str
    counts: str
    provisional: str
    missing: str
    changed: str
    change: Change | None
    measures_title: str
    measures: tuple[Measure, ...]


def result_of(diagnosis: Diagnosis, shifts: Shifts, say: Wording) -> Result:
    """The result of ``diagnosis``; the changes are those of ``shifts``."""
    total, change = diagnosis.total, shifts[TOTAL]
    headline, points, scale = say.texts["result.none"], "", ""
    if total.value is not None and diagnosis.share is not None:
        points = say.decimals(total.value, 2) if say.averaged else say.number(total.value)
        top = say.decimals(total.max, 1) if say.averaged else say.number(total.max)
        scale = say.say("result.scale", max=top)
        headline = say.say("result.headline", value=points, max=top, percent=say.percent(diagnosis.share))
    changed = ""
    if change is not None:
        key = {1: "result.more", 0: "result.same", -1: "result.less"}[change.direction]
        changed = say.say(key, by=change.text.lstrip("+−"), wave=shifts.wave, before=change.before)
    return Result(
        say.texts["result.title"],
        headline,
        points,
        scale,
        diagnosis.share,
        level_name(diagnosis.level, say) if diagnosis.level else "",
        diagnosis.level.meaning if diagnosis.level else "",
        _counts(diagnosis, say),
        say.count("result.provisional", len(diagnosis.pending)) if diagnosis.provisional else "",
        _missing(diagnosis, say) if diagnosis.answered else "",
        changed,
        change,
        say.texts["result.dimensions"],
        _measures(diagnosis, shifts, say),
    )


def level_name(level: Level, say: Wording) -> str:
    """``Nivel 2 · Consolidado``; a label that says its number already is left alone."""
    word = say.texts["result.level_word"]
    if level.label.casefold().startswith(word.casefold()):
        return level.label
    return say.say("result.level", number=level.number, label=level.label)


def _missing(diagnosis: Diagnosis, say: Wording) -> str:
    pending = diagnosis.pending
    if not pending:
        return ""
    names = [f"{each.code} {each.name}" if each.name != each.code else each.code for each in pending[:_MOST_NAMED]]
    if len(pending) > _MOST_NAMED:
        names.append(say.count("result.others", len(pending) - _MOST_NAMED))
    return say.say("result.missing", names="; ".join(names))


def _counts(diagnosis: Diagnosis, say: Wording) -> str:
    """The same total can be many things: how many scores stand where is what a reader can act on."""
    if not diagnosis.answered:
        return say.say("result.empty")
    begun = [indicator for indicator in diagnosis.opportunities if indicator.value]
    counts = (
        ("result.complete", len(diagnosis.strengths)),
        ("result.partial", len(begun)),
        ("result.none_yet", len(diagnosis.opportunities) - len(begun)),
        ("result.pending", len(diagnosis.pending)),
    )
    parts = say.listed([say.count(key, count) for key, count in counts if count])
    meaning = say.count("result.meaning", diagnosis.of).format(parts=parts)
    left_out = len(diagnosis.indicators) - diagnosis.of
    return f"{meaning} {say.count('result.not_counted', left_out)}" if left_out else meaning


def _measures(diagnosis: Diagnosis, shifts: Shifts, say: Wording) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            each.code,
            each.name,
            say.score(each.value, each.max),
            None if each.value is None or not each.max else each.value / each.max,
            each.max,
            shifts[each.code],
        )
        for each in diagnosis.dimensions
    )
