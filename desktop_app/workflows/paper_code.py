"""The QR code of the printed report: whether it is wanted, and the answers as it carries them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop_app.submission import KeyStore, SecretKeeper
from desktop_app.workflows.reference import reference
from desktop_app.workflows.workspace import Workspace

_WANTED: Final = "report.qr"


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """Whether the report is to carry the code. ``possible``: there is a key to sign it with."""

    wanted: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class PaperCode:
    """The text of the QR code, and the reference code of the answers that it carries."""

    text: str
    reference: str


def code_choice(workspace: Workspace) -> CodeChoice:
    """What was chosen; before that, the code is wanted once there is a key."""
    from desktop_app.submission.keys import KEY_FILE
    from desktop_app.workflows.trust import keys_dir

    possible = (keys_dir(workspace.data_dir) / KEY_FILE).exists()
    kept = workspace.store.settings.get(_WANTED, "1")
    return CodeChoice(possible and kept == "1", possible)


def choose_code(workspace: Workspace, wanted: bool) -> None:  # noqa: FBT001 - what a check box says
    """Keeps what is chosen."""
    workspace.store.settings.set(_WANTED, "1" if wanted else "0")


def paper_code(
    workspace: Workspace, response_id: str, secrets: SecretKeeper, now: datetime, language: str = "es"
) -> PaperCode | None:
    """The response as it is on the disk, for paper, signed by this computer's key; ``None`` where it is not wanted.

    Raises:
        SigningKeyError: KEY-001 to KEY-005 the key does not open, KEY-007 it does not sign.
        PaperError: QR-007, QR-012 or QR-013, as ``report.paper_text``.
        UsageError, StoreError: as ``open_response``.
    """
    from desktop_app.workflows.export import response_xml
    from desktop_app.workflows.report import paper_text
    from desktop_app.workflows.responses import open_response
    from desktop_app.workflows.trust import as_confirmed, keys_dir

    if not code_choice(workspace).wanted:
        return None
    made = KeyStore(keys_dir(workspace.data_dir), secrets).load()
    key, _ = as_confirmed(workspace, made, now)
    desk = open_response(workspace, response_id, now, language)
    return PaperCode(paper_text(desk, key, now), reference(response_xml(desk)))
