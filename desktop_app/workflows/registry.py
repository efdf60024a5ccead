"""The list of a wave's initiatives comes in from a spreadsheet: first what it would change, then the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Explanation, Place, ReceptionError, explained
from desktop_app.fileio import read_limited
from desktop_app.texts import Texts
from desktop_app.workflows.entity import Entity
from desktop_app.workflows.places import names
from desktop_app.workflows.shipped import CARD_FORM, shipped_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.reception.initiative_list import InitiativeList, ListFinding
    from desktop_app.reception.registry import Member
    from desktop_app.reception.vocabulary import Vocabularies

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of a list."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a row of the list; ``stops``: nothing is taken while it is there."""

    row: int
    column: str
    stops: bool
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Changed:
    """An initiative that is registered otherwise from now on; ``fields`` are those that differ."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """An initiative that the list no longer has. ``answered``: something of it has been received already."""

    name: str
    answered: bool


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list would do to a wave. ``new`` are names; ``ignored`` are columns that say nothing here."""

    file: str
    wave: str
    rows: int
    new: tuple[str, ...]
    changed: tuple[Changed, ...]
    gone: tuple[Gone, ...]
    same: int
    findings: tuple[Finding, ...]
    ignored: tuple[str, ...]
    members: tuple[Member, ...] = field(repr=False)

    @property
    def errors(self) -> int:
        return sum(each.stops for each in self.findings)

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.new or self.changed or self.gone)


class ListError(ReceptionError):
    """RCV-019: all that is wrong with a list. It speaks of the first row and says how many more there are."""

    def __init__(self, file: str, findings: Sequence[ListFinding]) -> None:
        first = findings[0]
        super().__init__("RCV-019", Place(file=file, row=first.row, column=first.column or None), line=first.row)
        self.findings = tuple(findings)

    def explain(self, language: str = "es") -> Explanation:
        texts = Texts.load("registry", language)
        what = _said(self.findings[0], texts)
        if len(self.findings) > 1:
            what = texts["and_more"].format(what=what, count=len(self.findings) - 1)
        return explained(self.code, self.place, language, {**self.params, "what": what})


def read_members(path: Path, registered: Sequence[Member] = (), *, places: bool = False) -> InitiativeList:
    """The list at ``path`` (``.xlsx`` or ``.csv``) with all that is wrong in it.

    Args:
        registered: the initiatives that are registered already: who is listed without an id keeps its own.
        places: each must have a department and a municipality, as in a wave's kit.

    Raises:
        ReceptionError: RCV-040, 041, 043 and 045 the file is no such list. FileError: it cannot be read.
    """
    from desktop_app.reception import initiative_list

    data = read_limited(path, MOST_BYTES)
    ids = initiative_list.names(registered)
    try:
        return initiative_list.read_list(data, path.suffix.lower(), _vocabularies(), ids, places=places)
    except ReceptionError as error:
        raise error.at(file=str(path)) from None


def require(listed: InitiativeList, path: Path) -> tuple[Member, ...]:
    """The list's initiatives; raises ``ListError`` while anything in it is wrong."""
    if listed.errors:
        raise ListError(str(path), listed.errors)
    return listed.members


def preview(entity: Entity, path: Path, wave: str, language: str = "es") -> ListPreview:
    """What the list at ``path`` would change in ``wave``; nothing does. Raises as ``read_members``, and RCV-021."""
    from desktop_app.reception import registry, standing

    with entity.books.read() as connection:
        listed = read_members(path, registry.members(connection, wave))
        found = registry.compare(connection, wave, listed.members)
        came = standing.came(connection, wave)
    answered = {member for member, _ in (*came.counted, *came.aside)}
    complete = not listed.errors  # a row that is wrong is no initiative that went
    return ListPreview(
        file=str(path),
        wave=wave,
        rows=len(listed.members),
        new=tuple(each.name for each in found.new),
        changed=tuple(_changed(before, after) for before, after in found.changed),
        gone=tuple(Gone(each.name, each.id in answered) for each in found.gone) if complete else (),
        same=found.same,
        findings=tuple(_finding(each, language) for each in listed.findings),
        ignored=listed.ignored,
        members=listed.members,
    )


def apply(entity: Entity, seen: ListPreview) -> None:
    """Makes the initiatives that were previewed the wave's.

    What waits because its initiative was not on the list is looked at again with the next reception, or by ``settle``.

    Raises:
        ReceptionError: RCV-044 something in the list is wrong, and RCV-021.
    """
    from desktop_app.reception import registry

    if seen.errors:
        raise ReceptionError("RCV-044", Place(file=seen.file), count=seen.errors)
    with entity.books.write() as connection:
        registry.register(connection, seen.wave, seen.members)


def _changed(before: Member, after: Member) -> Changed:
    from dataclasses import fields

    differing = (each.name for each in fields(after) if getattr(before, each.name) != getattr(after, each.name))
    return Changed(after.name, tuple(differing))


def _finding(found: ListFinding, language: str) -> Finding:
    what = _said(found, Texts.load("registry", language))
    code = "RCV-019" if found.stops else "RCV-042"
    place = Place(row=found.row, column=found.column or None)
    return Finding(found.row, found.column, found.stops,
                   explained(code, place, language, {"line": found.row, "what": what}))  # fmt: skip


def _said(found: ListFinding, texts: Mapping[str, str]) -> str:
    return texts[f"what.{found.what}"].format(**found.params)


@lru_cache(maxsize=1)
def _vocabularies() -> Vocabularies:
    """The lists that come with the forms."""
    from desktop_app.reception.vocabulary import Vocabularies

    media = {"department": "departments", "municipality": "municipalities", "chamber": "chambers"}
    labels = {kind: names(file) for kind, file in media.items()}
    return Vocabularies({**labels, "macrosector": _macrosectors()})


def _macrosectors() -> dict[str, str]:
    from desktop_app.xforms.sheets import read_workbook

    choices = read_workbook(shipped_form(CARD_FORM).path).sheet("choices")
    label = next(column for column in choices.header if column.startswith("label"))
    return {row.cells["name"]: row.cells[label] for row in choices.rows if row.cells["list_name"] == "macrosector"}
