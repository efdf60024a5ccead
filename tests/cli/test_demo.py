from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Ran, Telar, Window
from tests.support.pdfs import look


@pytest.fixture
def ran(telar: Telar, tmp_path: Path) -> Ran:
    return telar("demo", tmp_path / "salida", "--json")


def test_the_whole_journey(ran: Ran, telar: Telar, window: Window, tmp_path: Path) -> None:
    out = tmp_path / "salida"
    assert (ran.code, ran.err) == (0, "")
    document = json.loads((out / "demo.json").read_text(encoding="utf-8"))
    assert document == ran.json
    assert set(document) == {
        "report", "blank_form", "spider", "package", "exported", "scores", "verification", "screens",
    }  # fmt: skip

    package = out / "ejemplo-cacao-de-arauca-autodiagnostico-2026-r1.asice".replace(
        "2026", document["verification"]["info"]["wave"]
    )
    named = {name: Path(document[name]) for name in ("report", "blank_form", "spider", "package")}
    assert named == {
        "report": out / "autodiagnostico.pdf",
        "blank_form": out / "autodiagnostico-en-blanco.pdf",
        "spider": out / "autodiagnostico-spider.png",
        "package": package,
    }
    written = sorted(path for path in out.rglob("*") if path.is_file())
    assert written == sorted([*named.values(), out / "demo.json", out / "screens" / "inicio.png"])
    assert document["screens"] == [str(out / "screens" / "inicio.png")]
    assert window.pictures == [(out / "screens", package, "es")]
    assert window.opened == []

    exported, verification, scores = document["exported"], document["verification"], document["scores"]
    assert exported["path"] == verification["file"] == str(package)
    assert exported["size"] == package.stat().st_size
    assert verification["intact"] is True
    assert verification["warnings"] == []
    assert verification["reference"] == exported["reference"]
    assert (scores["total"], scores["max"], scores["answered"], scores["of"]) == (16, 26, 13, 13)
    assert exported["reference"] in look(named["report"].read_bytes()).flat
    assert named["spider"].read_bytes().startswith(b"\x89PNG")
    assert "P13" in look(named["blank_form"].read_bytes()).flat
    assert not (tmp_path / "own").exists()

    again = telar("demo", out, "--language", "en")
    assert again.code == 0
    assert again.out == f"Results in {out}: 6 files. Points: 16 of 26. Package intact: yes.\n"
    assert window.pictures[-1][2] == "en"
    assert sum(path.suffix == ".asice" for path in out.iterdir()) == 2  # the sample's name is another in English


def test_a_folder_that_takes_no_files(telar: Telar, window: Window, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"keep")
    ran = telar("demo", tmp_path / "file", "--json")
    assert (ran.code, ran.error["code"]) == (1, "FILE-008")
    assert (tmp_path / "file").read_bytes() == b"keep"
    assert window.pictures == []
