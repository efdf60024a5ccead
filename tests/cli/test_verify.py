from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.workflows.verify import PACKAGE_LIMIT
from tests.support.commands import Telar


def test_an_intact_package_for_a_person(telar: Telar, package: Path) -> None:
    ran = telar("verify", package)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "El paquete está intacto."
    reference = telar("verify", package, "--json").json["reference"]
    assert lines[1] == f"  Código de referencia: {reference}"
    assert "  Firmado por: EJEMPLO: Cacao de Arauca" in lines
    assert "  Firmante conocido: no (certificado propio, sin registrar)" in lines
    assert any(line.startswith("  Contiene: response.xml (") for line in lines)


def test_an_intact_package_for_a_program(telar: Telar, package: Path, response: str) -> None:
    ran = telar("verify", package, "--json")
    assert (ran.code, ran.err) == (0, "")
    document = ran.json
    assert set(document) == {
        "file", "intact", "explanation", "signer", "claimed_at", "info", "reference", "entries", "warnings",
        "notes", "encrypted",
    }  # fmt: skip
    assert (document["file"], document["intact"], document["explanation"]) == (str(package), True, None)
    assert document["info"]["response_id"] == f"uuid:{response}"
    assert document["warnings"] == []
    assert document["notes"] == {"comments": 0, "files": 0, "warnings": []}
    assert document["signer"]["known"] is False
    response_entry = next(entry for entry in document["entries"] if entry["name"] == "response.xml")
    assert document["reference"].replace("-", "").lower() == response_entry["sha256"][:12]


def test_in_english(telar: Telar, package: Path) -> None:
    said = telar("verify", package, "--language", "en").out
    assert said.startswith("The package is intact.\n  Reference code: ")
    assert "Known signer: no (own certificate, not registered)" in said


@pytest.mark.parametrize("place", [3, 100, 1200, -300, -1])
def test_a_flipped_byte(telar: Telar, package: Path, place: int) -> None:
    data = bytearray(package.read_bytes())
    data[place] ^= 0xFF
    package.write_bytes(data)
    ran = telar("verify", package, "--json")
    assert ran.code == 1
    assert ran.json["intact"] is False
    assert set(ran.json["explanation"]) == {"code", "place", "cause", "remedy"}
    assert ran.json["explanation"]["code"].startswith("PKG-")
    assert (ran.json["signer"], ran.json["info"], ran.json["entries"], ran.json["reference"]) == (None, None, [], "")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.asice", b"", "PKG-"),
        ("text.asice", b"no es un paquete", "PKG-"),
        ("missing.asice", None, "FILE-001"),
        (".", None, "FILE-006"),
    ],
)
def test_what_is_no_package(telar: Telar, tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = telar("verify", tmp_path / name, "--json")
    assert (ran.code, ran.json["intact"]) == (1, False)
    assert ran.json["explanation"]["code"].startswith(code)
    telling = telar("verify", tmp_path / name)
    assert telling.code == 1
    assert telling.out.startswith("El paquete no se acepta.\n" + code)
    assert "  Qué hacer: " in telling.out


def test_a_huge_file(telar: Telar, tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(PACKAGE_LIMIT * 100)
    ran = telar("verify", tmp_path / "huge", "--json")
    assert (ran.code, ran.json["explanation"]["code"]) == (1, "FILE-007")


def test_checking_makes_no_data_folder(telar: Telar, package: Path, tmp_path: Path) -> None:
    telar("verify", package)
    assert not (tmp_path / "own").exists()
