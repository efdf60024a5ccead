"""An expression's tree as text again: every chain in brackets, every axis spelt out."""

from __future__ import annotations

from desktop_app.xforms.expressions.parser import parse
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
    Union,
)
from desktop_app.xforms.expressions.values import number_text


def tree_of(text: str) -> Ast:
    """The tree of ``text``, without its calls."""
    return parse(text)[0]


def unparse(ast: Ast) -> str:
    """The expression as text again: every chain in brackets, every axis spelt out."""
    match ast:
        case Number(value):
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
