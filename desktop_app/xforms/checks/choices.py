"""The sheet of choices, and the lists that the survey names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import PurePath
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.checks.fields import Entry, columns
from desktop_app.xforms.sheets import Sheet, Workbook
from desktop_app.xforms.vocabulary import kind, references

_FILES: Final = (".csv", ".xml", ".geojson")
_LISTED: Final = 8
_LOOP: Final = re.compile(r"^begin[ _]loop over (\S+)$", re.IGNORECASE)
_NAMED: Final = re.compile(r"instance\(\s*['\"]([^'\"]{1,200})['\"]\s*\)|=\s*([\w.-]{1,200})")
_SHOWN_AS: Final = frozenset({"label", "media"})


def missing_columns(sheet: Sheet) -> Iterator[FormError]:
    """The columns without which no choice can be read."""
    found = columns(sheet)
    for column in ("list_name", "name"):
        if sheet.rows and column not in found:
            yield FormError("FORM-042", Place(sheet=sheet.name, row=1), column=column)


def lists(choices: list[Entry]) -> dict[str, list[Entry]]:
    """The choices of each list."""
    found: dict[str, list[Entry]] = {}
    for entry in choices:
        if entry.get("list_name"):
            found.setdefault(entry.get("list_name"), []).append(entry)
    return found


def faults(choices: list[Entry], *, duplicates: bool) -> Iterator[FormError]:
    """Choices without name or label or list, and names that a list has twice unless ``duplicates`` are wanted."""
    for entry in choices:
        if not entry.get("list_name") and entry.get("name") and _SHOWN_AS & entry.cells.keys():
            yield FormError("FORM-049", entry.place("list_name"), name=entry.get("name"))
    for list_name, members in lists(choices).items():
        yield from _faults_in(list_name, members, duplicates=duplicates)


def _faults_in(list_name: str, members: list[Entry], *, duplicates: bool) -> Iterator[FormError]:
    seen: dict[str, int] = {}
    for entry in members:
        name = entry.get("name")
        if not name:
            yield FormError("FORM-045", entry.place("name"), list=list_name)
        elif seen.setdefault(name, entry.number) != entry.number and not duplicates:
            yield FormError("FORM-046", entry.place("name"), name=name, list=list_name, other=seen[name])
        if not _SHOWN_AS & entry.cells.keys():
            yield FormError("FORM-048", entry.place("label"), name=name, list=list_name)


def uses(survey: list[Entry], sheet: Sheet, choices: list[Entry]) -> Iterator[FormError]:
    """Selects whose list is not there, or cannot serve them."""
    known = lists(choices)
    spaced: set[int] = set()
    for entry in survey:
        what = kind(entry.get("type"))
        name = what.list_name or ""
        if what.external and "choice_filter" not in entry.cells:
            yield FormError("FORM-117", entry.place("choice_filter"))
        if what.role != "select" or not what.known or what.external:
            continue
        suffixes = PurePath(name).suffixes
        if what.from_file and not (len(suffixes) == 1 and suffixes[0] in _FILES):
            yield FormError("FORM-031", entry.place("type"), file=name)
        elif (suffixes and suffixes[-1] in _FILES) or references(name):
            continue
        elif name not in known:
            yield _unknown(entry, name, sheet, known)
        elif what.multiple:
            yield from _spaced(name, known[name], spaced)


def unused(workbook: Workbook, survey: list[Entry], choices: list[Entry]) -> Iterator[FormError]:
    """Lists that nothing names: no question, no parameter, no ``instance()`` of an expression."""
    used = {kind(entry.get("type")).list_name for entry in survey}
    used.update(match[1] for entry in survey if (match := _LOOP.search(entry.get("type"))))
    for name in ("survey", "settings", "entities"):
        for row in workbook.sheet(name).rows:
            for text in row.cells.values():
                if "instance(" in text or "=" in text:
                    used.update(match[1] or match[2] for match in _NAMED.finditer(text))
    for list_name, members in lists(choices).items():
        # The names of Telar's own lists, and of a note's, are not the form's to use.
        if list_name not in used and not list_name.startswith(("telar_", "_")):
            yield FormError("FORM-084", members[0].place("list_name"), list=list_name)


def _unknown(entry: Entry, name: str, sheet: Sheet, known: Collection[str]) -> FormError:
    if not known:
        return FormError("FORM-030", entry.place("type"), list=name, sheet=sheet.name)
    shown = ", ".join(islice(known, _LISTED)) + (", …" if len(known) > _LISTED else "")
    return FormError("FORM-029", entry.place("type"), list=name, lists=shown)


def _spaced(name: str, members: list[Entry], told: set[int]) -> Iterator[FormError]:
    """A space separates the answers of a select of several."""
    for entry in members:
        if " " in entry.get("name") and entry.number not in told:
            told.add(entry.number)
            yield FormError("FORM-047", entry.place("name"), name=entry.get("name"), list=name)
