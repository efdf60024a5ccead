"""The certificates of the authorities that a signature brings along, and what it may not bring."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import container, inspect, names
from desktop_app.submission.cms_reader import MOST_CERTIFICATES
from desktop_app.submission.signing import sign as telar_sign
from desktop_app.submission.verification import Signature, verify
from tests.support import cms_builder as cms_of
from tests.support.packages import NOW, issued_key, parts, sample_key, sample_package

CONTENT = b"<manifest/>"
SIGNING, AUTHORITY = {"digital_signature": True}, {"key_cert_sign": True, "crl_sign": True}
KEYS = [ec.generate_private_key(ec.SECP256R1()) for _ in range(5)]
NAMES = ["Ana Gestora", "Emisora", "Intermedia", "Superior", "Raíz"]


def certificate(at: int, **how: Any) -> bytes:
    """The certificate of ``NAMES[at]``, issued by the next one; the last is the root."""
    issuer = (NAMES[at + 1], KEYS[at + 1]) if at + 1 < len(NAMES) else None
    usage = AUTHORITY if at else SIGNING
    return cms_of.certificate(KEYS[at], NAMES[at], **{"issuer": issuer, "usage": usage, "ca": at > 0, **how})


SIGNER, ISSUER, MIDDLE, UPPER, ROOT = (certificate(at) for at in range(5))
STRANGER = cms_of.certificate(ec.generate_private_key(ec.SECP256R1()), "Otra Persona", usage=SIGNING)
OTHER_ISSUER = certificate(1)
FALSE_ISSUER = cms_of.certificate(ec.generate_private_key(ec.SECP256R1()), "Emisora", usage=AUTHORITY, ca=True)
ALONE = sample_key().certificate


def signed(others: Sequence[bytes], signer: bytes = SIGNER, **how: Any) -> bytes:
    return cms_of.sign(CONTENT, KEYS[0], signer, others=others, **how)


GOOD = signed([ISSUER, MIDDLE])


def code_of(signature: bytes) -> str:
    with pytest.raises(PackageError) as refused:
        verify(signature, CONTENT)
    assert refused.value.place.entry == names.SIGNATURE
    return refused.value.code


def accepted(signature: bytes) -> Signature:
    found = verify(signature, CONTENT)
    assert found.certificate == SIGNER
    assert found.fingerprint == hashlib.sha256(SIGNER).hexdigest()
    assert found.common_name == "Ana Gestora"
    assert not found.self_signed
    return found


@pytest.mark.parametrize(
    ("others", "chain"),
    [
        ([], ()),
        ([ISSUER], (ISSUER,)),
        ([ISSUER, MIDDLE], (ISSUER, MIDDLE)),
        ([MIDDLE, ISSUER], (ISSUER, MIDDLE)),
        ([ISSUER, MIDDLE, UPPER], (ISSUER, MIDDLE, UPPER)),
        ([UPPER, ISSUER, MIDDLE], (ISSUER, MIDDLE, UPPER)),
        ([UPPER, MIDDLE, ISSUER], (ISSUER, MIDDLE, UPPER)),
    ],
    ids=["none", "one", "two", "two turned", "three", "three mixed", "three turned"],
)
def test_the_chain_comes_back_from_the_issuer_upward(others: list[bytes], chain: tuple[bytes, ...]) -> None:
    assert accepted(signed(others)).chain == chain


def test_a_chain_may_end_with_its_root() -> None:
    issued = issued_key()
    key = replace(issued.key, chain=(*issued.key.chain, issued.root))
    assert verify(telar_sign(CONTENT, key, NOW), CONTENT).chain == (*issued.key.chain, issued.root)


def test_at_most_three_beside_the_signers() -> None:
    assert MOST_CERTIFICATES == 4
    assert code_of(signed([ISSUER, MIDDLE, UPPER, ROOT])) == "PKG-031"


@pytest.mark.parametrize(
    "others",
    [
        [SIGNER],
        [ISSUER, ISSUER],
        [ISSUER, SIGNER],
        [ISSUER, MIDDLE, MIDDLE],
        [MIDDLE],
        [ROOT],
        [STRANGER],
        [ISSUER, STRANGER],
        [ISSUER, UPPER],
        [ISSUER, OTHER_ISSUER],
        [ALONE],
    ],
    ids=[
        "the signer twice",
        "the issuer twice",
        "issuer and the signer twice",
        "the second twice",
        "a link left out",
        "the root alone",
        "a stranger",
        "issuer and stranger",
        "a gap",
        "two of one name",
        "another self-signed one",
    ],
)
def test_a_certificate_twice_or_beside_the_chain_is_refused(others: list[bytes]) -> None:
    assert code_of(signed(others)) == "PKG-043"


def test_above_a_self_signed_certificate_there_is_nothing() -> None:
    alone = cms_of.certificate(KEYS[0], "Ana Gestora", usage=SIGNING)
    namesake = cms_of.certificate(KEYS[1], "Ana Gestora", usage=AUTHORITY, ca=True)
    for other in (alone, namesake, STRANGER, ISSUER):
        assert code_of(signed([other], alone)) == "PKG-043"


def test_a_root_has_nothing_above_it() -> None:
    issued = issued_key()
    namesake = cms_of.certificate(KEYS[3], "Raíz", usage=AUTHORITY, ca=True)
    key = replace(issued.key, chain=(*issued.key.chain, issued.root, namesake))
    assert code_of(telar_sign(CONTENT, key, NOW)) == "PKG-043"


def test_names_alone_make_the_chain_here_and_trust_is_judged_elsewhere() -> None:
    """An issuer of the same name with another key: the signature does not cover the chain, whoever trusts checks it."""
    with pytest.raises(InvalidSignature):
        x509.load_der_x509_certificate(SIGNER).verify_directly_issued_by(x509.load_der_x509_certificate(FALSE_ISSUER))
    assert accepted(signed([FALSE_ISSUER])).chain == (FALSE_ISSUER,)


def test_an_issuer_may_have_a_key_that_does_not_sign_here() -> None:
    """What issued the signer's certificate may be RSA, and is never asked for a signing usage."""
    key = rsa.generate_private_key(65537, 2048)
    issuer = cms_of.certificate(key, "Emisora", usage={"key_cert_sign": True}, ca=True)
    own = cms_of.certificate(KEYS[0], issuer=("Emisora", key), usage=SIGNING)
    assert verify(signed([issuer], own), CONTENT).chain == (issuer,)


