import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms, core, tsp
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission.signing import Commitment
from desktop_app.submission.signing import sign as telar_sign
from desktop_app.submission.verification import verify
from tests.support import cms_builder as cms_of
from tests.support.packages import NOW, sample_key

CONTENT = b"<manifest/>"
KEY = ec.generate_private_key(ec.SECP256R1())
CERTIFICATE = cms_of.certificate(KEY, usage={"digital_signature": True})
GOOD = cms_of.sign(CONTENT, KEY, CERTIFICATE)


def code_of(signature: bytes, content: bytes = CONTENT) -> str:
    with pytest.raises(PackageError) as refused:
        verify(signature, content)
    assert refused.value.place.entry == "META-INF/signature.p7s"
    return refused.value.code


def with_values(**changes: Any) -> bytes:
    values = cms_of.attributes(CONTENT, CERTIFICATE)
    values |= changes
    return cms_of.sign(CONTENT, KEY, CERTIFICATE, values={name: value for name, value in values.items() if value})


def test_a_sound_signature_tells_who_and_when() -> None:
    found = verify(GOOD, CONTENT)
    assert found.common_name == "Ana Gestora"
    assert found.fingerprint == hashlib.sha256(CERTIFICATE).hexdigest()
    assert found.signing_time == cms_of.WHEN
    assert (found.not_before, found.not_after) == (cms_of.WHEN - timedelta(days=1), cms_of.WHEN + timedelta(days=365))
    assert found.algorithm == "ECDSA P-256, SHA-256"
    assert found.self_signed
    assert found.commitment is Commitment.ORIGIN
    assert found.key_usage_stated
    assert (found.certificate, found.chain) == (CERTIFICATE, ())
    assert "certificate" not in repr(found)


def test_telars_own_signature_verifies() -> None:
    key = sample_key()
    found = verify(telar_sign(CONTENT, key, NOW), CONTENT)
    assert (found.fingerprint, found.common_name, found.signing_time) == (key.fingerprint, key.subject, NOW)
    assert found.commitment is Commitment.ORIGIN
    assert (found.certificate, found.chain) == (key.certificate, ())
    assert found.key_usage_stated


@pytest.mark.parametrize(
    ("make", "digest", "label"),
    [
        (lambda: ec.generate_private_key(ec.SECP256R1()), "sha384", "ECDSA P-256, SHA-384"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), "sha384", "ECDSA P-384, SHA-384"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), "sha512", "ECDSA P-384, SHA-512"),
        (lambda: rsa.generate_private_key(65537, 2048), "sha256", "RSA 2048, SHA-256"),
    ],
)
def test_the_allowed_algorithms_are_accepted(make: Callable[[], Any], digest: str, label: str) -> None:
    key = make()
    certificate = cms_of.certificate(key)
    assert verify(cms_of.sign(CONTENT, key, certificate, digest=digest), CONTENT).algorithm == label
    if isinstance(key, rsa.RSAPrivateKey):
        plain = cms_of.sign(CONTENT, key, certificate, algorithm="rsassa_pkcs1v15")
        assert verify(plain, CONTENT).algorithm == label
        assert code_of(cms_of.sign(CONTENT, key, certificate, algorithm="sha512_rsa")) == "PKG-033"


@pytest.mark.parametrize(
    ("make", "how"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), {}),
        (lambda: ec.generate_private_key(ec.SECP521R1()), {}),
        (lambda: ec.generate_private_key(ec.SECP256K1()), {}),
        (lambda: ec.generate_private_key(ec.SECP256R1()), {"digest": "sha1"}),
        (ed25519.Ed25519PrivateKey.generate, {}),
        (lambda: ec.generate_private_key(ec.SECP256R1()), {"algorithm": "sha512_ecdsa"}),
        (lambda: ec.generate_private_key(ec.SECP256R1()), {"algorithm": "sha256_rsa"}),
        (lambda: rsa.generate_private_key(65537, 2048), {"algorithm": "sha256_ecdsa"}),
    ],
    ids=["RSA 1024", "P-521", "secp256k1", "SHA-1", "Ed25519", "digests differ", "RSA with EC", "EC with RSA"],
)
def test_any_other_algorithm_is_refused(make: Callable[[], Any], how: dict[str, str]) -> None:
    key = make()
    assert code_of(cms_of.sign(CONTENT, key, cms_of.certificate(key), **how)) == "PKG-033"


