import hashlib
import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import KitError, PackageError, TelarError
from desktop_app.submission import asic, certificates, container, fit, kits, names, waves
from desktop_app.submission.encryption import encrypt
from desktop_app.submission.kits import Initiative, Kit, KitForm, VerifiedKit
from desktop_app.submission.signing import Commitment, SigningKey
from desktop_app.submission.trust import Standing
from desktop_app.workflows import kits as workflow
from tests.support.commands import ROOT as REPOSITORY
from tests.support.packages import NOW, parts, sample_key, sample_package
from tests.support.receiving_entity import (
    FORM,
    INITIATIVES,
    SOON,
    age_recipients,
    entity,
    kit_files,
    sample_kit,
    sealed_without_commitment,
    signed_kit,
    signed_receipt,
)
from tests.support.signed_documents import LINE, check_each_byte, check_signed_again, check_words

ANCHORS = (entity().anchor,)
GOOD = signed_kit()
FILES = {name: data for name, data in container.read(GOOD, kits.LIMITS).items() if name != names.MIMETYPE}
CONTENT = {name: data for name, data in FILES.items() if not name.startswith(names.META_INF)}
XML = CONTENT["wave.xml"].decode()
FORM_DIGEST = hashlib.sha256(FORM).hexdigest()

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=900).map(fit).filter(str.strip)
STEM = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,12}", fullmatch=True)
FORMS = st.lists(
    st.builds(
        lambda stem, form_id, version, digest, migrates: KitForm(
            f"forms/{stem}.xml", form_id, version, digest.hex(), tuple(each for each in migrates if each != form_id)
        ),
        STEM,
        LINE,
        LINE,
        st.binary(min_size=32, max_size=32),
        st.lists(LINE, max_size=3, unique=True),
    ),
    min_size=1,
    max_size=4,
    unique_by=(lambda form: form.file.lower(), lambda form: form.form_id),
).map(tuple)
INITIATIVE = st.builds(
    lambda identifier, name, department, municipality: Initiative(
        identifier, name, f"{department:02}", f"{department:02}{municipality:03}"
    ),
    LINE.map(lambda text: text[:100]).filter(str.strip),
    LINE,
    st.integers(0, 99),
    st.integers(0, 999),
)


def read(data: bytes, **how: Any) -> VerifiedKit:
    return kits.read(data, how.pop("anchors", ANCHORS), how.pop("at", NOW), **how)


def refusal(data: bytes, **how: Any) -> TelarError:
    with pytest.raises(TelarError) as refused:
        read(data, **how)
    return refused.value


def code_and_entry(data: bytes, **how: Any) -> tuple[str, str | None]:
    error = refusal(data, **how)
    return error.code, error.place.entry


def write_refusal(files: dict[str, bytes] | None = None, **changes: Any) -> TelarError:
    with pytest.raises(TelarError) as refused:
        signed_kit(files, **changes)
    return refused.value


def sealed(files: dict[str, bytes], key: SigningKey | None = None, commitment: Commitment = Commitment.ORIGIN) -> bytes:
    return asic.seal(files, key or entity().signer, NOW, commitment)


def but(files: dict[str, bytes | None]) -> bytes:
    """The good kit, soundly signed, with some files replaced, added or (None) left out."""
    merged: dict[str, bytes | None] = {**CONTENT, **files}
    return sealed({name: content for name, content in merged.items() if content is not None})


def xml_but(old: str, new: str) -> bytes:
    assert old in XML
    return but({"wave.xml": XML.replace(old, new, 1).encode()})


def pem(key: SigningKey) -> bytes:
    return x509.load_der_x509_certificate(key.certificate).public_bytes(Encoding.PEM)


# -- what a kit brings -----------------------------------------------------------------------------------------------


def test_a_kit_tells_what_it_brings() -> None:
    found = read(GOOD)
    assert found.kit == sample_kit()
    assert found.files == kit_files()
    assert found.initiatives == INITIATIVES
    assert (found.anchor, found.pinned) == (ANCHORS[0], True)
    assert found.crls == entity().crls
    assert (found.signer.name, found.signer.at) == ("Confecámaras acuses", NOW)
    assert (found.signer.fingerprint, found.signer.standing) == (entity().signer.fingerprint, Standing.VALID)
    assert found.obstacles == ()
    assert found.kit.recipients == age_recipients()


