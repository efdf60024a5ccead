"""``telar verify``: says who signed a package, when, what is inside, and whether it is intact."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    parser = commands.add_parser(
        "verify", parents=[common], help=texts["help.verify"], description=texts["help.verify"]
    )
    parser.add_argument("file", type=Path, metavar=texts["help.file"], help=texts["help.verify_file"])
    parser.set_defaults(run=verify)


def verify(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import verify as workflow

    found = workflow.verify_file(arguments.file, arguments.now, output.language)
    if found.intact:
        output.say("verify.intact")
        for label, value in found.lines(output.language):
            output.line(f"  {label}: {value}")
    elif found.explanation:
        output.say("verify.refused")
        output.line(output.explanation(found.explanation))
    output.result(found)
    return 0 if found.intact else 1
