"""The tree to closures: types are settled here, once, so that an evaluation only converts where it must."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Iterable, Mapping
from math import fmod, inf, nan
from typing import Any, Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions import axes, values
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.functions import FUNCTIONS
from desktop_app.xforms.expressions.locations import compile_path, compile_predicate
from desktop_app.xforms.expressions.registry import Function
from desktop_app.xforms.expressions.static import Closure, Compiled, Type
from desktop_app.xforms.expressions.syntax import (
    Ast,
    Call,
    Chain,
    Filter,
    Literal,
    Negate,
    NodeTest,
    Number,
    Path,
    Step,
    Union,
)
from desktop_app.xforms.expressions.values import NodeSet

_CONVERSIONS: Final = frozenset({"string", "number", "boolean"})  # nothing is left to do once the argument is converted
_LONG: Final = 512
_CONTEXT_NODE: Final = Path(absolute=False, steps=(Step("self", NodeTest("node")),))


def validate(calls: Iterable[Call]) -> None:
    """Refuses what can only fail: see ``problem_of``."""
    for call in calls:
        problem = problem_of(call)
        if problem is not None:
            raise problem


def problem_of(call: Call) -> FormError | None:
    """What is wrong with a call whatever the data.

    ``XPR-007`` an unknown function, ``XPR-008`` a wrong number of arguments, ``XPR-009`` a value where nodes go, or
    what the function's own check finds.
    """
    known = FUNCTIONS.get(call.name)
    if known is None:
        return FormError("XPR-007", Place(position=call.position), name=call.name, similar=_similar(call.name))
    given = len(call.arguments)
    if given < known.fewest or (known.most is not None and given > known.most):
        place = Place(position=call.position)
        return FormError("XPR-008", place, name=call.name, given=given, expected=_expected(known))
    for index, argument in enumerate(call.arguments if "N" in known.letters else ()):
        if known.letter(index) == "N" and isinstance(argument, (Number, Literal, Chain, Negate)):
            return FormError("XPR-009", Place(position=call.position), name=call.name)
    return known.check(call) if known.check is not None else None


def _expected(known: Function) -> str:
    if known.most is None:
        return f"{known.fewest}+"
    return str(known.fewest) if known.fewest == known.most else f"{known.fewest}-{known.most}"


def _similar(name: str) -> str:
    from difflib import get_close_matches

    return ", ".join(f"{match}()" for match in get_close_matches(name, FUNCTIONS, n=2)) or "-"


class Compiler:
    """Compiles one expression; ``value`` as it comes, the others converted."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self.namespaces = namespaces

    # -- conversions --------------------------------------------------------------------------------------------------

    def text(self, ast: Ast) -> Callable[[Context], str]:
        kind, function = self.value(ast)
        match kind:
            case Type.STRING:
                return function
            case Type.NODES:
                nodes_text = values.nodes_text
                return lambda ctx: nodes_text(function(ctx), ctx)
            case Type.NUMBER:
                number_text = values.number_text
                return lambda ctx: number_text(function(ctx))
            case Type.BOOLEAN:
                return lambda ctx: "true" if function(ctx) else "false"
            case Type.ANY:
                to_text = values.to_text
                return lambda ctx: to_text(function(ctx), ctx)

    def number(self, ast: Ast) -> Callable[[Context], float]:
        kind, function = self.value(ast)
        text_number = values.text_number
        match kind:
            case Type.NUMBER:
                return function
            case Type.NODES:

                def of_nodes(ctx: Context) -> float:
                    nodes = function(ctx)
                    return text_number(ctx.text(nodes[0]), ctx.zone) if nodes else nan

                return of_nodes
            case Type.STRING:
                return lambda ctx: text_number(function(ctx), ctx.zone)
            case Type.BOOLEAN:
                return lambda ctx: 1.0 if function(ctx) else 0.0
            case Type.ANY:
                to_number = values.to_number
                return lambda ctx: to_number(function(ctx), ctx)

    def boolean(self, ast: Ast) -> Callable[[Context], bool]:
        kind, function = self.value(ast)
        match kind:
            case Type.BOOLEAN:
                return function
            case Type.NODES:
                nodes_boolean = values.nodes_boolean
                return lambda ctx: nodes_boolean(function(ctx))
            case _:
                to_boolean = values.to_boolean
                return lambda ctx: to_boolean(function(ctx))

    def nodes(self, ast: Ast) -> Callable[[Context], NodeSet]:
        """The nodes of ``ast``; evaluating raises ``XPR-009`` where it gives something else."""
        kind, function = self.value(ast)
        if kind == Type.NODES:
            return function
        name = ast.name if isinstance(ast, Call) else "/"

        def checked(ctx: Context) -> NodeSet:
            found = function(ctx)
            if not isinstance(found, list):
                raise FormError("XPR-009", name=name)
            return found

        return checked

    # -- values -------------------------------------------------------------------------------------------------------

    def value(self, ast: Ast) -> Compiled:
        match ast:  # the commonest first
            case Path():
                return Compiled(Type.NODES, compile_path(ast, self))
            case Call():
                return self._call(ast)
            case Chain():
                return self._chain(ast)
            case Literal(text):
                return Compiled(Type.STRING, _constant(text))
            case Number(constant):
                return Compiled(Type.NUMBER, lambda _: constant)
            case Negate(operand, times):
                number = self.number(operand)
                return Compiled(Type.NUMBER, (lambda ctx: -number(ctx)) if times % 2 else number)
            case Union(parts):
                return self._union(parts)
            case Filter(primary, predicates):
                return self._filter(primary, predicates)

    def _union(self, parts: tuple[Ast, ...]) -> Compiled:
        closures = [self.nodes(part) for part in parts]

        def union(ctx: Context) -> NodeSet:
            found = [node for closure in closures for node in closure(ctx)]
            ctx.spend(len(found))
            return axes.in_document_order(found)

        return Compiled(Type.NODES, union)

    def _filter(self, primary: Ast, predicates: tuple[Ast, ...]) -> Compiled:
        nodes = self.nodes(primary)
        tests = [compile_predicate(predicate, self) for predicate in predicates]

        def filtered(ctx: Context) -> NodeSet:
            found = nodes(ctx)
            for test in tests:
                found = test(ctx, found)
            return found

        return Compiled(Type.NODES, filtered)

    # -- operators ----------------------------------------------------------------------------------------------------

    def _chain(self, chain: Chain) -> Compiled:
        first = chain.rest[0][0]
        if first in ("and", "or"):
            return self._logical(chain, short=first == "or")
        if first in _ARITHMETIC:
            return Compiled(Type.NUMBER, self._arithmetic(chain))
        compared = self.value(chain.first)
        for operator, operand in chain.rest:
            compared = Compiled(Type.BOOLEAN, _comparison(operator, compared, self.value(operand)))
        return compared

    def _logical(self, chain: Chain, *, short: bool) -> Compiled:
        closures = [self.boolean(chain.first), *(self.boolean(operand) for _, operand in chain.rest)]

        def logical(ctx: Context) -> bool:
            for closure in closures:
                if closure(ctx) is short:
                    return short
            return not short

        return Compiled(Type.BOOLEAN, logical)

    def _arithmetic(self, chain: Chain) -> Closure:
        first = self.number(chain.first)
        if len(chain.rest) == 1:
            operation, right = _ARITHMETIC[chain.rest[0][0]], self.number(chain.rest[0][1])
            return lambda ctx: operation(first(ctx), right(ctx))
        rest = [(_ARITHMETIC[operator], self.number(operand)) for operator, operand in chain.rest]

        def arithmetic(ctx: Context) -> float:
            result = first(ctx)
            for operation, operand in rest:
                result = operation(result, operand(ctx))
            return result

        return arithmetic

    # -- calls --------------------------------------------------------------------------------------------------------

    def _call(self, call: Call) -> Compiled:
        problem = problem_of(call)
        if problem is not None:
            return Compiled(Type.ANY, _raising(problem))
        known = FUNCTIONS[call.name]
        if known.builder is not None:
            return known.builder(call, self)
        arguments = call.arguments
        if known.defaults_to_node and not arguments:
            arguments = (_CONTEXT_NODE,)
        closures = [self._argument(known.letter(index), argument) for index, argument in enumerate(arguments)]
        if known.name in _CONVERSIONS:
            return Compiled(known.returns, closures[0])
        assert known.implementation is not None
        bind = _with_context if known.context else _without_context
        return Compiled(known.returns, bind(known.implementation, closures))

    def _argument(self, letter: str, ast: Ast) -> Closure:
        match letter:
            case "s":
                return self.text(ast)
            case "n":
                return self.number(ast)
            case "b":
                return self.boolean(ast)
            case "N":
                return self.nodes(ast)
            case _:
                return self.value(ast).function


