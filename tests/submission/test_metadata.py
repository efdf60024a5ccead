from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import SubmissionInfo, metadata
from tests.support.packages import OLDER_ID, sample_info

GOOD = metadata.write(sample_info(replaces=OLDER_ID, revision=2)).decode()
LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
FILLED_LINE = LINE.filter(lambda text: text != "")


def code_and_field(data: bytes) -> tuple[str, object]:
    with pytest.raises(PackageError) as refused:
        metadata.read(data)
    return refused.value.code, refused.value.params.get("field")


@given(
    recipient=LINE,
    form_id=FILLED_LINE,
    form_version=LINE,
    initiative_id=LINE,
    initiative_name=LINE,
    wave=LINE,
    software=LINE,
    response_id=st.uuids().map(lambda value: f"uuid:{value}"),
    replaces=st.none() | st.uuids().map(lambda value: f"uuid:{value}"),
    recipients_sha256=st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex),
    revision=st.integers(1, 999_999),
    sequence=st.integers(0, 999_999),
    claimed_at=st.datetimes(timezones=st.just(UTC)),
)
def test_what_is_written_is_read_back(**values: Any) -> None:
    info = sample_info(**values)
    assert metadata.read(metadata.write(info)) == info


def test_the_document_is_fixed() -> None:
    expected = (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<submission xmlns="urn:telar:submission:1">'
        "<recipient>confecamaras</recipient>"
        f'<form id="autodiagnostico" version="2026110101" sha256="{"c0ffee00" * 8}"/>'
        '<initiative id="ic-017">Clúster Café &amp; Cacao de Nariño</initiative>'
        "<wave>2026</wave>"
        '<response id="uuid:6b9f3a52-0d1e-4c8e-9f5a-2f1c7d3e4b60" '
        'replaces="uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d" revision="2" sequence="1"/>'
        "<claimed>2026-11-20T15:30:00Z</claimed>"
        "<software>Telar 0.1.0</software>"
        "</submission>"
    )
    assert expected == GOOD


def test_a_first_revision_names_nothing_that_it_replaces() -> None:
    data = metadata.write(sample_info())
    assert b"replaces" not in data
    assert metadata.read(data).replaces is None


def test_the_keys_that_a_package_is_encrypted_to_are_an_attribute_of_the_recipient() -> None:
    digest = "0123456789abcdef" * 4
    data = metadata.write(sample_info(recipients_sha256=digest))
    assert f'<recipient keys="{digest}">confecamaras</recipient>'.encode() in data
    assert metadata.read(data).recipients_sha256 == digest


def test_a_package_that_is_not_to_be_encrypted_names_no_keys() -> None:
    data = metadata.write(sample_info())
    assert b"keys" not in data
    assert metadata.read(data).recipients_sha256 is None


def test_the_time_is_kept_in_utc_and_whole_seconds() -> None:
    bogota = timezone(timedelta(hours=-5))
    info = sample_info(claimed_at=datetime(2026, 11, 20, 21, 0, 5, 999, tzinfo=bogota))
    assert info.claimed_at == datetime(2026, 11, 21, 2, 0, 5, tzinfo=UTC)
    assert metadata.read(metadata.write(info)) == info


