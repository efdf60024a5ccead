"""The figures with which a wave's results open."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.diagnosis.published import Kind, Statement
from desktop_app.diagnosis.results import TOGETHER, Rule
from desktop_app.reception import exact
from desktop_app.reception.declared import Worked
from desktop_app.reception.gathered import Gathered, participation
from desktop_app.reception.words import Words
from desktop_app.xforms.model import DataType

_MONEY, _PERCENT = "_cop_m", "_pct"
"""How steps of a key end that are of millions of pesos, or of percents."""


def statements(found: Gathered, words: Words) -> tuple[Statement, ...]:
    """Those that there is something to say of."""
    return tuple(each for each in (*_generic(found, words), *_declared(found, words)) if each.value is not None)


def kind_of(worked: Worked, found: Gathered) -> Kind:
    """What a declared figure is."""
    result = worked.result
    if result.rule is Rule.DISTINCT:
        return Kind.COUNT
    if result.rule in {Rule.SUM, Rule.MEAN}:
        steps = result.key.split(".")
        if steps[-1].endswith(_MONEY):
            return Kind.MONEY
        if any(step.endswith(_PERCENT) for step in steps):
            return Kind.PERCENT
        whole = result.rule is Rule.SUM and found.known.form.binds[result.ref].type is DataType.INT
        return Kind.COUNT if whole else Kind.NUMBER
    return Kind.PERCENT


def _generic(found: Gathered, words: Words) -> Iterator[Statement]:
    texts, scores, listed = words.texts, found.scores, found.registered
    of = texts["statement.of_registered"].format(count=words.count(listed.count)) if listed.count else ""
    yield Statement("responding", scores.responding, Kind.COUNT, texts["statement.responding"], of)
    share = exact.rounded(participation(listed, scores))
    yield Statement("participation_pct", share, Kind.PERCENT, texts["statement.participation"])
    departments = len(listed.departments) or None
    yield Statement("departments", departments, Kind.COUNT, texts["statement.departments"])
    rubric = found.known.rubric
    if rubric is None:
        return
    top = f"{rubric.total.max:g}" if rubric.total is not None else ""
    said = texts["statement.total"].format(top=top)
    yield Statement("total_mean", exact.rounded(scores.mean(TOTAL)), Kind.SCORE, said, _before(found, words))
    if scores.levels:
        number, reached = max(scores.levels.items(), key=lambda each: each[1])
        level = words.fact("level", number)
        said = texts["statement.level"].format(level=level)
        yield Statement("level_pct", exact.rounded(reached), Kind.PERCENT, said)
        if number in (changes := found.level_changes()):
            said = texts["statement.level_change"].format(level=level, wave=found.previous)
            yield Statement("level_change_pp", exact.rounded(changes[number]), Kind.POINTS, said)


def _before(found: Gathered, words: Words) -> str:
    mean = exact.rounded(found.before.mean(TOTAL)) if found.before is not None else None
    if mean is None:
        return ""
    return words.texts["statement.before"].format(mean=words.score_text(mean), wave=found.previous)


def _declared(found: Gathered, words: Words) -> Iterator[Statement]:
    grown = {each.result.beside for each in found.declared if each.result.rule is Rule.GROWTH}
    for each in found.declared:
        if each.result.rule in {*TOGETHER, Rule.SHARE, Rule.RANK} or each.result.key in grown:
            continue
        kind, unit = kind_of(each, found), words.unit(each.result)
        title = words.title(each.result)
        told = unit and unit.casefold() not in title.casefold()
        said = words.texts["statement.unit"].format(title=title, unit=unit) if told else title
        note = words.answered(each.count)
        yield Statement(each.result.key.replace(".", "_"), each.number(), kind, said, note)
