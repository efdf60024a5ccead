"""Regular expressions to states: what Java and JavaScript share, without back-references, look-behind and flags.

Each pattern becomes a small program (Thompson's construction), look-ahead a program inside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop_app.errors import FormError

SIZE_LIMIT: Final = 20_000
_NESTING_LIMIT: Final = 60
_LENGTH_LIMIT: Final = 2_000

Test = Callable[[str], bool]


@dataclass(slots=True)
class State:
    """One instruction: ``kind`` is char, split, start, end, boundary, inside, ahead, unless or match."""

    kind: str
    test: Test | None = None
    following: tuple[int, ...] = ()
    look: States | None = None


States = list[State]


def states_of(pattern: str) -> States:
    """The program of ``pattern``; raises ``XPR-014``."""
    if len(pattern) > _LENGTH_LIMIT:
        raise FormError("XPR-014", pattern=pattern[:40])
    return _Builder(pattern).build()


def is_word(character: str) -> bool:
    """A letter, digit or underscore of ASCII."""
    return character == "_" or (character.isascii() and character.isalnum())


def _digit(character: str) -> bool:
    return "0" <= character <= "9"


def _space(character: str) -> bool:
    return character in " \t\n\r\f\v"


def _not(test: Test) -> Test:
    return lambda character: not test(character)


def _any_of(tests: list[Test]) -> Test:
    return lambda character: any(test(character) for test in tests)


_CLASSES: Final[dict[str, Test]] = {
    "d": _digit,
    "w": is_word,
    "s": _space,
    "D": _not(_digit),
    "W": _not(is_word),
    "S": _not(_space),
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_HEX_DIGITS: Final = {"x": 2, "u": 4}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the pattern before it has addresses: alternatives and sequences of states."""

    kind: str
    parts: tuple[_Piece, ...] = ()
    test: Test | None = None
    least: int = 1
    most: int | None = 1


