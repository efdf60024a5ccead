"""A wave's answers as open data: one row an initiative, and one a record of each repeat.

What tells who answered stays out: everything that mirrors the initiative's card but its macrosector and department,
every choice from a list that the card also chooses from, all free text, files and places, and the ids of responses.
The number of an initiative is its place in an order that says nothing of it. Calculations stay out but for scores.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.diagnosis import Rubric, unit
from desktop_app.diagnosis.published import LEAST, Cell, DataSet, Variable
from desktop_app.diagnosis.results import UNKNOWN
from desktop_app.reception import exact
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.scope import Filters, Scope
from desktop_app.reception.tables import answers, responses
from desktop_app.reception.tallies import Nodes
from desktop_app.reception.words import Words
from desktop_app.xforms import Form
from desktop_app.xforms.itemsets import list_name
from desktop_app.xforms.model import Control, DataType, Question

_FACTS: Final = ("macrosector", "department", "level")
_NUMBERS: Final = frozenset({DataType.INT, DataType.DECIMAL})
_DATES: Final = frozenset({DataType.DATE, DataType.TIME, DataType.DATETIME})
_YES, _NO = 1, 0

Answer = tuple[str, int | None]
Read = Callable[[Answer], Cell]
Rows = dict[tuple[int, str], dict[str, Answer]]
"""The answers of a data set: by initiative and record, then by reference."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A variable, the node that it is read from, and how."""

    variable: Variable
    ref: str
    read: Read


def data_sets(
    connection: Connection, form: Form, wave: str, filters: Filters, language: str = "es"
) -> tuple[DataSet, ...]:
    """The wave's answers; nothing of fewer than ``LEAST`` initiatives."""
    known = KnownForm(form)
    words = Words(known, language)
    scope = Scope(form.id, wave, filters)
    told = select(responses.c.id, *(responses.c[name] for name in _FACTS)).where(*scope.holds())
    rows = connection.execute(told.order_by(responses.c.container_sha256)).all()
    if len(rows) < LEAST:
        return ()
    numbers = {row.id: number for number, row in enumerate(rows, start=1)}
    sets = _columns(known, words, language)
    found = _answers(connection, scope, sets, numbers)
    title = words.texts["data.title"].format(wave=wave)
    facts = {numbers[row.id]: tuple(getattr(row, name) or None for name in _FACTS) for row in rows}
    told_sets = [_initiatives(form.id, title, sets.pop(""), words, known, found[""], facts, language)]
    for repeat, columns in sets.items():
        name, place = repeat.rpartition("/")[2], len(told_sets)
        title = words.texts["data.part"].format(title=words.question(repeat), wave=wave)
        if name in {each.name for each in told_sets}:
            name = f"{name}_{place}"
        told_sets.append(_records(name, title, columns, words, found[repeat]))
    return tuple(each for each in told_sets if each.rows)


def _initiatives(
    name: str,
    title: str,
    columns: Sequence[_Column],
    words: Words,
    known: KnownForm,
    found: Rows,
    facts: Mapping[int, tuple[Cell, ...]],
    language: str,
) -> DataSet:
    own = [
        Variable(fact, words.texts[f"column.{fact}"], "ordinal" if fact == "level" else "nominal", labels)
        for fact in _FACTS
        for labels in (known.labels(fact, language),)
    ]
    variables = _distinct([_initiative(words), *own, *(each.variable for each in columns)])
    rows = [(number, *values, *_read(columns, found.get((number, ""), {}))) for number, values in sorted(facts.items())]
    return DataSet(name, title, variables, tuple(rows))


def _records(name: str, title: str, columns: Sequence[_Column], words: Words, found: Rows) -> DataSet:
    place = Variable("record", words.texts["data.place"], "nominal")
    variables = _distinct([_initiative(words), place, *(each.variable for each in columns)])
    ordered = sorted(found, key=lambda key: (key[0], [int(step) for step in key[1].split(".")]))
    rows = tuple((*key, *_read(columns, found[key])) for key in ordered)
    return DataSet(name, title, variables, rows)


def _initiative(words: Words) -> Variable:
    return Variable("initiative", words.texts["data.initiative"], "nominal", numeric=True)


def _read(columns: Sequence[_Column], given: Mapping[str, Answer]) -> Iterator[Cell]:
    for each in columns:
        answer = given.get(each.ref)
        yield each.read(answer) if answer is not None else None


