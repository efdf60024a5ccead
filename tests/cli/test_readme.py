"""Every command is in the README, and nothing is there that the program does not know."""

from __future__ import annotations

import argparse
import re

import pytest

from desktop_app.cli.main import _parser
from tests.support.commands import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `telar ([^`]+)` \| (.+) \|$", README, re.MULTILINE)


def commands(parser: argparse.ArgumentParser, above: str = "") -> dict[str, argparse.ArgumentParser]:
    """Every command that can be given, by its words."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        return {above: parser}
    return {
        words: found
        for action in inner
        for name, below in action.choices.items()
        for words, found in commands(below, f"{above} {name}".strip()).items()
    }


@pytest.fixture(scope="module")
def known() -> dict[str, argparse.ArgumentParser]:
    return commands(_parser("es"))


def test_the_table_is_found() -> None:
    assert len(ROWS) >= 7


def test_every_command_is_in_the_table_once(known: dict[str, argparse.ArgumentParser]) -> None:
    described = [next(name for name in sorted(known, key=len, reverse=True) if row.startswith(name)) for row, _ in ROWS]
    assert sorted(described) == sorted(known)


def test_every_option_of_a_command_is_in_its_row(known: dict[str, argparse.ArgumentParser]) -> None:
    common = {"-h", "--help", "--data-dir", "--language", "--json"}
    for row, _ in ROWS:
        name = next(name for name in sorted(known, key=len, reverse=True) if row.startswith(name))
        options = {option for action in known[name]._actions for option in action.option_strings} - common
        assert set(re.findall(r"--[\w-]+", row)) == options, row
        positionals = [action for action in known[name]._actions if not action.option_strings]
        words = [word for word in re.sub(r"--\w+ \S+", "", row.removeprefix(name)).split() if word.isupper()]
        assert len(words) == len(positionals), row


def test_the_common_options_and_exit_codes_are_told() -> None:
    for words in ("--data-dir FOLDER", "--language es|en", "--json", "TELAR_PASSPHRASE", "TELAR_DATA_DIR"):
        assert words in README
    assert re.search(r"0 \(done\), 1 \(refused.*?2 \(wrong\s+usage\)", README, re.DOTALL)
