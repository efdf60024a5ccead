"""The charts that a form declares at a group or a repeat, as its ``telar:chart`` says.

A node has one chart, or several with ``;`` between them: the chart's kind, a key of its own, and what it draws as
``word=name``.

At a **repeat** a chart draws its records, and a name is that of a question or calculation in them:

* ``map KEY x=a y=b label=c``: a point a record on two scales; ``group=d`` tells the points apart;
* ``ranking KEY value=a label=b``: a bar a record, the highest first; ``group=c`` tells the bars apart;
* ``tally KEY by=a``: a bar a choice of ``a``: how many records there are of it; ``value=b`` tells their mean and their
  highest too;
* ``schedule KEY label=a start=b due=c``: a bar a record on a calendar; ``state=d`` tells the bars apart, ``group=e``
  puts them in lanes.

At a **group** a chart draws the form's scores, wherever they are:

* ``spider KEY of=areas`` or ``of=indicators``: in the place of the spiders that a form has by itself;
* ``map KEY x=A y=B``: the indicators of two areas, the first of ``A`` with the first of ``B`` and so on: a point each;
* ``ranking KEY of=areas``, ``of=indicators``, or the code of an area for its indicators: the highest share first.

A scale is from the lowest to the highest choice or step where the question has such, else from zero to what there is.
A chart is called as the list ``telar_charts`` says by its key, else as its node. ``KEY.note`` is said beneath it;
``KEY.`` and a word, such as ``KEY.x``, name what is drawn in the place of its question; ``KEY.left_top``,
``KEY.right_top``, ``KEY.left_bottom`` and ``KEY.right_bottom`` name the quarters of a map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop_app.diagnosis.rubric import declared, number
from desktop_app.xforms import Form
from desktop_app.xforms.definition import Spec
from desktop_app.xforms.model import Control, DataType, Group, Repeat

CHART: Final = "chart"
TITLES_LIST: Final = "telar_charts"
AREAS: Final = "areas"
INDICATORS: Final = "indicators"
QUARTERS: Final = ("left_top", "right_top", "left_bottom", "right_bottom")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_MOST_CHARTS: Final = 8
_NUMBERS: Final = frozenset({DataType.INT, DataType.DECIMAL})
_DATES: Final = frozenset({DataType.DATE, DataType.DATETIME})


class ChartKind(StrEnum):
    """How something is drawn."""

    SPIDER = "spider"
    MAP = "map"
    RANKING = "ranking"
    TALLY = "tally"
    SCHEDULE = "schedule"


_OF_RECORDS: Final = {
    ChartKind.MAP: (("x", "y", "label"), ("group",)),
    ChartKind.RANKING: (("value", "label"), ("group",)),
    ChartKind.TALLY: (("by",), ("value",)),
    ChartKind.SCHEDULE: (("label", "start", "due"), ("state", "group")),
}
"""The words that each kind needs at a repeat, and those that it may have."""
_OF_SCORES: Final = {ChartKind.SPIDER: ("of",), ChartKind.MAP: ("x", "y"), ChartKind.RANKING: ("of",)}
"""The words that each kind needs at a group."""


@dataclass(frozen=True, slots=True)
class ChartRule:
    """One declared chart.

    At a repeat ``fields`` are the references in its records by word; at a group ``scores`` are what is drawn by word:
    ``areas``, ``indicators`` or an area's code.
    """

    ref: str
    kind: ChartKind
    key: str
    fields: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, str] = field(default_factory=dict)

    def titled(self) -> tuple[str, ...]:
        """What ``telar_charts`` may name of it besides itself."""
        quarters = QUARTERS if self.kind is ChartKind.MAP else ()
        value = ("value",) if self.kind is ChartKind.RANKING else ()
        return "note", *self.fields, *quarters, *(word for word in self.scores if word != "of"), *value


@dataclass(frozen=True, slots=True)
class ChartFault:
    """What is wrong with a chart: the error's code, and its parameters."""

    ref: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def chart_rules(form: Form) -> tuple[ChartRule, ...]:
    """The charts that the form declares, in its order, without faulty ones."""
    return tuple(each for each in declared_charts(form) if isinstance(each, ChartRule))


def declared_charts(form: Form) -> Iterator[ChartRule | ChartFault]:
    """The same with a ``ChartFault`` in the place of each that cannot be."""
    nodes = dict(_nodes(form.body))
    taken: set[str] = set()
    for ref, text in _written(form):
        found = _parsed(form, ref, text, nodes.get(ref))
        if isinstance(found, ChartRule):
            if found.key in taken:
                found = ChartFault(ref, "DIAG-036", {"key": found.key})
            else:
                taken.add(found.key)
        yield found


def chart_titles(form: Form, language: str | None) -> Mapping[str, str]:
    """What the form calls its charts and what is on them, by key, or by key and part."""
    return {choice.name: choice.label for choice in form.choice_list(TITLES_LIST, language)}


