"""A response's XML as rows: one for each answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.reception.tables import SCALE

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 10**10
"""Beyond it a number is not added up: thousands of them must fit into 64 bits."""
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_FIRST: Final = frozenset("-.0123456789")
_DIGITS: Final = 4


class Value(NamedTuple):
    """An answer. ``row`` is empty outside of repeats, else the numbers, from 1, of the records that it is in, joined by
    points; ``number`` is in ten-thousandths, ``None`` for what is no number or is beyond ``LARGEST``."""

    path: str
    row: str
    text: str
    number: int | None


class Shape:
    """The nodes of a form, as steps from one to the next: a document's path costs one look-up a node.

    Args:
        paths: the references of the form's nodes, such as ``/data/projects/project/value``.
        repeats: those of its repeats.
    """

    __slots__ = ("path", "repeats", "steps")

    def __init__(self, paths: Iterable[str], repeats: Collection[str]) -> None:
        self.path = ""
        self.repeats = False
        self.steps: dict[str, Shape] = {}
        for path in paths:
            self._add(path, repeats)

    def _add(self, path: str, repeats: Collection[str]) -> None:
        shape = self
        for name in path.strip("/").split("/"):
            own = f"{shape.path}/{name}"
            if name not in shape.steps:
                step = shape.steps[name] = Shape((), ())
                step.path, step.repeats = own, own in repeats
            shape = shape.steps[name]


def values(root: _Element, shape: Shape) -> list[Value]:
    """The answers below ``root``, in document order, without empty ones and without what is none of the form's. Where a
    node stands twice that is no repeat, the first one that has an answer counts."""
    found: dict[tuple[str, str], str] = {}
    own = shape.steps.get(_local(str(root.tag)))
    if own is not None:
        _below(root, own, "", found)
    return [Value(path, row, text, scaled(text)) for (path, row), text in found.items()]


def _below(parent: _Element, shape: Shape, row: str, found: dict[tuple[str, str], str]) -> None:
    counted: dict[str, int] = {}
    steps = shape.steps
    for child in parent:
        tag = str(child.tag)
        step = steps.get(tag) or steps.get(_local(tag))
        if step is None:
            continue
        place = row
        if step.repeats:
            number = counted[step.path] = counted.get(step.path, 0) + 1
            place = f"{row}.{number}" if row else str(number)
        if step.steps:
            _below(child, step, place, found)
        elif (text := child.text) and (text := text.strip()):
            found.setdefault((step.path, place), text)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def scaled(text: str) -> int | None:
    """A number in ten-thousandths, half up; ``None`` for any other text."""
    if text.isascii() and text.isdigit() and len(text) < 11:
        return int(text) * SCALE
    if text[:1] not in _FIRST or not _NUMBER.fullmatch(text):
        return None
    whole, _, rest = text.partition(".")
    if len(rest) <= _DIGITS and len(whole) < 11 and rest.isdigit():  # as most are: exact without Decimal's cost
        return int(whole + rest) * 10 ** (_DIGITS - len(rest)) if whole not in {"", "-"} else _exact(text)
    return _exact(text)


def _exact(text: str) -> int | None:
    number = Decimal(text)
    if abs(number) > LARGEST:
        return None
    return int((number * SCALE).to_integral_value(ROUND_HALF_UP))
