from collections.abc import Callable
from typing import Any

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends import fail, null

from desktop_app.errors import SigningKeyError
from desktop_app.submission import AvailableSecrets, KeyringSecrets, PassphraseSecrets
from desktop_app.submission.secret_keepers import ACCOUNT, SERVICE
from tests.support import keyrings

SECRET = b"\x30\x81\x87 the key"
PHRASE = "café con panela y arepa"


def never(new: bool) -> str:
    raise AssertionError("nobody should be asked")


def answering(text: str) -> Callable[[bool], str]:
    return lambda new: text


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(SigningKeyError) as refused:
        act()
    assert PHRASE not in str(refused.value)
    return refused.value.code


@pytest.fixture(scope="module")
def sealed_by_passphrase() -> bytes:
    """Made once: age's scrypt takes about a second on purpose."""
    return PassphraseSecrets(answering(PHRASE)).seal(SECRET)


@given(st.binary(max_size=500))
def test_what_a_keyring_seals_it_opens(secret: bytes) -> None:
    keeper = KeyringSecrets(keyrings.MemoryKeyring())  # type: ignore[arg-type]
    sealed = keeper.seal(secret)
    assert sealed.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert keeper.open(sealed) == secret


def test_the_keyring_holds_one_age_identity_that_is_used_again() -> None:
    backend = keyrings.MemoryKeyring()
    first = KeyringSecrets(backend).seal(SECRET)  # type: ignore[arg-type]
    (identity,) = backend.kept.values()
    assert list(backend.kept) == [(SERVICE, ACCOUNT)] == [("telar", "age-identity")]
    assert identity.startswith("AGE-SECRET-KEY-1")
    second = KeyringSecrets(backend).seal(SECRET)  # type: ignore[arg-type]
    assert list(backend.kept.values()) == [identity]
    assert {KeyringSecrets(backend).open(sealed) for sealed in (first, second)} == {SECRET}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("backend", "usable"),
    [
        (keyrings.MemoryKeyring(), True),
        (keyrings.LockedKeyring(), True),
        (keyrings.PlainTextKeyring(), False),
        (keyrings.BrokenKeyring(), False),
        (fail.Keyring(), False),
        (null.Keyring(), False),
    ],
)
def test_a_backend_that_keeps_nothing_or_keeps_it_in_the_clear_is_not_usable(backend: Any, usable: bool) -> None:
    assert KeyringSecrets(backend).usable() is usable
    if not usable:
        assert code_of(lambda: KeyringSecrets(backend).seal(SECRET)) == "KEY-003"


@pytest.fixture
def no_system_keyring() -> Any:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("no_system_keyring")
def test_the_systems_keyring_is_the_one_that_keyring_finds() -> None:
    assert not KeyringSecrets().usable()
    assert code_of(lambda: KeyringSecrets().open(b"age-encryption.org/v1\n")) == "KEY-003"


@pytest.mark.parametrize("backend", [keyrings.LockedKeyring(), keyrings.ReadOnlyKeyring(), keyrings.ForgetfulKeyring()])
def test_a_keyring_that_does_not_keep_the_secret_seals_nothing(backend: Any) -> None:
    assert code_of(lambda: KeyringSecrets(backend).seal(SECRET)) == "KEY-003"


def test_a_keyring_that_is_locked_opens_nothing() -> None:
    sealed = KeyringSecrets(keyrings.MemoryKeyring()).seal(SECRET)  # type: ignore[arg-type]
    assert code_of(lambda: KeyringSecrets(keyrings.LockedKeyring()).open(sealed)) == "KEY-003"  # type: ignore[arg-type]


def test_a_keyring_that_lost_the_identity_says_so() -> None:
    backend = keyrings.MemoryKeyring()
    sealed = KeyringSecrets(backend).seal(SECRET)  # type: ignore[arg-type]
    backend.kept[SERVICE, ACCOUNT] = "not an identity"
    assert code_of(lambda: KeyringSecrets(backend).open(sealed)) == "KEY-004"  # type: ignore[arg-type]
    backend.kept.clear()
    assert code_of(lambda: KeyringSecrets(backend).open(sealed)) == "KEY-004"  # type: ignore[arg-type]


