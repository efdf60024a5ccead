"""The initiatives that answered in two waves, side by side: those of the same member id, which the database pairs, and
those of the same name whose id changed, which are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, select

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.reception.records import chunks
from desktop_app.reception.scope import Scope
from desktop_app.reception.tables import answers, responses
from desktop_app.reception.tallies import Nodes, Pair
from desktop_app.texts import fold

_before, _now = responses.alias("before"), responses.alias("now")


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
    counted = select(func.count(), *_sums(_before.c.total, _now.c.total))
    count, *totals = connection.execute(_same_members(counted, before, now)).one()
    found[TOTAL] = Pair(*(int(each or 0) for each in totals))
    for node, *sums in connection.execute(_scores(before, now, sorted(ids))):
        if node is not None:
            found[ids[node]] = Pair(*(int(each or 0) for each in sums))
    named = _same_names(connection, before, now)
    for code, own in _of_names(connection, named, ids):
        found[code] += own
    return Both(count + len(named), found)


def _same_members(told: Select[Any], before: Scope, now: Scope) -> Select[Any]:
    joined = told.select_from(_now).join(_before, _before.c.member == _now.c.member)
    return joined.where(*before.holds(_before), *now.holds(_now))


def _where_both(own: Any, first: Any, second: Any) -> Any:
    """``own`` where both are there."""
    return case((and_(first.is_not(None), second.is_not(None)), own))


def _sums(first: Any, second: Any) -> tuple[Any, Any, Any]:
    """How many have both, and the sums of either."""
    own, others = _where_both(first, first, second), _where_both(second, first, second)
    return func.count(own), func.sum(own), func.sum(others)


def _scores(before: Scope, now: Scope, nodes: Sequence[int]) -> Select[Any]:
    """Outer joins leave the database no choice but to begin with the responses: SQLite guesses wrong."""
    first, second = answers.alias("first"), answers.alias("second")
    told = select(first.c.node_id, *_sums(first.c.number, second.c.number))
    return (
        _same_members(told, before, now)
        .outerjoin(first, and_(first.c.response_id == _before.c.id, first.c.node_id.in_(nodes)))
        .outerjoin(second, and_(second.c.response_id == _now.c.id, second.c.node_id == first.c.node_id))
        .group_by(first.c.node_id)
    )


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
