"""Labels, hints and messages: text in the form's languages, with outputs that show answers inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from desktop_app.xforms.expressions import Context, Expression

if TYPE_CHECKING:
    from lxml import etree

_ITEXT: Final = re.compile(r"""\s*jr:itext\(\s*(['"])(.*?)\1\s*\)\s*\Z""", re.DOTALL)
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_PLACEHOLDER: Final = "-"  # what pyxform writes where a translation lacks a text that another has
BLANK: Final = "…"

Compile = Callable[[str], Expression]
Say = Callable[[Expression, Context], str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text whose expressions are evaluated each time it is shown."""

    parts: tuple[str | Expression, ...] = ()

    def render(self, context: Context, say: Say = Expression.string) -> str:
        """The text as it reads now, its outputs as ``say`` has them."""
        return _tidy("".join(part if isinstance(part, str) else say(part, context) for part in self.parts))

    def static(self) -> str:
        """The text with each output shown as ``…``."""
        return _tidy("".join(part if isinstance(part, str) else BLANK for part in self.parts))

    @property
    def dynamic(self) -> bool:
        return any(not isinstance(part, str) for part in self.parts)

    def expressions(self) -> Iterator[Expression]:
        for part in self.parts:
            if not isinstance(part, str):
                yield part


EMPTY: Final = Text()


@dataclass(frozen=True, slots=True)
class Caption:
    """Either a text of its own or the id of one in the translations."""

    text: Text = EMPTY
    itext: str | None = None


@dataclass(frozen=True, slots=True)
class Translations:
    """The ``itext`` of a form: language, id, form of the text (``""``, ``guidance``, ``image``...), text."""

    languages: tuple[str, ...] = ()
    default: str | None = None
    table: Mapping[str, Mapping[str, Mapping[str, Text]]] = field(default_factory=dict)

    def find(self, identifier: str, language: str | None, form: str = "") -> Text:
        """The text in ``language``, else in the default one, else in the first that has it, else an empty text."""
        found = self._own(identifier, language, form)
        for name in (self.default, *self.languages) if found is None else ():
            found = self._own(identifier, name, form)
            if found is not None:
                break
        return EMPTY if found is None else found

    def _own(self, identifier: str, language: str | None, form: str) -> Text | None:
        forms = self.table.get(language or "", {}).get(identifier, {})
        text = forms.get(form) or (forms.get("long") or forms.get("short") if form == "" else None)
        return text if text is not None and text.parts != (_PLACEHOLDER,) else None

    def borrowed(self, identifier: str, language: str | None) -> bool:
        """Whether ``find`` gives a text of another language than ``language``."""
        return self._own(identifier, language, "") is None and self.find(identifier, language) is not EMPTY

    def has(self, identifier: str) -> bool:
        return any(identifier in texts for texts in self.table.values())


def read_translations(itext: etree._Element | None, compile_: Compile) -> Translations:
    """Reads ``<itext>``; the default is the language marked so, else the first."""
    if itext is None:
        return Translations()
    table: dict[str, dict[str, dict[str, Text]]] = {}
    default = None
    for translation in _children(itext, "translation"):
        language = translation.get("lang", "")
        texts = table.setdefault(language, {})
        if default is None and translation.get("default") is not None:
            default = language
        for text in _children(translation, "text"):
            forms = texts.setdefault(text.get("id", ""), {})
            for value in _children(text, "value"):
                forms[value.get("form", "")] = read_text(value, compile_)
    languages = tuple(table)
    return Translations(languages, default if default is not None else (languages[0] if languages else None), table)


def read_text(element: etree._Element, compile_: Compile) -> Text:
    """The content of a ``<label>``, ``<hint>`` or ``<value>``."""
    if len(element) == 0:
        return Text((element.text,)) if element.text else EMPTY
    parts: list[str | Expression] = [element.text or ""]
    for child in element:
        if local(child) == "output":
            parts.append(compile_(child.get("value") or child.get("ref") or "''"))
        elif local(child):
            parts.append("".join(str(piece) for piece in child.itertext()))
        parts.append(child.tail or "")
    return Text(tuple(part for part in parts if part))


def read_caption(element: etree._Element | None, compile_: Compile) -> Caption | None:
    """A ``<label>`` or ``<hint>``: inline, by ``jr:itext('id')``, or by an expression."""
    if element is None:
        return None
    ref = element.get("ref")
    return Caption(read_text(element, compile_)) if not ref else caption_of(ref, compile_)


def caption_of(expression: str, compile_: Compile) -> Caption:
    match = _ITEXT.match(expression)
    return Caption(itext=match[2]) if match else Caption(Text((compile_(expression),)))


def message_of(attribute: str, compile_: Compile) -> Caption:
    """``jr:constraintMsg`` and the like: ``jr:itext('id')``, else the text itself."""
    match = _ITEXT.match(attribute)
    if match:
        return Caption(itext=match[2])
    if attribute.lstrip().startswith("jr:itext("):
        return Caption(Text((compile_(attribute),)))
    return Caption(Text((attribute,)))


def local(element: etree._Element) -> str:
    """The local name; empty for comments and instructions."""
    return _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local(child) == name)


def _tidy(text: str) -> str:
    """Spaces at the ends go, runs of spaces and indents collapse, line breaks that the author wrote stay."""
    if "\n" not in text:
        return _SPACES.sub(" ", text).strip()
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.strip().splitlines())
