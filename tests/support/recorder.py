"""A presenter that keeps what it is told and answers from a list, so that tests read messages as data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_app.errors import TelarError


class Recorder:
    """``said`` holds (kind, title or code, text); ``answers`` is what questions get, in order."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []
        self.answers: list[Any] = []

    def will_answer(self, *answers: Any) -> None:
        self.answers.extend(answers)

    def codes(self) -> list[str]:
        """The codes of the faults shown so far."""
        return [title for kind, title, _ in self.said if kind == "error"]

    def info(self, title: str, text: str, parent: object) -> None:
        self.said.append(("info", title, text))

    def error(self, error: TelarError, parent: object) -> None:
        self.said.append(("error", error.code, error.explain().text()))

    def confirm(self, title: str, text: str, action: str, parent: object) -> bool:
        return bool(self._answer("confirm", title, f"{text} [{action}]"))

    def open_file(self, title: str, folder: Path, pattern: str, parent: object) -> Path | None:
        return self._answer("open_file", title, pattern)

    def save_file(self, title: str, suggestion: Path, pattern: str, parent: object) -> Path | None:
        return self._answer("save_file", title, suggestion.name)

    def folder(self, title: str, folder: Path, parent: object) -> Path | None:
        return self._answer("folder", title, str(folder))

    def passphrase(self, title: str, text: str, parent: object) -> str | None:
        return self._answer("passphrase", title, text)

    def choose(self, title: str, text: str, options: Sequence[str], parent: object) -> int | None:
        return self._answer("choose", title, " | ".join(options))

    def pick(self, title: str, text: str, options: Sequence[str], action: str, parent: object) -> int | None:
        return self._answer("pick", title, f"{text} {' | '.join(options)} [{action}]")

    def printer(self, pages: int, parent: object) -> Any:
        return self._answer("printer", str(pages), "")

    def _answer(self, kind: str, title: str, text: str) -> Any:
        self.said.append((kind, title, text))
        assert self.answers, f"nobody answers {kind} {title!r}: {text}"
        return self.answers.pop(0)
