"""Whom a chain makes trustworthy at a moment, and everything that only looks like one."""

import asyncio
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko_certvalidator import CertificateValidator, ValidationContext, errors

from desktop_app.errors import TrustError
from desktop_app.submission.certificates import MOST_REVOKED, Reason, Revoked, make_signer, revocation_list
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.trust import (
    CERTIFICATE_LIMIT,
    LIST_LIMIT,
    MOST_ABOVE,
    MOST_LISTS,
    Anchor,
    Standing,
    as_der,
    judge,
    judge_authority,
    pin,
    read_certificate,
    read_revocation_list,
)
from tests.support.certificates import (
    CA,
    CERTIFIES,
    END,
    SIGNS,
    Ladder,
    crafted,
    ladder,
    load,
    new_ladder,
    private_of,
    serial_of,
    usage,
)
from tests.support.packages import NOW, sample_key

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = NOW + HOUR
MADE = ladder()
PEM = serialization.Encoding.PEM


def code_of(act: Any, *arguments: Any) -> str:
    with pytest.raises(TrustError) as refused:
        act(*arguments)
    return refused.value.code


def judged(
    certificate: bytes = MADE.manager,
    chain: Sequence[bytes] = (MADE.issuer.certificate,),
    made: Ladder = MADE,
    lists: Sequence[bytes] | None = None,
    at: datetime = AT,
) -> Standing:
    return judge(certificate, chain, [made.anchor], made.lists() if lists is None else lists, at)


def pinned(key: SigningKey) -> Anchor:
    """Pinned whatever it is: what ``pin`` refuses must not pass either when it comes from elsewhere."""
    return Anchor(key.certificate, key.fingerprint, key.subject)


def list_of(key: SigningKey, *revoked: Revoked) -> bytes:
    return revocation_list(key, revoked, NOW, NOW + 90 * DAY, 1)


# -- what holds ------------------------------------------------------------------------------------------------------


def test_a_manager_under_issuer_and_root() -> None:
    assert judged() is Standing.VALID


def test_the_authoritys_signer_under_the_root() -> None:
    assert judged(MADE.signer.certificate, ()) is Standing.VALID
    assert judged(MADE.signer.certificate, (), lists=[MADE.root_list()]) is Standing.VALID


def test_what_does_not_belong_to_the_chain_does_no_harm() -> None:
    other = ladder("Ajena")
    assert judged(chain=[other.issuer.certificate, b"\x30\x00", MADE.issuer.certificate]) is Standing.VALID
    assert judged(lists=[b"", other.root_list(), *MADE.lists(), b"\x30\x80"]) is Standing.VALID


def test_several_pinned_roots() -> None:
    anchors = [ladder("Ajena").anchor, MADE.anchor]
    assert judge(MADE.manager, [MADE.issuer.certificate], anchors, MADE.lists(), AT) is Standing.VALID


def test_the_moment_may_be_in_any_time_zone() -> None:
    from zoneinfo import ZoneInfo

    assert judged(at=AT.astimezone(ZoneInfo("America/Bogota"))) is Standing.VALID


# -- no chain --------------------------------------------------------------------------------------------------------


def test_without_a_root_nobody_is_known() -> None:
    assert judge(MADE.manager, [MADE.issuer.certificate], [], MADE.lists(), AT) is Standing.UNKNOWN_ISSUER


def test_without_the_issuer_the_chain_is_broken() -> None:
    assert judged(chain=()) is Standing.UNKNOWN_ISSUER


def test_another_authoritys_manager() -> None:
    other = ladder("Ajena")
    assert judged(other.manager, [other.issuer.certificate, other.root.certificate]) is Standing.UNKNOWN_ISSUER


def test_a_root_with_the_same_name_is_another_root() -> None:
    twin = new_ladder("Entidad de prueba")
    assert load(twin.root.certificate).subject == load(MADE.root.certificate).subject
    assert judged(twin.manager, [twin.issuer.certificate], lists=twin.lists()) is Standing.UNKNOWN_ISSUER
    assert judged(twin.manager, [twin.issuer.certificate], twin) is Standing.VALID
    both = [MADE.anchor, twin.anchor]
    every = [*MADE.lists(), *twin.lists()]
    assert judge(twin.manager, [twin.issuer.certificate], both, every, AT) is Standing.VALID
    assert judge(MADE.manager, [twin.issuer.certificate, MADE.issuer.certificate], both, every, AT) is Standing.VALID


