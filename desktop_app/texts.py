"""Sentences for what is not a window: errors, reports, command line. The window's own go through Qt's translation.

A room's sentences are one TOML file in ``resources/texts/``: a table a sentence, with ``es`` and ``en``. Dots nest:
``[012.cause]`` is read back as ``texts["012.cause"]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from desktop_app import paths

SOURCE_LANGUAGE = "es"
UNGROUPED = 4
"""Numbers of so many digits are written without a separator of thousands."""


class Texts(Mapping[str, str]):
    """The sentences of one file in one language; what lacks a translation is shown in Spanish."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    @classmethod
    def load(cls, name: str, language: str) -> Texts:
        return _load(name, language)

    def __getitem__(self, key: str) -> str:
        return self._sentences[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def __len__(self) -> int:
        return len(self._sentences)


@lru_cache(maxsize=64)
def _load(name: str, language: str) -> Texts:
    import tomllib

    table = tomllib.loads(paths.resource("texts", f"{name}.toml").read_text(encoding="utf-8"))
    return Texts(dict(_flatten(table, language, "")))


def _flatten(table: dict[str, Any], language: str, prefix: str) -> Iterator[tuple[str, str]]:
    if SOURCE_LANGUAGE in table:
        yield prefix, table.get(language, table[SOURCE_LANGUAGE])
        return
    for key, value in table.items():
        yield from _flatten(value, language, f"{prefix}.{key}" if prefix else key)


def language_code(language: str | None) -> str:
    """The code in a form's name of a language: ``es`` of ``Español (es)``, ``es-CO`` or ``es``; "" of nothing."""
    name = language or ""
    opening = name.rfind("(")
    code = name[opening + 1 :].rstrip(") ") if opening >= 0 else name
    return code.strip().lower()[:2]


def fold(text: str) -> str:
    """``text`` as a person compares it, without accents, capitals and doubled spaces: ``Bogotá`` is ``bogota``."""
    import unicodedata

    apart = unicodedata.normalize("NFKD", text)
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())


def spell_number(value: str, language: str, *, ungrouped: int = UNGROUPED) -> str:
    """``value`` (XForms text) with the language's signs; other text stays as it is.

    Numbers of four digits (``ungrouped``) are not grouped: many are years, and ``1.234`` could be read in two ways.
    """
    match = re.fullmatch(r"(-?)(0|[1-9]\d*)(?:\.(\d+))?", value)
    if match is None:  # also "0071": what has zeros before it is a number's look, and a code's meaning
        return value
    sign, integer, fraction = match.groups()
    if fraction is not None and not fraction.strip("0"):
        fraction = ""  # engines write whole decimals as 12.0
    group, point = (",", ".") if language == "en" else (".", ",")
    grouped = f"{int(integer[-40:]):,}".replace(",", group) if len(integer) > ungrouped else integer
    return f"{sign}{grouped}{point + fraction if fraction else ''}"


def spell_output(value: str, language: str) -> str:
    """The same for a number within a form's text, whose ``language`` is named as the form names it."""
    return spell_number(value, language_code(language) or SOURCE_LANGUAGE)
