"""What the consolidated results publish of a repeat's records, as its ``telar:result`` says.

As elsewhere (``results``) a repeat has one rule, or several with ``;`` between them: a rule's name, a key, and what is
counted as ``word=name``. A name is that of a question or calculation in the records; one that is not there is looked
for in the records around them, then in the form outside of all repeats.

* ``count KEY``: how many records there are, of how many initiatives, and how many each of these has on average;
* ``tally KEY by=a value=b,c top=9``: for each choice of ``a`` its records, their percent, and the means of ``b`` and
  ``c``, which need not be given; the highest mean of ``b`` is the first, without ``b`` the most records;
* ``map KEY by=a x=b y=c top=9``: the same of two scales; the highest product of both means is the first;
* ``add KEY of=b by=a top=9``: the sum of ``b``, and that of each choice of ``a``, where it is given; the highest first.

``top`` cuts the list. Where there is ``by`` there may be ``across=macrosector`` (or ``department``, ``chamber``): the
same figures in each of these. A record is there once something in it is answered, calculations and records inside it
aside.
``a`` is of choices that the form fixes, so that no free text is ever told; ``b`` and ``c`` are numbers, choices that
are numbers, or calculations.

What is published is called as ``telar_results`` says by key, else as the repeat; ``KEY.b`` names the number ``b``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop_app.diagnosis.results import NUMBERS, UNKNOWN, Fault, Taken, is_key, results, written
from desktop_app.diagnosis.rubric import number
from desktop_app.xforms import Form
from desktop_app.xforms.definition import Spec
from desktop_app.xforms.model import Control

ACROSS: Final = ("macrosector", "department", "chamber")
_CARD: Final = "card"
_MOST_VALUES: Final = 4
_MOST_ROWS: Final = 999
_SILENT: Final = frozenset({Control.NOTE, Control.TRIGGER, Control.UPLOAD})


class RecordRule(StrEnum):
    """What becomes of a repeat's records."""

    COUNT = "count"
    TALLY = "tally"
    MAP = "map"
    ADD = "add"


_WORDS: Final = {
    RecordRule.COUNT: ((), ()),
    RecordRule.TALLY: (("by",), ("value", "top", "across")),
    RecordRule.MAP: (("by", "x", "y"), ("top", "across")),
    RecordRule.ADD: (("of",), ("by", "top", "across")),
}
"""The words that each rule needs, and those that it may have."""
_OF_NUMBERS: Final = ("value", "x", "y", "of")


@dataclass(frozen=True, slots=True)
class Part:
    """A question or calculation that a rule names, and how many repeats it is in."""

    name: str
    ref: str
    depth: int


@dataclass(frozen=True, slots=True)
class RecordResult:
    """One declared figure of the records of the repeat at ``ref``, which ``depth`` repeats are around, itself included.

    ``values`` are the numbers in the order in which they are named; ``asked`` are the questions directly in a record,
    of which one at least is answered. ``top`` is 0 for all rows.
    """

    ref: str
    rule: RecordRule
    key: str
    depth: int
    asked: tuple[str, ...]
    by: Part | None = None
    values: tuple[Part, ...] = ()
    across: str = ""
    top: int = 0
    beside: str = ""


def record_results(form: Form) -> tuple[RecordResult, ...]:
    """The figures that the form declares at repeats, in its order, without faulty ones."""
    return tuple(each for each in declared_record_results(form) if isinstance(each, RecordResult))


def declared_record_results(form: Form) -> Iterator[RecordResult | Fault]:
    """The same with a ``Fault`` in the place of each that cannot be."""
    taken = Taken()
    for other in results(form):
        taken.take(other)
    for ref, text in written(form, at_repeats=True):
        each = _parsed(form, form.definition.specs[ref], text)
        yield taken.take(each) if isinstance(each, RecordResult) else each