def test_a_manager_who_only_says_that_the_issuer_certified_him() -> None:
    forged = crafted(sample_key("Otra"), issuer_name=load(MADE.issuer.certificate).subject, key_usage=SIGNS, basic=END)
    assert judged(forged.certificate) is Standing.UNKNOWN_ISSUER


def test_a_self_signed_certificate_is_not_known_by_itself() -> None:
    key = sample_key()
    assert judged(key.certificate, ()) is Standing.UNKNOWN_ISSUER
    assert judged(key.certificate, [key.certificate]) is Standing.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"basic": END, "key_usage": SIGNS},
        {"basic": CA},
        {"key_usage": CERTIFIES},
        {"basic": CA, "key_usage": usage("digital_signature", "crl_sign")},
        {"basic": CA, "key_usage": usage("key_cert_sign")},
    ],
    ids=["silent", "a signer", "no key usage", "no constraints", "signs documents", "no lists"],
)
def test_what_a_signs_as_b_under_a_pin_of_a_is_refused(parts: dict[str, Any]) -> None:
    """A pinned certificate that does not say that it certifies is nobody's issuer."""
    a = crafted(None, name="A", **parts)
    b = crafted(a, name="B", basic=END, key_usage=SIGNS)
    crl = handmade_list(a)
    assert judge(b.certificate, [a.certificate], [pinned(a)], [crl], AT) is Standing.UNKNOWN_ISSUER
    assert judge(a.certificate, [], [pinned(a)], [crl], AT) in {Standing.UNKNOWN_ISSUER, Standing.UNFIT}


def test_the_validator_alone_would_take_the_pinned_signer_for_an_issuer() -> None:
    """The reason for looking at every anchor: should pyHanko change its mind, this says so."""
    a = crafted(None, name="A", basic=END)
    b = crafted(a, name="B", basic=END, key_usage=SIGNS)
    assert by_pyhanko(b, [a], [handmade_list(a)], "require") is None


