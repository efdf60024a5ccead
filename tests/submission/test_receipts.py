import hashlib
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PackageError, ReceiptError, TelarError
from desktop_app.submission import asic, certificates, container, fit, names, receipts, signing
from desktop_app.submission.encryption import encrypt
from desktop_app.submission.receipts import Observation, Receipt, Status, VerifiedReceipt
from desktop_app.submission.signing import Commitment
from desktop_app.submission.trust import Standing
from tests.support import receiving_entity
from tests.support.packages import NOW, OLDER_ID, parts, sample_key, sample_package
from tests.support.receiving_entity import (
    RECEIPT_ID,
    SOON,
    Entity,
    entity,
    sample_receipt,
    sealed_without_commitment,
    signed_kit,
    signed_receipt,
)
from tests.support.signed_documents import LINE, check_each_byte, check_signed_again, check_words

OTHER_RECEIPT = "11111111-2222-4333-8444-555555555555"
ANCHORS = (entity().anchor,)
MANAGER = entity().manager()
OBSERVATIONS = (
    Observation("/data/p001", "¿Cuál acta?\nFalta la página 2 & la firma."),
    Observation("/data/projects[2]/name", "Repetido."),
)
RETURNED: dict[str, Any] = {"status": Status.RETURNED, "observations": OBSERVATIONS}
GOOD = receipts.write(
    sample_receipt(**RETURNED, supersedes=OTHER_RECEIPT),
    entity().signer,
    NOW,
    certificate=MANAGER.certificate,
    chain=MANAGER.chain,
    crls=entity().crls,
)
FILES = parts(GOOD)
CONTENT = {name: data for name, data in FILES.items() if not name.startswith(names.META_INF)}
XML = CONTENT["receipt.xml"].decode()

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400).map(fit).filter(str.strip)
REF = st.from_regex(r"(/[a-z_][a-z0-9_.-]{0,8}(\[[1-9][0-9]{0,2}\])?){1,5}", fullmatch=True)
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
MOMENT = st.datetimes(timezones=st.just(UTC))
OBSERVED = st.lists(st.builds(Observation, REF, TEXT), min_size=1, max_size=4).map(tuple)


def read(data: bytes, **how: Any) -> VerifiedReceipt:
    return receipts.read(data, how.pop("anchors", ANCHORS), how.pop("at", NOW), **how)


def refusal(data: bytes, **how: Any) -> TelarError:
    with pytest.raises(TelarError) as refused:
        read(data, **how)
    return refused.value


def code_and_field(data: bytes) -> tuple[str, object]:
    error = refusal(data)
    return error.code, error.params.get("field") or error.params.get("fields")


def sealed(files: dict[str, bytes], commitment: Commitment = Commitment.RECEIPT) -> bytes:
    return asic.seal(files, entity().signer, NOW, commitment)


def but(**changes: bytes | None) -> bytes:
    """The good receipt, soundly signed, with some files replaced or (None) left out; ``_`` stands for the dot,
    ``__`` for the hyphen."""
    named = {name.replace("__", "-").replace("_", "."): content for name, content in changes.items()}
    return sealed({name: content for name, content in {**CONTENT, **named}.items() if content is not None})


def xml_but(old: str, new: str) -> bytes:
    assert old in XML
    return but(receipt_xml=XML.replace(old, new, 1).encode())


# -- what a receipt says ---------------------------------------------------------------------------------------------


def test_a_receipt_tells_what_became_of_the_package() -> None:
    found = read(GOOD)
    assert found.receipt == sample_receipt(**RETURNED, supersedes=OTHER_RECEIPT)
    assert found.receipt.observations == OBSERVATIONS
    assert found.signer.fingerprint == entity().signer.fingerprint
    assert found.signer.name == "Confecámaras acuses"
    assert found.signer.at == NOW
    assert found.signer.standing is Standing.VALID
    assert (found.certificate, found.chain, found.crls) == (MANAGER.certificate, MANAGER.chain, entity().crls)
    assert found.certificate_standing is Standing.VALID


def test_a_plain_receipt_brings_nothing_else() -> None:
    found = read(signed_receipt(crls=()), crls=entity().crls)
    assert (found.certificate, found.certificate_standing, found.chain, found.crls) == (None, None, (), ())