def _constant(text: str) -> Closure:
    if len(text) < _LONG:
        return lambda _: text

    def long(ctx: Context) -> str:
        ctx.spend_on_text(text)
        return text

    return long


def _raising(problem: FormError) -> Closure:
    """For an expression compiled leniently: the fault shows only where the evaluation comes by."""

    def fail(_: Context) -> Any:
        raise FormError(problem.code, problem.place, detail="", **problem.params)

    return fail


def _without_context(implementation: Callable[..., Any], closures: list[Closure]) -> Closure:
    match closures:
        case []:
            return lambda _: implementation()
        case [a]:
            return lambda ctx: implementation(a(ctx))
        case [a, b]:
            return lambda ctx: implementation(a(ctx), b(ctx))
        case _:
            return lambda ctx: implementation(*[closure(ctx) for closure in closures])


def _with_context(implementation: Callable[..., Any], closures: list[Closure]) -> Closure:
    match closures:
        case []:
            return implementation
        case [a]:
            return lambda ctx: implementation(ctx, a(ctx))
        case _:
            return lambda ctx: implementation(ctx, *[closure(ctx) for closure in closures])


# -- operators -------------------------------------------------------------------------------------------------------


def _divide(left: float, right: float) -> float:
    try:
        return left / right
    except ZeroDivisionError:
        if left == 0 or left != left:
            return nan
        from math import copysign

        return copysign(inf, left) * copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    """The remainder with the sign of the dividend."""
    try:
        return fmod(left, right)
    except ValueError:
        return nan


