"""What may stand in the cells of an XLSForm, asked of the compiler itself so that the two never disagree.

With ``compile_xlsform`` the only module that imports pyxform.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Any, Final, Literal

Role = Literal["question", "select", "begin", "end", "setting", "unknown"]

# What authors write for what XLSForm calls otherwise: the documented types, then other words for them.
_TYPES: Final = (
    *("text", "integer", "decimal", "range", "note", "date", "time", "dateTime", "calculate", "hidden", "acknowledge"),
    *("geopoint", "geotrace", "geoshape", "image", "audio", "background-audio", "video", "file", "barcode", "audit"),
    *("start", "end", "today", "deviceid", "username", "phonenumber", "email", "xml-external", "csv-external"),
    *("select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file", "rank"),
    *("begin group", "end group", "begin repeat", "end repeat"),
)
_OTHER_WORDS: Final = {
    "texto": "text",
    "entero": "integer",
    "numero": "integer",
    "numero entero": "integer",
    "number": "integer",
    "numero decimal": "decimal",
    "nota": "note",
    "fecha": "date",
    "hora": "time",
    "fecha y hora": "dateTime",
    "calculo": "calculate",
    "calculation": "calculate",
    "oculto": "hidden",
    "imagen": "image",
    "foto": "image",
    "archivo": "file",
    "rango": "range",
    "seleccion unica": "select_one",
    "seleccion multiple": "select_multiple",
    "select": "select_one",
    "inicio grupo": "begin group",
    "fin grupo": "end group",
    "inicio repeticion": "begin repeat",
    "fin repeticion": "end repeat",
}
_WITH_LIST: Final = ("select", "rank")
_CLOSENESS: Final = 0.75
_LONGEST: Final = 80
_MOST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A cell of the column ``type``, read.

    Attributes:
        text: the cell, with single spaces.
        role: ``begin`` and ``end`` also for those in capital letters, which the compiler does not know.
        known: whether the compiler knows the type as it is written.
        block: ``group``, ``repeat`` or ``loop``, of a ``begin`` or ``end``.
        list_name: of a select; ``None`` when it names none, ``""`` when it names more than one word.
        multiple: a select of several choices.
        from_file: the choices are in a file; ``external``: in the sheet of external choices.
        needs_text: the respondent sees a control, and the type brings no text of its own.
    """

    text: str
    role: Role
    known: bool = True
    block: str = ""
    list_name: str | None = None
    multiple: bool = False
    from_file: bool = False
    external: bool = False
    needs_text: bool = False


@lru_cache(maxsize=1024)
def kind(text: str) -> Kind:
    """Reads a cell of the column ``type``."""
    from pyxform import aliases

    text = " ".join(text.split())
    found = _block(text, text, known=True)
    if found is None:
        found = _select(text)
    if found is None and text in aliases.settings_header:
        found = Kind(text, "setting")
    if found is None:
        found = _question(text)
    if found is None:
        found = _block(text, " ".join(text.lower().replace("_", " ").split()), known=False)
    return found or Kind(text, "unknown", known=False)


def _block(text: str, searched: str, *, known: bool) -> Kind | None:
    from pyxform import aliases
    from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL

    begin, end = RE_BEGIN_CONTROL.search(searched), RE_END_CONTROL.search(searched)
    if begin:
        return Kind(text, "begin", known, aliases.control[begin["type"]])
    return Kind(text, "end", known, aliases.control[end["type"]]) if end else None


def _select(text: str) -> Kind | None:
    from pyxform import aliases, constants
    from pyxform.xls2json import RE_SELECT

    match = RE_SELECT.search(text)
    if match:
        command = match["select_command"]
        return Kind(
            text,
            "select",
            list_name=match["list_name"],
            multiple=aliases.select[command] == constants.SELECT_ALL_THAT_APPLY,
            from_file=command in aliases.select_from_file,
            external=aliases.select[command] == constants.SELECT_ONE_EXTERNAL,
            needs_text=True,
        )
    for command in aliases.select:
        if text == command:
            return Kind(text, "select", known=False, needs_text=True)
        if text.startswith(f"{command} "):
            return Kind(text, "select", known=False, list_name="", needs_text=True)
    return None


def _question(text: str) -> Kind | None:
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    from pyxform.xls2json import RE_OSM

    name = "osm" if RE_OSM.search(text) else aliases._type_alias_map.get(text, text)  # noqa: SLF001 (has no other face)
    declared: Any = QUESTION_TYPE_DICT.get(name)
    if declared is None:
        return None
    tag = declared.get("control", {}).get("tag")
    if tag in ("select", "select1", "odk:rank"):
        return Kind(text, "select", known=False, needs_text=True)
    return Kind(text, "question", needs_text=tag not in (None, "action") and "hint" not in declared)


def suggestion(text: str) -> str | None:
    """The type that the author may have meant, with the list named after it; ``None`` if nothing comes near."""
    words = text[:_LONGEST].split()
    known = {_spoken(name): name for name in _TYPES} | _OTHER_WORDS
    best, meant = 0.0, None
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        head = _spoken(" ".join(words[:count]))
        for near in get_close_matches(head, known, 1, _CLOSENESS):
            closeness = SequenceMatcher(None, head, near).ratio()
            if closeness > best:
                rest = words[count:] if known[near].startswith(_WITH_LIST) else []
                best, meant = closeness, " ".join([known[near], *rest])
    return meant


def nearest(name: str, names: list[str]) -> str | None:
    """The one of ``names`` that ``name`` may be a slip of; ``None`` if nothing comes near."""
    return next(iter(get_close_matches(name, names, 1, _CLOSENESS)), None)


def _spoken(text: str) -> str:
    """Lower case without accents, and what joins words as a space."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return " ".join(plain.replace("-", " ").replace("_", " ").split())


def is_name(text: str) -> bool:
    """Whether the compiler takes ``text`` for a name: a letter or ``_``, then letters, digits, ``_ - .``."""
    from pyxform.parsing.expression import is_xml_tag

    return bool(is_xml_tag(text))


def name_like(text: str, fallback: str) -> str:
    """A name in letters that every tool takes, as near to ``text`` as can be."""
    name = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFKD", text[:_LONGEST]).encode("ascii", "ignore").decode())
    name = name.strip("_.-")
    return (name if name[:1].isalpha() else f"_{name}") if name else fallback


@dataclass(frozen=True, slots=True)
class Reference:
    """A ``${name}`` in a cell; ``position`` counts from 1. ``name`` is ``None`` when it is not well written."""

    name: str | None
    position: int


def references(text: str) -> list[Reference]:
    """Every ``${name}`` in ``text``, well written or not."""
    if "${" not in text:
        return []
    from pyxform.parsing.expression import RE_PYXFORM_REF_INNER, RE_PYXFORM_REF_OUTER

    found = []
    for match in RE_PYXFORM_REF_OUTER.finditer(text):
        inner = RE_PYXFORM_REF_INNER.fullmatch(match["pyxform_ref"] or "")
        found.append(Reference(inner["ncname"] if inner else None, match.start() + 1))
    return found


def is_dynamic_default(text: str, type_: str) -> bool:
    """Whether a default is an expression, which makes a ``calculate`` complete."""
    from pyxform.utils import default_is_dynamic

    return bool(text) and bool(default_is_dynamic(text, type_))
