"""``telar export``, and what it says when the data folder is at fault."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import LANGUAGES
from desktop_app.workflows.workspace import Workspace
from tests.support.commands import ROOT, Telar, command, environment
from tests.support.desks import NOW

PASSPHRASE = "cuatro palabras de prueba"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


# -- what leaves -----------------------------------------------------------------------------------------------------


def test_a_package_with_the_passphrase_from_the_environment(
    telar: Telar, data_dir: Path, response: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELAR_PASSPHRASE", PASSPHRASE)
    out = tmp_path / "usb"
    first = telar("export", response, "--out", out, "--data-dir", data_dir, "--json")
    assert (first.code, first.err) == (0, "")
    assert set(first.json) == {
        "path", "file_name", "size", "sha256", "reference", "revision", "sequence", "created", "signer_fingerprint",
        "encrypted",
    }  # fmt: skip
    path = Path(first.json["path"])
    assert path.parent == out
    assert path.stat().st_size == first.json["size"]
    assert (first.json["revision"], first.json["sequence"]) == (1, 1)
    checked = telar("verify", path, "--json").json
    assert (checked["intact"], checked["reference"]) == (True, first.json["reference"])
    assert checked["signer"]["fingerprint"] == first.json["signer_fingerprint"]
    monkeypatch.setenv("TELAR_PASSPHRASE", "otra cosa distinta")
    refused = telar("export", response, "--out", out, "--data-dir", data_dir, "--json")
    assert (refused.code, refused.error["code"]) == (1, "KEY-002")
    with Workspace.open(data_dir, NOW) as workspace:
        assert [package.sequence for package in workspace.store.packages.list(response)] == [1]


def typed(*lines: str, arguments: list[str]) -> tuple[int, str]:
    """Runs the command at a terminal and types ``lines``; its exit code and all that the terminal showed."""
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=environment(),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    )
    os.close(inside)
    shown = b""
    try:
        for line in lines:
            while not shown.endswith(b": "):
                shown += os.read(terminal, 1000)
            os.write(terminal, line.encode() + b"\n")
            shown += b"\n"
        while chunk := _read(terminal):
            shown += chunk
    finally:
        os.close(terminal)
    return process.wait(60), shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1000)
    except OSError:  # on Linux the end of a terminal is an error
        return b""


def test_a_new_passphrase_is_typed_twice_and_not_shown(data_dir: Path, response: str, tmp_path: Path) -> None:
    arguments = ["export", response, "--out", str(tmp_path / "usb"), "--data-dir", str(data_dir)]
    code, shown = typed(PASSPHRASE, PASSPHRASE, arguments=arguments)
    assert code == 0, shown
    assert "Elija una contraseña" in shown
    assert "Escríbala otra vez" in shown
    assert PASSPHRASE not in shown
    (path,) = (tmp_path / "usb").iterdir()
    assert f"Paquete escrito en {path} ({path.stat().st_size} bytes). Código de referencia: " in shown


def test_a_slip_in_the_new_passphrase_makes_no_key(data_dir: Path, response: str, tmp_path: Path) -> None:
    arguments = ["export", response, "--out", str(tmp_path / "usb"), "--data-dir", str(data_dir)]
    code, shown = typed(PASSPHRASE, PASSPHRASE + "!", arguments=arguments)
    assert code == 1
    assert "USE-014  Las dos contraseñas no son iguales." in shown
    assert names(tmp_path / "usb") == names(data_dir / "keys") == []


# -- refusals --------------------------------------------------------------------------------------------------------


def test_a_response_that_is_not_there(telar: Telar, data_dir: Path, tmp_path: Path) -> None:
    ran = telar("export", "nadie", "--out", tmp_path / "usb", "--data-dir", data_dir, "--json")
    assert (ran.code, ran.error["code"]) == (1, "USE-002")
    assert names(tmp_path / "usb") == []


def test_a_response_with_something_pending(telar: Telar, data_dir: Path, draft: str, tmp_path: Path) -> None:
    ran = telar("export", draft, "--out", tmp_path / "usb", "--data-dir", data_dir)
    assert ran.code == 1
    assert ran.err.startswith("USE-003  Preguntas por responder o corregir antes de firmar: 13.")
    assert names(tmp_path / "usb") == []


def test_a_passphrase_that_will_not_do(
    telar: Telar, data_dir: Path, response: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for passphrase, code in (("", "KEY-005"), ("corta", "KEY-006")):
        monkeypatch.setenv("TELAR_PASSPHRASE", passphrase)
        ran = telar("export", response, "--out", tmp_path / "usb", "--data-dir", data_dir, "--json")
        assert (ran.code, ran.error["code"]) == (1, code)
        assert names(tmp_path / "usb") == names(data_dir / "keys") == []


# -- the data folder at fault ----------------------------------------------------------------------------------------


def refused(telar: Telar, data_dir: Path, response: str, out: Path) -> str:
    """Exports, which must be refused with an explanation in both languages; the code."""
    codes = set()
    for language in LANGUAGES:
        ran = telar("export", response, "--out", out, "--data-dir", data_dir, "--json", "--language", language)
        assert ran.code == 1
        assert ran.error["cause"]
        assert ran.error["remedy"]
        assert str(data_dir) in ran.error["place"]
        codes.add(ran.error["code"])
    assert not out.exists()
    (code,) = codes
    return code


def test_a_file_in_place_of_the_folder(telar: Telar, response: str, tmp_path: Path) -> None:
    (tmp_path / "datos").write_bytes(b"keep")
    assert refused(telar, tmp_path / "datos", response, tmp_path / "out") == "STORE-003"
    assert refused(telar, tmp_path / "datos" / "dentro", response, tmp_path / "out") == "STORE-003"
    assert (tmp_path / "datos").read_bytes() == b"keep"


@pytest.mark.parametrize("folder", ["/proc", "/proc/telar/datos", "/dev/null/telar"])
def test_a_folder_that_may_not_be_written(telar: Telar, response: str, tmp_path: Path, folder: str) -> None:
    assert refused(telar, Path(folder), response, tmp_path / "out") == "STORE-003"


def test_a_damaged_database(telar: Telar, data_dir: Path, response: str, tmp_path: Path) -> None:
    database = data_dir / "telar.sqlite3"
    damaged = bytearray(database.read_bytes())
    damaged[4096:9000] = b"\xff" * (9000 - 4096)
    database.write_bytes(damaged)
    assert refused(telar, data_dir, response, tmp_path / "out") == "STORE-002"
    assert database.read_bytes() == damaged


def test_a_file_that_is_no_database(telar: Telar, data_dir: Path, response: str, tmp_path: Path) -> None:
    (data_dir / "telar.sqlite3").write_bytes(b"esto no es una base de datos" * 100)
    assert refused(telar, data_dir, response, tmp_path / "out") == "STORE-002"


def test_a_database_of_a_newer_program(telar: Telar, data_dir: Path, response: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data_dir / "telar.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE settings SET value = '7.0.0' WHERE key = 'program_version'")
    assert refused(telar, data_dir, response, tmp_path / "out") == "STORE-006"
    ran = telar("export", response, "--out", tmp_path / "out", "--data-dir", data_dir)
    assert "7.0.0" in ran.err


HOLDS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from desktop_app.workflows.workspace import Workspace
with Workspace.open(Path(sys.argv[1]), datetime.now(UTC)):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_second_copy(telar: Telar, data_dir: Path, response: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(data_dir)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        assert refused(telar, data_dir, response, tmp_path / "out") == "STORE-001"
        holder.communicate()
    assert (
        telar("export", "nadie", "--out", tmp_path / "out", "--data-dir", data_dir, "--json").error["code"] == "USE-002"
    )