def own_spiders(form: Form) -> Mapping[str, str]:
    """The keys of the spiders that the form declares by what they are ``of``, in its order; empty where it leaves it to
    us which there are."""
    spiders = (rule for rule in chart_rules(form) if rule.kind is ChartKind.SPIDER)
    return {rule.scores["of"]: rule.key for rule in spiders}


def _written(form: Form) -> Iterator[tuple[str, str]]:
    for bind in form.binds.values():
        texts = [text.strip() for text in bind.attributes.get(CHART, "").split(";") if text.strip()]
        yield from ((bind.ref, text) for text in texts[:_MOST_CHARTS])


def _nodes(body: tuple[object, ...]) -> Iterator[tuple[str, Group]]:
    """Groups and repeats that stand in no repeat."""
    for element in body:
        if isinstance(element, Group):
            yield element.ref, element
            if not isinstance(element, Repeat):
                yield from _nodes(element.children)


def _parsed(form: Form, ref: str, text: str, node: Group | None) -> ChartRule | ChartFault:
    name, *words = text.split()
    pairs = [word.partition("=") for word in words[1:]]
    given = {word: value for word, _, value in pairs}
    sound = len(given) == len(pairs) and all(word and value for word, _, value in pairs)
    if name not in set(ChartKind) or not words or not _KEY.fullmatch(words[0]) or not sound:
        return ChartFault(ref, "DIAG-032", {"value": text})
    rule = ChartRule(ref, ChartKind(name), words[0])
    if isinstance(node, Repeat) and rule.kind in _OF_RECORDS:
        needed, possible = _OF_RECORDS[rule.kind]
    elif node is not None and not isinstance(node, Repeat) and rule.kind in _OF_SCORES:
        needed, possible = _OF_SCORES[rule.kind], ()
    else:
        return ChartFault(ref, "DIAG-033", {"kind": name})
    if not set(needed) <= set(given) <= {*needed, *possible}:
        return ChartFault(ref, "DIAG-032", {"value": text})
    return _of_records(form, rule, given) if isinstance(node, Repeat) else _of_scores(form, rule, given)


def _of_records(form: Form, rule: ChartRule, given: Mapping[str, str]) -> ChartRule | ChartFault:
    inside = {spec.name: spec for spec in reversed(list(leaves(form.definition.specs[rule.ref])))}
    for word, name in given.items():
        if name not in inside:
            return ChartFault(rule.ref, "DIAG-034", {"name": name})
        if not _fits(form, word, inside[name]):
            return ChartFault(rule.ref, "DIAG-035", {"word": word, "name": name})
    fields = {word: inside[name].ref for word, name in given.items()}
    return ChartRule(rule.ref, rule.kind, rule.key, fields=fields)


def leaves(spec: Spec) -> Iterator[Spec]:
    """What each record holds, without what repeats in it."""
    for child in spec.children:
        if child.leaf:
            yield child
        elif not child.repeat:
            yield from leaves(child)


def _fits(form: Form, word: str, spec: Spec) -> bool:
    """Whether the node can be what ``word`` stands for; what is calculated may come to be anything."""
    calculated = spec.control is None and spec.calculate is not None
    if word in ("x", "y", "value"):
        return calculated or spec.type in _NUMBERS or bool(steps(form, spec.ref))
    if word in ("start", "due"):
        return calculated or spec.type in _DATES
    if word in ("by", "state"):
        return spec.control is Control.SELECT1
    return spec.control not in (Control.NOTE, Control.UPLOAD, Control.TRIGGER)


def steps(form: Form, ref: str) -> tuple[float, ...]:
    """The numbers that a question offers, the lowest first: those of its choices, or of its range; else none.

    ``ns`` and ``na`` among the choices are no numbers, and do no harm.
    """
    spec = form.definition.specs[ref]
    if spec.control is Control.SELECT1:
        names = [choice.name for choice in form.offered(ref, None) if choice.name not in ("ns", "na")]
        values = [number(name) for name in names]
        known = sorted(value for value in values if value is not None)
        return tuple(known) if len(known) == len(values) else ()
    if spec.control is Control.RANGE:
        ends = (number(form.question(ref).parameters.get(end, "")) for end in ("start", "end"))
        return tuple(sorted(end for end in ends if end is not None))
    return ()


def _of_scores(form: Form, rule: ChartRule, given: Mapping[str, str]) -> ChartRule | ChartFault:
    nodes = list(declared(form))
    areas = {node.code for node in nodes if node.role == "area"}
    areas |= {node.of for node in nodes if node.role == "indicator" and node.of}
    wholes = {AREAS, INDICATORS} if rule.kind is not ChartKind.MAP else set[str]()
    known = wholes if rule.kind is ChartKind.SPIDER else wholes | areas
    for name in given.values():
        if name not in known:
            return ChartFault(rule.ref, "DIAG-034", {"name": name})
    return ChartRule(rule.ref, rule.kind, rule.key, scores=dict(given))
