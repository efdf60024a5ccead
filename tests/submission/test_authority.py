"""The receiving entity: what it confirms holds before the judge, what it revokes does not, and nothing is half done."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import AuthorityError, FileError, TrustError
from desktop_app.submission import PassphraseSecrets, authority, authority_files, authority_register
from desktop_app.submission.asic import seal, unseal
from desktop_app.submission.authority import (
    Part,
    Vault,
    create,
    enrol,
    identities,
    load,
    renew_crl,
    revoke,
    signing_key,
)
from desktop_app.submission.authority_register import Register
from desktop_app.submission.certificate_facts import read_certificate, read_revocation_list
from desktop_app.submission.certificates import Reason, request
from desktop_app.submission.container import DEFAULT
from desktop_app.submission.encryption import decrypt, encrypt
from desktop_app.submission.signing import Commitment
from desktop_app.submission.trust import Standing, judge, judge_authority, pin
from tests.support.authorities import NAME, Keys, enrolment, vault
from tests.support.packages import NOW, sample_key

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = NOW + HOUR
ANA, LUIS = sample_key("Ana Gestora"), sample_key("Luis Gestor")
PUBLIC = {"register.json", "ca.pem", "issuer.pem", "signer.pem", "recipients.txt", "crl.der", "root-crl.der"}


@pytest.fixture
def place(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


def code_of(act: Callable[..., object], *arguments: Any, **named: Any) -> str:
    with pytest.raises((AuthorityError, TrustError)) as refused:
        act(*arguments, **named)
    return refused.value.code


def standing(register: Register, certificate: bytes, at: Any = AT) -> Standing:
    lists = [register.crl, register.root_crl]
    return judge(certificate, [register.issuer], [pin(register.root)], lists, at)


def asked(vault: Vault) -> list[Part]:
    """Which secrets were opened or sealed since the last time, each once."""
    keys = vault.keepers
    assert isinstance(keys, Keys)
    found = list(dict.fromkeys(keys.asked))
    keys.asked.clear()
    return found


def away(vault: Vault, stick: Path) -> Vault:
    """The root and the escrow on the stick, which is not plugged in yet."""
    stick.mkdir()
    for part in (Part.ROOT, Part.ESCROW):
        (vault.folder / part.value).rename(stick / part.value)
    return vault


# -- making ----------------------------------------------------------------------------------------------------------


def test_what_a_new_authority_consists_of(place: Vault) -> None:
    names = {path.name for path in place.folder.iterdir()}
    assert names == PUBLIC | {part.value for part in Part}
    register = load(place.folder)
    assert (register.name, register.signers, register.retired) == (NAME, (), ())
    assert [facts.number for facts in register.lists()] == [1, 1]
    assert judge_authority(register.signer, (), [pin(register.root)], [register.root_crl], AT) is Standing.VALID


def test_the_public_files_are_what_the_register_says(place: Vault) -> None:
    register = load(place.folder)
    for name, certificate in (
        ("ca.pem", register.root),
        ("issuer.pem", register.issuer),
        ("signer.pem", register.signer),
    ):
        data = (place.folder / name).read_bytes()
        assert data.startswith(b"-----BEGIN CERTIFICATE-----\n")
        assert read_certificate(data) == read_certificate(certificate)
    assert (place.folder / "crl.der").read_bytes() == register.crl
    assert (place.folder / "root-crl.der").read_bytes() == register.root_crl
    assert tuple((place.folder / "recipients.txt").read_text().split()) == register.recipients[0]


def test_nothing_public_shows_a_secret_and_the_secrets_are_the_users_own(place: Vault) -> None:
    register = load(place.folder)
    secrets = [signing_key(place).pkcs8, identities(place)[0].encode(), identities(place, escrow=True)[0].encode()]
    for name in PUBLIC:
        assert not any(secret in (place.folder / name).read_bytes() for secret in secrets)
    assert not any(secret.decode("latin-1") in repr(register) for secret in secrets)
    of_file = 0o600 if os.name == "posix" else 0o666
    assert {stat.S_IMODE((place.folder / part.value).stat().st_mode) for part in Part} == {of_file}


def test_each_secret_has_a_passphrase_of_its_own(tmp_path: Path) -> None:
    keys = Keys()
    create(tmp_path / "entidad", NAME, keys, NOW)
    assert sorted(part.name for part in keys.asked) == sorted(part.name for part in Part)


def test_an_empty_folder_is_filled_and_any_other_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vacia").mkdir()
    assert create(tmp_path / "vacia", NAME, Keys(), NOW) == load(tmp_path / "vacia")
    before = {path.name: path.read_bytes() for path in (tmp_path / "vacia").iterdir()}
    assert code_of(create, tmp_path / "vacia", NAME, Keys(), NOW) == "AUT-001"
    assert {path.name: path.read_bytes() for path in (tmp_path / "vacia").iterdir()} == before
    (tmp_path / "archivo").write_text("x")
    assert code_of(create, tmp_path / "archivo", NAME, Keys(), NOW) == "AUT-001"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archivo", "vacia"]


@pytest.mark.parametrize(("passphrase", "code"), [("", "AUT-005"), ("corta", "AUT-006")])
def test_a_passphrase_that_is_not_given_leaves_nothing(tmp_path: Path, passphrase: str, code: str) -> None:
    def keepers(part: Part) -> Any:
        from tests.support.authorities import CheapPassphrase

        return CheapPassphrase(lambda new: passphrase if part is Part.ESCROW else "una frase larga")

    assert code_of(create, tmp_path / "entidad", NAME, keepers, NOW) == code
    assert list(tmp_path.iterdir()) == []


def test_a_secret_sealed_with_ages_scrypt(place: Vault) -> None:
    """The real keeper, once: the cheap one stands for it elsewhere."""
    real = PassphraseSecrets(lambda new: "seis palabras que nadie más conoce")
    authority.replace_recipient(Vault(place.folder, lambda part: real), Part.OPERATIONS)
    sealed = (place.folder / Part.OPERATIONS.value).read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert b"AGE-SECRET-KEY" not in sealed


# -- which secret is needed for what ---------------------------------------------------------------------------------


def test_daily_work_needs_neither_root_nor_escrow(place: Vault, tmp_path: Path) -> None:
    away(place, tmp_path / "memoria")
    enrol(place, enrolment(ANA), AT)
    assert asked(place) == [Part.ISSUER]
    revoke(place, ANA.fingerprint, AT, why="prueba")
    assert asked(place) == [Part.ISSUER]
    renew_crl(place, AT)
    assert asked(place) == [Part.ISSUER]
    signing_key(place)
    assert asked(place) == [Part.SIGNER]
    identities(place)
    assert asked(place) == [Part.OPERATIONS]
    load(place.folder)
    assert asked(place) == []


def test_what_needs_the_stick_says_so_and_works_with_it(place: Vault, tmp_path: Path) -> None:
    away(place, tmp_path / "memoria")
    with_stick = replace(place, offline=tmp_path / "memoria")
    for act in (
        lambda vault: renew_crl(vault, AT, root=True),
        lambda vault: identities(vault, escrow=True),
        lambda vault: authority.replace_key(vault, Part.SIGNER, AT),
        lambda vault: authority.replace_key(vault, Part.ISSUER, AT),
    ):
        before = (place.folder / "register.json").read_bytes()
        with pytest.raises(AuthorityError) as refused:
            act(place)
        assert refused.value.code == "AUT-003"
        assert refused.value.place.file in {"root.key.age", "escrow.identity.age"}
        assert (place.folder / "register.json").read_bytes() == before
        act(with_stick)


@pytest.mark.parametrize("part", [Part.ISSUER, Part.SIGNER, Part.OPERATIONS])
def test_a_forgotten_passphrase(tmp_path: Path, part: Part) -> None:
    place = vault(tmp_path / "entidad", forgotten=[part])
    acts: dict[Part, Callable[[], object]] = {
        Part.ISSUER: lambda: enrol(place, enrolment(ANA), AT),
        Part.SIGNER: lambda: signing_key(place),
        Part.OPERATIONS: lambda: identities(place),
    }
    for other, act in acts.items():
        if other is part:
            with pytest.raises(AuthorityError) as refused:
                act()
            assert (refused.value.code, refused.value.place.file) == ("AUT-004", str(place.folder / part.value))
        else:
            act()


@pytest.mark.parametrize("part", [Part.SIGNER, Part.OPERATIONS])
def test_another_authoritys_secret_in_the_place_of_ours(place: Vault, tmp_path: Path, part: Part) -> None:
    create(tmp_path / "otra", NAME, Keys(), NOW)
    shutil.copy(tmp_path / "otra" / part.value, place.folder / part.value)
    assert code_of(signing_key if part is Part.SIGNER else identities, place) == "AUT-008"


@pytest.mark.parametrize(
    ("part", "content"), [(Part.SIGNER, b"x"), (Part.OPERATIONS, b"\xff"), (Part.OPERATIONS, b"AGE-")]
)
def test_a_damaged_secret(place: Vault, part: Part, content: bytes) -> None:
    (place.folder / part.value).write_bytes(f"frase de {part.name}\n".encode() + content)
    assert code_of(signing_key if part is Part.SIGNER else identities, place) == "AUT-008"


def test_the_signer_signs_what_is_taken_for_the_authoritys(place: Vault) -> None:
    register = load(place.folder)
    sealed = seal({"receipt.xml": b"<a/>"}, signing_key(place), AT, Commitment.RECEIPT)
    signature = unseal(sealed, DEFAULT, lambda name: True, commitment=Commitment.RECEIPT).signature
    lists = [register.root_crl]
    assert judge_authority(signature.certificate, signature.chain, [pin(register.root)], lists, AT) is Standing.VALID


def test_either_identity_opens_what_is_encrypted_to_the_recipients(place: Vault) -> None:
    data = encrypt(b"respuestas", load(place.folder).recipients[0])
    assert decrypt(data, identities(place)) == decrypt(data, identities(place, escrow=True)) == b"respuestas"


def test_the_age_command_writes_to_the_recipients_and_reads_with_the_identity(place: Vault, tmp_path: Path) -> None:
    (tmp_path / "texto").write_bytes(b"respuestas")
    listed = place.folder / "recipients.txt"
    age("-R", listed, "-o", tmp_path / "cifrado.age", tmp_path / "texto")
    assert decrypt((tmp_path / "cifrado.age").read_bytes(), identities(place)) == b"respuestas"
    for escrow in (False, True):
        (tmp_path / "identidad").write_text(identities(place, escrow=escrow)[0] + "\n")
        (tmp_path / "nuestro.age").write_bytes(encrypt(b"vuelta", load(place.folder).recipients[0]))
        assert age("-d", "-i", tmp_path / "identidad", tmp_path / "nuestro.age") == b"vuelta"


def age(*arguments: object) -> bytes:
    run = subprocess.run(["age", *map(str, arguments)], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


# -- confirming ------------------------------------------------------------------------------------------------------


def test_a_confirmed_signer_is_in_the_register_and_valid_before_the_judge(place: Vault) -> None:
    confirmed = enrol(place, enrolment(ANA), AT, by="  Mesa de\nayuda ")
    register = load(place.folder)
    assert register.signers == (confirmed,)
    assert (confirmed.fingerprint, confirmed.manager) == (ANA.fingerprint, "Ana Gestora")
    assert (confirmed.initiative_id, confirmed.by, confirmed.confirmed) == ("ic-017", "Mesa de ayuda", AT)
    facts = confirmed.facts()
    assert facts.key_fingerprint == read_certificate(ANA.certificate).key_fingerprint
    assert (facts.initiative_id, facts.organisation) == ("ic-017", "Clúster Café & Cacao de Nariño")
    assert standing(register, confirmed.certificate, AT + HOUR) is Standing.VALID
    assert register.speaking_for("ic-017") == confirmed
    assert register.speaking_for("ic-018") is None


def test_a_signer_is_found_by_either_certificate_however_the_fingerprint_is_written(place: Vault) -> None:
    confirmed = enrol(place, enrolment(ANA), AT)
    register = load(place.folder)
    spaced = " ".join(ANA.fingerprint[at : at + 4] for at in range(0, 64, 4))
    for fingerprint in (ANA.fingerprint, ANA.fingerprint.upper(), spaced, confirmed.facts().fingerprint):
        assert register.known_by(fingerprint) == (confirmed,)
    assert register.known_by(LUIS.fingerprint) == register.known_by("") == register.known_by(ANA.fingerprint[:20]) == ()


def test_confirming_twice_changes_nothing(place: Vault) -> None:
    first = enrol(place, enrolment(ANA), AT, by="Mesa")
    before = (place.folder / "register.json").read_bytes()
    assert enrol(place, enrolment(ANA), AT + DAY, by="Otra") == first
    assert (place.folder / "register.json").read_bytes() == before


def test_a_package_signed_with_the_issued_certificate_is_the_same_signers(place: Vault) -> None:
    first = enrol(place, enrolment(ANA), AT)
    again = replace(enrolment(ANA), certificate=first.certificate)
    assert enrol(place, again, AT) == first


def test_one_key_may_speak_for_two_initiatives(place: Vault) -> None:
    first = enrol(place, enrolment(ANA), AT)
    second = enrol(place, enrolment(ANA, "ic-018", "Lácteos"), AT)
    assert load(place.folder).known_by(ANA.fingerprint) == (first, second)
    assert first.certificate != second.certificate


def test_another_signer_for_an_initiative_is_quarantined_not_taken(place: Vault) -> None:
    enrol(place, enrolment(ANA), AT)
    before = (place.folder / "register.json").read_bytes()
    with pytest.raises(AuthorityError) as refused:
        enrol(place, enrolment(LUIS), AT)
    assert refused.value.code == "AUT-010"
    assert "Ana Gestora" in refused.value.explain().cause
    assert (place.folder / "register.json").read_bytes() == before


def test_replacing_a_signer_revokes_the_one_before_in_the_same_step(place: Vault) -> None:
    old = enrol(place, enrolment(ANA), AT)
    new = enrol(place, enrolment(LUIS), AT + HOUR, by="Mesa", replace_other=True)
    register = load(place.folder)
    assert register.speaking_for("ic-017") == new
    (gone,) = register.known_by(ANA.fingerprint)
    assert (gone.revoked, gone.reason) == (AT + HOUR, Reason.SUPERSEDED)
    assert standing(register, old.certificate, AT + DAY) is Standing.REVOKED
    assert standing(register, new.certificate, AT + DAY) is Standing.VALID


def test_a_revoked_key_does_not_come_back_for_any_initiative(place: Vault) -> None:
    enrol(place, enrolment(ANA), AT)
    revoke(place, ANA.fingerprint, AT, why="Robo del portátil", reason=Reason.KEY_COMPROMISE)
    assert code_of(enrol, place, enrolment(ANA), AT) == "AUT-011"
    assert code_of(enrol, place, enrolment(ANA, "ic-999", "Otra"), AT, replace_other=True) == "AUT-011"


def test_a_request_for_another_key_than_the_signers_is_refused(place: Vault) -> None:
    stolen = replace(enrolment(ANA), request=request(LUIS))
    assert code_of(enrol, place, stolen, AT) == "CRT-011"
    assert load(place.folder).signers == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"request": b""}, "CRT-002"),
        ({"request": request(ANA)[:-1]}, "CRT-002"),
        ({"certificate": b"\x30\x00"}, "CRT-001"),
        ({"initiative_id": "x" * 65}, "CRT-012"),
        ({"initiative_name": "\n"}, "CRT-012"),
    ],
)
def test_an_enrolment_that_does_not_hold(place: Vault, changes: dict[str, Any], code: str) -> None:
    before = (place.folder / "register.json").read_bytes()
    assert code_of(enrol, place, replace(enrolment(ANA), **changes), AT) == code
    assert (place.folder / "register.json").read_bytes() == before


def test_a_certificate_that_ends_soon_is_issued_anew(place: Vault) -> None:
    first = enrol(place, enrolment(ANA), AT)
    late = first.facts().not_after - 100 * DAY
    again = enrol(place, enrolment(ANA), late)
    assert again.certificates == (first.certificate, again.certificate)
    assert again.facts().not_after > first.facts().not_after
    assert load(place.folder).signers == (again,)
    assert load(place.folder).known_by(first.facts().fingerprint) == (again,)


def test_an_issuer_that_has_expired_confirms_nobody(place: Vault) -> None:
    assert code_of(enrol, place, enrolment(ANA), NOW + timedelta(days=3660)) == "CRT-009"


def test_the_register_has_an_end(place: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(place, enrolment(ANA), AT)
    monkeypatch.setattr(authority, "MOST_SIGNERS", 1)
    assert code_of(enrol, place, enrolment(LUIS, "ic-2", "Otra"), AT) == "AUT-015"
    assert enrol(place, enrolment(ANA), AT).manager == "Ana Gestora"


# -- revoking --------------------------------------------------------------------------------------------------------


def test_a_revoked_signer_stays_in_the_register_and_falls_before_the_judge(place: Vault) -> None:
    confirmed = enrol(place, enrolment(ANA), AT)
    other = enrol(place, enrolment(LUIS, "ic-2", "Otra"), AT)
    (gone,) = revoke(place, ANA.fingerprint, AT + HOUR, why="Cambio de gestora", reason=Reason.AFFILIATION_CHANGED)
    register = load(place.folder)
    assert register.known_by(ANA.fingerprint) == (gone,)
    assert (gone.revoked, gone.why) == (AT + HOUR, "Cambio de gestora")
    assert register.speaking_for("ic-017") is None
    assert standing(register, confirmed.certificate, AT + 2 * HOUR) is Standing.REVOKED
    assert standing(register, confirmed.certificate, AT + HOUR - timedelta(seconds=1)) is Standing.VALID
    assert standing(register, other.certificate, AT + 2 * HOUR) is Standing.VALID
    assert read_revocation_list((place.folder / "crl.der").read_bytes()).revoked == {gone.facts().serial: AT + HOUR}


def test_revoking_a_key_takes_it_from_all_its_initiatives(place: Vault) -> None:
    issued = [enrol(place, enrolment(ANA, f"ic-{n}", f"Clúster {n}"), AT).certificate for n in range(3)]
    assert len(revoke(place, ANA.fingerprint, AT, why="")) == 3
    register = load(place.folder)
    assert {standing(register, each, AT + HOUR) for each in issued} == {Standing.REVOKED}


def test_who_is_not_there_or_is_revoked_already_is_not_revoked(place: Vault) -> None:
    assert code_of(revoke, place, ANA.fingerprint, AT, why="") == "AUT-012"
    enrol(place, enrolment(ANA), AT)
    assert code_of(revoke, place, "", AT, why="") == "AUT-012"
    revoke(place, ANA.fingerprint, AT, why="")
    assert code_of(revoke, place, ANA.fingerprint, AT, why="") == "AUT-013"


def test_an_initiative_may_be_confirmed_anew_after_a_revocation(place: Vault) -> None:
    enrol(place, enrolment(ANA), AT)
    revoke(place, ANA.fingerprint, AT, why="")
    new = enrol(place, enrolment(LUIS), AT)
    assert load(place.folder).speaking_for("ic-017") == new


# -- lists -----------------------------------------------------------------------------------------------------------


def test_lists_count_on_and_keep_their_entries(place: Vault) -> None:
    enrol(place, enrolment(ANA), AT)
    (gone,) = revoke(place, ANA.fingerprint, AT, why="")
    later = renew_crl(place, AT + 100 * DAY)
    facts, root = later.lists()
    assert (facts.number, root.number) == (4, 1)
    assert set(facts.revoked) == {gone.facts().serial}
    assert facts.this_update == AT + 100 * DAY
    assert renew_crl(place, AT + 300 * DAY, root=True).lists()[1].number == 2
    assert (place.folder / "root-crl.der").read_bytes() == load(place.folder).root_crl


def test_a_list_that_was_not_renewed_makes_nobody_valid(place: Vault) -> None:
    confirmed = enrol(place, enrolment(ANA), AT)
    late = AT + timedelta(days=authority.LIST_DAYS + 1)
    assert standing(load(place.folder), confirmed.certificate, late) is Standing.NOT_REVOCABLE
    assert standing(renew_crl(place, late), confirmed.certificate, late) is Standing.VALID


def test_a_certificate_that_has_ended_leaves_the_list(place: Vault) -> None:
    enrol(place, enrolment(ANA), AT)
    (gone,) = revoke(place, ANA.fingerprint, AT, why="")
    later = renew_crl(place, gone.facts().not_after + DAY)
    assert later.lists()[0].revoked == {}
    assert later.known_by(ANA.fingerprint) == (gone,)


# -- replacing keys --------------------------------------------------------------------------------------------------


def test_a_new_signer_speaks_and_the_old_one_does_not(place: Vault) -> None:
    old = signing_key(place)
    register = authority.replace_key(place, Part.SIGNER, AT, reason=Reason.KEY_COMPROMISE)
    new = signing_key(place)
    at, anchors = AT + HOUR, [pin(register.root)]
    assert new.certificate == register.signer != old.certificate
    assert judge_authority(new.certificate, (), anchors, [register.root_crl], at) is Standing.VALID
    assert judge_authority(old.certificate, (), anchors, [register.root_crl], at) is Standing.REVOKED
    assert read_certificate((place.folder / "signer.pem").read_bytes()).fingerprint == new.fingerprint
    assert (place.folder / f"{Part.SIGNER.value}.1.old").is_file()


def test_a_new_issuer_knows_the_signers_and_certifies_them_anew(place: Vault) -> None:
    first = enrol(place, enrolment(ANA), AT)
    register = authority.replace_key(place, Part.ISSUER, AT, reason=Reason.KEY_COMPROMISE)
    assert register.speaking_for("ic-017") == first
    lists = [register.crl, register.root_crl]
    old_issuer = (place.folder / "issuer.pem").read_bytes()
    assert read_certificate(old_issuer).fingerprint == read_certificate(register.issuer).fingerprint
    again = enrol(place, enrolment(ANA), AT + HOUR)
    register = load(place.folder)
    assert len(again.certificates) == 2
    assert standing(register, again.certificate, AT + DAY) is Standing.VALID
    assert standing(register, first.certificate, AT + DAY) is Standing.UNKNOWN_ISSUER
    revoke(place, ANA.fingerprint, AT + DAY, why="")
    assert set(load(place.folder).lists()[0].revoked) == {again.facts().serial}
    assert lists[1] == register.root_crl


def test_what_the_old_issuer_certified_falls_with_it(place: Vault) -> None:
    first = enrol(place, enrolment(ANA), AT)
    before = load(place.folder)
    after = authority.replace_key(place, Part.ISSUER, AT, reason=Reason.KEY_COMPROMISE)
    lists = [before.crl, after.root_crl]
    found = judge(first.certificate, [before.issuer], [pin(before.root)], lists, AT + HOUR)
    assert found is Standing.REVOKED


@pytest.mark.parametrize("part", [Part.OPERATIONS, Part.ESCROW])
def test_a_new_recipient_and_packages_for_the_pair_before(place: Vault, part: Part) -> None:
    old_pair = load(place.folder).recipients[0]
    old_package = encrypt(b"antes", old_pair)
    register = authority.replace_recipient(place, part)
    assert register.recipients[1:] == (old_pair,)
    assert len(set(register.recipients[0]) & set(old_pair)) == 1
    assert tuple((place.folder / "recipients.txt").read_text().split()) == register.recipients[0]
    new_package = encrypt(b"ahora", register.recipients[0])
    assert decrypt(new_package, identities(place)) == decrypt(new_package, identities(place, escrow=True)) == b"ahora"
    kept = identities(place, escrow=part is Part.OPERATIONS)
    assert decrypt(old_package, kept) == b"antes"


@pytest.mark.parametrize("part", [Part.ROOT, Part.OPERATIONS, Part.ESCROW])
def test_only_issuer_and_signer_are_certified(place: Vault, part: Part) -> None:
    with pytest.raises(ValueError, match="certified"):
        authority.replace_key(place, part, AT)


@pytest.mark.parametrize("part", [Part.ROOT, Part.ISSUER, Part.SIGNER])
def test_only_operations_and_escrow_are_recipients(place: Vault, part: Part) -> None:
    with pytest.raises(ValueError, match="recipients"):
        authority.replace_recipient(place, part)


def test_replacing_twice_keeps_every_secret(place: Vault) -> None:
    for _ in range(3):
        authority.replace_recipient(place, Part.OPERATIONS)
    kept = sorted(path.name for path in place.folder.glob("operations.identity.age*"))
    assert kept == ["operations.identity.age", *(f"operations.identity.age.{n}.old" for n in (1, 2, 3))]


# -- cut short -------------------------------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[Vault], object]] = {
    "enrol": lambda vault: enrol(vault, enrolment(LUIS, "ic-2", "Otra"), AT),
    "replace a signer": lambda vault: enrol(vault, enrolment(LUIS), AT, replace_other=True),
    "revoke": lambda vault: revoke(vault, ANA.fingerprint, AT, why="x"),
    "renew": lambda vault: renew_crl(vault, AT),
    "renew the root's": lambda vault: renew_crl(vault, AT, root=True),
    "new issuer": lambda vault: authority.replace_key(vault, Part.ISSUER, AT),
    "new signer": lambda vault: authority.replace_key(vault, Part.SIGNER, AT),
    "new operations": lambda vault: authority.replace_recipient(vault, Part.OPERATIONS),
    "new escrow": lambda vault: authority.replace_recipient(vault, Part.ESCROW),
}


class Cut(BaseException):
    """The power went."""


def cut_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[str]:
    """Power fails at the ``step``-th file that is written, renamed or removed; the steps that were begun."""
    begun: list[str] = []

    def counted(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            begun.append(name)
            if len(begun) == step:
                raise Cut
            return act(*arguments, **named)

        return run

    monkeypatch.setattr(authority_files, "write_atomic", counted("write", authority_files.write_atomic))
    for name in ("rename", "unlink"):
        monkeypatch.setattr(Path, name, counted(name, getattr(Path, name)))
    return begun


def shape(register: Register) -> tuple[object, ...]:
    """A register without what chance decides, to tell before from after."""
    return (
        [(each.fingerprint, each.initiative_id, each.revoked, len(each.certificates)) for each in register.signers],
        [facts.number for facts in register.lists()],
        len(register.recipients),
        len(register.retired),
    )


def all_opens(vault: Vault) -> None:
    """Every secret is the one that the register names, and every copy is what it says after the next change."""
    signing_key(vault)
    identities(vault)
    identities(vault, escrow=True)
    renew_crl(vault, AT)
    register = renew_crl(vault, AT, root=True)
    for name, content in authority_files.copies(register).items():
        assert (vault.folder / name).read_bytes() == content
    assert not list(vault.folder.glob("*.next-*"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_cut_short_at_any_step_has_happened_or_not(change: str, tmp_path: Path) -> None:
    start = vault(tmp_path / "start")
    enrol(start, enrolment(ANA), NOW)
    before = shape(load(start.folder))
    step, seen = 1, set()
    while True:
        place = Vault(tmp_path / f"cut-{step}", Keys())
        shutil.copytree(start.folder, place.folder)
        with pytest.MonkeyPatch.context() as patch:
            begun = cut_at(patch, step)
            with suppress(Cut):
                CHANGES[change](place)
        found = shape(load(place.folder))
        seen.add(found == before)
        done = len(begun) < step
        all_opens(place)
        if done:
            break
        step += 1
    assert found != before
    assert seen == {True, False}
    assert step > 2


def test_a_creation_cut_short_leaves_no_authority(tmp_path: Path) -> None:
    step = 1
    while True:
        folder = tmp_path / f"{step}" / "entidad"
        with pytest.MonkeyPatch.context() as patch:
            begun = cut_at(patch, step)
            with suppress(Cut):
                create(folder, NAME, Keys(), NOW)
        if len(begun) < step:
            break
        assert not folder.exists()
        step += 1
    all_opens(Vault(folder, Keys()))
    assert step > 12


def test_a_disk_that_refuses_is_told_and_changes_nothing(place: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load(place.folder)

    def refuse(*_arguments: Any, **_named: Any) -> None:
        raise FileError("FILE-004")

    with monkeypatch.context() as patch:
        patch.setattr(authority_files, "write_atomic", refuse)
        with pytest.raises(FileError):
            enrol(place, enrolment(ANA), AT)
    assert load(place.folder) == before


def test_two_programs_do_not_change_one_folder(place: Vault) -> None:
    with authority_files.held(place.folder):
        assert code_of(enrol, place, enrolment(ANA), AT) == "AUT-009"
        assert code_of(renew_crl, place, AT) == "AUT-009"
    enrol(place, enrolment(ANA), AT)


# -- the register ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A register with something of everything."""
    place = vault(tmp_path_factory.mktemp("filled") / "entidad")
    enrol(place, enrolment(ANA), AT, by="Mesa «1»")
    enrol(place, enrolment(LUIS), AT, replace_other=True)
    authority.replace_recipient(place, Part.ESCROW)
    authority.replace_key(place, Part.SIGNER, AT)
    return (place.folder / "register.json").read_bytes()


