from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import bootstrap
from tests.support.commands import ROOT, environment


def test_the_command_line_is_run_with_its_exit_code(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert bootstrap.run(["verify", str(tmp_path / "missing"), "--json"]) == 1
    assert '"FILE-001"' in capsys.readouterr().out


def test_streams_speak_utf8_whatever_the_system_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", ascii_only)
    monkeypatch.setattr(sys, "stderr", None)
    bootstrap.run(["verify", str(tmp_path / "añ\udcf1o")])
    ascii_only.flush()
    said = ascii_only.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    assert "añ?o" in said
    assert "Qué hacer" in said


WINDOW = """
import sys
from desktop_app import bootstrap
from desktop_app.ui import app
app.run = lambda data_dir, language=None: print(data_dir.name, language) or 7
sys.exit(bootstrap.run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "propia None"), (["--language", "en"], "propia en"), (["--data-dir", "otra"], "otra None")],
)
def test_without_a_command_the_window_opens(arguments: list[str], said: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WINDOW, *arguments],
        cwd=ROOT, env=environment(TELAR_DATA_DIR=str(tmp_path / "propia")), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (7, f"{said}\n", "")
