"""``telar receive``: the receiving entity takes in a folder of packages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.cli.output import Output
from desktop_app.cli.passphrases import vault
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands
    from desktop_app.workflows.intake import Progress, Told

_BAR: Final = 30
_OUTCOMES: Final = ("filed", "replaced", "duplicate", "quarantined", "refused")


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    about = texts["help.receive"]
    parser = commands.add_parser("receive", parents=[common], help=about, description=about)
    parser.add_argument("packages", type=Path, metavar=texts["help.folder"], help=texts["help.receive_folder"])
    add_books(parser, texts)
    parser.add_argument("--forms", type=Path, metavar=texts["help.folder"], help=texts["help.receive_forms"])
    parser.set_defaults(run=receive)


def add_books(parser: argparse.ArgumentParser, texts: Texts, *, default: bool = True) -> None:
    """``--authority`` and ``--db``, for the commands that work on what was received; without a ``default`` only where
    the first is given."""
    about = texts["help.authority_at" if default else "help.authority_takes"]
    parser.add_argument("--authority", type=Path, metavar=texts["help.folder"], help=about)
    parser.add_argument("--db", metavar="URL", help=texts["help.db"])


def authority_folder(arguments: argparse.Namespace) -> Path:
    """The folder with the authority's keys."""
    named: Path | None = arguments.authority
    return named or Path(arguments.data_dir) / "authority"


def receive(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import intake, wave_kit
    from desktop_app.workflows.entity import opened

    forms = wave_kit.load_forms(arguments.forms) if arguments.forms else ()
    lines: list[Told] = []

    def tell(progress: Progress) -> None:
        new = [each for each in progress.told if not each.known]
        if output.as_json:
            lines.extend(new)
        _tell(progress, [each for each in new if each.reason is not None], output)

    with opened(vault(arguments, output, authority_folder(arguments)), arguments.db, forms) as entity:
        tally = intake.receive_folder(entity, arguments.packages, arguments.now, tell=tell, language=output.language)
    for each in tally.settled:
        tell_line(each, output)
    counts = [output.text(f"receive.{name}", count=getattr(tally, name)) for name in _OUTCOMES]
    output.say("receive.done", files=tally.files, counts=", ".join(counts), known=tally.known)
    output.result({"tally": tally, "lines": lines})
    return 0


def _tell(progress: Progress, remarkable: list[Told], output: Output) -> None:
    bar = not output.as_json and sys.stderr.isatty()
    if bar:
        print("\r\033[K", end="", file=sys.stderr)
    for each in remarkable:
        tell_line(each, output)
    if bar:
        full = _BAR * progress.done // max(progress.total, 1)
        print(f"[{'#' * full}{'.' * (_BAR - full)}] {progress.done}/{progress.total}", end="", file=sys.stderr)
        if progress.done == progress.total:
            print(file=sys.stderr)
        sys.stderr.flush()


def tell_line(told: Told, output: Output) -> None:
    """What became of a file, on a line."""
    outcome = output.text(f"receive.outcome_{told.outcome}")
    if told.channel != "file":
        outcome = output.text("receive.on_paper", outcome=outcome)
    if told.known:
        outcome = output.text("receive.again", outcome=outcome)
    if told.reason is None:
        output.say("receive.line", file=told.file, outcome=outcome)
    else:
        output.say("receive.because", file=told.file, outcome=outcome, code=told.reason.code, cause=told.reason.cause)