def test_an_identity_that_is_damaged_is_replaced_when_something_new_is_sealed() -> None:
    backend = keyrings.MemoryKeyring()
    backend.kept[SERVICE, ACCOUNT] = "not an identity"
    keeper = KeyringSecrets(backend)  # type: ignore[arg-type]
    assert keeper.open(keeper.seal(SECRET)) == SECRET


def test_another_users_keyring_does_not_open_it() -> None:
    sealed = KeyringSecrets(keyrings.MemoryKeyring()).seal(SECRET)  # type: ignore[arg-type]
    other = KeyringSecrets(keyrings.MemoryKeyring())  # type: ignore[arg-type]
    other.seal(b"something of theirs")
    assert code_of(lambda: other.open(sealed)) == "KEY-001"


def test_a_sealed_file_with_any_byte_changed_does_not_open() -> None:
    keeper = KeyringSecrets(keyrings.MemoryKeyring())  # type: ignore[arg-type]
    sealed = keeper.seal(SECRET)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SigningKeyError) as refused:
            keeper.open(changed)
        assert refused.value.code == "KEY-001"


def test_a_file_sealed_by_a_passphrase_is_ages_own_scrypt(sealed_by_passphrase: bytes) -> None:
    assert sealed_by_passphrase.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert SECRET not in sealed_by_passphrase


def test_a_wrong_passphrase_is_told_apart_from_none(sealed_by_passphrase: bytes) -> None:
    assert code_of(lambda: PassphraseSecrets(answering("otra frase")).open(sealed_by_passphrase)) == "KEY-002"
    assert code_of(lambda: PassphraseSecrets(answering("")).open(sealed_by_passphrase)) == "KEY-005"


def test_a_new_passphrase_must_be_there_and_not_short() -> None:
    assert code_of(lambda: PassphraseSecrets(answering("")).seal(SECRET)) == "KEY-005"
    assert code_of(lambda: PassphraseSecrets(answering("siete77")).seal(SECRET)) == "KEY-006"


def test_the_one_who_asks_knows_whether_the_passphrase_is_new(sealed_by_passphrase: bytes) -> None:
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return ""

    keeper = PassphraseSecrets(ask)
    assert code_of(lambda: keeper.seal(SECRET)) == "KEY-005"
    assert code_of(lambda: keeper.open(sealed_by_passphrase)) == "KEY-005"
    assert asked == [True, False]


def test_where_there_is_a_keyring_nobody_is_asked() -> None:
    keeper = AvailableSecrets(never, KeyringSecrets(keyrings.MemoryKeyring()))  # type: ignore[arg-type]
    assert keeper.usable()
    assert keeper.open(keeper.seal(SECRET)) == SECRET


def test_without_a_keyring_a_passphrase_is_asked_for() -> None:
    keeper = AvailableSecrets(answering(""), KeyringSecrets(fail.Keyring()))
    assert code_of(lambda: keeper.seal(SECRET)) == "KEY-005"


def test_a_file_opens_with_whichever_sealed_it(sealed_by_passphrase: bytes) -> None:
    """A keyring that appeared later does not lock out the file that a passphrase sealed, and the other way round."""
    # The accent as another keyboard writes it: one passphrase all the same.
    combining = PHRASE.replace("é", "e\u0301")
    assert combining != PHRASE
    with_keyring = AvailableSecrets(answering(combining), KeyringSecrets(keyrings.MemoryKeyring()))  # type: ignore[arg-type]
    assert with_keyring.open(sealed_by_passphrase) == SECRET
    without = AvailableSecrets(never, KeyringSecrets(fail.Keyring()))
    assert code_of(lambda: without.open(with_keyring.seal(SECRET))) == "KEY-003"


def test_the_system_keyring_is_the_default() -> None:
    assert isinstance(AvailableSecrets(never)._keyring, KeyringSecrets)
