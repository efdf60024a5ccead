"""Secrets that stay open while the window is, and passphrases that are forgotten once they were tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import AuthorityError, Place, TelarError
from desktop_app.submission import authority as keys
from desktop_app.submission.authority import Part
from desktop_app.workflows.entity_keys import PARTS, HeldKeys, vault_of, wanted
from tests.support.packages import NOW

PHRASES = {file: f"frase de {file}" for file in PARTS}


@pytest.fixture
def folder(tmp_path: Path, quick_scrypt: None) -> Path:
    """An entity with a passphrase for each of its keys."""
    made = tmp_path / "entidad"
    held = HeldKeys()
    for file, phrase in PHRASES.items():
        held.give(file, phrase)
    keys.create(made, "Entidad", held, NOW)
    return made


def test_each_part_of_an_authority_is_known() -> None:
    assert sorted(PARTS) == sorted(part.value for part in Part)


def test_a_passphrase_opens_its_secret_once_and_it_stays_open(folder: Path) -> None:
    held = HeldKeys()
    vault = vault_of(folder, held)
    with pytest.raises(AuthorityError) as missing:
        keys.signing_key(vault)
    assert wanted(missing.value) == "signer.key.age"
    held.give("signer.key.age", "no es esta")
    with pytest.raises(AuthorityError) as wrong:
        keys.signing_key(vault)
    assert (wrong.value.code, wanted(wrong.value)) == ("AUT-004", "signer.key.age")
    assert not held.holds("signer.key.age")
    held.give("signer.key.age", PHRASES["signer.key.age"])
    assert keys.signing_key(vault) == keys.signing_key(vault)
    assert held.holds("signer.key.age")
    assert not held.holds("issuer.key.age")
    held.forget()
    with pytest.raises(AuthorityError, match="AUT-005"):
        keys.signing_key(vault)


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (AuthorityError("AUT-005", Place(file="/e/operations.identity.age")), "operations.identity.age"),
        (AuthorityError("AUT-004", Place(file="/e/signer.key.age.next-0123456789abcdef")), "signer.key.age"),
        (AuthorityError("AUT-003", Place(file="root.key.age")), ""),
        (AuthorityError("AUT-005"), ""),
        (AuthorityError("AUT-005", Place(file="/e/otra cosa")), ""),
        (TelarError("UI-001"), ""),
    ],
)
def test_what_an_error_asks_for(error: TelarError, part: str) -> None:
    assert wanted(error) == part