def handmade_list(key: SigningKey, *revoked: Revoked) -> bytes:
    """A list by whoever holds ``key``, whether or not it may."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(load(key.certificate).subject)
        .last_update(NOW)
        .next_update(NOW + 90 * DAY)
    )
    for entry in revoked:
        item = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.when)
        builder = builder.add_revoked_certificate(item.build())
    return builder.sign(private_of(key), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def by_pyhanko(certificate: SigningKey, roots: list[SigningKey], crls: list[bytes], mode: str) -> str | None:
    """What the validator objects by itself."""
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root.certificate) for root in roots],
        moment=AT,
        crls=crls,
        revocation_mode=mode,
    )
    validator = CertificateValidator(asn1_x509.Certificate.load(certificate.certificate), validation_context=context)
    try:
        asyncio.run(validator.async_validate_path())
    except (errors.ValidationError, errors.PathError) as error:
        return str(error)
    return None


def test_a_manager_certifies_nobody() -> None:
    manager = SigningKey(MADE.manager, "", "", sample_key().pkcs8)
    accomplice = crafted(manager, basic=END, key_usage=SIGNS)
    chain = [MADE.manager, MADE.issuer.certificate]
    assert (
        judged(accomplice.certificate, chain, lists=[*MADE.lists(), handmade_list(manager)]) is Standing.UNKNOWN_ISSUER
    )


def test_an_issuer_makes_no_further_issuers() -> None:
    """Path length 0: what an issuer signs as an issuer counts for nothing."""
    below = crafted(MADE.issuer, name="Debajo", basic=CA, key_usage=CERTIFIES)
    end = crafted(below, basic=END, key_usage=SIGNS)
    lists = [*MADE.lists(), list_of(below)]
    assert judged(end.certificate, [below.certificate, MADE.issuer.certificate], lists=lists) is Standing.UNKNOWN_ISSUER


def test_a_chain_that_is_too_long_is_not_looked_at() -> None:
    filler = [ladder("Ajena").issuer.certificate] * MOST_ABOVE
    assert judged(chain=[*filler, MADE.issuer.certificate]) is Standing.UNKNOWN_ISSUER


def test_an_anchor_with_another_fingerprint_is_none() -> None:
    wrong = Anchor(MADE.root.certificate, "00" * 32, "x")
    assert judge(MADE.manager, [MADE.issuer.certificate], [wrong], MADE.lists(), AT) is Standing.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    "private",
    [ec.generate_private_key(ec.SECP256K1()), rsa.generate_private_key(65537, 1024)],
    ids=["secp256k1", "RSA 1024"],
)
def test_an_authority_with_a_weak_key_certifies_nothing(private: Any) -> None:
    root = crafted(None, name="Débil", private=private, basic=CA, key_usage=CERTIFIES)
    end = crafted(root, basic=END, key_usage=SIGNS)
    assert judge(end.certificate, [], [pinned(root)], [handmade_list(root)], AT) is Standing.UNKNOWN_ISSUER


@pytest.mark.parametrize(("digest", "standing"), [("sha256", Standing.VALID), ("sha1", Standing.UNKNOWN_ISSUER)])
def test_a_certificate_signed_with_sha1_is_not_known(tmp_path: Path, digest: str, standing: Standing) -> None:
    """OpenSSL still signs so; cryptography no longer does."""
    private = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    far = NOW + 40_000 * DAY
    root = crafted(None, private=private, until=far, basic=CA, key_usage=CERTIFIES, extra=[(identifier, False)])
    (tmp_path / "r.pem").write_bytes(load(root.certificate).public_bytes(PEM))
    plain = (PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "k.pem").write_bytes(private.private_bytes(*plain))
    run = subprocess.run(
        ["openssl", "req", "-x509", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", "own.pem", "-CA", "r.pem", "-CAkey", "k.pem", "-subj", "/CN=B", f"-{digest}", "-out", "b.pem",
         "-addext", "keyUsage=digitalSignature", "-addext", "basicConstraints=CA:FALSE"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    certificate = as_der((tmp_path / "b.pem").read_bytes())
    at = load(certificate).not_valid_before_utc + HOUR  # OpenSSL takes the computer's clock
    crl = revocation_list(root, [], at, at + DAY, 1)
    assert judge(certificate, [], [pinned(root)], [crl], at) is standing


# -- what a certificate may do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "standing"),
    [
        (("digital_signature",), Standing.VALID),
        (("content_commitment",), Standing.VALID),
        (("key_agreement",), Standing.UNFIT),
        (("key_encipherment", "data_encipherment"), Standing.UNFIT),
        (("key_cert_sign", "crl_sign"), Standing.UNFIT),
    ],
)
def test_the_key_usage_decides(allowed: tuple[str, ...], standing: Standing) -> None:
    end = crafted(MADE.issuer, basic=END, key_usage=usage(*allowed))
    assert judged(end.certificate) is standing


def test_a_certificate_that_does_not_say_what_it_is_for_may_sign() -> None:
    assert judged(crafted(MADE.issuer).certificate) is Standing.VALID


def test_authorities_sign_no_documents() -> None:
    for authority in (MADE.root, MADE.issuer):
        assert judged(authority.certificate) is Standing.UNFIT


def test_an_unknown_critical_extension_is_not_passed_over() -> None:
    strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")
    tolerated = crafted(MADE.issuer, basic=END, key_usage=SIGNS, extra=[(strange, False)])
    refused = crafted(MADE.issuer, basic=END, key_usage=SIGNS, extra=[(strange, True)])
    assert judged(tolerated.certificate) is Standing.VALID
    assert judged(refused.certificate) is Standing.UNKNOWN_ISSUER


def test_a_key_of_another_kind_is_unfit() -> None:
    for private in (ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)):
        assert judged(crafted(MADE.issuer, private=private, key_usage=SIGNS).certificate) is Standing.UNFIT


# -- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "standing"),
    [
        (AT - DAY, AT + DAY, Standing.VALID),
        (AT - DAY, AT - HOUR, Standing.EXPIRED),
        (AT + HOUR, AT + DAY, Standing.NOT_YET),
    ],
)
def test_the_dates_of_each_certificate_count(since: datetime, until: datetime, standing: Standing) -> None:
    manager = crafted(MADE.issuer, since=since, until=until, basic=END, key_usage=SIGNS)
    assert judged(manager.certificate) is standing
    root = crafted(None, name="R", basic=CA, key_usage=CERTIFIES)
    issuer = crafted(root, name="I", since=since, until=until, basic=CA, key_usage=CERTIFIES)
    end = crafted(issuer, basic=END, key_usage=SIGNS)
    lists = [list_of(root), list_of(issuer)]
    assert judge(end.certificate, [issuer.certificate], [pinned(root)], lists, AT) is standing
    old_root = crafted(None, name="R", since=since, until=until, basic=CA, key_usage=CERTIFIES)
    under = crafted(old_root, basic=END, key_usage=SIGNS)
    assert judge(under.certificate, [], [pinned(old_root)], [list_of(old_root)], AT) is standing


# -- revocation ------------------------------------------------------------------------------------------------------

SERIAL = serial_of(MADE.manager)


@pytest.mark.parametrize("reason", Reason)
def test_a_revoked_manager(reason: Reason) -> None:
    lists = [MADE.root_list(), MADE.issuer_list(Revoked(SERIAL, NOW, reason))]
    assert judged(lists=lists) is Standing.REVOKED


def test_another_managers_revocation_is_no_ones_elses() -> None:
    assert judged(lists=[MADE.root_list(), MADE.issuer_list(Revoked(SERIAL + 1, NOW))]) is Standing.VALID


def test_a_revoked_issuer_takes_its_managers_along() -> None:
    revoked = Revoked(serial_of(MADE.issuer.certificate), NOW, Reason.KEY_COMPROMISE)
    assert judged(lists=[MADE.root_list(revoked), MADE.issuer_list()]) is Standing.REVOKED
    assert judged(MADE.signer.certificate, (), lists=[MADE.root_list(revoked)]) is Standing.VALID


@pytest.mark.parametrize(
    ("when", "standing"),
    [(AT - DAY, Standing.REVOKED), (AT - timedelta(seconds=1), Standing.REVOKED), (AT + DAY, Standing.VALID)],
)
def test_revoked_before_and_after_the_moment(when: datetime, standing: Standing) -> None:
    """A list that is later than the moment counts too: that is how one learns of it."""
    for now in (NOW, AT + 2 * DAY):
        lists = [MADE.root_list(now=now), MADE.issuer_list(Revoked(SERIAL, when), now=now)]
        assert judged(lists=lists) is standing


def test_no_list_is_not_good_enough() -> None:
    assert judged(lists=[]) is Standing.NOT_REVOCABLE
    assert judged(lists=[MADE.issuer_list()]) is Standing.NOT_REVOCABLE
    assert judged(lists=[MADE.root_list()]) is Standing.NOT_REVOCABLE


@pytest.mark.parametrize(("days", "standing"), [(89, Standing.VALID), (91, Standing.NOT_REVOCABLE)])
def test_a_stale_list_says_nothing(days: int, standing: Standing) -> None:
    assert judged(at=NOW + days * DAY) is standing
    assert judged(lists=[MADE.root_list(now=NOW + DAY * 60), MADE.issuer_list()], at=NOW + days * DAY) is standing


def test_a_list_by_another_issuer_says_nothing() -> None:
    other = ladder("Ajena")
    assert judged(lists=[MADE.root_list(), other.issuer_list()]) is Standing.NOT_REVOCABLE
    twin = new_ladder("Entidad de prueba")
    assert judged(lists=[MADE.root_list(), twin.issuer_list(Revoked(SERIAL, NOW))]) is Standing.NOT_REVOCABLE


def test_a_list_by_a_manager_says_nothing() -> None:
    manager = SigningKey(MADE.manager, "", "", sample_key().pkcs8)
    forged = handmade_list(manager, Revoked(SERIAL, NOW))
    assert judged(lists=[*MADE.lists(), forged]) is Standing.VALID
    assert judged(lists=[MADE.root_list(), forged]) is Standing.NOT_REVOCABLE


def test_an_older_list_does_not_undo_a_newer_one() -> None:
    newer = MADE.issuer_list(Revoked(SERIAL, NOW), now=NOW + timedelta(minutes=5), number=2)
    older = MADE.issuer_list()
    for lists in ([older, newer], [newer, older]):
        assert judged(lists=[MADE.root_list(), *lists]) is Standing.REVOKED


def test_a_certificate_without_a_distribution_point_is_looked_up_all_the_same() -> None:
    """In pyHanko's softer modes the list is ignored for it: the reason for ``require``."""
    root = crafted(None, name="R", basic=CA, key_usage=CERTIFIES)
    end = crafted(root, basic=END, key_usage=SIGNS, point=False)
    revoked = list_of(root, Revoked(serial_of(end.certificate), NOW))
    assert judge(end.certificate, [], [pinned(root)], [list_of(root)], AT) is Standing.VALID
    assert judge(end.certificate, [], [pinned(root)], [revoked], AT) is Standing.REVOKED
    for mode in ("soft-fail", "hard-fail"):
        assert by_pyhanko(end, [root], [revoked], mode) is None
    assert "was revoked" in str(by_pyhanko(end, [root], [revoked], "require"))


