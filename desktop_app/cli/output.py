"""What a command says: sentences for a person, JSON for a program, and faults explained in either."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.errors import Explanation, TelarError
from desktop_app.texts import Texts


class Output:
    """Where a command writes. Human text goes to standard output line by line; with JSON, one document at the end."""

    def __init__(self, *, as_json: bool, language: str) -> None:
        self.as_json = as_json
        self.language = language
        self._texts = Texts.load("cli", language)

    def text(self, key: str, **params: object) -> str:
        return self._texts[key].format(**params)

    def say(self, key: str, **params: object) -> None:
        """A sentence for a person; nothing under ``--json``."""
        if not self.as_json:
            print(self.text(key, **params))

    def line(self, text: str) -> None:
        if not self.as_json:
            print(text)

    def result(self, document: object) -> None:
        """The command's result for a program; nothing without ``--json``."""
        if self.as_json:
            print(json.dumps(plain(document), ensure_ascii=False, indent=2))

    def refuse(self, error: TelarError) -> None:
        """The fault explained: on standard error for a person, as ``{"error": ...}`` for a program."""
        explanation = error.explain(self.language)
        if self.as_json:
            print(json.dumps({"error": dataclasses.asdict(explanation)}, ensure_ascii=False, indent=2))
        else:
            print(self.explanation(explanation), file=sys.stderr)

    def explanation(self, explanation: Explanation) -> str:
        lines = [f"{explanation.code}  {explanation.cause}"]
        if explanation.place:
            lines.append(self.text("fault.place", place=explanation.place))
        lines.append(self.text("fault.remedy", remedy=explanation.remedy))
        return "\n".join(lines)


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
