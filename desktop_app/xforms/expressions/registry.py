"""The functions by name: what they take, what they give. The modules of ``functions`` register themselves here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.static import Compiled, Type
from desktop_app.xforms.expressions.syntax import Call

if TYPE_CHECKING:
    from desktop_app.xforms.expressions.compiler import Compiler

Builder = Callable[[Call, "Compiler"], Compiled]
Check = Callable[[Call], FormError | None]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    ``parameters`` has one letter an argument: ``s`` text, ``n`` number, ``b`` boolean, ``N`` nodes, ``v`` any value;
    ``?`` before the first that may be left out, ``*`` after the last for as many as one likes. ``check`` finds faults
    of a call that can be seen without running it.
    """

    name: str
    parameters: str
    returns: Type
    implementation: Callable[..., Any] | None = None
    builder: Builder | None = None
    context: bool = False
    defaults_to_node: bool = False
    volatile: bool = False
    check: Check | None = None

    letters: str = field(init=False)
    fewest: int = field(init=False)
    most: int | None = field(init=False)

    def __post_init__(self) -> None:
        """Asked for at every call of every form: worked out once. ``most`` is ``None`` for no limit."""
        letters = self.parameters.replace("?", "").replace("*", "")
        required = self.parameters.partition("?")[0]
        object.__setattr__(self, "letters", letters)
        object.__setattr__(self, "fewest", len(required.replace("*", "")) - required.count("*"))
        object.__setattr__(self, "most", None if "*" in self.parameters else len(letters))

    def letter(self, index: int) -> str:
        """How argument ``index`` (from 0) is taken."""
        return self.letters[min(index, len(self.letters) - 1)]


FUNCTIONS: Final[dict[str, Function]] = {}


def function(
    name: str,
    parameters: str,
    returns: Type,
    *,
    context: bool = False,
    defaults_to_node: bool = False,
    volatile: bool = False,
    check: Check | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a function of converted arguments; with ``context`` the evaluation's context comes first."""

    def register(implementation: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS[name] = Function(
            name,
            parameters,
            returns,
            implementation=implementation,
            context=context,
            defaults_to_node=defaults_to_node,
            volatile=volatile,
            check=check,
        )
        return implementation

    return register


def special(
    name: str, parameters: str, returns: Type = Type.ANY, *, check: Check | None = None
) -> Callable[[Builder], Builder]:
    """Registers a function that compiles its own arguments: those that are lazy or look at the tree."""

    def register(builder: Builder) -> Builder:
        FUNCTIONS[name] = Function(name, parameters, returns, builder=builder, check=check)
        return builder

    return register
