"""A chamber's own certificate in the place of the key that Telar made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from desktop_app.errors import SigningKeyError, TelarError
from desktop_app.submission import KeyStore, PassphraseSecrets, SigningKey, inspect, trust
from desktop_app.submission.certificates import read_request
from desktop_app.submission.receipts import Status
from desktop_app.submission.trust import Standing
from desktop_app.workflows.export import export, use_certificate
from desktop_app.workflows.incoming import take_receipt
from desktop_app.workflows.trust import KeyStanding, key_facts, keys_dir
from desktop_app.workflows.workspace import Workspace
from tests.support.certificates import END, SIGNS, crafted, ladder, load, private_of
from tests.support.desks import keeper
from tests.support.receiving_entity import entity
from tests.support.trust_loop import LATER, receipt_for, send, take_kit

PASSWORD = "Contraseña de la cámara"
FAST = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(100)


@cache
def chamber() -> SigningKey:
    return crafted(ladder().issuer, name="Cámara de prueba", basic=END, key_usage=SIGNS)


def file_of(key: SigningKey) -> bytes:
    above = [load(ladder().root.certificate), load(ladder().issuer.certificate)]
    encryption = FAST.build(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"", private_of(key), load(key.certificate), above, encryption)


def refused(call: Callable[[], object]) -> TelarError:
    with pytest.raises(TelarError) as raised:
        call()
    return raised.value


def test_packages_are_signed_with_it_and_its_chain_and_ask_for_a_confirmation(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    own = keeper()
    first = export(sample_workspace, sample_response, tmp_path, own, LATER)
    assert use_certificate(sample_workspace, file_of(chamber()), PASSWORD, own, LATER) == chamber().fingerprint
    done = export(sample_workspace, sample_response, tmp_path, own, LATER)
    found = inspect(done.path.read_bytes())
    assert first.signer_fingerprint != done.signer_fingerprint == chamber().fingerprint
    assert (found.signer.fingerprint, found.signer.chain) == (chamber().fingerprint, (ladder().issuer.certificate,))
    lists = ladder().lists()
    standing = trust.judge(found.signer.certificate, found.signer.chain, [ladder().anchor], lists, LATER)
    assert standing is Standing.VALID
    assert found.request is not None
    assert read_request(found.request).subject == "Cámara de prueba"
    kept = {path.name.split(".2")[0] for path in keys_dir(sample_workspace.data_dir).iterdir()}
    assert kept == {"signing.key.age", "signing.crt"}
    assert len(list(keys_dir(sample_workspace.data_dir).glob("*.old"))) == 2


def test_what_is_said_of_it_before_and_after_the_entity_confirms_it(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    workspace, own = sample_workspace, keeper()
    take_kit(workspace)
    use_certificate(workspace, file_of(chamber()), PASSWORD, own, LATER)
    facts = key_facts(workspace, LATER)
    ends = trust.read_certificate(chamber().certificate).not_after
    assert (facts.standing, facts.name, facts.fingerprint) == (
        KeyStanding.UNCONFIRMED, "Cámara de prueba", chamber().fingerprint,
    )  # fmt: skip
    assert (facts.issuer, facts.until, len(facts.words)) == ("Entidad de prueba Emisora", ends, 10)
    after = key_facts(workspace, ends + timedelta(days=1))
    assert (after.standing, after.until) == (KeyStanding.EXPIRED, ends)
    _, arrived = send(workspace, sample_response, tmp_path, own)
    issued = entity().manager(KeyStore(keys_dir(workspace.data_dir), own).load())
    assert take_receipt(workspace, receipt_for(arrived, Status.ACCEPTED, certificate=issued), LATER).confirmed
    facts = key_facts(workspace, LATER)
    assert (facts.standing, facts.confirmed_by) == (KeyStanding.CONFIRMED, "Confecámaras inscripciones")
    assert facts.issuer == "Entidad de prueba Emisora"


def test_a_key_of_telars_own_was_issued_by_nobody(sample_workspace: Workspace, sample_response: str) -> None:
    export(sample_workspace, sample_response, sample_workspace.data_dir / "out", keeper(), LATER)
    facts = key_facts(sample_workspace, LATER)
    assert (facts.issuer, facts.until) == ("", None)
    late = key_facts(sample_workspace, LATER + timedelta(days=4_000))
    assert late.standing is KeyStanding.EXPIRED


def test_an_rsa_certificate_signs_too(sample_workspace: Workspace, sample_response: str, tmp_path: Path) -> None:
    key = crafted(
        ladder().issuer,
        name="Cámara RSA",
        basic=END,
        key_usage=SIGNS,
        private=rsa.generate_private_key(65537, 2048),
    )
    own = keeper()
    use_certificate(sample_workspace, file_of(key), PASSWORD, own, LATER)
    done = export(sample_workspace, sample_response, tmp_path, own, LATER)
    assert inspect(done.path.read_bytes()).signer.algorithm.startswith("RSA 2048")


@pytest.mark.parametrize(
    ("data", "password", "code"),
    [(None, "otra", "CRT-004"), (b"no es un certificado", PASSWORD, "CRT-005")],
    ids=["password", "no such file"],
)
def test_what_is_refused_leaves_the_key_of_before(
    sample_workspace: Workspace, data: bytes | None, password: str, code: str
) -> None:
    own = keeper()
    before = KeyStore(keys_dir(sample_workspace.data_dir), own).load_or_create("Ana", LATER)
    held = data if data is not None else file_of(chamber())
    error = refused(partial(use_certificate, sample_workspace, held, password, own, LATER))
    assert error.code == code
    assert KeyStore(keys_dir(sample_workspace.data_dir), own).load() == before


def test_one_that_has_ended_is_refused_with_its_date(sample_workspace: Workspace) -> None:
    ends = trust.read_certificate(chamber().certificate).not_after
    late = ends + timedelta(days=1)
    error = refused(partial(use_certificate, sample_workspace, file_of(chamber()), PASSWORD, keeper(), late))
    assert error.code == "CRT-013"
    assert f"{ends.astimezone():%d/%m/%Y}" in error.explain().cause
    assert not keys_dir(sample_workspace.data_dir).exists()


def test_without_a_passphrase_where_one_is_needed_the_key_of_before_stays(sample_workspace: Workspace) -> None:
    own = keeper()
    before = KeyStore(keys_dir(sample_workspace.data_dir), own).load_or_create("Ana", LATER)
    nobody = PassphraseSecrets(lambda _new: "")
    with pytest.raises(SigningKeyError, match="KEY-005"):
        use_certificate(sample_workspace, file_of(chamber()), PASSWORD, nobody, LATER)
    assert KeyStore(keys_dir(sample_workspace.data_dir), own).load() == before