def test_the_document_is_fixed() -> None:
    receipt = sample_receipt(
        **RETURNED,
        supersedes=OTHER_RECEIPT,
        package_sha256="a" * 64,
        container_sha256="b" * 64,
        manifest_sha256="c" * 64,
        signer_sha256="d" * 64,
        signer_key_sha256="e" * 64,
    )
    written = parts(receipts.write(receipt, entity().signer, NOW))["receipt.xml"].decode()
    assert written == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<receipt xmlns="urn:telar:receipt:1" id="{RECEIPT_ID}" supersedes="{OTHER_RECEIPT}">'
        "<issued>2026-11-20T15:30:00Z</issued>"
        "<recipient>confecamaras</recipient>"
        '<response id="uuid:6b9f3a52-0d1e-4c8e-9f5a-2f1c7d3e4b60" revision="1" sequence="1"/>'
        f'<package sha256="{"a" * 64}" container="{"b" * 64}" manifest="{"c" * 64}"/>'
        f'<signer sha256="{"d" * 64}" key="{"e" * 64}"/>'
        "<arrived>2026-11-20T14:30:00Z</arrived>"
        "<status>returned</status>"
        '<observation ref="/data/p001">¿Cuál acta?\nFalta la página 2 &amp; la firma.</observation>'
        '<observation ref="/data/projects[2]/name">Repetido.</observation>'
        "</receipt>"
    )


@settings(max_examples=25, deadline=None)
@given(
    receipt_id=st.uuids().map(str),
    supersedes=st.none() | st.just(OTHER_RECEIPT),
    recipient=LINE,
    response_id=st.uuids().map(lambda value: f"uuid:{value}"),
    revision=st.integers(1, 999_999),
    sequence=st.integers(0, 999_999),
    package_sha256=DIGEST,
    container_sha256=DIGEST,
    manifest_sha256=DIGEST,
    signer_sha256=DIGEST,
    signer_key_sha256=DIGEST,
    moments=st.tuples(MOMENT, MOMENT).map(sorted),
    outcome=st.tuples(st.sampled_from([Status.RECEIVED, Status.ACCEPTED]), st.just(()))
    | st.tuples(st.just(Status.RETURNED), OBSERVED),
)
def test_what_is_written_is_read_back(moments: list[datetime], outcome: tuple[Any, Any], **values: Any) -> None:
    (arrived, issued), (status, observations) = moments, outcome
    receipt = Receipt(arrived=arrived, issued=issued, status=status, observations=observations, **values)
    data = receipts.write(receipt, entity().signer, NOW)
    assert read(data, crls=entity().crls).receipt == receipt


def test_the_smallest_and_the_largest_receipt_are_read() -> None:
    assert read(signed_receipt(status=Status.RECEIVED)).receipt.status is Status.RECEIVED
    ref = "/" + "r" * 499
    many = tuple(Observation(ref, hashlib.sha256(b"%d" % at).hexdigest() * 31) for at in range(199))
    last = Observation(ref, "x" * 2_000)
    data = signed_receipt(status=Status.RETURNED, observations=(*many, last))
    assert read(data).receipt.observations == (*many, last)


def test_a_receipt_for_an_accepted_package_takes_two_and_a_half_kilobytes() -> None:
    assert 2_000 < len(signed_receipt()) < 3_500


def test_moments_are_kept_in_utc_and_whole_seconds() -> None:
    bogota = timezone(timedelta(hours=-5))
    receipt = sample_receipt(issued=datetime(2026, 11, 20, 21, 0, 5, 999, tzinfo=bogota))
    assert receipt.issued == datetime(2026, 11, 21, 2, 0, 5, tzinfo=UTC)
    for name in ("issued", "arrived"):
        with pytest.raises(ValueError, match="time zone"):
            sample_receipt(**{name: datetime(2026, 11, 20)})  # noqa: DTZ001


def test_what_was_observed_is_not_shown_when_printed() -> None:
    assert "acta" not in repr(read(GOOD))
    assert "acta" not in repr(OBSERVATIONS)


