"""``telar receipt make`` and ``telar wave build``: the entity's part of the loop, as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.submission import authority as keys
from desktop_app.submission import kits, receipts, short_receipt, trust
from desktop_app.submission.authority import Vault
from desktop_app.workflows import authority as workflow
from desktop_app.workflows.shipped import shipped_forms
from tests.support.authorities import CheapPassphrase
from tests.support.commands import ROOT, Telar
from tests.support.reception import ANA, on_stick, packed

PASSPHRASE = "una frase para todas"
NOW = datetime.now(UTC)
CSV = "id,name,department,municipality\nic-017,Clúster Café & Cacao de Nariño,52,52001\n"


@pytest.fixture(autouse=True)
def _passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for all, at no cost: age's own takes a second and more for each."""
    monkeypatch.setattr(workflow, "PassphraseSecrets", CheapPassphrase)
    monkeypatch.setenv("TELAR_AUTHORITY_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def folder(telar: Telar, tmp_path: Path) -> Path:
    assert telar("authority", "init", tmp_path / "entidad", "--name", "Entidad de prueba").code == 0
    return tmp_path / "entidad"


@pytest.fixture
def package(folder: Path, tmp_path: Path) -> Path:
    vault = Vault(folder, lambda _part: CheapPassphrase(lambda _new: PASSPHRASE))
    return on_stick(tmp_path, packed(vault, now=NOW))


@pytest.fixture
def known(telar: Telar, folder: Path, package: Path) -> Path:
    assert telar("authority", "enrol", folder, package, "--yes").code == 0
    return package


# -- receipts ----------------------------------------------------------------------------------------------------------


def test_a_receipt_for_a_person(telar: Telar, folder: Path, known: Path, tmp_path: Path) -> None:
    out = tmp_path / "acuse.asice"
    ran = telar("receipt", "make", folder, known, "--status", "accepted", "--out", out, "--short")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == (
        "Para revisar: «Clúster Café & Cacao de Nariño», autodiagnostico, ola 2026, revisión 1; firma Ana Gestora."
    )
    assert lines[1] == f"Acuse (aceptada) escrito en {out} ({out.stat().st_size} bytes)."
    assert lines[2] == "Lleva el certificado de quien firmó."
    register = keys.load(folder)
    said = short_receipt.read(lines[3], lambda _kid: register.signer)
    assert said.status is short_receipt.Status.ACCEPTED
    found = receipts.read(out.read_bytes(), (trust.pin(register.root),), datetime.now(UTC))
    assert found.certificate == register.signers[0].certificate
    again = telar("receipt", "make", folder, known, "--status", "accepted")
    assert again.out.splitlines()[1].startswith("El mismo acuse de antes (aceptada) está en")


def test_a_receipt_for_a_program(telar: Telar, folder: Path, known: Path) -> None:
    ran = telar("receipt", "make", folder, known, "--status", "received", "--json")
    assert set(ran.json) == {
        "file", "outcome", "reason", "flags", "initiative_id", "initiative", "form_id", "wave", "response_id",
        "revision", "sequence", "manager", "fingerprint", "arrived", "status", "receipt_id", "again", "certified",
        "receipt", "size", "sha256", "short",
    }  # fmt: skip
    assert (ran.json["outcome"], ran.json["reason"], ran.json["again"]) == ("filed", None, False)
    assert Path(ran.json["receipt"]).parent == folder / "receipts"


def test_a_stranger_is_explained_in_both_languages(telar: Telar, folder: Path, package: Path) -> None:
    for language, words in (("es", "Nadie ha confirmado"), ("en", "Nobody has confirmed")):
        ran = telar("receipt", "make", folder, package, "--status", "accepted", "--language", language)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"RCV-001  {words}")
        assert ANA in ran.err
    ran = telar("receipt", "make", folder, package, "--status", "received")
    assert ran.code == 0
    assert ran.out.startswith("Queda aparte: ")
    assert "RCV-001" in ran.out
    assert "certificado de quien" not in ran.out
    assert telar("receipt", "make", folder, package, "--status", "returned", "--json").error["code"] == "RCV-015"


