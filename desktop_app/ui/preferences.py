"""What the window must know before the database is open, and even when it cannot be opened: language, text size, place.

Kept in ``window.json`` of the data folder. Losing it costs a setting, so a file that cannot be read counts as absent.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop_app import fileio
from desktop_app.errors import FileError
from desktop_app.ui.i18n import LANGUAGES
from desktop_app.ui.theme import TEXT_SIZES

_log = logging.getLogger(__name__)
_LIMIT = 16 * 1024


@dataclass(frozen=True, slots=True)
class Preferences:
    """``geometry`` is Qt's saved window geometry in base 64, empty before the first close; ``last_backup`` is when the
    last backup was made, in ISO 8601 with its time zone, empty before the first.

    ``entity`` is the folder of the receiving entity whose keys this laptop has, empty on a manager's; ``books`` the
    address of its books without a password, empty where they lie beside the keys; ``incoming`` the folder that is
    received, ``watched`` whether what is new in it is received by itself.
    """

    language: str = "es"
    text_size: int = 100
    geometry: str = ""
    last_backup: str = ""
    entity: str = ""
    books: str = ""
    incoming: str = ""
    watched: bool = False

    @classmethod
    def read(cls, data_dir: Path) -> Preferences:
        try:
            stored = json.loads(fileio.read_limited(data_dir / "window.json", _LIMIT))
        except (FileError, ValueError, RecursionError):
            return cls()
        if not isinstance(stored, dict):
            return cls()
        result = cls()
        if stored.get("language") in LANGUAGES:
            result = replace(result, language=stored["language"])
        if stored.get("text_size") in TEXT_SIZES:
            result = replace(result, text_size=int(stored["text_size"]))
        geometry = stored.get("geometry")
        if isinstance(geometry, str) and geometry.isascii():
            result = replace(result, geometry=geometry)
        if _moment(stored.get("last_backup")) is not None:
            result = replace(result, last_backup=stored["last_backup"])
        return replace(
            result,
            entity=_text(stored.get("entity")),
            books=_text(stored.get("books")),
            incoming=_text(stored.get("incoming")),
            watched=stored.get("watched") is True,
        )

    def backed_up(self) -> datetime | None:
        """When the last backup was made."""
        return _moment(self.last_backup)

    def write(self, data_dir: Path) -> None:
        """Best effort: a data folder that cannot be written to is reported by what opens the database."""
        try:
            fileio.write_atomic(data_dir / "window.json", json.dumps(asdict(self)).encode())
        except FileError as error:
            _log.warning("window settings not kept: %s", error.code)


def _text(found: object) -> str:
    return found if isinstance(found, str) and found.isprintable() else ""


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
