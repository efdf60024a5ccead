import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from desktop_app.errors import PackageError
from desktop_app.submission import Annotations, Comment, Evidence, Limits, Warned, annotations, fit, inspect, names
from tests.support.packages import (
    NOW,
    parts,
    resealed,
    sample_annotations,
    sample_package,
    sample_response,
)

NOTES = sample_annotations()
GOOD = annotations.write(NOTES).decode()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(fit)
FILLED = TEXT.filter(str.strip)
REF = st.from_regex(r"(/[a-z_][a-z0-9_.-]{0,8}(\[[1-9][0-9]{0,2}\])?){1,5}", fullmatch=True)
FILE = st.from_regex(r"[A-Za-z0-9_]{1,8}(\.[a-z]{1,4})?", fullmatch=True)
FILES = st.lists(FILE, min_size=1, max_size=4, unique=True).map(tuple)


def of(**kinds: Any) -> Annotations:
    return Annotations(**{name: tuple(given) for name, given in kinds.items()})


ANNOTATIONS = st.builds(
    of,
    comments=st.lists(st.builds(Comment, REF, FILLED), max_size=4, unique_by=lambda each: each.ref),
    evidence=st.lists(st.builds(Evidence, REF, FILES), max_size=4, unique_by=lambda each: each.ref),
    warnings=st.lists(
        st.builds(Warned, REF, REF, FILLED, FILLED, TEXT), max_size=4, unique_by=lambda each: each.reason_ref
    ),
)


def code_and_field(data: bytes) -> tuple[str, object]:
    with pytest.raises(PackageError) as refused:
        annotations.read(data)
    return refused.value.code, refused.value.params.get("field")


def refusal(notes: Annotations, **how: Any) -> PackageError:
    with pytest.raises(PackageError) as refused:
        sample_package(annotations=notes, **how)
    return refused.value


@given(ANNOTATIONS)
def test_what_is_written_is_read_back(notes: Annotations) -> None:
    data = annotations.write(notes)
    assert annotations.read(data) == notes
    assert annotations.write(annotations.read(data)) == data


def test_the_document_is_fixed() -> None:
    assert GOOD == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<annotations xmlns="urn:telar:annotations:1">'
        '<comment ref="/data/p001">Falta el acta &amp; la\nlista.</comment>'
        '<evidence ref="/data/p002"><file>acta.pdf</file><file>foto.jpg</file></evidence>'
        '<warning ref="/data/p003" reason-ref="/data/p004"><rule>. &gt; 1.5 * 2</rule>'
        "<message>Es mucho más que en la ola anterior.</message><reason>1</reason></warning>"
        "</annotations>"
    )


def test_notes_that_say_nothing_make_no_file() -> None:
    assert not Annotations()
    assert names.ANNOTATIONS not in parts(sample_package(annotations=Annotations()))
    assert inspect(sample_package()).annotations == Annotations()


def test_a_package_tells_what_goes_with_its_answers() -> None:
    data = sample_package(annotations=NOTES, evidence={"acta.pdf": b"%PDF", "foto.jpg": b"\xff\xd8"})
    package = inspect(data, now=NOW)
    assert package.annotations == NOTES
    assert package.annotations.files() == ("acta.pdf", "foto.jpg")
    assert [entry.name for entry in package.entries][:3] == ["response.xml", "submission.xml", "annotations.xml"]
    assert "acta &" not in repr(package)


@pytest.mark.parametrize("left", ["acta.pdf", "foto.jpg"])
def test_evidence_that_the_package_lacks_is_missed(left: str) -> None:
    error = refusal(NOTES, evidence={left: b"x"})
    assert error.code == "PKG-041"
    assert error.place.entry == {"acta.pdf": "evidence/foto.jpg", "foto.jpg": "evidence/acta.pdf"}[left]


