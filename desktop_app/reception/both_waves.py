"""The initiatives that answered in two waves, side by side: those of the same member id, which the database pairs, and
those of the same name whose id changed, which are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.reception.records import chunks
from desktop_app.reception.scope import Scope
from desktop_app.reception.tables import answers, responses
from desktop_app.reception.tallies import Nodes, Pair
from desktop_app.texts import fold


@dataclass(frozen=True, slots=True)
class Both:
    """``count`` initiatives answered in both waves; ``scores`` are the sums of those that had a score in both, for
    ``TOTAL`` and by code."""

    count: int
    scores: Mapping[str, Pair]


def compared(connection: Connection, before: Scope, now: Scope, known: Nodes, refs: Mapping[str, str]) -> Both:
    """Whoever answered in both. ``refs`` are the scores' nodes by code."""
    ids = {node: code for code, ref in refs.items() for node in known.ids([ref])}
    found = dict.fromkeys((TOTAL, *refs), Pair())
    count, *totals = connection.execute(_totals(before, now)).one()
    found[TOTAL] = Pair(*(int(each or 0) for each in totals))
    for node, *sums in connection.execute(_scores(before, now, sorted(ids))):
        found[ids[node]] = Pair(*(int(each or 0) for each in sums))
    named = _same_names(connection, before, now)
    for code, own in _of_names(connection, named, ids):
        found[code] += own
    return Both(count + len(named), found)


def _totals(before: Scope, now: Scope) -> Select[Any]:
    mine = select(*_sides(before, now, responses.c.total)).where(_either(before, now)).group_by(responses.c.member)
    both = mine.having(func.count() == 2).subquery()
    return select(func.count(), *_sums(both))


def _scores(before: Scope, now: Scope, nodes: Sequence[int]) -> Select[Any]:
    given = and_(answers.c.response_id == responses.c.id, answers.c.node_id.in_(nodes))
    mine = select(answers.c.node_id, *_sides(before, now, answers.c.number)).join_from(responses, answers, given)
    both = mine.where(_either(before, now)).group_by(answers.c.node_id, responses.c.member).subquery()
    return select(both.c.node_id, *_sums(both)).group_by(both.c.node_id)


def _either(before: Scope, now: Scope) -> ColumnElement[bool]:
    return or_(and_(*before.holds()), and_(*now.holds()))


def _sides(before: Scope, now: Scope, figure: Any) -> tuple[Any, Any]:
    """A member's figure in each wave; it has one response at most in each. A join would have to be planned, and a
    database that has not counted its rows yet plans it badly."""
    first, second = (func.max(case((responses.c.wave == scope.wave, figure))) for scope in (before, now))
    return first.label("first"), second.label("second")


def _sums(both: Any) -> tuple[Any, Any, Any]:
    """How many have both figures, and the sums of either."""
    complete = and_(both.c.first.is_not(None), both.c.second.is_not(None))
    own, others = case((complete, both.c.first)), case((complete, both.c.second))
    return func.count(own), func.sum(own), func.sum(others)


def _same_names(connection: Connection, before: Scope, now: Scope) -> list[tuple[int, int]]:
    """The responses, before and now, of the same name, where only one has it in each wave and no member has it."""
    told = (responses.c.id, responses.c.member, responses.c.name)
    first = connection.execute(select(*told).where(*before.holds())).all()
    second = connection.execute(select(*told).where(*now.holds())).all()
    both = {row.member for row in first} & {row.member for row in second}
    names, others = (_alone([row for row in rows if row.member not in both]) for rows in (first, second))
    return sorted((names[name], others[name]) for name in names.keys() & others.keys())


def _alone(rows: Sequence[Any]) -> dict[str, int]:
    """Responses by name, without names that several have."""
    folded = [(fold(row.name), row.id) for row in rows]
    times = Counter(name for name, _ in folded)
    return {name: number for name, number in folded if name and times[name] == 1}


def _of_names(
    connection: Connection, named: Sequence[tuple[int, int]], codes: Mapping[int, str]
) -> Iterator[tuple[str, Pair]]:
    """What each pair scored, a score at a time."""
    for piece in chunks(named):
        members = [each for pair in piece for each in pair]
        scored: dict[tuple[str, int], int] = {}
        mine = select(answers.c.node_id, answers.c.response_id, answers.c.number)
        given = (
            answers.c.node_id.in_(sorted(codes)),
            answers.c.response_id.in_(members),
            answers.c.number.is_not(None),
        )
        scored |= {(codes[node], owner): number for node, owner, number in connection.execute(mine.where(*given))}
        totals = select(responses.c.id, responses.c.total).where(responses.c.id.in_(members))
        scored |= {(TOTAL, row.id): row.total for row in connection.execute(totals) if row.total is not None}
        for code in (TOTAL, *codes.values()):
            for first, second in piece:
                if (code, first) in scored and (code, second) in scored:
                    yield code, Pair(1, scored[code, first], scored[code, second])
