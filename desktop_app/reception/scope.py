"""Which responses a result is of: those that count in a wave, or the part of them that filters leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from desktop_app.reception import known_forms
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.tables import initiatives, responses


@dataclass(frozen=True, slots=True)
class Filters:
    """What is counted only; codes as in the form's choices, empty for all."""

    macrosector: str = ""
    department: str = ""
    chamber: str = ""
    level: str = ""

    def chosen(self) -> dict[str, str]:
        """Those that are set, by the column that they are of."""
        values = {each.name: str(getattr(self, each.name)) for each in fields(self)}
        return {name: value for name, value in values.items() if value}


OF_REGISTERED: Final = ("macrosector", "department", "chamber")
"""Of the filters, those that a list of initiatives may know."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The responses that count of a form in a wave: the latest of each initiative."""

    form_id: str
    wave: str
    filters: Filters = field(default_factory=Filters)

    def holds(self) -> list[ColumnElement[bool]]:
        """The conditions on ``responses``."""
        own = [responses.c.form_id == self.form_id, responses.c.wave == self.wave, responses.c.current.is_(True)]
        return own + [responses.c[name] == value for name, value in self.filters.chosen().items()]


def waves(connection: Connection) -> tuple[str, ...]:
    """The waves with responses that count, the latest first."""
    counting = responses.c.current.is_(True)
    found = connection.scalars(select(responses.c.wave).where(counting).distinct())
    return tuple(sorted(found, reverse=True))


def previous_wave(connection: Connection, form_id: str, wave: str) -> str | None:
    """The last wave before ``wave`` with responses to the form."""
    before = (responses.c.form_id == form_id, responses.c.wave < wave, responses.c.current.is_(True))
    found: str | None = connection.scalar(select(func.max(responses.c.wave)).where(*before))
    return found


@dataclass(frozen=True, slots=True)
class Registered:
    """How many initiatives are on the wave's list; ``None`` where it does not say what a filter asks. The counts by
    macrosector and department are empty where it does not say these."""

    count: int | None
    macrosectors: Mapping[str, int]
    departments: Mapping[str, int]


def registered(connection: Connection, scope: Scope) -> Registered:
    """The wave's list, as far as the filters leave it."""
    mine = initiatives.c.wave == scope.wave
    told = select(*(func.count(func.nullif(initiatives.c[name], "")) for name in OF_REGISTERED), func.count())
    *known, total = connection.execute(told.where(mine)).one()
    chosen = scope.filters.chosen()
    says = {name for name, count in zip(OF_REGISTERED, known, strict=True) if count}
    if not total or not chosen.keys() <= says:
        return Registered(None, {}, {})
    conditions = [mine, *(initiatives.c[name] == value for name, value in chosen.items())]
    groups = (initiatives.c.macrosector, initiatives.c.department)
    rows = connection.execute(select(*groups, func.count()).where(*conditions).group_by(*groups)).all()
    return Registered(sum(row[2] for row in rows), _by(rows, 0), _by(rows, 1))


def _by(rows: Any, place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row[place]:
            found[row[place]] = found.get(row[place], 0) + row[2]
    return dict(sorted(found.items()))


def choices(
    connection: Connection, form_id: str, wave: str, language: str = "es"
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What a wave can be filtered by: for each of ``Filters`` the codes that there are among its responses, each with
    what it is called, in the order of the names. Empty where there is one code at most: it would filter nothing."""
    names = tuple(each.name for each in fields(Filters))
    form = known_forms.latest(connection, form_id)
    known = KnownForm(form) if form is not None else None
    offered = {}
    for name in names:
        column = responses.c[name]
        codes = connection.scalars(select(column).where(*Scope(form_id, wave).holds(), column != "").distinct()).all()
        labels = known.labels(name, language) if known is not None else {}
        told = [(code, labels.get(code, code)) for code in codes]
        offered[name] = tuple(sorted(told, key=lambda each: each if name == "level" else each[::-1]))
    return {name: told if len(told) > 1 else () for name, told in offered.items()}
