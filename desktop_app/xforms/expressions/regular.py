"""Regular expressions in time proportional to text times pattern, so that no form can hang the program.

The states of a pattern are all followed at once; nothing is ever tried twice at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from desktop_app.xforms.expressions.patterns import State, States, is_word, states_of


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled pattern. ``cost`` is the number of states that one character may visit."""

    states: States
    cost: int
    looks: bool

    def steps(self, length: int) -> int:
        """The most states that a search in a text of that length visits; each look-ahead may run to the end."""
        return self.cost * (length + 1) * (length + 1 if self.looks else 1)


def search(pattern: str, text: str) -> bool:
    """Whether some part of ``text`` matches; ``XPR-014`` for a pattern that is not understood."""
    return _Search(text).run(program(pattern).states, 0, anchored=False)


@lru_cache(maxsize=256)
def program(pattern: str) -> Program:
    """The compiled pattern; raises ``XPR-014``."""
    states = states_of(pattern)
    return Program(states, _cost(states), any(state.look is not None for state in states))


def _cost(states: States) -> int:
    return len(states) + sum(_cost(state.look) for state in states if state.look is not None)


class _Search:
    """One text, and what look-aheads found at its places: each is tried once a place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._looked: dict[tuple[int, int], bool] = {}

    def run(self, states: States, begin: int, *, anchored: bool) -> bool:
        """Whether the states match from ``begin``, or from anywhere after it unless ``anchored``."""
        text = self._text
        waiting: list[int] = []
        visited: set[int] = set()
        for at in range(begin, len(text) + 1):
            if (not anchored or at == begin) and self._follow(states, 0, at, visited, waiting):
                return True
            if at == len(text) or (anchored and not waiting):
                return False
            reading, waiting, visited = waiting, [], set()
            for place in reading:
                state = states[place]
                assert state.test is not None
                if state.test(text[at]) and self._follow(states, state.following[0], at + 1, visited, waiting):
                    return True
        return False

    def _follow(self, states: States, place: int, at: int, visited: set[int], waiting: list[int]) -> bool:
        """Adds to ``waiting`` the character states that ``place`` leads to; whether the end is among them."""
        pending = [place]
        while pending:
            place = pending.pop()
            if place in visited:
                continue
            visited.add(place)
            state = states[place]
            if state.kind == "match":
                return True
            if state.kind == "char":
                waiting.append(place)
            elif state.kind == "split" or self._holds(state, at):
                pending += state.following
        return False

    def _holds(self, state: State, at: int) -> bool:
        text = self._text
        match state.kind:
            case "start":
                return at == 0
            case "end":
                return at == len(text)
            case "ahead" | "unless":
                return self._look(state, at) is (state.kind == "ahead")
            case _:
                before = at > 0 and is_word(text[at - 1])
                after = at < len(text) and is_word(text[at])
                return (before != after) is (state.kind == "boundary")

    def _look(self, state: State, at: int) -> bool:
        assert state.look is not None
        key = (id(state), at)
        found = self._looked.get(key)
        if found is None:
            found = self._looked[key] = self.run(state.look, at, anchored=True)
        return found