# -- what it may say -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("receipt_id", RECEIPT_ID.upper(), "receipt_id"),
        ("receipt_id", f"uuid:{RECEIPT_ID}", "receipt_id"),
        ("receipt_id", "", "receipt_id"),
        ("supersedes", "", "supersedes"),
        ("supersedes", "anterior", "supersedes"),
        ("recipient", "", "recipient"),
        ("recipient", " ", "recipient"),
        ("recipient", "x" * 301, "recipient"),
        ("recipient", "dos\nlíneas", "recipient"),
        ("recipient", "nul\0", "recipient"),
        ("recipient", "\ud800", "recipient"),
        ("recipient", "a\uffff", "recipient"),
        ("response_id", RECEIPT_ID, "response_id"),
        ("revision", 0, "revision"),
        ("revision", 1_000_000, "revision"),
        ("sequence", -1, "sequence"),
        ("package_sha256", "A" * 64, "package_sha256"),
        ("container_sha256", "a" * 63, "container_sha256"),
        ("manifest_sha256", "", "manifest_sha256"),
        ("signer_sha256", "g" * 64, "signer_sha256"),
        ("signer_key_sha256", "a:" * 32, "signer_key_sha256"),
        ("observations", (Observation("data/p001", "x"),), "ref"),
        ("observations", (Observation("/data/p001[0]", "x"),), "ref"),
        ("observations", (Observation("/data/../p001", "x"),), None),
        ("observations", (Observation("/" + "x" * 500, "x"),), "ref"),
        ("observations", (Observation("/data/p001", " \n "),), "observation"),
        ("observations", (Observation("/data/p001", "x" * 2_001),), "observation"),
        ("observations", (Observation("/data/p001", "a\r\nb"),), "observation"),
        ("observations", (Observation("/data/p001", "a\x1b[2J"),), "observation"),
        ("observations", (Observation("/data/p001", "x"),) * 201, "observation"),
    ],
)
def test_an_unfit_field_is_refused_before_it_is_signed(field: str, value: object, named: str | None) -> None:
    changes = {field: value}
    if field == "observations":
        changes["status"] = Status.RETURNED
    if named is None:  # odd, and a path all the same
        assert read(signed_receipt(**changes)).receipt == sample_receipt(**changes)
        return
    with pytest.raises(ReceiptError) as refused:
        signed_receipt(**changes)
    assert (refused.value.code, refused.value.params["field"]) == ("RCP-002", named)
    assert refused.value.place.entry == "receipt.xml"


def test_a_document_that_its_reader_would_not_take_is_not_written() -> None:
    text = "&" * 2_000  # five bytes each, as XML
    with pytest.raises(ReceiptError) as refused:
        signed_receipt(status=Status.RETURNED, observations=(Observation("/data/a", text),) * 150)
    assert (refused.value.code, refused.value.params["field"]) == ("RCP-002", "receipt")


def test_a_document_that_compresses_like_a_bomb_travels_as_it_is() -> None:
    remarks = (Observation("/data/a", "x" * 2_000),) * 100
    assert read(signed_receipt(status=Status.RETURNED, observations=remarks)).receipt.observations == remarks


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"status": Status.RETURNED}, "status, observation"),
        ({"status": Status.ACCEPTED, "observations": OBSERVATIONS}, "status, observation"),
        ({"status": Status.RECEIVED, "observations": OBSERVATIONS}, "status, observation"),
        ({"arrived": NOW + timedelta(seconds=1)}, "arrived, issued"),
        ({"supersedes": RECEIPT_ID}, "id, supersedes"),
    ],
)
def test_a_contradiction_is_not_signed(changes: dict[str, Any], fields: str) -> None:
    with pytest.raises(ReceiptError) as refused:
        signed_receipt(**changes)
    assert (refused.value.code, refused.value.params["fields"]) == ("RCP-003", fields)


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("<status>returned", "<status>accepted", "status, observation"),
        ("<status>returned", "<status>received", "status, observation"),
        ("<issued>2026", "<issued>2025", "arrived, issued"),
        (f'supersedes="{OTHER_RECEIPT}"', f'supersedes="{RECEIPT_ID}"', "id, supersedes"),
    ],
)
def test_a_contradiction_is_not_believed_even_when_it_is_signed(old: str, new: str, fields: str) -> None:
    assert code_and_field(xml_but(old, new)) == ("RCP-003", fields)


