"""The report's QR code: when it is wanted, that it carries the answers on the disk, and why there may be none."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import PaperError, SigningKeyError, TelarError
from desktop_app.submission import KeyStore, PassphraseSecrets, paper, qr
from desktop_app.submission.receipts import Status
from desktop_app.workflows.export import response_xml
from desktop_app.workflows.incoming import take_receipt
from desktop_app.workflows.paper_code import CodeChoice, choose_code, code_choice, paper_code
from desktop_app.workflows.reference import reference
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.trust import keys_dir
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NAME, NOW, keeper
from tests.support.receiving_entity import entity
from tests.support.trust_loop import LATER, receipt_for, send, take_kit


@pytest.fixture
def keyed(sample_workspace: Workspace) -> tuple[Workspace, KeyStore]:
    store = KeyStore(keys_dir(sample_workspace.data_dir), KEEPER)
    store.load_or_create("Ana", NOW)
    return sample_workspace, store


KEEPER = keeper()


def test_it_is_wanted_once_there_is_a_key_and_then_as_one_chooses(sample_workspace: Workspace) -> None:
    assert code_choice(sample_workspace) == CodeChoice(wanted=False, possible=False)
    KeyStore(keys_dir(sample_workspace.data_dir), KEEPER).load_or_create("Ana", NOW)
    assert code_choice(sample_workspace) == CodeChoice(wanted=True, possible=True)
    choose_code(sample_workspace, False)
    assert code_choice(sample_workspace) == CodeChoice(wanted=False, possible=True)
    choose_code(sample_workspace, True)
    assert code_choice(sample_workspace) == CodeChoice(wanted=True, possible=True)


def test_it_carries_the_answers_and_their_code(keyed: tuple[Workspace, KeyStore], sample_response: str) -> None:
    workspace, store = keyed
    made = paper_code(workspace, sample_response, KEEPER, LATER)
    assert made is not None
    desk = open_response(workspace, sample_response, LATER)
    assert made.reference == reference(response_xml(desk))
    certificate = store.load().certificate
    found = paper.read(made.text, lambda *_: desk.form, lambda _kid: certificate)
    assert found.session.value(NAME) == desk.session.value(NAME)
    assert found.facts.reference.upper().startswith(made.reference.replace("-", ""))


def test_with_a_confirmed_key_the_issued_certificate_signs(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    take_kit(sample_workspace)
    _, arrived = send(sample_workspace, sample_response, tmp_path, KEEPER)
    issued = entity().manager(KeyStore(keys_dir(sample_workspace.data_dir), KEEPER).load())
    take_receipt(sample_workspace, receipt_for(arrived, Status.ACCEPTED, certificate=issued), LATER)
    made = paper_code(sample_workspace, sample_response, KEEPER, LATER)
    assert made is not None
    form = open_response(sample_workspace, sample_response, LATER).form
    assert paper.read(made.text, lambda *_: form, lambda _kid: issued.certificate).signer is not None


def test_it_is_not_made_where_it_is_not_wanted(keyed: tuple[Workspace, KeyStore], sample_response: str) -> None:
    workspace, _ = keyed
    choose_code(workspace, False)
    assert paper_code(workspace, sample_response, PassphraseSecrets(lambda _new: ""), LATER) is None


def test_a_key_under_a_passphrase_is_not_opened(
    sample_workspace: Workspace, sample_response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyrage

    monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda secret, _passphrase: b"age\n-> scrypt " + secret)
    store = KeyStore(keys_dir(sample_workspace.data_dir), PassphraseSecrets(lambda _new: "cuatro palabras y más"))
    store.load_or_create("Ana", NOW)
    with pytest.raises(SigningKeyError, match="KEY-005"):
        paper_code(sample_workspace, sample_response, PassphraseSecrets(lambda _new: ""), LATER)


def test_what_does_not_fit_is_said(
    keyed: tuple[Workspace, KeyStore], sample_response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qr, "CAPACITY", 200)
    with pytest.raises(PaperError, match="QR-013"):
        paper_code(keyed[0], sample_response, KEEPER, LATER)


def test_a_response_that_is_not_there(keyed: tuple[Workspace, KeyStore]) -> None:
    with pytest.raises(TelarError, match="USE-002"):
        paper_code(keyed[0], "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", KEEPER, LATER)
