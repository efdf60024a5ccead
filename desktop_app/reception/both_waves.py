"""The initiatives that answered in two waves, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, and_, column, func, select, values

from desktop_app.reception.records import chunks
from desktop_app.reception.scope import Scope
from desktop_app.reception.scores import TOTAL
from desktop_app.reception.tables import answers, responses
from desktop_app.reception.tallies import Nodes, Pair
from desktop_app.texts import fold


def matched(connection: Connection, now: Scope, before: Scope) -> list[tuple[int, int]]:
    """The responses of the same initiatives, then and now, as pairs of ids: the same member, else the same name where
    only one has it in each wave and no member was found for either."""
    told = (responses.c.id, responses.c.member, responses.c.name)
    first = connection.execute(select(*told).where(*before.holds())).all()
    second = connection.execute(select(*told).where(*now.holds())).all()
    members = {row.member: row.id for row in first}
    pairs = [(members[row.member], row.id) for row in second if row.member in members]
    left, right = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    names = _alone(first, left)
    pairs += [(names[name], number) for name, number in _alone(second, right).items() if name in names]
    return sorted(pairs)


def _alone(rows: Sequence[Any], taken: Collection[int]) -> dict[str, int]:
    """The responses that have no partner yet by name, without names that several have."""
    rest = [(fold(row.name), row.id) for row in rows if row.id not in taken]
    times = Counter(name for name, _ in rest)
    return {name: number for name, number in rest if name and times[name] == 1}


def compared(
    connection: Connection, pairs: Sequence[tuple[int, int]], known: Nodes, refs: Mapping[str, str]
) -> dict[str, Pair]:
    """For ``TOTAL`` and each code of ``refs``, what those had who had it in both waves."""
    ids = known.ids(list(refs.values()))
    codes = {ref: code for code, ref in refs.items()}
    found = dict.fromkeys((TOTAL, *refs), Pair())
    for piece in chunks(pairs):
        both = values(column("before", Integer), column("now", Integer), name="both").data(list(piece)).cte()
        first, second = answers.alias("first"), answers.alias("second")
        told = (
            select(first.c.node_id, func.count(), func.sum(first.c.number), func.sum(second.c.number))
            .join_from(both, first, first.c.response_id == both.c.before)
            .join(second, and_(second.c.response_id == both.c.now, second.c.node_id == first.c.node_id))
            .where(first.c.node_id.in_(sorted(ids)), first.c.number.is_not(None), second.c.number.is_not(None))
            .group_by(first.c.node_id)
        )
        for node, *figures in connection.execute(told):
            found[codes[ids[node]]] += Pair(*(int(each) for each in figures))
        found[TOTAL] += _totals(connection, both)
    return found


def _totals(connection: Connection, both: Any) -> Pair:
    first, second = responses.alias("first"), responses.alias("second")
    told = (
        select(func.count(), func.sum(first.c.total), func.sum(second.c.total))
        .join_from(both, first, first.c.id == both.c.before)
        .join(second, second.c.id == both.c.now)
        .where(first.c.total.is_not(None), second.c.total.is_not(None))
    )
    return Pair(*(int(each or 0) for each in connection.execute(told).one()))