def test_a_return_without_observations_is_not_believed() -> None:
    bare = re.sub("<observation.*</observation>", "", XML, flags=re.DOTALL)
    assert code_and_field(but(receipt_xml=bare.encode())) == ("RCP-003", "status, observation")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("urn:telar:receipt:1", "urn:telar:receipt:2", "receipt"),
        ("<receipt ", '<receipt version="2" ', "receipt"),
        (f' id="{RECEIPT_ID}"', "", "receipt"),
        ('id="3f0c', 'id="3F0C', "receipt_id"),
        ("<issued>", "hola<issued>", "receipt"),
        ("<recipient>confecamaras</recipient>", "", "receipt"),
        ("<recipient>", "<!-- x --><recipient>", "receipt"),
        ("<recipient>", "<?x y?><recipient>", "receipt"),
        ("<recipient>confecamaras</recipient>", "<recipient>a</recipient><recipient>b</recipient>", "receipt"),
        ("<recipient>confecamaras</recipient>", "<recipient>confe<b/>camaras</recipient>", "recipient"),
        ("<recipient>confecamaras</recipient>", "<recipient></recipient>", "recipient"),
        ("</recipient>", "</recipient>hola", "recipient"),
        ('revision="1"', 'revision="01"', "revision"),
        ('revision="1"', 'revision="١"', "revision"),
        ('sequence="1"', 'sequence="+1"', "sequence"),
        (' sequence="1"', "", "response"),
        ('sequence="1"/>', 'sequence="1">hola</response>', "response"),
        ("<package ", '<package x:sha256="a" xmlns:x="urn:x" ', "package"),
        (" container=", " content=", "package"),
        ("<signer ", '<signer name="x" ', "signer"),
        ("<issued>2026-11-20T15:30:00Z", "<issued>2026-11-20T15:30:00-05:00", "issued"),
        ("<issued>2026-11-20T15", "<issued>2026-11-20T25", "issued"),
        ("<arrived>2026-11-20", "<arrived>2026-02-30", "arrived"),
        ("<arrived>2026", "<arrived> 2026", "arrived"),
        ("<status>returned", "<status>Returned", "status"),
        ("<status>returned", "<status>rejected", "status"),
        ("<status>", '<status at="x">', "status"),
        ('<observation ref="/data/p001">', "<observation>", "observation"),
        ('<observation ref="/data/p001">', '<observation ref="/data/p001" by="x">', "observation"),
        ("Repetido.", "<b>Repetido.</b>", "observation"),
        ("Repetido.", "", "observation"),
        ("Repetido.", "a&#13;b", "observation"),
        ("Repetido.", "x" * 2_001, "observation"),
        ("</receipt>", "<note/></receipt>", "receipt"),
        ("</receipt>", '<observation ref="/a">x</observation>' * 199 + "</receipt>", "receipt"),
    ],
)
def test_what_is_not_exactly_a_receipt_is_refused_even_when_it_is_signed(old: str, new: str, field: str) -> None:
    assert code_and_field(xml_but(old, new)) == ("RCP-002", field)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hola", "PKG-022"),
        (b"<!DOCTYPE a><a/>", "PKG-023"),
        ("<a>á</a>".encode("latin-1"), "PKG-023"),
        (b"<a>" * 300 + b"</a>" * 300, "PKG-022"),
    ],
)
def test_xml_that_is_unfit_is_refused(data: bytes, code: str) -> None:
    error = refusal(but(receipt_xml=data))
    assert (error.code, error.place.entry) == (code, "receipt.xml")


def test_indentation_changes_nothing() -> None:
    spaced = re.sub("><(?!/observation)", ">\n  <", XML)
    assert read(but(receipt_xml=spaced.encode())).receipt == read(GOOD).receipt


# -- what is no receipt ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        sample_package(),
        signed_kit(),
        encrypt(GOOD, [receiving_entity.age_recipients()[0]]),
        sealed(CONTENT, Commitment.ORIGIN),
        sealed_without_commitment(CONTENT),
        but(receipt_xml=None),
        b"",
        b"%PDF-1.7",
        GOOD[:-30],
    ],
    ids=["package", "kit", "encrypted", "origin", "no commitment", "no document", "empty", "pdf", "cut"],
)
def test_what_is_no_receipt_is_called_so(data: bytes) -> None:
    assert refusal(data).code == "RCP-001"


def test_a_container_without_a_commitment_is_sound_otherwise() -> None:
    """So that the case above is refused for what it lacks, and not for what was put together wrongly here."""
    found = asic.unseal(sealed_without_commitment(CONTENT), receipts.LIMITS, lambda _: True, (), Commitment.RECEIPT)
    assert found.signature.commitment is None


