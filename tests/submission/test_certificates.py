"""What is made is what RFC 5280 and OpenSSL take for it, and a request proves its key or is refused."""

import hashlib
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import TrustError
from desktop_app.submission.certificates import (
    MOST_REVOKED,
    REQUEST_LIMIT,
    Reason,
    Request,
    Revoked,
    Subject,
    issue,
    make_issuer,
    make_root,
    make_signer,
    one_line,
    read_request,
    request,
    revocation_list,
)
from tests.support.certificates import CA, CERTIFIES, SUBJECT, crafted, ladder, load, private_of, serial_of
from tests.support.packages import NOW, sample_key

LATER = NOW + timedelta(days=90)
DER = serialization.Encoding.DER
PEM = serialization.Encoding.PEM


def code_of(act: Any, *arguments: Any) -> str:
    with pytest.raises(TrustError) as refused:
        act(*arguments)
    return refused.value.code


def extension(certificate: bytes, kind: type[Any]) -> Any:
    return load(certificate).extensions.get_extension_for_class(kind)


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)


def csr(private: Any, name: str = "Ana Gestora", digest: Any = None) -> bytes:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return builder.sign(private, digest).public_bytes(DER)


# -- authorities -----------------------------------------------------------------------------------------------------


def test_a_root_certifies_one_level_and_signs_nothing_else() -> None:
    root = ladder().root
    load(root.certificate).verify_directly_issued_by(load(root.certificate))
    basic = extension(root.certificate, x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 1)
    usage = extension(root.certificate, x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert usage.value.crl_sign
    assert not usage.value.digital_signature
    assert not usage.value.content_commitment
    assert load(root.certificate).not_valid_after_utc > NOW + timedelta(days=7300)
    assert (root.subject, root.chain) == ("Entidad de prueba Raíz", ())
    assert root.fingerprint == hashlib.sha256(root.certificate).hexdigest()


def test_an_issuer_certifies_signers_only() -> None:
    made = ladder()
    load(made.issuer.certificate).verify_directly_issued_by(load(made.root.certificate))
    basic = extension(made.issuer.certificate, x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert not extension(made.issuer.certificate, x509.KeyUsage).value.digital_signature
    assert made.issuer.chain == ()


def test_the_authoritys_signer_stands_under_the_root() -> None:
    made = ladder()
    load(made.signer.certificate).verify_directly_issued_by(load(made.root.certificate))
    assert made.signer.chain == ()
    assert not extension(made.signer.certificate, x509.BasicConstraints).value.ca
    usage = extension(made.signer.certificate, x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign


def test_a_signer_under_an_issuer_brings_the_issuer_along() -> None:
    made = ladder()
    assert make_signer(made.issuer, "Otra", NOW).chain == (made.issuer.certificate,)


@pytest.mark.parametrize("which", ["issuer", "signer", "manager"])
def test_what_is_issued_names_its_issuer_and_a_place_for_its_list(which: str) -> None:
    made = ladder()
    certificate = made.manager if which == "manager" else getattr(made, which).certificate
    above = made.issuer if which == "manager" else made.root
    identifier = extension(above.certificate, x509.SubjectKeyIdentifier).value.digest
    assert extension(certificate, x509.AuthorityKeyIdentifier).value.key_identifier == identifier
    (point,) = extension(certificate, x509.CRLDistributionPoints).value
    assert [name.value for name in point.full_name] == [f"urn:telar:crl:{identifier.hex()}"]
    assert load(certificate).serial_number.bit_length() > 64
    own = x509.SubjectKeyIdentifier.from_public_key(load(certificate).public_key())  # type: ignore[arg-type]
    assert extension(certificate, x509.SubjectKeyIdentifier).value == own


def test_nothing_outlives_what_stands_above_it() -> None:
    root = make_root("Corta", NOW, years=1)
    issuer = make_issuer(root, "Emisora", NOW, years=10)
    certificate = issue(issuer, read_request(request(sample_key())), SUBJECT, NOW, days=9999)
    end = load(root.certificate).not_valid_after_utc
    assert load(issuer.certificate).not_valid_after_utc == load(certificate).not_valid_after_utc == end


@pytest.mark.parametrize("years_later", [-1, 2])
def test_an_authority_issues_nothing_outside_its_own_dates(years_later: int) -> None:
    root = make_root("Corta", NOW, years=1)
    then = NOW + timedelta(days=366 * years_later)
    assert code_of(make_issuer, root, "Emisora", then) == "CRT-009"
    assert code_of(make_signer, root, "Firma", then) == "CRT-009"


def test_who_does_not_certify_issues_nothing() -> None:
    asked = read_request(request(sample_key()))
    unfit = [
        ladder().signer,
        sample_key(),
        crafted(None, basic=CA),
        crafted(None, key_usage=CERTIFIES),
    ]
    for key in unfit:
        assert code_of(make_issuer, key, "X", NOW) == "CRT-009"
        assert code_of(issue, key, asked, SUBJECT, NOW, 30) == "CRT-009"
        assert code_of(revocation_list, key, [], NOW, LATER, 1) == "CRT-009"


# -- what a manager is given -----------------------------------------------------------------------------------------


def test_the_issued_certificate_is_for_the_managers_own_key_and_the_confirmed_names() -> None:
    certificate = load(ladder().manager)
    assert certificate.public_key() == load(sample_key().certificate).public_key()
    named = {item.oid: item.value for item in certificate.subject}
    assert named == {
        x509.NameOID.SERIAL_NUMBER: "ic-017",
        x509.NameOID.ORGANIZATION_NAME: "Clúster Café & Cacao de Nariño",
        x509.NameOID.COMMON_NAME: "Ana Gestora",
    }
    assert not extension(ladder().manager, x509.BasicConstraints).value.ca
    assert not extension(ladder().manager, x509.KeyUsage).value.key_cert_sign
    assert certificate.not_valid_after_utc == NOW + timedelta(days=730)


def test_what_a_request_asks_beside_its_key_is_not_given() -> None:
    private = private_of(sample_key())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Quien quiera ser")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    greedy = builder.add_extension(CA, critical=True).add_extension(CERTIFIES, critical=True)
    asked = read_request(greedy.sign(private, hashes.SHA256()).public_bytes(DER))
    assert asked.subject == "Quien quiera ser"
    certificate = issue(ladder().issuer, asked, SUBJECT, NOW, 30)
    assert not extension(certificate, x509.BasicConstraints).value.ca
    assert not extension(certificate, x509.KeyUsage).value.key_cert_sign
    assert "Quien" not in load(certificate).subject.rfc4514_string()


def test_two_certificates_have_two_serial_numbers() -> None:
    asked = read_request(request(sample_key()))
    serials = {serial_of(issue(ladder().issuer, asked, SUBJECT, NOW, 30)) for _ in range(20)}
    assert len(serials) == 20


def test_a_long_name_is_cut_between_letters_and_a_long_identifier_is_refused() -> None:
    asked = read_request(request(sample_key()))
    long = Subject("ic-017", "ñ" * 300, "Ana\n María " + "é" * 300)
    named = {item.oid: item.value for item in load(issue(ladder().issuer, asked, long, NOW, 30)).subject}
    assert named[x509.NameOID.ORGANIZATION_NAME] == "ñ" * 32
    assert str(named[x509.NameOID.COMMON_NAME]).startswith("Ana María é")
    for unfit in (
        Subject("i" * 65, "C", "A"),
        Subject("a\nb", "C", "A"),
        Subject("", "C", "A"),
        Subject("i", "\t", "A"),
        Subject("i", "C", ""),
    ):
        assert code_of(issue, ladder().issuer, asked, unfit, NOW, 30) == "CRT-012"


@given(st.text(max_size=150))
def test_any_name_becomes_one_line_that_fits(text: str) -> None:
    line = one_line(text)
    assert len(line.encode()) <= 64
    assert line == one_line(line)
    assert all(character.isprintable() for character in line)


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=100))
def test_any_names_that_are_not_blank_are_certified(organisation: str, manager: str) -> None:
    asked = read_request(request(sample_key()))
    subject = Subject("ic-1", organisation, manager)
    if not one_line(organisation) or not one_line(manager):
        assert code_of(issue, ladder().issuer, asked, subject, NOW, 30) == "CRT-012"
        return
    named = {item.oid: item.value for item in load(issue(ladder().issuer, asked, subject, NOW, 30)).subject}
    assert named[x509.NameOID.ORGANIZATION_NAME] == one_line(organisation)
    assert named[x509.NameOID.COMMON_NAME] == one_line(manager)


# -- requests --------------------------------------------------------------------------------------------------------


def test_a_request_is_read_back() -> None:
    asked = read_request(request(sample_key()))
    spki = (
        load(sample_key().certificate).public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    assert asked.public_key == spki
    assert asked.key_fingerprint == hashlib.sha256(spki).hexdigest()
    assert asked.subject == "Ana Gestora"


@pytest.mark.parametrize(
    "private",
    [
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
    ],
    ids=["P-384", "RSA 2048"],
)
def test_the_other_accepted_keys(private: Any) -> None:
    asked = read_request(csr(private, digest=hashes.SHA256()))
    assert load(issue(ladder().issuer, asked, SUBJECT, NOW, 30)).public_key() == private.public_key()


@pytest.mark.parametrize(
    ("private", "digest"),
    [
        (ec.generate_private_key(ec.SECP256K1()), hashes.SHA256()),
        (ec.generate_private_key(ec.SECP521R1()), hashes.SHA256()),
        (rsa.generate_private_key(65537, 1024), hashes.SHA256()),
        (ed25519.Ed25519PrivateKey.generate(), None),
    ],
    ids=["secp256k1", "P-521", "RSA 1024", "Ed25519"],
)
def test_keys_that_are_not_accepted(private: Any, digest: Any) -> None:
    assert code_of(read_request, csr(private, digest=digest)) == "CRT-003"


def test_every_flipped_byte_of_a_request_is_refused() -> None:
    """But for the one that says how many of the signature's last bits are none of its own."""
    good = request(sample_key())
    passed = 0
    for mask in (0x01, 0x80, 0xFF):
        changed = bytearray(good)
        for at in range(len(good)):
            changed[at] ^= mask
            found = outcome(bytes(changed))
            assert found in {"CRT-002", "CRT-003", read_request(good)}, at
            passed += found not in {"CRT-002", "CRT-003"}
            changed[at] ^= mask
    assert passed <= 1


def outcome(data: bytes) -> Request | str:
    """The request, or the code of its refusal."""
    try:
        return read_request(data)
    except TrustError as refused:
        return refused.code


def test_truncated_and_lengthened_requests() -> None:
    good = request(sample_key())
    for length in range(len(good)):
        assert code_of(read_request, good[:length]) == "CRT-002"
    assert code_of(read_request, good + b"\0") == "CRT-002"
    assert code_of(read_request, b"\x30" * (REQUEST_LIMIT + 1)) == "CRT-002"


def test_another_key_put_into_a_request_is_refused() -> None:
    mine, theirs = request(sample_key()), request(sample_key("Otra"))
    point = read_request(mine).public_key, read_request(theirs).public_key
    assert len(point[0]) == len(point[1])
    assert code_of(read_request, mine.replace(point[0], point[1])) == "CRT-002"


@given(st.binary(max_size=600))
def test_noise_is_no_request(data: bytes) -> None:
    assert code_of(read_request, data) == "CRT-002"


# -- revocation lists ------------------------------------------------------------------------------------------------


def test_a_list_says_number_issuer_dates_and_reasons() -> None:
    revoked = [
        Revoked(7, NOW - timedelta(days=2), Reason.KEY_COMPROMISE),
        Revoked(5, NOW - timedelta(days=1)),
        Revoked(7, NOW - timedelta(days=2), Reason.KEY_COMPROMISE),
    ]
    found = x509.load_der_x509_crl(revocation_list(ladder().issuer, revoked, NOW, LATER, 42))
    assert found.is_signature_valid(load(ladder().issuer.certificate).public_key())  # type: ignore[arg-type]
    assert found.issuer == load(ladder().issuer.certificate).subject
    assert (found.last_update_utc, found.next_update_utc) == (NOW, LATER)
    assert found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 42
    identifier = extension(ladder().issuer.certificate, x509.SubjectKeyIdentifier).value.digest
    assert found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == identifier
    assert [entry.serial_number for entry in found] == [5, 7]
    assert list(found[0].extensions) == []
    assert found[1].extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_one_of_the_standards(reason: Reason) -> None:
    found = x509.load_der_x509_crl(revocation_list(ladder().issuer, [Revoked(5, NOW, reason)], NOW, LATER, 1))
    reasons = [item.value.reason.value for item in found[0].extensions]
    assert reasons == ([] if reason is Reason.UNSPECIFIED else [reason.value])


def test_a_list_has_an_end() -> None:
    with pytest.raises(ValueError, match="too many"):
        revocation_list(ladder().issuer, [Revoked(n, NOW) for n in range(1, MOST_REVOKED + 2)], NOW, LATER, 1)


# -- with OpenSSL ----------------------------------------------------------------------------------------------------


def pem(folder: Path, name: str, *certificates: bytes) -> Path:
    path = folder / name
    path.write_bytes(b"".join(load(each).public_bytes(PEM) for each in certificates))
    return path


def verified_by_openssl(folder: Path, revoked: list[Revoked]) -> subprocess.CompletedProcess[bytes]:
    made = ladder()
    lists = folder / "lists.pem"
    lists.write_bytes(
        b"".join(
            x509.load_der_x509_crl(data).public_bytes(PEM) for data in (made.root_list(), made.issuer_list(*revoked))
        )
    )
    return openssl(
        "verify", "-x509_strict", "-crl_check_all", "-CRLfile", lists,
        "-CAfile", pem(folder, "ca.pem", made.root.certificate),
        "-untrusted", pem(folder, "issuer.pem", made.issuer.certificate), "-attime", int(NOW.timestamp()) + 3600,
        pem(folder, "manager.pem", made.manager),
    )  # fmt: skip


def test_openssl_builds_the_chain_and_reads_the_lists(tmp_path: Path) -> None:
    run = verified_by_openssl(tmp_path, [])
    assert run.returncode == 0, run.stderr


def test_openssl_finds_the_revoked_certificate(tmp_path: Path) -> None:
    run = verified_by_openssl(tmp_path, [Revoked(serial_of(ladder().manager), NOW, Reason.SUPERSEDED)])
    assert run.returncode != 0
    assert b"certificate revoked" in run.stderr


def test_openssl_reads_the_request_and_makes_one_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "own.p10").write_bytes(request(sample_key()))
    shown = openssl("req", "-in", tmp_path / "own.p10", "-inform", "DER", "-noout", "-verify", "-subject")
    assert shown.returncode == 0, shown.stderr
    assert b"CN=Ana Gestora" in shown.stdout.replace(b" = ", b"=")
    made = openssl(
        "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", tmp_path / "k.pem",
        "-subj", "/CN=Otra Gestora", "-outform", "DER", "-out", tmp_path / "other.p10",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert read_request((tmp_path / "other.p10").read_bytes()).subject == "Otra Gestora"
