"""Who sends packages and brings in what comes back: does one thing on a real data folder until it is done or killed.

Run by ``trust_storm``, which hears ``OPEN`` before the folder is opened, ``STEP`` before the deed and ``DONE`` after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path

# What the program reads when it is first needed is here before the deed begins: the storm is about the deed.
import pyhanko.sign.ades.api
import pyhanko.sign.validation.generic_cms  # noqa: F401
import pyrage  # noqa: F401

from desktop_app.submission import SecretKeeper, certificates, kits, pkcs12, receipts, short_receipt  # noqa: F401
from desktop_app.workflows import kits as wave_kits
from desktop_app.workflows.export import export
from desktop_app.workflows.incoming import look_into, take_receipt
from desktop_app.workflows.workspace import Workspace
from tests.support.authorities import CheapPassphrase


class Step(Enum):
    """The loop, in order."""

    KIT = "kit"
    PACKAGE = "package"
    RETURNED = "returned"
    REVISION = "revision"
    ACCEPTED = "accepted"

    @property
    def sends(self) -> bool:
        return self in (Step.PACKAGE, Step.REVISION)


@dataclass(frozen=True)
class Deed:
    """One step: ``file`` is what comes in, or ``response_id`` what leaves into ``out``."""

    step: Step
    now: datetime
    out: Path
    file: Path
    response_id: str = ""


def keeper() -> SecretKeeper:
    """The same passphrase in every life."""
    return CheapPassphrase(_passphrase)


def do(workspace: Workspace, deed: Deed) -> None:
    """The step, as the window does it."""
    if deed.step.sends:
        export(workspace, deed.response_id, deed.out, keeper(), deed.now)
        return
    _, data = look_into(deed.file)
    if deed.step is Step.KIT:
        shown = wave_kits.preview(workspace, data, deed.now)
        wave_kits.take(workspace, data, deed.now, confirmed=shown.fingerprint)
    else:
        take_receipt(workspace, data, deed.now)


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


def _passphrase(_new: bool) -> str:
    return "una frase para pruebas"
