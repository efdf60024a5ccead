"""JavaRosa as a second opinion: the engine of ODK Collect, which pyxform carries with it, behind a pipe."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import pyxform

SOURCE = Path(__file__).parent / "javarosa" / "Driver.java"
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
ZONE = "America/Bogota"
PATIENCE = 120


class JavaRosaError(Exception):
    """What JavaRosa said when it refused a form or a step."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node without children, as JavaRosa has it."""

    value: str
    relevant: bool
    required: bool
    readonly: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class State:
    """Everything that there is after a step; references carry positions in repeats, and no prefixes.

    ``questions`` are those that the walk through the form came past, ``additions`` the nodesets of the repeats that it
    offered to add to, ``repeats`` the instances that it came past.
    """

    leaves: Mapping[str, Leaf]
    choices: Mapping[str, list[str]]
    questions: list[str]
    additions: list[str]
    repeats: list[str]


def available() -> bool:
    """Whether there is a Java that compiles and runs, and JavaRosa for it."""
    return JAR.is_file() and shutil.which("java") is not None and shutil.which("javac") is not None


def compiled() -> Path:
    """The folder with the driver's classes; compiled once for each version of its source."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"telar-javarosa-{os.getuid() if hasattr(os, 'getuid') else 0}-{digest}"
    if not (folder / "Driver.class").is_file():
        with tempfile.TemporaryDirectory(prefix="telar-javac-") as name:
            command = ["javac", "-nowarn", "-encoding", "UTF-8", "-cp", str(JAR), "-d", name, str(SOURCE)]
            subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            # The class that says "all there" comes last: another process may be looking.
            for made in sorted(Path(name).iterdir(), key=lambda file: file.name == "Driver.class"):
                made.replace(folder / made.name)
    return folder


class JavaRosa:
    """One Java process with one form. Used with ``with``; a step that takes minutes ends the process."""

    def __init__(self) -> None:
        command = ["java", "-XX:+UseSerialGC", "-Xss16m", f"-Duser.timezone={ZONE}", "-Duser.language=es"]
        command += ["-Dfile.encoding=UTF-8", "-cp", f"{JAR}{os.pathsep}{compiled()}", "Driver"]
        self._folder = tempfile.TemporaryDirectory(prefix="telar-javarosa-")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def ask(self, *words: str) -> dict[str, Any]:
        """One command and its answer; ``JavaRosaError`` if it failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(quote(word, safe="/[]:. ") for word in words) + "\n")
        self._process.stdin.flush()
        late = threading.Timer(PATIENCE, self._process.kill)
        late.start()
        line = self._process.stdout.readline()
        late.cancel()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        if "error" in answer:
            raise JavaRosaError(f"{' '.join(words)[:200]}: {answer['error']}")
        return answer

    def load(self, xform: bytes, media: Mapping[str, bytes] | None = None) -> State:
        """Reads a form with its lists and begins an instance."""
        form = self._write("form.xml", xform)
        for name, data in (media or {}).items():
            self._write(name, data)
        return _state(self.ask("load", str(form), self._folder.name))

    def new(self) -> State:
        return _state(self.ask("new"))

    def open(self, instance: bytes) -> State:
        """Goes on with a saved instance of the loaded form."""
        return _state(self.ask("open", str(self._write("instance.xml", instance))))

    def next(self, instance: bytes) -> State:
        """The same without reading the form anew: for many instances one after another."""
        return _state(self.ask("next", str(self._write("instance.xml", instance))))

    def answer(self, ref: str, value: str) -> State:
        return _state(self.ask("answer", ref, value))

    def add(self, nodeset: str) -> State:
        return _state(self.ask("add", nodeset))

    def remove(self, ref: str) -> State:
        return _state(self.ask("remove", ref))

    def language(self, name: str) -> State:
        return _state(self.ask("language", name))

    def xml(self) -> bytes:
        """The instance as Collect would save it."""
        text: str = self.ask("xml")["xml"]
        return text.encode()

    def load_times(self, xform: bytes, times: int) -> list[float]:
        """Seconds that each of ``times`` readings and beginnings took."""
        return _seconds(self.ask("time-load", str(self._write("timed.xml", xform)), str(times)))

    def set_times(self, answers: Iterable[tuple[str, ...]], times: int) -> list[float]:
        """Seconds that each answer took: (ref, value in the first round, value in the next...), in ``times`` rounds."""
        lines = "\n".join("\t".join(answer) for answer in answers)
        return _seconds(self.ask("time-set", str(self._write("answers.tsv", lines.encode())), str(times)))

    def _write(self, name: str, data: bytes) -> Path:
        file = Path(self._folder.name) / Path(name).name
        file.write_bytes(data)
        return file


def _seconds(answer: dict[str, Any]) -> list[float]:
    return [nanoseconds / 1e9 for nanoseconds in answer["times"]]


def _state(answer: dict[str, Any]) -> State:
    leaves = {
        ref: Leaf(value, relevant, required, readonly, valid)
        for ref, value, relevant, required, readonly, valid, leaf in answer["nodes"]
        if leaf
    }
    return State(leaves, answer["choices"], answer["questions"], answer["additions"], answer["repeats"])
