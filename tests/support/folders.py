"""Folders that a test run prepares once and shares."""

from __future__ import annotations

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp


def lasting(prefix: str) -> Path:
    """A new folder, which goes with the process."""
    folder = Path(mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
