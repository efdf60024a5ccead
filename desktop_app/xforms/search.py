"""``search()`` in an appearance: the choices are rows of an attached CSV table, as ODK Collect offers them.

``search('table')`` offers every row; ``search('table', 'contains', 'columns', text)`` those where one of the columns
(comma-separated) has the text, with ``startswith``, ``endswith`` and ``matches`` likewise; a column and a value more
narrow that down. The control's own items name the columns of value and label; items whose value is a whole number are
choices of their own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.errors import FormError
from desktop_app.xforms.captions import Caption
from desktop_app.xforms.expressions import Context, Expression, Node, compile  # noqa: A004 (the room's own word)
from desktop_app.xforms.itemsets import Captioner, extra_columns, read
from desktop_app.xforms.model import Choice

_CALL: Final = re.compile(r"(?:^|[\s;])(search\s*\(.*\))", re.DOTALL)
_TABLE: Final = re.compile(r"(?:^|[\s;])search\s*\(\s*(['\"])([^'\"]+)\1")
_WHOLE: Final = re.compile(r"-?\d+\Z", re.ASCII)
_ARGUMENTS: Final = (1, 4, 6)
_WAYS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "contains": lambda cell, text: text in cell,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "matches": str.__eq__,
}


def searched_table(appearance: str) -> str | None:
    """The table that an appearance searches, without ``.csv``; ``None`` if it searches none."""
    found = _TABLE.search(appearance)
    return found[2].strip().removesuffix(".csv") if found else None


@dataclass(frozen=True, slots=True)
class Search:
    """The choices of a control with ``search()``; a ``ChoiceSource``."""

    expression: Expression
    arguments: tuple[Expression, ...]
    table: Node
    items: tuple[tuple[str, Caption], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    def offered(self, context: Context, captioner: Captioner) -> tuple[Choice, ...]:
        """The whole-number items, then the rows found, each value and label once."""
        said = [argument.string(context) for argument in self.arguments[1:]]
        choices: dict[tuple[str, str], Choice] = {}
        rows = None
        for value, caption in self.items:
            label = captioner.caption(caption, context)
            if _WHOLE.match(value):
                choices[value, label] = Choice(value, label)
                continue
            rows = list(self._found(said)) if rows is None else rows
            context.spend(len(rows))
            for row in rows:
                choice = _choice(row, value, label)
                choices.setdefault((choice.name, choice.label), choice)
        return tuple(choices.values())

    def _found(self, said: list[str]) -> Iterator[Node]:
        rows = [row for root in self.table.children for row in root.named("item")]
        if rows and rows[0].child("sortby") is not None:
            rows.sort(key=_place)
        if not said:
            return iter(rows)
        way, columns, text = (
            _WAYS.get(said[0].strip().lower(), _WAYS["contains"]),
            said[1].split(","),
            said[2].casefold(),
        )
        kept = (row for row in rows if any(way(read(row, column.strip()).casefold(), text) for column in columns))
        return (row for row in kept if read(row, said[3]) == said[4]) if len(said) > 3 else kept


def read_search(appearance: str, tables: Mapping[str, Node], items: tuple[tuple[str, Caption], ...]) -> Search | None:
    """The source of choices of a control with that appearance; ``None`` where it has no ``search()``.

    Raises:
        FormError: the call is ill-formed, or (``XPR-008``) has a wrong number of arguments.
    """
    call = _CALL.search(appearance)
    table = tables.get(searched_table(appearance) or "")
    if call is None or table is None:
        return None
    whole = compile(call[1], lenient=True)
    given = whole.calls[-1].arguments if whole.calls[-1].name == "search" else whole.calls[0].arguments
    if len(given) not in _ARGUMENTS:
        raise FormError("XPR-008", name="search", given=len(given), expected="1, 4, 6")
    arguments = tuple(Expression(call[1], argument, (), {}) for argument in given)
    return Search(whole, arguments, table, items)


def _choice(row: Node, value: str, label: str) -> Choice:
    texts = (read(row, column.strip()) for column in label.split(","))
    return Choice(read(row, value), ", ".join(text for text in texts if text), extra_columns(row))


def _place(row: Node) -> float:
    try:
        return float(read(row, "sortby"))
    except ValueError:
        return math.inf
