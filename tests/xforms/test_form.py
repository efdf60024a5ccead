"""Loading forms: every kind of file, what a form says of itself, and files that mean harm."""

from __future__ import annotations

import io
import zipfile
from itertools import product
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import FileError, FormError, TelarError
from desktop_app.xforms import Bind, Choice, Control, DataType, Form, Group, Question, Session, xlsform_to_xlsx
from tests.support.forms import HEAD, NOW, compiled, form, xform

SMALL = """| survey |
| | type | name | label::Español (es) | label::English (en) | bind::telar:role | bind::telar:max | calculation | LOOK |
| | begin_group | g | Grupo | Group | area | 2 | | field-list |
| | select_one esc | p | ¿Qué tal, ${n}? | How, ${n}? | indicator | | | horizontal |
| | end_group | | | | | | | |
| | text | n | Nombre | Name | | | | |
| | note | nota | Léase | Read | | | | |
| | acknowledge | ok | Sí | Yes | | | | |
| | select_multiple_from_file places.csv | m | Lugares | Places | | | | |
| | calculate | c | | | total | 10 | ${p} + 1 | |
| choices |
| | list_name | name | label::Español (es) | label::English (en) | phase |
| | esc | 0 | No | No | |
| | esc | 1 | En parte | Partly | |
| | telar_names | P01 | Origen | Origin | 2 |
| settings |
| | form_id | form_title | version | namespaces | default_language |
| | prueba | Una prueba | 3 | telar="urn:telar:rubric:1" | Español (es) |
""".replace("LOOK", "appearance")
PLACES = "name,label\n05001,Medellín\n11001,Bogotá\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "places.csv").write_bytes(PLACES)
    (tmp_path / "prueba.md").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_the_same_form_from_every_kind_of_file(folder: Path) -> None:
    from_md = Form.load(folder / "prueba.md")
    xlsform_to_xlsx(folder / "prueba.md", folder / "prueba.xlsx")
    (folder / "prueba.xml").write_bytes(from_md.xform)
    rows = [line[2:-1] for line in SMALL.splitlines() if line.startswith("| |")]
    lines = []
    for line in SMALL.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    (folder / "prueba.csv").write_text("\n".join(lines), encoding="utf-8")
    assert len(rows) == 15
    for suffix in (".xlsx", ".xml", ".csv"):
        other = Form.load(folder / f"prueba{suffix}")
        assert other.sha256 == from_md.sha256
        assert other.body == from_md.body
        assert other.media == {"places.csv": PLACES}


def test_what_a_form_says_of_itself(folder: Path) -> None:
    loaded = Form.load(folder / "prueba.md")
    assert (loaded.id, loaded.version, loaded.title, loaded.root) == ("prueba", "3", "Una prueba", "/data")
    assert loaded.languages == ("Español (es)", "English (en)")
    assert loaded.default_language == "Español (es)"
    assert len(loaded.sha256) == 64
    assert loaded.language_for("en") == "English (en)"
    assert loaded.language_for("English (en)") == "English (en)"
    assert loaded.language_for("de") == "Español (es)"


def test_the_body_in_the_order_of_the_screen(folder: Path) -> None:
    group, name, note, ok, places = Form.load(folder / "prueba.md").body
    p = Question("/data/g/p", Control.SELECT1, DataType.STRING, "horizontal", {"role": "indicator"})
    assert group == Group("/data/g", (p,), "field-list", {"role": "area", "max": "2"})
    assert name == Question("/data/n", Control.INPUT, DataType.STRING)
    assert note == Question("/data/nota", Control.NOTE, DataType.STRING)
    assert ok == Question("/data/ok", Control.TRIGGER, DataType.STRING)
    assert places == Question("/data/m", Control.SELECT, DataType.STRING)


def test_questions_are_found_by_reference(folder: Path) -> None:
    loaded = Form.load(folder / "prueba.md")
    assert [question.ref for question in loaded.questions()] == [
        "/data/g/p",
        "/data/n",
        "/data/nota",
        "/data/ok",
        "/data/m",
    ]
    assert loaded.question("/data/g/p").control is Control.SELECT1
    with pytest.raises(KeyError):
        loaded.question("/data/c")


def test_binds_carry_the_rubric_and_the_expressions(folder: Path) -> None:
    binds = Form.load(folder / "prueba.md").binds
    assert next(iter(binds)) == "/data/g"
    assert binds["/data/c"] == Bind(
        "/data/c", DataType.STRING, calculate="/data/g/p  + 1", attributes={"role": "total", "max": "10"}
    )


