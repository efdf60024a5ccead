"""The store's values: plain and frozen, so that nothing that leaves the room reaches back into the database.

Every moment is an aware ``datetime`` in UTC, exact to the microsecond. Identifiers are the text of a random UUID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
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
    ciiu: str = ""
    entity_kind: str = ""
    chamber: str = ""
    manager_name: str = ""
    manager_role: str = ""
    manager_email: str = ""
    manager_phone: str = ""


CARD_FIELDS: Final = tuple(each.name for each in fields(Card))


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
    question last worked on; ``answered`` of ``total`` questions carry an answer. ``previous`` is the response of the
    wave before, ``archived_at`` and ``deleted_at`` say since when it is put away.
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
    previous: str | None = None
    archived_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotesStep:
    """What of the notes one step changed, by reference.

    Attributes:
        comments: "" takes a comment away.
        evidence: the names of all the files at a question, in their order; none takes them away.
        carried: whether an answer is still to be confirmed.
        within: repeats and instances of which nothing else is to be kept than what the others say.
    """

    comments: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carried: Mapping[str, bool] = field(default_factory=dict)
    within: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.comments or self.evidence or self.carried or self.within)


@dataclass(frozen=True, slots=True)
class NotesState:
    """All notes at one moment, or those below one place."""

    comments: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one answer; ``old`` is None where there was no answer before."""

    ref: str
    old: str | None
    new: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Package:
    """A signed file that was handed to the user; ``path`` is where it was written, ``size`` in bytes.

    ``sha256`` is of that file, ``signed_sha256`` of the signed container, which is the same file unless ``encrypted``;
    ``recipients_sha256`` says for whom. All digests are in hexadecimal.
    """

    response_id: str
    revision: int
    sequence: int
    file_name: str
    path: str
    sha256: str
    size: int
    created: datetime
    signer_fingerprint: str
    signed_sha256: str | None = None
    encrypted: bool = False
    recipients_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the authority says of a package: ``status`` is ``received``, ``accepted`` or ``returned``.

    ``content`` is the signed file, ``sha256`` its digest in hexadecimal; ``arrived`` and ``issued`` are as it says.
    """

    sha256: str
    response_id: str
    package_sha256: str
    receipt_id: str
    status: str
    arrived: datetime
    issued: datetime
    imported: datetime
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Observation:
    """One remark of a receipt, named by its SHA-256: its ``position`` from 1, the question ``ref`` that it is about."""

    receipt: str
    position: int
    ref: str
    text: str
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """A root certificate (DER) that the user confirmed; ``fingerprint`` is its SHA-256 in hexadecimal."""

    fingerprint: str
    certificate: bytes = field(repr=False)
    name: str
    pinned: datetime


@dataclass(frozen=True, slots=True)
class Kit:
    """A wave kit without its content, of which ``sha256`` is the digest; ``authority`` is its root's fingerprint.

    ``issued``, ``opens`` and ``closes`` are ISO 8601 text as the kit has it: days, or a moment in UTC.
    """

    sha256: str
    authority: str
    wave: str
    number: int
    issued: str
    opens: str
    closes: str
    imported: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that the authority issued for a key of this computer.

    ``key_fingerprint`` is that of the key's self-signed certificate; ``bundle`` is PEM: the certificate, then its
    issuers. Both fingerprints are SHA-256 in hexadecimal.
    """

    fingerprint: str
    key_fingerprint: str
    bundle: str
    not_before: datetime
    not_after: datetime
    imported: datetime


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A CRL (RFC 5280, DER) of the ``issuer`` with that key identifier, in hexadecimal, under a pinned root."""

    authority: str
    issuer: str
    content: bytes = field(repr=False)
    this_update: datetime
    next_update: datetime


@dataclass(frozen=True, slots=True)
class Means:
    """The means of one group of initiatives by code: ``scope`` is ``national`` or ``macrosector``, ``group`` which."""

    scope: str
    group: str
    wave: str
    count: int
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PutAwayResponse:
    """The latest revision of a response that is not on the first screen; ``deleted``: it goes for good in time."""

    id: str
    initiative: str
    instrument_title: str
    form_id: str
    wave: str
    deleted: bool
    at: datetime


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
