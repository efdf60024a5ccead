"""What a form says that cannot be meant: conditions never met, comparisons with what is not there, bad defaults."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.checks.limits import Constant, constant, possible
from desktop_app.xforms.checks.terms import Terms, expressions, parts
from desktop_app.xforms.datatypes import canonical
from desktop_app.xforms.definition import MULTIPLE, SELECTS, Definition, Spec
from desktop_app.xforms.expressions import Expression
from desktop_app.xforms.expressions.syntax import Call, Chain, Literal
from desktop_app.xforms.model import Control, DataType

_LISTED: Final = 8
_SHOWN: Final = 60
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_OF_SELECTS: Final = frozenset({"selected", "count-selected", "selected-at"})
_OF_NUMBERS: Final = frozenset({"sum", "min", "max"})
_NUMBERS: Final = frozenset({DataType.INT, DataType.DECIMAL})
_DAYS: Final = frozenset({DataType.DATE, DataType.DATETIME})
_NEVER_CHOSEN: Final = _NUMBERS | _DAYS | {DataType.TIME, DataType.GEOPOINT}


def doubts(definition: Definition, external: Collection[str]) -> Iterator[FormError]:
    """All of them, placed by reference and attribute; ``external`` are the lists that come from files."""
    terms = Terms(definition, external)
    for spec in definition.specs.values():
        yield from _default(spec, terms)
        for column, expression in expressions(spec):
            clashes = list(_clashes(spec, column, expression, terms))
            impossible = _impossible(spec, column, expression, terms)
            # A name that is not in the list says more than that the condition is never met.
            yield from [impossible] if impossible and (column == "constraint" or not clashes) else clashes


def _impossible(spec: Spec, column: str, expression: Expression, terms: Terms) -> FormError | None:
    code = {"constraint": "FORM-085", "relevant": "FORM-086"}.get(column)
    if code is None or not expression.source or possible(expression.ast, terms, spec, answered=column == "constraint"):
        return None
    return FormError(code, Place(ref=spec.ref, column=column), name=spec.name)


# -- defaults ----------------------------------------------------------------------------------------------------------


def _default(spec: Spec, terms: Terms) -> Iterator[FormError]:
    if not spec.default or not spec.leaf:
        return
    place, value = Place(ref=spec.ref, column="default"), spec.default.strip()
    if spec.control in SELECTS:
        names = terms.choices(spec)
        chosen = value.split() if spec.control in MULTIPLE else [value]
        missing = next((name for name in chosen if names is not None and name not in names), None)
        if missing is not None and names is not None:
            yield FormError("FORM-088", place, name=spec.name, value=missing[:_SHOWN], choices=_listed(names))
    elif canonical(spec.type, value) is None:
        yield FormError("FORM-089", place, name=spec.name, value=value[:_SHOWN])


# -- comparisons and calls ---------------------------------------------------------------------------------------------


def _clashes(spec: Spec, column: str, expression: Expression, terms: Terms) -> Iterator[FormError]:
    place = Place(ref=spec.ref, column=column)
    for part in parts(expression.ast):
        if isinstance(part, Chain) and len(part.rest) == 1 and part.rest[0][0] in _COMPARISONS:
            operator, right = part.rest[0]
            for left, other in ((part.first, right), (right, part.first)):
                yield from _compared(terms.named(left, spec), operator, constant(other), place, terms)
        elif isinstance(part, Call) and part.arguments:
            yield from _called(part, terms.named(part.arguments[0], spec), place, terms)


def _compared(
    asked: Spec | None, operator: str, value: Constant | None, place: Place, terms: Terms
) -> Iterator[FormError]:
    if asked is None or value is None or value == "":
        return
    shown = f"{value:g}" if isinstance(value, float) else value[:_SHOWN]
    if asked.control in SELECTS:
        if operator in ("=", "!="):
            yield from _chosen(asked, value, place, terms)
    elif (asked.type in _NUMBERS and not _is_number(value)) or (asked.type in _DAYS and not _is_day(value)):
        yield FormError("FORM-090", place, name=asked.name, value=shown)


def _chosen(asked: Spec, value: Constant, place: Place, terms: Terms) -> Iterator[FormError]:
    names = terms.choices(asked)
    if names is None:
        return
    if isinstance(value, float):
        missing = None if any(_is_number(name) and float(name) == value for name in names) else f"{value:g}"
    else:
        chosen = value.split() if asked.control in MULTIPLE else [value]
        missing = next((name for name in chosen if name not in names), None)
    if missing is not None:
        yield FormError("FORM-087", place, name=asked.name, value=missing[:_SHOWN], choices=_listed(names))


def _called(call: Call, asked: Spec | None, place: Place, terms: Terms) -> Iterator[FormError]:
    if asked is None:
        return
    if call.name in _OF_SELECTS:
        if asked.control not in SELECTS and asked.type in _NEVER_CHOSEN:
            yield FormError("FORM-091", place, function=f"{call.name}()", name=asked.name)
        elif call.name == "selected" and asked.control in SELECTS and isinstance(call.arguments[1], Literal):
            yield from _chosen(asked, call.arguments[1].text, place, terms)
    elif call.name in _OF_NUMBERS and _is_free_text(asked, terms):
        yield FormError("FORM-092", place, function=f"{call.name}()", name=asked.name)


def _is_free_text(asked: Spec, terms: Terms) -> bool:
    """Whether a question takes any text, numbers or not."""
    question = terms.questions.get(asked.ref)
    return (
        question is not None
        and question.control is Control.INPUT
        and question.type is DataType.STRING
        and "numbers" not in question.appearance
        and asked.constraint is True
        and asked.calculate is None
    )


def _is_number(value: Constant) -> bool:
    return isinstance(value, float) or canonical(DataType.DECIMAL, value) is not None


def _is_day(value: Constant) -> bool:
    return isinstance(value, str) and canonical(DataType.DATETIME, value) is not None


def _listed(names: Collection[str]) -> str:
    return ", ".join(islice(sorted(names), _LISTED)) + (", …" if len(names) > _LISTED else "")