def test_what_is_beyond_the_limits_is_not_looked_at() -> None:
    fillers = [ladder("Ajena").root_list()] * MOST_LISTS
    assert judged(lists=[*fillers, *MADE.lists()]) is Standing.NOT_REVOCABLE
    most = [Revoked(number, NOW, Reason.SUPERSEDED) for number in range(2**120, 2**120 + MOST_REVOKED)]
    assert judged(lists=[MADE.root_list(), MADE.issuer_list(*most)]) is Standing.VALID
    more = handmade_list(MADE.issuer, *most, *(Revoked(number, NOW) for number in range(2**130, 2**130 + 5_000)))
    assert len(more) > LIST_LIMIT
    assert judged(lists=[MADE.root_list(), more]) is Standing.NOT_REVOCABLE
    assert judged(MADE.manager + bytes(CERTIFICATE_LIMIT)) is Standing.UNFIT


# -- the authority itself --------------------------------------------------------------------------------------------


def test_only_the_roots_own_signer_speaks_for_the_authority() -> None:
    chain, anchors = [MADE.issuer.certificate], [MADE.anchor]
    assert judge_authority(MADE.signer.certificate, (), anchors, MADE.lists(), AT) is Standing.VALID
    assert judge_authority(MADE.manager, chain, anchors, MADE.lists(), AT) is Standing.UNKNOWN_ISSUER


