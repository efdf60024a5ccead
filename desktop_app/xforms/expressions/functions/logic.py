"""Functions of truth."""

from __future__ import annotations

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.registry import function
from desktop_app.xforms.expressions.static import Type
from desktop_app.xforms.expressions.syntax import Call
from desktop_app.xforms.expressions.values import Value, to_number


@function("true", "", Type.BOOLEAN)
def true() -> bool:
    return True


@function("false", "", Type.BOOLEAN)
def false() -> bool:
    return False


@function("not", "b", Type.BOOLEAN)
def negation(value: bool) -> bool:  # noqa: FBT001 (XPath's own signature)
    return not value


@function("boolean", "b", Type.BOOLEAN)
def boolean(value: bool) -> bool:  # noqa: FBT001
    return value


@function("boolean-from-string", "s", Type.BOOLEAN)
def boolean_from_string(text: str) -> bool:
    return text in ("true", "1")


@function("checklist", "nnv*", Type.BOOLEAN, context=True)
def checklist(ctx: Context, least: float, most: float, *values: Value) -> bool:
    """Whether from ``least`` to ``most`` of the values are numbers above 0; -1 is no bound."""
    return _within(float(sum(_positive(ctx, value) for value in values)), least, most)


def _positive(ctx: Context, value: Value) -> bool:
    return to_number(value, ctx) > 0


def _check_pairs(call: Call) -> FormError | None:
    if len(call.arguments) % 2 == 0:
        return None
    place = Place(position=call.position)
    return FormError("XPR-008", place, name=call.name, given=len(call.arguments), expected="2, 4, 6...")


@function("weighted-checklist", "nnv*", Type.BOOLEAN, context=True, check=_check_pairs)
def weighted_checklist(ctx: Context, least: float, most: float, *pairs: Value) -> bool:
    """As ``checklist``, each value followed by what it weighs."""
    weights = [
        to_number(weight, ctx) for value, weight in zip(pairs[::2], pairs[1::2], strict=True) if _positive(ctx, value)
    ]
    return _within(sum(weights, 0.0), least, most)


def _within(count: float, least: float, most: float) -> bool:
    return (least == -1 or count >= least) and (most == -1 or count <= most)
