"""A response's XML as rows: one for each answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.reception.tables import SCALE

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 10**10
"""Beyond it a number is not added up: thousands of them must fit into 64 bits."""
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_META: Final = "meta"


class Value(NamedTuple):
    """An answer. ``row`` is empty outside of repeats, else the numbers, from 1, of the records that it is in, joined by
    points; ``number`` is in ten-thousandths, ``None`` for what is no number or is beyond ``LARGEST``."""

    path: str
    row: str
    text: str
    number: int | None


def values(root: _Element, repeats: Collection[str]) -> list[Value]:
    """The answers below ``root``, in document order, without empty ones and without the form's own ``meta``.

    Args:
        repeats: the references of the form's repeats, such as ``/data/projects/project``.
    """
    found: list[Value] = []
    _below(root, f"/{_local(root)}", "", repeats, found)
    return found


def _below(parent: _Element, path: str, row: str, repeats: Collection[str], found: list[Value]) -> None:
    counted: dict[str, int] = {}
    for child in parent:
        name = _local(child)
        own = f"{path}/{name}"
        place = row
        if own in repeats:
            counted[own] = counted.get(own, 0) + 1
            place = f"{row}.{counted[own]}" if row else str(counted[own])
        if len(child):
            if name != _META:
                _below(child, own, place, repeats, found)
        elif (text := (child.text or "").strip()) and name != _META:
            found.append(Value(own, place, text, scaled(text)))


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def scaled(text: str) -> int | None:
    """A number in ten-thousandths, half up; ``None`` for any other text."""
    if text.isascii() and text.isdigit() and len(text) < 11:
        return int(text) * SCALE
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    if abs(number) > LARGEST:
        return None
    return int((number * SCALE).to_integral_value(ROUND_HALF_UP))
