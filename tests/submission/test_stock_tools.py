"""OpenSSL and GnuTLS verify what Telar signs, age opens what it encrypts, and Telar accepts what these make.

Neither is checked by its own maker only.
"""

import base64
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from desktop_app.errors import PackageError
from desktop_app.submission import VerifiedPackage, container, inspect, names, recipients_digest, unlock
from tests.support.packages import (
    NOW,
    age_key,
    issued_key,
    parts,
    sample_key,
    sample_locked,
    sample_package,
    sample_response,
)

FILES = parts(sample_package(evidence={"foto.jpg": b"\xff\xd8foto"}, report_pdf=b"%PDF"))
DIGEST = "{http://www.w3.org/2000/09/xmldsig#}DigestValue"
REFERENCE = "{http://uri.etsi.org/02918/v1.2.1#}DataObjectReference"


def tool(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*map(str, arguments)], capture_output=True, check=False)


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return tool("openssl", *arguments)


def made(*arguments: object) -> None:
    run = openssl(*arguments)
    assert run.returncode == 0, run.stderr


def unpack(data: bytes, authority: bytes, folder: Path) -> Path:
    """The package as ``unzip P.asice -d d`` leaves it, beside the certificate that is trusted."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(folder / "d")
    (folder / "ca.pem").write_bytes(pem(authority))
    return folder


def pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    return unpack(container.write(FILES), sample_key().certificate, tmp_path)


def verified_by_openssl(folder: Path) -> subprocess.CompletedProcess[bytes]:
    # fmt: off
    return openssl(
        "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", folder / "d/META-INF/signature.p7s",
        "-content", folder / "d/META-INF/ASiCManifest.xml", "-CAfile", folder / "ca.pem",
        "-attime", int(NOW.timestamp()), "-purpose", "any", "-out", folder / "null",
    )
    # fmt: on


def test_openssl_verifies_the_signature(unpacked: Path) -> None:
    run = verified_by_openssl(unpacked)
    assert run.returncode == 0, run.stderr
    assert b"CAdES Verification successful" in run.stderr


def test_openssl_refuses_a_changed_manifest(unpacked: Path) -> None:
    path = unpacked / "d/META-INF/ASiCManifest.xml"
    path.write_bytes(path.read_bytes().replace(b"image/jpeg", b"image/jpg"))
    assert verified_by_openssl(unpacked).returncode != 0


def test_openssl_finds_the_commitment_to_the_origin(unpacked: Path) -> None:
    run = openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", unpacked / "d/META-INF/signature.p7s")
    assert b"id-smime-cti-ets-proofOfOrigin" in run.stdout
    assert b"id-smime-aa-signingCertificateV2" in run.stdout


def test_openssl_computes_the_manifests_digests(unpacked: Path) -> None:
    root = etree.fromstring((unpacked / "d/META-INF/ASiCManifest.xml").read_bytes())
    stated = {str(item.get("URI")): item.findtext(DIGEST) for item in root.iter(REFERENCE)}
    files = [path for path in (unpacked / "d").rglob("*") if path.is_file()]
    relative = {path.relative_to(unpacked / "d").as_posix() for path in files}
    assert set(stated) == relative - {names.MIMETYPE, names.MANIFEST, names.SIGNATURE}
    for name, digest in stated.items():
        run = openssl("dgst", "-sha256", "-binary", unpacked / "d" / name)
        assert base64.b64encode(run.stdout).decode() == digest


EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


def signed_by_openssl(
    folder: Path, *how: str, new_key: tuple[str, ...] = EC, usage: str | None = None, name: str = "Ana Gestora"
) -> bytes:
    """The sample package with a signature over its manifest that ``openssl cms -sign`` made."""
    key, certificate, content = folder / "key.pem", folder / "certificate.pem", folder / "manifest.xml"
    content.write_bytes(FILES[names.MANIFEST])
    extension = ("-addext", f"keyUsage=critical,{usage}") if usage else ()
    # fmt: off
    made("req", "-x509", *new_key, "-nodes", "-keyout", key, "-utf8", "-subj", f"/CN={name}", "-days", 30, *extension,
         "-out", certificate)
    made("cms", "-sign", "-in", content, "-signer", certificate, "-inkey", key, *how, "-outform", "DER",
         "-out", folder / "s.p7s")
    # fmt: on
    return container.write({**FILES, names.SIGNATURE: (folder / "s.p7s").read_bytes()})


def accepted(data: bytes) -> VerifiedPackage:
    package = inspect(data)
    assert package.response_xml == FILES[names.RESPONSE]
    assert package.signer.common_name == "Ana Gestora"
    assert package.signer.self_signed
    return package


CADES = ("-cades", "-binary", "-md", "sha256")


def test_a_signature_by_openssl_is_accepted_and_its_silences_are_flagged(tmp_path: Path) -> None:
    """OpenSSL has no way to state a commitment, and its default certificate states no key usage."""
    package = accepted(signed_by_openssl(tmp_path, *CADES))
    assert {"PKG-W01", "PKG-W04"} <= {code for code, _ in package.warnings}


def test_a_signature_by_openssl_with_a_signing_certificate(tmp_path: Path) -> None:
    package = accepted(signed_by_openssl(tmp_path, *CADES, usage="digitalSignature,nonRepudiation"))
    assert "PKG-W04" not in {code for code, _ in package.warnings}


def test_openssl_with_a_long_accented_name(tmp_path: Path) -> None:
    """64 characters and more bytes: as long as a certificate may have it, longer than cryptography likes."""
    package = inspect(signed_by_openssl(tmp_path, *CADES, name="Ñ" * 64))
    assert package.signer.common_name == "Ñ" * 64


@pytest.mark.parametrize(
    ("new_key", "digest", "algorithm"),
    [
        (("-newkey", "rsa:2048"), "sha256", "RSA 2048, SHA-256"),
        (("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"), "sha384", "ECDSA P-384, SHA-384"),
        (EC, "sha512", "ECDSA P-256, SHA-512"),
    ],
)
def test_openssl_with_the_other_allowed_algorithms(
    tmp_path: Path, new_key: tuple[str, ...], digest: str, algorithm: str
) -> None:
    package = accepted(signed_by_openssl(tmp_path, "-cades", "-binary", "-md", digest, new_key=new_key))
    assert package.signer.algorithm == algorithm


@pytest.mark.parametrize(
    ("how", "extra", "code"),
    [
        (("-noattr", "-binary", "-md", "sha256"), {}, "PKG-032"),
        (("-binary", "-md", "sha256"), {}, "PKG-032"),
        ((*CADES, "-nodetach"), {}, "PKG-030"),
        ((*CADES, "-nocerts"), {}, "PKG-031"),
        ((*CADES, "-keyid"), {}, "PKG-030"),
        (("-cades", "-binary", "-md", "sha1"), {}, "PKG-033"),
        (CADES, {"new_key": ("-newkey", "rsa:1024")}, "PKG-033"),
        (CADES, {"new_key": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1")}, "PKG-033"),
        (CADES, {"usage": "keyAgreement"}, "PKG-035"),
    ],
)
def test_what_openssl_also_signs_but_is_no_cades_of_ours_is_refused(
    tmp_path: Path, how: tuple[str, ...], extra: dict[str, object], code: str
) -> None:
    with pytest.raises(PackageError) as refused:
        inspect(signed_by_openssl(tmp_path, *how, **extra))  # type: ignore[arg-type]
    assert refused.value.code == code


# -- a chain ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def unpacked_chain(tmp_path: Path) -> Path:
    """A package by a signer whose issuer the root certified; only the root is known beforehand."""
    issued = issued_key()
    return unpack(sample_package(key=issued.key), issued.root, tmp_path)


REFUSED = "verification failed: Public key signature verification has failed."


def gnutls_status(folder: Path) -> str:
    """What GnuTLS says of the signature; it exits with 0 only when that is "ok"."""
    # fmt: off
    run = tool(
        "certtool", "--p7-verify", "--inder", "--load-ca-certificate", folder / "ca.pem",
        "--load-data", folder / "d/META-INF/ASiCManifest.xml", "--infile", folder / "d/META-INF/signature.p7s",
    )
    # fmt: on
    status = run.stderr.decode().partition("Signature status: ")[2].partition("\n")[0]
    assert (run.returncode == 0) is (status == "ok"), run.stderr
    return status


def test_openssl_builds_the_path_from_the_enclosed_chain(unpacked_chain: Path) -> None:
    run = verified_by_openssl(unpacked_chain)
    assert run.returncode == 0, run.stderr
    assert b"CAdES Verification successful" in run.stderr


def test_gnutls_builds_the_path_from_the_enclosed_chain(unpacked_chain: Path) -> None:
    assert gnutls_status(unpacked_chain) == "ok"


def test_without_its_root_neither_trusts_the_chain(unpacked_chain: Path) -> None:
    (unpacked_chain / "ca.pem").write_bytes(pem(sample_key().certificate))
    assert verified_by_openssl(unpacked_chain).returncode != 0
    assert gnutls_status(unpacked_chain) == REFUSED


def test_neither_accepts_a_changed_manifest_under_a_chain(unpacked_chain: Path) -> None:
    path = unpacked_chain / "d/META-INF/ASiCManifest.xml"
    path.write_bytes(path.read_bytes().replace(b"text/xml", b"text/xmI"))
    assert verified_by_openssl(unpacked_chain).returncode != 0
    assert gnutls_status(unpacked_chain) == REFUSED


def signed_by_openssl_with_a_chain(folder: Path, enclosed: tuple[bytes, ...]) -> bytes:
    """The sample package, signed by ``openssl cms -sign -cades -certfile`` with the issued key."""
    key = issued_key().key
    (folder / "key.der").write_bytes(key.pkcs8)
    (folder / "signer.pem").write_bytes(pem(key.certificate))
    (folder / "issuer.pem").write_bytes(b"".join(pem(each) for each in enclosed))
    (folder / "manifest.xml").write_bytes(FILES[names.MANIFEST])
    # fmt: off
    made("pkey", "-inform", "DER", "-in", folder / "key.der", "-out", folder / "key.pem")
    made("cms", "-sign", *CADES, "-in", folder / "manifest.xml", "-signer", folder / "signer.pem",
         "-inkey", folder / "key.pem", "-certfile", folder / "issuer.pem", "-outform", "DER", "-out", folder / "s.p7s")
    # fmt: on
    return container.write({**FILES, names.SIGNATURE: (folder / "s.p7s").read_bytes()})


def test_a_chain_that_openssl_encloses_is_accepted(tmp_path: Path) -> None:
    issued = issued_key()
    signer = inspect(signed_by_openssl_with_a_chain(tmp_path, issued.key.chain)).signer
    assert (signer.certificate, signer.chain) == (issued.key.certificate, issued.key.chain)
    assert not signer.self_signed


def test_a_chain_that_openssl_encloses_with_its_root_is_accepted(tmp_path: Path) -> None:
    issued = issued_key()
    enclosed = (issued.root, *issued.key.chain)
    signer = inspect(signed_by_openssl_with_a_chain(tmp_path, enclosed)).signer
    assert signer.chain == (*issued.key.chain, issued.root)


def test_a_stranger_that_openssl_encloses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="PKG-043"):
        inspect(signed_by_openssl_with_a_chain(tmp_path, (sample_key().certificate,)))


# -- age and OpenSSL together, as an auditor would -------------------------------------------------------------------


def test_an_exported_file_is_opened_and_verified_with_stock_tools_only(tmp_path: Path) -> None:
    operations, escrow, issued = age_key("operaciones"), age_key("custodia"), issued_key()
    locked = sample_locked([operations.recipient, escrow.recipient], key=issued.key)
    (tmp_path / "P.asice.age").write_bytes(locked)
    (tmp_path / "authority.key").write_text(escrow.identity + "\n")
    run = tool("age", "-d", "-i", tmp_path / "authority.key", "-o", tmp_path / "P.asice", tmp_path / "P.asice.age")
    assert run.returncode == 0, run.stderr
    unpack((tmp_path / "P.asice").read_bytes(), issued.root, tmp_path)
    assert (tmp_path / "d/response.xml").read_bytes() == sample_response()
    assert verified_by_openssl(tmp_path).returncode == 0
    assert gnutls_status(tmp_path) == "ok"


def test_what_age_encrypts_anew_for_others_than_the_signed_ones_is_refused(tmp_path: Path) -> None:
    """The attack with the tool that whoever wants to try it has at hand."""
    other, ours = age_key("otra entidad"), age_key("operaciones")
    (tmp_path / "theirs.age").write_bytes(sample_locked([other.recipient]))
    (tmp_path / "other.key").write_text(other.identity + "\n")
    assert (
        tool("age", "-d", "-i", tmp_path / "other.key", "-o", tmp_path / "P", tmp_path / "theirs.age").returncode == 0
    )
    assert tool("age", "-r", ours.recipient, "-o", tmp_path / "ours.age", tmp_path / "P").returncode == 0
    assert inspect((tmp_path / "P").read_bytes()).info.recipients_sha256 == recipients_digest([other.recipient])
    with pytest.raises(PackageError, match="PKG-045"):
        unlock((tmp_path / "ours.age").read_bytes(), [ours.identity], [ours.recipient])


def test_what_age_encrypts_for_the_signed_recipients_is_unlocked(tmp_path: Path) -> None:
    ours = age_key("operaciones")
    (tmp_path / "P").write_bytes(sample_package(recipients_sha256=recipients_digest([ours.recipient])))
    assert tool("age", "-r", ours.recipient, "-o", tmp_path / "P.age", tmp_path / "P").returncode == 0
    assert unlock((tmp_path / "P.age").read_bytes(), [ours.identity], [ours.recipient]).encrypted


def test_what_age_encrypts_as_text_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "P").write_bytes(sample_package())
    ours = age_key("operaciones")
    assert tool("age", "-a", "-r", ours.recipient, "-o", tmp_path / "P.age", tmp_path / "P").returncode == 0
    with pytest.raises(PackageError, match="PKG-002"):
        unlock((tmp_path / "P.age").read_bytes(), [ours.identity], [ours.recipient])
