"""The highest score that answers can give a node, read from its choices and calculations without answering."""

from __future__ import annotations

from desktop_app.diagnosis.rubric import number
from desktop_app.xforms import Form, Session
from desktop_app.xforms.expressions.references import path_names
from desktop_app.xforms.expressions.syntax import Ast, Call, Chain, Literal, Number, Path

_AS_IT_IS = frozenset({"number", "round", "int", "coalesce"})
_MOST_STEPS = 50_000
_DEEPEST = 40  # calculations that read calculations; each costs the stack a few frames


class Highest:
    """Of one form. ``None`` stands for what cannot be told without answers."""

    def __init__(self, form: Form) -> None:
        self._specs = form.definition.specs
        self._session = Session(form)
        self._known: dict[str, float | None] = {}
        self._left = _MOST_STEPS
        self._depth = 0

    def offered(self, ref: str) -> list[float]:
        """The scores among the names of a question's choices."""
        names = (choice.name for choice in self._session.choices(ref))
        return [value for name in names if (value := number(name)) is not None]

    def of(self, ref: str) -> float | None:
        """The highest value of the node at ``ref``."""
        if ref not in self._known:
            if self._depth > _DEEPEST:
                return None
            self._known[ref] = None  # for a calculation that comes back to itself
            self._depth += 1
            spec = self._specs[ref]
            if spec.source is not None:
                self._known[ref] = max(self.offered(ref), default=None)
            elif spec.calculate is not None:
                self._known[ref] = self._of(spec.calculate.ast, ref)
            self._depth -= 1
        return self._known[ref]

    def _of(self, ast: Ast, ref: str) -> float | None:
        self._left -= 1
        if self._left < 0:
            return None
        match ast:
            case Number(value):
                return value
            case Literal(text):
                return number(text) if text.strip() else 0.0
            case Path():
                return self._named(ast, ref)
            case Call("if", (_, yes, no)):
                return _most([self._of(yes, ref), self._of(no, ref)])
            case Call(name, arguments) if name in _AS_IT_IS and arguments:
                given = arguments if name == "coalesce" else arguments[:1]
                best = _most([self._of(argument, ref) for argument in given])
                return round(best, 6) if best is not None and name != "int" else best
            case Chain(first, rest):
                return self._chain(first, rest, ref)
        return None

    def _named(self, path: Path, ref: str) -> float | None:
        names = path_names(path, [name for name in ref.split("/") if name])
        target = "/" + "/".join(names or ())
        spec = self._specs.get(target)
        plain = not any(step.predicates for step in path.steps)
        return self.of(target) if spec is not None and plain and not spec.repeated else None

    def _chain(self, first: Ast, rest: tuple[tuple[str, Ast], ...], ref: str) -> float | None:
        """Sums, and products with constants; what is taken away could be anything."""
        best = self._of(first, ref)
        for operator, operand in rest:
            if best is None:
                return None
            if operator == "+":
                more = self._of(operand, ref)
                best = None if more is None else best + more
            elif operator in ("*", "div") and isinstance(operand, Number) and operand.value > 0:
                best = best * operand.value if operator == "*" else best / operand.value
            else:
                return None
        return best


def _most(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) else None
