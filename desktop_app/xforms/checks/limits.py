"""Whether a condition can be met at all: by its comparisons with constants, and by nothing that has to be guessed.

What cannot be told is taken to be possible, so that no condition is called impossible that is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from desktop_app.xforms.checks.terms import Terms
from desktop_app.xforms.definition import Spec
from desktop_app.xforms.expressions.syntax import Ast, Call, Chain, Literal, Negate, Number
from desktop_app.xforms.model import Control, DataType

Constant = float | str
_MOST_BRANCHES: Final = 64
_MOST_STEPS: Final = 1_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_LENGTHS: Final = frozenset({"string-length", "count-selected"})


@dataclass(frozen=True, slots=True)
class _Atom:
    """``term operator constant``; the term is a node's value, or what the function ``of`` says of it."""

    spec: Spec
    of: str
    operator: str
    constant: Constant


def possible(ast: Ast, terms: Terms, context: Spec, *, answered: bool) -> bool:
    """Whether some answers make ``ast`` true at ``context``; ``answered`` says that its own value is not empty."""
    branches = _branches(ast, terms, context)
    return branches is None or any(_together(branch, terms, context if answered else None) for branch in branches)


def constant(ast: Ast) -> Constant | None:
    """A number or text that stands in the expression itself."""
    match ast:
        case Number(value):
            return value
        case Negate(Number(value), times):
            return -value if times % 2 else value
        case Literal(text):
            return text
        case Call("date", (Literal(text),)):
            return text
    return None


# -- and, or -----------------------------------------------------------------------------------------------------------


def _branches(ast: Ast, terms: Terms, context: Spec) -> list[list[_Atom]] | None:
    """The ways in which ``ast`` comes true, each a list of what must hold together; ``None`` for too many."""
    if isinstance(ast, Call) and ast.name == "false":
        return []
    if not isinstance(ast, Chain) or ast.rest[0][0] not in ("and", "or"):
        atom = _atom(ast, terms, context)
        return [[atom] if atom else []]
    operands = [_branches(operand, terms, context) for operand in (ast.first, *(part for _, part in ast.rest))]
    found: list[list[_Atom]] = [[]] if ast.rest[0][0] == "and" else []
    for operand in operands:
        if operand is None:
            return None
        found = [a + b for a in found for b in operand] if ast.rest[0][0] == "and" else found + operand
        if len(found) > _MOST_BRANCHES:
            return None
    return found


def _atom(ast: Ast, terms: Terms, context: Spec) -> _Atom | None:
    if isinstance(ast, Call) and ast.name == "selected" and isinstance(ast.arguments[1], Literal):
        spec = terms.one(ast.arguments[0], context)
        chosen = ast.arguments[1].text
        return _Atom(spec, "", "=", chosen) if spec is not None and spec.control is Control.SELECT1 else None
    if not isinstance(ast, Chain) or len(ast.rest) != 1 or ast.rest[0][0] not in _MIRRORED:
        return None
    operator, right = ast.rest[0]
    for term, other, sign in ((ast.first, right, operator), (right, ast.first, _MIRRORED[operator])):
        of = term.name if isinstance(term, Call) and term.name in _LENGTHS and term.arguments else ""
        spec = terms.one(term.arguments[0] if of and isinstance(term, Call) else term, context)
        value = constant(other)
        # An empty text asks whether there is an answer, which is no limit.
        if spec is not None and value is not None and value != "":
            return _Atom(spec, of, sign, value)
    return None


def _together(atoms: list[_Atom], terms: Terms, answered: Spec | None) -> bool:
    by_term: dict[tuple[str, str], list[_Atom]] = {}
    for atom in atoms:
        by_term.setdefault((atom.spec.ref, atom.of), []).append(atom)
    return all(_satisfiable(group, terms, answered) for group in by_term.values())


# -- one value ---------------------------------------------------------------------------------------------------------


