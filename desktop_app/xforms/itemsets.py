"""What a select offers: fixed items, or the items of a list filtered by the answers so far.

Lists of secondary instances never change, so their choices are made once a language. (That the usual filter, a column
equal to another answer, is looked up and not walked through is the expressions' own doing.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from desktop_app.xforms.captions import Caption, Translations
from desktop_app.xforms.expressions import Context, Expression, Node
from desktop_app.xforms.model import Choice

_NAME = r"[A-Za-z_][\w.-]*"
_STATIC: Final = re.compile(r"\s*(?:randomize\(\s*)?instance\(")
_ITEXT_CHILD: Final = re.compile(rf"\s*jr:itext\(\s*({_NAME})\s*\)\s*\Z")
_PLAIN: Final = re.compile(rf"{_NAME}\Z")
_LIST: Final = re.compile(r"""\s*(?:randomize\(\s*)?instance\(\s*(?:'([^']+)'|"([^"]+)")\s*\)""")
_OWN_COLUMNS: Final = frozenset({"name", "value", "label", "itextId"})


class Captioner(Protocol):
    """Who turns captions into text for the reader, in the reader's language."""

    @property
    def language(self) -> str | None: ...

    def caption(self, caption: Caption, context: Context) -> str: ...


class ChoiceSource(Protocol):
    """Where a select's choices come from."""

    @property
    def expression(self) -> Expression | None:
        """The nodeset whose references decide what is offered; ``None`` for fixed items."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Paths below the nodeset's nodes that the choices also read, where those nodes are answers."""

    def offered(self, context: Context, captioner: Captioner) -> tuple[Choice, ...]:
        """The choices now."""


@dataclass(frozen=True, slots=True)
class FixedChoices:
    """``<item>`` elements of the control itself."""

    items: tuple[tuple[str, Caption], ...]

    @property
    def expression(self) -> Expression | None:
        return None

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    def offered(self, context: Context, captioner: Captioner) -> tuple[Choice, ...]:
        return tuple(Choice(name, captioner.caption(caption, context)) for name, caption in self.items)


@dataclass(frozen=True, slots=True)
class Itemset:
    """``<itemset>``: the nodes that ``expression`` selects, one choice each."""

    expression: Expression
    value: Expression
    label: Expression
    static: bool
    translations: Translations
    made: dict[tuple[Node, str | None], Choice] = field(default_factory=dict)
    lists: dict[tuple[str | None, tuple[Node, ...]], tuple[Choice, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return () if self.static else (self.value.source.strip(), self.label.source.strip())

    def offered(self, context: Context, captioner: Captioner) -> tuple[Choice, ...]:
        language = captioner.language
        items = self.expression.nodes(context)
        if not self.static:
            return tuple(self._choice(item, context, language) for item in items)
        key = (language, tuple(items))
        choices = self.lists.get(key)
        if choices is None:
            choices = tuple(self._remembered(item, context, language) for item in items)
            if len(self.lists) < 256:
                self.lists[key] = choices
        return choices

    def _remembered(self, item: Node, context: Context, language: str | None) -> Choice:
        choice = self.made.get((item, language))
        if choice is None:
            choice = self.made[item, language] = self._choice(item, context, language)
        return choice

    def _choice(self, item: Node, context: Context, language: str | None) -> Choice:
        label = _ITEXT_CHILD.match(self.label.source)
        if label:
            identifier = read(item, label[1])
            words = self.translations.find(identifier, language)
            text = words.render(context) if words.dynamic else words.static()
        elif _PLAIN.match(self.label.source):
            text = read(item, self.label.source)
        else:
            text = self.label.string(at_item(context, item))
        name = self.value.source
        value = read(item, name) if _PLAIN.match(name) else self.value.string(at_item(context, item))
        return Choice(value, text, extra_columns(item))


def list_name(source: ChoiceSource | None) -> str:
    """The list that ``source`` chooses from, filtered or not; empty where the form fixes none."""
    found = _LIST.match(source.expression.source) if isinstance(source, Itemset) else None
    return found[1] or found[2] if found else ""


def is_static(source: str) -> bool:
    """Whether the nodeset selects from a secondary instance, whose nodes never change."""
    return _STATIC.match(source) is not None


def list_choices(items: Sequence[Node], translations: Translations, language: str | None) -> tuple[Choice, ...]:
    """A whole list as choices, by the columns that XLSForm lists have."""
    return tuple(_list_choice(item, translations, language) for item in items)


def _list_choice(item: Node, translations: Translations, language: str | None) -> Choice:
    identifier = read(item, "itextId")
    label = translations.find(identifier, language).static() if identifier else read(item, "label")
    return Choice(read(item, "name") or read(item, "value"), label, extra_columns(item))


def extra_columns(item: Node) -> dict[str, str]:
    return {child.name: child.text for child in item.children if child.name not in _OWN_COLUMNS and not child.children}


def read(item: Node, name: str) -> str:
    child = item.child(name)
    return child.string() if child is not None else ""


def at_item(context: Context, item: Node) -> Context:
    """The context with ``item`` as its node; ``current()`` stays the question."""
    return replace(context, node=item)