def test_the_document_is_fixed() -> None:
    operations, escrow = age_recipients()
    expected = (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<wave xmlns="urn:telar:wave:1">'
        '<name number="2">2026</name>'
        "<issued>2026-11-20T15:30:00Z</issued>"
        '<period opens="2026-11-01" closes="2027-01-31"/>'
        f'<entity id="confecamaras" root="{entity().root.fingerprint}">Confecámaras</entity>'
        f'<keys operations="{operations}" escrow="{escrow}"/>'
        '<software minimum="0.1.0"/>'
        "<message>La ola cierra el 31 de enero.\n\nPreguntas: la mesa de ayuda.</message>"
        f'<form file="forms/autodiagnostico.xml" id="autodiagnostico" version="2026110101" sha256="{FORM_DIGEST}">'
        '<migrates from="diagnostico"/></form>'
        f'<form file="forms/ssme.xml" id="ssme" version="2026110102" sha256="{FORM_DIGEST}"/>'
        "</wave>"
    )
    assert expected == XML


def test_a_kit_may_leave_out_what_is_optional() -> None:
    form = KitForm("forms/a.xml", "a", "1", FORM_DIGEST)
    must = {name: data for name, data in kit_files().items() if name in {"initiatives.csv", "ca.pem", "crl.der"}}
    found = read(signed_kit({**must, "forms/a.xml": FORM}, forms=(form,), minimum_version=None))
    assert found.kit.minimum_version is None
    assert found.crls == entity().crls[:1]


@settings(max_examples=150, deadline=None)
@given(
    wave=LINE,
    number=st.integers(1, 999_999),
    issued=st.datetimes(timezones=st.just(UTC)),
    period=st.tuples(st.dates(), st.dates()).map(sorted),
    entity_id=LINE,
    entity_name=LINE,
    message=TEXT,
    minimum_version=st.none() | st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}", fullmatch=True),
    forms=FORMS,
)
def test_what_is_written_is_read_back(period: list[date], **values: Any) -> None:
    kit = sample_kit(opens=period[0], closes=period[1], **values)
    data = waves.write(kit)
    assert waves.read(data) == kit
    assert waves.write(waves.read(data)) == data


@settings(max_examples=100, deadline=None)
@given(st.lists(INITIATIVE, max_size=8, unique_by=lambda each: each.id))
def test_the_initiatives_that_are_written_are_read_back(initiatives: list[Initiative]) -> None:
    assert kits.read_initiatives(kits.write_initiatives(initiatives)) == tuple(initiatives)


def test_a_kit_carries_the_lists_that_forms_choose_from() -> None:
    media = sorted((REPOSITORY / "forms" / "media").glob("*.csv"))
    shared = {f"forms/ssme-media/{path.name}": path.read_bytes() for path in media}
    assert len(shared) > 2
    found = read(signed_kit({**kit_files(), **shared}))
    assert {name: found.files[name] for name in shared} == shared


def test_a_file_that_compresses_like_a_bomb_travels_as_it_is() -> None:
    found = read(signed_kit({**kit_files(), "forms/ssme-media/zeros.csv": bytes(100_000)}))
    assert found.files["forms/ssme-media/zeros.csv"] == bytes(100_000)


def test_the_issue_is_kept_in_utc() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sample_kit(issued=datetime(2026, 11, 20))  # noqa: DTZ001


def test_what_is_in_the_files_is_not_shown_when_printed() -> None:
    assert "Nariño" not in repr(read(GOOD))


