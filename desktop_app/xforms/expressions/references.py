"""What an expression reads: its paths, resolved without looking at any instance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.xforms.expressions.syntax import Ast, Call, Filter, Literal, Path, Step, children

_UPWARD: Final = frozenset({"parent", "ancestor", "ancestor-or-self"})
_SIDEWAYS: Final = frozenset({"following-sibling", "preceding-sibling"})
_ANYWHERE: Final = frozenset({"following", "preceding"})


@dataclass(slots=True, unsafe_hash=True)  # not frozen, as in syntax.py
class PathReference:
    """A path that an expression reads, predicates left out.

    ``steps`` holds names as written, ``..``, ``*`` for any name, ``**`` for any depth and ``/`` for the root again;
    ``instance`` names the secondary instance that it starts from (``?`` if that is computed). ``position`` is the place
    in the expression. ``plain``: of an absolute path, how many of its first steps are bare names, which inside a repeat
    stay in the instance that they are read from.
    """

    absolute: bool
    steps: tuple[str, ...]
    instance: str | None = None
    position: int = 1
    plain: int = 0

    def resolve(self, context_ref: str) -> str | None:
        """The absolute reference seen from ``context_ref``; ``None`` outside the primary instance."""
        if self.instance is not None:
            return None
        names = [] if self.absolute else [name for name in context_ref.split("/") if name]
        for step in self.steps:
            if step == "/":
                names.clear()
            elif step != "..":
                names.append(step)
            elif names and names[-1] != "**":
                names.pop()
            elif not names:
                return None
        return "/" + "/".join(names)


_CONTEXT: Final = PathReference(absolute=False, steps=())
_ROOT: Final = PathReference(absolute=True, steps=())
_ANYWHERE_AT_ALL: Final = PathReference(absolute=True, steps=("**",))


def references(ast: Ast) -> tuple[PathReference, ...]:
    """Every path of ``ast`` in the order of the text, those in predicates seen from where the predicate stands."""
    found: list[PathReference] = []
    _collect(ast, _CONTEXT, found)
    return tuple(dict.fromkeys(found))


def _collect(ast: Ast, here: PathReference, found: list[PathReference]) -> None:
    """Adds what ``ast`` reads when its context node is ``here``."""
    if isinstance(ast, Path):
        _collect_path(ast, here, found)
    elif isinstance(ast, Filter):
        _collect(ast.primary, here, found)
        base = _base(ast.primary, here) or here
        for predicate in ast.predicates:
            _collect(predicate, base, found)
    elif isinstance(ast, Call) and not ast.arguments:
        if ast.name == "current":
            found.append(_CONTEXT)
        elif ast.name in _NODE_DEFAULTS:
            found.append(here)
    else:
        for child in children(ast):
            _collect(child, here, found)


_NODE_DEFAULTS: Final = frozenset(
    {"string", "number", "string-length", "normalize-space", "name", "local-name", "namespace-uri"}
)


def _base(start: Ast, here: PathReference) -> PathReference | None:
    """Where a path begins that starts from ``start``; ``None`` for what is no place in a tree."""
    if isinstance(start, Call):
        if start.name == "current":
            return _CONTEXT
        if start.name == "instance":
            name = start.arguments[0] if start.arguments else None
            return PathReference(absolute=True, steps=(), instance=name.text if isinstance(name, Literal) else "?")
        return _base(start.arguments[0], here) if start.name == "randomize" and start.arguments else None
    if isinstance(start, Path):
        return _collect_path(start, here, [])
    return _base(start.primary, here) if isinstance(start, Filter) else None


def _collect_path(path: Path, here: PathReference, found: list[PathReference]) -> PathReference:
    """Adds the references in the predicates of ``path``, then its own, which it returns."""
    if path.absolute:
        base = _ROOT
    elif path.start is None:
        base = here
    else:
        if not (isinstance(path.start, Call) and path.start.name == "current"):
            _collect(path.start, here, found)
        base = _base(path.start, here) or _ANYWHERE_AT_ALL
    names = list(base.steps)
    for step in path.steps:
        names += _names(step)
        if step.predicates:
            at = PathReference(base.absolute, tuple(names), base.instance, path.position)
            for predicate in step.predicates:
                _collect(predicate, at, found)
    plain = leading_names(path) if path.absolute and (here is _CONTEXT or here.instance is not None) else 0
    own = PathReference(base.absolute, tuple(names), base.instance, path.position, plain)
    found.append(own)
    return own


def leading_names(path: Path) -> int:
    """How many of the first steps of ``path`` are bare names: no wildcard, no prefix, no predicate."""
    count = 0
    for step in path.steps:
        test = step.test
        if step.axis != "child" or step.predicates or test.kind != "name" or test.prefix or test.name == "*":
            break
        count += 1
    return count


def _names(step: Step) -> tuple[str, ...]:
    """A step as names; axes that reach further are widened."""
    test = step.test
    if step.axis == "child" and test.kind == "name" and test.prefix is None:
        return (test.name,)
    name = "*" if test.kind != "name" else f"{test.prefix}:{test.name}" if test.prefix else test.name
    if step.axis == "self" or test.kind in ("text", "comment", "processing-instruction"):
        return ()
    if step.axis == "child":
        return (name,)
    if step.axis == "attribute":
        return (f"@{name}",)
    if step.axis == "parent":
        return ("..",)
    if step.axis in _SIDEWAYS:
        return ("..", name)
    if step.axis in _UPWARD | _ANYWHERE:
        return ("/", "**", name)
    return ("**",) if test.kind == "node" else ("**", name)


def path_names(path: Path, context: Sequence[str]) -> list[str] | None:
    """The names from the root down to what ``path`` names; ``None`` if it is more than names and ``..``."""
    names = [] if path.absolute else list(context)
    if path.start is not None and not (isinstance(path.start, Call) and path.start.name == "current"):
        return None
    for step in path.steps:
        for name in _names(step):
            if name == "..":
                if not names:
                    return None
                names.pop()
            elif name in ("**", "/") or name.startswith("@"):
                return None
            else:
                names.append(name)
    return names


def absolute_ref(text: str, context_ref: str) -> str:
    """A reference written as text, seen from ``context_ref``: ``../a`` from ``/data/r/x`` is ``/data/r/a``."""
    names = [] if text.startswith("/") else [name for name in context_ref.split("/") if name]
    for raw in text.split("/"):
        name = raw.partition("[")[0].strip()
        if name == "..":
            names = names[:-1]
        elif name.startswith("current("):
            continue
        elif name not in ("", "."):
            names.append(name)
    return "/" + "/".join(names)
