"""Who sends packages and brings in what comes back: does one thing on a real data folder until it is done or killed.

Run by ``trust_storm``, which hears ``OPEN`` before the folder is opened, ``STEP`` before the deed and ``DONE`` after.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

# What the program reads when it is first needed is here before the deed begins: the storm is about the deed.
import pyhanko.sign.ades.api
import pyhanko.sign.validation.generic_cms  # noqa: F401
import pyrage  # noqa: F401

from desktop_app.workflows.workspace import Workspace
from tests.support.relay import Deed, do


def live(folder: Path, deed: Deed, told: Connection) -> None:
    """One life, in a process of its own."""
    try:
        told.send("OPEN")
        with Workspace.open(folder, deed.now) as workspace:
            told.send("STEP")
            do(workspace, deed)
            told.send("DONE")
    except Exception as error:  # noqa: BLE001  whatever it is, the storm tells it
        told.send(f"{type(error).__name__}: {error}")