def test_the_register_is_read_back_whole(filled: bytes) -> None:
    register = authority_register.read(filled)
    assert authority_register.write(register) == filled
    assert (len(register.signers), len(register.recipients), len(register.retired)) == (2, 2, 1)


def test_a_folder_without_a_register_is_no_authority(tmp_path: Path) -> None:
    assert code_of(load, tmp_path) == code_of(load, tmp_path / "nada") == "AUT-002"
    assert code_of(enrol, Vault(tmp_path, Keys()), enrolment(ANA), AT) == "AUT-002"


def test_a_damaged_register_is_refused_with_its_path(place: Vault) -> None:
    (place.folder / "register.json").write_bytes(b"{}")
    with pytest.raises(AuthorityError) as refused:
        load(place.folder)
    assert (refused.value.code, refused.value.place.file) == ("AUT-007", str(place.folder / "register.json"))


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(document: dict[str, Any]) -> None:
        *above, last = path.split(".")
        for name in above:
            document = document[int(name)] if name.isdigit() else document[name]  # type: ignore[index]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return apply


@pytest.mark.parametrize(
    "spoil",
    [
        change("format", "urn:telar:authority:2"),
        change("name", ""),
        change("name", "x" * 2_000),
        change("name", 5),
        change("more", "x"),
        change("root", None),
        change("root", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        change("issuer", ["x"]),
        change("root_list", "x"),
        change("issuer_list", 7),
        change("recipients", []),
        change("recipients", [["age1x", "age1y"]]),
        change("recipients", [["a", "b", "c"]]),
        change("recipients", "age1"),
        change("retired", [{"serial": "zz", "when": "2026-01-01T00:00:00Z", "reason": "superseded"}]),
        change("retired", [{}]),
        change("retired", [{}] * 3_000),
        change("signers", {}),
        change("signers.0.fingerprint", "AB" * 32),
        change("signers.0.certificates", []),
        change("signers.0.serial", "1"),
        change("signers.0.confirmed", "2026-01-01"),
        change("signers.0.revoked", None),
        change("signers.0.reason", "because"),
        change("signers.0.why", None),
        change("signers.0.extra", 1),
        change("signers.1.manager", ""),
        change("signers.1.by", ["x"]),
    ],
)
def test_a_register_that_says_something_else_is_refused(filled: bytes, spoil: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(filled)
    spoil(document)
    assert code_of(authority_register.read, json.dumps(document).encode()) == "AUT-007"


def test_two_signers_for_one_initiative_are_no_register(filled: bytes) -> None:
    document = json.loads(filled)
    for signer in document["signers"]:
        signer["revoked"] = None
    assert code_of(authority_register.read, json.dumps(document).encode()) == "AUT-007"


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"[" * 200_000, b"1e999", b'{"format": "x"'])
def test_what_is_no_register(data: bytes) -> None:
    assert code_of(authority_register.read, data) == "AUT-007"


def test_a_huge_register_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority_register, "LIMIT", 10)
    assert code_of(authority_register.read, b" " * 11) == "AUT-007"


@settings(max_examples=50)
@given(st.data())
def test_a_cut_register_is_refused(filled: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(filled.rstrip()) - 1))
    assert code_of(authority_register.read, filled[:length]) == "AUT-007"


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=300), st.text(max_size=300), st.text(max_size=1_000))
def test_any_words_are_kept(filled: bytes, name: str, by: str, why: str) -> None:
    register = authority_register.read(filled)
    first = replace(register.signers[0], initiative_name=name, by=by, why=why)
    changed = replace(register, signers=(first, *register.signers[1:]))
    assert authority_register.read(authority_register.write(changed)) == changed
