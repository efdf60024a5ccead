"""What a declared chart draws of a response: its items with their numbers and days, and the scales they lie on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop_app.diagnosis.charts import AREAS, INDICATORS, ChartKind, ChartRule, leaves, steps
from desktop_app.diagnosis.records import Record, records
from desktop_app.diagnosis.rubric import number
from desktop_app.diagnosis.scores import AreaResult, Diagnosis, IndicatorResult
from desktop_app.xforms import Session

_FEW_CHOICES = 12
_MOST_STEPS = 5
_MOST_TICKS = 11
_ENDLESS = 1e15  # nobody reads such numbers, and sums of them are no longer exact
_NEARLY_NOTHING = 1e-9
_NUMBERS = ("x", "y", "value")
_DAYS = ("start", "due")


@dataclass(frozen=True, slots=True)
class ChartItem:
    """One point or bar: a record, a choice, a score.

    ``number`` is its place, from 1, in the form; ``ref`` its record. ``values`` is XForms text and ``words`` the labels
    of it by the rule's words; ``numbers`` and ``days`` are what could be read, ``None`` for what could not.
    """

    number: int
    label: str
    ref: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float | None] = field(default_factory=dict)
    days: Mapping[str, date | None] = field(default_factory=dict)

    def drawn(self, kind: ChartKind) -> bool:
        """Whether there is enough of it to draw."""
        if kind is ChartKind.MAP:
            return self.numbers.get("x") is not None and self.numbers.get("y") is not None
        if kind is ChartKind.SCHEDULE:
            return any(self.days.get(word) is not None for word in _DAYS)
        return self.numbers.get("value") is not None


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high``; ``ticks`` are the values that are named on it. ``stepped``: there are no others."""

    low: float
    high: float
    ticks: tuple[float, ...]
    stepped: bool = False


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart's items in the order in which they are drawn; its scales by word (``x``, ``y``, ``value``).

    ``groups`` and ``states`` are the names of those that there are, in their order; ``of`` is how many items there are
    that say anything, drawn or not.
    """

    rule: ChartRule
    items: tuple[ChartItem, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def drawn(self) -> tuple[ChartItem, ...]:
        """The items of which there is enough to draw."""
        return tuple(item for item in self.items if item.drawn(self.rule.kind))


def charted(session: Session, diagnosis: Diagnosis | None, rule: ChartRule) -> Charted:
    """The chart as the session stands. ``rule`` is no spider: that is drawn from the diagnosis itself."""
    if rule.scores:
        return _of_scores(diagnosis, rule) if diagnosis is not None else Charted(rule, ())
    found = _said(session, rule)
    if rule.kind is ChartKind.TALLY:
        return _tally(session, rule, found)
    items = tuple(_item(place, record) for place, record in enumerate(found, start=1))
    scales = {
        word: scale_of(_known(items, word), steps(session.form, ref))
        for word, ref in rule.fields.items()
        if word in _NUMBERS
    }
    if rule.kind is ChartKind.RANKING:
        items = _ranked(items)
        scales["value"] = bar_scale(_known(items, "value"), steps(session.form, rule.fields["value"]))
    return Charted(rule, items, scales, *(_names(session, rule, word, items) for word in ("group", "state")))


def _said(session: Session, rule: ChartRule) -> list[Record]:
    """The records of which something is said, drawn here or not; what is only calculated says nothing."""
    inside = leaves(session.form.definition.specs[rule.ref])
    asked = [spec.ref[len(rule.ref) :] for spec in inside if not spec.recalculated]
    found = records(session, rule.ref, rule.fields)
    return [record for record in found if any(session.value(record.ref + step) for step in asked)]


def _item(place: int, record: Record) -> ChartItem:
    return ChartItem(
        place,
        record.words.get("label", ""),
        record.ref,
        record.values,
        record.words,
        {word: readable(record.values[word]) for word in _NUMBERS if word in record.values},
        {word: _day(record.values[word]) for word in _DAYS if word in record.values},
    )


def readable(text: str) -> float | None:
    """A number that can be drawn."""
    value = number(text)
    return value if value is not None and abs(value) < _ENDLESS else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _known(items: Iterable[ChartItem], word: str) -> list[float]:
    return [value for item in items if (value := item.numbers.get(word)) is not None]


def _ranked(items: Iterable[ChartItem]) -> tuple[ChartItem, ...]:
    """The highest first, those alike in the form's order, those without a number last."""

    def order(item: ChartItem) -> tuple[bool, float]:
        value = item.numbers.get("value")
        return value is None, -(value or 0.0)

    return tuple(sorted(items, key=order))