def _satisfiable(atoms: list[_Atom], terms: Terms, answered: Spec | None) -> bool:
    spec, of = atoms[0].spec, atoms[0].of
    if not of and spec is not answered and all(atom.operator == "!=" for atom in atoms):
        return True  # by no answer
    if of:
        return _Range(0, math.inf, whole=True).leaves(atoms)
    if spec.control is Control.SELECT1:
        names = terms.choices(spec)
        return names is None or any(all(_holds(name, atom) for atom in atoms) for name in names)
    question = terms.questions.get(spec.ref)
    if question is not None and question.control is Control.RANGE:
        return _of_range(question.parameters, whole=spec.type is DataType.INT).leaves(atoms)
    if spec.type in (DataType.INT, DataType.DECIMAL):
        return _Range(whole=spec.type is DataType.INT).leaves(atoms)
    if spec.type is DataType.DATE:
        return _of_days(atoms)
    return _of_text(atoms) if spec.type is DataType.STRING and spec.control in (None, Control.INPUT) else True


def _of_range(parameters: Mapping[str, str], *, whole: bool) -> _Range:
    ends = [_number(parameters.get(name, "")) for name in ("start", "end")]
    step = abs(_number(parameters.get("step", "")))
    if any(math.isnan(end) for end in ends):
        return _Range(whole=whole)
    low, high = min(ends), max(ends)
    if step > 0 and (high - low) / step <= _MOST_STEPS:
        count = math.floor((high - low) / step + 1e-9)
        return _Range(low, high, whole=whole, steps=tuple(low + step * index for index in range(count + 1)))
    return _Range(low, high, whole=whole)


def _of_days(atoms: list[_Atom]) -> bool:
    days = [_Atom(atom.spec, "", atom.operator, _days(atom.constant)) for atom in atoms]
    known = [atom for atom in days if not math.isnan(float(atom.constant))]
    return _Range(whole=True).leaves(known)


def _of_text(atoms: list[_Atom]) -> bool:
    """A text: it can equal one text only; compared in size, it is a number."""
    texts = [atom for atom in atoms if isinstance(atom.constant, str) and atom.operator in ("=", "!=")]
    equal = {atom.constant for atom in texts if atom.operator == "="}
    if len(equal) > 1 or any(atom.constant in equal for atom in texts if atom.operator == "!="):
        return False
    return _Range().leaves([atom for atom in atoms if atom not in texts and not math.isnan(_number(atom.constant))])


def _holds(name: str, atom: _Atom) -> bool:
    if atom.operator in _ORDER:
        return _ORDER[atom.operator](_number(name), _number(atom.constant))
    same = name == atom.constant if isinstance(atom.constant, str) else _number(name) == atom.constant
    return same is (atom.operator == "=")


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers that a term can be: between ``low`` and ``high``, or ``steps`` only, if there are any."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    steps: tuple[float, ...] = field(default=())

    def leaves(self, atoms: list[_Atom]) -> bool:
        """Whether some number meets them all."""
        wanted = [(atom.operator, _number(atom.constant)) for atom in atoms]
        if any(math.isnan(value) for operator, value in wanted if operator != "!="):
            return False
        wanted = [(operator, value) for operator, value in wanted if not math.isnan(value)]
        if self.steps:
            return any(all(_meets(step, *limit) for limit in wanted) for step in self.steps)
        return self._between(wanted)

    def _between(self, wanted: list[tuple[str, float]]) -> bool:
        low = max([(self.low, False), *((value, op == ">") for op, value in wanted if op in (">", ">=", "="))])
        high = min([(self.high, True), *((value, op != "<") for op, value in wanted if op in ("<", "<=", "="))])
        if self.whole:
            low = (math.floor(low[0]) + 1 if low[1] else math.ceil(low[0]), False) if math.isfinite(low[0]) else low
            high = (
                (math.floor(high[0]) if high[1] else math.ceil(high[0]) - 1, True) if math.isfinite(high[0]) else high
            )
        if low[0] > high[0]:
            return False
        excluded = {value for operator, value in wanted if operator == "!="}
        if low[0] == high[0]:
            return not low[1] and high[1] and low[0] not in excluded
        if self.whole and high[0] - low[0] <= _MOST_STEPS:
            return any(value not in excluded for value in range(int(low[0]), int(high[0]) + 1))
        return True


def _meets(value: float, operator: str, limit: float) -> bool:
    close = math.isclose(value, limit, abs_tol=1e-9)
    if operator in _ORDER:
        return close if operator in ("<=", ">=") and close else _ORDER[operator](value, limit) and not close
    return close is (operator == "=")


def _number(text: Constant) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _days(text: Constant) -> float:
    """Days since the epoch; not a number for anything but a date."""
    try:
        return float(date.fromisoformat(text).toordinal() - _EPOCH) if isinstance(text, str) else float(text)
    except ValueError:
        return math.nan