# -- what wave.xml may say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("wave", "", "wave"),
        ("wave", "x" * 301, "wave"),
        ("wave", "a\u2028b", "wave"),
        ("number", 0, "number"),
        ("number", 1_000_000, "number"),
        ("entity_id", " ", "entity_id"),
        ("entity_name", "dos\nlíneas", "entity_name"),
        ("root_sha256", "A" * 64, "root_sha256"),
        ("message", "", "message"),
        ("message", "\n", "message"),
        ("message", "x" * 1_001, "message"),
        ("message", "a\rb", "message"),
        ("minimum_version", "", "minimum_version"),
        ("minimum_version", "1.0b2", "minimum_version"),
        ("minimum_version", "1.2.3.4.5", "minimum_version"),
        ("forms", (), "form"),
        ("forms", tuple(KitForm(f"forms/{at}.xml", f"f{at}", "1", "a" * 64) for at in range(51)), "form"),
        ("forms", (KitForm("forms/../a.xml", "a", "1", "a" * 64),), "file"),
        ("forms", (KitForm("forms/a/b.xml", "a", "1", "a" * 64),), "file"),
        ("forms", (KitForm("a.xml", "a", "1", "a" * 64),), "file"),
        ("forms", (KitForm("forms/a.xml", "", "1", "a" * 64),), "form_id"),
        ("forms", (KitForm("forms/a.xml", "a", "", "a" * 64),), "version"),
        ("forms", (KitForm("forms/a.xml", "a", "1", "a" * 63),), "sha256"),
        ("forms", (KitForm("forms/a.xml", "a", "1", "a" * 64, ("",)),), "form_id"),
        ("forms", (KitForm("forms/a.xml", "a", "1", "a" * 64, ("b", "b")),), "migrates"),
        ("forms", (KitForm("forms/a.xml", "a", "1", "a" * 64, tuple(map(str, range(21)))),), "migrates"),
    ],
)
def test_an_unfit_field_is_refused_before_it_is_signed(field: str, value: object, named: str) -> None:
    error = write_refusal(**{field: value})
    assert (error.code, error.params.get("field"), error.place.entry) == ("KIT-002", named, "wave.xml")


def test_a_description_that_its_reader_would_not_take_is_not_written() -> None:
    many = tuple("&" * 290 + str(at) for at in range(20))
    forms = tuple(KitForm(f"forms/{at}.xml", f"f{at}", "1", "a" * 64, many) for at in range(50))
    error = write_refusal(forms=forms)
    assert (error.code, error.params["field"]) == ("KIT-002", "wave")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"opens": date(2027, 2, 1)}, "opens, closes"),
        ({"operations": age_recipients()[1]}, "operations, escrow"),
        ({"root_sha256": "a" * 64}, "root"),
        (
            {"forms": (KitForm("forms/a.xml", "a", "1", "a" * 64), KitForm("forms/b.xml", "a", "2", "b" * 64))},
            "form id",
        ),
        (
            {"forms": (KitForm("forms/a.xml", "a", "1", "a" * 64), KitForm("forms/A.xml", "b", "2", "b" * 64))},
            "form file",
        ),
        ({"forms": (KitForm("forms/a.xml", "a", "1", "a" * 64, ("a",)),)}, "form, migrates"),
    ],
)
def test_a_contradiction_is_not_signed(changes: dict[str, Any], fields: str) -> None:
    error = write_refusal(**changes)
    assert (error.code, error.params["fields"]) == ("KIT-003", fields)


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ('closes="2027-01-31"', 'closes="2026-10-31"', "opens, closes"),
        (age_recipients()[0], age_recipients()[1], "operations, escrow"),
        (entity().root.fingerprint, "0" * 64, "root"),
        ('id="ssme"', 'id="autodiagnostico"', "form id"),
        ('"forms/ssme.xml"', '"forms/autodiagnostico.xml"', "form file"),
        ('from="diagnostico"', 'from="autodiagnostico"', "form, migrates"),
    ],
    ids=["days", "recipients", "root", "form id", "form file", "migrates"],
)
def test_a_contradiction_is_not_believed_even_when_it_is_signed(old: str, new: str, fields: str) -> None:
    error = refusal(xml_but(old, new))
    assert (error.code, error.params["fields"]) == ("KIT-003", fields)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("urn:telar:wave:1", "urn:telar:wave:2", "wave"),
        ("<wave ", '<wave id="x" ', "wave"),
        ("<issued>", "hola<issued>", "name"),
        ("<issued>", "<!-- x --><issued>", "wave"),
        ("<issued>2026-11-20T15:30:00Z</issued>", "", "wave"),
        ("<issued>2026-11-20T15", "<issued>2026-11-20T24", "issued"),
        (' number="2"', "", "name"),
        ('number="2"', 'number="02"', "number"),
        ('opens="2026-11-01"', 'opens="20261101"', "opens"),
        ('opens="2026-11-01"', 'opens="2026-11-31"', "period"),
        ('opens="2026-11-01"', 'opens="2026-W45-1"', "opens"),
        ('opens="2026-11-01"', 'opens="٢٠٢٦-11-01"', "opens"),
        ("<period ", '<period to="x" ', "period"),
        ("<entity ", '<entity x:id="a" xmlns:x="urn:x" ', "entity"),
        (' escrow="', ' spare="', "keys"),
        ('minimum="0.1.0"', 'maximum="0.1.0"', "software"),
        ('<software minimum="0.1.0"/>', "", "wave"),
        ('<software minimum="0.1.0"/>', "<software>x</software>", "software"),
        ("La ola", "La <b>ola</b>", "message"),
        ("La ola cierra", "x" * 1_001, "message"),
        ("</message>", "</message>hola", "message"),
        (' version="2026110102"', "", "form"),
        ('file="forms/ssme.xml"', 'file="forms/ssme.XML"', "file"),
        ("<migrates ", "hola<migrates ", "form"),
        ("<migrates ", "<moves ", "migrates"),
        ('<migrates from="diagnostico"/>', '<migrates from="diagnostico">x</migrates>', "migrates"),
        ('<migrates from="diagnostico"/>', '<migrates from="diagnostico"/>' * 2, "migrates"),
        ("</wave>", "<form/></wave>", "form"),
        ("</wave>", "<note/></wave>", "wave"),
    ],
)
def test_what_is_not_exactly_a_wave_is_refused_even_when_it_is_signed(old: str, new: str, field: str) -> None:
    error = refusal(xml_but(old, new))
    assert (error.code, error.params.get("field")) == ("KIT-002", field)