_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    "div": _divide,
    "mod": _modulo,
}
_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


def _comparison(operator: str, left: Compiled, right: Compiled) -> Closure:
    if operator in _ORDER:
        return _ordering(_ORDER[operator], left, right)
    a, b = left.function, right.function
    wanted = operator == "="
    if left.type == Type.NUMBER and right.type == Type.NUMBER:
        return (lambda ctx: a(ctx) == b(ctx)) if wanted else (lambda ctx: a(ctx) != b(ctx))
    if left.type == Type.NODES and right.type == Type.STRING:
        return _nodes_against_text(a, b, equal=wanted)
    if left.type == Type.STRING and right.type == Type.NODES:
        return _nodes_against_text(b, a, equal=wanted)
    compare = values.equal if wanted else values.unequal
    return lambda ctx: compare(a(ctx), b(ctx), ctx)


def _nodes_against_text(nodes: Closure, text: Closure, *, equal: bool) -> Closure:
    """``${question} = 'choice'`` or ``!=``, the commonest expressions of all."""
    answers_equal = values.answers_equal

    def compared(ctx: Context) -> bool:
        other = text(ctx)
        for node in nodes(ctx):
            value = ctx.text(node)
            if (value == other or answers_equal(node, value, other, ctx.zone)) is equal:
                return True
        return False

    return compared


def _ordering(compare: Callable[[float, float], bool], left: Compiled, right: Compiled) -> Closure:
    a, b = left.function, right.function
    if left.type == Type.NUMBER and right.type == Type.NUMBER:
        return lambda ctx: compare(a(ctx), b(ctx))

    def order(ctx: Context) -> bool:
        x, y = a(ctx), b(ctx)
        if isinstance(x, list) and isinstance(y, list):
            ctx.spend(len(x) * len(y))
        lefts, rights = _numbers(x, y, ctx), _numbers(y, x, ctx)
        return any(compare(left, right) for left in lefts for right in rights)

    return order


def _numbers(value: values.Value, other: values.Value, ctx: Context) -> list[float]:
    if isinstance(value, list) and not isinstance(other, bool):
        return [values.text_number(ctx.text(node), ctx.zone) for node in value]
    return [values.to_number(values.nodes_boolean(value) if isinstance(value, list) else value, ctx)]
