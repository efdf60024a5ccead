from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app import __version__
from tests.support.commands import Telar, Window

COMMANDS = (
    (),
    ("demo",),
    ("forms",),
    ("forms", "list"),
    ("forms", "check"),
    ("forms", "export"),
    ("forms", "fill"),
    ("export",),
    ("verify",),
)
ENGLISH = re.compile(
    r"\b(usage|options|optional|positional|arguments|show|help message|exit|error|required|invalid|choice|choose"
    r"|expected|following|unrecognized|the|commands?|file|folder|data|language)\b",
    re.IGNORECASE,
)
OURS = re.compile(r"--\w[\w-]*|\{es,en\}|A\.json|instance\.xml|\bexport\b|\bforms\b|\bdemo\b|'[^']*'")


def english(text: str) -> list[str]:
    """English words in ``text`` that are not names of options or commands."""
    return ENGLISH.findall(OURS.sub(" ", text))


# -- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_in_spanish(telar: Telar, command: tuple[str, ...]) -> None:
    ran = telar(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(" ".join(["uso: telar", *command]))
    assert "opciones:" in ran.out
    assert "muestra esta ayuda y termina" in ran.out
    assert english(ran.out) == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("asked", [("--language", "en"), ("--language=en",)])
def test_help_in_english(telar: Telar, command: tuple[str, ...], asked: tuple[str, ...]) -> None:
    ran = telar(*command, *asked, "--help")
    assert ran.code == 0
    assert ran.out.startswith(" ".join(["usage: telar", *command]))
    assert "show this help and exit" in ran.out
    assert not re.search(r"\b(opciones|muestra|carpeta|órdenes|uso)\b", ran.out)


def test_the_language_may_be_said_before_the_command(telar: Telar) -> None:
    assert telar("--language", "en", "forms", "--help").out.startswith("usage: telar forms")
    assert telar("forms", "--language", "en", "list", "--help").out.startswith("usage: telar forms list")


def test_every_command_says_what_it_does_and_what_it_takes(telar: Telar) -> None:
    for command in COMMANDS[1:]:
        said = telar(*command, "--help").out
        for option in ("--data-dir", "--language", "--json"):
            assert option in said
        summary = said.split("\n\n")[1]
        assert len(summary) > 20
        assert summary[0].islower()


def test_the_lines_of_help_fit_a_terminal(telar: Telar) -> None:
    for command in COMMANDS:
        assert max(len(line) for line in telar(*command, "--help").out.splitlines()) <= 80


def test_the_version(telar: Telar) -> None:
    assert telar("--version").out == f"Telar {__version__}\n"


# -- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nada",), "«nada» no es un valor de ORDEN."),
        (("forms",), "Falta: ORDEN."),
        (("forms", "nada"), "«nada» no es un valor de ORDEN."),
        (("forms", "check"), "Falta: ARCHIVO."),
        (("forms", "check", "a.md", "b.md"), "Sobra: b.md."),
        (("forms", "fill"), "Falta: FORMULARIO, --answers."),
        (("forms", "fill", "autodiagnostico", "--answers"), "A --answers le falta su valor."),
        (("export", "x"), "Falta: --out."),
        (("verify",), "Falta: ARCHIVO."),
        (("verify", "x", "--nada"), "Sobra: --nada."),
        (("verify", "x", "--js"), "Sobra: --js."),
        (("demo",), "Falta: CARPETA."),
        (("--nada",), "Sobra: --nada."),
        (("--language", "fr"), "«fr» no es un valor de --language. Se admite: 'es', 'en'."),
        (("--language",), "A --language le falta su valor."),
        (("verify", "x", "--json=1"), ""),
    ],
)
def test_wrong_usage_is_explained_in_spanish(
    telar: Telar, window: Window, arguments: tuple[str, ...], said: str
) -> None:
    ran = telar(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("uso: telar")
    assert said in ran.err
    assert "--help» para ver cómo se usa." in ran.err
    assert english(ran.err) == []
    assert window.opened == []


def test_wrong_usage_in_english(telar: Telar) -> None:
    ran = telar("--language", "en", "forms", "fill", "x")
    assert ran.code == 2
    assert ran.err.startswith("usage: telar forms fill")
    assert "Missing: --answers." in ran.err
    assert "Type “telar forms fill --help”" in ran.err


# -- the window ------------------------------------------------------------------------------------------------------


def test_without_a_command_the_window_opens_on_the_users_folder(telar: Telar, window: Window, tmp_path: Path) -> None:
    assert telar().code == 0
    assert window.opened == [(tmp_path / "own", None)]


@pytest.mark.parametrize("arguments", [("--data-dir", "otra"), ("--data-dir=otra",), ("--json", "--data-dir", "otra")])
def test_the_window_opens_on_the_folder_that_was_said(telar: Telar, window: Window, arguments: tuple[str, ...]) -> None:
    assert telar(*arguments).code == 0
    assert window.opened == [(Path("otra"), None)]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_window_opens_in_the_language_that_was_said(telar: Telar, window: Window, language: str) -> None:
    telar("--language", language)
    assert [each[1] for each in window.opened] == [language]


def test_a_command_opens_no_window(telar: Telar, window: Window) -> None:
    assert telar("forms", "check", "missing.md").code == 1
    assert window.opened == []


@pytest.mark.parametrize("before", [True, False])
def test_what_every_command_takes_may_stand_before_it_or_after(telar: Telar, tmp_path: Path, before: bool) -> None:
    common = ("--data-dir", tmp_path / "dicha", "--json", "--language", "en")
    command = ("export", "nadie", "--out", "x")
    ran = telar(*common, *command) if before else telar(*command, *common)
    assert (ran.code, ran.error["place"]) == (1, "question nadie")
    assert [path.name for path in tmp_path.iterdir()] == ["dicha"]


def test_the_folder_said_last_counts(telar: Telar, tmp_path: Path) -> None:
    telar("--data-dir", tmp_path / "una", "export", "nadie", "--out", "x", "--data-dir", tmp_path / "otra")
    assert [path.name for path in tmp_path.iterdir()] == ["otra"]


# -- faults ----------------------------------------------------------------------------------------------------------


def test_a_fault_is_explained_to_a_person(telar: Telar) -> None:
    ran = telar("export", "nadie", "--out", "x")
    assert (ran.code, ran.out) == (1, "")
    first, place, remedy = ran.err.splitlines()
    assert first == "USE-002  No hay una respuesta con ese identificador en esta carpeta de datos."
    assert place == "  Dónde: pregunta nadie"
    assert remedy.startswith("  Qué hacer: Copie el identificador")


def test_a_fault_is_json_for_a_program(telar: Telar) -> None:
    ran = telar("export", "nadie", "--out", "x", "--json", "--language", "en")
    assert (ran.code, ran.err) == (1, "")
    assert set(ran.json) == {"error"}
    assert set(ran.error) == {"code", "place", "cause", "remedy"}
    assert ran.error["code"] == "USE-002"
    assert ran.error["cause"] == "There is no response with that identifier in this data folder."


def test_an_unforeseen_fault_has_a_code_and_no_trace(
    telar: Telar, data_dir: Path, response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.workflows.workspace.Workspace.open", None)
    ran = telar("export", response, "--out", "x", "--data-dir", data_dir)
    assert ran.code == 1
    assert ran.err.startswith("USE-015  Telar encontró una falla que no esperaba (TypeError).")
    assert "Traceback" not in ran.err
    assert telar("export", response, "--out", "x", "--json").error["code"] == "USE-015"


def test_what_the_system_refuses_has_a_code_too(telar: Telar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> str:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    ran = telar("demo", tmp_path / "out", "--json")
    assert (ran.code, ran.error["code"]) == (1, "FILE-004")
    assert str(tmp_path) in ran.error["place"]


def test_an_interruption_ends_quietly(telar: Telar, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("desktop_app.workflows.forms.list_forms", interrupt)
    ran = telar("forms", "list")
    assert (ran.code, ran.out, ran.err) == (130, "", "")
