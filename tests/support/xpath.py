"""Short ways to evaluate an expression in a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from desktop_app.errors import FormError
from desktop_app.xforms.expressions import Context, compile, evaluate, parse_xml  # noqa: A004

BOGOTA = timezone(timedelta(hours=-5))
NOW = datetime(2026, 11, 20, 20, 30, 15, 250_000, tzinfo=BOGOTA)

Result = TypeVar("Result")


def attempt(run: Callable[..., Result], *arguments: Any) -> tuple[Any, FormError | None]:
    """What ``run`` gives, or the refusal that it ends in."""
    try:
        return run(*arguments), None
    except FormError as error:
        return None, error


def value(expression: str, xml: str = "<data/>", at: str = "/", **more: Any) -> Any:
    """The value of ``expression`` at half past eight in the evening of 2026-11-20 in Bogotá."""
    return evaluate(expression, xml, at, now=more.pop("now", NOW), **more)


def code(expression: str, xml: str = "<data/>", at: str = "/", **more: Any) -> str:
    """The code of the error that ``expression`` ends in; ``""`` if it ends well."""
    _, refusal = attempt(lambda: value(expression, xml, at, **more))
    return refusal.code if refusal is not None else ""


def compile_error(expression: str) -> tuple[str, int | None]:
    """The code and the position that compiling ``expression`` is refused with."""
    _, refusal = attempt(compile, expression)
    return (refusal.code, refusal.place.position) if refusal is not None else ("", None)


def context(xml: str, at: str = "/", **more: Any) -> Context:
    """A context over the document of ``xml``."""
    document = parse_xml(xml)
    plain = Context(node=document, root=document, now=NOW)
    return Context(node=compile(at).nodes(plain)[0], root=document, now=NOW, **more)
