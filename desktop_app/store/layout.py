"""What the store's modules agree on and that costs nothing to import: file names, format, order, moments."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Final

FILE_NAME: Final = "telar.sqlite3"
BACKUPS: Final = "backups"
HEAD: Final = "0004"
"""The newest revision in ``migrations/versions``; a test keeps them equal."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def reading_order(name: str) -> str:
    """The key by which a Spanish reader expects names in a list: case and accents do not matter, ñ comes after n."""
    composed = unicodedata.normalize("NFKC", name).casefold().replace("ñ", "n\U0010ffff")
    plain = unicodedata.normalize("NFKD", composed)
    return "".join(character for character in plain if not unicodedata.combining(character))


def to_microseconds(moment: datetime) -> int:
    """An aware moment as the database keeps it: whole microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    return _EPOCH + value * _MICROSECOND