def test_other_content_is_refused() -> None:
    assert code_of(GOOD, CONTENT + b" ") == "PKG-036"
    assert code_of(GOOD, b"") == "PKG-036"


def test_a_signature_by_another_key_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    assert code_of(cms_of.sign(CONTENT, other, CERTIFICATE)) == "PKG-036"


def test_a_signature_without_signed_attributes_is_refused() -> None:
    """OpenSSL accepts it, even under ``-cades``."""
    assert code_of(cms_of.sign(CONTENT, KEY, CERTIFICATE, values={})) == "PKG-032"


@pytest.mark.parametrize("name", ["content_type", "message_digest", "signing_time", "signing_certificate_v2"])
def test_each_required_attribute_must_be_there_once_and_well_formed(name: str) -> None:
    value = cms_of.attributes(CONTENT, CERTIFICATE)[name]
    assert code_of(with_values(**{name: []})) == "PKG-032"
    assert code_of(with_values(**{f"+{name}": value})) == "PKG-032"
    assert code_of(with_values(**{name: value * 2})) in {"PKG-030", "PKG-032"}
    assert code_of(with_values(**{name: [core.Boolean(True).dump()]})) in {"PKG-030", "PKG-032"}


def test_an_attribute_without_a_value_is_refused() -> None:
    with_none = with_values(commitment=[])
    assert verify(with_none, CONTENT).commitment is None
    empty = cms_of.attributes(CONTENT, CERTIFICATE)
    empty["commitment"] = []
    assert code_of(cms_of.sign(CONTENT, KEY, CERTIFICATE, values=empty)) in {"PKG-030", "PKG-032"}


def test_another_content_type_is_refused() -> None:
    signed_data = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    assert code_of(with_values(content_type=[signed_data])) == "PKG-032"


def test_a_message_digest_of_something_else_is_refused() -> None:
    digest = core.OctetString(hashlib.sha256(b"otra cosa").digest()).dump()
    assert code_of(with_values(message_digest=[digest])) == "PKG-036"


@pytest.mark.parametrize("year", [1999, 2049, 2051])
def test_the_time_is_what_the_signer_claims(year: int) -> None:
    when = datetime(year, 3, 1, tzinfo=UTC)
    time = asn1_x509.Time({"utc_time" if year < 2050 else "general_time": when}).dump()
    assert verify(with_values(signing_time=[time]), CONTENT).signing_time == when


@pytest.mark.parametrize("der", [b"\x17\x0d269920153000Z", b"\x18\x0f00001120153000Z", b"\x17\x00", b"\x18\x04hola"])
def test_a_time_that_is_none_is_refused(der: bytes) -> None:
    assert code_of(with_values(signing_time=[der])) == "PKG-032"


@pytest.mark.parametrize("der", [b"\x18\x0f00010101000000Z", b"\x18\x0f99991231235959Z", b"\x17\x11261120153000+0500"])
def test_any_other_time_is_one(der: bytes) -> None:
    assert verify(with_values(signing_time=[der]), CONTENT).signing_time.utcoffset() == timedelta(0)


def test_the_ends_of_the_calendar_have_no_other_zone() -> None:
    assert code_of(with_values(signing_time=[b"\x18\x1300010101000000+0500"])) == "PKG-032"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("ñ" * 32, "ñ" * 32), ("x\x1b[2J", "x?[2J"), ("a\nb", "a?b")],
)
def test_the_signers_name_is_fit_to_show(name: str, shown: str) -> None:
    assert verify(cms_of.sign(CONTENT, KEY, cms_of.certificate(KEY, name)), CONTENT).common_name == shown


def test_a_signer_may_have_no_common_name() -> None:
    assert verify(cms_of.sign(CONTENT, KEY, cms_of.certificate(KEY, None)), CONTENT).common_name == ""


