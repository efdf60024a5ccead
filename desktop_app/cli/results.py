"""``telar results``: what a wave publishes, out of the receiving entity's books."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.cli.receive import add_books, authority_folder
from desktop_app.errors import ReceptionError
from desktop_app.texts import Texts

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands
    from desktop_app.workflows.results import Written
    from desktop_app.xforms import Form

_FILTERS = ("macrosector", "department", "chamber", "level")


def add(commands: Commands, common: argparse.ArgumentParser, texts: Texts) -> None:
    about = texts["help.results"]
    parser = commands.add_parser("results", parents=[common], help=about, description=about)
    parser.add_argument("--wave", required=True, metavar=texts["help.text"], help=texts["help.results_wave"])
    parser.add_argument("--out", type=Path, required=True, metavar=texts["help.folder"], help=texts["help.results_out"])
    parser.add_argument("--form", metavar=texts["help.text"], help=texts["help.results_form"])
    for name in _FILTERS:
        parser.add_argument(f"--{name}", default="", metavar=texts["help.code"], help=texts[f"help.results_{name}"])
    for name in ("sheets", "data"):
        parser.add_argument(
            f"--{name}", action=argparse.BooleanOptionalAction, default=None, help=texts[f"help.results_{name}"]
        )
    add_books(parser, texts)
    parser.set_defaults(run=results)


def results(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.reception.books import Books
    from desktop_app.reception.scope import Filters
    from desktop_app.workflows import results as work
    from desktop_app.workflows.entity import own_address

    filters = Filters(**{name: getattr(arguments, name) for name in _FILTERS})
    wanted = work.Wanted(arguments.sheets, arguments.data)
    written = []
    with Books.open(arguments.db or own_address(authority_folder(arguments)), new=False) as books:
        forms = _forms(work.forms(books, arguments.wave), arguments)
        for place, form in enumerate(forms):
            folder = arguments.out if place == 0 else arguments.out / form.id
            written.append(
                work.write_results(
                    books,
                    form,
                    arguments.wave,
                    folder,
                    arguments.now,
                    filters=filters,
                    wanted=wanted,
                    language=output.language,
                    tell=_tell,
                )
            )
    for each in written:
        _say(each, output)
    output.result({"results": [_told(each) for each in written]})
    return 0


def _forms(found: tuple[Form, ...], arguments: argparse.Namespace) -> tuple[Form, ...]:
    asked = tuple(form for form in found if arguments.form in {None, form.id})
    if not asked:
        raise ReceptionError("RCV-026", wave=arguments.wave, form=f" ({arguments.form})" if arguments.form else "")
    return asked


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _say(written: Written, output: Output) -> None:
    figures = written.published.figures
    output.say(
        "results.done",
        title=written.published.title,
        wave=written.published.wave,
        responding=figures["responding"],
        folder=written.folder,
        count=len(written.files),
    )
    for name in written.left_out:
        output.say(f"results.without_{name}")


def _told(written: Written) -> dict[str, object]:
    return {
        "form": written.form_id,
        "folder": written.folder,
        "files": written.files,
        "left_out": written.left_out,
        "figures": written.published.figures,
    }
