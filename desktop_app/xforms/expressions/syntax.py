"""The tree of a parsed expression. Chains of operators are flat, so that depth only grows with brackets.

Nobody changes a node once it is made. They are not declared frozen, because a form is made of thousands of them and a
frozen one takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True, unsafe_hash=True)
class Number:
    value: float


@dataclass(slots=True, unsafe_hash=True)
class Literal:
    text: str


@dataclass(slots=True, unsafe_hash=True)
class Chain:
    """Operands of one precedence level, left to right: ``a + b - c`` is ``a`` and ``(("+", b), ("-", c))``."""

    first: Ast
    rest: tuple[tuple[str, Ast], ...]


@dataclass(slots=True, unsafe_hash=True)
class Negate:
    """Unary minus, ``times`` signs of it."""

    operand: Ast
    times: int


@dataclass(slots=True, unsafe_hash=True)
class Union:
    parts: tuple[Ast, ...]


@dataclass(slots=True, unsafe_hash=True)
class Call:
    name: str
    arguments: tuple[Ast, ...]
    position: int


@dataclass(slots=True, unsafe_hash=True)
class NodeTest:
    """``kind`` is ``name`` (then ``name`` may be ``*``), ``node``, ``text``, ``comment`` or an instruction."""

    kind: str
    name: str = "*"
    prefix: str | None = None


@dataclass(slots=True, unsafe_hash=True)
class Step:
    axis: str
    test: NodeTest
    predicates: tuple[Ast, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Path:
    """A location path. ``start`` is what it sets out from: ``None`` is the context node, or the root if absolute."""

    absolute: bool
    steps: tuple[Step, ...]
    start: Ast | None = None
    position: int = 1


@dataclass(slots=True, unsafe_hash=True)
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
