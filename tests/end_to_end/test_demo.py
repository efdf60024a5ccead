"""The demonstration, run as a user runs it: another process, offscreen, nothing prepared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

CHECK = Path(__file__).resolve().parents[2] / "packaging" / "check_demo.py"


def test_the_demonstration_leaves_everything(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    environment.pop("DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "desktop_app", "demo", str(out), "--one-look", "--json"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(done.stdout) == json.loads((out / "demo.json").read_text(encoding="utf-8"))
    checked = subprocess.run([sys.executable, str(CHECK), str(out)], capture_output=True, encoding="utf-8", check=False)
    assert (checked.returncode, checked.stdout.strip()) == (0, "demo: whole")