def _parsed(form: Form, repeat: Spec, text: str) -> RecordResult | Fault:
    fault = Fault(repeat.ref, "DIAG-060", {"value": text})
    name, *words = text.split()
    if name not in set(RecordRule) or not words or not is_key(words[0]):
        return fault
    pairs = [word.partition("=") for word in words[1:]]
    given = {word: value for word, _, value in pairs}
    needed, possible = _WORDS[RecordRule(name)]
    if len(given) < len(pairs) or not all(given.values()) or not set(needed) <= set(given) <= {*needed, *possible}:
        return fault
    top, across = given.pop("top", "0"), given.pop("across", "")
    if not (top.isascii() and top.isdigit() and int(top[:9]) <= _MOST_ROWS) or across not in {"", *ACROSS}:
        return fault
    if (across or int(top)) and "by" not in given:
        return fault
    if across and not any(bind.attributes.get(_CARD, "") == across for bind in form.binds.values()):
        return Fault(repeat.ref, "DIAG-063", {"name": across})
    return _of_records(
        form, repeat, RecordResult(repeat.ref, RecordRule(name), words[0], 0, ()), given, int(top), across
    )


def _of_records(
    form: Form, repeat: Spec, found: RecordResult, given: Mapping[str, str], top: int, across: str
) -> RecordResult | Fault:
    scopes = [(depth, {each.name: each for each in reversed(list(_leaves(spec)))}) for depth, spec in _around(repeat)]
    parts: dict[str, list[Part]] = {}
    for word, names in given.items():
        for name in names.split(",") if word == "value" else [names]:
            part = next(((inside[name], depth) for depth, inside in scopes if name in inside), None)
            if part is None:
                return Fault(repeat.ref, "DIAG-061", {"name": name})
            spec, depth = part
            if not _fits(form, word, spec) or (word == "of" and depth != scopes[0][0]):
                return Fault(repeat.ref, "DIAG-062", {"word": word, "name": name})
            parts.setdefault(word, []).append(Part(name, spec.ref, depth))
    values = [part for word in _OF_NUMBERS for part in parts.get(word, ())]
    if len(values) > _MOST_VALUES or len({part.name for part in values}) < len(values):
        return Fault(repeat.ref, "DIAG-060", {"value": given.get("value", found.key)})
    asked = tuple(each.ref for each in _leaves(repeat) if _is_asked(each))
    by = parts["by"][0] if "by" in parts else None
    return RecordResult(repeat.ref, found.rule, found.key, scopes[0][0], asked, by, tuple(values), across, top)


def _around(repeat: Spec) -> Iterator[tuple[int, Spec]]:
    """The repeat, those around it, and the root, each with how many repeats it is in."""
    around: list[Spec] = []
    spec: Spec | None = repeat
    while spec is not None:
        if spec.repeat or spec.parent is None:
            around.append(spec)
        spec = spec.parent
    depth = sum(1 for each in around if each.repeat)
    for place, each in enumerate(around):
        yield depth - place, each


def _leaves(spec: Spec) -> Iterator[Spec]:
    """What is directly in a record or the form, without what repeats in it."""
    for child in spec.children:
        if child.leaf:
            yield child
        elif not child.repeat:
            yield from _leaves(child)


def _is_asked(spec: Spec) -> bool:
    return spec.control is not None and spec.control is not Control.NOTE and not spec.recalculated


def _fits(form: Form, word: str, spec: Spec) -> bool:
    """Whether the node can be what ``word`` stands for; what is calculated may come to be a number."""
    if word == "by":
        return spec.control in {Control.SELECT1, Control.SELECT} and bool(form.offered(spec.ref, None))
    if spec.control is Control.SELECT1:
        names = [choice.name for choice in form.offered(spec.ref, None) if choice.name not in UNKNOWN]
        return bool(names) and all(number(name) is not None for name in names)
    return spec.control not in _SILENT and (spec.type in NUMBERS or spec.recalculated)