def _distinct(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """The variables with a number after a name that another has."""
    taken: set[str] = set()
    found = []
    for each in variables:
        name, number = each.name, 2
        while name.casefold() in taken:
            name, number = f"{each.name}_{number}", number + 1
        taken.add(name.casefold())
        found.append(replace(each, name=name))
    return tuple(found)


def _answers(
    connection: Connection, scope: Scope, sets: Mapping[str, Sequence[_Column]], numbers: Mapping[int, int]
) -> dict[str, Rows]:
    where = {each.ref: name for name, columns in sets.items() for each in columns}
    found: dict[str, Rows] = {name: defaultdict(dict) for name in sets}
    ids = Nodes(connection, scope.form_id).ids(list(where))
    told = select(answers).join_from(responses, answers, answers.c.response_id == responses.c.id)
    mine = told.where(*scope.holds(), answers.c.node_id.in_(sorted(ids)))
    for node, response, row, text, number in connection.execute(mine):
        ref = ids[node]
        found[where[ref]][numbers[response], row][ref] = (text, number)
    return found


def _columns(known: KnownForm, words: Words, language: str) -> dict[str, list[_Column]]:
    """The columns by the repeat that they are in; empty is outside of all."""
    form, wanted = known.form, known.form.language_for(language)
    repeats = sorted(known.repeats, key=len, reverse=True)
    sets: dict[str, list[_Column]] = {"": [], **{repeat: [] for repeat in sorted(known.repeats)}}
    hidden = _card_lists(form)
    scored = known.rubric.refs() if known.rubric is not None else frozenset()
    for question in form.questions():
        source = form.definition.specs[question.ref].source
        if question.ref in scored or "card" in question.attributes or list_name(source) in hidden:
            continue
        repeat = next((each for each in repeats if question.ref.startswith(f"{each}/")), "")
        sets[repeat] += _question(form, question, words, unit(question, form, wanted), wanted)
    if known.rubric is not None:
        sets[""] += _scores(form, known.rubric, words, wanted)
    return {name: columns for name, columns in sets.items() if columns or not name}


def _card_lists(form: Form) -> frozenset[str]:
    """The lists from which the card's questions choose."""
    mirrored = [bind.ref for bind in form.binds.values() if bind.attributes.get("card", "")]
    return frozenset(list_name(form.definition.specs[ref].source) for ref in mirrored) - {""}


def _question(form: Form, question: Question, words: Words, measured: str, language: str | None) -> list[_Column]:
    name, label = question.ref.rpartition("/")[2], words.question(question.ref)
    if question.control is Control.SELECT1 and (offered := form.offered(question.ref, language)):
        labels = {choice.name: choice.label for choice in offered}
        return [_Column(Variable(name, label, "nominal", labels), question.ref, _code(labels))]
    if question.control is Control.SELECT:
        told = [
            Variable(
                f"{name}_{choice.name}",
                words.texts["data.chosen"].format(question=label, label=choice.label),
                "nominal",
                {str(_YES): words.texts["data.yes"], str(_NO): words.texts["data.no"]},
                numeric=True,
            )
            for choice in form.offered(question.ref, language)
        ]
        codes = [choice.name for choice in form.offered(question.ref, language)]
        return [_Column(each, question.ref, _chosen(code)) for each, code in zip(told, codes, strict=True)]
    if question.control in {Control.INPUT, Control.RANGE} and question.type in _NUMBERS:
        return [_Column(Variable(name, label, "scale", numeric=True, unit=measured), question.ref, _number)]
    if question.control is Control.INPUT and question.type in _DATES:
        return [_Column(Variable(name, label, "nominal"), question.ref, _text)]
    return []


def _scores(form: Form, rubric: Rubric, words: Words, language: str | None) -> Iterator[_Column]:
    """An indicator that is a question's own answer has the labels of what can be answered."""
    for indicator in rubric.indicators:
        labels = {choice.name: choice.label for choice in form.offered(indicator.ref, language)}
        label = words.question(indicator.ref) if labels else words.score(indicator.code)
        measure = "ordinal" if labels else "scale"
        yield _Column(Variable(indicator.code, label, measure, labels, numeric=True), indicator.ref, _number)
    parts: list[Any] = [*(each for each in rubric.areas if each.ref), *rubric.dimensions]
    for each in parts:
        yield _Column(Variable(each.code, words.score(each.code), "scale", numeric=True), each.ref, _number)
    if rubric.total is not None:
        label = words.texts["total"]
        yield _Column(Variable(rubric.total.code, label, "scale", numeric=True), rubric.total.ref, _number)


def _number(answer: Answer) -> Cell:
    return exact.plain(answer[1]) if answer[1] is not None else None


def _text(answer: Answer) -> Cell:
    return answer[0]


def _code(offered: Mapping[str, str]) -> Read:
    """A chosen code; what the form does not offer may be anything."""
    return lambda answer: answer[0] if answer[0] in offered else None


def _chosen(code: str) -> Read:
    """Whether ``code`` is chosen; nothing where the respondent says not to know, but for that itself."""

    def read(answer: Answer) -> Cell:
        codes = set(answer[0].split())
        return None if codes & UNKNOWN and code not in UNKNOWN else _YES if code in codes else _NO

    return read