def test_a_wave_without_forms_is_refused() -> None:
    bare = re.sub("<form.*</wave>", "</wave>", XML)
    error = refusal(but({"wave.xml": bare.encode()}))
    assert (error.code, error.params["field"]) == ("KIT-002", "form")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"hola", "PKG-022"), (b"<!DOCTYPE a><a/>", "PKG-023"), (b"\xff", "PKG-023"), (b" " * 262_145, "PKG-009")],
)
def test_xml_that_is_unfit_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PackageError) as refused:
        waves.read(data)
    assert (refused.value.code, refused.value.place.entry) == (code, "wave.xml")


@pytest.mark.parametrize("name", ["operations", "escrow"])
@pytest.mark.parametrize(
    "recipient",
    [
        age_recipients()[0][:-1] + ("q" if age_recipients()[0][-1] != "q" else "p"),
        age_recipients()[0].upper(),
        "age1" + "q" * 58,
        str(pyrage.x25519.Identity.generate()),
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO",
        "confecamaras",
    ],
    ids=["checksum", "upper case", "no checksum", "identity", "ssh", "name"],
)
def test_a_recipient_that_is_not_ages_is_refused(name: str, recipient: str) -> None:
    error = write_refusal(**{name: recipient})
    assert (error.code, error.params["recipient"]) == ("KIT-013", name)
    current = sample_kit().operations if name == "operations" else sample_kit().escrow
    read_error = refusal(xml_but(f'{name}="{current}"', f'{name}="{recipient}"'))
    assert (read_error.code, read_error.params["recipient"]) == ("KIT-013", name)


# -- its files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["initiatives.csv", "ca.pem", "crl.der", "forms/ssme.xml", "forms/autodiagnostico.xml"]
)
def test_a_missing_file_is_named(name: str) -> None:
    assert code_and_entry(but({name: None})) == ("KIT-010", name)
    error = write_refusal({key: data for key, data in kit_files().items() if key != name})
    assert (error.code, error.place.entry) == ("KIT-010", name)


def test_a_form_that_is_not_the_one_described_is_refused() -> None:
    changed = {"forms/ssme.xml": FORM + b"\n"}
    assert code_and_entry(but({**changed})) == ("KIT-011", "forms/ssme.xml")
    assert write_refusal({**kit_files(), **changed}).code == "KIT-011"


@pytest.mark.parametrize(
    "name", ["forms/otro.xml", "forms/otro-media/a.csv", "reference/otro.json", "forms/SSME-media/a.csv"]
)
def test_a_file_of_no_form_is_refused(name: str) -> None:
    assert code_and_entry(but({name: b"x"})) == ("KIT-012", name)
    assert write_refusal({**kit_files(), name: b"x"}).code == "KIT-012"


@pytest.mark.parametrize(
    "name",
    [
        "notas.txt",
        "forms/ssme.xlsx",
        "forms/ssme-media/a/b.csv",
        "forms/ssme",
        "reference/ssme.csv",
        "crl-1.der",
        "crl-5.der",
        "response.xml",
    ],
)
def test_a_file_that_no_kit_has_is_refused(name: str) -> None:
    assert code_and_entry(but({name: b"x"})) == ("PKG-019", name)


