"""A chamber's own certificate out of a PKCS#12 file: opened with its password, or refused before it costs anything."""

import subprocess
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import core
from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import TrustError
from desktop_app.submission import inspect
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.pkcs12 import FILE_LIMIT, MOST_ROUNDS, read_pkcs12
from desktop_app.submission.signing import sign
from desktop_app.submission.trust import Standing, judge
from desktop_app.submission.verification import verify
from tests.support.certificates import CA, CERTIFIES, END, SIGNS, crafted, ladder, load, private_of, usage
from tests.support.packages import NOW, sample_package

PASSWORD = "Contraseña de la cámara"
FAST = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(100)
DER = serialization.Encoding.DER


def code_of(data: bytes, password: str = PASSWORD) -> str:
    with pytest.raises(TrustError) as refused:
        read_pkcs12(data, password)
    return refused.value.code


def packed(key: SigningKey | None, *others: bytes, certificate: bytes | None = None, password: str = PASSWORD) -> bytes:
    own = certificate or (key.certificate if key else None)
    return pkcs12.serialize_key_and_certificates(
        b"firma",
        private_of(key) if key else None,
        load(own) if own else None,
        [load(each) for each in others],
        FAST.build(password.encode()),
    )


@cache
def chamber() -> SigningKey:
    return crafted(ladder().issuer, name="Cámara de prueba", basic=END, key_usage=SIGNS)


@cache
def good() -> bytes:
    return packed(chamber(), ladder().root.certificate, ladder().issuer.certificate)


def test_the_key_its_certificate_and_what_stands_above_without_the_root() -> None:
    key = read_pkcs12(good(), PASSWORD)
    assert (key.certificate, key.fingerprint) == (chamber().certificate, chamber().fingerprint)
    assert (key.subject, key.chain) == ("Cámara de prueba", (ladder().issuer.certificate,))
    assert private_of(key).private_numbers() == private_of(chamber()).private_numbers()


def test_it_signs_and_the_chain_holds() -> None:
    key = read_pkcs12(good(), PASSWORD)
    found = verify(sign(b"contenido", key, NOW), b"contenido")
    assert (found.fingerprint, found.chain) == (key.fingerprint, key.chain)
    standing = judge(found.certificate, found.chain, [ladder().anchor], ladder().lists(), NOW + timedelta(hours=1))
    assert standing is Standing.VALID


@pytest.mark.parametrize(
    "private",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)],
    ids=["P-384", "RSA 2048"],
)
def test_the_other_accepted_keys_sign_packages(private: Any) -> None:
    key = read_pkcs12(packed(crafted(None, private=private, key_usage=SIGNS)), PASSWORD)
    assert inspect(sample_package(key=key)).signer.fingerprint == key.fingerprint


def test_an_expired_certificate_is_read_and_left_to_the_judge() -> None:
    old = crafted(None, since=NOW - timedelta(days=9), until=NOW - timedelta(days=2), key_usage=SIGNS)
    assert read_pkcs12(packed(old), PASSWORD).fingerprint == old.fingerprint


def test_the_file_may_have_no_password() -> None:
    data = pkcs12.serialize_key_and_certificates(
        None, private_of(chamber()), load(chamber().certificate), None, serialization.NoEncryption()
    )
    assert read_pkcs12(data, "").fingerprint == chamber().fingerprint


@pytest.mark.parametrize("password", ["", "contraseña de la cámara", PASSWORD + " ", "x" * 10_000])
def test_a_wrong_password(password: str) -> None:
    assert code_of(good(), password) == "CRT-004"


def test_a_file_without_the_key_or_without_its_certificate() -> None:
    assert code_of(packed(None, chamber().certificate)) == "CRT-006"
    bare = pkcs12.serialize_key_and_certificates(None, private_of(chamber()), None, None, FAST.build(PASSWORD.encode()))
    assert code_of(bare) == "CRT-006"


