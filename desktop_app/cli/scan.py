"""``telar scan``: reads the QR code of a printed report and says which response it carries."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output, plain
from desktop_app.cli.passphrases import vault
from desktop_app.cli.receive import add_books, tell_line
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands
    from desktop_app.workflows.intake import Told
    from desktop_app.workflows.scan import Known, Scanned, ScannedResponse


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    parser = commands.add_parser("scan", parents=[common], help=texts["help.scan"], description=texts["help.scan"])
    folder = texts["help.folder"]
    parser.add_argument("file", type=Path, metavar=texts["help.file"], help=texts["help.scan_file"])
    parser.add_argument("--forms", type=Path, metavar=folder, help=texts["help.scan_forms"])
    parser.add_argument("--certificates", type=Path, metavar=folder, help=texts["help.scan_certificates"])
    parser.add_argument("--out", type=Path, metavar="instance.xml", help=texts["help.scan_out"])
    add_books(parser, texts, default=False)
    parser.set_defaults(run=scan)


def scan(arguments: argparse.Namespace, output: Output) -> int:
    """0 when every code of Telar's that was found is accepted; an entity's books take down what was read."""
    if arguments.authority is None:
        return _tell_all(_scanned(arguments, output, None), (), output)
    from desktop_app.workflows import paper
    from desktop_app.workflows.entity import opened

    with opened(vault(arguments, output, arguments.authority), arguments.db) as entity:
        scanned = _scanned(arguments, output, paper.known(entity))
        taken = paper.take(entity, arguments.file, arguments.now, output.language) if scanned.responses else ()
    return _tell_all(scanned, taken, output)


def _scanned(arguments: argparse.Namespace, output: Output, known: Known | None) -> Scanned:
    from desktop_app.workflows.scan import scan_file

    return scan_file(
        arguments.file,
        forms=arguments.forms,
        certificates=arguments.certificates,
        known=known,
        out=arguments.out,
        zone=arguments.now.astimezone().tzinfo,
        language=output.language,
    )


def _tell_all(scanned: Scanned, taken: tuple[Told, ...], output: Output) -> int:
    for response in scanned.responses:
        _tell(response, output)
    for refusal in scanned.refused:
        output.say("scan.refused", page=refusal.page)
        output.line(output.explanation(refusal.explanation))
    if scanned.out:
        output.say("forms.written", path=scanned.out)
    for told in taken:
        tell_line(told, output)
    output.result({**plain(scanned), "taken": plain(taken)} if taken else scanned)
    return 1 if scanned.refused else 0


def _tell(response: ScannedResponse, output: Output) -> None:
    output.say("scan.found", page=response.page)
    for label, value in response.lines(output.language):
        output.line(f"  {label}: {value}")
    for ref, value in response.answers.items():
        if value:
            output.line(f"{ref} = {value}")
    scores = response.scores
    if scores:
        points, maximum = output.figure(scores["total"]), output.figure(scores["max"])
        output.say("forms.scores", points=points, max=maximum, answered=scores["answered"], of=scores["of"])
