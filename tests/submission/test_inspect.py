import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.errors import PackageError
from desktop_app.submission import Limits, SigningKey, VerifiedPackage, container, inspect, manifest, names
from tests.support import cms_builder as cms_of
from tests.support.packages import NOW, parts, resealed, sample_info, sample_key, sample_package, sample_response

GOOD = sample_package(evidence={"foto.jpg": b"\xff\xd8foto"}, report_pdf=b"%PDF")
FILES = parts(GOOD)


def refusal(data: bytes, **how: Any) -> PackageError:
    with pytest.raises(PackageError) as refused:
        inspect(data, **how)
    return refused.value


def code_and_entry(data: bytes, **how: Any) -> tuple[str, str | None]:
    error = refusal(data, **how)
    return error.code, error.place.entry


def codes(package: VerifiedPackage) -> list[str]:
    return [code for code, _ in package.warnings]


def but(**changes: bytes | None) -> dict[str, bytes]:
    """The good package's files with some replaced; ``_`` stands for the dot, ``__`` for the slash; None leaves out."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in changes.items()}
    return {name: content for name, content in {**FILES, **named}.items() if content is not None}


def test_a_sound_package_tells_what_it_holds() -> None:
    package = inspect(GOOD)
    assert package.info == sample_info()
    assert package.response_xml == sample_response()
    assert [(entry.name, entry.size) for entry in package.entries] == [
        ("response.xml", len(sample_response())),
        ("submission.xml", len(FILES["submission.xml"])),
        ("evidence/foto.jpg", 6),
        ("report.pdf", 4),
    ]
    assert all(entry.sha256 == hashlib.sha256(FILES[entry.name]).hexdigest() for entry in package.entries)
    assert package.claimed_at == NOW
    assert package.manifest_sha256 == hashlib.sha256(FILES[names.MANIFEST]).hexdigest()
    assert package.signer.self_signed
    assert package.signer.algorithm == "ECDSA P-256, SHA-256"
    assert package.signer.not_before < NOW < package.signer.not_after
    assert package.warnings == ()


def test_a_verified_package_does_not_show_answers_when_printed() -> None:
    assert "<p001>" not in repr(inspect(GOOD))


def test_a_signer_is_known_by_the_exact_fingerprint_only() -> None:
    fingerprint = sample_key().fingerprint
    with_colons = ":".join(fingerprint[at : at + 2] for at in range(0, 64, 2)).upper()
    assert not inspect(GOOD).signer.known
    assert inspect(GOOD, trusted={fingerprint}).signer.known
    assert inspect(GOOD, trusted=[with_colons]).signer.known
    assert not inspect(GOOD, trusted={sample_key("Beto").fingerprint, fingerprint[:-1], ""}).signer.known


def test_what_a_signs_as_b_is_not_known_under_as_pin() -> None:
    """A issues a certificate to "Beto" with the pinned key; a path to the pin exists, the fingerprint is another."""
    ana = sample_key()
    ana_private = serialization.load_der_private_key(ana.pkcs8, None)
    beto_private = ec.generate_private_key(ec.SECP256R1())
    certificate = cms_of.certificate(
        beto_private, "Beto", issuer=("Ana Gestora", ana_private), usage={"digital_signature": True}
    )
    pkcs8 = beto_private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beto = SigningKey(certificate, hashlib.sha256(certificate).hexdigest(), "Beto", pkcs8)
    issuer = x509.load_der_x509_certificate(ana.certificate)
    x509.load_der_x509_certificate(certificate).verify_directly_issued_by(issuer)
    package = inspect(sample_package(key=beto), trusted={ana.fingerprint})
    assert not package.signer.known
    assert not package.signer.self_signed
    assert package.signer.common_name == "Beto"


def test_a_package_for_somebody_else_is_refused() -> None:
    """Encryption to another recipient leaves the signature whole: whom it is for is part of what is signed."""
    other = sample_package(recipient="otra-entidad")
    error = refusal(other)
    assert (error.code, error.params["recipient"]) == ("PKG-027", "otra-entidad")
    assert inspect(other, recipient="otra-entidad").info.recipient == "otra-entidad"


@pytest.mark.parametrize(
    "name", ["response.xml", "submission.xml", "META-INF/ASiCManifest.xml", "META-INF/signature.p7s"]
)
def test_a_missing_part_is_named(name: str) -> None:
    files = {key: content for key, content in FILES.items() if key != name}
    assert code_and_entry(container.write(files)) == ("PKG-017", name)


@pytest.mark.parametrize(
    "name",
    ["META-INF/ASiCManifest2.xml", "META-INF/signature2.p7s", "META-INF/manifest.xml", "meta-inf/x", "META-INF/a/b"],
)
def test_nothing_else_lies_in_meta_inf(name: str) -> None:
    assert code_and_entry(container.write({**FILES, name: b"x"})) == ("PKG-018", name)


@pytest.mark.parametrize(
    "name", ["evidence/otra.jpg", "notas.txt", "evidence", "Evidence/x", "evidence/a/b", "report.pdf.exe"]
)
def test_a_file_that_the_signature_does_not_cover_is_refused(name: str) -> None:
    assert code_and_entry(container.write({**FILES, name: b"x"})) == ("PKG-019", name)


def test_a_file_that_packages_do_not_have_is_refused_even_if_signed() -> None:
    assert code_and_entry(resealed({**FILES, "run.exe": b"MZ"})) == ("PKG-019", "run.exe")


def test_a_file_that_was_taken_out_is_missed() -> None:
    assert code_and_entry(container.write(but(report_pdf=None))) == ("PKG-020", "report.pdf")
    assert code_and_entry(container.write(but(evidence__foto_jpg=None))) == ("PKG-020", "evidence/foto.jpg")


@pytest.mark.parametrize("name", ["response.xml", "submission.xml", "evidence/foto.jpg", "report.pdf"])
def test_a_file_that_changed_is_named(name: str) -> None:
    assert code_and_entry(container.write({**FILES, name: FILES[name] + b" "})) == ("PKG-021", name)


def test_two_files_that_changed_places_are_noticed() -> None:
    swapped = but(evidence__foto_jpg=FILES["report.pdf"], report_pdf=FILES["evidence/foto.jpg"])
    assert code_and_entry(container.write(swapped))[0] == "PKG-021"


def test_a_manifest_that_changed_breaks_the_signature() -> None:
    changed = FILES["META-INF/ASiCManifest.xml"].replace(b"image/jpeg", b"image/png")
    assert changed != FILES["META-INF/ASiCManifest.xml"]
    assert code_and_entry(container.write({**FILES, names.MANIFEST: changed})) == ("PKG-036", names.SIGNATURE)


def test_a_signature_from_another_package_does_not_fit() -> None:
    other = parts(sample_package(revision=2))
    assert code_and_entry(container.write({**FILES, names.SIGNATURE: other[names.SIGNATURE]}))[0] == "PKG-036"


def test_parts_of_two_packages_do_not_mix() -> None:
    other = parts(sample_package(initiative_name="Otra iniciativa"))
    mixed = {**FILES, "submission.xml": other["submission.xml"]}
    assert code_and_entry(container.write(mixed)) == ("PKG-021", "submission.xml")


def test_a_manifest_that_leaves_a_file_out_does_not_cover_it() -> None:
    content = {name: data for name, data in FILES.items() if not name.startswith("META-INF/")}
    partial = manifest.write({name: data for name, data in content.items() if name != "report.pdf"})
    assert code_and_entry(resealed(FILES, listed=partial)) == ("PKG-019", "report.pdf")


def test_a_manifest_that_names_a_file_of_meta_inf_or_the_mimetype_names_one_too_many() -> None:
    content = {name: data for name, data in FILES.items() if not name.startswith("META-INF/")}
    for extra in ("mimetype", "META-INF/signature.p7s"):
        assert code_and_entry(resealed(FILES, listed=manifest.write({**content, extra: b"x"}))) == ("PKG-020", extra)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("submission.xml", b"<submission/>", "PKG-024"),
        ("submission.xml", b"<!DOCTYPE a><submission/>", "PKG-023"),
        ("response.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "PKG-023"),
        ("response.xml", b"<a>", "PKG-022"),
        ("response.xml", sample_response(sample_info(form_id="ssme")), "PKG-026"),
    ],
)
def test_signing_what_is_wrong_does_not_make_it_right(name: str, content: bytes, code: str) -> None:
    assert code_and_entry(resealed({**FILES, name: content})) == (code, name)


def test_signing_a_manifest_that_is_none_does_not_make_it_one() -> None:
    assert code_and_entry(resealed(FILES, listed=b"<hola/>")) == ("PKG-022", names.MANIFEST)


def test_an_oversized_signature_is_not_parsed() -> None:
    assert code_and_entry(GOOD, limits=Limits(signature=100)) == ("PKG-009", names.SIGNATURE)


def test_an_oversized_document_is_not_parsed() -> None:
    assert code_and_entry(GOOD, limits=Limits(document=1800)) == ("PKG-009", "response.xml")
    assert code_and_entry(GOOD, limits=Limits(document=500)) == ("PKG-009", names.MANIFEST)


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (timedelta(hours=47), []),
        (timedelta(hours=-47), []),
        (timedelta(hours=49), ["PKG-W02"]),
        (timedelta(days=-400), ["PKG-W02"]),
    ],
)
def test_a_claimed_time_far_from_now_is_flagged(away: timedelta, expected: list[str]) -> None:
    assert codes(inspect(GOOD, now=NOW + away)) == expected


def test_without_a_now_the_claimed_time_is_only_recorded() -> None:
    old = sample_package(now=NOW + timedelta(days=400), claimed_at=NOW + timedelta(days=400))
    assert codes(inspect(old)) == []
    assert inspect(old).claimed_at == NOW + timedelta(days=400)


def test_a_signature_of_1999_verifies_and_is_flagged() -> None:
    past = datetime(1999, 12, 31, 23, 59, tzinfo=NOW.tzinfo)
    package = inspect(sample_package(now=past), now=NOW)
    assert codes(package) == ["PKG-W02", "PKG-W03", "PKG-W05"]
    assert package.warnings[0][1] == {"claimed": "1999-12-31 23:59+00:00"}


def test_answers_that_claim_another_time_than_the_signature_are_flagged() -> None:
    assert codes(inspect(sample_package(claimed_at=NOW - timedelta(hours=49)), now=NOW)) == ["PKG-W05"]


def test_a_certificate_silent_on_its_use_and_a_signature_silent_on_its_purpose_are_flagged() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = cms_of.certificate(key)
    listed = FILES[names.MANIFEST]
    values = cms_of.attributes(listed, certificate, commitment=None)
    signature = cms_of.sign(listed, key, certificate, values=values)
    package = inspect(container.write({**FILES, names.SIGNATURE: signature}), now=NOW)
    assert codes(package) == ["PKG-W01", "PKG-W04"]


def test_a_receipts_signature_does_not_pass_for_a_submissions() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = cms_of.certificate(key)
    listed = FILES[names.MANIFEST]
    values = cms_of.attributes(listed, certificate, commitment=[cms_of.commitment(cms_of.PROOF_OF_RECEIPT)])
    signature = cms_of.sign(listed, key, certificate, values=values)
    assert code_and_entry(container.write({**FILES, names.SIGNATURE: signature}))[0] == "PKG-038"


def test_a_refusal_names_no_answer() -> None:
    response = sample_response().replace(b"<p001>", b"<p001>respuesta-secreta")
    other = response.replace(b"autodiagnostico", b"ssme")
    for files in (
        but(response_xml=response + b"<"),
        but(response_xml=other),
        but(response_xml=b"<!DOCTYPE a>" + response),
    ):
        for data in (container.write(files), resealed(files)):
            error = refusal(data)
            assert "secreta" not in f"{error} {error.detail} {error.params}"


# -- enrolment -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_der", [b"", b"\x30\x00", bytes(4096)], ids=["empty", "short", "longest"])
def test_a_request_that_came_along_is_handed_on_as_it_came(request_der: bytes) -> None:
    package = inspect(sample_package(request=request_der))
    assert package.request == request_der
    assert [(entry.name, entry.size) for entry in package.entries][-1] == ("enrolment.p10", len(request_der))
    assert "request" not in repr(package)


def test_most_packages_bring_no_request() -> None:
    assert inspect(GOOD).request is None


def test_a_request_that_is_too_large_is_refused() -> None:
    too_large = resealed({**FILES, names.ENROLMENT: bytes(range(256)) * 16 + b"x"})
    error = refusal(too_large)
    assert (error.code, error.place.entry, error.params) == ("PKG-009", "enrolment.p10", {"limit": 4})


def test_a_request_is_signed_like_every_other_file() -> None:
    files = parts(sample_package(request=b"\x30\x00"))
    assert code_and_entry(container.write({**files, names.ENROLMENT: b"\x30\x01"})) == ("PKG-021", names.ENROLMENT)
    assert code_and_entry(container.write({**FILES, names.ENROLMENT: b"\x30\x00"})) == ("PKG-019", names.ENROLMENT)
    del files[names.ENROLMENT]
    assert code_and_entry(container.write(files)) == ("PKG-020", names.ENROLMENT)
