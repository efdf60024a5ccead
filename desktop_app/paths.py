"""Where things are: the program's own files (checkout, wheel or frozen program) and the user's data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _program_root() -> Path:
    """The folder that holds ``forms/`` and ``resources/``.

    A wheel and a frozen program carry them under ``desktop_app/_data``; a checkout has them beside the package.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    carried = Path(frozen) / "desktop_app" / "_data" if frozen else _PACKAGE / "_data"
    return carried if carried.is_dir() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """A file of ``resources/``."""
    return _program_root().joinpath("resources", *parts)


def forms_dir() -> Path:
    """The folder of the shipped forms."""
    return _program_root() / "forms"


def default_data_dir() -> Path:
    """The user's data folder: ``TELAR_DATA_DIR``, else the operating system's place for a user's program data."""
    chosen = os.environ.get("TELAR_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("Telar", appauthor=False)
