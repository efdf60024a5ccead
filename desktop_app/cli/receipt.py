"""``telar receipt``: the receiving entity judges a package and answers it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.cli.parser import add_commands
from desktop_app.cli.passphrases import vault
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands
    from desktop_app.workflows.receiving import Handled

STATUSES = ("received", "accepted", "returned")


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    about = texts["help.receipt"]
    group = commands.add_parser("receipt", parents=[common], help=about, description=about)
    inner = add_commands(group, texts, required=True)
    about = texts["help.receipt_make"]
    parser = inner.add_parser("make", parents=[common], help=about, description=about)
    parser.add_argument("folder", type=Path, metavar=texts["help.folder"], help=texts["help.authority_folder"])
    parser.add_argument("package", type=Path, metavar=texts["help.file"], help=texts["help.receipt_package"])
    parser.add_argument(
        "--status", choices=STATUSES, required=True, metavar=texts["help.status"], help=texts["help.receipt_status"]
    )
    parser.add_argument(
        "--observation",
        type=_observation,
        action="append",
        default=[],
        metavar=texts["help.observation"],
        help=texts["help.receipt_observation"],
    )
    parser.add_argument("--out", type=Path, metavar=texts["help.file"], help=texts["help.receipt_out"])
    parser.add_argument("--short", action="store_true", help=texts["help.receipt_short"])
    parser.add_argument("--db", metavar="URL", help=texts["help.db"])
    parser.set_defaults(run=make)


def make(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import receiving

    handled = receiving.receive(
        vault(arguments, output),
        arguments.package,
        arguments.status,
        arguments.now,
        observations=arguments.observation,
        out=arguments.out,
        language=output.language,
        address=arguments.db,
    )
    _tell(handled, output)
    if arguments.short:
        output.line(handled.short)
    output.result(handled)
    return 0


def _observation(text: str) -> tuple[str, str]:
    """``REF=TEXT``; a reference has no equals sign."""
    ref, equals, said = text.partition("=")
    if not (ref and equals and said.strip()):
        raise ValueError(text)
    return ref, said


def _tell(handled: Handled, output: Output) -> None:
    output.say(
        f"receipt.{handled.outcome}",
        initiative=handled.initiative,
        form=handled.form_id,
        wave=handled.wave,
        revision=handled.revision,
        manager=handled.manager,
    )
    for each in (handled.reason, *handled.flags):
        if each is not None:
            output.line(output.explanation(each))
    output.say(
        "receipt.again" if handled.again else "receipt.made",
        status=output.text(f"receipt.status_{handled.status}"),
        path=handled.receipt,
        size=handled.size,
    )
    if handled.certified:
        output.say("receipt.certified")
