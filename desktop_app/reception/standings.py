"""Where each initiative stands in its wave: its scores beside the means and places of all, and of its macrosector."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.diagnosis.comparison import TOTAL
from desktop_app.diagnosis.published import LEAST, AreaStanding, Rank, Standing
from desktop_app.reception import exact
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.scope import Filters, Scope
from desktop_app.reception.tables import SCALE, answers, responses
from desktop_app.reception.tallies import Nodes, Tally
from desktop_app.reception.words import Words
from desktop_app.xforms import Form

_ALL: Final = Filters()


def standings(
    connection: Connection, form: Form, wave: str, filters: Filters = _ALL, language: str = "es"
) -> Iterator[Standing]:
    """Every initiative that answered, by name; ``filters`` choose which are told, not with whom they are compared."""
    known = KnownForm(form)
    rubric = known.rubric
    if rubric is None:
        return
    areas = {each.code: each.ref for each in rubric.areas if each.ref is not None}
    scored = _Scored(connection, Scope(form.id, wave), areas)
    words = Words(known, language)
    top = rubric.total.max if rubric.total is not None else max((each.max for each in rubric.areas), default=0.0)
    told = select(responses).where(*Scope(form.id, wave, filters).holds())
    for row in sorted(connection.execute(told), key=lambda each: (each.name, each.id)):
        whole, own = scored.all, scored.peers[row.macrosector]
        yield Standing(
            member=row.member,
            initiative=row.name,
            macrosector=words.fact("macrosector", row.macrosector),
            department=words.fact("department", row.department),
            wave=wave,
            title=words.form_title,
            total=_score(row.total),
            level=words.fact("level", row.level) if row.level else "",
            mean=whole.mean(TOTAL),
            peers=own.mean(TOTAL),
            rank=whole.rank(TOTAL, row.total),
            peer_rank=own.rank(TOTAL, row.total),
            areas=tuple(_area(code, words.score(code), scored.of.get((code, row.id)), whole, own) for code in areas),
            top=top,
        )


def _area(code: str, label: str, own: int | None, everybody: _Group, peers: _Group) -> AreaStanding:
    return AreaStanding(code, label, _score(own), everybody.mean(code), peers.mean(code), peers.rank(code, own))


def _score(number: int | None) -> float | None:
    return None if number is None else exact.rounded(Fraction(number, SCALE))


class _Group:
    """The scores of several initiatives, by code, the lowest first."""

    def __init__(self, scores: Mapping[str, Sequence[int]]) -> None:
        self._scores = {code: sorted(numbers) for code, numbers in scores.items()}
        tallies = {code: Tally(len(numbers), sum(numbers)) for code, numbers in self._scores.items()}
        self._means = {code: exact.rounded(exact.mean(tally)) for code, tally in tallies.items()}

    def mean(self, code: str) -> float | None:
        return self._means.get(code)

    def rank(self, code: str, own: int | None) -> Rank | None:
        numbers = self._scores.get(code, [])
        if own is None or len(numbers) < LEAST:
            return None
        return Rank(len(numbers) - bisect_right(numbers, own) + 1, len(numbers))


class _Scored:
    """The wave's scores: ``of`` a code and a response, in ten-thousandths; ``all`` of them, and each macrosector's."""

    def __init__(self, connection: Connection, scope: Scope, areas: Mapping[str, str]) -> None:
        self.of: dict[tuple[str, int], int] = {}
        everybody: dict[str, list[int]] = defaultdict(list)
        peers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for code, number, macrosector, score in self._rows(connection, scope, areas):
            self.of[code, number] = score
            everybody[code].append(score)
            peers[macrosector][code].append(score)
        self.all = _Group(everybody)
        self.peers: defaultdict[str, _Group] = defaultdict(lambda: _Group({}))
        self.peers.update({macrosector: _Group(scores) for macrosector, scores in peers.items() if macrosector})

    def _rows(self, connection: Connection, scope: Scope, areas: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
        totals = select(responses.c.id, responses.c.macrosector, responses.c.total)
        for row in connection.execute(totals.where(*scope.holds(), responses.c.total.is_not(None))):
            yield TOTAL, row.id, row.macrosector, row.total
        known = Nodes(connection, scope.form_id)
        codes = {node: code for code, ref in areas.items() for node in known.ids([ref])}
        told = select(answers.c.node_id, answers.c.response_id, responses.c.macrosector, answers.c.number)
        joined = told.join_from(responses, answers, answers.c.response_id == responses.c.id).where(*scope.holds())
        given = joined.where(answers.c.node_id.in_(sorted(codes)), answers.c.number.is_not(None))
        for node, number, macrosector, score in connection.execute(given):
            yield codes[node], number, macrosector, score