@pytest.mark.parametrize(
    "private",
    [
        rsa.generate_private_key(65537, 1024),
        ec.generate_private_key(ec.SECP256K1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["RSA 1024", "secp256k1", "Ed25519"],
)
def test_keys_that_are_not_accepted(private: Any) -> None:
    if isinstance(private, ed25519.Ed25519PrivateKey):
        key = crafted(ladder().issuer, private=private, key_usage=SIGNS)
    else:
        key = crafted(None, private=private, key_usage=SIGNS)
    assert code_of(packed(key)) == "CRT-003"


@pytest.mark.parametrize(
    "parts",
    [
        {"key_usage": usage("key_encipherment")},
        {"key_usage": CERTIFIES, "basic": CA},
        {"key_usage": usage("digital_signature", "key_cert_sign", "crl_sign"), "basic": CA},
    ],
    ids=["encrypts", "certifies", "certifies and signs"],
)
def test_certificates_that_may_not_sign(parts: dict[str, Any]) -> None:
    assert code_of(packed(crafted(None, **parts))) == "CRT-010"


# -- cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", [MOST_ROUNDS + 1, 2**31 - 1, 2**63, -1])
def test_a_file_that_asks_for_too_much_work_is_refused_before_any_is_done(rounds: int) -> None:
    """How often its check is computed is outside of what the password protects."""
    file = asn1_pkcs12.Pfx.load(good())
    file["mac_data"]["iterations"] = rounds
    assert code_of(file.dump(force=True)) == "CRT-005"


def test_the_work_for_each_part_counts() -> None:
    key, inner = asn1_pkcs12.Pfx.load(good()), 0
    for part in key.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            algorithm = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
            algorithm["parameters"]["key_derivation_func"]["parameters"]["iteration_count"] = MOST_ROUNDS + 1
            inner += 1
    assert inner
    key["auth_safe"]["content"] = core.OctetString(key.authenticated_safe.dump(force=True))
    assert code_of(bytes(key.dump(force=True))) == "CRT-005"


def test_scrypt_is_not_taken(tmp_path: Path) -> None:
    """Its cost has three numbers, and memory among them."""
    pem = private_of(chamber()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "k.pem").write_bytes(pem)
    run = subprocess.run(
        ["openssl", "pkcs8", "-topk8", "-scrypt", "-in", "k.pem", "-passout", "pass:x", "-outform", "DER",
         "-out", "k.der"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    shrouded = asn1_pkcs12.SafeBag(
        {
            "bag_id": "pkcs8_shrouded_key_bag",
            "bag_value": asn1_pkcs12.EncryptedPrivateKeyInfo.load((tmp_path / "k.der").read_bytes()),
        }
    )
    contents = asn1_pkcs12.SafeContents([shrouded]).dump()
    safe = asn1_pkcs12.AuthenticatedSafe(
        [asn1_pkcs12.ContentInfo({"content_type": "data", "content": core.OctetString(contents)})]
    ).dump()
    file = asn1_pkcs12.Pfx({"version": "v3", "auth_safe": {"content_type": "data", "content": core.OctetString(safe)}})
    assert code_of(file.dump(), "x") == "CRT-005"


# -- hostile bytes ---------------------------------------------------------------------------------------------------


def test_each_byte_flipped() -> None:
    """Whatever still opens is the same key with the same certificate."""
    changed = bytearray(good())
    for at in range(len(changed)):
        changed[at] ^= 0x01
        assert outcome(bytes(changed)) in {chamber().fingerprint, "CRT-004", "CRT-005", "CRT-006"}, at
        changed[at] ^= 0x01


def outcome(data: bytes) -> str:
    """The code, or whose key it is."""
    try:
        key = read_pkcs12(data, PASSWORD)
    except TrustError as refused:
        return refused.code
    assert key.pkcs8 == chamber().pkcs8
    return key.fingerprint


def test_truncated_and_huge_files() -> None:
    data = good()
    for length in range(0, len(data), 7):
        assert code_of(data[:length]) in {"CRT-004", "CRT-005"}
    assert code_of(data + bytes(FILE_LIMIT)) == "CRT-005"


@given(st.binary(max_size=500))
def test_noise(data: bytes) -> None:
    assert code_of(data) == "CRT-005"


def test_a_refusal_shows_nothing_of_the_password() -> None:
    with pytest.raises(TrustError) as refused:
        read_pkcs12(good(), "secreto que nadie debe ver")
    assert "secreto" not in f"{refused.value} {refused.value.detail} {refused.value.explain()}"


# -- with OpenSSL ----------------------------------------------------------------------------------------------------


def test_a_file_that_openssl_made(tmp_path: Path) -> None:
    made = ladder()
    pem = serialization.Encoding.PEM
    plain = private_of(chamber()).private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "k.pem").write_bytes(plain)
    (tmp_path / "c.pem").write_bytes(load(chamber().certificate).public_bytes(pem))
    above = (load(each).public_bytes(pem) for each in (made.issuer.certificate, made.root.certificate))
    (tmp_path / "ca.pem").write_bytes(b"".join(above))
    run = subprocess.run(
        ["openssl", "pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-certfile", "ca.pem",
         "-passout", "pass:clave", "-out", "own.p12"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    key = read_pkcs12((tmp_path / "own.p12").read_bytes(), "clave")
    assert (key.fingerprint, key.chain) == (chamber().fingerprint, (made.issuer.certificate,))
