from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.nodes import Kind, Limits, Node, from_element, parse_xml


def refusal(data: bytes | str, limits: Limits | None = None) -> str:
    with pytest.raises(FormError) as error:
        parse_xml(data, limits=limits or Limits())
    assert error.value.explain("es").remedy
    return error.value.code


def test_elements_and_leaf_values() -> None:
    document = parse_xml(b"<data>\n <a> x </a>\n <g><b/></g>\n</data>")
    assert document.kind == Kind.DOCUMENT
    data = document.children[0]
    assert [child.name for child in data.children] == ["a", "g"]
    assert data.children[0].text == " x "
    assert data.text == ""
    assert data.children[1].children[0].text == ""


def test_a_leaf_with_a_comment_in_it_keeps_its_text() -> None:
    document = parse_xml("<data><a>one<!-- no --> two</a></data>")
    assert document.children[0].children[0].text == "one two"


def test_everything_keeps_text_comments_and_instructions() -> None:
    document = parse_xml("<?top x?><data>a<b>c</b>d<!--e--><?f g?></data><!--end-->", everything=True)
    assert [child.kind for child in document.children] == [Kind.INSTRUCTION, Kind.ELEMENT, Kind.COMMENT]
    kinds = [child.kind for child in document.children[1].children]
    assert kinds == [Kind.TEXT, Kind.ELEMENT, Kind.TEXT, Kind.COMMENT, Kind.INSTRUCTION]
    assert document.string() == "acd"


def test_names_and_namespaces() -> None:
    document = parse_xml('<data xmlns="urn:d" xmlns:o="urn:o" o:v="1" id="2"><o:q/><b xmlns=""/></data>')
    data = document.children[0]
    assert (data.name, data.ns, data.prefix, data.qname) == ("data", "urn:d", None, "data")
    assert data.attributes == {("urn:o", "v"): "1", "id": "2"}
    assert data.children[0].qname == "o:q"
    assert data.children[0].namespaces_in_scope()["o"] == "urn:o"
    assert data.children[1].ns is None
    assert [node.name for node in data.named("b")] == ["b"]
    assert data.named("q") == []


def test_paths_carry_positions_at_repeats_only() -> None:
    document = parse_xml("<data><g><x/></g><r><x/></r><r><x/></r></data>")
    data = document.children[0]
    for node in data.named("r"):
        node.repeat = True
    group, _, second = data.children
    assert group.children[0].path() == "/data/g/x"
    assert second.children[0].path() == "/data/r[2]/x"
    assert second.children[0].ref() == "/data/r/x"
    assert (second.position(), group.position(), document.position()) == (2, 1, 1)
    assert document.path() == document.ref() == "/"
    assert repr(second) == "<Node /data/r[2]>"


def test_structure_changes_keep_the_index_true() -> None:
    data = Node("data")
    first = data.append(Node("r", "1"))
    assert data.child("r") is first
    second = data.insert(0, Node("r", "0"))
    assert data.named("r") == [second, first]
    data.remove(second)
    assert data.named("r") == [first]
    assert second.parent is None
    assert data.child("none") is None


def test_a_lookup_forgets_when_rows_come() -> None:
    root = parse_xml("<root><item><k>1</k></item><item><k>1</k></item></root>").children[0]
    assert len(root.lookup("item", "k", "1")) == 2
    assert root.lookup("item", "k", "2") == []
    row = Node("item")
    row.append(Node("k", "2"))
    root.append(row)
    assert root.lookup("item", "k", "2") == [row]


def test_walks() -> None:
    document = parse_xml("<data><g><x/><y/></g><z/></data>")
    assert [node.name for node in document.descendants()] == ["data", "g", "x", "y", "z"]
    x = document.children[0].children[0].children[0]
    assert [node.name for node in x.ancestors()] == ["g", "data", ""]
    assert x.document is document


def test_an_irrelevant_node_has_no_text() -> None:
    document = parse_xml("<data><a>1</a><b>2</b></data>")
    data = document.children[0]
    data.children[0].relevant = False
    assert data.children[0].string() == ""
    assert data.children[0].text == "1"
    assert data.string() == "2"


def test_an_element_of_another_document_is_copied() -> None:
    from lxml import etree

    element = etree.fromstring("<root xmlns='urn:x'><item>1</item></root>")
    document = from_element(element)
    assert [node.string() for node in document.children[0].named("item")] == ["1"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "XPR-020"),
        (b"<a>", "XPR-020"),
        (b"<a></b>", "XPR-020"),
        (b"not xml", "XPR-020"),
        (b"<a>\xff</a>", "XPR-020"),
        (b"<a>&amp", "XPR-020"),
        (b"<a>&none;</a>", "XPR-020"),
        (b"<a><x:b/></a>", "XPR-020"),
        (b"<?xml version='1.0' encoding='none-such'?><a/>", "XPR-020"),
        (b"\x00\x01", "XPR-020"),
        ("<a>\ud800</a>".encode("utf-8", "surrogatepass"), "XPR-020"),
        (b"<!DOCTYPE a><a/>", "XPR-021"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "XPR-021"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "XPR-021"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16"), "XPR-021"),
    ],
)
def test_hostile_documents_are_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_limits_hold() -> None:
    assert refusal(b"<a>" + b"x" * 200 + b"</a>", Limits(size=100)) == "XPR-022"
    assert refusal("<a>" + "<b/>" * 20 + "</a>", Limits(nodes=10)) == "XPR-022"
    assert refusal("<a>" * 20 + "</a>" * 20, Limits(depth=10)) == "XPR-022"
    assert refusal("<a>" * 150 + "</a>" * 150) == "XPR-022"
    assert refusal("<a>" * 5000 + "</a>" * 5000) == "XPR-020"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_document_or_refused(data: bytes) -> None:
    try:
        document = parse_xml(data)
    except FormError as error:
        assert error.code in {"XPR-020", "XPR-021", "XPR-022"}  # noqa: PT017
    else:
        assert document.kind == Kind.DOCUMENT
