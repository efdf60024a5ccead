"""Puts the program together: the command line, and the window for whoever asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def run(argv: Sequence[str]) -> int:
    """Runs the program with the arguments after its name; returns the exit code."""
    _use_utf8()
    if not argv:
        from desktop_app import paths

        return _open_window(paths.default_data_dir(), None)
    from desktop_app import cli

    return cli.main(argv, open_window=_open_window, take_screens=_take_screens)


def _open_window(data_dir: Path, language: str | None) -> int:
    from desktop_app.ui import app

    return app.run(data_dir, language)


def _take_screens(out: Path, package: Path, entity: Path, language: str, most: int | None) -> list[Path]:
    """Pictures of the screens in every look, or in the first ``most``, on data of their own; without a display they
    are taken offscreen."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import tempfile

    from desktop_app.ui import screens

    with tempfile.TemporaryDirectory(prefix="telar-screens-") as folder:
        return screens.take_all(out, Path(folder), language=language, package=package, entity=entity, most=most)


def _use_utf8() -> None:
    """A console or a pipe under the C locale would refuse Spanish."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