def test_a_package_is_returned_with_observations(telar: Telar, folder: Path, known: Path, tmp_path: Path) -> None:
    out = tmp_path / "acuse.asice"
    asked = ["--observation", "/data/p001=¿Cuál acta? a=b", "--observation", "/data/p002=Repetido."]
    assert telar("receipt", "make", folder, known, "--status", "returned", *asked, "--out", out).code == 0
    anchors = (trust.pin(keys.load(folder).root),)
    found = receipts.read(out.read_bytes(), anchors, datetime.now(UTC)).receipt
    assert [(each.ref, each.text) for each in found.observations] == [
        ("/data/p001", "¿Cuál acta? a=b"),
        ("/data/p002", "Repetido."),
    ]
    ran = telar("receipt", "make", folder, known, "--status", "returned", "--observation", "/data/q=¿?", "--json")
    assert (ran.code, ran.error["code"]) == (1, "RCV-009")
    assert "/data/q" in ran.error["place"]


@pytest.mark.parametrize("given", ["/data/p001", "=texto", "/data/p001=", "/data/p001=  "])
def test_an_observation_that_is_none(telar: Telar, folder: Path, known: Path, given: str) -> None:
    ran = telar("receipt", "make", folder, known, "--status", "returned", "--observation", given)
    assert (ran.code, ran.out) == (2, "")


def test_a_status_that_is_none(telar: Telar, folder: Path, known: Path) -> None:
    ran = telar("receipt", "make", folder, known, "--status", "perdida")
    assert ran.code == 2
    assert "«perdida»" in ran.err


def test_a_wrong_passphrase(telar: Telar, folder: Path, known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELAR_AUTHORITY_PASSPHRASE", "otra frase distinta")
    ran = telar("receipt", "make", folder, known, "--status", "received", "--json")
    assert (ran.code, ran.error["code"]) == (1, "AUT-004")
    assert PASSPHRASE not in ran.out


# -- kits --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "iniciativas.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def wave(folder: Path, listed: Path, out: Path, **changes: object) -> list[object]:
    today = NOW.date()
    options = {
        "--wave": "2026",
        "--number": 1,
        "--opens": today.isoformat(),
        "--closes": (today + timedelta(days=60)).isoformat(),
        "--message": "Ola de prueba.",
        "--forms": "shipped",
        "--initiatives": listed,
        "--out": out,
        **{f"--{name}": value for name, value in changes.items()},
    }
    return ["wave", "build", folder, *(each for pair in options.items() for each in pair)]


def test_a_kit_for_a_person_and_for_a_program(telar: Telar, folder: Path, listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "ola.asice"
    ran = telar(*wave(folder, listed, out))
    assert (ran.code, ran.err) == (0, "")
    shown = telar("authority", "show", folder, "--json").json
    lines = ran.out.splitlines()
    assert lines[0] == f"Kit número 1 de la ola 2026 escrito en {out} ({out.stat().st_size} bytes)."
    assert lines[1].startswith("  Formularios: autodiagnostico ")
    assert lines[2:] == [
        "  Iniciativas: 1",
        "  Archivos de promedios: 0",
        f"  Huella de la raíz: {shown['root_fingerprint']}",
        f"  Palabras que se leen por teléfono: {' '.join(shown['words'])}",
    ]
    found = kits.read(out.read_bytes(), (), datetime.now(UTC))
    assert [form.form_id for form in found.kit.forms] == [each.id for each in shipped_forms() if each.instrument]
    again = telar(*wave(folder, listed, out), "--json")
    assert (again.code, again.error["code"]) == (1, "RCV-013")
    second = telar(*wave(folder, listed, out, number=2), "--json").json
    assert (second["number"], second["words"], second["initiatives"]) == (2, shown["words"], 1)


def test_a_kit_from_a_folder_of_forms(telar: Telar, folder: Path, listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "ola.asice"
    assert telar(*wave(folder, listed, out, forms=ROOT / "forms")).code == 0
    found = kits.read(out.read_bytes(), (), datetime.now(UTC))
    assert {form.form_id for form in found.kit.forms} == {each.id for each in shipped_forms()}


@pytest.mark.parametrize("changes", [{"opens": "20/11/2026"}, {"closes": "2026-02-30"}, {"number": "uno"}])
def test_a_day_or_a_number_that_is_none(
    telar: Telar, folder: Path, listed: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    ran = telar(*wave(folder, listed, tmp_path / "ola.asice", **changes))
    assert (ran.code, ran.out) == (2, "")


def test_a_list_with_a_fault_is_told_before_a_passphrase_is_asked(
    telar: Telar, folder: Path, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELAR_AUTHORITY_PASSPHRASE")
    listed.write_text(CSV.replace("52001", "05001"), encoding="utf-8")
    ran = telar(*wave(folder, listed, tmp_path / "ola.asice"), "--json")
    assert (ran.code, ran.error["code"]) == (1, "RCV-019")
    assert str(listed) in ran.error["place"]