def certificate_attribute(**entry: Any) -> list[bytes]:
    value = {"cert_hash": hashlib.sha256(CERTIFICATE).digest(), **entry}
    return [tsp.SigningCertificateV2({"certs": [value]}).dump()]


def issuer_serial(certificate: bytes, **changes: Any) -> dict[str, Any]:
    parsed = asn1_x509.Certificate.load(certificate)
    name = asn1_x509.GeneralName({"directory_name": parsed.issuer})
    return {"issuer": [name], "serial_number": parsed.serial_number, **changes}


def test_the_signing_certificate_attribute_may_name_issuer_and_serial() -> None:
    signature = with_values(signing_certificate_v2=certificate_attribute(issuer_serial=issuer_serial(CERTIFICATE)))
    assert verify(signature, CONTENT).common_name == "Ana Gestora"


def test_the_signing_certificate_attribute_may_use_a_longer_digest() -> None:
    attribute = certificate_attribute(
        cert_hash=hashlib.sha512(CERTIFICATE).digest(), hash_algorithm={"algorithm": "sha512"}
    )
    assert verify(with_values(signing_certificate_v2=attribute), CONTENT).common_name == "Ana Gestora"


OTHER = cms_of.certificate(KEY, "Otra Persona", usage={"digital_signature": True})


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        (lambda: certificate_attribute(cert_hash=hashlib.sha256(OTHER).digest()), "PKG-034"),
        (lambda: certificate_attribute(issuer_serial=issuer_serial(OTHER)), "PKG-034"),
        (lambda: certificate_attribute(issuer_serial=issuer_serial(CERTIFICATE, serial_number=1)), "PKG-034"),
        (
            lambda: certificate_attribute(
                cert_hash=hashlib.sha1(CERTIFICATE).digest(), hash_algorithm={"algorithm": "sha1"}
            ),
            "PKG-033",
        ),
        (lambda: [tsp.SigningCertificateV2({"certs": []}).dump()], "PKG-032"),
    ],
    ids=["another certificate", "another issuer", "another serial", "SHA-1", "no certificate"],
)
def test_a_signing_certificate_attribute_that_names_another_is_refused(
    attribute: Callable[[], list[bytes]], code: str
) -> None:
    assert code_of(with_values(signing_certificate_v2=attribute())) == code


def test_a_certificate_swapped_for_another_of_the_same_key_is_refused() -> None:
    """Same key, so the signature itself still holds: only the signed attribute tells."""

    def swap(signed: Any) -> None:
        signed["certificates"] = [cms.CertificateChoices({"certificate": asn1_x509.Certificate.load(OTHER)})]

    assert code_of(cms_of.sign(CONTENT, KEY, CERTIFICATE, change=swap)) == "PKG-034"


def test_a_certificate_that_a_issued_to_b_is_not_as() -> None:
    """Path building takes A's pinned certificate for an authority; here only the fingerprint speaks, and it is B's."""
    b_key = ec.generate_private_key(ec.SECP256R1())
    b_certificate = cms_of.certificate(b_key, "Beto", issuer=("Ana Gestora", KEY), usage={"digital_signature": True})
    found = verify(cms_of.sign(CONTENT, b_key, b_certificate), CONTENT)
    assert not found.self_signed
    assert found.fingerprint == hashlib.sha256(b_certificate).hexdigest()
    assert found.fingerprint != hashlib.sha256(CERTIFICATE).hexdigest()


def test_a_certificate_that_only_names_itself_as_issuer_is_not_self_signed() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    certificate = cms_of.certificate(KEY, "Ana", issuer=("Ana", other))
    assert not verify(cms_of.sign(CONTENT, KEY, certificate), CONTENT).self_signed


def test_key_usage() -> None:
    def with_usage(usage: dict[str, bool] | None) -> bytes:
        certificate = cms_of.certificate(KEY, usage=usage)
        return cms_of.sign(CONTENT, KEY, certificate)

    assert verify(with_usage({"content_commitment": True}), CONTENT).key_usage_stated
    assert not verify(with_usage(None), CONTENT).key_usage_stated
    assert code_of(with_usage({"key_agreement": True})) == "PKG-035"
    assert code_of(with_usage({"key_cert_sign": True, "crl_sign": True})) == "PKG-035"