def test_a_file_whose_name_is_unfit_is_not_written() -> None:
    assert write_refusal({**kit_files(), "forms/ssme-media/../a.csv": b"x"}).code == "PKG-012"
    assert write_refusal({**kit_files(), "forms/ssme-media/áé.csv": b"x"}).code == "PKG-012"


@pytest.mark.parametrize("name", ["reference/ssme.json", "initiatives.csv"])
def test_a_file_larger_than_its_reader_takes_is_refused(name: str) -> None:
    noise = b"".join(hashlib.sha256(b"%d" % at).digest() for at in range(32 * 1024 + 1))
    error = refusal(but({name: noise}))
    assert (error.code, error.place.entry, error.params["limit"]) == ("KIT-016", name, 1024)


def test_two_hundred_entries_are_read_and_one_more_is_not() -> None:
    room = kits.LIMITS.entries - len(FILES) - 1
    media = {f"forms/ssme-media/{at}.csv": b"%d" % at for at in range(room)}
    assert len(read(signed_kit({**kit_files(), **media})).files) == room + len(kit_files())
    error = write_refusal({**kit_files(), **media, "forms/ssme-media/x.csv": b""})
    assert (error.code, error.params["limit"]) == ("PKG-008", 200)


def test_too_large_a_kit_is_refused_unread() -> None:
    assert refusal(b"PK\x03\x04" + bytes(kits.LIMITS.package)).code == "PKG-001"
    assert refusal(GOOD, limits=replace(kits.LIMITS, package=100)).code == "PKG-001"


HEADER = "id,name,department,municipality\r\n"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("", 1),
        ("id,name,department\r\n", 1),
        ("id;name;department;municipality\r\n", 1),
        (HEADER + "a,Uno,52\r\n", 2),
        (HEADER + "a,Uno,52,52001,x\r\n", 2),
        (HEADER + "\r\n", 2),
        (HEADER + ",Uno,52,52001\r\n", 2),
        (HEADER + "a,,52,52001\r\n", 2),
        (HEADER + "a,Uno,5,52001\r\n", 2),
        (HEADER + "a,Uno,52,5200\r\n", 2),
        (HEADER + "a,Uno,52,15238\r\n", 2),
        (HEADER + "a,Uno,52,٥٢001\r\n", 2),
        (HEADER + "a,Uno,52,52001\r\na,Dos,52,52001\r\n", 3),
        (HEADER + '"a\nb",Uno,52,52001\r\n', 3),
        (HEADER + "a,U\0no,52,52001\r\n", 2),
        (HEADER + f"a,{'x' * 301},52,52001\r\n", 2),
        (HEADER + f"{'x' * 101},Uno,52,52001\r\n", 2),
        (HEADER + f"a,{'x' * 140_000},52,52001\r\n", 2),
        (HEADER + 'a,"Uno,52,52001\r\n', 2),
        (HEADER + 'a,"Uno"x,52,52001\r\n', 2),
        (HEADER + "".join(f"{at},Uno,52,52001\r\n" for at in range(5_001)), 5_002),
    ],
)
def test_a_list_with_an_unfit_row_is_refused_and_the_row_named(text: str, row: int) -> None:
    with pytest.raises(KitError) as refused:
        kits.read_initiatives(text.encode())
    place = refused.value.place
    assert (refused.value.code, place.entry, place.row) == ("KIT-014", "initiatives.csv", row)


def test_a_list_that_is_not_utf8_is_refused() -> None:
    unfit = (HEADER + "a,Café,52,52001\r\n").encode("latin-1")
    assert code_and_entry(but({"initiatives.csv": unfit})) == ("KIT-014", "initiatives.csv")


def test_a_list_as_a_spreadsheet_writes_it_is_read() -> None:
    text = "\ufeff" + HEADER.replace("\r\n", "\n") + 'a,"Uno, dos",52,52001\n'
    assert read(but({"initiatives.csv": text.encode()})).initiatives == (Initiative("a", "Uno, dos", "52", "52001"),)
    assert read(but({"initiatives.csv": HEADER.encode()})).initiatives == ()


@pytest.mark.parametrize(
    ("files", "entry"),
    [
        ({"crl-2.der": b"x"}, "crl-2.der"),
        ({"crl-2.der": None, "crl-3.der": entity().crls[1]}, "crl-3.der"),
        ({"crl-2.der": entity().signer.certificate}, "crl-2.der"),
    ],
)
def test_a_damaged_list_is_refused(files: dict[str, Any], entry: str) -> None:
    assert code_and_entry(but(files)) == ("KIT-015", entry)


