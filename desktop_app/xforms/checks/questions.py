"""The rows of the survey: types, names, labels."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.checks.blocks import Blocks
from desktop_app.xforms.checks.fields import Entry, columns
from desktop_app.xforms.sheets import Sheet
from desktop_app.xforms.vocabulary import (
    Kind,
    is_dynamic_default,
    is_name,
    kind,
    name_like,
    references,
    suggestion,
)

# The text of these needs no name of its own: the compiler makes one, or it has a fixed one.
_NAMELESS: Final = frozenset({"note", "audit"})
_RESERVED: Final = "meta"
_NUMBER: Final = re.compile(r"-?\d*\.?\d+\Z")
_TEXTS: Final = ("label", "hint", "media")


def missing_columns(survey: Sheet) -> Iterator[FormError]:
    """The columns without which no row of the survey can be read."""
    found = columns(survey)
    for column in ("type", "name"):
        if column not in found:
            yield FormError("FORM-042", Place(sheet=survey.name, row=1), column=column)


def types(rows: list[Entry]) -> Iterator[FormError]:
    """Rows of no type, or of one that XLSForm does not have."""
    for entry in rows:
        text = entry.get("type")
        what = kind(text)
        if not text:
            if "name" in entry.cells or "label" in entry.cells:
                yield FormError("FORM-026", entry.place("type"))
        elif what.role == "select" and not what.known:
            yield FormError("FORM-027" if what.list_name is None else "FORM-028", entry.place("type"), kind=text)
        elif not what.known:
            meant = suggestion(text)
            if meant is None or meant == text:
                yield FormError("FORM-025", entry.place("type"), kind=text)
            else:
                yield FormError("FORM-024", entry.place("type"), kind=text, suggestion=meant)


def names(rows: list[Entry], blocks: Blocks, root: str, prefixes: frozenset[str]) -> Iterator[FormError]:
    """Names that are missing, cannot be names, or are taken."""
    taken: dict[tuple[int, str], int] = {}
    repeats: dict[str, int] = {}
    for entry in rows:
        what = kind(entry.get("type"))
        if not what.text or what.role in ("end", "setting") or what.text == "audit":
            continue
        name, place = entry.get("name"), entry.place("name")
        if not name:
            if what.text not in _NAMELESS:
                yield FormError("FORM-032", place)
            continue
        prefix, colon, _ = name.partition(":")
        if not is_name(name) or (colon and prefix not in prefixes):
            yield FormError("FORM-033", place, name=name, suggestion=name_like(name, f"fila_{entry.number}"))
            continue
        if name == _RESERVED:
            yield FormError("FORM-037", place)
            continue
        first = taken.setdefault((blocks.around[entry.number], name), entry.number)
        if first != entry.number:
            yield FormError("FORM-034", place, name=name, other=first)
        elif what.role == "begin" and what.block == "repeat":
            yield from _repeat_name(entry, name, root, repeats)


def _repeat_name(entry: Entry, name: str, root: str, repeats: dict[str, int]) -> Iterator[FormError]:
    first = repeats.setdefault(name, entry.number)
    if name == root:
        yield FormError("FORM-036", entry.place("name"), name=name)
    elif first != entry.number:
        yield FormError("FORM-035", entry.place("name"), name=name, other=first)


def texts(rows: list[Entry], survey: Sheet) -> Iterator[FormError]:
    """Questions that the respondent sees but that say nothing."""
    silent = [entry for entry in rows if _needs_text(entry, kind(entry.get("type")))]
    if silent and not any(meaning in columns(survey) for meaning in _TEXTS):
        yield FormError("FORM-042", Place(sheet=survey.name, row=1), column="label")
        return
    for entry in silent:
        yield FormError("FORM-038", entry.place("label"), name=entry.get("name"))


def _needs_text(entry: Entry, what: Kind) -> bool:
    return (
        what.needs_text
        and not any(meaning in entry.cells for meaning in _TEXTS)
        and not ("calculation" in entry.cells or "trigger" in entry.cells)
        and entry.get("appearance") != "label"
    )


def calculations(rows: list[Entry]) -> Iterator[FormError]:
    """``calculate`` rows that calculate nothing."""
    for entry in rows:
        type_ = kind(entry.get("type")).text
        calculated = entry.get("calculation") or is_dynamic_default(entry.get("default"), type_)
        if type_ == "calculate" and not calculated:
            yield FormError("FORM-050", entry.place("calculation"), name=entry.get("name"))


def repeat_counts(rows: list[Entry], blocks: Blocks) -> Iterator[FormError]:
    """Counts of items that are no count, or that depend on the items themselves."""
    named: dict[str, list[int]] = {}
    for entry in rows:
        named.setdefault(entry.get("name"), []).append(entry.number)
    for entry in rows:
        count = entry.get("repeat_count")
        if not count or kind(entry.get("type")).role != "begin":
            continue
        if is_name(count) or (_NUMBER.match(count) and not count.isdecimal()):
            yield FormError("FORM-054", entry.place("repeat_count"), text=count)
        end = blocks.ends.get(entry.number, 0)
        for reference in references(count):
            lines = named.get(reference.name or "", [])
            after = bisect_right(lines, entry.number)
            if after < len(lines) and lines[after] < end:
                yield FormError("FORM-055", entry.place("repeat_count"), name=reference.name)
