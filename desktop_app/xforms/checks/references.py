"""Expressions that do not compile, and ``${names}`` that no row has, where they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.cells import EXPRESSION_COLUMNS
from desktop_app.xforms.checks.fields import Entry, meanings
from desktop_app.xforms.sheets import Sheet, Workbook
from desktop_app.xforms.vocabulary import kind
from desktop_app.xforms.vocabulary import references as references_in

# What one name is asked for by, so that a position in the expression is a position in the cell.
_REFERENCE: Final = re.compile(r"\$\{\s*(?:last-saved#)?([^}{$\s]{1,200})\s*\}")
_CONSTANTS: Final = frozenset({"yes", "no", "true", "false", "true()", "false()"})
_ANY_PREFIX: Final = {"jr": "http://openrosa.org/javarosa", "odk": "http://www.opendatakit.org/xforms"}
# The compiler adds it to every form.
_ALWAYS: Final = "instanceID"
_SHOWN_IN_CHOICES: Final = ("label", "media")


def names(rows: list[Entry], renamed: Container[int]) -> Counter[str]:
    """How many rows have each name that can be referred to; ``renamed`` rows are at fault already."""
    found: Counter[str] = Counter({_ALWAYS: 1})
    for entry in rows:
        what = kind(entry.get("type"))
        if what.role not in ("end", "setting") and what.text != "audit" and entry.number not in renamed:
            found[entry.get("name")] += 1
    return found


def faults(workbook: Workbook, rows: list[Entry], known: Counter[str]) -> Iterator[FormError]:
    """References and expressions of all the sheets that may have them; ``rows`` are those of the survey that count.

    The compiler reads the references of a row that is switched off too, but for its trigger.
    """
    survey, choices = workbook.sheet("survey"), workbook.sheet("choices")
    of, counting = meanings(survey), {entry.number for entry in rows}
    asked = [column for column in survey.header if of[column] not in ("type", "name")]
    for place, text in _cells(survey, asked):
        if of[place.column or ""] == "trigger" and place.row not in counting:
            continue
        yield from _references(place, text, known)
        if of[place.column or ""] in EXPRESSION_COLUMNS:
            yield from _expression(place, text)
    shown = [column for column, meaning in meanings(choices).items() if meaning in _SHOWN_IN_CHOICES]
    settings = workbook.sheet("settings")
    for sheet, columns in ((choices, shown), (settings, list(settings.header))):
        for place, text in _cells(sheet, columns):
            yield from _references(place, text, known)


def _cells(sheet: Sheet, columns: list[str]) -> Iterator[tuple[Place, str]]:
    for row in sheet.rows:
        for column in columns:
            if column in row.cells:
                yield Place(sheet=sheet.name, row=row.number, column=column), row.cells[column]


def _references(place: Place, text: str, known: Counter[str]) -> Iterator[FormError]:
    for reference in references_in(text):
        here = replace(place, position=reference.position)
        if reference.name is None:
            yield FormError("FORM-052", here)
        elif not known[reference.name]:
            yield FormError("FORM-011", here, name=reference.name)
        elif known[reference.name] > 1:
            yield FormError("FORM-053", here, name=reference.name)


def _expression(place: Place, text: str) -> Iterator[FormError]:
    from desktop_app.xforms.expressions import compile as compile_expression

    if text.lower() in _CONSTANTS or any(reference.name is None for reference in references_in(text)):
        return
    try:
        compile_expression(_REFERENCE.sub(_same_length, text), _ANY_PREFIX)
    except FormError as error:
        yield error.at(sheet=place.sheet, row=place.row, column=place.column)  # type: ignore[misc]


def _same_length(match: re.Match[str]) -> str:
    """A name as long as the ``${reference}`` it stands for, so that positions stay true."""
    return "_" * len(match[0])
