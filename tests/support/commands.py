"""``telar`` as a process of its own, and as a call inside the test that sees what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """The fault that a program reads."""
        found: dict[str, str] = self.json["error"]
        return found


Telar = Callable[..., Ran]


class Window:
    """Stands where the window would: keeps what it is asked for."""

    def __init__(self) -> None:
        self.opened: list[tuple[Path, str | None]] = []
        self.pictures: list[tuple[Path, Path, str, int | None]] = []

    def open(self, data_dir: Path, language: str | None) -> int:
        self.opened.append((data_dir, language))
        return 0

    def take(self, out: Path, package: Path, entity: Path, language: str, most: int | None) -> list[Path]:
        assert package.is_file()
        assert (entity / "reception.sqlite3").is_file()
        self.pictures.append((out, package, language, most))
        out.mkdir(parents=True, exist_ok=True)
        (out / "inicio.png").write_bytes(b"\x89PNG\r\n")
        return [out / "inicio.png"]


def environment(**changes: str) -> dict[str, str]:
    """A plain environment: no display, no keyring of the user's, no settings of who runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    fixed = {"QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return {**kept, **fixed, **changes}


def command(*arguments: str | Path, options: Sequence[str] = ()) -> list[str]:
    """The command line of ``python -m desktop_app``; ``options`` are Python's own."""
    return [sys.executable, *options, "-m", "desktop_app", *map(str, arguments)]


def telar(*arguments: str | Path, options: Sequence[str] = (), env: Mapping[str, str] | None = None) -> Ran:
    """Runs the program without a terminal and waits for its end."""
    run = subprocess.run(
        command(*arguments, options=options),
        cwd=ROOT,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        start_new_session=True,
        check=False,
    )
    return Ran(run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8"))
