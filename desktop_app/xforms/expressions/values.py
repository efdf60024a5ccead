"""The four values of XPath 1.0 and the conversions between them. Dates are text; as numbers they are days."""

from __future__ import annotations

import re
from datetime import tzinfo
from decimal import Decimal
from math import isnan, nan
from typing import Final

from desktop_app.xforms.expressions import temporal
from desktop_app.xforms.expressions.context import Context
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


def nodes_text(nodes: NodeSet, ctx: Context) -> str:
    """The string value of the first node, in document order."""
    return ctx.text(nodes[0]) if nodes else ""


def nodes_boolean(nodes: NodeSet) -> bool:
    """False for no node and for one empty or irrelevant leaf: an unanswered question is not a yes."""
    if len(nodes) != 1:
        return bool(nodes)
    node = nodes[0]
    return node.relevant and (bool(node.children) or node.text != "")


def to_text(value: Value, ctx: Context | None = None) -> str:
    """XPath's ``string()``; inside an evaluation with its context, which pays for it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if ctx is not None:
            return nodes_text(value, ctx)
        return value[0].string() if value else ""
    return number_text(value)


def to_number(value: Value, ctx: Context) -> float:
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, (float, int)):
        return value
    return text_number(value if isinstance(value, str) else nodes_text(value, ctx), ctx.zone)


def to_boolean(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return nodes_boolean(value)
    if isinstance(value, str):
        return value != ""
    return value != 0 and value == value


def blank(value: Value, ctx: Context) -> bool:
    """Whether ``coalesce`` passes over it: empty text, no node or an empty one, not a number."""
    if isinstance(value, list):
        return nodes_text(value, ctx) == ""
    return value == "" or value != value


# -- comparison --------------------------------------------------------------------------------------------------------


def texts_equal(left: str, right: str, zone: tzinfo) -> bool:
    """Equal as text, or as moments if both are dates (``2018-06-25`` is that day's midnight)."""
    if left == right:
        return True
    if not (temporal.looks_temporal(left) and temporal.looks_temporal(right)):
        return False
    return temporal.days(left, zone) == temporal.days(right, zone)


def answers_equal(node: Node, text: str, other: str, zone: tzinfo) -> bool:
    """Whether the answer at ``node`` (its ``text``) is ``other``: a number's as a number, ``2`` and ``2.0`` alike."""
    if text == other:
        return True
    if node.numeric and _NUMBER(text) and _NUMBER(other):
        return float(text) == float(other)
    return texts_equal(text, other, zone)


def equal(left: Value, right: Value, ctx: Context) -> bool:
    """``=`` of XPath 1.0, 3.4: some pair of nodes is equal; for values, by the stronger type."""
    return _compare(left, right, ctx, wanted=True)


def unequal(left: Value, right: Value, ctx: Context) -> bool:
    """``!=``: some pair differs; not the negation of ``=`` for node-sets."""
    return _compare(left, right, ctx, wanted=False)


def _compare(left: Value, right: Value, ctx: Context, *, wanted: bool) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        ctx.spend(len(left) * len(right))
        if right and right[0].numeric:
            left, right = right, left
        texts = [ctx.text(node) for node in right]
        mine = [(node, ctx.text(node)) for node in left]
        return any(answers_equal(*one, other, ctx.zone) is wanted for one in mine for other in texts)
    if isinstance(right, list):
        left, right = right, left
    if isinstance(left, list) and isinstance(right, str):
        return any(answers_equal(node, ctx.text(node), right, ctx.zone) is wanted for node in left)
    if isinstance(left, list) and not isinstance(right, bool):
        return any(_atoms_equal(ctx.text(node), right, ctx) is wanted for node in left)
    return _atoms_equal(nodes_boolean(left) if isinstance(left, list) else left, right, ctx) is wanted


def _atoms_equal(left: Value, right: Value, ctx: Context) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return texts_equal(left, right, ctx.zone)
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    return to_number(left, ctx) == to_number(right, ctx)