def test_all_lists_are_reachable_in_both_languages(folder: Path) -> None:
    loaded = Form.load(folder / "prueba.md")
    assert loaded.choice_list("telar_names", "English (en)") == (Choice("P01", "Origin", {"phase": "2"}),)
    assert loaded.choice_list("telar_names", None) == (Choice("P01", "Origen", {"phase": "2"}),)
    assert loaded.choice_list("esc", "Klingon")[1] == Choice("1", "En parte", {})
    assert [choice.name for choice in loaded.choice_list("places", None)] == ["05001", "11001"]
    assert loaded.choice_list("nada", None) == ()
    again = Form.from_xform(loaded.xform, loaded.media)
    assert again.choice_list("telar_names", "English (en)") == loaded.choice_list("telar_names", "English (en)")


def test_static_texts_show_outputs_as_an_ellipsis(folder: Path) -> None:
    loaded = Form.load(folder / "prueba.md")
    assert loaded.text("/data/g/p", "Español (es)") == "¿Qué tal, …?"
    assert loaded.text("/data/g", "English (en)") == "Group"
    assert loaded.text("/data/n", None, "hint") == ""
    assert loaded.text("/data/nada", None) == ""


def test_a_form_without_translations() -> None:
    loaded = form("| survey |\n| | type | name | label | hint |\n| | text | a | Hola | Pista |")
    assert (loaded.languages, loaded.default_language, loaded.version) == ((), None, "")
    assert (loaded.text("/data/a", None), loaded.text("/data/a", "es", "hint")) == ("Hola", "Pista")


def test_groups_for_layout_alone_dissolve() -> None:
    loaded = Form.from_xform(
        xform('<data id="t"><a/></data>', "", '<group><label>Solo</label><input ref="/data/a"/></group>')
    )
    assert [type(element) for element in loaded.body] == [Question]


# -- faults ----------------------------------------------------------------------------------------------------------


def refusal(path: Path) -> TelarError:
    started = process_time()
    with pytest.raises(TelarError) as refused:
        Form.load(path)
    assert process_time() - started < 5
    assert refused.value.explain("es").remedy
    assert refused.value.explain("en").cause
    return refused.value


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"hola", "FORM-001"),
        ("a.xls", b"hola", "FORM-083"),
        ("a", b"hola", "FORM-001"),
        ("a.xml", b"", "FORM-002"),
        ("a.xml", b"hola", "FORM-002"),
        ("a.xml", b"<a>", "FORM-002"),
        ("a.xml", b"<a>\xff\xfe</a>", "FORM-002"),
        ("a.xml", b"<?xml version='1.0' encoding='klingon'?><a/>", "FORM-002"),
        ("a.xml", b"<a/>", "FORM-003"),
        ("a.xml", (HEAD + "<h:head/><h:body/></h:html>").encode(), "FORM-003"),
        ("a.xml", (HEAD + "<h:head><model/></h:head><h:body/></h:html>").encode(), "FORM-003"),
        ("a.xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "FORM-006"),
        ("a.xml", b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "FORM-006"),
        ("a.md", b"", "FORM-007"),
        ("a.md", b"hola", "FORM-068"),
        ("a.md", b"\xff\xfe| survey |", "FORM-067"),
        ("a.csv", "survey\n,nota,año".encode("cp1252"), "FORM-067"),
        ("a.csv", "survey".encode("utf-16"), "FORM-007"),
        ("a.csv", b",,", "FORM-068"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "FORM-069"),
        ("a.md", b"| choices |\n| | name |\n| | a |", "FORM-020"),
        ("a.csv", b'"survey', "FORM-007"),
        ("a.csv", b"", "FORM-007"),
        ("a.xlsx", b"", "FORM-007"),
        ("a.xlsx", b"PK\x03\x04 no zip", "FORM-007"),
        ("a.xlsx", SMALL.encode(), "FORM-007"),
    ],
)
def test_a_file_that_is_no_form(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    error = refusal(tmp_path / name)
    assert isinstance(error, FormError)
    assert error.code == code


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "carpeta.md").mkdir()
    for path in (tmp_path / "nada.md", tmp_path / "nada.xml", tmp_path / "carpeta.md"):
        assert isinstance(refusal(path), FileError)