# -- what is no kit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        sample_package(),
        signed_receipt(),
        encrypt(GOOD, age_recipients()),
        sealed(CONTENT, commitment=Commitment.RECEIPT),
        sealed_without_commitment(CONTENT),
        but({"wave.xml": None}),
        b"",
        b"%PDF-1.7",
        GOOD[:-30],
    ],
    ids=["package", "receipt", "encrypted", "receipt's purpose", "no commitment", "no document", "empty", "pdf", "cut"],
)
def test_what_is_no_kit_is_called_so(data: bytes) -> None:
    assert refusal(data).code == "KIT-001"


@pytest.mark.parametrize("name", ["META-INF/ASiCManifest.xml", "META-INF/signature.p7s"])
def test_a_kit_without_its_signature_is_damaged(name: str) -> None:
    assert code_and_entry(container.write({key: data for key, data in FILES.items() if key != name})) == (
        "PKG-017",
        name,
    )


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_a_file_changed_after_signing_is_found(name: str) -> None:
    assert refusal(container.write({**FILES, name: FILES[name] + b"\n"})).code == "PKG-021"


# -- whose it is -----------------------------------------------------------------------------------------------------


def of_another_entity() -> bytes:
    other = entity("Otra")
    files = kit_files(ca_pem=pem(other.root), crl_der=other.crls[0])
    files["crl-2.der"] = other.crls[1]
    return signed_kit(files, other.signer, root_sha256=other.root.fingerprint)


def test_at_first_enrolment_the_kits_own_root_is_reported_and_not_pinned() -> None:
    found = read(GOOD, anchors=())
    assert not found.pinned
    assert found.anchor == ANCHORS[0]
    assert found.anchor.fingerprint == hashlib.sha256(entity().root.certificate).hexdigest() == found.kit.root_sha256
    other = read(of_another_entity(), anchors=())
    assert (other.pinned, other.anchor.fingerprint) == (False, entity("Otra").root.fingerprint)


def test_a_kit_of_another_root_is_refused_once_one_is_pinned() -> None:
    error = refusal(of_another_entity())
    assert (error.code, error.params["entity"]) == ("KIT-005", "Otra raíz")
    both = (*ANCHORS, entity("Otra").anchor)
    assert read(of_another_entity(), anchors=both).pinned


def test_a_pinned_root_does_not_lend_itself_to_another_entitys_signer() -> None:
    """With two roots pinned, the kit of one is not signed by the other."""
    both = (*ANCHORS, entity("Otra").anchor)
    assert refusal(sealed(CONTENT, entity("Otra").signer), anchors=both).code == "KIT-006"
    assert refusal(sealed(CONTENT, entity("Otra").signer), anchors=()).code == "KIT-006"


def test_a_root_of_the_same_name_is_another() -> None:
    before = NOW - timedelta(days=1)
    root = certificates.make_root("Confecámaras raíz", before)
    signer = certificates.make_signer(root, "Confecámaras acuses", before)
    fresh = certificates.revocation_list(root, [], NOW, SOON, 1)
    data = signed_kit(kit_files(ca_pem=pem(root), crl_der=fresh), signer, root_sha256=root.fingerprint)
    assert refusal(data).code == "KIT-005"
    assert refusal(sealed(CONTENT, signer)).code == "KIT-006"


def test_a_manager_cannot_sign_a_kit() -> None:
    assert refusal(sealed(CONTENT, entity().manager())).code == "KIT-006"
    assert refusal(sealed(CONTENT, sample_key())).code == "KIT-006"
    stolen = certificates.make_signer(entity().issuer, "Confecámaras acuses", NOW)
    assert refusal(sealed(CONTENT, stolen)).code == "KIT-006"
    with pytest.raises(KitError):
        signed_kit(key=entity().manager())


@pytest.mark.parametrize(
    "ca",
    [
        b"",
        b"x",
        pem(entity().root)[:-40],
        pem(entity().root) * 2,
        pem(entity().issuer),
        pem(sample_key()),
        pem(entity().root) + b" " * 20_000,
    ],
    ids=["empty", "noise", "cut", "two", "issuer", "self-signed", "long"],
)
def test_what_is_no_root_is_refused(ca: bytes) -> None:
    for anchors in ((), ANCHORS):
        assert code_and_entry(but({"ca.pem": ca}), anchors=anchors) == ("KIT-004", "ca.pem")