OIDS = {Commitment.ORIGIN: cms_of.PROOF_OF_ORIGIN, Commitment.RECEIPT: cms_of.PROOF_OF_RECEIPT}


@pytest.mark.parametrize("stated", Commitment)
@pytest.mark.parametrize("expected", Commitment)
def test_a_commitment_is_the_expected_one_or_refused(stated: Commitment, expected: Commitment) -> None:
    for signature in (
        with_values(commitment=[cms_of.commitment(OIDS[stated])]),
        telar_sign(CONTENT, sample_key(), NOW, stated),
    ):
        if stated is expected:
            assert verify(signature, CONTENT, expected).commitment is expected
        else:
            with pytest.raises(PackageError, match="PKG-038"):
                verify(signature, CONTENT, expected)


@pytest.mark.parametrize("expected", Commitment)
def test_a_signature_silent_on_its_purpose_passes_for_any(expected: Commitment) -> None:
    assert verify(with_values(commitment=[]), CONTENT, expected).commitment is None


def test_a_commitment_of_another_kind_or_none_at_all_is_refused() -> None:
    delivery = "1.2.840.113549.1.9.16.6.3"
    assert code_of(with_values(commitment=[cms_of.commitment(delivery)])) == "PKG-038"
    assert code_of(with_values(commitment=[core.Boolean(True).dump()])) == "PKG-032"


def alter(change: Callable[[Any], None]) -> bytes:
    return cms_of.sign(CONTENT, KEY, CERTIFICATE, change=change)


def two_signers(signed: Any) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0].copy())


def no_signer(signed: Any) -> None:
    signed["signer_infos"] = []


def five_certificates(signed: Any) -> None:
    for _ in range(4):
        signed["certificates"].append(cms.CertificateChoices({"certificate": asn1_x509.Certificate.load(OTHER)}))


def no_certificate(signed: Any) -> None:
    signed["certificates"] = []


def certificates_left_out(signed: Any) -> None:
    del signed["certificates"]


def another_kind_of_certificate(signed: Any) -> None:
    other = cms.OtherCertificateFormat({"other_cert_format": "1.2.3", "other_cert": core.Null()})
    signed["certificates"] = [cms.CertificateChoices("other", other)]


def revocation_list(signed: Any) -> None:
    now = cms_of.WHEN
    builder = x509.CertificateRevocationListBuilder().issuer_name(x509.Name([])).last_update(now)
    data = builder.next_update(now + timedelta(days=1)).sign(KEY, hashes.SHA256())
    crl = data.public_bytes(serialization.Encoding.DER)
    signed["crls"] = [cms.RevocationInfoChoice({"crl": asn1_crl.CertificateList.load(crl)})]


def unsigned_attribute(signed: Any) -> None:
    signed["signer_infos"][0]["unsigned_attrs"] = [{"type": "1.2.3.4", "values": [core.Null()]}]


def enclosed_content(signed: Any) -> None:
    signed["encap_content_info"]["content"] = core.OctetString(CONTENT)


def other_enclosed_type(signed: Any) -> None:
    signed["encap_content_info"] = {"content_type": "1.2.3.4"}


def other_digests(signed: Any) -> None:
    signed["digest_algorithms"] = [{"algorithm": "sha512"}]


def by_key_identifier(signed: Any) -> None:
    signed["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        "subject_key_identifier", core.OctetString(b"x" * 20, implicit=0)
    )


def another_serial(signed: Any) -> None:
    signed["signer_infos"][0]["sid"].chosen["serial_number"] = 1


def another_version(signed: Any) -> None:
    signed["version"] = "v5"


