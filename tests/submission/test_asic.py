"""Sealing and unsealing, for containers that are no packages: a receipt, a wave kit."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PackageError, SigningKeyError
from desktop_app.submission import Commitment, Limits, Sealed, SigningKey, container, inspect, manifest, names
from desktop_app.submission.asic import seal, unseal
from tests.support.packages import NOW, issued_key, parts, sample_key, sample_package

FILES = {"kit.xml": b"<kit>" + b"<a/>" * 40 + b"</kit>", "forms/ssme.xml": b"<h:html/>", "logo.png": b"\x89PNG"}
LIMITS = Limits(package=64 * 1024, entries=8)


def anything(name: str) -> bool:
    return True


def nothing(name: str) -> bool:
    return False


GOOD = seal(FILES, sample_key(), NOW)


def unsealed(
    data: bytes,
    allowed: Callable[[str], bool] = anything,
    required: tuple[str, ...] = ("kit.xml",),
    commitment: Commitment = Commitment.ORIGIN,
    limits: Limits = LIMITS,
) -> Sealed:
    return unseal(data, limits, allowed, required, commitment)


def code_and_entry(data: bytes, **how: object) -> tuple[str, str | None]:
    with pytest.raises(PackageError) as refused:
        unsealed(data, **how)  # type: ignore[arg-type]
    return refused.value.code, refused.value.place.entry


def resigned(files: dict[str, bytes], listed: bytes) -> bytes:
    """A container of ``files`` whose signature is sound and whose manifest is ``listed``."""
    from desktop_app.submission.signing import sign

    return container.write({**files, names.MANIFEST: listed, names.SIGNATURE: sign(listed, sample_key(), NOW)})


def test_what_is_sealed_is_unsealed() -> None:
    found = unsealed(GOOD)
    assert list(found.files.items()) == list(FILES.items())
    assert found.manifest == manifest.write(FILES)
    assert found.signature.fingerprint == sample_key().fingerprint
    assert found.signature.certificate == sample_key().certificate
    assert found.signature.signing_time == NOW
    assert found.signature.commitment is Commitment.ORIGIN


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"\A[a-z0-9_]{1,12}(/[a-z0-9]{1,9})?\.[a-z]{3}\Z"), st.binary(max_size=300), max_size=4
    )
)
def test_any_files_come_back_in_their_order(files: dict[str, bytes]) -> None:
    data = seal({"a": b"", **files}, sample_key(), NOW)
    assert list(unseal(data, LIMITS, anything).files.items()) == [("a", b""), *files.items()]


@pytest.mark.parametrize("commitment", Commitment)
def test_a_seal_is_for_one_purpose(commitment: Commitment) -> None:
    data = seal(FILES, sample_key(), NOW, commitment)
    assert unsealed(data, commitment=commitment).signature.commitment is commitment
    (other,) = set(Commitment) - {commitment}
    assert code_and_entry(data, commitment=other) == ("PKG-038", names.SIGNATURE)


def test_a_seals_time_is_an_argument() -> None:
    later = NOW + timedelta(days=1, microseconds=5)
    assert unsealed(seal(FILES, sample_key(), later)).signature.signing_time == NOW + timedelta(days=1)


def test_the_chain_goes_with_the_seal() -> None:
    issued = issued_key()
    signature = unsealed(seal(FILES, issued.key, NOW)).signature
    assert (signature.certificate, signature.chain) == (issued.key.certificate, issued.key.chain)


def test_a_sealed_thing_does_not_show_its_content_when_printed() -> None:
    assert "kit>" not in repr(unsealed(GOOD))


@pytest.mark.parametrize(
    "name",
    ["../x", "a b", "ñ", "mimetype", "MIMETYPE", "META-INF/x.xml", "meta-inf/x", names.MANIFEST, names.SIGNATURE],
)
def test_a_name_that_is_unfit_or_taken_is_refused_before_signing(name: str) -> None:
    broken = SigningKey(b"", "", "", b"")
    with pytest.raises(PackageError) as refused:
        seal({**FILES, name: b"x"}, broken, NOW)
    assert (refused.value.code, refused.value.place.entry) == ("PKG-012", name)


@pytest.mark.parametrize(
    "key",
    [
        SigningKey(b"", "", "", b""),
        SigningKey(sample_key().certificate, "", "", b"\x30\x00"),
        SigningKey(b"\x30\x00", "", "", sample_key().pkcs8),
        SigningKey(sample_key().certificate, "", "", sample_key().pkcs8, (b"\x30\x00",)),
        SigningKey(sample_key().certificate, "", "", sample_key().pkcs8, (b"",)),
    ],
    ids=["empty", "no key", "no certificate", "no chain", "an empty chain"],
)
def test_a_key_that_does_not_sign_is_refused(key: SigningKey) -> None:
    with pytest.raises(SigningKeyError) as refused:
        seal(FILES, key, NOW)
    assert refused.value.code == "KEY-007"


# -- what has to be there, and what may ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kit.xml", names.MANIFEST, names.SIGNATURE])
def test_what_must_be_there_is_missed_by_name(name: str) -> None:
    files = {key: content for key, content in parts(GOOD).items() if key != name}
    assert code_and_entry(container.write(files)) == ("PKG-017", name)


def test_the_first_that_is_missing_is_named() -> None:
    assert code_and_entry(container.write({"x": b""}), required=("b", "a")) == ("PKG-017", "b")


def test_nothing_is_required_but_manifest_and_signature() -> None:
    assert unsealed(GOOD, required=()).files == FILES
    assert code_and_entry(container.write({}), required=())[0] == "PKG-017"


def test_what_is_required_is_allowed() -> None:
    assert unsealed(GOOD, allowed=nothing, required=tuple(FILES)).files == FILES


def test_what_is_not_allowed_is_refused_even_though_it_is_signed() -> None:
    assert code_and_entry(GOOD, allowed=nothing) == ("PKG-019", "forms/ssme.xml")
    assert code_and_entry(GOOD, allowed=lambda name: name.startswith("forms/")) == ("PKG-019", "logo.png")


@pytest.mark.parametrize("name", ["META-INF/ASiCManifest2.xml", "META-INF/x", "meta-inf/ASiCManifest.txt"])
def test_nothing_else_lies_in_meta_inf_whatever_is_allowed(name: str) -> None:
    assert code_and_entry(container.write({**parts(GOOD), name: b"x"})) == ("PKG-018", name)


# -- manifest and files agree ----------------------------------------------------------------------------------------


def test_a_file_added_taken_out_changed_or_renamed_is_named() -> None:
    files = parts(GOOD)
    assert code_and_entry(container.write({**files, "more.xml": b"x"})) == ("PKG-019", "more.xml")
    fewer = {name: content for name, content in files.items() if name != "logo.png"}
    assert code_and_entry(container.write(fewer)) == ("PKG-020", "logo.png")
    assert code_and_entry(container.write({**files, "logo.png": b"\x89PNX"})) == ("PKG-021", "logo.png")
    renamed = {name.replace("logo", "lago"): content for name, content in files.items()}
    assert code_and_entry(container.write(renamed)) == ("PKG-019", "lago.png")


def test_a_manifest_of_other_files_breaks_the_signature_before_it_is_read() -> None:
    other = {**parts(GOOD), names.MANIFEST: b"<hola/>"}
    assert code_and_entry(container.write(other)) == ("PKG-036", names.SIGNATURE)
    assert code_and_entry(resigned(dict(FILES), b"<hola/>")) == ("PKG-022", names.MANIFEST)
    assert code_and_entry(resigned(dict(FILES), b"<!DOCTYPE a><a/>")) == ("PKG-023", names.MANIFEST)


def test_a_manifest_with_a_weak_digest_is_refused() -> None:
    weak = manifest.write(FILES).replace(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1")
    assert code_and_entry(resigned(dict(FILES), weak)) == ("PKG-033", names.MANIFEST)


# -- limits ----------------------------------------------------------------------------------------------------------


def test_the_limits_are_the_callers() -> None:
    assert code_and_entry(GOOD, limits=Limits(package=100))[0] == "PKG-001"
    assert code_and_entry(GOOD, limits=Limits(entries=5))[0] == "PKG-008"
    assert code_and_entry(GOOD, limits=Limits(signature=100)) == ("PKG-009", names.SIGNATURE)
    assert code_and_entry(GOOD, limits=Limits(document=100)) == ("PKG-009", names.MANIFEST)
    assert code_and_entry(GOOD, limits=Limits(entry=len(FILES["kit.xml"]) - 1)) == ("PKG-009", "kit.xml")


def test_the_signature_is_checked_before_anything_is_read_from_the_manifest() -> None:
    changed = manifest.write({**FILES, "logo.png": b"other"})
    files = {**parts(GOOD), names.MANIFEST: changed}
    assert code_and_entry(container.write(files)) == ("PKG-036", names.SIGNATURE)


# -- every byte ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_each_byte_flipped(mask: int) -> None:
    expected = unsealed(GOOD)
    changed, directory = bytearray(GOOD), GOOD.index(b"PK\x01\x02")
    passing = []
    for at in range(len(GOOD)):
        changed[at] ^= mask
        try:
            assert unsealed(bytes(changed)) == expected
            passing.append(at)
        except PackageError:
            pass
        changed[at] ^= mask
    # Who made the ZIP, its attributes, and the padding of a deflate stream's last byte say nothing.
    assert sum(at < directory for at in passing) <= 4


def test_a_receipt_is_no_package_and_a_package_no_receipt() -> None:
    package = sample_package()
    files = {name: content for name, content in parts(package).items() if not name.startswith(names.META_INF)}
    receipt = seal(files, sample_key(), NOW, Commitment.RECEIPT)
    with pytest.raises(PackageError, match="PKG-038"):
        inspect(receipt)
    assert code_and_entry(package, required=(), commitment=Commitment.RECEIPT)[0] == "PKG-038"


def test_the_manifests_digests_are_those_of_the_files() -> None:
    found = unsealed(GOOD)
    for reference in manifest.read(found.manifest):
        assert reference.digest == hashlib.sha256(FILES[reference.name]).digest()
