from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

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
        "report", "blank_form", "spider", "package", "exported", "scores", "verification", "screens", "ssme", "trust",
        "wave",
    }  # fmt: skip

    wave = document["verification"]["info"]["wave"]
    package = out / f"ejemplo-cacao-de-arauca-autodiagnostico-{wave}-r1.asice"
    ssme_package = out / f"ejemplo-cacao-de-arauca-ssme-{wave}-r1.asice.age"
    named = {name: Path(document[name]) for name in ("report", "blank_form", "spider", "package")}
    assert named == {
        "report": out / "autodiagnostico.pdf",
        "blank_form": out / "autodiagnostico-en-blanco.pdf",
        "spider": out / "autodiagnostico-spider.png",
        "package": package,
    }
    ssme = document["ssme"]
    of_ssme = {name: Path(path) for name, path in ssme.items() if isinstance(path, str)}
    assert of_ssme == {
        "report": out / "ssme.pdf",
        "summary": out / "ssme-resumen.pdf",
        "spider": out / "ssme-spider.png",
        "spider_svg": out / "ssme-spider.svg",
        "plan_sheet": out / "ssme-plan.xlsx",
        "plan_calendar": out / "ssme-plan.ics",
        "package": ssme_package,
    }
    passed = check_trust(document["trust"], out, wave)
    published = check_wave(document["wave"], out)
    written = sorted(path for path in out.rglob("*") if path.is_file())
    beside = [out / "demo.json", out / "screens" / "inicio.png"]
    assert written == sorted([*named.values(), *of_ssme.values(), *passed, *published, *beside])
    assert document["screens"] == [str(out / "screens" / "inicio.png")]
    ((place, pictured, language, most),) = window.pictures
    assert (place, pictured.name, language, most) == (out / "screens", ssme_package.stem, "es", None)
    assert not pictured.exists()
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
    check_ssme(ssme, of_ssme)
    check_again(telar("demo", out, "--language", "en", "--one-look"), window, out, len(published))


def check_again(again: Ran, window: Window, out: Path, published: int) -> None:
    """The same folder once more, in English."""
    assert again.code == 0
    assert again.out == (
        f"Results in {out}: {20 + published} files. Self-diagnosis: 16 of 26 points. SSME: 1.96 of 3, level 2. "
        "Packages intact: yes. Sample wave: 12 initiatives answered.\n"
    )
    assert window.pictures[-1][2:] == ("en", 1)
    packages = [path.name for path in out.iterdir() if "-r1.asice" in path.name]
    assert len(packages) == 4  # the sample's name is another in English


def check_trust(document: dict[str, Any], out: Path, wave: str) -> list[Path]:
    """The files that passed between sample and entity."""
    assert (document["standing"], document["statuses"]) == ("confirmed", ["received", "returned", "accepted"])
    assert document["entity"] == "EJEMPLO: entidad receptora"
    assert (document["exported"]["revision"], document["exported"]["encrypted"]) == (2, True)
    verification = document["verification"]
    assert (verification["intact"], verification["encrypted"], verification["warnings"]) == (True, True, [])
    assert verification["signer"]["fingerprint"] == document["exported"]["signer_fingerprint"]
    assert all(each.startswith("TELAR-A1:") for each in document["short_receipts"])
    named = [Path(document[name]) for name in ("kit", "root", "identity", "corrected")]
    assert named == [
        out / f"ola-{wave}.asice",
        out / "ca.pem",
        out / "authority.agekey",
        out / f"ejemplo-cacao-de-arauca-ssme-{wave}-r2.asice.age",
    ]
    receipts = [Path(each) for each in document["receipts"]]
    assert receipts == [out / f"acuse-{name}.asice" for name in ("recibida", "devuelta", "aceptada")]
    return [*named, *receipts]


def check_wave(document: dict[str, Any], out: Path) -> list[Path]:
    """The files of the wave that the entity received and published."""
    assert document["counts"] == {"filed": 11, "replaced": 0, "duplicate": 1, "quarantined": 0, "refused": 1}
    assert document["responding"] == 12
    figures = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert (figures["registered"], figures["responding"]) == (14, 12)
    assert [Path(document[name]) for name in ("results", "workbook", "summary")] == [
        out / "results.json",
        out / "resultados.xlsx",
        out / "resumen-ejecutivo.pdf",
    ]
    text = look((out / "resumen-ejecutivo.pdf").read_bytes()).flat
    assert f"{figures['total_mean']:.2f}".replace(".", ",") in text
    assert len(list((out / "iniciativas").iterdir())) == 12
    return [Path(each) for each in (*document["received"], *document["published"])]


def check_ssme(document: dict[str, Any], files: dict[str, Path]) -> None:
    verification, scores = document["verification"], document["scores"]
    assert (scores["total"], scores["max"], scores["level"]) == (1.96, 3, "2")
    assert (scores["answered"], scores["of"], scores["provisional"]) == (18, 18, False)
    assert verification["intact"] is True
    assert (verification["encrypted"], verification["warnings"]) == (True, [])
    assert verification["info"]["form_id"] == "ssme"
    assert (verification["notes"]["comments"], verification["notes"]["files"]) == (4, 2)
    (warned,) = verification["notes"]["warnings"]
    assert warned["ref"].endswith("/sales_this")
    assert warned["reason"]
    assert files["package"].stat().st_size == document["exported"]["size"]
    assert document["exported"]["reference"] in look(files["report"].read_bytes()).flat
    assert len(look(files["summary"].read_bytes()).pages) == 1
    assert b"<svg" in files["spider_svg"].read_bytes()
    sheet = load_workbook(files["plan_sheet"]).active
    assert sheet.max_row == 4 + 5
    assert len(Calendar.from_ical(files["plan_calendar"].read_bytes()).walk("VEVENT")) == 5


def test_a_folder_that_takes_no_files(telar: Telar, window: Window, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"keep")
    ran = telar("demo", tmp_path / "file", "--json")
    assert (ran.code, ran.error["code"]) == (1, "FILE-008")
    assert (tmp_path / "file").read_bytes() == b"keep"
    assert window.pictures == []