@pytest.mark.parametrize("ref", ["/data/p151", "/data/p001/x", "/other/p001", "/data/p001[2]", "/data/meta/x"])
def test_a_question_that_the_response_lacks_is_missed(ref: str) -> None:
    for notes in (
        of(comments=[Comment(ref, "hola")]),
        of(evidence=[Evidence(ref, ("a.pdf",))]),
        of(warnings=[Warned(ref, "/data/p001", "1", "m", "1")]),
        of(warnings=[Warned("/data/p001", ref, "1", "m", "")]),
    ):
        error = refusal(notes, evidence={"a.pdf": b"x"})
        assert (error.code, error.place.ref) == ("PKG-042", ref)


def test_a_reason_is_the_answer_that_was_given() -> None:
    assert refusal(of(warnings=[Warned("/data/p001", "/data/p002", "1", "m", "otra")])).code == "PKG-042"
    response = sample_response().replace(b"<p002>2</p002>", b"<p002>as&#237;&#13;\n</p002>")
    notes = of(warnings=[Warned("/data/p001", "/data/p002", "1", "m", "así\n\n".replace("\n\n", "\n"))])
    assert inspect(sample_package(annotations=notes, response=response)).annotations == notes


def test_records_are_told_apart_and_prefixes_do_not_matter() -> None:
    row = b"<r><name>%d</name></r>"
    response = sample_response().replace(b"<meta>", row % 1 + row % 2 + b"<meta>")
    refs = ["/data/r[1]/name", "/data/r[2]/name[1]", "/data/r/name", "/data/orx:meta/orx:instanceID"]
    notes = of(comments=[Comment(ref, "hola") for ref in refs])
    assert inspect(sample_package(annotations=notes, response=response)).annotations == notes
    assert refusal(of(comments=[Comment("/data/r[3]/name", "hola")]), response=response).code == "PKG-042"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("urn:telar:annotations:1", "urn:telar:annotations:2", "annotations"),
        ("<comment", "<note/><comment", "annotations"),
        ("<comment", "<!-- x --><comment", "annotations"),
        ("<comment", "<?x y?><comment", "annotations"),
        ("<comment", "hola<comment", "annotations"),
        ("</comment>", "</comment>hola", "comment"),
        ("</annotations>", '<comment ref="/data/p005">x</comment></annotations>', "annotations"),
        ('<comment ref="/data/p001">', "<comment>", "comment"),
        ('<comment ref="/data/p001">', '<comment ref="/data/p001" by="x">', "comment"),
        ('ref="/data/p001"', 'ref="data/p001"', "ref"),
        ('ref="/data/p001"', 'ref="/data/../p001"', None),
        ('ref="/data/p001"', 'ref="//data"', "ref"),
        ('ref="/data/p001"', 'ref="/data/p001[0]"', "ref"),
        ('ref="/data/p001"', 'ref="/data/p001[last()]"', "ref"),
        ('ref="/data/p001"', f'ref="/{"x" * 500}"', "ref"),
        ("Falta el acta &amp; la\nlista.", "  \n", "comment"),
        ("Falta el acta", "Falta <b>el</b> acta", "comment"),
        ("Falta el acta", "Falta &#13; acta", "comment"),
        ("Falta el acta", "x" * 20_001, "comment"),
        ("<file>acta.pdf</file><file>foto.jpg</file>", "", "file"),
        ("<file>acta.pdf</file>", "<file>foto.jpg</file>", "file"),
        ("<file>acta.pdf</file>", "<file>../acta.pdf</file>", "file"),
        ("<file>acta.pdf</file>", "<file>a/acta.pdf</file>", "file"),
        ("<file>acta.pdf</file>", "<file></file>", "file"),
        ("<file>acta.pdf</file>", "<file>acta.pdf</file>" * 65, "evidence"),
        ("<file>acta.pdf</file>", "<name>acta.pdf</name>", "file"),
        ("<rule>", "<regla/><rule>", "warning"),
        ("<rule>. &gt; 1.5 * 2</rule>", "<rule></rule>", "rule"),
        ("<rule>. &gt; 1.5 * 2</rule>", "<regla>1</regla>", "rule"),
        ("Es mucho más que en la ola anterior.", "", "message"),
        (' reason-ref="/data/p004"', "", "warning"),
    ],
)
def test_what_is_unsound_is_refused(old: str, new: str, field: str | None) -> None:
    assert old in GOOD
    changed = GOOD.replace(old, new, 1).encode()
    if field is not None:
        assert code_and_field(changed) == ("PKG-040", field)
        assert_refused_when_signed(changed, "PKG-040")
    else:
        assert_refused_when_signed(changed, "PKG-042")


