"""COSE_Sign1: made so that another program reads it, read in one shape only, and verified against a certificate."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PaperError, SigningKeyError, TelarError
from desktop_app.submission import SigningKey, canonical_cbor, cose
from tests.support.packages import NOW, sample_key

LIMIT = 10_000
PAYLOAD = b"respuestas"
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign",
    "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@cache
def key(kind: str = "P-384", usage: str | None = "digital_signature") -> SigningKey:
    """A key of ``kind`` with a certificate for ``usage``, made once a run."""
    make: dict[str, Any] = {
        "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "K-256": lambda: ec.generate_private_key(ec.SECP256K1()),
        "RSA": lambda: rsa.generate_private_key(65537, 2048),
        "Ed25519": ed25519.Ed25519PrivateKey.generate,
    }
    private = make[kind]()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Entidad\nreceptora")])
    builder = (
        x509.CertificateBuilder(name, name, private.public_key(), 7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
    )
    if usage is not None:
        stated = {each: each == usage for each in USAGES}
        builder = builder.add_extension(x509.KeyUsage(**stated), critical=True)
    signed = builder.sign(private, None if kind == "Ed25519" else hashes.SHA256())
    der = signed.public_bytes(serialization.Encoding.DER)
    secret = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey(der, hashlib.sha256(der).hexdigest(), "Entidad receptora", secret)


KEYS = {"P-256": sample_key, "P-384": key}


def read_code(data: bytes, limit: int = LIMIT) -> str:
    with pytest.raises(PaperError) as refused:
        cose.read_sign1(data, limit)
    return refused.value.code


def verify_code(data: bytes, certificate: bytes) -> str:
    with pytest.raises(PaperError) as refused:
        cose.verify1(data, certificate)
    return refused.value.code


def message(*parts: object, tag: bytes = b"\xd2") -> bytes:
    """A message of these parts, whatever they are."""
    return tag + cbor2.dumps(list(parts), canonical=True)


def header(**members: object) -> bytes:
    given = {1: -7, 4: bytes(8)} | {int(name[1:]): value for name, value in members.items()}
    return cbor2.dumps(given, canonical=True)


GOOD = (header(), {}, PAYLOAD, bytes(64))


@pytest.mark.parametrize("kind", KEYS)
@settings(max_examples=30)
@given(payload=st.binary(max_size=300))
def test_what_is_signed_is_read_and_verified(kind: str, payload: bytes) -> None:
    signer = KEYS[kind]()
    data = cose.sign1(payload, signer)
    algorithm = {"P-256": cose.ES256, "P-384": cose.ES384}[kind]
    assert cose.read_sign1(data, LIMIT) == (bytes.fromhex(signer.fingerprint)[:8], payload, algorithm)
    assert cose.verify1(data, signer.certificate) == payload
    assert len(data) == cose.signed_size(payload, signer)


@pytest.mark.parametrize(("kind", "size", "digest"), [("P-256", 32, "sha256"), ("P-384", 48, "sha384")])
def test_openssl_verifies_it(kind: str, size: int, digest: str, tmp_path: Path) -> None:
    """Sig_structure of RFC 9052, section 4.4, put together here; the signature in the form that OpenSSL wants."""
    signer = KEYS[kind]()
    protected, unprotected, payload, signature = cbor2.loads(cose.sign1(PAYLOAD, signer)).value
    assert unprotected == {}
    (tmp_path / "signed").write_bytes(cbor2.dumps(["Signature1", protected, b"", payload]))
    r, s = (int.from_bytes(signature[at : at + size], "big") for at in (0, size))
    (tmp_path / "signature").write_bytes(encode_dss_signature(r, s))
    public = x509.load_der_x509_certificate(signer.certificate).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    command = ["openssl", "dgst", f"-{digest}", "-verify", "key.pem", "-signature", "signature", "signed"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "Verified OK\n")


def test_openssls_own_signature_is_accepted(tmp_path: Path) -> None:
    signer = sample_key()
    protected = cbor2.dumps({1: -7, 4: bytes.fromhex(signer.fingerprint)[:8]})
    (tmp_path / "signed").write_bytes(cbor2.dumps(["Signature1", protected, b"", PAYLOAD]))
    (tmp_path / "key.der").write_bytes(signer.pkcs8)
    command = ["openssl", "dgst", "-sha256", "-sign", "key.der", "-keyform", "DER", "-out", "signature", "signed"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    r, s = decode_dss_signature((tmp_path / "signature").read_bytes())
    data = message(protected, {}, PAYLOAD, r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    assert cose.verify1(data, signer.certificate) == PAYLOAD


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
@pytest.mark.parametrize("kind", KEYS)
def test_each_byte_flipped(kind: str, mask: int) -> None:
    signer = KEYS[kind]()
    data = bytearray(cose.sign1(PAYLOAD, signer))
    for at in range(len(data)):
        data[at] ^= mask
        assert verify_code(bytes(data), signer.certificate) in {"QR-004", "QR-005", "QR-006"}
        data[at] ^= mask
    assert cose.verify1(bytes(data), signer.certificate) == PAYLOAD


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_noise_is_refused(data: bytes) -> None:
    for start in (b"", b"\xd2", b"\xd2\x84"):
        assert read_code(start + data) in {"QR-004", "QR-005"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        message(*GOOD, tag=b""),
        message(*GOOD, tag=b"\xd1"),
        message(*GOOD, tag=b"\xd8\x12"),
        message(*GOOD) + b"\x00",
        message(*GOOD)[:-1],
        message(*GOOD[:3]),
        message(*GOOD, 0),
        message(header(), {33: b"x"}, PAYLOAD, bytes(64)),
        message(header(), [], PAYLOAD, bytes(64)),
        message(header(), {}, None, bytes(64)),
        message(header(), {}, "texto", bytes(64)),
        message(header(), {}, PAYLOAD, bytes(63)),
        message(header(), {}, PAYLOAD, bytes(96)),
        message(b"", {}, PAYLOAD, bytes(64)),
        message(b"\xa0", {}, PAYLOAD, bytes(64)),
        message({1: -7, 4: bytes(8)}, {}, PAYLOAD, bytes(64)),
        message(cbor2.dumps([1, -7]), {}, PAYLOAD, bytes(64)),
        message(cbor2.dumps({1: -7}), {}, PAYLOAD, bytes(64)),
        message(cbor2.dumps({4: bytes(8), 1: -7}), {}, PAYLOAD, bytes(64)),
        message(header(_4=bytes(7)), {}, PAYLOAD, bytes(64)),
        message(header(_4="12345678"), {}, PAYLOAD, bytes(64)),
        message(header(_3="text/plain"), {}, PAYLOAD, bytes(64)),
        message(header() + b"\x00", {}, PAYLOAD, bytes(64)),
        b"\xd2" + cbor2.dumps([]),
        b"\xd2\x9f" + b"".join(cbor2.dumps(part) for part in GOOD) + b"\xff",
    ],
)
def test_another_shape(data: bytes) -> None:
    assert read_code(data) == "QR-004"


@pytest.mark.parametrize("algorithm", [-8, -36, -37, -47, 0, 5, -9, "ES256", None, False])
def test_another_algorithm(algorithm: object) -> None:
    assert read_code(message(header(_1=algorithm), {}, PAYLOAD, bytes(64))) == "QR-005"


def test_the_size_is_bounded_before_anything_is_read() -> None:
    data = cose.sign1(PAYLOAD, sample_key())
    assert cose.read_sign1(data, len(data)).payload == PAYLOAD
    assert read_code(data, len(data) - 1) == "QR-002"
    assert read_code(b"\xff" * 1_000_000) == "QR-002"


def test_another_persons_certificate() -> None:
    data = cose.sign1(PAYLOAD, sample_key())
    assert verify_code(data, sample_key("Otra persona").certificate) == "QR-006"
    assert verify_code(data, key().certificate) == "QR-006"


def test_a_signature_by_another_key_under_the_same_name() -> None:
    """The header can be copied; the signature cannot."""
    other, signer = sample_key("Otra persona"), sample_key()
    forged = cose.sign1(PAYLOAD, replace(other, certificate=signer.certificate))
    assert cose.read_sign1(forged, LIMIT).kid == cose.kid_of(signer.certificate)
    assert verify_code(forged, signer.certificate) == "QR-006"


def test_an_algorithm_that_is_not_the_certificates() -> None:
    signer = sample_key()
    protected = canonical_cbor.dump({1: cose.ES384, 4: cose.kid_of(signer.certificate)})
    assert verify_code(message(protected, {}, PAYLOAD, bytes(96)), signer.certificate) == "QR-006"


@pytest.mark.parametrize("kind", ["P-521", "K-256", "RSA", "Ed25519"])
def test_another_kind_of_key(kind: str) -> None:
    other = key(kind)
    with pytest.raises(PaperError) as refused:
        cose.sign1(PAYLOAD, other)
    assert refused.value.code == "QR-007"
    assert verify_code(cose.sign1(PAYLOAD, sample_key()), other.certificate) == "QR-007"


@pytest.mark.parametrize("usage", [each for each in USAGES if each not in {"encipher_only", "decipher_only"}])
def test_a_certificate_for_another_purpose(usage: str) -> None:
    if usage in {"digital_signature", "content_commitment"}:
        fit = key("P-256", usage)
        assert cose.verify1(cose.sign1(PAYLOAD, fit), fit.certificate) == PAYLOAD
        return
    with pytest.raises(PaperError) as refused:
        cose.sign1(PAYLOAD, key("P-256", usage))
    assert refused.value.code == "QR-007"


def test_a_certificate_that_states_no_purpose() -> None:
    signer = key("P-256", None)
    assert cose.verify1(cose.sign1(PAYLOAD, signer), signer.certificate) == PAYLOAD


@pytest.mark.parametrize(
    "certificate",
    [b"", b"\x30\x00", b"x" * 20_000, sample_key().certificate[:-1]],
    ids=["nothing", "empty", "long", "cut"],
)
def test_a_damaged_certificate(certificate: bytes) -> None:
    with pytest.raises(PaperError) as refused:
        cose.sign1(PAYLOAD, replace(sample_key(), certificate=certificate))
    assert refused.value.code == "QR-007"


@pytest.mark.parametrize(
    "secret",
    [b"", b"\x30\x00", sample_key().pkcs8[:-1], key("Ed25519").pkcs8],
    ids=["nothing", "empty", "cut", "Ed25519"],
)
def test_a_secret_that_does_not_sign(secret: bytes) -> None:
    with pytest.raises(TelarError) as refused:
        cose.sign1(PAYLOAD, replace(sample_key(), pkcs8=secret))
    assert isinstance(refused.value, SigningKeyError)
    assert refused.value.code == "KEY-007"
    assert refused.value.detail.isidentifier()


def test_certificates_in_files() -> None:
    der = sample_key().certificate
    pem = x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)
    assert cose.certificate_der(der) == der
    assert cose.certificate_der(pem) == der
    assert cose.certificate_der(b"\n" + pem) == der
    for data in (b"", b"-----BEGIN CERTIFICATE-----", der[:-1], pem[:100], b"\x00" * 100):
        assert cose.certificate_der(data) is None


def test_a_name_fit_to_show() -> None:
    assert cose.common_name(sample_key().certificate) == "Ana Gestora"
    assert cose.common_name(key().certificate) == "Entidad?receptora"
    assert cose.common_name(b"x") == ""
