"""``telar export``: signs a response and writes its package."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.cli.passphrases import given
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
        prompt = output.text("export.new" if new else "export.passphrase")
        return given(output, prompt, PASSPHRASE_VARIABLE, new)

    with Workspace.open(arguments.data_dir, arguments.now) as workspace:
        exported = workflow.export(
            workspace, arguments.response, arguments.out, workflow.secrets(ask), arguments.now, output.language
        )
    output.say("export.done", path=exported.path, size=exported.size, reference=exported.reference)
    output.result(exported)
    return 0