@pytest.mark.parametrize("name", ["META-INF/ASiCManifest.xml", "META-INF/signature.p7s"])
def test_a_receipt_without_its_signature_is_damaged(name: str) -> None:
    error = refusal(container.write({key: data for key, data in FILES.items() if key != name}))
    assert (error.code, error.place.entry) == ("PKG-017", name)


@pytest.mark.parametrize("name", ["notas.txt", "chain-4.der", "chain-0.der", "crl-1.der", "crl-5.der", "response.xml"])
def test_a_file_that_no_receipt_has_is_refused(name: str) -> None:
    error = refusal(sealed({**CONTENT, name: b"x"}))
    assert (error.code, error.place.entry) == ("PKG-019", name)


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_a_file_changed_after_signing_is_found(name: str) -> None:
    assert refusal(container.write({**FILES, name: FILES[name] + b"\n"})).code == "PKG-021"


def test_too_large_a_receipt_is_refused_unread() -> None:
    assert refusal(b"PK\x03\x04" + bytes(receipts.LIMITS.package)).code == "PKG-001"
    small = replace(receipts.LIMITS, package=100)
    assert refusal(GOOD, limits=small).code == "PKG-001"


# -- who signed ------------------------------------------------------------------------------------------------------


def signed_by(key: signing.SigningKey) -> bytes:
    return asic.seal(CONTENT, key, NOW, Commitment.RECEIPT)


def test_without_a_pinned_root_nobody_is_believed() -> None:
    assert refusal(GOOD, anchors=()).code == "RCP-004"


def test_another_entitys_receipt_is_refused() -> None:
    assert refusal(signed_by(entity("Otra").signer)).code == "RCP-004"
    assert read(signed_by(entity("Otra").signer), anchors=(entity("Otra").anchor,), crls=entity("Otra").crls)


def test_an_entity_of_the_same_name_is_another() -> None:
    before = NOW - timedelta(days=1)
    root = certificates.make_root("Confecámaras raíz", before)
    signer = certificates.make_signer(root, "Confecámaras acuses", before)
    assert refusal(signed_by(signer)).code == "RCP-004"


def test_a_manager_cannot_acknowledge_a_package() -> None:
    """A manager's certificate leads to the same root, and would pass for the entity's if only the path counted."""
    assert read(GOOD).certificate_standing is Standing.VALID
    assert refusal(signed_by(MANAGER)).code == "RCP-004"
    assert refusal(signed_by(sample_key())).code == "RCP-004"


def test_what_the_issuer_certified_does_not_speak_for_the_entity() -> None:
    stolen = certificates.make_signer(entity().issuer, "Confecámaras acuses", NOW)
    assert refusal(signed_by(stolen)).code == "RCP-004"


def test_an_authority_itself_does_not_sign() -> None:
    assert refusal(signed_by(entity().root)).code in {"PKG-035", "RCP-004"}
    assert refusal(signed_by(entity().issuer)).code in {"PKG-035", "RCP-004"}


def test_a_revoked_signer_is_refused_by_what_is_known_here_or_enclosed() -> None:
    revoked = entity().root_list(entity().signer)
    assert refusal(GOOD, crls=[revoked]).code == "RCP-005"
    assert refusal(but(crl_der=revoked)).code == "RCP-005"
    assert refusal(but(crl_der=revoked), crls=entity().crls).code == "RCP-005"
    somebody_else = certificates.make_signer(entity().root, "Confecámaras acuses 2", NOW)
    assert read(GOOD, crls=[entity().root_list(somebody_else)]).receipt


def test_an_older_list_that_comes_along_takes_nothing_back() -> None:
    revoked = entity().root_list(entity().signer)
    for order in ([revoked, *entity().crls], [*entity().crls, revoked]):
        assert refusal(GOOD, crls=order).code == "RCP-005"


def test_an_expired_signer_is_refused() -> None:
    late = NOW + timedelta(days=6 * 365)
    fresh = entity().root_list(number=3, made=late - timedelta(days=1), until=late + timedelta(days=1))
    assert refusal(GOOD, at=late, crls=[fresh]).code == "RCP-006"


def test_a_signer_of_the_future_is_refused() -> None:
    early = NOW - timedelta(days=30)
    old = entity().root_list(number=1, made=early - timedelta(days=1), until=SOON)
    assert refusal(GOOD, at=early, crls=[old]).code == "RCP-007"


