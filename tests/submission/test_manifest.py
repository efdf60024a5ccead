import base64
import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import manifest
from desktop_app.submission.container import Limits

FILES = {"response.xml": b"<data/>", "submission.xml": b"<s/>", "evidence/foto.jpg": b"\xff\xd8", "report.pdf": b"%PDF"}
GOOD = manifest.write(FILES).decode()
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def code_of(text: str) -> str:
    with pytest.raises(PackageError) as refused:
        manifest.read(text.encode())
    assert refused.value.place.entry == "META-INF/ASiCManifest.xml"
    return refused.value.code


def test_what_is_written_is_read_back() -> None:
    references = manifest.read(GOOD.encode())
    assert [reference.name for reference in references] == list(FILES)
    for reference in references:
        content = FILES[reference.name]
        assert (reference.algorithm, reference.digest) == ("sha256", hashlib.sha256(content).digest())
        assert reference.matches(content)
        assert not reference.matches(content + b" ")


@given(
    st.dictionaries(
        st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=20),
        st.binary(max_size=50),
        min_size=1,
    )
)
def test_any_files_survive_the_round_trip(files: dict[str, bytes]) -> None:
    references = manifest.read(manifest.write(files), Limits(entries=200))
    assert {reference.name: reference.matches(files[reference.name]) for reference in references} == dict.fromkeys(
        files, True
    )


def test_the_document_is_the_standards() -> None:
    """Names, namespaces and order as in the schema of EN 319 162-1; types only where one is certain."""
    assert GOOD.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<asic:ASiCManifest ")
    assert 'xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"' in GOOD
    assert 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"' in GOOD
    assert '<asic:SigReference URI="META-INF/signature.p7s" MimeType="application/pkcs7-signature"/>' in GOOD
    digest = base64.b64encode(hashlib.sha256(b"\xff\xd8").digest()).decode()
    assert (
        '<asic:DataObjectReference URI="evidence/foto.jpg" MimeType="image/jpeg">'
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue>'
        "</asic:DataObjectReference>" in GOOD
    )


def test_an_unknown_kind_of_file_gets_no_type() -> None:
    assert b"MimeType" not in manifest.write({"evidence/a.zzz": b""}).split(b"DataObjectReference", 1)[1]


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://www.w3.org/2001/04/xmldsig-more#sha384", "sha384"),
        ("http://www.w3.org/2001/04/xmlenc#sha512", "sha512"),
    ],
)
def test_longer_digests_are_read(uri: str, name: str) -> None:
    digest = base64.b64encode(hashlib.new(name, b"x").digest()).decode()
    short = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    text = manifest.write({"a": b"x"}).decode().replace(SHA256, uri).replace(short, digest)
    (reference,) = manifest.read(text.encode())
    assert reference.algorithm == name
    assert reference.matches(b"x")


def test_line_breaks_between_elements_and_inside_digests_are_read() -> None:
    text = GOOD.replace("><", ">\n  <").replace("=</ds:DigestValue>", "\n=\n</ds:DigestValue>")
    assert manifest.read(text.encode()) == manifest.read(GOOD.encode())


@pytest.mark.parametrize("algorithm", ["http://www.w3.org/2000/09/xmldsig#sha1", "md5", ""])
def test_weak_and_unknown_digests_are_refused(algorithm: str) -> None:
    assert code_of(GOOD.replace(SHA256, algorithm)) == "PKG-033"


EXTENSION = '<asic:ASiCManifestExtensions><asic:Extension Critical="false"/></asic:ASiCManifestExtensions>'
OPEN = '<a:ASiCManifest xmlns:a="http://uri.etsi.org/02918/v1.2.1#"'
INVALID = {
    "another root": GOOD.replace("ASiCManifest", "Manifest"),
    "another namespace": GOOD.replace("v1.2.1#", "v1.1.1#"),
    "no reference": OPEN + '><a:SigReference URI="META-INF/signature.p7s"/></a:ASiCManifest>',
    "empty": OPEN + "/>",
    "another signature file": GOOD.replace("META-INF/signature.p7s", "META-INF/other.p7s"),
    "no signature file": GOOD.replace(' URI="META-INF/signature.p7s"', ""),
    "signature reference with a child": GOOD.replace('pkcs7-signature"/>', 'pkcs7-signature"><x/></asic:SigReference>'),
    "manifest extension": GOOD.replace("</asic:ASiCManifest>", EXTENSION + "</asic:ASiCManifest>"),
    "reference extension": GOOD.replace("</asic:DataObjectReference>", "<x/></asic:DataObjectReference>", 1),
    "unknown attribute": GOOD.replace('URI="response.xml"', 'URI="response.xml" Id="a"'),
    "comment": GOOD.replace("<asic:DataObjectReference", "<!-- --><asic:DataObjectReference", 1),
    "processing instruction": GOOD.replace("<ds:DigestMethod", "<?x y?><ds:DigestMethod", 1),
    "stray text": GOOD.replace("</asic:DataObjectReference>", "hola</asic:DataObjectReference>", 1),
    "text before": GOOD.replace("<asic:SigReference", "hola<asic:SigReference"),
    "text after a child": GOOD.replace("<asic:DataObjectReference", "hola<asic:DataObjectReference", 1),
    "no name": GOOD.replace(' URI="response.xml"', ""),
    "path upwards": GOOD.replace("response.xml", "../response.xml"),
    "percent-encoded name": GOOD.replace("response.xml", "response%2exml"),
    "file named twice": GOOD.replace("submission.xml", "response.xml"),
    "digest not base64": GOOD.replace("<ds:DigestValue>", "<ds:DigestValue>*"),
    "digest too short": GOOD.replace("<ds:DigestValue>", "<ds:DigestValue>AAAA</ds:DigestValue><!--", 1).replace(
        "</ds:DigestValue></asic", "--></asic", 1
    ),
    "digest of another length": GOOD.replace(SHA256, "http://www.w3.org/2001/04/xmlenc#sha512", 1),
    "digest with a child": GOOD.replace("</ds:DigestValue>", "<x/></ds:DigestValue>", 1),
    "digest method with a child": GOOD.replace('sha256"/>', 'sha256"><x/></ds:DigestMethod>', 1),
    "not XML": "hola",
}


@pytest.mark.parametrize("case", INVALID)
def test_what_is_not_exactly_a_manifest_is_refused(case: str) -> None:
    assert INVALID[case] != GOOD
    assert code_of(INVALID[case]) == "PKG-022"


def test_a_document_type_is_refused() -> None:
    assert code_of(GOOD.replace("<asic:ASiCManifest", "<!DOCTYPE x><asic:ASiCManifest", 1)) == "PKG-023"


def test_more_references_than_a_package_may_hold_are_refused() -> None:
    with pytest.raises(PackageError, match="PKG-022"):
        manifest.read(GOOD.encode(), Limits(entries=3))
