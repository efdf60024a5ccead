"""argparse in the user's language: its own sentences are English only."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from desktop_app.texts import Texts

    Commands = _SubParsersAction[argparse.ArgumentParser]

# What argparse says of the commonest mistakes; of another, the general sentence is said alone.
_MISTAKES: Final = {
    "wrong.missing": re.compile(r"the following arguments are required: (?P<what>.+)"),
    "wrong.extra": re.compile(r"unrecognized arguments: (?P<what>.+)"),
    "wrong.choice": re.compile(
        r"argument (?P<name>.+?): invalid choice: '?(?P<what>.*?)'? \(choose from (?P<known>.+)\)"
    ),
    "wrong.value": re.compile(r"argument (?P<name>.+?): expected "),
}


class Parser(argparse.ArgumentParser):
    """A parser whose help and complaints are in the language of ``texts``, and which knows no abbreviations."""

    texts: ClassVar[Texts]

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "add_help": False, "allow_abbrev": False, "formatter_class": _Formatter})
        self.add_argument("-h", "--help", action="help", help=self.texts["help.help"])
        self._positionals.title = self.texts["help.arguments"]
        self._optionals.title = self.texts["help.options"]

    def print_help(self, file: Any = None) -> None:
        print(self.format_help(), end="", file=file or sys.stdout)

    def error(self, message: str) -> NoReturn:
        said = [self.format_usage().rstrip(), *self._mistake(message)]
        said.append(self.texts["help.wrong"].format(program=self.prog))
        print("\n".join(said), file=sys.stderr)
        self.exit(2)

    def _mistake(self, message: str) -> Iterable[str]:
        for key, pattern in _MISTAKES.items():
            if found := pattern.match(message):
                yield self.texts[key].format(**found.groupdict())


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix if prefix is not None else Parser.texts["help.usage"] + " ")


def add_commands(parser: argparse.ArgumentParser, texts: Texts, *, required: bool) -> Commands:
    """The place for the commands under ``parser``."""
    return parser.add_subparsers(title=texts["help.commands"], metavar=texts["help.command"], required=required)
