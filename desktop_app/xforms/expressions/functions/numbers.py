"""Functions of numbers, and the aggregates over nodes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import ROUND_FLOOR, Decimal
from math import inf, isfinite, nan
from typing import Final

from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.registry import function
from desktop_app.xforms.expressions.static import Type
from desktop_app.xforms.expressions.values import NodeSet, Value, text_number, to_number

_DIGITS_LIMIT: Final = 400


@function("number", "?n", Type.NUMBER, defaults_to_node=True)
def number(value: float) -> float:
    return value


@function("int", "n", Type.NUMBER)
def integer(value: float) -> float:
    """Truncated towards zero."""
    return _whole(math.trunc, value)


@function("round", "n?n", Type.NUMBER)
def round_(value: float, digits: float = 0.0) -> float:
    """Halves go up (towards +infinity), judged on the decimal digits as written: 1.005 to 2 digits is 1.01."""
    if not isfinite(value):
        return value
    if not isfinite(digits):
        return nan
    places = max(-_DIGITS_LIMIT, min(_DIGITS_LIMIT, int(digits)))
    unit = Decimal(1).scaleb(-places)
    exact = Decimal(repr(value))
    if exact.as_tuple().exponent >= -places:  # type: ignore[operator]
        return value
    with_half = exact + unit / 2
    rounded = float((with_half / unit).to_integral_value(ROUND_FLOOR) * unit)
    return rounded or math.copysign(0.0, value)


@function("floor", "n", Type.NUMBER)
def floor(value: float) -> float:
    return _whole(math.floor, value)


@function("ceiling", "n", Type.NUMBER)
def ceiling(value: float) -> float:
    return _whole(math.ceil, value)


def _whole(cut: Callable[[float], int], value: float) -> float:
    """``cut`` for what is finite; what becomes zero keeps its sign, which a division would show."""
    return float(cut(value)) or math.copysign(0.0, value) if isfinite(value) else value


@function("abs", "n", Type.NUMBER)
def absolute(value: float) -> float:
    return abs(value)


@function("pow", "nn", Type.NUMBER)
def power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -inf if base < 0 and exponent % 2 == 1 else inf
    except ValueError:
        return inf if base == 0 else nan


def _total(formula: Callable[[float], float]) -> Callable[[float], float]:
    """A formula of ``math`` that gives NaN or an infinity where that raises."""

    def total(value: float) -> float:
        try:
            return formula(value)
        except OverflowError:
            return inf
        except ValueError:
            return nan

    return total


def _logarithm(formula: Callable[[float], float]) -> Callable[[float], float]:
    total = _total(formula)
    return lambda value: -inf if value == 0 else total(value)


for _name, _formula in (
    ("sqrt", _total(math.sqrt)),
    ("sin", _total(math.sin)),
    ("cos", _total(math.cos)),
    ("tan", _total(math.tan)),
    ("asin", _total(math.asin)),
    ("acos", _total(math.acos)),
    ("atan", _total(math.atan)),
    ("exp", _total(math.exp)),
    ("exp10", _total(lambda value: math.pow(10.0, value))),
    ("log", _logarithm(math.log)),
    ("log10", _logarithm(math.log10)),
):
    function(_name, "n", Type.NUMBER)(_formula)


@function("atan2", "nn", Type.NUMBER)
def atan2(y: float, x: float) -> float:
    return math.atan2(y, x)


@function("pi", "", Type.NUMBER)
def pi() -> float:
    return math.pi


# -- aggregates: blanks are skipped ----------------------------------------------------------------------------------


def _filled(ctx: Context, nodes: NodeSet) -> Iterator[float]:
    for node in nodes:
        text = ctx.text(node)
        if text:
            yield text_number(text, ctx.zone)


@function("sum", "N", Type.NUMBER, context=True)
def total(ctx: Context, nodes: NodeSet) -> float:
    """Of no filled node, 0. One text that is no number makes it NaN."""
    return sum(_filled(ctx, nodes), 0.0)


def _spread(ctx: Context, values: tuple[Value, ...]) -> list[float]:
    numbers: list[float] = []
    for value in values:
        if isinstance(value, list):
            numbers += _filled(ctx, value)
        elif value != "":
            numbers.append(to_number(value, ctx))
    return numbers


@function("max", "?v*", Type.NUMBER, context=True)
def maximum(ctx: Context, *values: Value) -> float:
    """Of nothing filled, NaN."""
    numbers = _spread(ctx, values)
    return max(numbers) if numbers and not any(map(math.isnan, numbers)) else nan


@function("min", "?v*", Type.NUMBER, context=True)
def minimum(ctx: Context, *values: Value) -> float:
    """Of nothing filled, NaN."""
    numbers = _spread(ctx, values)
    return min(numbers) if numbers and not any(map(math.isnan, numbers)) else nan


@function("random", "", Type.NUMBER, volatile=True)
def random() -> float:
    import random as generator

    return generator.random()  # noqa: S311 (a form's random() hides nothing)
