"""Groups and repeats: that each is closed, and which of them each row of the survey is in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from desktop_app.errors import FormError
from desktop_app.xforms.checks.fields import Entry
from desktop_app.xforms.vocabulary import kind

# The compiler cannot be asked about a form whose groups do not close: all that it says follows from that.
TORN: Final = frozenset({"FORM-039", "FORM-040", "FORM-041"})


@dataclass(slots=True)
class Blocks:
    """What was found. Rows go by their numbers.

    Attributes:
        errors: the faults.
        around: of each row, the one that opened the group or repeat that it is directly in; 0 for the form itself.
        ends: of each row that opens a group or repeat, the one that closes it; it has none if nothing does.
    """

    errors: list[FormError] = field(default_factory=list)
    around: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)


def blocks(rows: list[Entry]) -> Blocks:
    """Follows the ``begin`` and ``end`` rows; a slip in one row is one error, as far as can be told."""
    return _Reading(rows).read()


class _Reading:
    def __init__(self, rows: list[Entry]) -> None:
        self._rows = rows
        self._stack: list[Entry] = []
        self._open: Counter[str] = Counter()
        self._begins, self._ends = (self._count(role) for role in ("begin", "end"))
        self._found = Blocks()

    def _count(self, role: str) -> Counter[str]:
        kinds = [kind(entry.get("type")) for entry in self._rows]
        return Counter(what.block for what in kinds if what.role == role)

    def read(self) -> Blocks:
        for entry in self._rows:
            self._found.around[entry.number] = self._stack[-1].number if self._stack else 0
            what = kind(entry.get("type"))
            if what.role == "begin":
                self._stack.append(entry)
                self._open[what.block] += 1
            elif what.role == "end":
                self._close(entry, what.block)
        while self._stack:
            self._found.errors.append(_unclosed(self._pop()))
        return self._found

    def _close(self, entry: Entry, block: str) -> None:
        if self._open[block]:
            while _block(self._stack[-1]) != block:
                self._found.errors.append(_unclosed(self._pop()))
            self._found.ends[self._pop().number] = entry.number
        elif not self._stack:
            self._found.errors.append(FormError("FORM-040", entry.place("type"), kind=kind(entry.get("type")).text))
        else:
            top = self._stack[-1]
            self._found.errors.append(_mismatched(entry, top))
            # One end too many, while what is open has its own further down: only this row is wrong.
            stray = self._ends[block] > self._begins[block] and self._begins[_block(top)] == self._ends[_block(top)]
            if not stray:
                self._found.ends[self._pop().number] = entry.number

    def _pop(self) -> Entry:
        entry = self._stack.pop()
        self._open[_block(entry)] -= 1
        return entry


def _block(entry: Entry) -> str:
    return kind(entry.get("type")).block


def _unclosed(entry: Entry) -> FormError:
    what = kind(entry.get("type"))
    return FormError("FORM-039", entry.place("type"), kind=what.text, name=entry.get("name"), end=f"end {what.block}")


def _mismatched(entry: Entry, opened: Entry) -> FormError:
    what = kind(opened.get("type"))
    return FormError(
        "FORM-041",
        entry.place("type"),
        kind=kind(entry.get("type")).text,
        opened=what.text,
        name=opened.get("name"),
        other=opened.number,
        end=f"end {what.block}",
    )