def survey(*rows: str, header: str = "type | name | label | relevant | calculation") -> str:
    return "\n".join(["| survey |", f"| | {header} |", *(f"| | {row} |" for row in rows)])


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        (survey("text | a | A | ${nada} = 1 |"), "FORM-011", 2, "relevant"),
        (survey("text | a | A | |", "text | a | B | |"), "FORM-034", 3, "name"),
        (survey("begin_group | g | G | |"), "FORM-039", 2, "type"),
        (survey("text | a | A | 1 +* 2 |"), "XPR-", 2, "relevant"),
        (survey("text | a | A | |", "calculate | c | | | 1 == 2"), "XPR-", 3, "calculation"),
        (survey("text | a | A | nunca(1) |"), "XPR-007", 2, "relevant"),
        (survey("text | a | A | |", "calculate | c | | | substr(1)"), "XPR-008", 3, "calculation"),
        (survey("calculate | c | | | ${d}", "calculate | d | | | ${c}"), "FORM-012", 2, "calculation"),
        (
            survey("text | a | A | |", header="type | name | label | bind::telar:role | c"),
            "FORM-013",
            1,
            "bind::telar:role",
        ),
        (survey("text | a | A | |", header="type | name | label | label | c"), "FORM-009", 1, "label"),
    ],
)
def test_faults_are_placed_where_they_are_written(
    tmp_path: Path, text: str, code: str, row: int, column: str | None
) -> None:
    path = tmp_path / "f.md"
    path.write_text(text, encoding="utf-8")
    error = refusal(path)
    assert error.code.startswith(code)
    assert (error.place.file, error.place.sheet, error.place.row) == ("f.md", "survey", row)
    assert column is None or error.place.column == column


def test_an_expressions_fault_says_at_which_character(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    path.write_text(survey("text | a | A | 1 + nunca(1) |"), encoding="utf-8")
    assert refusal(path).place.position == 5


def test_a_missing_attachment_is_named(folder: Path) -> None:
    (folder / "media" / "places.csv").rename(folder / "places.csv")
    assert Form.load(folder / "prueba.md").media == {"places.csv": PLACES}
    (folder / "places.csv").unlink()
    error = refusal(folder / "prueba.md")
    assert (error.code, error.params["name"]) == ("FORM-014", "places.csv")


@pytest.mark.parametrize("name", ["../secreto.csv", "..\\secreto.csv", ".oculto.csv", ".."])
def test_attachments_stay_in_the_forms_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secreto.csv").write_bytes(PLACES)
    (tmp_path / "forma").mkdir()
    data = xform(
        '<data id="t"><a/></data>',
        f'<instance id="x" src="jr://file-csv/{name}"/>',
        '<select1 ref="/data/a"><itemset nodeset="instance(\'x\')/root/item"><value ref="name"/><label ref="label"/>'
        "</itemset></select1>",
    )
    (tmp_path / "forma" / "f.xml").write_bytes(data)
    assert refusal(tmp_path / "forma" / "f.xml").code == "FORM-014"


def test_what_odk_clients_tolerate_loads() -> None:
    loaded = Form.from_xform(
        xform(
            '<data id="t"><a/><b/></data>',
            '<bind nodeset="/data/nada" required="true()"/><bind nodeset="/data/b" calculate="/data/nada = \'\'"/>',
            '<input ref="/data/a"><label ref="jr:itext(\'nada\')"/></input>',
        )
    )
    s = Session(loaded, now=NOW)
    assert (s.value("/data/b"), s.label("/data/a")) == ("false", "")


def test_a_control_without_a_node_is_refused() -> None:
    with pytest.raises(FormError) as refused:
        Form.from_xform(xform('<data id="t"><a/></data>', "", '<input ref="/data/nada"/>'))
    assert refused.value.code == "FORM-010"


def test_cycles_are_spelt_out() -> None:
    with pytest.raises(FormError) as refused:
        form(survey("integer | a | A | ${c} > 1 |", "calculate | b | | | ${a} + 1", "calculate | c | | | ${b} + 1"))
    assert refused.value.code == "FORM-012"
    assert refused.value.params["chain"] == "/data/a → /data/b → /data/c → /data/a"


@pytest.mark.parametrize(
    "rows",
    [
        ("calculate | c | | | ${c} + 1",),
        ("begin_group | g | G | ${x} = 1 |", "text | x | X | |", "end_group | | | |"),
        ("text | a | A | ${a} = 1 |",),
    ],
)
def test_what_depends_on_itself_is_a_cycle(rows: tuple[str, ...]) -> None:
    with pytest.raises(FormError) as refused:
        form(survey(*rows))
    assert refused.value.code == "FORM-012"


def test_once_and_constraints_may_look_at_themselves() -> None:
    s = Session(form(survey("text | a | A | |", "calculate | c | | | once(${a})")), now=NOW)
    s.set("/data/a", "1")
    s.set("/data/a", "2")
    assert s.value("/data/c") == "1"


# -- files that mean harm --------------------------------------------------------------------------------------------


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return buffer.getvalue()


def workbook(folder: Path, **replaced: bytes) -> bytes:
    """A real workbook with some parts replaced."""
    source = folder / "limpio.md"
    source.write_text(survey("text | a | A | |"), encoding="utf-8")
    xlsform_to_xlsx(source, folder / "limpio.xlsx")
    with zipfile.ZipFile(folder / "limpio.xlsx") as original:
        parts = {name: original.read(name) for name in original.namelist()}
    parts.update({name: content for name, content in replaced.items() if name in parts})
    return archive(parts)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(archive({"xl/workbook.xml": b"0" * (40 * 1024 * 1024)}))
    assert refusal(tmp_path / "b.xlsx").code == "FORM-004"


def test_an_archive_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(archive({f"xl/{number}.xml": b"" for number in range(2000)}))
    assert refusal(tmp_path / "b.xlsx").code == "FORM-004"


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'
    (tmp_path / "b.xlsx").write_bytes(workbook(tmp_path, **{"xl/workbook.xml": bomb}))
    assert refusal(tmp_path / "b.xlsx").code == "FORM-006"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        *product(("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"), (b"", b"<a", b"<a/>")),
        *product(("xl/styles.xml",), (b"", b"<a")),
    ],
)
def test_a_broken_workbook_is_explained(tmp_path: Path, part: str, content: bytes) -> None:
    (tmp_path / "b.xlsx").write_bytes(workbook(tmp_path, **{part: content}))
    with pytest.raises(FormError):
        Form.load(tmp_path / "b.xlsx")


