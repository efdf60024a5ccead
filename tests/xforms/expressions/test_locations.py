from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.xforms.expressions import Node, compile, parse_xml  # noqa: A004
from tests.support.xpath import NOW, code, context, value

TREE = """<data xmlns:o="urn:o" id="d1" o:v="7"><a n="1">x</a><b><c>1</c><c>2</c><d><c>3</c></d></b><!--hi-->
<o:q>9</o:q><?go now?><e/><b><c>4</c></b></data>"""


def texts(expression: str, at: str = "/", xml: str = TREE, **more: object) -> list[str]:
    return [str(found) for found in value(expression, xml, at, **more)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/b/c", ["1", "2", "4"]),
        ("//c", ["1", "2", "3", "4"]),
        ("/data//c", ["1", "2", "3", "4"]),
        ("/data/b[1]//c", ["1", "2", "3"]),
        ("/data/b[2]/c", ["4"]),
        ("/data/b/c[1]", ["1", "4"]),
        ("(/data/b/c)[1]", ["1"]),
        ("//c[last()]", ["2", "3", "4"]),
        ("//c[position() > 1]", ["2"]),
        ("//c[. > 2]", ["3", "4"]),
        ("//c[../c[2]]", ["1", "2"]),
        ("//c[parent::d]", ["3"]),
        ("/data/@id", ["d1"]),
        ("/data/a/@n", ["1"]),
        ("//@*", ["d1", "7", "1"]),
        ("/data/*[1]", ["x"]),
        ("//d/ancestor::*/@id", ["d1"]),
        ("//d/preceding-sibling::c", ["1", "2"]),
        ("//d/preceding-sibling::c[1]", ["2"]),
        ("//a/following::c", ["1", "2", "3", "4"]),
        ("//e/preceding::c", ["1", "2", "3"]),
        ("//e/preceding::c[1]", ["3"]),
        ("//a/following-sibling::e", [""]),
        ("//c/ancestor-or-self::d/c", ["3"]),
        ("//d/descendant-or-self::c", ["3"]),
        ("//d/self::d/c", ["3"]),
        ("//d/self::b", []),
        ("//c | /data/a", ["x", "1", "2", "3", "4"]),
        ("//c[. = 4] | //c[. = 1] | //c[. = 1]", ["1", "4"]),
        ("/data/a/text()", ["x"]),
        ("//d//text()", ["3"]),
        ("/data/comment()", ["hi"]),
        ("/data/processing-instruction()", ["now"]),
        ("/data/processing-instruction('go')", ["now"]),
        ("/data/processing-instruction('stop')", []),
        ("/data/node()[1]", ["x"]),
        ("/data/none/c", []),
        ("/nothing", []),
        ("/data/b/../a", ["x"]),
        ("/data/./a/.", ["x"]),
        ("//c/..", ["123", "3", "4"]),
        ("/data/b[c = 4]/c", ["4"]),
        ("/data/b[c = 4 and c = 4]/c", ["4"]),
        ("/data/b['4' = c]/c", ["4"]),
        ("/data/b[c = /data/b[2]/c]/c", ["4"]),
        ("/data/b[c]/d/c", ["3"]),
        ("//c[true()][2]", ["2"]),
        ("//c[/data/a = 'x']", ["1", "2", "3", "4"]),
        ("//c['']", []),
        ("//c[0]", []),
        ("//c[1.5]", []),
        ("//c[if(true(), 2, 1)]", ["2"]),
    ],
)
def test_paths(expression: str, expected: list[str]) -> None:
    assert texts(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (".", ["3"]),
        ("..", ["3"]),
        ("../../c", ["1", "2"]),
        ("../../../a", ["x"]),
        ("../../../../../..", []),
        ("ancestor::b/c[1]", ["1"]),
        ("current()", ["3"]),
        ("/data/b/c[. < current()]", ["1", "2"]),
        ("/data/b[d/c = current()/../c]/c[1]", ["1"]),
        ("./../c", ["3"]),
    ],
)
def test_relative_paths(expression: str, expected: list[str]) -> None:
    assert texts(expression, "/data/b/d/c") == expected


def test_a_union_of_an_attribute_and_its_element_keeps_document_order() -> None:
    assert texts("/data/e | /data/a/@n | /data/a | /data/@id") == ["d1", "x", "1", ""]
    assert texts("/data/a/text() | /data/a/text()") == ["x"]
    assert len(texts("/data/a/namespace::* | /data/a/namespace::*")) == 2


