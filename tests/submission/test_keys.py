import hashlib
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import FileError, SigningKeyError
from desktop_app.submission import KeyringSecrets, KeyStore, PassphraseSecrets, SigningKey
from desktop_app.submission.keys import CERTIFICATE_FILE, KEY_FILE, stored_certificate
from desktop_app.submission.secret_keepers import SecretKeeper
from desktop_app.submission.signing import sign
from tests.support.failing import Failing, failing
from tests.support.keyrings import MemoryKeyring
from tests.support.packages import NOW, PlainSecrets, sample_key

LATER = NOW + timedelta(days=90)


@pytest.fixture
def secrets() -> SecretKeeper:
    return KeyringSecrets(MemoryKeyring())  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(SigningKeyError) as refused:
        act()
    return refused.value.code


def certificate_of(key: SigningKey) -> x509.Certificate:
    return x509.load_der_x509_certificate(key.certificate)


def test_the_first_start_makes_a_key_and_the_next_ones_find_it(folder: Path, secrets: SecretKeeper) -> None:
    assert not KeyStore(folder, secrets).exists()
    made = KeyStore(folder, secrets).load_or_create("Ana Gestora", NOW)
    assert KeyStore(folder, secrets).exists()
    found = KeyStore(folder, secrets).load_or_create("Otro Nombre", LATER)
    assert found == made
    assert found.pkcs8 == made.pkcs8
    assert found == KeyStore(folder, secrets).load()


def test_another_key_is_adopted_with_its_chain_and_that_of_before_moved_aside(
    folder: Path, secrets: SecretKeeper
) -> None:
    store = KeyStore(folder, secrets)
    before = store.load_or_create("Ana", NOW)
    other = SigningKey(
        **{name: getattr(sample_key("Cámara"), name) for name in ("certificate", "fingerprint", "subject", "pkcs8")},
        chain=(sample_key("Emisora").certificate, sample_key("Intermedia").certificate),
    )
    assert store.adopt(other, LATER) == other
    assert store.load() == other
    assert store.load().pkcs8 == other.pkcs8
    assert stored_certificate(folder) == other.certificate
    aside = sorted(path.name for path in folder.glob("*.old"))
    assert aside == [f"{name}.{LATER:%Y%m%dT%H%M%S}-1.old" for name in (CERTIFICATE_FILE, KEY_FILE)]
    assert certificate_of(before).public_bytes(serialization.Encoding.PEM) == (folder / aside[0]).read_bytes()


def test_a_key_is_adopted_where_none_was_and_not_without_a_passphrase(folder: Path, secrets: SecretKeeper) -> None:
    nobody = KeyStore(folder, PassphraseSecrets(lambda _new: ""))
    assert code_of(lambda: nobody.adopt(sample_key(), NOW)) == "KEY-005"
    assert not folder.exists()
    assert KeyStore(folder, secrets).adopt(sample_key(), NOW) == KeyStore(folder, secrets).load()


def test_two_folders_have_two_keys(tmp_path: Path, secrets: SecretKeeper) -> None:
    keys = {KeyStore(tmp_path / name, secrets).load_or_create("Ana", NOW).fingerprint for name in ("a", "b")}
    assert len(keys) == 2


def test_the_certificate_may_sign_documents_and_nothing_else(folder: Path, secrets: SecretKeeper) -> None:
    key = KeyStore(folder, secrets).load_or_create("Ana Gestora", NOW)
    certificate = certificate_of(key)
    certificate.verify_directly_issued_by(certificate)
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert certificate.public_key().curve.name == "secp256r1"  # type: ignore[union-attr]
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not usage.value.key_agreement
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert not basic.value.ca
    assert certificate.not_valid_before_utc < NOW
    assert timedelta(days=3650) < certificate.not_valid_after_utc - NOW < timedelta(days=3655)
    assert certificate.serial_number.bit_length() > 64
    assert key.fingerprint == hashlib.sha256(key.certificate).hexdigest()
    assert key.subject == "Ana Gestora"


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Ana Gestora", "Ana Gestora"),
        ("  Clúster \n de\tCafé ", "Clúster de Café"),
        pytest.param("ñ" * 100, "ñ" * 32, id="long"),
        pytest.param("a" + "ñ" * 100, "a" + "ñ" * 31, id="cut inside a letter"),
        ("", "Telar"),
        ("\0\x07", "Telar"),
    ],
)
def test_the_subject_is_the_name_made_fit(name: str, subject: str, folder: Path, secrets: SecretKeeper) -> None:
    key = KeyStore(folder, secrets).load_or_create(name, NOW)
    assert key.subject == subject == KeyStore(folder, secrets).load().subject