# -- which one signed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [ISSUER, MIDDLE, STRANGER], ids=["the issuer", "a link above", "a stranger"])
def test_a_signer_named_by_another_certificates_issuer_and_serial_is_refused(named: bytes) -> None:
    assert code_of(signed([ISSUER, MIDDLE], named=named)) == "PKG-034"


def test_the_attribute_decides_which_certificate_signed() -> None:
    """Both name Emisora's certificate, but the key is Ana's; and the other way round."""
    values = cms_of.attributes(CONTENT, ISSUER)
    assert code_of(signed([ISSUER], values=values)) == "PKG-034"
    assert code_of(signed([ISSUER], values=values, named=ISSUER)) == "PKG-035"
    can_sign = certificate(1, usage={**AUTHORITY, **SIGNING})
    values = cms_of.attributes(CONTENT, can_sign)
    assert code_of(signed([can_sign], values=values, named=can_sign)) == "PKG-043"
    by_issuer = cms_of.sign(CONTENT, KEYS[1], can_sign, others=[MIDDLE])
    assert verify(by_issuer, CONTENT).common_name == "Emisora"


def test_an_issuer_that_could_sign_is_not_taken_for_the_signer() -> None:
    can_sign = certificate(1, usage={**AUTHORITY, **SIGNING})
    assert accepted(signed([can_sign])).chain == (can_sign,)
    by_another_key = cms_of.sign(CONTENT, KEYS[1], SIGNER, others=[can_sign])
    assert code_of(by_another_key) == "PKG-036"


def test_two_certificates_of_one_issuer_and_serial_are_told_apart_by_digest() -> None:
    """A twin whose own signature is off by a bit: only the digest tells it from the certificate that signed."""
    twin = bytearray(SIGNER)
    twin[-1] ^= 1
    assert code_of(signed([bytes(twin)])) == "PKG-043"
    assert code_of(cms_of.sign(CONTENT, KEYS[0], bytes(twin), values=cms_of.attributes(CONTENT, SIGNER))) == "PKG-034"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_certificate_of_the_chain_that_does_not_parse_is_refused(at: int) -> None:
    chain = [ISSUER, MIDDLE, UPPER]
    usage = b"\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02"
    broken = chain[at].replace(usage, usage[:-2] + b"\x05\x02")
    assert broken != chain[at]
    chain[at] = broken
    assert code_of(signed(chain)) == "PKG-030"