def test_prefixes_are_looked_up_or_else_compared_as_written() -> None:
    assert texts("/data/o:q") == ["9"]
    assert texts("/data/o:*") == ["9"]
    assert texts("/data/@o:v") == ["7"]
    assert texts("/data/other:q", namespaces={"other": "urn:o"}) == ["9"]
    assert texts("/data/o:q", namespaces={"o": "urn:elsewhere"}) == []
    assert texts("/data/q") == []


def test_a_default_namespace_is_no_obstacle() -> None:
    xml = '<data xmlns="urn:x" xmlns:p="urn:x"><a>1</a><p:a>2</p:a></data>'
    assert texts("/data/a", xml=xml) == ["1"]
    assert texts("//a", xml=xml) == ["1"]
    assert texts("/data/p:a", xml=xml) == ["2"]
    assert texts("/data/x:a", xml=xml, namespaces={"x": "urn:x"}) == ["1", "2"]


def test_namespace_nodes() -> None:
    assert sorted(texts("/data/namespace::*")) == ["http://www.w3.org/XML/1998/namespace", "urn:o"]
    assert texts("/data/namespace::o") == ["urn:o"]
    assert texts("/data/a/@n/namespace::*") == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(/data/a/@n/following::*)", 9),
        ("count(/data/b[2]/c/preceding::*)", 8),
        ("count(/data/a/@n/preceding::*)", 0),
        ("count(/data/a/@n/following-sibling::*)", 0),
        ("count(/preceding-sibling::node())", 0),
        ("count(/descendant::node())", 19),
        ("count(//node())", 19),
        ("count(/ancestor-or-self::node())", 1),
        ("count(/child::node()/child::node())", 7),
    ],
)
def test_axes_count(expression: str, expected: int) -> None:
    assert value(expression, TREE.replace("\n", "")) == expected


# -- relevance ---------------------------------------------------------------------------------------------------------


def test_what_is_irrelevant_reads_as_nothing() -> None:
    ctx = context("<data><a>5</a><b>1</b><b>2</b><g><x>7</x></g></data>")
    data = ctx.root.children[0]
    data.children[0].relevant = False
    data.children[2].relevant = False
    group = data.children[3]
    group.relevant = group.children[0].relevant = False
    expected = {
        "string(/data/a)": "",
        "/data/a = ''": True,
        "/data/a = 5": False,
        "boolean(/data/a)": False,
        "coalesce(/data/a, 'z')": "z",
        "count(/data/b)": 1.0,
        "count-non-empty(/data/b)": 1.0,
        "sum(/data/b)": 1.0,
        "max(/data/b)": 1.0,
        "join('-', /data/b)": "1",
        "concat('[', /data/a, ']')": "[]",
        "string(/data/g)": "",
        "string(/data/g/x)": "",
        "boolean(/data/g)": False,
        "count(/data/g)": 0.0,
        "string(/data/g/x/text())": "",
        "string(/data)": "1",
    }
    assert {text: compile(text).evaluate(ctx) for text in expected} == expected


# -- lookups in constant trees -----------------------------------------------------------------------------------------

TOWNS = "<root>" + "".join(f"<item><name>{n}</name><d>{n % 7}</d><w/></item>" for n in range(200)) + "</root>"


def towns(expression: str, xml: str = "<data><d>3</d><m>5</m><e/></data>", at: str = "/data/m") -> list[str]:
    ctx = context(xml, at, instances={"towns": parse_xml(TOWNS)})
    return [node.string() for node in compile(expression).nodes(ctx)]


@pytest.mark.parametrize(
    "predicate",
    [
        "[d = /data/d]",
        "[/data/d = d]",
        "[d = current()/../d]",
        "[d = '3']",
        "[d = 3]",
        "[string(d) = '3']",
        "[selected('3 9', d)]",
        "[d = /data/d and name != '1']",
        "[d = /data/d and d = '3']",
        "[d = concat(/data/d, '')]",
        "[d = coalesce(/data/e, '3')]",
    ],
)
def test_every_way_to_filter_finds_the_same(predicate: str) -> None:
    assert towns(f"instance('towns')/root/item{predicate}/name") == [str(n) for n in range(200) if n % 7 == 3]


def test_a_filter_and_a_position_go_in_order() -> None:
    assert towns("instance('towns')/root/item[d = '3'][2]/name") == ["10"]
    assert towns("instance('towns')/root/item[2][d = '3']/name") == []
    assert towns("instance('towns')/root/item[d = '3' and position() = 4]/name") == ["3"]
    assert towns("instance('towns')/root/item[d = '3'][last()]/name") == ["199"]


