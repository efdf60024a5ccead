"""``telar export``: signs a response and writes its package."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.errors import UsageError
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands

PASSPHRASE_VARIABLE = "TELAR_PASSPHRASE"  # noqa: S105 - the variable's name, not a secret


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    parser = commands.add_parser(
        "export", parents=[common], help=texts["help.export"], description=texts["help.export"]
    )
    parser.add_argument("response", metavar=texts["help.response"], help=texts["help.export_response"])
    parser.add_argument("--out", type=Path, required=True, metavar=texts["help.folder"], help=texts["help.export_out"])
    parser.set_defaults(run=export)


def export(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import export as workflow
    from desktop_app.workflows.workspace import Workspace

    def ask(new: bool) -> str:  # noqa: FBT001 - the shape that the keeper calls
        given = os.environ.get(PASSPHRASE_VARIABLE)
        passphrase = _ask(output, new=new) if given is None else given
        # The same letters must open the key under any locale.
        return os.fsencode(passphrase).decode("utf-8", "replace")

    with Workspace.open(arguments.data_dir, arguments.now) as workspace:
        exported = workflow.export(
            workspace, arguments.response, arguments.out, workflow.secrets(ask), arguments.now, output.language
        )
    output.say("export.done", path=exported.path, size=exported.size, reference=exported.reference)
    output.result(exported)
    return 0


def _ask(output: Output, *, new: bool) -> str:
    """The passphrase from the terminal, a new one twice: with a slip in it, the key would never open again."""
    passphrase = _hidden(output.text("export.new" if new else "export.passphrase"))
    if new and passphrase and _hidden(output.text("export.again")) != passphrase:
        raise UsageError("USE-014")
    return passphrase


def _hidden(prompt: str) -> str:
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on and show what is typed
        try:
            return getpass.getpass(prompt)
        except (getpass.GetPassWarning, EOFError, UnicodeDecodeError):
            raise UsageError("USE-016", variable=PASSPHRASE_VARIABLE) from None