def test_without_a_current_list_the_signer_is_refused() -> None:
    assert refusal(signed_receipt(crls=())).code == "RCP-008"
    assert refusal(GOOD, at=SOON + timedelta(days=1)).code == "RCP-008"
    fresh = entity().root_list(number=3, made=SOON, until=SOON + timedelta(days=90))
    assert read(GOOD, at=SOON + timedelta(days=1), crls=[fresh]).signer.standing is Standing.VALID


def test_another_entitys_list_says_nothing() -> None:
    assert refusal(signed_receipt(crls=entity("Otra").crls)).code == "RCP-008"


# -- what comes along ------------------------------------------------------------------------------------------------


def with_certificate(manager: Any, **how: Any) -> bytes:
    made = {"certificate": manager.certificate, "chain": manager.chain, "crls": entity().crls, **how}
    return receipts.write(sample_receipt(), entity().signer, NOW, **made)


def test_a_certificate_for_another_key_is_neither_written_nor_read() -> None:
    beto = entity().manager(sample_key("Beto"))
    with pytest.raises(ReceiptError) as refused:
        with_certificate(beto)
    assert (refused.value.code, refused.value.place.entry) == ("RCP-010", "certificate.der")
    assert refusal(but(certificate_der=beto.certificate)).code == "RCP-010"


def test_a_certificate_that_does_not_stand_is_handed_over_with_its_standing() -> None:
    """The response was received all the same; whether to use the certificate is for whoever imports it."""
    serial = x509.load_der_x509_certificate(MANAGER.certificate).serial_number
    entry = certificates.Revoked(serial, NOW - timedelta(minutes=30))
    revoked = certificates.revocation_list(entity().issuer, [entry], NOW - timedelta(minutes=30), SOON, 2)
    assert read(GOOD, crls=[revoked]).certificate_standing is Standing.REVOKED
    alone = read(but(chain__1_der=None))
    assert alone.certificate_standing is Standing.UNKNOWN_ISSUER
    assert alone.chain == ()
    itself = read(with_certificate(sample_key()))
    assert itself.certificate_standing is Standing.UNKNOWN_ISSUER


CRL = entity().crls[0]


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"certificate_der": b""}, "certificate.der"),
        ({"certificate_der": MANAGER.certificate[:-1]}, "certificate.der"),
        ({"certificate_der": MANAGER.certificate + b"\0"}, "certificate.der"),
        ({"certificate_der": MANAGER.certificate.ljust(20_000, b"\0")}, "certificate.der"),
        (
            {"certificate_der": x509.load_der_x509_certificate(MANAGER.certificate).public_bytes(Encoding.PEM)},
            "certificate.der",
        ),
        ({"certificate_der": None}, "chain-1.der"),
        ({"chain__1_der": b"x"}, "chain-1.der"),
        ({"chain__1_der": None, "chain__2_der": MANAGER.chain[0]}, "chain-2.der"),
        ({"crl_der": None}, "crl-2.der"),
        ({"crl__2_der": b"x"}, "crl-2.der"),
        ({"crl__3_der": MANAGER.certificate}, "crl-3.der"),
        ({"crl__3_der": CRL + b"\0"}, "crl-3.der"),
    ],
)
def test_what_is_damaged_or_out_of_place_is_refused(changes: dict[str, Any], entry: str) -> None:
    error = refusal(but(**changes), crls=entity().crls)
    assert (error.code, error.place.entry) == ("RCP-009", entry)


@pytest.mark.parametrize(
    ("how", "entry"),
    [
        ({"certificate": None}, "chain-1.der"),
        ({"certificate": b"x"}, "certificate.der"),
        ({"chain": (b"x",)}, "chain-1.der"),
        ({"chain": MANAGER.chain * 4}, "chain-3.der"),
        ({"crls": (b"x",)}, "crl.der"),
        ({"crls": (CRL,) * 5}, "crl-4.der"),
    ],
)
def test_what_would_be_refused_is_not_written(how: dict[str, Any], entry: str) -> None:
    with pytest.raises(ReceiptError) as refused:
        with_certificate(MANAGER, **how)
    assert (refused.value.code, refused.value.place.entry) == ("RCP-009", entry)


# -- every byte ------------------------------------------------------------------------------------------------------

EXPECTED = read(GOOD)


