"""The four values of XPath 1.0 and the conversions between them. Dates are text; as numbers they are days."""

from __future__ import annotations

import re
from datetime import tzinfo
from decimal import Decimal
from math import isnan, nan
from typing import Final

from desktop_app.xforms.expressions import temporal
from desktop_app.xforms.expressions.nodes import Node

NodeSet = list[Node]
Value = bool | float | str | NodeSet

_NUMBER: Final = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*").fullmatch


def text_number(text: str, zone: tzinfo) -> float:
    """XPath's ``number()`` of a text; an ISO date or date-time is its days since 1970-01-01."""
    if _NUMBER(text):
        return float(text)
    if temporal.looks_temporal(text.strip()):
        return temporal.days(text, zone)
    return nan


def number_text(number: float) -> str:
    """XPath's ``string()`` of a number: no exponent, no ``.0``, no ``-0``."""
    if number - number != 0:  # neither an infinity nor NaN leaves zero
        return "NaN" if isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    shortest = repr(float(number))
    return format(Decimal(shortest), "f") if "e" in shortest else shortest


def nodes_text(nodes: NodeSet) -> str:
    """The string value of the first node, in document order."""
    return nodes[0].string() if nodes else ""


def nodes_boolean(nodes: NodeSet) -> bool:
    """False for no node and for one empty or irrelevant leaf: an unanswered question is not a yes."""
    if len(nodes) != 1:
        return bool(nodes)
    node = nodes[0]
    return node.relevant and (bool(node.children) or node.text != "")


def to_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return nodes_text(value)
    return number_text(value)


def to_number(value: Value, zone: tzinfo) -> float:
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, (float, int)):
        return value
    return text_number(value if isinstance(value, str) else nodes_text(value), zone)


def to_boolean(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return nodes_boolean(value)
    if isinstance(value, str):
        return value != ""
    return value != 0 and value == value


def blank(value: Value) -> bool:
    """Whether ``coalesce`` passes over it: empty text, no node or an empty one, not a number."""
    if isinstance(value, list):
        return nodes_text(value) == ""
    return value == "" or value != value


# -- comparison ------------------------------------------------------------------------------------------------------


def texts_equal(left: str, right: str, zone: tzinfo) -> bool:
    """Equal as text, or as moments if both are dates (``2018-06-25`` is that day's midnight)."""
    if left == right:
        return True
    if not (temporal.looks_temporal(left) and temporal.looks_temporal(right)):
        return False
    return temporal.days(left, zone) == temporal.days(right, zone)


def equal(left: Value, right: Value, zone: tzinfo) -> bool:
    """``=`` of XPath 1.0, 3.4: existential over node-sets, else by the stronger type."""
    if isinstance(left, list) and isinstance(right, list):
        texts = [node.string() for node in right]
        return any(texts_equal(node.string(), text, zone) for node in left for text in texts)
    if isinstance(right, list):
        left, right = right, left
    if isinstance(left, list):
        if isinstance(right, bool):
            return nodes_boolean(left) == right
        return any(_atoms_equal(node.string(), right, zone) for node in left)
    return _atoms_equal(left, right, zone)


def unequal(left: Value, right: Value, zone: tzinfo) -> bool:
    """``!=``: some pair differs; not the negation of ``=`` for node-sets."""
    if isinstance(left, list) and isinstance(right, list):
        texts = [node.string() for node in right]
        return any(not texts_equal(node.string(), text, zone) for node in left for text in texts)
    if isinstance(right, list):
        left, right = right, left
    if isinstance(left, list):
        if isinstance(right, bool):
            return nodes_boolean(left) != right
        return any(not _atoms_equal(node.string(), right, zone) for node in left)
    return not _atoms_equal(left, right, zone)


def _atoms_equal(left: Value, right: Value, zone: tzinfo) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return texts_equal(left, right, zone)
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    return to_number(left, zone) == to_number(right, zone)
