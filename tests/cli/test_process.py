"""The program as a process: what only shows outside the test's own interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import ROOT, command, environment, telar
from tests.support.desks import NAME, P01


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "A.json"
    path.write_text(json.dumps({NAME: "Ñame de Boyacá", P01: 2}), encoding="utf-8")
    return path


def test_spanish_under_the_c_locale_with_warnings_as_errors(answers: Path, tmp_path: Path) -> None:
    ran = telar(
        "forms", "fill", "autodiagnostico", "--answers", answers, "--out", tmp_path / "i.xml",
        options=("-X", "utf8=0"),
        env={"LC_ALL": "C", "PYTHONWARNINGS": "error", "PYTHONCOERCECLOCALE": "0"},
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    assert f"{NAME} = Ñame de Boyacá" in ran.out
    assert "Ñame de Boyacá" in (tmp_path / "i.xml").read_text(encoding="utf-8")


def test_a_package_under_the_c_locale_in_a_folder_with_an_accent(data_dir: Path, response: str, tmp_path: Path) -> None:
    folder = tmp_path / "Memoria de Íngrid"
    ran = telar(
        "export", response, "--out", folder, "--data-dir", data_dir, "--json",
        options=("-X", "utf8=0"),
        env={"LC_ALL": "C", "PYTHONWARNINGS": "error", "TELAR_PASSPHRASE": "contraseña de prueba"},
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    assert [path.name for path in folder.iterdir()] == [ran.json["file_name"]]


def test_a_fault_under_the_c_locale(tmp_path: Path) -> None:
    ran = telar("verify", tmp_path / "año.asice", options=("-X", "utf8=0"), env={"LC_ALL": "C"})
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("El paquete no se acepta.\nFILE-001")
    assert "Traceback" not in ran.out


def test_without_a_terminal_the_passphrase_is_asked_for_in_words(data_dir: Path, response: str, tmp_path: Path) -> None:
    ran = telar("export", response, "--out", tmp_path / "usb", "--data-dir", data_dir, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "USE-016"
    assert "TELAR_PASSPHRASE" in ran.error["remedy"]
    assert not (tmp_path / "usb").exists()
    assert not (data_dir / "keys" / "signing.key.age").exists()


def test_a_reader_that_has_gone_does_not_stop_the_work(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "i.xml"
    process = subprocess.Popen(
        command("forms", "fill", "autodiagnostico", "--answers", answers, "--out", out),
        cwd=ROOT, env=environment(PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0
    assert out.is_file()


def test_without_a_standard_output_at_all(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "i.xml"
    script = 'exec "$@" >&-'
    run = subprocess.run(
        ["sh", "-c", script, "sh", *command("forms", "fill", "autodiagnostico", "--answers", answers, "--out", out)],
        cwd=ROOT, env=environment(), stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, b"")
    assert out.is_file()


@pytest.mark.parametrize("extra", [(), ("--json",)], ids=["person", "program"])
def test_a_standard_output_that_is_full(extra: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            command("forms", "list", *extra),
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode == 1
    assert run.stderr.decode().startswith("FILE-004  No queda espacio en el disco.")
    assert b"Traceback" not in run.stderr


def test_wrong_usage_ends_with_two() -> None:
    ran = telar("nada")
    assert (ran.code, ran.out) == (2, "")
    assert "«nada» no es un valor de ORDEN" in ran.err


COLD = """
import sys
from desktop_app import bootstrap
try:
    bootstrap.run(["--help"])
except SystemExit:
    pass
heavy = "PySide6 lxml pyxform sqlalchemy alembic reportlab pyhanko keyring openpyxl pyqtgraph".split()
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def test_help_imports_nothing_heavy() -> None:
    run = subprocess.run(
        [sys.executable, "-c", COLD], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert run.stderr == "[]\n"
    assert run.stdout.startswith("uso: telar")


def test_the_console_script_and_the_module_are_the_same_program() -> None:
    code = "import sys; sys.argv = ['telar', '--version']; from desktop_app.__main__ import main; sys.exit(main())"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert run.stdout == telar("--version").out
    assert os.linesep in run.stdout
