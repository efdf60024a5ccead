"""The store's values: plain and frozen, so that nothing that leaves the room reaches back into the database.

Every moment is an aware ``datetime`` in UTC, exact to the microsecond. Identifiers are the text of a random UUID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Final


class ResponseState(StrEnum):
    """Where a response stands between being filled and being accepted; the values are those of the database."""

    DRAFT = "draft"
    READY = "ready"
    EXPORTED = "exported"
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Card:
    """An initiative's card; texts as the forms hold them (codes for department and municipality), "" when unknown."""

    name: str
    founded: str = ""
    department: str = ""
    municipality: str = ""
    macrosector: str = ""
    sector: str = ""
    sector_other: str = ""
    entity_kind: str = ""
    chamber: str = ""
    manager_name: str = ""
    manager_role: str = ""
    manager_email: str = ""
    manager_phone: str = ""


CARD_FIELDS: Final = tuple(field.name for field in fields(Card))


@dataclass(frozen=True, slots=True)
class Initiative:
    id: str
    card: Card
    created: datetime
    updated: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A form as it was when a response to it began; ``sha256`` is that of its XForm document, in hexadecimal."""

    id: int
    form_id: str
    version: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class InstrumentSource:
    """What the form is compiled from again: the XForm document and the files attached to it, by name."""

    xform: bytes
    media: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Response:
    """A response without its answers.

    ``id`` is the UUID of the submission's instanceID, ``replaces`` that of the revision before; ``current_ref`` is the
    question last worked on; ``answered`` of ``total`` questions carry an answer.
    """

    id: str
    initiative_id: str
    instrument_id: int
    wave: str
    reference_year: int | None
    state: ResponseState
    revision: int
    replaces: str | None
    started: datetime
    updated: datetime
    current_ref: str | None
    answered: int
    total: int
    language: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one answer; ``old`` is None where there was no answer before."""

    ref: str
    old: str | None
    new: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Package:
    """A signed file that was handed to the user; ``path`` is where it was written, ``size`` in bytes."""

    response_id: str
    revision: int
    sequence: int
    file_name: str
    path: str
    sha256: str
    size: int
    created: datetime
    signer_fingerprint: str


@dataclass(frozen=True, slots=True)
class ResponseOverview:
    """A response's row on the first screen."""

    id: str
    instrument_title: str
    form_id: str
    wave: str
    reference_year: int | None
    state: ResponseState
    revision: int
    replaces: str | None
    answered: int
    total: int
    updated: datetime


@dataclass(frozen=True, slots=True)
class InitiativeOverview:
    """An initiative on the first screen, its responses newest first; department and municipality are codes."""

    id: str
    name: str
    department: str
    municipality: str
    responses: tuple[ResponseOverview, ...]


def is_below(ref: str, places: Iterable[str]) -> bool:
    """Whether ``ref`` is one of ``places`` or within one: ``/data/r``, ``/data/r[2]`` and ``/data/r[2]/x`` are in
    ``/data/r``."""
    return any(ref == place or ref.startswith((f"{place}[", f"{place}/")) for place in places)
