"""``telar receive`` and ``telar results``: a folder in, a wave's results out, as it is typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.submission.authority import Vault
from desktop_app.workflows import authority as workflow
from tests.support.authorities import CheapPassphrase
from tests.support.commands import Telar
from tests.support.received import enrol, packaged

PASSPHRASE = "una frase para todas"
NOW = datetime.now(UTC)
MANAGERS = 6


@pytest.fixture(autouse=True)
def _passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for all, at no cost: age's own takes a second and more for each."""
    monkeypatch.setattr(workflow, "PassphraseSecrets", CheapPassphrase)
    monkeypatch.setenv("TELAR_AUTHORITY_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def books(telar: Telar, tmp_path: Path) -> str:
    """The address of books into which a folder came: six responses, one of them twice, and a damaged one."""
    folder, came = tmp_path / "entidad", tmp_path / "llegó"
    assert telar("authority", "init", folder, "--name", "Entidad de prueba").code == 0
    vault = Vault(folder, lambda _part: CheapPassphrase(lambda _new: PASSPHRASE))
    came.mkdir()
    for number in range(MANAGERS):
        enrol(vault, number, NOW)
        (came / f"{number}.asice.age").write_bytes(packaged(vault, number, claimed_at=NOW))
    (came / "reenviado.asice.age").write_bytes((came / "0.asice.age").read_bytes())
    (came / "roto.asice.age").write_bytes((came / "1.asice.age").read_bytes()[:500])
    address = f"sqlite:///{tmp_path / 'ola.sqlite3'}"
    ran = telar("receive", came, "--authority", folder, "--db", address)
    assert ran.code == 0
    assert "Archivos 8: en firme 6, reemplazados por otro más nuevo 0, repetidos 1, aparte 0, rechazados 1" in ran.out
    assert "roto.asice.age" in ran.out
    return address


def test_from_a_folder_to_the_results(telar: Telar, books: str, tmp_path: Path) -> None:
    out = tmp_path / "salida"
    ran = telar("results", "--wave", "2026", "--db", books, "--out", out)
    assert ran.code == 0
    assert f"ola 2026: {MANAGERS} respuestas en firme" in ran.out
    figures = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert figures["responding"] == MANAGERS
    assert {path.name for path in out.iterdir()} >= {"resultados.xlsx", "resumen-ejecutivo.pdf", "tablas", "datos"}


def test_as_json_and_without_what_is_not_wanted(telar: Telar, books: str, tmp_path: Path) -> None:
    out = tmp_path / "salida"
    ran = telar("results", "--wave", "2026", "--db", books, "--out", out, "--no-sheets", "--no-data", "--json")
    (told,) = json.loads(ran.out)["results"]
    assert told["form"] == "ssme"
    assert told["figures"]["responding"] == MANAGERS
    assert all(Path(each).exists() for each in told["files"])
    assert not (out / "datos").exists()
    assert not (out / "iniciativas").exists()


def test_a_part_of_the_wave(telar: Telar, books: str, tmp_path: Path) -> None:
    ran = telar("results", "--wave", "2026", "--db", books, "--out", tmp_path / "s", "--level", "3", "--json")
    (told,) = json.loads(ran.out)["results"]
    assert told["figures"]["responding"] == 0
    assert told["figures"]["total_mean"] is None


@pytest.mark.parametrize("asked", [("--wave", "2019"), ("--wave", "2026", "--form", "otro")])
def test_nothing_to_publish(telar: Telar, books: str, tmp_path: Path, asked: tuple[str, ...]) -> None:
    ran = telar("results", *asked, "--db", books, "--out", tmp_path / "salida")
    assert ran.code == 1
    assert "RCV-026" in ran.err
    assert not (tmp_path / "salida").exists()


def test_a_database_that_is_not_there_is_not_made(telar: Telar, tmp_path: Path) -> None:
    path = tmp_path / "nada.sqlite3"
    ran = telar("results", "--wave", "2026", "--db", f"sqlite:///{path}", "--out", tmp_path / "salida")
    assert ran.code == 1
    assert str(path) in ran.err
    assert not path.exists()
