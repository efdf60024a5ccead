"""The figures with which a wave's results open."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.diagnosis.published import Kind, Statement
from desktop_app.diagnosis.record_results import RecordRule
from desktop_app.diagnosis.results import TOGETHER, Rule
from desktop_app.reception import exact
from desktop_app.reception.declared import Worked
from desktop_app.reception.gathered import Gathered, participation
from desktop_app.reception.recorded import Recorded
from desktop_app.reception.words import Words
from desktop_app.xforms.model import DataType

_MONEY, _PERCENT = "_cop_m", "_pct"
"""How steps of a key end that are of millions of pesos, or of percents."""


def statements(found: Gathered, words: Words) -> tuple[Statement, ...]:
    """Those that there is something to say of."""
    every = (*_generic(found, words), *_declared(found, words), *_records(found, words))
    return tuple(each for each in every if each.value is not None)


def kind_of(worked: Worked, found: Gathered) -> Kind:
    """What a declared figure is."""
    result = worked.result
    if result.rule is Rule.DISTINCT:
        return Kind.COUNT
    if result.rule in {Rule.SUM, Rule.MEAN}:
        whole = result.rule is Rule.SUM and found.known.form.binds[result.ref].type is DataType.INT
        return _number_kind(result.key, whole=whole)
    return Kind.PERCENT


def kind_of_sum(recorded: Recorded, found: Gathered) -> Kind:
    """What is added up of records."""
    whole = found.known.form.definition.specs[recorded.result.values[0].ref].type is DataType.INT
    return _number_kind(recorded.result.key, whole=whole)


def _number_kind(key: str, *, whole: bool) -> Kind:
    steps = key.split(".")
    if steps[-1].endswith(_MONEY):
        return Kind.MONEY
    if any(step.endswith(_PERCENT) for step in steps):
        return Kind.PERCENT
    return Kind.COUNT if whole else Kind.NUMBER


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
        said = words.measured(words.title(each.result), unit)
        note = words.answered(each.count)
        yield Statement(each.result.key.replace(".", "_"), each.number(), kind, said, note)


def _records(found: Gathered, words: Words) -> Iterator[Statement]:
    """Of several sums of the same number, which are cut differently, the first."""
    added: set[str] = set()
    for each in found.records:
        told = each.all
        if told is None or (each.result.rule is RecordRule.ADD and each.result.values[0].ref in added):
            continue
        key, note = each.result.key.replace(".", "_"), words.answered(told.initiatives)
        if each.result.rule is RecordRule.COUNT:
            yield Statement(key, told.records, Kind.COUNT, words.title(each.result), note)
        elif each.result.rule is RecordRule.ADD:
            added.add(each.result.values[0].ref)
            kind, unit = kind_of_sum(each, found), words.unit(each.result)
            yield Statement(key, each.number(told), kind, words.measured(words.title(each.result), unit), note)
