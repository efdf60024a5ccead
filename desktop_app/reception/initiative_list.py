"""A wave's initiatives as somebody keeps them in a spreadsheet: read whole, with all that is wrong told by its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop_app.errors import FormError, Place, ReceptionError
from desktop_app.fileio import sha256_hex
from desktop_app.reception.registry import Member
from desktop_app.reception.vocabulary import Vocabularies, plain
from desktop_app.submission.documents import LONGEST_LINE, is_line
from desktop_app.submission.kits import LONGEST_ID, MOST_INITIATIVES
from desktop_app.texts import fold
from desktop_app.xforms.tables import TableRow, read_table

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "codigo", "code", "identificador", "id iniciativa", "codigo de la iniciativa", "initiative id"),
    "name": ("name", "nombre", "iniciativa", "iniciativa cluster", "nombre de la iniciativa", "nombre iniciativa",
             "nombre del cluster", "cluster", "initiative", "initiative name", "cluster initiative"),
    "department": ("department", "departamento", "depto", "dpto", "codigo departamento", "codigo del departamento"),
    "municipality": ("municipality", "municipio", "ciudad", "city", "codigo municipio", "codigo del municipio"),
    "macrosector": ("macrosector", "macro sector"),
    "chamber": ("chamber", "camara", "camara de comercio", "chamber of commerce"),
    "contact": ("contact", "contacto", "persona de contacto", "gestor", "gestora", "gestor a", "gestor o gestora",
                "nombre del gestor", "nombre del gestor o de la gestora", "manager", "manager name", "responsable"),
    "email": ("email", "e mail", "mail", "correo", "correo electronico", "correo de contacto"),
    "phone": ("phone", "telefono", "celular", "movil", "telefono o celular", "telephone", "mobile"),
}  # fmt: skip
"""What each column may be called, as ``vocabulary.plain`` writes it."""
MOST_FINDINGS: Final = 500
"""Of each kind: nobody reads more."""
_HEADER_WITHIN: Final = 10
_LONGEST_EMAIL: Final = 254
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BETWEEN_EMAILS: Final = re.compile(r"\s*[;,]\s*")
_CODED: Final = ("department", "municipality", "macrosector", "chamber")


@dataclass(frozen=True, slots=True)
class ListFinding:
    """Something about a cell. ``row`` is the sheet's; ``column`` is named as the file names it, empty where it has no
    such column; ``what`` is a key of the texts of ``registry``. ``stops``: the list is not taken with it."""

    row: int
    column: str
    what: str
    params: Mapping[str, object] = field(default_factory=dict)
    stops: bool = True


@dataclass(frozen=True, slots=True)
class InitiativeList:
    """``members`` are what could be read; ``ignored`` the columns that say nothing here."""

    members: tuple[Member, ...]
    findings: tuple[ListFinding, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[ListFinding, ...]:
        return tuple(each for each in self.findings if each.stops)


def read_list(
    data: bytes,
    suffix: str,
    known: Vocabularies,
    ids: Mapping[str, str],
    *,
    places: bool = False,
) -> InitiativeList:
    """The list in ``data``, a file of the kind that ``suffix`` says.

    Args:
        ids: those of the initiatives that are registered already, by name as ``fold`` writes it: who is listed without
            an id keeps the one that it has. Another gets one that its name alone makes.
        places: each must have a department and a municipality.

    Raises:
        ReceptionError: RCV-040 it is no table, RCV-041 no column has the names, RCV-043 too many rows, RCV-045 no row.
    """
    try:
        rows = read_table(data, suffix)
    except FormError as error:
        raise ReceptionError("RCV-040", detail=error.code) from None
    head = next((row for row in rows[:_HEADER_WITHIN] if "name" in _columns(row.cells)), None)
    if head is None:
        raise ReceptionError("RCV-041", Place(row=rows[0].number if rows else None))
    columns = _columns(head.cells)
    listed = rows[rows.index(head) + 1 :]
    if not listed:
        raise ReceptionError("RCV-045")
    if len(listed) > MOST_INITIATIVES:
        raise ReceptionError("RCV-043", limit=MOST_INITIATIVES)
    titles = {name: head.cells[place] for name, place in columns.items()}
    reading = _Reading(known, ids, titles, places=places)
    for row in listed:
        reading.take(row.number, {name: _cell(row, place) for name, place in columns.items()})
    ignored = [cell for place, cell in enumerate(head.cells) if cell and place not in columns.values()]
    return InitiativeList(tuple(reading.members), tuple(reading.findings), tuple(ignored))


def made_id(name: str) -> str:
    """The id of an initiative that is listed without one: its name alone decides, in whatever case and accents."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-")
    return f"{words or 'ic'}-{sha256_hex(fold(name).encode())[:6]}"


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """The place of each column that is known; of two that are called the same, the first."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = next((name for name, titles in HEADERS.items() if plain(cell) in titles), None)
        if name is not None:
            found.setdefault(name, place)
    return found


def _cell(row: TableRow, place: int) -> str:
    return " ".join(row.cells[place].split()) if place < len(row.cells) else ""


class _Reading:
    """Row after row, and what the rows before have taken."""

    def __init__(self, known: Vocabularies, ids: Mapping[str, str], titles: Mapping[str, str], *, places: bool) -> None:
        self._known = known
        self._ids = ids
        self._titles = titles
        self._places = places
        self._seen: dict[tuple[str, str], int] = {}
        self.members: list[Member] = []
        self.findings: list[ListFinding] = []

    def take(self, row: int, cells: Mapping[str, str]) -> None:
        found = [*self._faults(row, cells)]
        member = self._member(row, cells, found)
        if cells.get("id") or not any(each.what == "same_name" for each in found):
            found += self._twice(row, "id", member.id)
        if not any(each.stops for each in found):
            self.members.append(member)
        for stops in (True, False):  # apart: however many warnings there are, no fault is lost
            room = MOST_FINDINGS - sum(each.stops is stops for each in self.findings)
            self.findings += [each for each in found if each.stops is stops][: max(0, room)]

    def _finding(self, row: int, column: str, what: str, *, stops: bool = True, **params: object) -> ListFinding:
        return ListFinding(row, self._titles.get(column, ""), what, params, stops)

    def _faults(self, row: int, cells: Mapping[str, str]) -> Iterator[ListFinding]:
        """What is wrong with the texts of a row."""
        if not cells["name"]:
            yield self._finding(row, "name", "no_name")
        for column, text in cells.items():
            most = LONGEST_ID if column == "id" else LONGEST_LINE
            if text and not is_line(text, most):
                yield self._finding(row, column, "unfit", most=most)
        email = cells.get("email", "")
        wrong = next((each for each in _emails(email) if not _is_email(each)), None)
        if wrong is not None:
            yield self._finding(row, "email", "email", text=wrong[:LONGEST_ID])
        elif not email:
            yield self._finding(row, "email", "no_email", stops=False)
        yield from self._twice(row, "name", fold(cells["name"]))

    def _twice(self, row: int, column: str, text: str) -> Iterator[ListFinding]:
        if not text:
            return
        first = self._seen.setdefault((column, text), row)
        if first != row:
            yield self._finding(row, column, f"same_{column}", first=first)

    def _member(self, row: int, cells: Mapping[str, str], found: list[ListFinding]) -> Member:
        """The row as it is registered; ``found`` gets what its codes lack."""
        codes: dict[str, str] = {}
        for column in _CODED:
            text = cells.get(column, "")
            code = self._known.find(column, text, codes.get("department", "")) if text else ""
            if code is None:
                near = self._known.nearest(column, text, codes.get("department", ""))
                what = "unknown" if near is None else "unknown_near"
                found.append(self._finding(row, column, what, text=text[:LONGEST_ID], near=near or ""))
            codes[column] = code or ""
        self._agree(row, cells, codes, found)
        name = cells["name"]
        own = cells.get("id", "") or self._ids.get(fold(name)) or made_id(name)
        email = "; ".join(_emails(cells.get("email", "")))
        return Member(own, name, **codes, contact=cells.get("contact", ""), email=email, phone=cells.get("phone", ""))

    def _agree(self, row: int, cells: Mapping[str, str], codes: dict[str, str], found: list[ListFinding]) -> None:
        """A municipality says its department; where both are said they must agree."""
        department, municipality = codes["department"], codes["municipality"]
        if municipality and not department and not cells.get("department"):
            codes["department"] = department = municipality[:2]
        if municipality and department and not municipality.startswith(department):
            where = self._known.label("department", municipality[:2])
            found.append(self._finding(row, "municipality", "elsewhere", text=cells["municipality"], where=where))
        if self._places:
            empty = [each for each in ("department", "municipality") if not codes[each] and not cells.get(each)]
            found += [self._finding(row, column, f"no_{column}") for column in empty]


def _emails(text: str) -> list[str]:
    return [each for each in _BETWEEN_EMAILS.split(text) if each]


def _is_email(text: str) -> bool:
    return len(text) <= _LONGEST_EMAIL and bool(_EMAIL.fullmatch(text))


def names(members: Iterable[Member]) -> dict[str, str]:
    """The ids of ``members`` by their names, as ``read_list`` takes them."""
    return {fold(each.name): each.id for each in members}