class _Builder:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._nesting = 0
        self._size = 0

    def build(self) -> States:
        tree = self._alternatives()
        if self._at < len(self._pattern):
            raise self._bad()
        return self._assemble(tree)

    def _bad(self) -> FormError:
        return FormError("XPR-014", pattern=self._pattern[:40])

    def _peek(self) -> str:
        return self._pattern[self._at] if self._at < len(self._pattern) else ""

    def _take(self) -> str:
        character = self._peek()
        if not character:
            raise self._bad()
        self._at += 1
        return character

    def _accept(self, text: str) -> bool:
        if self._pattern.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _alternatives(self) -> _Piece:
        self._nesting += 1
        if self._nesting > _NESTING_LIMIT:
            raise self._bad()
        choices = [self._sequence()]
        while self._accept("|"):
            choices.append(self._sequence())
        self._nesting -= 1
        return _Piece("choice", tuple(choices))

    def _sequence(self) -> _Piece:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified())
        return _Piece("sequence", tuple(parts))

    def _quantified(self) -> _Piece:
        atom = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return atom
        self._accept("?")  # reluctant or greedy: whether there is a match does not depend on it
        least, most = bounds
        if (most is not None and least > most) or max(least, most or 0) > SIZE_LIMIT:
            raise self._bad()
        if self._bounds() is not None:
            raise self._bad()
        return _Piece("repeat", (atom,), least=least, most=most)

    def _bounds(self) -> tuple[int, int | None] | None:
        character = self._peek()
        if character and character in "*+?":
            self._at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
        if character != "{":
            return None
        inside, closed, _ = self._pattern[self._at + 1 :].partition("}")
        least, comma, most = inside.partition(",")
        if not closed or len(inside) > 12 or not least.isdecimal() or not (most == "" or most.isdecimal()):
            raise self._bad()
        self._at += len(inside) + 2
        return int(least), (int(most) if most else None) if comma else int(least)

    def _atom(self) -> _Piece:
        character = self._take()
        match character:
            case "(":
                return self._group()
            case "[":
                return _Piece("char", test=self._class())
            case ".":
                return _Piece("char", test=lambda other: other not in "\n\r\u2028\u2029")
            case "^":
                return _Piece("start")
            case "$":
                return _Piece("end")
            case "\\":
                if self._peek() in ("b", "B"):
                    return _Piece("boundary" if self._take() == "b" else "inside")
                return _Piece("char", test=self._escape())
            case "*" | "+" | "?" | "{":
                raise self._bad()
            case _:
                return _Piece("char", test=lambda other: other == character)

    def _group(self) -> _Piece:
        kind = "choice"
        if self._accept("?"):
            kinds = {":": "choice", "=": "ahead", "!": "unless"}
            found = kinds.get(self._take())
            if found is None:
                raise self._bad()
            kind = found
        inner = self._alternatives()
        if not self._accept(")"):
            raise self._bad()
        return inner if kind == "choice" else _Piece(kind, (inner,))

    def _escape(self) -> Test:
        found = self._escaped()
        return found if callable(found) else lambda other: other == found

    def _escaped(self) -> Test | str:
        character = self._take()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in _HEX_DIGITS:
            digits = self._pattern[self._at : self._at + _HEX_DIGITS[character]]
            self._at += len(digits)
            if len(digits) != _HEX_DIGITS[character] or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
                raise self._bad()
            return chr(int(digits, 16))
        if character in "pP":
            return self._category(negated=character == "P")
        if character.isascii() and character.isalnum():
            raise self._bad()
        return character

    def _category(self, *, negated: bool) -> Test:
        name, closed, _ = self._pattern[self._at + 1 :].partition("}")
        if self._peek() != "{" or not closed or not 1 <= len(name) <= 2:
            raise self._bad()
        self._at += len(name) + 2

        def test(character: str) -> bool:
            return unicodedata.category(character).startswith(name)

        return _not(test) if negated else test

    def _class(self) -> Test:
        negated = self._accept("^")
        tests: list[Test] = []
        first = True
        while first or self._peek() != "]":
            first = False
            tests.append(self._range())
        self._take()
        test = _any_of(tests)
        return _not(test) if negated else test

    def _range(self) -> Test:
        low = self._member()
        if callable(low):
            return low
        if self._peek() != "-" or self._pattern[self._at + 1 : self._at + 2] in ("]", ""):
            return lambda character: character == low
        self._at += 1
        high = self._member()
        if callable(high) or low > high:
            raise self._bad()
        return lambda character: low <= character <= high

    def _member(self) -> Test | str:
        character = self._take()
        return self._escaped() if character == "\\" else character

    # -- addresses: what follows a piece comes right after it in the program ------------------------------------------

    def _assemble(self, tree: _Piece) -> States:
        states: States = []
        self._write(tree, states)
        states.append(State("match"))
        return states

    def _add(self, states: States, state: State) -> int:
        self._size += 1
        if self._size > SIZE_LIMIT:
            raise self._bad()
        states.append(state)
        return len(states) - 1

    def _write(self, piece: _Piece, states: States) -> None:
        match piece.kind:
            case "sequence":
                for part in piece.parts:
                    self._write(part, states)
            case "choice":
                self._write_choice(piece.parts, states)
            case "repeat":
                self._write_repeat(piece, states)
            case "ahead" | "unless":
                place = self._add(states, State(piece.kind, look=self._assemble(piece.parts[0])))
                states[place].following = (place + 1,)
            case _:
                place = self._add(states, State(piece.kind, piece.test))
                states[place].following = (place + 1,)

    def _write_choice(self, parts: tuple[_Piece, ...], states: States) -> None:
        if len(parts) == 1:
            self._write(parts[0], states)
            return
        fork = self._add(states, State("split"))
        begins: list[int] = []
        ends: list[int] = []
        for part in parts:
            begins.append(len(states))
            self._write(part, states)
            ends.append(self._add(states, State("split")))
        states[fork].following = tuple(begins)
        for end in ends:
            states[end].following = (len(states),)

    def _write_repeat(self, piece: _Piece, states: States) -> None:
        part = piece.parts[0]
        for _ in range(piece.least):
            self._write(part, states)
        if piece.most is None:
            fork = self._add(states, State("split"))
            self._write(part, states)
            back = self._add(states, State("split"))
            states[back].following = (fork,)
            states[fork].following = (fork + 1, len(states))
            return
        forks = []
        for _ in range(piece.most - piece.least):
            forks.append(self._add(states, State("split")))
            self._write(part, states)
        for fork in forks:
            states[fork].following = (fork + 1, len(states))
