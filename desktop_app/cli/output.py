"""What a command says: sentences for a person, JSON for a program, and faults explained in either."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import Explanation, TelarError
from desktop_app.fileio import refusal
from desktop_app.texts import Texts

_YES: Final = frozenset({"s", "si", "sí", "y", "yes"})


class Output:
    """Where a command writes. Human text goes to standard output line by line; with JSON, one document at the end.

    A reader that has gone (``telar … | head``) is no fault of the command's: it does its work and says nothing more.
    """

    def __init__(self, *, as_json: bool, language: str) -> None:
        self.as_json = as_json
        self.language = language
        self._texts = Texts.load("cli", language)
        self._lost = False

    def text(self, key: str, **params: object) -> str:
        return self._texts[key].format(**params)

    def figure(self, value: float | None) -> str:
        """A number as the reader writes it; a dash where there is none."""
        if value is None:
            return "–"
        return f"{value:g}".replace(".", self._texts["figure.point"])

    def say(self, key: str, **params: object) -> None:
        """A sentence for a person; nothing under ``--json``."""
        self.line(self.text(key, **params))

    def line(self, text: str) -> None:
        if not self.as_json:
            self._print(text)

    def agrees(self, key: str) -> bool:
        """Whether somebody at the terminal says yes to the question; nobody there, or a program, is a no."""
        if self.as_json:
            return False
        try:
            return input(self.text(key)).strip().casefold() in _YES
        except (EOFError, UnicodeDecodeError):
            return False

    def result(self, document: object) -> None:
        """The command's result for a program; nothing without ``--json``."""
        if self.as_json:
            self._print(as_json(document))

    def refuse(self, error: TelarError) -> None:
        """The fault explained: on standard error for a person, as ``{"error": ...}`` for a program."""
        explanation = error.explain(self.language)
        try:
            if self.as_json and not self._lost:
                print(as_json({"error": explanation}), flush=True)
            else:
                print(self.explanation(explanation), file=sys.stderr)
        except OSError:  # nobody is left to be told
            _mute()

    def explanation(self, explanation: Explanation) -> str:
        lines = [f"{explanation.code}  {explanation.cause}"]
        if explanation.place:
            lines.append(self.text("fault.place", place=explanation.place))
        lines.append(self.text("fault.remedy", remedy=explanation.remedy))
        return "\n".join(lines)

    def finish(self) -> None:
        """Hands over what is still held back, so that a disk that is full is told like any other fault."""
        self._print("", end="", flush=True)

    def _print(self, text: str, *, end: str = "\n", flush: bool = False) -> None:
        if self._lost:
            return
        try:
            print(text, end=end, flush=flush)
        except OSError as error:
            self._lost = True
            _mute()
            if not isinstance(error, BrokenPipeError):
                raise refusal(error, Path("stdout")) from error


def _mute() -> None:
    """Sends what is held back nowhere: else the interpreter would try, and complain, once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def as_json(document: object) -> str:
    return json.dumps(plain(document), ensure_ascii=False, indent=2)


def plain(value: Any) -> Any:
    """``value`` as JSON knows it: dataclasses as objects, times as ISO text, paths and keys as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value
