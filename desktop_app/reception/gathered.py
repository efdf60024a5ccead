"""All that is published of a wave, worked out once: ``figures`` puts it under its keys, ``result_tables`` in tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.diagnosis.published import LEAST
from desktop_app.diagnosis.results import results
from desktop_app.reception import exact, tallies
from desktop_app.reception.both_waves import Both, compared
from desktop_app.reception.declared import Worked, number_refs, work_out
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.recorded import Recorded, work_out_records
from desktop_app.reception.scope import Filters, Registered, Scope, previous_wave, registered
from desktop_app.reception.scores import Scores, score_refs
from desktop_app.reception.tallies import Nodes, Pair
from desktop_app.reception.words import Words


@dataclass(frozen=True)
class Gathered:
    """A wave beside the one before it, ``previous``, where there is one; ``both`` are those who answered in both."""

    known: KnownForm
    scope: Scope
    registered: Registered
    scores: Scores
    declared: tuple[Worked, ...]
    records: tuple[Recorded, ...]
    previous: str | None = None
    registered_before: Registered | None = None
    before: Scores | None = None
    both: Both = field(default_factory=lambda: Both(0, {}))

    def level_changes(self) -> dict[str, Fraction]:
        """By how many percentage points each level has more than before."""
        now, before = self.scores.levels, self.before.levels if self.before is not None else {}
        return {number: now[number] - before[number] for number in now if number in before}

    def both_means(self, code: str) -> tuple[Fraction | None, Fraction | None]:
        """A score's means, before and now, of those who had it in both waves."""
        pair = self.both.scores.get(code, Pair())
        return exact.mean(tallies.Tally(pair.count, pair.before)), exact.mean(tallies.Tally(pair.count, pair.now))


def gather(connection: Connection, known: KnownForm, wave: str, filters: Filters) -> Gathered:
    """What the books have of the wave, in a handful of queries."""
    scope = Scope(known.form.id, wave, filters)
    nodes = Nodes(connection, known.form.id)
    declared = results(known.form)
    refs = score_refs(known.rubric)
    numbers = tallies.numbers(connection, scope, nodes, {*refs.values(), *number_refs(declared)})
    now = Scores(known.rubric, tallies.answered(connection, scope), numbers)
    worked = work_out(connection, scope, known.form, declared, nodes, numbers)
    recorded = work_out_records(connection, scope, known, nodes)
    listed = registered(connection, scope)
    previous = previous_wave(connection, known.form.id, wave)
    if previous is None:
        return Gathered(known, scope, listed, now, worked, recorded)
    earlier = Scope(known.form.id, previous, filters)
    then = tallies.numbers(connection, earlier, nodes, set(refs.values()))
    before = Scores(known.rubric, tallies.answered(connection, earlier), then)
    areas = [each.code for each in known.rubric.areas] if known.rubric is not None else []
    both = compared(
        connection, Scope(known.form.id, previous), scope, nodes, {code: refs[code] for code in areas if code in refs}
    )
    listed_before = registered(connection, earlier)
    return Gathered(known, scope, listed, now, worked, recorded, previous, listed_before, before, both)


def figures(found: Gathered, words: Words) -> dict[str, Any]:
    """What ``results.json`` holds; ``None`` where nothing is known, or where fewer than ``LEAST`` are counted."""
    rubric, scores, listed = found.known.rubric, found.scores, found.registered
    areas, dimensions, indicators = (
        (rubric.areas, rubric.dimensions, rubric.indicators) if rubric is not None else ((), (), ())
    )
    total = sum(listed.macrosectors.values())
    generic: dict[str, Any] = {
        "wave": found.scope.wave,
        "registered": listed.count,
        "responding": scores.responding,
        "participation_pct": exact.rounded(participation(listed, scores)),
        "departments": len(listed.departments) or None,
        "macrosector_pct": {
            code: exact.rounded(exact.percent(count, total)) for code, count in listed.macrosectors.items()
        },
        "total_mean": exact.rounded(scores.mean(TOTAL)),
        "area_mean": _means(scores, areas),
        "dimension_mean": _means(scores, dimensions),
        "indicator_mean": _means(scores, indicators),
        "level_pct": {number: exact.rounded(share) for number, share in scores.levels.items()},
        "level_change_pp": {number: exact.rounded(by) for number, by in found.level_changes().items()},
    }
    for each in found.declared:
        _put(generic, each.result.key.split("."), each.published(words.codes(each.result)))
    for recorded in found.records:
        _put(generic, recorded.result.key.split("."), recorded.published(words.choices(recorded.result)))
    return generic | {"pareto": _pareto(scores, words), "both": _both(found)}


def participation(listed: Registered, scores: Scores) -> Fraction | None:
    """The percent of the registered initiatives that answered."""
    return exact.percent(scores.responding, listed.count) if listed.count else None


def _means(scores: Scores, parts: Iterable[Any]) -> dict[str, float | None]:
    return {each.code: exact.rounded(scores.mean(each.code)) for each in parts}


def _put(where: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        where = where.setdefault(step, {})
    where[steps[-1]] = value


def _pareto(scores: Scores, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "label": words.score(each.code),
            "gap": exact.rounded(each.gap),
            "share_pct": exact.rounded(each.share),
            "cumulative_pct": exact.rounded(each.cumulative),
        }
        for each in scores.gaps
    ]


def _both(found: Gathered) -> dict[str, Any] | None:
    if found.previous is None or found.both.count < LEAST:
        return None

    def means(code: str) -> dict[str, float | None]:
        before, now = found.both_means(code)
        return {"previous": exact.rounded(before), "current": exact.rounded(now)}

    areas = [code for code in found.both.scores if code != TOTAL]
    return {"n": found.both.count, "total_mean": means(TOTAL), "area_mean": {code: means(code) for code in areas}}
