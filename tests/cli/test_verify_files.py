"""``telar verify`` lists the chosen files with the rest, signed as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.fileio import sha256_hex
from tests.support.commands import Telar
from tests.support.packages import sample_package

FILES = {"acta.pdf": b"%PDF-1.7\n", "foto.png": b"\x89PNG\r\n\x1a\n"}


@pytest.fixture
def with_files(tmp_path: Path) -> Path:
    path = tmp_path / "con-archivos.asice"
    path.write_bytes(sample_package(evidence=FILES))
    return path


def test_for_a_program(telar: Telar, with_files: Path) -> None:
    ran = telar("verify", with_files, "--json")
    assert ran.code == 0
    listed = [entry for entry in ran.json["entries"] if entry["name"].startswith("evidence/")]
    assert listed == [
        {"name": f"evidence/{name}", "size": len(content), "sha256": sha256_hex(content)}
        for name, content in FILES.items()
    ]


def test_for_a_person(telar: Telar, with_files: Path) -> None:
    lines = telar("verify", with_files).out.splitlines()
    assert "  Contiene: evidence/acta.pdf (9 bytes)" in lines
    assert "  Contiene: evidence/foto.png (8 bytes)" in lines