def test_a_filter_with_nothing_or_much_to_compare_to() -> None:
    assert towns("instance('towns')/root/item[d = /data/none]/name") == []
    assert towns("instance('towns')/root/item[w = /data/e]/name")[:2] == ["0", "1"]
    many = "<data><d>3</d><d>4</d><m/></data>"
    expected = [str(n) for n in range(200) if n % 7 in (3, 4)]
    assert towns("instance('towns')/root/item[d = /data/d]/name", many) == expected


def test_dates_in_a_filter_compare_as_moments() -> None:
    ctx = context("<data><d>2026-11-20</d></data>")
    table = "<root><item><t>2026-11-20T00:00:00.000-05:00</t></item><item><t>2026-11-21</t></item></root>"
    ctx.instances = {"t": parse_xml(table)}
    assert compile("count(instance('t')/root/item[t = /data/d])").number(ctx) == 1


def test_a_lookup_in_the_instance_itself_follows_its_changes() -> None:
    ctx = context("<data><r><k>1</k></r><r><k>2</k></r></data>")
    ctx.instances = {"data": ctx.root}
    expression = compile("count(instance('data')/data/r[k = '1'])")
    assert expression.number(ctx) == 1
    ctx.root.children[0].children[1].children[0].text = "1"
    assert expression.number(ctx) == 2


def test_remembered_paths_follow_the_structure() -> None:
    ctx = context("<data><r><k>1</k></r></data>")
    data = ctx.root.children[0]
    expression = compile("count(/data/r/k)")
    assert expression.number(ctx) == 1
    more = Node("r")
    more.append(Node("k", "2"))
    data.append(more)
    assert expression.number(ctx) == 2
    more.append(Node("k", "3"))
    assert expression.number(ctx) == 3
    data.remove(more)
    assert expression.number(ctx) == 1


def test_an_unknown_instance_is_named_in_the_refusal() -> None:
    assert code("instance('nowhere')/root/item") == "XPR-011"
    assert code("pulldata('nowhere', 'a', 'b', 'c')") == "XPR-011"


def test_two_contexts_do_not_disturb_one_another() -> None:
    expression = compile("/data/a + 1")
    first, second = context("<data><a>1</a></data>"), context("<data><a>10</a></data>")
    assert [expression.number(first), expression.number(second), expression.number(first)] == [2, 11, 2]
    second.root.children[0].children[0].text = "20"
    assert [expression.number(first), expression.number(second)] == [2, 21]


# -- against a naive evaluation ----------------------------------------------------------------------------------------

shapes = st.recursive(
    st.sampled_from(["a", "b"]).map(lambda name: f"<{name}>1</{name}>"),
    lambda inner: st.builds(
        lambda name, children: f"<{name}>{''.join(children) or '1'}</{name}>",
        st.sampled_from(["a", "b"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(shapes, st.sampled_from(["a", "b", "*"]), st.sampled_from(["a", "b", "*"]))
def test_descendants_and_axes_agree_with_a_walk(xml: str, outer: str, inner: str) -> None:
    document = parse_xml(xml)
    everything = [node for node in document.descendants() if outer in ("*", node.name)]
    order = {id(node): place for place, node in enumerate(document.descendants())}
    ctx = context_of(document)
    found = compile(f"//{outer}").nodes(ctx)
    assert [id(node) for node in found] == [id(node) for node in everything]
    below = {id(child): child for node in everything for child in node.children if inner in ("*", child.name)}
    found = compile(f"//{outer}/{inner}").nodes(ctx)
    assert [order[id(node)] for node in found] == sorted(order[key] for key in below)
    counted = compile(f"count(//{outer}[{inner}])").number(ctx)
    assert counted == sum(any(inner in ("*", child.name) for child in node.children) for node in everything)


@given(shapes)
def test_the_five_axes_part_the_document(xml: str) -> None:
    document = parse_xml(xml)
    for node in document.descendants():
        ctx = context_of(document, node)
        parts = [
            compile(f"{axis}::*").nodes(ctx) for axis in ("ancestor", "preceding", "self", "following", "descendant")
        ]
        together = sorted(id(item) for part in parts for item in part)
        assert together == sorted(id(item) for item in document.descendants())


def context_of(document: Node, node: Node | None = None) -> object:
    from desktop_app.xforms.expressions import Context

    return Context(node=node or document, root=document, now=NOW)
