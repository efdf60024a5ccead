"""Functions of text."""

from __future__ import annotations

import re
from math import floor, isfinite, isnan
from time import perf_counter
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.registry import function
from desktop_app.xforms.expressions.regular import pattern as compiled_pattern
from desktop_app.xforms.expressions.regular import search
from desktop_app.xforms.expressions.static import Type
from desktop_app.xforms.expressions.syntax import Call, Literal
from desktop_app.xforms.expressions.values import NodeSet, Value, to_text

_RESULT_LIMIT: Final = 1_000_000
_STEPS_A_SECOND: Final = 1_000_000  # what other work that counts its steps does in a second


@function("string", "?s", Type.STRING, defaults_to_node=True)
def string(text: str) -> str:
    return text


@function("concat", "?v*", Type.STRING, context=True)
def concat(ctx: Context, *values: Value) -> str:
    """Node-sets contribute every node, as in ``join``."""
    return join(ctx, "", *values)  # type: ignore[no-any-return]


@function("join", "sv*", Type.STRING, context=True)
def join(ctx: Context, separator: str, *values: Value) -> str:
    """The values as text with the separator between them, node-sets spread out without what is irrelevant.

    Raises:
        FormError: ``XPR-010`` where the result would be longer than any answer.
    """
    texts: list[str] = []
    for value in values:
        if isinstance(value, list):
            texts += [ctx.text(node) for node in value if node.relevant]
        else:
            texts.append(to_text(value))
    if sum(map(len, texts)) + len(separator) * len(texts) > _RESULT_LIMIT:
        raise FormError("XPR-010")
    return separator.join(texts)


@function("substr", "sn?n", Type.STRING)
def substr(text: str, start: float, end: float | None = None) -> str:
    """From ``start`` (0 is the first) up to before ``end``; negative numbers count from the end."""
    if isnan(start) or (end is not None and isnan(end)):
        return ""
    return text[_bound(start, text) : len(text) if end is None else _bound(end, text)]


def _bound(place: float, text: str) -> int:
    if not isfinite(place):
        return len(text) if place > 0 else 0
    whole = int(place)
    return max(0, whole + len(text)) if whole < 0 else whole


@function("substring", "sn?n", Type.STRING)
def substring(text: str, start: float, length: float | None = None) -> str:
    """XPath 1.0's: positions from 1, both numbers rounded."""
    first = _round(start)
    last = float(len(text)) + 1 if length is None else first + _round(length)
    if isnan(first) or isnan(last):
        return ""
    begin = max(first, 1.0)
    end = min(last, len(text) + 1.0)
    return text[int(begin) - 1 : int(end) - 1] if end > begin else ""


def _round(number: float) -> float:
    return floor(number + 0.5) if isfinite(number) else number


@function("substring-before", "ss", Type.STRING)
def substring_before(text: str, mark: str) -> str:
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@function("substring-after", "ss", Type.STRING)
def substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


@function("translate", "sss", Type.STRING)
def translate(text: str, old: str, new: str) -> str:
    table: dict[int, str] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place] if place < len(new) else "")
    return text.translate(table)


@function("string-length", "?s", Type.NUMBER, defaults_to_node=True)
def string_length(text: str) -> float:
    return float(len(text))


@function("normalize-space", "?s", Type.STRING, defaults_to_node=True)
def normalize_space(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


@function("contains", "ss", Type.BOOLEAN)
def contains(text: str, part: str) -> bool:
    return part in text


@function("starts-with", "ss", Type.BOOLEAN)
def starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


@function("ends-with", "ss", Type.BOOLEAN)
def ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


def _check_pattern(call: Call) -> FormError | None:
    pattern = call.arguments[1]
    if isinstance(pattern, Literal):
        try:
            compiled_pattern(pattern.text)
        except FormError as error:
            return FormError(error.code, Place(position=call.position), **error.params)  # type: ignore[arg-type]
    return None


@function("regex", "ss", Type.BOOLEAN, context=True, check=_check_pattern)
def regex(ctx: Context, text: str, pattern: str) -> bool:
    """Whether some part of the text matches; ``^`` and ``$`` hold it to the whole."""
    begun = perf_counter()
    found = search(pattern, text)
    ctx.spend(len(pattern) + len(text) + int((perf_counter() - begun) * _STEPS_A_SECOND))
    return found


_SPACES: Final = re.compile(r"[ \t\r\n]+")


# -- select values: texts separated by blanks ------------------------------------------------------------------------


@function("selected", "ss", Type.BOOLEAN)
def selected(text: str, choice: str) -> bool:
    wanted = choice.strip()
    return text == wanted or wanted in text.split()


function("is-selected", "ss", Type.BOOLEAN)(selected)  # JavaRosa's older name for it


@function("selected-at", "sn", Type.STRING)
def selected_at(text: str, place: float) -> str:
    choices = text.split()
    return choices[int(place)] if 0 <= place < len(choices) else ""


@function("count-selected", "s", Type.NUMBER)
def count_selected(text: str) -> float:
    return float(len(text.split()))


# -- names -----------------------------------------------------------------------------------------------------------


@function("name", "?N", Type.STRING, defaults_to_node=True)
def name(nodes: NodeSet) -> str:
    return nodes[0].qname if nodes else ""


@function("local-name", "?N", Type.STRING, defaults_to_node=True)
def local_name(nodes: NodeSet) -> str:
    return nodes[0].name if nodes else ""


@function("namespace-uri", "?N", Type.STRING, defaults_to_node=True)
def namespace_uri(nodes: NodeSet) -> str:
    return (nodes[0].ns or "") if nodes else ""


@function("lang", "s", Type.BOOLEAN, context=True)
def lang(ctx: Context, wanted: str) -> bool:
    """Whether the nearest ``xml:lang`` is ``wanted`` or a variety of it."""
    from desktop_app.xforms.expressions.nodes import XML_NAMESPACE

    for node in (ctx.node, *ctx.node.ancestors()):
        language = node.attributes.get((XML_NAMESPACE, "lang"))
        if language is not None:
            language = language.lower()
            return language == wanted.lower() or language.startswith(wanted.lower() + "-")
    return False