def assert_refused_when_signed(changed: bytes, code: str) -> None:
    files = parts(sample_package(annotations=NOTES, evidence={"acta.pdf": b"%PDF", "foto.jpg": b"\xff\xd8"}))
    with pytest.raises(PackageError) as refused:
        inspect(resealed({**files, names.ANNOTATIONS: changed}))
    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["comment", "evidence", "warning"])
def test_one_place_is_annotated_once(kind: str) -> None:
    root = etree.fromstring(GOOD.encode())
    element = next(child for child in root if str(child.tag).endswith(kind))
    element.addnext(etree.fromstring(etree.tostring(element)))
    assert code_and_field(etree.tostring(root)) == ("PKG-040", kind)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hola", "PKG-022"),
        (b"<!DOCTYPE a><a/>", "PKG-023"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "PKG-023"),
        ("<a>á</a>".encode("latin-1"), "PKG-023"),
        (b"<a/>".ljust(annotations.LIMIT + 1), "PKG-009"),
        (b"<a>" * 300 + b"</a>" * 300, "PKG-022"),
    ],
)
def test_xml_that_is_unfit_is_refused(data: bytes, code: str) -> None:
    assert code_and_field(data)[0] == code


def test_too_many_notes_are_refused_by_writer_and_reader() -> None:
    many = of(comments=[Comment(f"/data/p{number}", "x") for number in range(annotations.MOST + 1)])
    with pytest.raises(PackageError) as refused:
        annotations.write(many)
    assert (refused.value.code, refused.value.params["field"]) == ("PKG-040", "comment")
    listed = "".join(f'<comment ref="/data/p{number}">x</comment>' for number in range(annotations.MOST + 1))
    assert code_and_field(f'<annotations xmlns="{annotations.NAMESPACE}">{listed}</annotations>'.encode()) == (
        "PKG-040",
        "comment",
    )


def test_notes_that_weigh_too_much_are_refused_when_written() -> None:
    with pytest.raises(PackageError) as refused:
        annotations.write(of(comments=[Comment(f"/data/p{number}", "x" * 20_000) for number in range(30)]))
    assert refused.value.code == "PKG-009"


def test_a_file_under_another_name_is_no_annotations() -> None:
    files = parts(sample_package(annotations=of(comments=[Comment("/data/p001", "x")])))
    content = files.pop(names.ANNOTATIONS)
    with pytest.raises(PackageError) as refused:
        inspect(resealed({**files, "Annotations.xml": content}))
    assert refused.value.code == "PKG-019"


def test_many_notes_in_a_large_response_are_checked_in_little_time() -> None:
    """Each node's children are sorted once, however many notes name them."""
    rows = b"".join(b"<r><a>%d</a></r>" % number for number in range(40_000))
    response = sample_response(answers=1).replace(b"<meta>", rows + b"<meta>")
    notes = of(comments=[Comment(f"/data/r[{40_000 - number}]/a", "x") for number in range(2_000)])
    root = etree.fromstring(response)
    started = time.process_time()
    annotations.check_against(notes, root, ())
    assert time.process_time() - started < 2
    assert Limits().document > len(response)


@given(st.text(max_size=200))
def test_a_text_made_fit_is_one_that_the_file_takes(text: str) -> None:
    made = fit(text)
    assert fit(made) == made
    if made.strip():
        notes = of(comments=[Comment("/data/p001", made)])
        assert annotations.read(annotations.write(notes)) == notes


def test_what_makes_a_text_fit() -> None:
    assert fit("uno\r\ndos\rtres\0\x0b\ttab\ud800\uffff") == "uno\ndos\ntres\ttab"
