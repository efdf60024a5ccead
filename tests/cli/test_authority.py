"""``telar authority``: from the keys of a new entity to a confirmed, replaced and revoked signer."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.submission import authority as keys
from desktop_app.submission.certificates import request
from desktop_app.submission.encryption import encrypt, recipients_digest
from desktop_app.submission.names import package_name
from desktop_app.submission.package import build
from desktop_app.submission.phone_words import phone_words
from desktop_app.workflows import authority as workflow
from tests.support.authorities import CheapPassphrase
from tests.support.commands import Telar
from tests.support.packages import sample_info, sample_key, sample_package, sample_response

PASSPHRASE = "una frase para todas"
ANA, LUIS = sample_key("Ana Gestora"), sample_key("Luis Gestor")
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for all, at no cost: age's own takes a second and more for each."""
    monkeypatch.setattr(workflow, "PassphraseSecrets", CheapPassphrase)
    monkeypatch.setenv("TELAR_AUTHORITY_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def folder(telar: Telar, tmp_path: Path) -> Path:
    assert telar("authority", "init", tmp_path / "entidad", "--name", "Entidad de prueba").code == 0
    return tmp_path / "entidad"


def packed(folder: Path, path: Path, signer: str = "Ana Gestora", *, encrypted: bool = True, **changes: object) -> Path:
    """A package with an enrolment request, for the authority in ``folder``."""
    key = sample_key(signer)
    pair = keys.load(folder).recipients[0]
    info = sample_info(claimed_at=NOW, recipients_sha256=recipients_digest(pair) if encrypted else None, **changes)
    data = build(info, sample_response(info), key, request=request(key), now=NOW)
    path.write_bytes(encrypt(data, pair) if encrypted else data)
    return path


@pytest.fixture
def package(folder: Path, tmp_path: Path) -> Path:
    return packed(folder, tmp_path / f"{package_name(sample_info())}.age")


def answers(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[str]:
    """Somebody at the terminal says ``answer``; what was asked."""
    asked: list[str] = []

    def reply(prompt: str) -> str:
        asked.append(prompt)
        return answer

    monkeypatch.setattr("builtins.input", reply)
    return asked


def test_a_new_entity_for_a_person(telar: Telar, tmp_path: Path) -> None:
    ran = telar("authority", "init", tmp_path / "entidad", "--name", "Entidad de prueba")
    assert (ran.code, ran.err) == (0, "")
    root = telar("authority", "show", tmp_path / "entidad", "--json").json["root_fingerprint"]
    lines = ran.out.splitlines()
    assert lines[0].startswith(f"Entidad creada en {tmp_path / 'entidad'}. Copie root.key.age")
    assert f"  Huella de la raíz: {root}" in lines
    assert f"  Palabras: {' '.join(phone_words(root))}" in lines
    assert PASSPHRASE not in ran.out


def test_a_new_entity_for_a_program(telar: Telar, tmp_path: Path) -> None:
    ran = telar("authority", "init", tmp_path / "entidad", "--name", "Entidad de prueba", "--json")
    assert set(ran.json) == {
        "folder", "name", "root_fingerprint", "words", "signer_fingerprint", "recipients", "list_until",
        "root_list_until", "secrets", "keys", "signers",
    }  # fmt: skip
    assert (ran.json["name"], ran.json["signers"], len(ran.json["secrets"])) == ("Entidad de prueba", [], 5)
    assert len(ran.json["recipients"]) == 2


def test_a_folder_is_never_made_over(telar: Telar, folder: Path) -> None:
    before = (folder / "register.json").read_bytes()
    ran = telar("authority", "init", folder, "--name", "Otra", "--json")
    assert (ran.code, ran.error["code"]) == (1, "AUT-001")
    assert (folder / "register.json").read_bytes() == before


def test_the_words_are_compared_and_the_signer_confirmed(
    telar: Telar, folder: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(monkeypatch, "S")
    ran = telar("authority", "enrol", folder, package, "--by", "Mesa de ayuda")
    assert (ran.code, ran.err) == (0, "")
    assert asked == ["¿Coinciden las palabras que leyó por teléfono? (s/n): "]
    lines = ran.out.splitlines()
    assert "  Iniciativa: Clúster Café & Cacao de Nariño (ic-017)" in lines
    assert "  Firma como: Ana Gestora" in lines
    assert f"  Huella del certificado: {ANA.fingerprint}" in lines
    assert f"  Palabras: {' '.join(phone_words(ANA.fingerprint))}" in lines
    assert lines[-1].startswith("Confirmado: Ana Gestora firma por «Clúster Café & Cacao de Nariño» hasta 20")
    (signer,) = telar("authority", "show", folder, "--json").json["signers"]
    assert (signer["fingerprint"], signer["by"], signer["revoked"]) == (ANA.fingerprint, "Mesa de ayuda", None)


@pytest.mark.parametrize("answer", ["", "n", "no", "quizás"])
def test_without_a_yes_nothing_is_confirmed(
    telar: Telar, folder: Path, package: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    answers(monkeypatch, answer)
    ran = telar("authority", "enrol", folder, package)
    assert ran.code == 1
    assert ran.err.startswith("AUT-016  ")
    assert keys.load(folder).signers == ()


def test_nobody_at_the_terminal_is_a_no(
    telar: Telar, folder: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", gone)
    assert telar("authority", "enrol", folder, package).code == 1
    asked = answers(monkeypatch, "s")
    ran = telar("authority", "enrol", folder, package, "--json")
    assert (ran.code, ran.error["code"], asked) == (1, "AUT-016", [])


def test_confirming_for_a_program(telar: Telar, folder: Path, package: Path) -> None:
    ran = telar("authority", "enrol", folder, package, "--yes", "--json")
    assert (ran.code, ran.err) == (0, "")
    document = ran.json
    assert set(document) == {
        "file", "initiative_id", "initiative", "manager", "fingerprint", "words", "encrypted", "claimed_at", "before",
        "known", "signer",
    }  # fmt: skip
    assert (document["encrypted"], document["before"], document["known"]) == (True, None, False)
    assert document["words"] == list(phone_words(ANA.fingerprint))
    assert document["signer"]["fingerprint"] == ANA.fingerprint
    again = telar("authority", "enrol", folder, package, "--json").json
    assert (again["known"], again["signer"]) == (True, document["signer"])


def test_a_package_that_is_not_encrypted_takes_no_identity(telar: Telar, folder: Path, tmp_path: Path) -> None:
    (folder / "operations.identity.age").unlink()
    plain = packed(folder, tmp_path / "p.asice", encrypted=False)
    assert telar("authority", "enrol", folder, plain, "--yes", "--json").json["encrypted"] is False
    locked = packed(folder, tmp_path / "p.age", "Luis Gestor", initiative_id="ic-2")
    assert telar("authority", "enrol", folder, locked, "--yes", "--json").error["code"] == "AUT-003"


def test_a_package_without_a_request(telar: Telar, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.asice").write_bytes(sample_package(now=NOW))
    ran = telar("authority", "enrol", folder, tmp_path / "p.asice", "--yes", "--json")
    assert (ran.code, ran.error["code"]) == (1, "AUT-014")


def test_a_request_for_somebody_elses_key(telar: Telar, folder: Path, tmp_path: Path) -> None:
    info = sample_info(claimed_at=NOW)
    data = build(info, sample_response(info), ANA, request=request(LUIS), now=NOW)
    (tmp_path / "p.asice").write_bytes(data)
    ran = telar("authority", "enrol", folder, tmp_path / "p.asice", "--yes", "--json")
    assert (ran.code, ran.error["code"]) == (1, "CRT-011")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "PKG-002"), (b"age-encryption.org/v1\n", "ENC-003"), (None, "FILE-001")]
)
def test_what_is_no_package(telar: Telar, folder: Path, tmp_path: Path, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / "p").write_bytes(content)
    ran = telar("authority", "enrol", folder, tmp_path / "p", "--yes", "--json")
    assert (ran.code, ran.error["code"]) == (1, code)


def test_a_second_signer_is_told_and_needs_a_decision(
    telar: Telar, folder: Path, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telar("authority", "enrol", folder, package, "--yes")
    second = packed(folder, tmp_path / "otro.age", "Luis Gestor")
    answers(monkeypatch, "s")
    refused = telar("authority", "enrol", folder, second)
    assert "ATENCIÓN: la iniciativa ya tiene otro firmante confirmado, Ana Gestora." in refused.out
    assert refused.err.startswith("AUT-010  La iniciativa «Clúster Café & Cacao de Nariño» ya tiene")
    replaced = telar("authority", "enrol", folder, second, "--replace", "--yes", "--json").json
    assert (replaced["before"], replaced["signer"]["manager"]) == ("Ana Gestora", "Luis Gestor")
    signers = telar("authority", "show", folder, "--json").json["signers"]
    assert [(each["manager"], bool(each["revoked"]), each["reason"]) for each in signers] == [
        ("Ana Gestora", True, "superseded"),
        ("Luis Gestor", False, ""),
    ]


def test_revoking_a_signer(telar: Telar, folder: Path, package: Path) -> None:
    telar("authority", "enrol", folder, package, "--yes")
    colons = ":".join(ANA.fingerprint[at : at + 2] for at in range(0, 64, 2)).upper()
    ran = telar("authority", "revoke", folder, colons, "--why", "Robo del portátil", "--compromised", "--json")
    (gone,) = ran.json["revoked"]
    assert (gone["manager"], gone["why"], gone["reason"]) == ("Ana Gestora", "Robo del portátil", "keyCompromise")
    shown = telar("authority", "show", folder).out
    assert f"Ana Gestora  REVOCADA el {datetime.now(UTC).date()}: Robo del portátil" in shown
    again = telar("authority", "revoke", folder, ANA.fingerprint, "--why", "x")
    assert (again.code, again.err[:7]) == (1, "AUT-013")
    assert telar("authority", "enrol", folder, package, "--yes", "--json").error["code"] == "AUT-011"


def test_revoking_who_is_not_there(telar: Telar, folder: Path) -> None:
    ran = telar("authority", "revoke", folder, "ab" * 32, "--why", "x", "--json")
    assert (ran.code, ran.error["code"]) == (1, "AUT-012")
    assert telar("authority", "revoke", folder, "ab" * 32).code == 2


def test_showing_asks_for_no_passphrase(
    telar: Telar, folder: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telar("authority", "enrol", folder, package, "--yes")
    monkeypatch.setenv("TELAR_AUTHORITY_PASSPHRASE", "")
    shown = telar("authority", "show", folder, "--language", "en")
    assert (shown.code, shown.err) == (0, "")
    assert "  Entity: Entidad de prueba\n" in shown.out
    assert "  Signers: 1\n" in shown.out
    assert "Palabras" not in shown.out


@pytest.mark.parametrize(("passphrase", "code"), [("", "AUT-005"), ("otra frase cualquiera", "AUT-004")])
def test_a_wrong_passphrase(
    telar: Telar, folder: Path, package: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str, code: str
) -> None:
    monkeypatch.setenv("TELAR_AUTHORITY_PASSPHRASE", passphrase)
    ran = telar("authority", "enrol", folder, package, "--yes", "--json")
    assert (ran.code, ran.error["code"]) == (1, code)
    assert "operations.identity.age" in ran.error["place"]
    assert keys.load(folder).signers == ()


def test_passphrases_from_the_terminal_are_asked_for_by_file(
    telar: Telar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELAR_AUTHORITY_PASSPHRASE")
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return PASSPHRASE

    monkeypatch.setattr("getpass.getpass", typed)
    assert telar("authority", "init", tmp_path / "entidad", "--name", "E").code == 0
    assert asked[::2] == [f"Elija una contraseña para {part.value}: " for part in keys.Part]
    assert set(asked[1::2]) == {"Escríbala otra vez: "}


def test_a_slip_in_a_new_passphrase_makes_nothing(
    telar: Telar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELAR_AUTHORITY_PASSPHRASE")
    typed = iter(["una frase larga", "una frase larga!"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    ran = telar("authority", "init", tmp_path / "entidad", "--name", "E", "--json")
    assert (ran.code, ran.error["code"]) == (1, "USE-014")
    assert not (tmp_path / "entidad").exists()


def test_without_a_terminal_the_variable_is_named(
    telar: Telar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELAR_AUTHORITY_PASSPHRASE")

    def gone(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", gone)
    ran = telar("authority", "init", tmp_path / "entidad", "--name", "E")
    assert ran.err.startswith("USE-016  ")
    assert "TELAR_AUTHORITY_PASSPHRASE" in ran.err


@pytest.mark.parametrize("part", ["issuer", "signer", "operations", "escrow"])
def test_a_key_is_replaced_with_the_stick_where_it_takes_the_root(
    telar: Telar, folder: Path, tmp_path: Path, part: str
) -> None:
    stick = tmp_path / "memoria"
    stick.mkdir()
    for name in ("root.key.age", "escrow.identity.age"):
        (folder / name).rename(stick / name)
    before = telar("authority", "show", folder, "--json").json
    bare = telar("authority", "replace", folder, part, "--json")
    if part in {"issuer", "signer"}:
        assert (bare.code, bare.error["code"]) == (1, "AUT-003")
        assert telar("authority", "show", folder, "--json").json == before
    after = telar("authority", "replace", folder, part, "--offline", stick, "--compromised", "--json").json
    assert after["root_fingerprint"] == before["root_fingerprint"]
    changed = {key for key in after if after[key] != before[key]} - {"list_until", "root_list_until", "secrets", "keys"}
    assert changed == {"issuer": set(), "signer": {"signer_fingerprint"}}.get(part, {"recipients"})


def test_a_package_for_the_recipients_before_is_still_opened(telar: Telar, folder: Path, package: Path) -> None:
    telar("authority", "replace", folder, "escrow")
    assert telar("authority", "enrol", folder, package, "--yes", "--json").json["encrypted"] is True


def test_a_package_that_somebody_encrypted_anew_is_refused(telar: Telar, folder: Path, tmp_path: Path) -> None:
    info = sample_info(claimed_at=NOW, recipients_sha256="ab" * 32)
    data = build(info, sample_response(info), ANA, request=request(ANA), now=NOW)
    (tmp_path / "p.age").write_bytes(encrypt(data, keys.load(folder).recipients[0]))
    ran = telar("authority", "enrol", folder, tmp_path / "p.age", "--yes", "--json")
    assert (ran.code, ran.error["code"]) == (1, "PKG-045")
    telar("authority", "replace", folder, "escrow")
    assert telar("authority", "enrol", folder, tmp_path / "p.age", "--yes", "--json").error["code"] == "PKG-045"


def test_lists_are_renewed(telar: Telar, folder: Path) -> None:
    first = keys.load(folder).lists()
    assert telar("authority", "renew", folder).out.startswith("Lista de revocados renovada.\n")
    assert telar("authority", "renew", folder, "--root").code == 0
    second = keys.load(folder).lists()
    assert [each.number for each in first] == [1, 1]
    assert [each.number for each in second] == [2, 2]
    (folder / "root.key.age").unlink()
    ran = telar("authority", "renew", folder, "--root", "--json")
    assert (ran.code, ran.error["code"]) == (1, "AUT-003")


def test_a_folder_that_is_no_entitys(telar: Telar, tmp_path: Path) -> None:
    for command in (["show"], ["renew"], ["replace", "signer"], ["enrol", "p"], ["revoke", "ab", "--why", "x"]):
        words = [command[0], str(tmp_path), *command[1:]]
        assert telar("authority", *words, "--json").error["code"] == "AUT-002", command


def test_openssl_verifies_what_the_folder_shows(telar: Telar, folder: Path, package: Path) -> None:
    """The chain and both lists as the folder has them, with a tool that is not ours."""
    signer = telar("authority", "enrol", folder, package, "--yes", "--json").json["signer"]
    register = json.loads((folder / "register.json").read_text())
    (folder / "manager.pem").write_text(register["signers"][0]["certificates"][-1])
    (folder / "lists.pem").write_text(register["root_list"] + register["issuer_list"])
    at = int((datetime.now(UTC) + timedelta(minutes=1)).timestamp())
    arguments = ["verify", "-x509_strict", "-crl_check_all", "-CRLfile", "lists.pem", "-CAfile", "ca.pem", "-untrusted",
                 "issuer.pem", "-attime", str(at), "manager.pem"]  # fmt: skip

    def verified() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)

    assert verified().returncode == 0, verified().stderr
    telar("authority", "revoke", folder, signer["fingerprint"], "--why", "x")
    (folder / "lists.pem").write_text(
        register["root_list"] + json.loads((folder / "register.json").read_text())["issuer_list"]
    )
    assert b"certificate revoked" in verified().stderr