def another_signer_version(signed: Any) -> None:
    signed["signer_infos"][0]["version"] = "v3"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (two_signers, "PKG-031"),
        (no_signer, "PKG-031"),
        (five_certificates, "PKG-031"),
        (no_certificate, "PKG-031"),
        (certificates_left_out, "PKG-031"),
        (another_kind_of_certificate, "PKG-031"),
        (revocation_list, "PKG-037"),
        (unsigned_attribute, "PKG-037"),
        (enclosed_content, "PKG-030"),
        (other_enclosed_type, "PKG-030"),
        (other_digests, "PKG-030"),
        (by_key_identifier, "PKG-030"),
        (another_serial, "PKG-034"),
        (another_version, "PKG-030"),
        (another_signer_version, "PKG-030"),
    ],
)
def test_a_structure_that_says_more_less_or_other_than_it_should_is_refused(
    change: Callable[[Any], None], code: str
) -> None:
    assert verify(alter(lambda signed: None), CONTENT)
    assert code_of(alter(change)) == code


def test_other_kinds_of_cms_are_refused() -> None:
    data = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"x")}).dump()
    assert code_of(data) == "PKG-030"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x05" + b"\x05\x00" * 2,
        b"\x30\x82\x00\x80" + b"\x04\x7e" + b"\0" * 126,
        b"\x30\x85\x01\x00\x00\x00\x00",
        b"\x30\x05\x05\x00",
        b"\x30\x03\x04\x05x",
        b"\x1f\x81\x01\x00",
        b"\x30\x00",
        b"\x30\x02\x05\x00",
        GOOD + b"\0",
        GOOD + GOOD,
        GOOD[:-1],
        b"".join(b"\x30" + bytes([2 * n]) for n in range(40, -1, -1)),
        b"\x30\x82\x27\x10" + b"\x05\x00" * 5000,
    ],
    ids=range(16),  # the same in every worker: a key is not always encoded in as many bytes
)
def test_what_is_not_der_is_refused(data: bytes) -> None:
    assert code_of(data) == "PKG-030"


def test_a_certificate_that_does_not_parse_is_refused() -> None:
    broken = CERTIFICATE.replace(
        b"\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02", b"\x55\x1d\x0f\x01\x01\xff\x04\x04\x05\x02"
    )
    assert broken != CERTIFICATE
    assert code_of(cms_of.sign(CONTENT, KEY, broken)) in {"PKG-030", "PKG-036"}


def changed_bytes(data: st.DataObject, original: bytes, start: int) -> bytes:
    """``original`` with up to four bytes from ``start`` on overwritten."""
    changed = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(start, len(changed) - 1))] = data.draw(st.integers(0, 255))
    return bytes(changed)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_signer_who_mangles_the_certificate_before_signing_gains_nothing(data: st.DataObject) -> None:
    """The signed attribute then holds the mangled certificate's digest, so that everything behind it is reached."""
    mangled = changed_bytes(data, CERTIFICATE, 4)
    try:
        found = verify(cms_of.sign(CONTENT, KEY, mangled, named=CERTIFICATE), CONTENT)
    except PackageError:
        return
    assert found.fingerprint == hashlib.sha256(mangled).hexdigest()


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_signer_who_mangles_the_attributes_before_signing_gains_nothing(data: st.DataObject) -> None:
    encoded = cms_of.encode(cms_of.attributes(CONTENT, CERTIFICATE))
    mangled = changed_bytes(data, encoded, 4)
    try:
        found = verify(cms_of.sign(CONTENT, KEY, CERTIFICATE, encoded=mangled), CONTENT)
    except PackageError:
        return
    assert found.fingerprint == hashlib.sha256(CERTIFICATE).hexdigest()


def test_a_certificate_of_version_2_is_refused() -> None:
    version_2 = CERTIFICATE.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x01", 1)
    assert version_2 != CERTIFICATE
    assert code_of(cms_of.sign(CONTENT, KEY, version_2)) == "PKG-030"


@pytest.mark.parametrize("serial", [0, -5])
def test_a_serial_number_that_is_not_positive_is_refused(serial: int) -> None:
    certificate = asn1_x509.Certificate.load(CERTIFICATE)
    certificate["tbs_certificate"]["serial_number"] = serial
    assert code_of(cms_of.sign(CONTENT, KEY, certificate.dump())) == "PKG-030"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_change_of_its_bytes_makes_a_signature_say_something_else(data: st.DataObject) -> None:
    expected = verify(GOOD, CONTENT)
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    try:
        found = verify(bytes(changed), CONTENT)
    except PackageError:
        return
    assert found == expected
