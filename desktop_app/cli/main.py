"""Reads the command line, runs one command and turns what happened into an exit code: 0, 1 (refused), 2 (wrong usage)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, TextIO

from desktop_app import __version__, paths
from desktop_app.cli.output import Output
from desktop_app.errors import LANGUAGES, TelarError
from desktop_app.texts import Texts

OpenWindow = Callable[[Path], int]
TakeScreens = Callable[[Path, Path, str], list[Path]]


class _Parser(argparse.ArgumentParser):
    """argparse in the user's language: its own sentences are English only."""

    texts: Texts

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["add_help"] = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.add_argument("-h", "--help", action="help", help=self.texts["help.help"])
        self._positionals.title = self.texts["help.arguments"]
        self._optionals.title = self.texts["help.options"]

    def format_usage(self) -> str:
        return self._in_words(super().format_usage())

    def format_help(self) -> str:
        return self._in_words(super().format_help())

    def _in_words(self, text: str) -> str:
        return text.replace("usage: ", self.texts["help.usage"] + " ", 1)

    def print_usage(self, file: TextIO | None = None) -> None:  # type: ignore[override]
        print(self.format_usage(), end="", file=file or sys.stdout)

    def error(self, message: str) -> NoReturn:
        print(self.format_usage(), end="", file=sys.stderr)
        print(self.texts["help.wrong"].format(program=self.prog), file=sys.stderr)
        self.exit(2)


def main(argv: Sequence[str], *, open_window: OpenWindow, take_screens: TakeScreens) -> int:
    """Runs ``argv``. The window and its screenshots come as callables: the command line knows no Qt."""
    arguments = list(argv)
    language = _language(arguments)
    namespace = _parser(language).parse_args(arguments)
    output = Output(as_json=getattr(namespace, "json", False), language=language)
    data_dir = namespace.data_dir or paths.default_data_dir()
    if namespace.run is None:
        return open_window(data_dir)
    namespace.data_dir, namespace.now, namespace.take_screens = data_dir, datetime.now(UTC), take_screens
    try:
        return int(namespace.run(namespace, output))
    except TelarError as error:
        output.refuse(error)
        return 1


def _language(arguments: list[str]) -> str:
    """The language must be known before the parser that speaks it exists."""
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    try:
        found, _ = early.parse_known_args(arguments)
    except SystemExit:
        return LANGUAGES[0]
    return str(found.language)


def _parser(language: str) -> argparse.ArgumentParser:
    from desktop_app.cli import demo, export, forms, verify

    texts = Texts.load("cli", language)
    _Parser.texts = texts
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir", type=Path, default=argparse.SUPPRESS, metavar=texts["help.folder"], help=texts["help.data_dir"]
    )
    common.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=texts["help.language"])
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=texts["help.json"])

    parser = _Parser(prog="telar", description=texts["help.telar"], parents=[common])
    parser.add_argument("--version", action="version", version=f"Telar {__version__}", help=texts["help.version"])
    parser.set_defaults(run=None, data_dir=None)
    commands = parser.add_subparsers(title=texts["help.commands"], metavar="")
    for module in (demo, forms, export, verify):
        module.add(commands, common, texts)
    return parser
