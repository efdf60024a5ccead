"""What an expression's paths name, and what the questions there can hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from desktop_app.xforms.definition import Definition, Spec
from desktop_app.xforms.expressions import Expression
from desktop_app.xforms.expressions.references import path_names
from desktop_app.xforms.expressions.syntax import Ast, Call, Filter, Path
from desktop_app.xforms.itemsets import FixedChoices, Itemset, read
from desktop_app.xforms.model import Group, Question


class Terms:
    """The questions of a form as its expressions see them.

    Args:
        definition: the form.
        external: the lists that come from files, which may have other choices tomorrow.
    """

    def __init__(self, definition: Definition, external: Collection[str]) -> None:
        self._definition = definition
        self._external = external
        self._names: dict[str, frozenset[str] | None] = {}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The controls of the body by reference."""
        return {question.ref: question for question in _questions(self._definition.body)}

    def named(self, path: Ast, context: Spec) -> Spec | None:
        """The node or nodes that a plain path names; ``None`` for anything else than a plain path."""
        if not isinstance(path, Path) or any(step.predicates for step in path.steps):
            return None
        names = path_names(path, [name for name in context.ref.split("/") if name])
        return None if names is None else self._definition.specs.get("/" + "/".join(names))

    def one(self, path: Ast, context: Spec) -> Spec | None:
        """The node that a path names where it is only ever one: comparing several nodes asks for any of them."""
        spec = self.named(path, context)
        if spec is None or not isinstance(path, Path) or not spec.leaf:
            return None
        around = {id(above) for above in context.lineage()}
        inside = all(id(above) in around for above in spec.lineage() if above.repeat)
        return spec if inside and not (path.absolute and spec.repeated) else None

    def choices(self, spec: Spec) -> frozenset[str] | None:
        """The names of all choices of a select, filtered out or not; ``None`` where that cannot be told."""
        if spec.ref not in self._names:
            self._names[spec.ref] = self._read_choices(spec)
        return self._names[spec.ref]

    def _read_choices(self, spec: Spec) -> frozenset[str] | None:
        question = self.questions.get(spec.ref)
        if question is None or "search(" in question.appearance:
            return None
        if isinstance(spec.source, FixedChoices):
            return frozenset(name for name, _ in spec.source.items)
        if not isinstance(spec.source, Itemset) or not spec.source.static:
            return None
        name = next((ref.instance for ref in spec.source.expression.references if ref.instance), None)
        items = self._definition.lists.get(name or "", ())
        if name in self._external or not items:
            return None
        return frozenset(read(item, spec.source.value.source) for item in items)


def expressions(spec: Spec) -> Iterator[tuple[str, Expression]]:
    """The expressions of a node that are evaluated at it, by the attribute that declares them."""
    declared = {
        "relevant": spec.relevant,
        "constraint": spec.constraint,
        "required": spec.required,
        "readonly": spec.readonly,
        "calculate": spec.calculate,
        "jr:count": spec.count,
        "choices": spec.source.expression if spec.source is not None else None,
    }
    for column, expression in declared.items():
        if isinstance(expression, Expression):
            yield column, expression


def parts(ast: Ast) -> Iterator[Ast]:
    """``ast`` and what is below it, but not what predicates hold: that is seen from elsewhere."""
    from desktop_app.xforms.expressions.syntax import children

    stack = [ast]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Filter):
            stack.append(node.primary)
        elif isinstance(node, Path):
            if isinstance(node.start, Call):
                stack.extend(node.start.arguments)
        else:
            stack.extend(children(node))


def _questions(body: tuple[object, ...]) -> Iterator[Question]:
    for element in body:
        if isinstance(element, Question):
            yield element
        elif isinstance(element, Group):
            yield from element.questions()
