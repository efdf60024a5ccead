"""A compiled expression: made once, evaluated as often as one likes, by any thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final, TypeVar

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions.compiler import Compiler, validate
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.functions import FUNCTIONS
from desktop_app.xforms.expressions.parser import parse
from desktop_app.xforms.expressions.references import PathReference, references
from desktop_app.xforms.expressions.syntax import Ast, Call
from desktop_app.xforms.expressions.values import NodeSet, Value

Result = TypeVar("Result")
_LONGEST_SHARED: Final = 1_500
_NO_NAMESPACES: Final[Mapping[str, str]] = MappingProxyType({})


class Expression:
    """An expression ready to evaluate. Each kind of result is compiled when it is first asked for."""

    def __init__(self, source: str, ast: Ast, calls: tuple[Call, ...], namespaces: Mapping[str, str]) -> None:
        self.source = source
        self.ast = ast
        self.calls = calls
        self._compiler = Compiler(namespaces)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    # -- evaluation ---------------------------------------------------------------------------------------------------

    def evaluate(self, ctx: Context) -> Value:
        """The value as it comes: ``bool``, ``float``, ``str`` or a list of nodes that is not to be changed.

        Raises:
            FormError: ``XPR-005``, ``XPR-009``..``XPR-014``, as do the others.
        """
        return _guarded(self._value, ctx)

    def boolean(self, ctx: Context) -> bool:
        return _guarded(self._boolean, ctx)

    def number(self, ctx: Context) -> float:
        return _guarded(self._number, ctx)

    def string(self, ctx: Context) -> str:
        return _guarded(self._string, ctx)

    def nodes(self, ctx: Context) -> NodeSet:
        """The nodes in document order; ``XPR-009`` if the expression gives none but a value."""
        return _guarded(self._nodes, ctx)

    @cached_property
    def _value(self) -> Callable[[Context], Value]:
        return _compiling(lambda: self._compiler.value(self.ast).function)

    @cached_property
    def _boolean(self) -> Callable[[Context], bool]:
        return _compiling(lambda: self._compiler.boolean(self.ast))

    @cached_property
    def _number(self) -> Callable[[Context], float]:
        return _compiling(lambda: self._compiler.number(self.ast))

    @cached_property
    def _string(self) -> Callable[[Context], str]:
        return _compiling(lambda: self._compiler.text(self.ast))

    @cached_property
    def _nodes(self) -> Callable[[Context], NodeSet]:
        return _compiling(lambda: self._compiler.nodes(self.ast))

    # -- dependencies -------------------------------------------------------------------------------------------------

    @cached_property
    def references(self) -> tuple[PathReference, ...]:
        """Every path that it reads, in the order of the text."""
        return references(self.ast)

    @cached_property
    def volatile(self) -> bool:
        """Whether two evaluations may differ though nothing that it reads did: ``now()``, ``random()``..."""
        return any(call.name in FUNCTIONS and FUNCTIONS[call.name].volatile for call in self.calls)

    def resolve_references(self, context_ref: str) -> set[str]:
        """The absolute references, without positions, that it reads when it stands at ``context_ref``.

        A step may be ``*`` (any name) or ``**`` (any depth).
        """
        resolved = (reference.resolve(context_ref) for reference in self.references)
        return {ref for ref in resolved if ref is not None}


def compile(  # noqa: A001 (the room's word for it)
    text: str, namespaces: Mapping[str, str] | None = None, *, lenient: bool = False
) -> Expression:
    """Parses and checks ``text``.

    Args:
        text: an XPath of ODK XForms.
        namespaces: prefix to namespace, for qualified names; an unknown prefix matches nodes written with it.
        lenient: unknown functions and wrong numbers of arguments fail only when they are evaluated.

    Raises:
        FormError: ``XPR-001``..``XPR-009``, ``XPR-014``, with the position from 1 in the text.
    """
    ast, calls = parse(text)
    if not lenient:
        validate(calls)
    return Expression(text, ast, calls, namespaces or _NO_NAMESPACES)


def compile_shared(text: str, namespaces: Mapping[str, str]) -> Expression:
    """The same as ``compile``, made once for all forms that say ``text``: a form is opened many times, and checked
    again after every correction.
    """
    if len(text) > _LONGEST_SHARED:
        return compile(text, namespaces)
    return _shared(text, tuple(namespaces.items()))


@lru_cache(maxsize=512)
def _shared(text: str, namespaces: tuple[tuple[str, str], ...]) -> Expression:
    return compile(text, dict(namespaces))


def _compiling(build: Callable[[], Callable[[Context], Result]]) -> Callable[[Context], Result]:
    try:
        return build()
    except RecursionError as error:
        raise _too_deep() from error


def _guarded(closure: Callable[[Context], Result], ctx: Context) -> Result:
    try:
        return closure(ctx)
    except RecursionError as error:
        raise _too_deep() from error


def _too_deep() -> FormError:
    """The caller's own stack may be so deep already that an expression within the limits does not fit."""
    return FormError("XPR-005", Place(position=1))
