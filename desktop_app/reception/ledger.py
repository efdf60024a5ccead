"""``ledger.json``: what the entity received, which receipts it gave, and which kits it sent.

One file that is replaced as a whole, beside the authority's register, in JSON. Receipts and kits themselves lie in
``receipts`` and ``kits`` under the SHA-256 that the ledger has of them. It holds no answer and no secret. Times are UTC
in whole seconds; digests SHA-256 in hex.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Final, TypeVar
from unicodedata import category

from desktop_app.errors import ReceptionError
from desktop_app.reception.verdict import Received
from desktop_app.submission import documents

FILE: Final = "ledger.json"
FORMAT: Final = "urn:telar:reception:1"
LIMIT: Final = 64 * 1024 * 1024
"""Bytes of the file."""
MOST_PACKAGES: Final = 50_000
MOST_RECEIPTS: Final = 100
"""Receipts of one package."""
MOST_KITS: Final = 1_000

_COLOMBIA: Final = timezone(timedelta(hours=-5))
_LONGEST: Final = 300
_HIGHEST: Final = 999_999
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NAMES: Final = {"file_sha256", "container_sha256", "sha256", "said", "signer"}
_SHORT: Final = re.compile(r"TELAR-A1:[A-Za-z0-9+/=]{1,400}")
_STATUSES: Final = {"received", "accepted", "returned"}

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class GivenReceipt:
    """A receipt that was given. ``sha256`` is of its file, ``said`` of what it observes; ``certificate`` is the
    fingerprint of the certificate that it brought, empty for none; ``short`` the same as a line of text; ``serial``
    counts the receipts of its day, which is Colombia's."""

    receipt_id: str
    status: str
    issued: datetime
    sha256: str
    said: str
    certificate: str
    short: str
    serial: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A package that came, and the receipts that were given for it, the latest last."""

    received: Received
    receipts: tuple[GivenReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class SentKit:
    """A wave kit that was made. A higher ``number`` takes the place of a lower one of the same wave."""

    wave: str
    number: int
    issued: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of it, in the order in which it came about."""

    entries: tuple[Entry, ...] = field(default=(), repr=False)
    kits: tuple[SentKit, ...] = ()

    def entry(self, container_sha256: str) -> Entry | None:
        """What is known of the package with this signed container."""
        return next((each for each in self.entries if each.received.container_sha256 == container_sha256), None)

    def received(self) -> tuple[Received, ...]:
        """What came, as the verdict asks for it."""
        return tuple(each.received for each in self.entries)

    def kit(self, wave: str) -> SentKit | None:
        """The kit of the wave that holds."""
        return max((each for each in self.kits if each.wave == wave), key=lambda each: each.number, default=None)

    def next_serial(self, now: datetime) -> int:
        """The number of the next receipt of this day."""
        today = now.astimezone(_COLOMBIA).date()
        given = [receipt for each in self.entries for receipt in each.receipts]
        return 1 + max((each.serial for each in given if each.issued.astimezone(_COLOMBIA).date() == today), default=0)

    def with_entry(self, entry: Entry) -> Ledger:
        """The same with ``entry`` in the place of what was known of its package, or at the end."""
        known = self.entry(entry.received.container_sha256)
        if known is None:
            return replace(self, entries=(*self.entries, entry))
        return replace(self, entries=tuple(entry if each is known else each for each in self.entries))


def write(ledger: Ledger) -> bytes:
    """``ledger`` as JSON; what ``read`` would refuse is refused here (``RCV-010``)."""
    document = {
        "format": FORMAT,
        "packages": [
            {**_written(each.received), "receipts": [_written(receipt) for receipt in each.receipts]}
            for each in ledger.entries
        ],
        "kits": [_written(each) for each in ledger.kits],
    }
    data = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")
    read(data)
    return data


def read(data: bytes) -> Ledger:
    """The inverse of ``write``: exactly its members, each of its type and within its limits.

    Raises:
        ReceptionError: RCV-010.
    """
    try:
        if len(data) > LIMIT:
            raise ValueError("size")
        return _ledger(json.loads(data.decode("utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise ReceptionError("RCV-010", detail=type(error).__name__) from None


def _ledger(document: Any) -> Ledger:
    if not isinstance(document, dict) or document.keys() != {"format", "packages", "kits"}:
        raise ValueError("members")
    if document["format"] != FORMAT:
        raise ValueError("format")
    ledger = Ledger(
        tuple(_entry(each) for each in _items(document["packages"], MOST_PACKAGES)),
        tuple(_read(SentKit, each) for each in _items(document["kits"], MOST_KITS)),
    )
    if len({each.received.container_sha256 for each in ledger.entries}) < len(ledger.entries):
        raise ValueError("a package twice")
    return ledger


def _entry(value: Any) -> Entry:
    found = dict(value)
    receipts = _items(found.pop("receipts"), MOST_RECEIPTS)
    return Entry(_read(Received, found), tuple(_read(GivenReceipt, each) for each in receipts))


def _items(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("list")
    return value


def _read(kind: Callable[..., Kind], value: Any) -> Kind:
    """A record of ``kind`` from an object with exactly its members."""
    members = {each.name: str(each.type) for each in fields(kind)}  # type: ignore[arg-type]  # a dataclass each
    if not isinstance(value, dict) or value.keys() != members.keys():
        raise ValueError("members")
    return kind(**{name: _member(name, declared, value[name]) for name, declared in members.items()})


def _member(name: str, declared: str, value: Any) -> object:
    """``value`` as the field that is declared as a text, a number, a moment or a truth."""
    if declared == "datetime":
        return _moment(value)
    if declared == "bool" and isinstance(value, bool):
        return value
    if declared == "int" and type(value) is int and 0 <= value <= _HIGHEST:
        return value
    if declared != "str" or not isinstance(value, str) or not _is_fit(name, value):
        raise ValueError(name)
    return value


def _is_fit(name: str, text: str) -> bool:
    if name in _NAMES:
        return bool(_DIGEST.fullmatch(text))
    if name == "certificate":
        return not text or bool(_DIGEST.fullmatch(text))
    if name == "short":
        return bool(_SHORT.fullmatch(text))
    if name == "status":
        return text in _STATUSES
    return len(text) <= _LONGEST and not any(category(each) == "Cs" for each in text)


def _moment(text: str) -> datetime:
    found = documents.moment_of(text)
    if found is None:
        raise ValueError("moment")
    return found


def _written(record: Any) -> Mapping[str, object]:
    found = {each.name: getattr(record, each.name) for each in fields(record)}
    return {
        name: documents.stamp(documents.whole_seconds(value)) if isinstance(value, datetime) else value
        for name, value in found.items()
    }
