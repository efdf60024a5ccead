"""OpenSSL verifies what Telar signs, and Telar accepts what OpenSSL signs: neither is checked by its own maker only."""

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
from desktop_app.submission import VerifiedPackage, container, inspect, names
from tests.support.packages import NOW, parts, sample_key, sample_package

FILES = parts(sample_package(evidence={"foto.jpg": b"\xff\xd8foto"}, report_pdf=b"%PDF"))
DIGEST = "{http://www.w3.org/2000/09/xmldsig#}DigestValue"
REFERENCE = "{http://uri.etsi.org/02918/v1.2.1#}DataObjectReference"


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)


def made(*arguments: object) -> None:
    run = openssl(*arguments)
    assert run.returncode == 0, run.stderr


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The package as ``unzip P.asice -d d`` leaves it, beside the signer's certificate."""
    with zipfile.ZipFile(BytesIO(container.write(FILES))) as archive:
        archive.extractall(tmp_path / "d")
    certificate = x509.load_der_x509_certificate(sample_key().certificate)
    (tmp_path / "ca.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return tmp_path


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
