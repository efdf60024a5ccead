"""Tokens to a tree: the grammar of XPath 1.0 without variables.

Binary operators go through one loop with an explicit stack, so a long ``a or b or c`` costs no recursion; brackets do
recurse, and are limited.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions.lexer import Token, Type, tokenize
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
    depth,
)

NESTING_LIMIT: Final = 150
DEPTH_LIMIT: Final = 200
_LEVELS: Final = 12  # a chain of each precedence, a sign, a union, a path, a filter, a call, and one to spare
_SHARED_PATH: Final = 200  # longer paths are not worth keeping

AXES: Final = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)
NODE_TYPES: Final = frozenset({"comment", "text", "processing-instruction", "node"})
_ANY_NODE: Final = NodeTest("node")
_DESCENDANTS: Final = Step("descendant-or-self", _ANY_NODE)
_PRECEDENCE: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}


def parse(text: str) -> tuple[Ast, tuple[Call, ...]]:
    """The tree of ``text``, and the function calls anywhere in it.

    Raises:
        FormError: ``XPR-001``..``XPR-006`` with the position of what is wrong.
    """
    tokens = tokenize(text)
    parser = _Parser(tokens)
    ast = parser.expression()
    if parser.token.type != Type.END:
        raise parser.unexpected()
    # Each level takes a token at least, and each nesting has so many levels at most: few expressions need measuring.
    if min(len(tokens), parser.deepest * _LEVELS) > DEPTH_LIMIT and depth(ast) > DEPTH_LIMIT:
        raise FormError("XPR-005", Place(position=1))
    return ast, tuple(parser.calls)


def _named_children(path: str) -> tuple[Step, ...]:
    return tuple(Step("child", NodeTest("name", name)) for name in path.split("/")[1:])


_shared_children: Final = lru_cache(maxsize=4096)(_named_children)


class _OpenChain:
    """A chain whose last operator still waits for its right operand."""

    __slots__ = ("_first", "_operator", "_rest", "level")

    def __init__(self, level: int, first: Ast, operator: str) -> None:
        self.level = level
        self._first = first
        self._operator = operator
        self._rest: list[tuple[str, Ast]] = []

    def extend(self, operand: Ast, operator: str) -> None:
        self._rest.append((self._operator, operand))
        self._operator = operator

    def closed(self, operand: Ast) -> Chain:
        return Chain(self._first, (*self._rest, (self._operator, operand)))


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._nesting = self.deepest = 0
        self.calls: list[Call] = []
        self.token = tokens[0]
        # What most decisions hang on: the token's text if it is a sign or operator, computed once for all.
        self._signs = [t.text if t.type == Type.SYMBOL or t.type == Type.OPERATOR else "" for t in tokens]
        self._sign = self._signs[0]

    # -- tokens -------------------------------------------------------------------------------------------------------

    def _advance(self) -> Token:
        token = self.token
        if token.type != Type.END:
            self._next += 1
            self.token = self._tokens[self._next]
            self._sign = self._signs[self._next]
        return token

    def _peek(self) -> Token:
        return self._tokens[min(self._next + 1, len(self._tokens) - 1)]

    def _accept(self, text: str) -> bool:
        if self._sign == text:
            self._advance()
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self.unexpected()

    def unexpected(self) -> FormError:
        token = self.token
        if token.type == Type.END:
            return FormError("XPR-006", Place(position=token.position))
        return FormError("XPR-001", Place(position=token.position), token=token.text)

    # -- operators ----------------------------------------------------------------------------------------------------

    def expression(self) -> Ast:
        self._nesting += 1
        self.deepest = max(self.deepest, self._nesting)
        if self._nesting > NESTING_LIMIT:
            raise FormError("XPR-005", Place(position=self.token.position))
        open_chains: list[_OpenChain] = []
        operand = self._operand()
        while self._sign in _PRECEDENCE:
            operator = self._advance().text
            level = _PRECEDENCE[operator]
            while open_chains and open_chains[-1].level > level:
                operand = open_chains.pop().closed(operand)
            if open_chains and open_chains[-1].level == level:
                open_chains[-1].extend(operand, operator)
            else:
                open_chains.append(_OpenChain(level, operand, operator))
            operand = self._operand()
        while open_chains:
            operand = open_chains.pop().closed(operand)
        self._nesting -= 1
        return operand

    def _operand(self) -> Ast:
        signs = 0
        while self._sign == "-":
            self._advance()
            signs += 1
        operand = self._path()
        if self._sign == "|":
            parts = [operand]
            while self._accept("|"):
                parts.append(self._path())
            operand = Union(tuple(parts))
        return Negate(operand, signs) if signs else operand

    # -- paths --------------------------------------------------------------------------------------------------------

    def _path(self) -> Ast:
        if self.token.type == Type.PATH:
            return self._plain_path()
        position = self.token.position
        start: Ast | None = None
        steps: list[Step] = []
        absolute = False
        if self._starts_primary():
            start = self._primary()
            predicates = self._predicates()
            if predicates:
                start = Filter(start, predicates)
            if self._sign not in ("/", "//"):
                return start
        elif self._sign == "/":
            absolute = True
            self._advance()
            if not self._starts_step():
                return Path(absolute, (), None, position)
            steps.append(self._step())
        elif self._sign == "//":
            absolute = True
        else:
            steps.append(self._step())
        self._more_steps(steps)
        return Path(absolute, tuple(steps), start, position)

    def _plain_path(self) -> Path:
        token = self._advance()
        shared = _shared_children(token.text) if len(token.text) <= _SHARED_PATH else _named_children(token.text)
        if self._sign not in ("[", "/", "//"):
            return Path(absolute=True, steps=shared, position=token.position)
        steps = list(shared)
        if self._sign == "[":
            last = steps.pop()
            steps.append(Step(last.axis, last.test, self._predicates()))
        self._more_steps(steps)
        return Path(absolute=True, steps=tuple(steps), position=token.position)

    def _more_steps(self, steps: list[Step]) -> None:
        while self._sign in ("/", "//"):
            if self._advance().text == "//":
                steps.append(_DESCENDANTS)
            steps.append(self._step())

    def _starts_primary(self) -> bool:
        token = self.token
        if token.type in (Type.NUMBER, Type.LITERAL):
            return True
        if token.type == Type.NAME:
            return self._signs[self._next + 1] == "(" and token.text not in NODE_TYPES
        return self._sign == "("

    def _starts_step(self) -> bool:
        token = self.token
        return token.type == Type.NAME or (token.type == Type.SYMBOL and token.text in (".", "..", "@"))

    def _primary(self) -> Ast:
        token = self._advance()
        if token.type == Type.NUMBER:
            return Number(float(token.text))
        if token.type == Type.LITERAL:
            return Literal(token.text)
        if token.type == Type.NAME:
            call = Call(token.text, self._arguments(), token.position)
            self.calls.append(call)
            return call
        inner = self.expression()
        self._expect(")")
        return inner

    def _arguments(self) -> tuple[Ast, ...]:
        self._expect("(")
        if self._accept(")"):
            return ()
        arguments = [self.expression()]
        while self._accept(","):
            arguments.append(self.expression())
        self._expect(")")
        return tuple(arguments)

    def _step(self) -> Step:
        if self._accept("."):
            return Step("self", _ANY_NODE, self._predicates())
        if self._accept(".."):
            return Step("parent", _ANY_NODE, self._predicates())
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self.token.type == Type.NAME and self._peek().text == "::":
            name = self._advance()
            if name.text not in AXES:
                raise FormError("XPR-001", Place(position=name.position), token=name.text)
            axis = name.text
            self._advance()
        return Step(axis, self._node_test(), self._predicates())

    def _node_test(self) -> NodeTest:
        if self.token.type != Type.NAME:
            raise self.unexpected()
        name = self._advance().text
        if name in NODE_TYPES and self._accept("("):
            target = "*"
            if name == "processing-instruction" and self._sign != ")":
                target = self._literal()
            self._expect(")")
            return NodeTest(name, target)
        prefix, colon, local = name.partition(":")
        return NodeTest("name", local, prefix) if colon else NodeTest("name", name)

    def _literal(self) -> str:
        if self.token.type != Type.LITERAL:
            raise self.unexpected()
        return self._advance().text

    def _predicates(self) -> tuple[Ast, ...]:
        if self._sign != "[":
            return ()
        predicates = []
        while self._accept("["):
            predicates.append(self.expression())
            self._expect("]")
        return tuple(predicates)
