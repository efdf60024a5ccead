"""What the compiler knows about an expression's value before it runs."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple

from desktop_app.xforms.expressions.context import Context


class Type(IntEnum):
    BOOLEAN = 0
    NUMBER = 1
    STRING = 2
    NODES = 3
    ANY = 4


Closure = Callable[[Context], Any]


class Compiled(NamedTuple):
    """A closure and the type that it always gives."""

    type: Type
    function: Closure