def test_a_title_of_a_megabyte(tmp_path: Path) -> None:
    (tmp_path / "t.xml").write_bytes(xform('<data id="t"><a/></data>', title="x" * 1_000_000))
    assert refusal(tmp_path / "t.xml").code == "FORM-005"
    text = survey("text | a | A | |") + f"\n| settings |\n| | form_title |\n| | {'x' * 1_000_000} |"
    (tmp_path / "t.md").write_text(text, encoding="utf-8")
    assert refusal(tmp_path / "t.md").code == "FORM-080"


def test_deep_instances_bodies_and_expressions(tmp_path: Path) -> None:
    deep = "<n>" * 100 + "</n>" * 100
    (tmp_path / "d.xml").write_bytes(xform(f'<data id="t">{deep}</data>'))
    assert refusal(tmp_path / "d.xml").code == "FORM-004"
    (tmp_path / "e.xml").write_bytes(xform('<data id="t"/>', body="<group>" * 5000 + "</group>" * 5000))
    assert refusal(tmp_path / "e.xml").code == "FORM-002"
    brackets = "(" * 5000 + "1" + ")" * 5000
    (tmp_path / "f.xml").write_bytes(
        xform('<data id="t"><a/></data>', f'<bind nodeset="/data/a" calculate="{brackets}"/>')
    )
    assert refusal(tmp_path / "f.xml").code.startswith("XPR-")


def test_very_many_nodes_and_files_too_large(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(xform('<data id="t">' + "".join(f"<n{i}/>" for i in range(21_000)) + "</data>"))
    assert refusal(tmp_path / "m.xml").code == "FORM-004"
    (tmp_path / "l.md").write_bytes(b"|" * (9 * 1024 * 1024))
    assert refusal(tmp_path / "l.md").code == "FILE-007"


def test_wildcards_everywhere_are_bounded(tmp_path: Path) -> None:
    nodes = "".join(f"<n{i}/>" for i in range(2000))
    binds = "".join(f'<bind nodeset="/data/n{i}" constraint="count(//*/n{i}//*//*) &gt; 0"/>' for i in range(2000))
    (tmp_path / "w.xml").write_bytes(xform(f'<data id="t">{nodes}</data>', binds))
    assert refusal(tmp_path / "w.xml").code == "FORM-004"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore")))
def test_no_bytes_make_an_xform_reader_fail_otherwise_than_explained(data: bytes) -> None:
    with pytest.raises(FormError):
        Form.from_xform(data)


_CELL = st.text(alphabet="abc ${}|/.='\"()[]+*1ñ\\:,<>&", max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["text", "integer", "note", "calculate", "begin_group", "end_group"]), *[_CELL] * 4),
        max_size=4,
    )
)
def test_no_sheet_makes_the_compiler_fail_otherwise_than_explained(rows: list[tuple[str, ...]]) -> None:
    text = survey(*(" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows))
    try:
        Session(Form.from_xform(compiled(text).xform), now=NOW)
    except FormError as error:
        assert error.explain("es").cause  # noqa: PT017 (either it loads or it says why)
