"""``telar demo``: the whole journey on a sample initiative, with everything it makes left in one folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output, as_json, plain
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    parser = commands.add_parser("demo", parents=[common], help=texts["help.demo"], description=texts["help.demo"])
    parser.add_argument("out", type=Path, metavar=texts["help.folder"], help=texts["help.demo_out"])
    parser.add_argument("--one-look", action="store_true", help=texts["help.demo_one_look"])
    parser.set_defaults(run=demo)


def demo(arguments: argparse.Namespace, output: Output) -> int:
    """Leaves reports, charts, the plan, packages, kit and receipts, the screens, and ``demo.json`` that lists them.

    ``demo.json`` names the self-diagnosis's files and what was found of it at the top, the SSME's under ``ssme``, what
    passed between sample and entity under ``trust``, the wave that the entity published under ``wave``, and the
    pictures under ``screens``.
    """
    import tempfile

    from desktop_app.fileio import write_atomic
    from desktop_app.workflows import demo as workflow

    out: Path = arguments.out.absolute()
    most = 1 if arguments.one_look else None
    with tempfile.TemporaryDirectory(prefix="telar-demo-") as folder:
        made = workflow.make(Path(folder), out, arguments.now, output.language)
        opened, entity = made.opened(Path(folder)), workflow.entity_folder(Path(folder))
        screens = arguments.take_screens(out / "screens", opened, entity, output.language, most)
    document = {**plain(made), "screens": [str(path) for path in screens]}
    write_atomic(out / "demo.json", as_json(document).encode("utf-8", "replace"))
    output.say(
        "demo.done",
        out=out,
        files=len(screens) + len(made.files()) + 1,
        points=output.figure(made.scores["total"]),
        max=output.figure(made.scores["max"]),
        ssme=output.figure(made.ssme.scores["total"]),
        ssme_max=output.figure(made.ssme.scores["max"]),
        level=made.ssme.scores["level"],
        responding=made.wave.responding,
        intact=output.text("demo.intact" if made.intact() else "demo.refused"),
    )
    output.result(document)
    return 0 if made.intact() else 1