@pytest.mark.parametrize(
    "change",
    [
        lambda signed: signed["certificates"].append(attribute_certificate()),
        lambda signed: signed["certificates"].__setitem__(1, attribute_certificate()),
    ],
    ids=["added", "in place of the issuer's"],
)
def test_only_x509_certificates_may_be_enclosed(change: Callable[[Any], None]) -> None:
    assert code_of(signed([ISSUER], change=change)) == "PKG-031"


def attribute_certificate() -> Any:
    from asn1crypto import cms, core

    other = cms.OtherCertificateFormat({"other_cert_format": "1.2.3", "other_cert": core.Null()})
    return cms.CertificateChoices("other", other)


def test_a_serial_number_of_the_chain_that_is_not_positive_is_refused() -> None:
    from asn1crypto import x509 as asn1_x509

    issuer = asn1_x509.Certificate.load(ISSUER)
    issuer["tbs_certificate"]["serial_number"] = 0
    assert code_of(signed([issuer.dump()])) == "PKG-030"


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_no_change_of_its_bytes_makes_another_signer_of_a_chain(data: st.DataObject) -> None:
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(GOOD) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = verify(bytes(changed), CONTENT)
    except PackageError:
        return
    assert replace(found, chain=()) == replace(verify(GOOD, CONTENT), chain=())


# -- Telar's own signature -------------------------------------------------------------------------------------------


def test_telars_own_signature_encloses_the_keys_chain() -> None:
    issued = issued_key()
    found = verify(telar_sign(CONTENT, issued.key, NOW), CONTENT)
    assert (found.certificate, found.chain) == (issued.key.certificate, issued.key.chain)
    assert found.fingerprint == issued.key.fingerprint
    assert not found.self_signed


def test_a_chain_of_three_is_enclosed() -> None:
    key = replace(issued_key().key, certificate=SIGNER, pkcs8=pkcs8(KEYS[0]), chain=(ISSUER, MIDDLE, UPPER))
    assert verify(telar_sign(CONTENT, key, NOW), CONTENT).chain == (ISSUER, MIDDLE, UPPER)


def pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("chain", [(STRANGER,), (ISSUER, MIDDLE, UPPER, ROOT)], ids=["a stranger", "one too many"])
def test_a_key_with_a_chain_that_is_none_makes_no_package(chain: tuple[bytes, ...]) -> None:
    key = replace(issued_key().key, certificate=SIGNER, pkcs8=pkcs8(KEYS[0]), chain=chain)
    with pytest.raises(PackageError) as refused:
        sample_package(key=key)
    assert refused.value.code == ("PKG-043" if len(chain) == 1 else "PKG-031")


def test_a_keys_chain_is_not_shown_when_printed() -> None:
    assert "chain" not in repr(issued_key().key)


def test_a_package_tells_its_signers_certificate_and_chain() -> None:
    issued = issued_key()
    signer = inspect(sample_package(key=issued.key), trusted={issued.key.fingerprint}).signer
    assert (signer.certificate, signer.chain) == (issued.key.certificate, issued.key.chain)
    assert signer.known
    assert "chain" not in repr(signer)
    alone = inspect(sample_package()).signer
    assert (alone.certificate, alone.chain) == (sample_key().certificate, ())


def test_knowing_an_issuer_is_not_knowing_its_signers() -> None:
    issued = issued_key()
    known = {hashlib.sha256(data).hexdigest() for data in (*issued.key.chain, issued.root)}
    assert not inspect(sample_package(key=issued.key), trusted=known).signer.known


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_each_byte_of_a_signature_with_a_chain_flipped(mask: int) -> None:
    """A flip may pass only within the chain's certificates, which the signature does not cover."""
    files = parts(sample_package(key=issued_key().key))
    expected = verify(files[names.SIGNATURE], files[names.MANIFEST])
    changed = bytearray(files[names.SIGNATURE])
    (issuer,) = expected.chain
    start = changed.index(issuer)
    for at in range(len(changed)):
        changed[at] ^= mask
        try:
            found = verify(bytes(changed), files[names.MANIFEST])
        except PackageError:
            pass
        else:
            assert start <= at < start + len(issuer)
            assert found.chain != expected.chain
            assert replace(found, chain=()) == replace(expected, chain=())
        changed[at] ^= mask
    assert container.read(container.write(files))[names.SIGNATURE] == bytes(changed)