def test_a_thief_of_the_issuers_key_does_not_speak_for_the_authority() -> None:
    chain, anchors = [MADE.issuer.certificate], [MADE.anchor]
    own = make_signer(MADE.issuer, "Entidad de prueba", NOW).certificate
    as_root = crafted(MADE.issuer, issuer_name=load(MADE.root.certificate).subject, basic=END, key_usage=SIGNS)
    for certificate in (own, as_root.certificate):
        assert judge_authority(certificate, chain, anchors, MADE.lists(), AT) is Standing.UNKNOWN_ISSUER


def test_a_revoked_signer_no_longer_speaks() -> None:
    revoked = MADE.root_list(Revoked(serial_of(MADE.signer.certificate), NOW))
    assert judge_authority(MADE.signer.certificate, (), [MADE.anchor], [revoked], AT) is Standing.REVOKED


# -- hostile bytes ---------------------------------------------------------------------------------------------------


def same_content(one: bytes, other: bytes) -> bool:
    """All but the signature's value, of which there are several for one content: a bit string may say that its last
    zero bit is none of its own."""
    first, second = load(one), load(other)
    return first.tbs_certificate_bytes == second.tbs_certificate_bytes and first.signature == second.signature


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_each_byte_of_the_certificate_flipped(mask: int) -> None:
    changed = bytearray(MADE.manager)
    for at in range(len(changed)):
        changed[at] ^= mask
        assert judged(bytes(changed)) is not Standing.VALID or same_content(bytes(changed), MADE.manager), at
        changed[at] ^= mask


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_each_byte_of_the_issuer_flipped(mask: int) -> None:
    good = MADE.issuer.certificate
    changed = bytearray(good)
    for at in range(len(changed)):
        changed[at] ^= mask
        assert judged(chain=[bytes(changed)]) is not Standing.VALID or same_content(bytes(changed), good), at
        changed[at] ^= mask


@pytest.mark.parametrize("serial", [b"\x02\x01\x00", b"\x02\x01\xff"])
def test_a_serial_number_below_one_is_unfit(serial: bytes) -> None:
    """No library makes one: it is put into a certificate whose signature then no longer matters."""
    certificate = crafted(MADE.issuer, basic=END, key_usage=SIGNS, serial=5).certificate
    changed = certificate.replace(b"\x02\x01\x05", serial, 1)
    assert changed != certificate
    assert judged(changed) is Standing.UNFIT
    assert code_of(read_certificate, changed) == "CRT-001"


