"""Functions of dates and times. Dates are ISO text; as numbers they are days of the local wall clock."""

from __future__ import annotations

from datetime import date, datetime
from math import nan
from typing import TYPE_CHECKING

from desktop_app.errors import FormError
from desktop_app.xforms.expressions import temporal
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.registry import function, special
from desktop_app.xforms.expressions.static import Closure, Compiled, Type
from desktop_app.xforms.expressions.syntax import Ast, Call, Chain, Negate, Number, walk
from desktop_app.xforms.expressions.values import Value, text_number, to_number, to_text

if TYPE_CHECKING:
    from desktop_app.xforms.expressions.compiler import Compiler


@function("today", "", Type.STRING, context=True, volatile=True)
def today(ctx: Context) -> str:
    return ctx.now.date().isoformat()


@function("now", "", Type.STRING, context=True, volatile=True)
def now(ctx: Context) -> str:
    return ctx.now.isoformat(timespec="milliseconds")


def _moment(ctx: Context, value: Value, *, universal: bool = False) -> date | datetime | None:
    """A value as a date or date-time; ``None`` for a blank one.

    Raises:
        FormError: ``XPR-012`` text that is no date, or a number out of the calendar.
    """
    if isinstance(value, list):
        value = to_text(value, ctx)
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        moment = temporal.parse(text, ctx.zone)
        if moment is not None:
            return moment
        number = text_number(text, ctx.zone)
        if number != number:
            raise FormError("XPR-012")
    else:
        number = to_number(value, ctx)
        if number != number:
            return None
    moment = temporal.from_days(number, ctx.zone, universal=universal)
    if moment is None:
        raise FormError("XPR-012")
    return moment


def _universal(ast: Ast) -> bool:
    """Whether the days come from ``decimal-date-time()`` of a date, which counts them from UTC's midnight."""
    calls = (item for item in walk(ast) if isinstance(item, Call) and item.name == "decimal-date-time")
    return any(not isinstance(argument, (Number, Chain, Negate)) for call in calls for argument in call.arguments)


@special("date", "v", Type.STRING)
def build_date(call: Call, compiler: Compiler) -> Compiled:
    value = compiler.value(call.arguments[0]).function
    universal = _universal(call.arguments[0])

    def as_date(ctx: Context) -> str:
        moment = _moment(ctx, value(ctx), universal=universal)
        if moment is None:
            return ""
        return moment.date().isoformat() if isinstance(moment, datetime) else moment.isoformat()

    return Compiled(Type.STRING, as_date)


@special("date-time", "v", Type.STRING)
def build_date_time(call: Call, compiler: Compiler) -> Compiled:
    value: Closure = compiler.value(call.arguments[0]).function
    universal = _universal(call.arguments[0])

    def as_date_time(ctx: Context) -> str:
        moment = _moment(ctx, value(ctx), universal=universal)
        return "" if moment is None else temporal.iso(moment)

    return Compiled(Type.STRING, as_date_time)


@function("decimal-date-time", "v", Type.NUMBER, context=True)
def decimal_date_time(ctx: Context, value: Value) -> float:
    """Days since 1970-01-01T00:00Z; a number stays as it is."""
    if isinstance(value, (str, list)):
        text = to_text(value, ctx).strip()
        days = temporal.utc_days(text, ctx.zone)
        return days if days == days else text_number(text, ctx.zone)
    return to_number(value, ctx)


@function("decimal-time", "s", Type.NUMBER, context=True)
def decimal_time(ctx: Context, text: str) -> float:
    """The part of the local day that has passed at a time of day."""
    clock = temporal.parse_time(text)
    if clock is None:
        return nan
    if clock.tzinfo is not None:
        clock = datetime.combine(ctx.now.date(), clock).astimezone(ctx.zone).time()
    return temporal.day_fraction(clock)


@function("format-date", "vs", Type.STRING, context=True)
def format_date(ctx: Context, value: Value, pattern: str) -> str:
    moment = _moment(ctx, value)
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = _local(moment, ctx)
    return temporal.format_temporal(moment, pattern, ctx.language)


@function("format-date-time", "vs", Type.STRING, context=True)
def format_date_time(ctx: Context, value: Value, pattern: str) -> str:
    return str(format_date(ctx, value, pattern))


def _local(moment: datetime, ctx: Context) -> datetime:
    try:
        return moment.astimezone(ctx.zone)
    except (ValueError, OverflowError):
        return moment
