"""``telar wave``: the receiving entity opens a wave with a kit for the managers."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.cli.parser import add_commands
from desktop_app.cli.passphrases import vault
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands

SHIPPED = Path("shipped")
"""In the place of a folder of forms: Telar's own instruments."""


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    about = texts["help.wave"]
    group = commands.add_parser("wave", parents=[common], help=about, description=about)
    inner = add_commands(group, texts, required=True)
    about = texts["help.wave_build"]
    parser = inner.add_parser("build", parents=[common], help=about, description=about)
    parser.add_argument("folder", type=Path, metavar=texts["help.folder"], help=texts["help.authority_folder"])

    def option(name: str, kind: type | object, metavar: str, *, required: bool = True) -> None:
        about = texts[f"help.wave_{name}"]
        parser.add_argument(f"--{name}", type=kind, required=required, metavar=metavar, help=about)  # type: ignore[arg-type]

    option("wave", str, texts["help.text"])
    option("number", int, "N")
    option("opens", date.fromisoformat, texts["help.date"])
    option("closes", date.fromisoformat, texts["help.date"])
    option("message", str, texts["help.text"])
    option("forms", Path, texts["help.folder"])
    option("initiatives", Path, texts["help.file"])
    parser.add_argument(
        "--reference",
        type=Path,
        action="append",
        default=[],
        metavar=texts["help.file"],
        help=texts["help.wave_reference"],
    )
    option("out", Path, texts["help.file"])
    parser.add_argument("--db", metavar="URL", help=texts["help.db"])
    parser.set_defaults(run=build)


def build(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.workflows import wave_kit

    forms = None if arguments.forms == SHIPPED else arguments.forms
    content = wave_kit.read_content(forms, arguments.initiatives, arguments.reference)
    opening = wave_kit.Opening(arguments.wave, arguments.number, arguments.opens, arguments.closes, arguments.message)
    own, out = vault(arguments, output), arguments.out
    made = wave_kit.build(own, opening, content, out, arguments.now, address=arguments.db)
    output.say("wave.built", path=made.path, size=made.size, wave=made.wave, number=made.number)
    pairs = {
        "forms": ", ".join(f"{form_id} {version}" for form_id, version in made.forms),
        "initiatives": made.initiatives,
        "references": made.references,
        "root": made.root_fingerprint,
        "words": " ".join(made.words),
    }
    for key, value in pairs.items():
        output.line(f"  {output.text(f'wave.label_{key}')}: {value}")
    output.result(made)
    return 0
