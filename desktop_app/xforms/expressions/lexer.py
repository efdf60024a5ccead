"""Text to tokens: the lexical structure of XPath 1.0, section 3.7, with its two rules on what is an operator."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final, NamedTuple

from desktop_app.errors import FormError, Place

LENGTH_LIMIT: Final = 100_000


class Type(IntEnum):
    """What a token is; ``NAME`` may hold a prefix or end in ``:*``, ``PATH`` is ``/name/name...`` in one piece."""

    NUMBER = 1
    LITERAL = 2
    PATH = 3
    NAME = 4
    SYMBOL = 5
    OPERATOR = 6
    VARIABLE = 7
    END = 8


class Token(NamedTuple):
    """``position`` counts characters from 1, as an author would."""

    type: Type
    text: str
    position: int


_NAME = r"[^\W\d][\w.·-]*"
# The groups stand in the order of Type. A path in one piece is most of what forms are made of; its last name must not
# turn out to be a prefix, an axis or a node type.
_PATTERN: Final = rf"""[ \t\r\n]*(?:
    ([0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |("[^"]*"|'[^']*')
    |((?:/{_NAME})+(?![\w.·-]|[ \t\r\n]*[(:]))
    |({_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(::|\.\.|[()\[\]@,.])
    |(//|!=|<=|>=|[/|+\-=<>*])
    |(\$)
    |(\Z)
    )"""
_ASCII: Final = re.compile(_PATTERN, re.VERBOSE | re.ASCII)
_UNICODE: Final = re.compile(_PATTERN, re.VERBOSE)
_WORD_OPERATOR: Final = re.compile(r"(?:and|or|div|mod)(?![A-Za-z_])")
_BEFORE_OPERAND: Final = frozenset({"@", "::", "(", "[", ","})
_TYPES: Final = (Type.NUMBER, *Type)
_LITERAL, _PATH, _NAME_TYPE, _SYMBOL = Type.LITERAL, Type.PATH, Type.NAME, Type.SYMBOL
_OPERATOR, _VARIABLE, _END = Type.OPERATOR, Type.VARIABLE, Type.END


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text``, an ``END`` last.

    Raises:
        FormError: ``XPR-001`` a character that starts no token, ``XPR-002`` an unclosed text, ``XPR-003`` too long,
            ``XPR-004`` a variable.
    """
    if len(text) > LENGTH_LIMIT:
        raise FormError("XPR-003", Place(position=LENGTH_LIMIT), limit=LENGTH_LIMIT)
    scan = (_ASCII if text.isascii() else _UNICODE).match
    tokens: list[Token] = []
    add = tokens.append
    make = tuple.__new__  # what Token() does, without a step between
    at = 0
    operand_next = True
    while True:
        match = scan(text, at)
        if match is None:
            raise _unreadable(text, at)
        group = match.lastindex or 0
        kind, piece, at = _TYPES[group], match[group], match.end()
        begin = at - len(piece)  # nothing follows a piece within its match
        if kind is _NAME_TYPE or kind is _PATH:
            if not operand_next:
                piece = "/" if kind is _PATH else _word_operator(piece, begin)
                kind, at = _OPERATOR, begin + len(piece)
        elif kind is _LITERAL:
            piece = piece[1:-1]
        elif piece == "*" and operand_next:
            kind = _NAME_TYPE
        elif kind is _VARIABLE:
            raise FormError("XPR-004", Place(position=begin + 1))
        add(make(Token, (kind, piece, begin + 1)))
        # After these, "*" and names can only be names (XPath 1.0, 3.7).
        operand_next = kind is _OPERATOR or (kind is _SYMBOL and piece in _BEFORE_OPERAND)
        if kind is _END:
            return tokens


def _word_operator(piece: str, begin: int) -> str:
    word = _WORD_OPERATOR.match(piece)
    if word is None:
        raise FormError("XPR-001", Place(position=begin + 1), token=piece)
    return word.group()


def _unreadable(text: str, at: int) -> FormError:
    at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))
    if text[at] in "\"'":
        return FormError("XPR-002", Place(position=at + 1))
    return FormError("XPR-001", Place(position=at + 1), token=text[at])
