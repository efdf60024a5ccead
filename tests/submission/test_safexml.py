import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import safexml

BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ja"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'


def code_of(data: bytes, limit: int = 10_000) -> str:
    with pytest.raises(PackageError) as refused:
        safexml.parse(data, "response.xml", limit)
    assert refused.value.place.entry == "response.xml"
    return refused.value.code


def test_a_document_is_parsed() -> None:
    root = safexml.parse('<?xml version="1.0" encoding="UTF-8"?><a b="ñ">á</a>'.encode(), "x", 100)
    assert (root.tag, root.get("b"), root.text) == ("a", "ñ", "á")


@pytest.mark.parametrize(
    "data",
    [
        BILLION,
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
        b"<!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>ñ</a>'.encode("latin-1"),
        b'<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b/+AD4-</a>',
        b"<a>\xff</a>",
    ],
)
def test_document_types_entities_and_other_encodings_are_refused(data: bytes) -> None:
    assert code_of(data) == "PKG-023"


@pytest.mark.parametrize("data", [b"", b"   ", b"<a>", b"<a/><b/>", b"<a>&undefined;</a>", b"<a>\0</a>", b"x"])
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    assert code_of(data) == "PKG-022"


def test_a_document_above_the_limit_is_not_parsed() -> None:
    assert code_of(b"<a/>", limit=3) == "PKG-009"


def test_depth_is_bounded() -> None:
    assert code_of(b"<a>" * 2000 + b"</a>" * 2000, limit=100_000) == "PKG-022"


def test_the_detail_for_the_log_quotes_nothing_of_the_document() -> None:
    with pytest.raises(PackageError) as refused:
        safexml.parse(b"<a><secreto>1234</otro></a>", "response.xml", 1000)
    assert refused.value.detail == "line 1, column 24"


@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        tag = str(safexml.parse(data, "x", 200).tag)
    except PackageError as refused:
        tag = refused.code
    assert tag.encode() in {b"PKG-022", b"PKG-023"} or tag.encode() in data
