"""Functions of nodes."""

from __future__ import annotations

from math import isfinite
from typing import Final

from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.nodes import XML_NAMESPACE, Kind, Node
from desktop_app.xforms.expressions.registry import function
from desktop_app.xforms.expressions.static import Type
from desktop_app.xforms.expressions.values import NodeSet, Value, text_number, to_text


@function("count", "N", Type.NUMBER)
def count(nodes: NodeSet) -> float:
    """The relevant nodes."""
    return float(sum(node.relevant for node in nodes))


@function("count-non-empty", "N", Type.NUMBER, context=True)
def count_non_empty(ctx: Context, nodes: NodeSet) -> float:
    return float(sum(ctx.text(node) != "" for node in nodes))


@function("id", "v", Type.NODES, context=True)
def by_id(ctx: Context, value: Value) -> NodeSet:
    """The elements whose ``id`` or ``xml:id`` is among the words of ``value``."""
    words = " ".join(ctx.text(node) for node in value) if isinstance(value, list) else to_text(value)
    wanted = set(words.split())
    found: NodeSet = []
    for node in ctx.root.descendants():
        ctx.spend(1)
        if node.kind == Kind.ELEMENT and _ids(node) & wanted:
            found.append(node)
    return found


def _ids(node: Node) -> set[str]:
    keys: tuple[str | tuple[str, str], ...] = ("id", (XML_NAMESPACE, "id"))
    return {node.attributes[key] for key in keys if key in node.attributes}


_MODULUS: Final = 2_147_483_647
_MULTIPLIER: Final = 16_807


@function("randomize", "N?v", Type.NODES, context=True, volatile=True)
def randomize(ctx: Context, nodes: NodeSet, seed: Value = "") -> NodeSet:
    """The nodes shuffled; the same seed gives the same order here as in the other engines (Park-Miller)."""
    shuffled = [node for node in nodes if node.relevant]
    state = _seed(ctx, seed)
    for last in range(len(shuffled) - 1, 0, -1):
        state = state * _MULTIPLIER % _MODULUS
        other = int((state - 1) / (_MODULUS - 1) * (last + 1))
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return shuffled


def _seed(ctx: Context, value: Value) -> int:
    text = to_text(value, ctx)
    if text == "":
        import random

        return random.randrange(1, _MODULUS)  # noqa: S311 (an order of choices, no secret)
    number = text_number(text, ctx.zone)
    if isfinite(number):
        state = int(number) % _MODULUS
    else:
        import hashlib

        state = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big", signed=True) % _MODULUS
    return state or _MODULUS - 1
