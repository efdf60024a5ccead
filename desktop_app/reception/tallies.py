"""Counts and sums over a wave's answers, made by the database.

Numbers are whole ten-thousandths throughout, so that whatever adds them up comes to the same; who publishes divides, at
the end (``exact``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from desktop_app.reception.scope import Scope
from desktop_app.reception.tables import answers, nodes, responses


@dataclass(frozen=True, slots=True)
class Tally:
    """How many gave a number, and their sum."""

    count: int = 0
    total: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Pair:
    """How many gave both of two numbers, and the sum of each."""

    count: int = 0
    before: int = 0
    now: int = 0

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.count + other.count, self.before + other.before, self.now + other.now)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many gave both a number and its weight, the sum of the products (ten-thousandths of ten-thousandths), and of
    the weights."""

    count: int = 0
    products: int = 0
    weights: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """Responses by what they are grouped by: how many they are, and the totals of those that have one."""

    macrosector: str
    department: str
    level: str
    count: int
    totals: Tally


def answered(connection: Connection, scope: Scope) -> tuple[Answered, ...]:
    """The responses, in as many groups as there are."""
    groups = (responses.c.macrosector, responses.c.department, responses.c.level)
    told = select(*groups, func.count(), func.count(responses.c.total), func.sum(responses.c.total))
    rows = connection.execute(told.where(*scope.holds()).group_by(*groups)).all()
    return tuple(
        Answered(macrosector, department, level, count, Tally(given, int(total or 0)))
        for macrosector, department, level, count, given, total in sorted(rows, key=lambda row: row[:3])
    )


class Nodes:
    """The ids of a form's nodes in the books; a node that nobody ever answered has none."""

    def __init__(self, connection: Connection, form_id: str) -> None:
        mine = connection.execute(select(nodes.c.path, nodes.c.id).where(nodes.c.form_id == form_id)).all()
        self._ids: dict[str, int] = {row.path: row.id for row in mine}

    def ids(self, refs: Collection[str]) -> dict[int, str]:
        """References by id."""
        return {self._ids[ref]: ref for ref in refs if ref in self._ids}

    def of(self, ref: str) -> int:
        """The node's id; -1 is nobody's."""
        return self._ids.get(ref, -1)


def numbers(connection: Connection, scope: Scope, known: Nodes, refs: Collection[str]) -> dict[str, dict[str, Tally]]:
    """The numbers given at each reference, by macrosector."""
    ids = known.ids(refs)
    groups = (answers.c.node_id, responses.c.macrosector)
    told = _given(scope, select(*groups, func.count(answers.c.number), func.sum(answers.c.number)), ids)
    found: dict[str, dict[str, Tally]] = defaultdict(dict)
    for node, macrosector, count, total in connection.execute(told.group_by(*groups)):
        found[ids[node]][macrosector] = Tally(count, int(total or 0))
    return found


def texts(connection: Connection, scope: Scope, known: Nodes, refs: Collection[str]) -> dict[str, dict[str, int]]:
    """How many gave each answer at each reference; several chosen are one answer, their codes with spaces between."""
    ids = known.ids(refs)
    groups = (answers.c.node_id, answers.c.text)
    told = _given(scope, select(*groups, func.count()), ids).group_by(*groups)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for node, text, count in connection.execute(told):
        found[ids[node]][text] = count
    return found


def pair(connection: Connection, scope: Scope, known: Nodes, before: str, now: str) -> Pair:
    """The numbers at two references, of those who gave both."""
    first, second = answers.alias("first"), answers.alias("second")
    told = (
        select(func.count(), func.sum(first.c.number), func.sum(second.c.number))
        .join_from(responses, first, _at(first, known.of(before)))
        .join(second, _at(second, known.of(now)))
        .where(*scope.holds(), first.c.number.is_not(None), second.c.number.is_not(None))
    )
    count, sum_before, sum_now = connection.execute(told).one()
    return Pair(count, int(sum_before or 0), int(sum_now or 0))


def weighed(
    connection: Connection, scope: Scope, known: Nodes, refs: Collection[str], weight: str
) -> dict[str, Weighed]:
    """Each reference's number with that at ``weight``. Whoever gave the same number is added up by the database;
    products, which 64 bits may not hold, are made of that."""
    ids = known.ids(refs)
    first, second = answers.alias("first"), answers.alias("second")
    groups = (first.c.node_id, first.c.number)
    told = (
        select(*groups, func.count(), func.sum(second.c.number))
        .join_from(responses, first, and_(first.c.response_id == responses.c.id, first.c.node_id.in_(sorted(ids))))
        .join(second, _at(second, known.of(weight)))
        .where(*scope.holds(), first.c.number.is_not(None), second.c.number.is_not(None))
        .group_by(*groups)
    )
    found: dict[str, Weighed] = {}
    for node, number, count, weights in connection.execute(told):
        so_far, weights = found.get(ids[node], Weighed()), int(weights)
        found[ids[node]] = Weighed(so_far.count + count, so_far.products + number * weights, so_far.weights + weights)
    return found


def _given(scope: Scope, told: Select[Any], ids: Mapping[int, str]) -> Select[Any]:
    mine = answers.c.node_id.in_(sorted(ids))
    return told.join_from(responses, answers, answers.c.response_id == responses.c.id).where(*scope.holds(), mine)


def _at(each: Any, node: int) -> ColumnElement[bool]:
    return and_(each.c.response_id == responses.c.id, each.c.node_id == node)
