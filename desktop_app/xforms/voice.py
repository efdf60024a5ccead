"""A session's language: captions as text, and what expressions ask of the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.errors import FormError
from desktop_app.xforms.captions import Caption
from desktop_app.xforms.definition import Definition, Kind
from desktop_app.xforms.expressions import Context, Expression
from desktop_app.xforms.expressions.values import Value
from desktop_app.xforms.tree import InstanceNode, Tree

if TYPE_CHECKING:
    from desktop_app.xforms.engine import Engine


Spell = Callable[[str, str], str]
"""Writes a number (XForms text) as those who read a language, named as the form names it, write it."""


class Voice:
    """Speaks the session's language; the ``Host`` of its expressions and the ``Captioner`` of its choices."""

    def __init__(self, definition: Definition, tree: Tree, language: str | None, spell: Spell | None = None) -> None:
        self.language = language
        self._spell = spell
        self.engine: Engine | None = None
        self._definition = definition
        self._tree = tree

    def caption(self, caption: Caption, context: Context, form: str = "") -> str:
        """The text, or its ``form`` (``guidance``...), with the answers it shows; ``…`` for one that fails."""
        text = caption.text
        if caption.itext is not None:
            text = self._definition.translations.find(caption.itext, self.language, form)
        try:
            return text.render(context, self._say)
        except FormError as error:
            node = context.current
            if self.engine is not None and isinstance(node, InstanceNode):
                self.engine.note(node.spec, "label", error)
            return text.static()

    def _say(self, output: Expression, context: Context) -> str:
        """What is shown of an answer within a text; a number as it is written in the session's language."""
        said = output.string(context)
        if self._spell is None or not _is_number(output.evaluate(context)):
            return said
        return self._spell(said, self.language or "")

    def borrowed(self, caption: Caption) -> bool:
        """Whether the text comes from another language than the session's."""
        return caption.itext is not None and self._definition.translations.borrowed(caption.itext, self.language)

    def itext(self, text_id: str) -> str:
        return self._definition.translations.find(text_id, self.language).static()

    def choice_name(self, value: str, ref: str) -> str:
        """The label that the question ``ref`` gives the choice ``value`` now; ``""`` if it has no such choice.

        Asked for while another expression is being evaluated, whose place in the context is put back.
        """
        engine = self.engine
        assert engine is not None
        context = engine.context
        node = self._tree.nearest(context.current, self._definition.specs.get(ref))
        if node is None or node.spec.source is None:
            return ""
        changing = any(task.kind is Kind.CHOICES for task in node.spec.own_tasks)
        held = (context.node, context.current, context.position, context.size, context.budget)
        try:
            choices = engine.fresh_choices(node) if changing else engine.offered(node)
        finally:
            context.node, context.current, context.position, context.size, context.budget = held
        return next((choice.label for choice in choices if choice.name == value), "")

    def property(self, name: str) -> str:  # noqa: ARG002 (Telar tells forms nothing about the computer)
        return ""

    def version(self) -> str:
        return self._definition.version


def _is_number(value: Value) -> bool:
    """Whether it was computed as one, or answered or calculated where one belongs: digits in a text may be a code."""
    if not isinstance(value, list):
        return isinstance(value, float)
    first = value[0] if value else None
    return isinstance(first, InstanceNode) and (first.numeric or first.spec.calculate is not None)