def test_each_byte_of_the_list_flipped() -> None:
    good = MADE.issuer_list(Revoked(SERIAL, NOW))
    root_list = MADE.root_list()
    changed = bytearray(good)
    for at in range(len(changed)):
        changed[at] ^= 0x10
        assert judged(lists=[root_list, bytes(changed)]) in {Standing.NOT_REVOCABLE, Standing.REVOKED}, at
        changed[at] ^= 0x10


@settings(max_examples=200)
@given(st.binary(max_size=400), st.lists(st.binary(max_size=200), max_size=4), st.lists(st.binary(max_size=200)))
def test_noise_is_never_valid_and_never_raises(certificate: bytes, chain: list[bytes], crls: list[bytes]) -> None:
    assert judged(certificate, chain, lists=crls) is Standing.UNFIT
    assert judged(MADE.manager, chain, lists=crls) is Standing.UNKNOWN_ISSUER
    assert judged(lists=crls) is Standing.NOT_REVOCABLE


# -- pins and facts --------------------------------------------------------------------------------------------------


def test_a_root_is_pinned_from_der_and_pem() -> None:
    root = MADE.root
    expected = Anchor(root.certificate, root.fingerprint, "Entidad de prueba Raíz")
    assert pin(root.certificate) == pin(load(root.certificate).public_bytes(PEM)) == expected


def test_what_is_no_root_is_not_pinned() -> None:
    for certificate in (MADE.issuer.certificate, MADE.signer.certificate, MADE.manager, sample_key().certificate):
        assert code_of(pin, certificate) == "CRT-008"


def test_the_facts_of_a_managers_certificate() -> None:
    facts = read_certificate(load(MADE.manager).public_bytes(PEM))
    assert facts == read_certificate(MADE.manager)
    assert (facts.common_name, facts.organisation, facts.initiative_id) == (
        "Ana Gestora",
        "Clúster Café & Cacao de Nariño",
        "ic-017",
    )
    assert facts.issuer_name == "Entidad de prueba Emisora"
    assert facts.serial == SERIAL
    assert facts.fingerprint == load(MADE.manager).fingerprint(hashes.SHA256()).hex()
    assert facts.key_fingerprint == read_certificate(sample_key().certificate).key_fingerprint
    assert (facts.certifies, facts.signs, facts.self_signed) == (False, True, False)
    assert facts.not_after == NOW + 730 * DAY
    assert facts.not_after.tzinfo is UTC
    assert facts.algorithm == "ECDSA P-256"


def test_the_facts_of_a_root() -> None:
    facts = read_certificate(MADE.root.certificate)
    assert (facts.certifies, facts.signs, facts.self_signed) == (True, False, True)
    assert (facts.organisation, facts.initiative_id) == ("", "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30\x03\x02\x01\x01",
        MADE.manager[:-1],
        MADE.manager + b"\0",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        load(MADE.manager).public_bytes(PEM) * 2,
        MADE.manager + bytes(CERTIFICATE_LIMIT),
    ],
    ids=["empty", "another structure", "cut", "longer", "PEM of nothing", "two", "huge"],
)
def test_what_is_no_certificate(data: bytes) -> None:
    assert code_of(read_certificate, data) == "CRT-001"
    assert judged(data) is Standing.UNFIT


def test_a_weak_key_has_no_facts() -> None:
    weak = crafted(None, private=rsa.generate_private_key(65537, 1024))
    assert code_of(read_certificate, weak.certificate) == "CRT-003"


def test_the_facts_of_a_list() -> None:
    when = NOW - DAY
    facts = read_revocation_list(MADE.issuer_list(Revoked(SERIAL, when, Reason.SUPERSEDED), number=7))
    assert (facts.issuer_name, facts.number) == ("Entidad de prueba Emisora", 7)
    assert (facts.this_update, facts.next_update) == (NOW, NOW + 90 * DAY)
    assert facts.revoked == {SERIAL: when}
    assert read_revocation_list(handmade_list(sample_key())).number is None


@given(st.binary(max_size=300))
def test_what_is_no_list(data: bytes) -> None:
    assert code_of(read_revocation_list, data) == "CRT-007"


def test_a_huge_list_is_not_read() -> None:
    assert code_of(read_revocation_list, MADE.issuer_list() + bytes(LIST_LIMIT)) == "CRT-007"