@given(st.text(max_size=200))
def test_any_name_gives_a_certificate_that_can_be_read(name: str) -> None:
    from desktop_app.submission.keys import _generate

    key = _generate(name, NOW)
    assert certificate_of(key).subject.rfc4514_string()
    assert 1 <= len(key.subject.encode()) <= 64


def test_the_secret_is_on_disk_only_sealed(folder: Path, secrets: SecretKeeper) -> None:
    key = KeyStore(folder, secrets).load_or_create("Ana", NOW)
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == [CERTIFICATE_FILE, KEY_FILE] == ["signing.crt", "signing.key.age"]
    private = serialization.load_der_private_key(key.pkcs8, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    for path in files:
        assert number not in path.read_bytes()
        assert b"PRIVATE" not in path.read_bytes()
    assert (folder / KEY_FILE).read_bytes().startswith(b"age-encryption.org/v1\n")
    pem = x509.load_pem_x509_certificate((folder / CERTIFICATE_FILE).read_bytes())
    assert pem.public_bytes(serialization.Encoding.DER) == key.certificate


def test_only_the_user_may_read_the_files(folder: Path, secrets: SecretKeeper) -> None:
    KeyStore(folder, secrets).load_or_create("Ana", NOW)
    # Windows keeps such rights elsewhere and shows these bits for whatever is not read-only.
    of_folder, of_file = (0o700, 0o600) if os.name == "posix" else (0o777, 0o666)
    assert stat.S_IMODE(folder.stat().st_mode) == of_folder
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {of_file}


def test_a_key_shows_nothing_of_its_secret(folder: Path, secrets: SecretKeeper) -> None:
    key = KeyStore(folder, secrets).load_or_create("Ana", NOW)
    for shown in (repr(key), str(key), f"{key}"):
        assert shown == f"SigningKey(fingerprint='{key.fingerprint}', subject='Ana')"


def overwrite(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None  # type: ignore[func-returns-value]


def cut(name: str) -> Callable[[Path], None]:
    return lambda folder: overwrite(name, (folder / name).read_bytes()[:-20])(folder)


def drop(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def other_certificate(folder: Path) -> None:
    KeyStore(folder / "other", PlainSecrets()).load_or_create("Ana", NOW)
    (folder / "other" / CERTIFICATE_FILE).replace(folder / CERTIFICATE_FILE)


DAMAGES = {
    "key cut short": cut(KEY_FILE),
    "key emptied": overwrite(KEY_FILE, b""),
    "key overwritten": overwrite(KEY_FILE, b"hola"),
    "certificate cut short": cut(CERTIFICATE_FILE),
    "certificate emptied": overwrite(CERTIFICATE_FILE, b""),
    "key missing": drop(KEY_FILE),
    "certificate missing": drop(CERTIFICATE_FILE),
    "another key's certificate": other_certificate,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_key_is_refused_and_a_new_one_takes_its_place(
    damage: str, folder: Path, secrets: SecretKeeper
) -> None:
    store = KeyStore(folder, secrets)
    old = store.load_or_create("Ana", NOW)
    DAMAGES[damage](folder)
    before = {path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(SigningKeyError) as refused:
        store.load_or_create("Ana", LATER)
    assert refused.value.code == "KEY-001"
    assert refused.value.place.file == str(folder / KEY_FILE)
    assert "Cree una llave nueva" in refused.value.explain().remedy
    new = store.replace_with_new("Ana", LATER)
    assert new.fingerprint != old.fingerprint
    assert store.load() == new
    assert before <= {path.read_bytes() for path in folder.iterdir() if path.is_file()}, "nothing is deleted"


def test_a_folder_without_a_key_has_none_to_load(folder: Path, secrets: SecretKeeper) -> None:
    assert code_of(KeyStore(folder, secrets).load) == "KEY-001"


def test_every_replaced_key_is_kept(folder: Path, secrets: SecretKeeper) -> None:
    store = KeyStore(folder, secrets)
    keys = [store.load_or_create("Ana", NOW)] + [store.replace_with_new("Ana", LATER) for _ in range(3)]
    certificates = {
        x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)
        for path in folder.glob("signing.crt*")
    }
    assert certificates == {key.certificate for key in keys}
    opened = {secrets.open(path.read_bytes()) for path in folder.glob("signing.key.age*")}
    assert opened == {key.pkcs8 for key in keys}


def test_a_cancelled_passphrase_leaves_the_old_key_in_place(folder: Path, secrets: SecretKeeper) -> None:
    old = KeyStore(folder, secrets).load_or_create("Ana", NOW)
    cancelled = KeyStore(folder, PassphraseSecrets(lambda new: ""))
    assert code_of(lambda: cancelled.replace_with_new("Ana", LATER)) == "KEY-005"
    assert KeyStore(folder, secrets).load() == old


def test_a_cancelled_first_passphrase_leaves_nothing(folder: Path) -> None:
    store = KeyStore(folder, PassphraseSecrets(lambda new: ""))
    assert code_of(lambda: store.load_or_create("Ana", NOW)) == "KEY-005"
    assert not store.exists()
    assert not folder.exists()


def test_a_refusal_of_the_keeper_tells_which_file_it_is_about(folder: Path, secrets: SecretKeeper) -> None:
    KeyStore(folder, secrets).load_or_create("Ana", NOW)
    other_user = KeyStore(folder, KeyringSecrets(MemoryKeyring()))  # type: ignore[arg-type]
    with pytest.raises(SigningKeyError) as refused:
        other_user.load()
    assert (refused.value.code, refused.value.place.file) == ("KEY-004", str(folder / KEY_FILE))


def test_a_folder_that_cannot_be_made_is_a_file_error(tmp_path: Path, secrets: SecretKeeper) -> None:
    (tmp_path / "keys").write_bytes(b"a file where the folder should be")
    with pytest.raises(FileError):
        KeyStore(tmp_path / "keys", secrets).load_or_create("Ana", NOW)


def test_an_oversized_key_file_is_not_read(folder: Path, secrets: SecretKeeper) -> None:
    KeyStore(folder, secrets).load_or_create("Ana", NOW)
    (folder / KEY_FILE).write_bytes(bytes(70_000))
    with pytest.raises(FileError, match="FILE-007"):
        KeyStore(folder, secrets).load()


def test_a_key_that_cannot_sign_says_so_without_showing_itself() -> None:
    broken = SigningKey(b"no certificate", "00", "Ana", b"no key either")
    with pytest.raises(SigningKeyError) as refused:
        sign(b"x", broken, NOW)
    assert refused.value.code == "KEY-007"
    assert "no key either" not in str(refused.value)
    assert refused.value.__cause__ is None


# -- cut short -------------------------------------------------------------------------------------------------------


class Cut(BaseException):
    """The power went."""


def test_a_key_that_was_cut_short_finds_its_certificate(folder: Path, secrets: SecretKeeper) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeyStore, "_settle", _cut_once_written)
        with pytest.raises(Cut):
            KeyStore(folder, secrets).load_or_create("Ana", NOW)
    assert not (folder / CERTIFICATE_FILE).exists()
    key = KeyStore(folder, secrets).load_or_create("Otra", NOW)
    assert key.subject == "Ana"
    assert sorted(path.name for path in folder.iterdir()) == [CERTIFICATE_FILE, KEY_FILE]


def test_a_certificate_whose_key_was_never_written_is_not_used(folder: Path, secrets: SecretKeeper) -> None:
    folder.mkdir(parents=True)
    (folder / ".signing.crt.part").write_bytes(b"of a key that is not there")
    assert not KeyStore(folder, secrets).exists()
    key = KeyStore(folder, secrets).load_or_create("Ana", NOW)
    assert KeyStore(folder, secrets).load() == key
    assert sorted(path.name for path in folder.iterdir()) == [CERTIFICATE_FILE, KEY_FILE]


def test_whichever_write_fails_the_key_of_before_or_the_new_one_opens(folder: Path, secrets: SecretKeeper) -> None:
    kept = KeyStore(folder, secrets)
    for number in count(1):
        before = kept.load_or_create("Ana", NOW)
        disk, refused = Failing(number), False
        with failing(disk):
            try:
                kept.replace_with_new("Otra", NOW)
            except FileError:
                refused = True
        assert (kept.load() == before) is refused
        if not disk.reached:
            break
    assert number > 8


def _cut_once_written(kept: KeyStore) -> None:
    if kept._key_path.exists():
        raise Cut
