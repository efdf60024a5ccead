"""The tree of a parsed expression. Chains of operators are flat, so that depth only grows with brackets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of one precedence level, left to right: ``a + b - c`` is ``a`` and ``(("+", b), ("-", c))``."""

    first: Ast
    rest: tuple[tuple[str, Ast], ...]


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus, ``times`` signs of it."""

    operand: Ast
    times: int


@dataclass(frozen=True, slots=True)
class Union:
    parts: tuple[Ast, ...]


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Ast, ...]
    position: int


@dataclass(frozen=True, slots=True)
class NodeTest:
    """``kind`` is ``name`` (then ``name`` may be ``*``), ``node``, ``text``, ``comment`` or an instruction."""

    kind: str
    name: str = "*"
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    axis: str
    test: NodeTest
    predicates: tuple[Ast, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path. ``start`` is what it sets out from: ``None`` is the context node, or the root if absolute."""

    absolute: bool
    steps: tuple[Step, ...]
    start: Ast | None = None
    position: int = 1


@dataclass(frozen=True, slots=True)
class Filter:
    """A primary expression with predicates: ``(//a)[1]``."""

    primary: Ast
    predicates: tuple[Ast, ...]


Ast = Number | Literal | Chain | Negate | Union | Call | Path | Filter


def children(ast: Ast) -> Iterator[Ast]:
    """The direct parts of ``ast``, predicates included, in the order of the text."""
    match ast:
        case Chain(first, rest):
            yield first
            for _, operand in rest:
                yield operand
        case Negate(operand):
            yield operand
        case Union(parts):
            yield from parts
        case Call(_, arguments):
            yield from arguments
        case Path(_, steps, start):
            if start is not None:
                yield start
            for step in steps:
                yield from step.predicates
        case Filter(primary, predicates):
            yield primary
            yield from predicates
        case _:
            return


def walk(ast: Ast) -> Iterator[Ast]:
    """``ast`` and everything below it."""
    stack = [ast]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def depth(ast: Ast) -> int:
    """The number of levels."""
    deepest = 0
    stack = [(ast, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in children(node))
    return deepest


def unparse(ast: Ast) -> str:
    """The expression as text again: every chain in brackets, every axis spelt out."""
    match ast:
        case Number(value):
            from desktop_app.xforms.expressions.values import number_text

            return number_text(value)
        case Literal(text):
            return f'"{text}"' if '"' not in text else f"'{text}'"
        case Chain(first, rest):
            return "(" + unparse(first) + "".join(f" {operator} {unparse(item)}" for operator, item in rest) + ")"
        case Negate(operand, times):
            return "(" + "-" * times + unparse(operand) + ")"
        case Union(parts):
            return "(" + " | ".join(map(unparse, parts)) + ")"
        case Call(name, arguments):
            return f"{name}({', '.join(map(unparse, arguments))})"
        case Filter(primary, predicates):
            return f"({unparse(primary)})" + _brackets(predicates)
        case Path():
            return _unparse_path(ast)


def _unparse_path(path: Path) -> str:
    steps = "/".join(f"{step.axis}::{_unparse_test(step.test)}{_brackets(step.predicates)}" for step in path.steps)
    if path.start is not None:
        return f"({unparse(path.start)})/{steps}"
    return f"/{steps}" if path.absolute else steps


def _unparse_test(test: NodeTest) -> str:
    if test.kind == "name":
        return f"{test.prefix}:{test.name}" if test.prefix else test.name
    if test.kind == "processing-instruction" and test.name != "*":
        return f"processing-instruction('{test.name}')"
    return f"{test.kind}()"


def _brackets(predicates: tuple[Ast, ...]) -> str:
    return "".join(f"[{unparse(predicate)}]" for predicate in predicates)
