from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.cli.output import Output, plain
from desktop_app.errors import FileError, Place
from desktop_app.xforms.model import ProblemKind


@dataclass(frozen=True, slots=True)
class Inner:
    path: Path


@dataclass(frozen=True, slots=True)
class Outer:
    when: datetime
    inner: tuple[Inner, ...]
    by_key: dict[int, str | None]
    kind: ProblemKind


def test_a_value_as_json_knows_it() -> None:
    value = Outer(datetime(2026, 11, 20, 15, 4, tzinfo=UTC), (Inner(Path("a/b")),), {1: "ñ", 2: None}, ProblemKind.TYPE)
    expected = {
        "when": "2026-11-20T15:04:00+00:00",
        "inner": [{"path": str(Path("a/b"))}],
        "by_key": {"1": "ñ", "2": None},
        "kind": "type",
    }
    assert plain(value) == expected
    assert json.loads(json.dumps(plain(value))) == expected


@pytest.mark.parametrize("value", [1, 1.5, True, None, "text", [], {}])
def test_what_json_knows_stays(value: object) -> None:
    assert plain(value) == value


def test_sets_become_lists() -> None:
    assert sorted(plain({"b", "a"})) == ["a", "b"]


def test_a_person_is_told_sentences_and_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=False, language="es")
    output.say("forms.written", path="{a}")
    output.line("línea")
    output.result({"a": 1})
    assert capsys.readouterr().out == "Instancia escrita en {a}\nlínea\n"


def test_a_program_is_told_json_and_no_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=True, language="es")
    output.say("forms.clean")
    output.line("línea")
    output.result({"año": 1})
    said = capsys.readouterr().out
    assert json.loads(said) == {"año": 1}
    assert "año" in said


def test_a_fault_without_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False, language="en").refuse(FileError("FILE-004"))
    assert capsys.readouterr().err == (
        "FILE-004  There is no space left on the disk.\n"
        "  What to do: Free some space or choose another drive; what was saved already is intact.\n"
    )


def test_a_fault_keeps_its_detail_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    error = FileError("FILE-005", Place(file="x"), detail="errno 5")
    for as_json in (True, False):
        Output(as_json=as_json, language="es").refuse(error)
        said = capsys.readouterr()
        assert "errno" not in said.out + said.err


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [(None, "–", "–"), (16.0, "16", "16"), (1.33, "1,33", "1.33"), (0.0, "0", "0"), (26, "26", "26")],
)
def test_a_figure_as_the_reader_writes_it(value: float | None, spanish: str, english: str) -> None:
    assert Output(as_json=False, language="es").figure(value) == spanish
    assert Output(as_json=False, language="en").figure(value) == english