def _names(session: Session, rule: ChartRule, word: str, items: Sequence[ChartItem]) -> tuple[str, ...]:
    """What the items say under ``word``: in the order of the choices, where there are such, else of the items."""
    if word not in rule.fields:
        return ()
    said = list(dict.fromkeys(item.words[word] for item in items))
    offered = [choice.label for choice in session.form.offered(rule.fields[word], session.language)]
    order = {label: place for place, label in enumerate(dict.fromkeys(offered))}
    return tuple(sorted(said, key=lambda label: (not label, order.get(label, len(order)))))


def _tally(session: Session, rule: ChartRule, found: Sequence[Record]) -> Charted:
    """By how many records each choice has; where choices are few, those that have none too."""
    offered = session.form.offered(rule.fields["by"], session.language)
    labels = {choice.name: choice.label for choice in offered} if len(offered) <= _FEW_CHOICES else {}
    labels |= {record.values["by"]: record.words["by"] for record in found}
    items = []
    for place, (name, label) in enumerate(labels.items(), start=1):
        inside = [record for record in found if record.values["by"] == name]
        if not name and not inside:
            continue
        values = [value for record in inside if (value := readable(record.values.get("value", ""))) is not None]
        numbers = {
            "value": float(len(inside)),
            "share": len(inside) / len(found) if found else None,
            "mean": math.fsum(values) / len(values) if values else None,
            "highest": max(values, default=None),
        }
        items.append(ChartItem(place, label, values={"by": name}, numbers=numbers))
    ranked = _ranked(items) if found else ()
    return Charted(rule, ranked, {"value": bar_scale(_known(ranked, "value"))})


def _of_scores(diagnosis: Diagnosis, rule: ChartRule) -> Charted:
    if rule.kind is ChartKind.MAP:
        return _paired(diagnosis, rule)
    of = rule.scores["of"]
    scored: Sequence[AreaResult | IndicatorResult] = diagnosis.indicators
    if of == AREAS:
        scored = diagnosis.areas
    elif of != INDICATORS:
        scored = _inside(diagnosis, of)
    items = [
        ChartItem(
            place,
            each.name,
            values={"label": each.code},
            numbers={
                "value": each.value / each.max if each.value is not None and each.max else None,
                "score": each.value,
                "max": each.max,
            },
        )
        for place, each in enumerate(scored, start=1)
        if not (isinstance(each, IndicatorResult) and each.not_applicable)
    ]
    return Charted(rule, _ranked(items), {"value": Scale(0.0, 1.0, ())})


def _paired(diagnosis: Diagnosis, rule: ChartRule) -> Charted:
    """The indicators of two areas, one with one; those that do not apply leave their pair out."""
    across, up = (_inside(diagnosis, rule.scores[word]) for word in ("x", "y"))
    items = tuple(
        ChartItem(place, one.name, values={"label": one.code}, numbers={"x": one.value, "y": other.value})
        for place, (one, other) in enumerate(zip(across, up, strict=False), start=1)
        if not (one.not_applicable or other.not_applicable)
    )
    tops = {word: max((each.max for each in inside), default=1.0) for word, inside in (("x", across), ("y", up))}
    return Charted(rule, items, {word: scale_of((), (0.0, top)) for word, top in tops.items()})


def _inside(diagnosis: Diagnosis, area: str) -> Sequence[IndicatorResult]:
    return [each for each in diagnosis.indicators if each.area == area]


def scale_of(values: Sequence[float], offered: Sequence[float] = ()) -> Scale:
    """A map's scale: that of what is offered, else one of round steps from zero around ``values``."""
    if len(offered) > 1 and offered[0] < offered[-1]:
        low, high = min(offered[0], *values, offered[0]), max(offered[-1], *values, offered[-1])
        if len(offered) > 2 and len(offered) <= _MOST_TICKS:
            return Scale(low, high, tuple(offered), stepped=True)
        return Scale(low, high, tuple(tick for tick in _ticks(low, high) if low <= tick <= high))
    ticks = _ticks(min(0.0, *values, 0.0), max(0.0, *values, 0.0))
    return Scale(ticks[0], ticks[-1], ticks)


def bar_scale(values: Sequence[float], offered: Sequence[float] = ()) -> Scale:
    """A bar's scale: zero is on it, for bars begin there."""
    low, high = min(0.0, *values, *offered, 0.0), max(0.0, *values, *offered, 0.0)
    return Scale(low, high if high > low else low + 1.0, ())


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """About five round steps that hold all from ``low`` to ``high``."""
    span = high - low if high - low > _NEARLY_NOTHING else 1.0
    magnitude = 10.0 ** math.floor(math.log10(span / _MOST_STEPS))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if span / (factor * magnitude) <= _MOST_STEPS + 1e-9)
    first, last = math.floor(low / step + 1e-9), math.ceil((low + span) / step - 1e-9)
    return tuple(place * step for place in range(first, last + 1))