def accepted(data: bytes) -> bool:
    """Whether ``data`` passes; if it does, it must be the same receipt to the last field."""
    try:
        found = read(data)
    except (PackageError, ReceiptError):
        return False
    assert found == EXPECTED
    return True


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_each_byte_flipped(mask: int) -> None:
    check_each_byte(GOOD, len(FILES), accepted, mask)


@pytest.mark.parametrize("name", sorted(FILES))
def test_bytes_of_each_file_flipped_and_packed_again(name: str) -> None:
    """With the ZIP's checksums in order: only digests and signature stand in the way."""
    content = bytearray(FILES[name])
    for at in range(0, len(content), 4):
        content[at] ^= 0x04
        assert not accepted(container.write({**FILES, name: bytes(content)}))
        content[at] ^= 0x04


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_bytes_of_each_file_flipped_and_signed_again(name: str) -> None:
    """Nothing that the entity signs makes the reader fail otherwise than by a refusal."""
    check_signed_again(CONTENT[name], lambda data: read(sealed({**CONTENT, name: data})), PackageError, ReceiptError)


def test_each_truncation() -> None:
    assert not any(accepted(GOOD[:length]) for length in range(len(GOOD)))
    assert not any(accepted(GOOD[start:]) for start in range(1, len(GOOD)))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_noise(data: bytes) -> None:
    assert refusal(data).code in {"RCP-001", "PKG-003", "PKG-004", "PKG-005"}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["receipt.xml", "certificate.der", "crl-2.der"]), st.binary(max_size=600))
def test_noise_that_is_signed(name: str, data: bytes) -> None:
    with pytest.raises((PackageError, ReceiptError)):
        read(sealed({**CONTENT, name: data}))


# -- words and other tools -------------------------------------------------------------------------------------------


def test_every_code_has_its_words_and_is_raised() -> None:
    source = Path(receipts.__file__).read_text(encoding="utf-8")
    given_with = {"RCP-002": {"field"}, "RCP-003": {"fields"}}
    check_words("RCP", source, given_with)


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)


def test_openssl_verifies_a_receipt_under_the_entitys_root(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        archive.extractall(tmp_path)
    verified = [openssl_verifies(tmp_path, each) for each in (entity(), entity("Otra"))]
    assert verified[0].returncode == 0, verified[0].stderr
    assert b"CAdES Verification successful" in verified[0].stderr
    assert verified[1].returncode != 0
    shown = openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", tmp_path / "META-INF/signature.p7s")
    assert b"id-smime-cti-ets-proofOfReceipt" in shown.stdout


def openssl_verifies(folder: Path, of: Entity) -> subprocess.CompletedProcess[bytes]:
    root = x509.load_der_x509_certificate(of.root.certificate)
    (folder / "ca.pem").write_bytes(root.public_bytes(Encoding.PEM))
    # fmt: off
    return openssl(
        "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", folder / "META-INF/signature.p7s",
        "-content", folder / "META-INF/ASiCManifest.xml", "-CAfile", folder / "ca.pem",
        "-attime", int(NOW.timestamp()), "-purpose", "any", "-out", folder / "null",
    )
    # fmt: on


def test_openssl_verifies_the_certificate_that_a_receipt_brings(tmp_path: Path) -> None:
    found = read(GOOD)
    assert found.certificate is not None
    for name, data in {"leaf": found.certificate, "issuer": found.chain[0], "root": ANCHORS[0].certificate}.items():
        pem = x509.load_der_x509_certificate(data).public_bytes(Encoding.PEM)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    lists = [x509.load_der_x509_crl(data).public_bytes(Encoding.PEM) for data in found.crls]
    (tmp_path / "lists.pem").write_bytes(b"".join(lists))
    # fmt: off
    run = openssl(
        "verify", "-CAfile", tmp_path / "root.pem", "-untrusted", tmp_path / "issuer.pem", "-crl_check_all",
        "-CRLfile", tmp_path / "lists.pem", "-attime", int(NOW.timestamp()), tmp_path / "leaf.pem",
    )
    # fmt: on
    assert run.returncode == 0, run.stderr


def test_a_receipt_names_the_response_it_answers() -> None:
    receipt = read(signed_receipt(response_id=OLDER_ID, revision=3, sequence=7)).receipt
    assert (receipt.response_id, receipt.revision, receipt.sequence) == (OLDER_ID, 3, 7)
