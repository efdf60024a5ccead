"""Packages that are encrypted: who opens them, and whom the signature says that they are for."""

from datetime import timedelta
from typing import Any

import pytest

from desktop_app.errors import EncryptionError, TelarError
from desktop_app.submission import Limits, container, decrypt, encrypt, inspect, recipients_digest, unlock
from tests.support.packages import (
    NOW,
    age_key,
    parts,
    sample_info,
    sample_key,
    sample_locked,
    sample_package,
    sample_response,
)

OPERATIONS, ESCROW, OTHER = age_key("operaciones"), age_key("custodia"), age_key("otra entidad")
RECIPIENTS = (OPERATIONS.recipient, ESCROW.recipient)
LOCKED = sample_locked(RECIPIENTS)


def unlock_code(data: bytes, *identities: str, recipients: tuple[str, ...] = RECIPIENTS, **how: Any) -> str:
    with pytest.raises(TelarError) as refused:
        unlock(data, identities or (OPERATIONS.identity,), recipients, **how)
    assert "SECRET" not in f"{refused.value} {refused.value.detail} {refused.value.params}"
    return refused.value.code


@pytest.mark.parametrize("key", [OPERATIONS, ESCROW], ids=["operations", "escrow"])
@pytest.mark.parametrize("order", [1, -1])
def test_each_recipient_opens_a_locked_package(key: Any, order: int) -> None:
    package = unlock(LOCKED, [key.identity], RECIPIENTS[::order], now=NOW)
    assert package.encrypted
    assert package.info == sample_info(recipients_sha256=recipients_digest(RECIPIENTS))
    assert package.response_xml == sample_response()
    assert package.signer.fingerprint == sample_key().fingerprint


def test_unlocking_takes_what_inspecting_takes() -> None:
    trusted = {sample_key().fingerprint}
    package = unlock(LOCKED, [OPERATIONS.identity], RECIPIENTS, trusted=trusted, now=NOW + timedelta(days=3))
    assert package.signer.known
    assert [code for code, _ in package.warnings] == ["PKG-W02"]
    assert unlock_code(LOCKED, recipient="otra-entidad") == "PKG-027"
    assert unlock_code(LOCKED, limits=Limits(package=2000)) == "ENC-007"
    assert unlock_code(LOCKED, limits=Limits(signature=100)) == "PKG-009"


def test_a_package_that_is_not_encrypted_is_inspected() -> None:
    plain = decrypt(LOCKED, [OPERATIONS.identity])
    for data in (sample_package(), plain):
        assert unlock(data, [], RECIPIENTS) == inspect(data)
        assert not inspect(data).encrypted
    assert unlock_code(b"hola") == "PKG-002"


def test_a_package_that_somebody_else_opened_and_encrypted_anew_is_refused() -> None:
    """Signed for another entity, soundly; that entity passes it on as if it had been sent here."""
    for_others = sample_locked([OTHER.recipient])
    opened = decrypt(for_others, [OTHER.identity])
    passed_on = encrypt(opened, RECIPIENTS)
    assert inspect(opened).response_xml == sample_response()
    assert unlock(for_others, [OTHER.identity], [OTHER.recipient]).encrypted
    assert unlock_code(for_others) == "ENC-005"
    assert unlock_code(passed_on) == "PKG-045"


@pytest.mark.parametrize(
    "signed_for",
    [None, (), RECIPIENTS[:1], (*RECIPIENTS, OTHER.recipient), (OPERATIONS.recipient, OTHER.recipient)],
    ids=["nobody", "no recipients", "one of two", "one more", "one other"],
)
def test_a_package_signed_for_any_other_set_of_recipients_is_refused(signed_for: tuple[str, ...] | None) -> None:
    digest = None if signed_for is None else recipients_digest(signed_for)
    passed_on = encrypt(sample_package(recipients_sha256=digest), RECIPIENTS)
    assert unlock_code(passed_on) == "PKG-045"


def test_the_signed_recipients_cannot_be_exchanged() -> None:
    files = parts(decrypt(sample_locked([OTHER.recipient]), [OTHER.identity]))
    theirs, ours = recipients_digest([OTHER.recipient]).encode(), recipients_digest(RECIPIENTS).encode()
    changed = files["submission.xml"].replace(theirs, ours)
    assert changed != files["submission.xml"]
    assert unlock_code(encrypt(container.write({**files, "submission.xml": changed}), RECIPIENTS)) == "PKG-021"


def test_what_is_wrong_within_is_refused_before_whom_it_is_for() -> None:
    assert unlock_code(encrypt(b"hola", RECIPIENTS)) == "PKG-002"
    assert unlock_code(encrypt(LOCKED, RECIPIENTS)) == "PKG-002"
    assert unlock_code(encrypt(container.write({**parts(sample_package()), "x.txt": b""}), RECIPIENTS)) == "PKG-019"


def test_an_encrypted_package_opens_for_its_recipients_only() -> None:
    assert unlock_code(LOCKED, OTHER.identity) == "ENC-005"
    assert unlock_code(LOCKED[:-1]) == "ENC-006"
    with pytest.raises(EncryptionError, match="ENC-008"):
        unlock(LOCKED, [], RECIPIENTS)


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_each_byte_of_a_locked_package_flipped(mask: int) -> None:
    changed = bytearray(LOCKED)
    for at in range(len(LOCKED)):
        changed[at] ^= mask
        assert unlock_code(bytes(changed))[:4] in {"ENC-", "PKG-"}
        changed[at] ^= mask
    assert unlock(bytes(changed), [OPERATIONS.identity], RECIPIENTS).encrypted
