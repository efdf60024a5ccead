"""Reads the command line, runs one command, and turns what happened into an exit code.

0: done. 1: refused, and explained with a code. 2: wrong usage.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop_app import __version__, paths
from desktop_app.cli.output import Output
from desktop_app.cli.parser import Parser, add_commands
from desktop_app.errors import LANGUAGES, TelarError, UsageError
from desktop_app.fileio import refusal
from desktop_app.texts import Texts

OpenWindow = Callable[[Path, str | None], int]
TakeScreens = Callable[[Path, Path, Path, str, int | None], list[Path]]

INTERRUPTED: Final = 130  # as shells count it: 128 and the signal's number

_log = logging.getLogger(__name__)


def main(argv: Sequence[str], *, open_window: OpenWindow, take_screens: TakeScreens) -> int:
    """Runs ``argv``; returns the exit code. Wrong usage and ``--help`` end with ``SystemExit``, as argparse does.

    Args:
        argv: what comes after the program's name.
        open_window: shows the window on a data folder, in a language if one was asked for.
        take_screens: leaves pictures of the window in a folder, a package and an entity's Recepción among them, in a
            language first, and in so many looks at most. Both come as callables: the command line knows no Qt.
    """
    arguments = list(argv)
    language = _language(arguments)
    namespace = _parser(language or LANGUAGES[0]).parse_args(arguments)
    namespace.data_dir = getattr(namespace, "data_dir", None) or paths.default_data_dir()
    if namespace.run is None:
        return open_window(namespace.data_dir, language)
    namespace.now, namespace.take_screens = datetime.now(UTC), take_screens
    output = Output(as_json=getattr(namespace, "json", False), language=language or LANGUAGES[0])
    return _run(namespace, output)


def _run(namespace: argparse.Namespace, output: Output) -> int:
    try:
        code = int(namespace.run(namespace, output))
        output.finish()
    except TelarError as error:
        output.refuse(error)
    except OSError as error:
        output.refuse(refusal(error, Path(str(error.filename or ""))))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        _log.debug("unexpected fault", exc_info=error)
        if sys.flags.dev_mode:
            raise
        output.refuse(UsageError("USE-015", kind=type(error).__name__))
    else:
        return code
    return 1


def _language(arguments: list[str]) -> str | None:
    """The language must be known before the parser that speaks it exists; a wrong one is that parser's to refuse."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--language", choices=LANGUAGES)
    try:
        found, _ = early.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    return None if found.language is None else str(found.language)


def _parser(language: str) -> Parser:
    from desktop_app.cli import authority, demo, export, forms, receipt, receive, registry, results, scan, verify, wave

    texts = Parser.texts = Texts.load("cli", language)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir", type=Path, default=argparse.SUPPRESS, metavar=texts["help.folder"], help=texts["help.data_dir"]
    )
    common.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=texts["help.language"])
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=texts["help.json"])

    parser = Parser(prog="telar", description=texts["help.telar"], parents=[common])
    parser.add_argument("--version", action="version", version=f"Telar {__version__}", help=texts["help.version"])
    parser.set_defaults(run=None)
    commands = add_commands(parser, texts, required=False)
    for module in (demo, forms, export, verify, scan, authority, wave, registry, receive, receipt, results):
        module.add(commands, common, texts)
    return parser
