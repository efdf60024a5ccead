"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, forgotten with the process."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

_OWNER: Final = "postgres"
_NUMBERS: Final = count(1)
_QUICK: Final = (
    *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "autovacuum=off"),
)


def new_address() -> str:
    """The address of a new, empty database."""
    name = f"books_{next(_NUMBERS)}"
    folder = _server()
    _run([str(_tool("psql")), "-q", "-h", str(folder), "-U", _OWNER, "-c", f"CREATE DATABASE {name}", _OWNER], folder)
    return f"postgresql://{_OWNER}@/{name}?host={folder}"


@cache
def _server() -> Path:
    """The folder with the socket of a server, started once a process."""
    folder = Path(mkdtemp(prefix="telar-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _OWNER, _OWNER)
    data = folder / "data"
    _run([str(_tool("initdb")), "-D", str(data), "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], folder)
    options = " ".join(("-k", str(folder), *_QUICK))
    control = [str(_tool("pg_ctl")), "-D", str(data), "-w", "-s"]
    _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)

    def stop() -> None:
        _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return folder


@cache
def _tool(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")) or [
        Path(path) for path in [shutil.which(name)] if path
    ]
    if not found:
        raise RuntimeError(f"{name} is not there: packaging/debian.sh tests installs it")
    return found[-1]


def _run(command: Sequence[str], folder: Path) -> None:
    """PostgreSQL refuses to be root's: whoever is, hands it to the user that its package made."""
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        who = {"user": _OWNER, "group": _OWNER, "extra_groups": ()}
    done = subprocess.run(
        command,
        cwd=folder,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **who,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")