def test_a_time_without_a_zone_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sample_info(claimed_at=datetime(2026, 11, 20))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", "x" * 301),
        ("form_id", ""),
        ("form_sha256", "C0FFEE00" * 8),
        ("form_sha256", "c0ffee"),
        ("initiative_name", "dos\nlíneas"),
        ("initiative_name", "nul\0"),
        ("initiative_name", "\ud800"),
        ("initiative_name", "a\uffff"),
        ("wave", "a\u2028b"),
        ("response_id", "6b9f3a52-0d1e-4c8e-9f5a-2f1c7d3e4b60"),
        ("response_id", "uuid:6b9f3a52"),
        ("response_id", ""),
        ("replaces", ""),
        ("recipients_sha256", ""),
        ("recipients_sha256", "C0FFEE00" * 8),
        ("recipients_sha256", "c0ffee00" * 8 + "0"),
        ("revision", 0),
        ("revision", -1),
        ("revision", 1_000_000),
        ("sequence", -1),
        ("software", "\x1b[2J"),
    ],
)
def test_an_unfit_field_is_refused_before_it_is_signed(field: str, value: object) -> None:
    with pytest.raises(PackageError) as refused:
        metadata.write(sample_info(**{field: value}))
    assert (refused.value.code, refused.value.params["field"]) == ("PKG-024", field)
    assert refused.value.place.entry == "submission.xml"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("urn:telar:submission:1", "urn:telar:submission:2", "submission"),
        ("<submission ", '<submission version="2" ', "submission"),
        ("<recipient>confecamaras</recipient>", "", "submission"),
        ("<wave>2026</wave>", "<wave>2026</wave><wave>2027</wave>", "submission"),
        ("<wave>2026</wave>", "<ola>2026</ola>", "submission"),
        ("<wave>2026</wave>", "<!-- --><wave>2026</wave>", "submission"),
        ("</wave>", "</wave>hola", "wave"),
        ("<recipient>", "hola<recipient>", "submission"),
        ("<recipient>", '<recipient keys="">', "recipients_sha256"),
        ("<recipient>", f'<recipient keys="{"A" * 64}">', "recipients_sha256"),
        ("<recipient>", f'<recipient recipients_sha256="{"a" * 64}">', "recipient"),
        ("<wave>", f'<wave keys="{"a" * 64}">', "wave"),
        ("<wave>2026", '<wave a="b">2026', "wave"),
        ("<wave>2026", "<wave><b/>2026", "wave"),
        (' version="2026110101"', "", "form"),
        ('<form id="', '<form nombre="x" id="', "form"),
        ("<form ", '<form x:id="a" xmlns:x="urn:x" ', "form"),
        (' revision="2"', "", "response"),
        ('revision="2"', 'revision="02"', "revision"),
        ('revision="2"', 'revision="2.0"', "revision"),
        ('revision="2"', 'revision="٢"', "revision"),
        ('sequence="1"', 'sequence="+1"', "sequence"),
        ('replaces="uuid:0a', 'replaces="0a', "replaces"),
        ("2026-11-20T15:30:00Z", "2026-11-20T15:30:00-05:00", "claimed_at"),
        ("2026-11-20T15:30:00Z", "2026-13-20T15:30:00Z", "claimed_at"),
        ("2026-11-20T15:30:00Z", "0000-01-01T00:00:00Z", "claimed_at"),
        ("2026-11-20T15:30:00Z", " 2026-11-20T15:30:00Z", "claimed_at"),
        ("2026-11-20T15:30:00Z", "", "claimed_at"),
        ("Telar 0.1.0", "Telar&#10;0.1.0", "software"),
        ("Telar 0.1.0", "x" * 301, "software"),
    ],
)
def test_what_is_not_exactly_a_submission_is_refused(old: str, new: str, field: str) -> None:
    assert old in GOOD
    assert code_and_field(GOOD.replace(old, new, 1).encode()) == ("PKG-024", field)


def test_text_in_an_element_that_has_none_is_refused() -> None:
    changed = GOOD.replace('sequence="1"/>', 'sequence="1">hola</response>')
    assert changed != GOOD
    assert code_and_field(changed.encode()) == ("PKG-024", "response")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hola", "PKG-022"),
        (b"<!DOCTYPE a><a/>", "PKG-023"),
        (b" " * 16_385, "PKG-009"),
    ],
)
def test_xml_that_is_unfit_is_refused(data: bytes, code: str) -> None:
    assert code_and_field(data)[0] == code


def test_indentation_changes_nothing() -> None:
    assert metadata.read(GOOD.replace("><", ">\n  <").encode()) == metadata.read(GOOD.encode())


def test_an_info_is_a_value() -> None:
    assert sample_info() == sample_info()
    assert len({sample_info(), sample_info()}) == 1
    assert isinstance(sample_info(), SubmissionInfo)