def test_a_revoked_signer_is_refused_by_what_is_known_here_or_enclosed() -> None:
    revoked = entity().root_list(entity().signer)
    assert refusal(GOOD, crls=[revoked]).code == "KIT-007"
    assert refusal(but({"crl.der": revoked})).code == "KIT-007"
    assert refusal(but({"crl.der": revoked}), crls=entity().crls, anchors=()).code == "KIT-007"


def test_a_signer_of_the_future_is_refused() -> None:
    early = NOW - timedelta(days=30)
    old = entity().root_list(number=1, made=early - timedelta(days=1), until=SOON)
    assert refusal(GOOD, at=early, crls=[old]).code == "KIT-008"


def test_without_a_current_list_the_signer_is_refused() -> None:
    assert refusal(but({"crl.der": entity("Otra").crls[0]})).code == "KIT-009"
    assert refusal(but({"crl.der": b"x"})).code == "KIT-009"
    assert refusal(GOOD, at=SOON + timedelta(days=1)).code == "KIT-009"


# -- what keeps a sound kit from being used --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "closed"),
    [
        (datetime(2027, 1, 31, 12, tzinfo=UTC), False),
        (datetime(2027, 2, 1, 4, 59, 59, tzinfo=UTC), False),  # a minute to midnight in Colombia
        (datetime(2027, 2, 1, 5, tzinfo=UTC), True),
    ],
)
def test_a_wave_closes_when_its_last_day_ends_in_colombia(at: datetime, closed: bool) -> None:
    expected = (("KIT-020", {"closes": "2027-01-31"}),) if closed else ()
    assert read(GOOD, at=at).obstacles == expected


def test_a_kit_whose_signer_has_expired_is_told_and_not_refused() -> None:
    late = NOW + timedelta(days=6 * 365)
    fresh = entity().root_list(number=3, made=late - timedelta(days=1), until=late + timedelta(days=1))
    found = read(GOOD, at=late, crls=[fresh])
    assert found.obstacles == (("KIT-020", {"closes": "2027-01-31"}), ("KIT-021", {}))
    assert found.signer.standing is Standing.EXPIRED
    assert found.kit == sample_kit()


# -- every byte ------------------------------------------------------------------------------------------------------

EXPECTED = read(GOOD)


def accepted(data: bytes) -> bool:
    """Whether ``data`` passes; if it does, it must be the same kit to the last field."""
    try:
        found = read(data)
    except (PackageError, KitError):
        return False
    assert found == EXPECTED
    return True


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_each_byte_flipped(mask: int) -> None:
    check_each_byte(GOOD, len(FILES), accepted, mask)


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_bytes_of_each_file_flipped_and_signed_again(name: str) -> None:
    """Nothing that the entity signs makes the reader fail otherwise than by a refusal."""
    check_signed_again(CONTENT[name], lambda data: read(sealed({**CONTENT, name: data})), PackageError, KitError)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_noise(data: bytes) -> None:
    assert refusal(data).code in {"KIT-001", "PKG-003", "PKG-004", "PKG-005"}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["wave.xml", "ca.pem", "crl.der", "initiatives.csv"]), st.binary(max_size=600))
def test_noise_that_is_signed(name: str, data: bytes) -> None:
    with pytest.raises((PackageError, KitError)):
        read(sealed({**CONTENT, name: data}))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_list_or_a_refusal(text: str) -> None:
    with suppress(KitError):
        found = kits.read_initiatives((HEADER + text).encode("utf-8", "surrogatepass"))
        assert kits.read_initiatives(kits.write_initiatives(found)) == found


# -- words -----------------------------------------------------------------------------------------------------------


def test_every_code_has_its_words_and_is_raised() -> None:
    source = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (kits, waves, workflow))
    given_with = {
        "KIT-002": {"field"},
        "KIT-003": {"fields"},
        "KIT-005": {"entity"},
        "KIT-013": {"recipient"},
        "KIT-016": {"limit"},
        "KIT-020": {"closes"},
        "KIT-022": {"wanted", "version"},
    }
    check_words("KIT", source, given_with)


def test_a_kit_is_a_value() -> None:
    assert sample_kit() == sample_kit()
    assert isinstance(read(GOOD).kit, Kit)
    assert parts(GOOD)["wave.xml"] == waves.write(sample_kit())
