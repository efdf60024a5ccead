"""Text to tokens: the lexical structure of XPath 1.0, section 3.7, with its two rules on what is an operator."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final, NamedTuple

from desktop_app.errors import FormError, Place

LENGTH_LIMIT: Final = 100_000


class Type(IntEnum):
    """What a token is; ``NAME`` may hold a prefix or end in ``:*``."""

    NUMBER = 0
    LITERAL = 1
    OPERATOR = 2
    NAME = 3
    SYMBOL = 4
    END = 5


class Token(NamedTuple):
    """``position`` counts characters from 1, as an author would."""

    type: Type
    text: str
    position: int


_NAME = r"[^\W\d][\w.·-]*"
_SCANNER: Final = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(?P<symbol>::|\.\.|[()\[\]@,.])
    |(?P<operator>//|!=|<=|>=|[/|+\-=<>*])
    |(?P<variable>\$)
    """,
    re.VERBOSE | re.ASCII,
)
_SCANNER_UNICODE: Final = re.compile(_SCANNER.pattern.replace(r"\d", "[0-9]"), re.VERBOSE)
_WORD_OPERATOR: Final = re.compile(r"(?:and|or|div|mod)(?![A-Za-z_])")
_BEFORE_OPERAND: Final = frozenset({"@", "::", "(", "[", ","})


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text``, an ``END`` last.

    Raises:
        FormError: ``XPR-001`` a character that starts no token, ``XPR-002`` an unclosed text, ``XPR-003`` too long,
            ``XPR-004`` a variable.
    """
    if len(text) > LENGTH_LIMIT:
        raise FormError("XPR-003", Place(position=LENGTH_LIMIT), limit=LENGTH_LIMIT)
    scan = (_SCANNER if text.isascii() else _SCANNER_UNICODE).match
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = scan(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind, piece = match.lastgroup, match.group()
        if kind == "space":
            at = match.end()
            continue
        after_operand = bool(tokens) and not _expects_operand(tokens[-1])
        if kind == "name" and after_operand:
            word = _WORD_OPERATOR.match(piece)
            if word is None:
                raise FormError("XPR-001", Place(position=at + 1), token=piece)
            piece, kind = word.group(), "operator"
        elif piece == "*" and not after_operand:
            kind = "name"
        elif kind == "variable":
            raise FormError("XPR-004", Place(position=at + 1))
        tokens.append(_token(kind, piece, at))
        at += len(piece)
    tokens.append(Token(Type.END, "", len(text) + 1))
    return tokens


_TYPES: Final = {"number": Type.NUMBER, "name": Type.NAME, "symbol": Type.SYMBOL, "operator": Type.OPERATOR}


def _token(kind: str | None, piece: str, at: int) -> Token:
    if kind == "literal":
        return Token(Type.LITERAL, piece[1:-1], at + 1)
    assert kind is not None
    return Token(_TYPES[kind], piece, at + 1)


def _expects_operand(previous: Token) -> bool:
    """Whether, after ``previous``, ``*`` and names can only be names (XPath 1.0, 3.7)."""
    if previous.type == Type.OPERATOR:
        return True
    return previous.type == Type.SYMBOL and previous.text in _BEFORE_OPERAND


def _unreadable(text: str, at: int) -> FormError:
    if text[at] in "\"'":
        return FormError("XPR-002", Place(position=at + 1))
    return FormError("XPR-001", Place(position=at + 1), token=text[at])
