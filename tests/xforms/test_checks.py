"""``forms check``: all faults at once, each at its sheet, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.errors import Place, explain
from desktop_app.xforms import Finding, Form, Severity, check, xlsform_to_xlsx
from tests.support.forms import xform

HEADER = "| survey |\n| | type | name | label | relevant | constraint | calculation | choice_filter | required |\n"


def findings(folder: Path, text: str) -> list[Finding]:
    (folder / "f.md").write_text(text, encoding="utf-8")
    return check(folder / "f.md")


def places(found: list[Finding]) -> list[tuple[str, object, object, object]]:
    """Code (for expressions ``XPR``), sheet, row, column of each."""
    return [
        ("XPR" if item.code.startswith("XPR") else item.code, item.place.sheet, item.place.row, item.place.column)
        for item in found
        if isinstance(item.place, Place)
    ]


def test_a_clean_form_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, HEADER + "| | text | a | A | | . != 'x' | | | yes |") == []


@pytest.mark.parametrize("name", ["autodiagnostico", "iniciativa"])
def test_the_shipped_forms_are_clean(name: str) -> None:
    assert check(paths.forms_dir() / f"{name}.md") == []


def test_everything_is_found_in_one_go(tmp_path: Path) -> None:
    text = f"""{HEADER}
    | | integer | a | A | ${{nada}} > 1 | | | | |
    | | integer | b | B | 1 +* 2 | . == 3 | | | |
    | | calculate | c | | | | substr(1) | | |
    | | calculate | d | | | | magia(${{a}}) | | |
    | | select_one esc | e | E | | | | col = ${{otra}} | |
    | | calculate | f | | | | ${{g}} + 1 | | |
    | | calculate | g | | | | ${{f}} + 1 | | |
    | choices |
    | | list_name | name | label | col |
    | | esc | 1 | Uno | x |
    """
    found = findings(tmp_path, text)
    assert places(found) == [
        ("FORM-011", "survey", 2, "relevant"),
        ("XPR", "survey", 3, "constraint"),
        ("XPR", "survey", 3, "relevant"),
        ("XPR", "survey", 4, "calculation"),
        ("XPR", "survey", 5, "calculation"),
        ("FORM-011", "survey", 6, "choice_filter"),
        ("FORM-012", "survey", 7, "calculation"),
    ]
    assert all(item.severity is Severity.ERROR for item in found)


def test_positions_are_those_of_the_cell(tmp_path: Path) -> None:
    (found,) = findings(
        tmp_path,
        HEADER + "| | text | a | A | ${a_long_name} + nunca(1) | | | | |\n| | text | a_long_name | B | | | | | |",
    )
    assert isinstance(found.place, Place)
    assert (found.code, found.place.position) == ("XPR-007", 18)


def test_each_finding_can_be_told(tmp_path: Path) -> None:
    for found in findings(tmp_path, HEADER + "| | text | a | A | ${b} | no( | | | |"):
        assert isinstance(found.place, Place)
        for language in ("es", "en"):
            told = explain(found.code, found.place, language, **found.params)
            assert "{" not in told.cause.replace("${", "")
            assert "2" in told.place


def test_several_complaints_of_the_compiler(tmp_path: Path) -> None:
    text = """
    | survey |
    | | type | name | label | parameters |
    | | text | a b | A | |
    | | text | c | C | |
    | | text | d | D | rows=x |
    | | text | c | D | |
    """
    found = findings(tmp_path, text)
    assert places(found) == [
        ("FORM-033", "survey", 2, "name"),
        ("FORM-106", "survey", 4, "parameters"),
        ("FORM-034", "survey", 5, "name"),
    ]


def test_undeclared_prefixes_do_not_hide_the_rest(tmp_path: Path) -> None:
    text = "| survey |\n| | type | name | label | bind::telar:role | relevant |\n| | text | a | A | area | 1 + |"
    assert places(findings(tmp_path, text)) == [
        ("FORM-013", "survey", 1, "bind::telar:role"),
        ("XPR", "survey", 2, "relevant"),
    ]


def test_missing_translations_are_warnings(tmp_path: Path) -> None:
    text = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | hint::Español (es) |
    | | select_one l | a | A | | Pista |
    | choices |
    | | list_name | name | label::Español (es) | label::English (en) |
    | | l | 1 | Uno | |
    """
    found = findings(tmp_path, text)
    assert places(found) == [
        ("FORM-022", "choices", 2, "label::English (en)"),
        ("FORM-022", "survey", 2, "hint::English (en)"),
        ("FORM-022", "survey", 2, "label::English (en)"),
    ]
    assert all(item.severity is Severity.WARNING for item in found)


@pytest.mark.parametrize(
    ("survey", "choices", "default", "expected"),
    [
        # A sheet that speaks one language less: told once.
        ("label::Español (es) | label::English (en)", "label::Español (es)", "", [("choices", 1, "English (en)")]),
        (
            "label::Español (es) | label::English (en)",
            "label",
            "",
            [("choices", 1, "Español (es)"), ("choices", 1, "English (en)")],
        ),
        # Texts of no language are in the form's own.
        ("label::Español (es) | label::English (en)", "label", "Español (es)", [("choices", 1, "English (en)")]),
        ("label | label::English (en)", "label | label::English (en)", "Español (es)", []),
        ("label::Español (es)", "label::Español (es)", "", []),
        ("label", "label", "", []),
    ],
)
def test_languages_of_whole_sheets(
    tmp_path: Path, survey: str, choices: str, default: str, expected: list[tuple[str, int, str]]
) -> None:
    text = f"""
    | survey |
    | | type | name | {survey} |
    | | select_one l | a | A | A |
    | choices |
    | | list_name | name | {choices} |
    | | l | 1 | Uno | One |
    | | l | 2 | Dos | Two |
    | settings |
    | | default_language |
    | | {default} |
    """
    found = [item for item in findings(tmp_path, text) if item.code == "FORM-022"]
    assert [
        (item.place.sheet, item.place.row, item.params["language"]) for item in found if isinstance(item.place, Place)
    ] == sorted(expected, key=lambda one: f"label::{one[2]}")


def test_rows_of_a_workbook_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(
        HEADER + "| | text | a | A | | | | | |\n| | text | b | B | 1 + | | | | |", encoding="utf-8"
    )
    xlsform_to_xlsx(tmp_path / "f.md", tmp_path / "f.xlsx")
    from openpyxl import load_workbook

    book = load_workbook(tmp_path / "f.xlsx")
    book["survey"].insert_rows(3, amount=2)
    book.save(tmp_path / "f.xlsx")
    assert places(check(tmp_path / "f.xlsx")) == [("XPR", "survey", 5, "relevant")]


def test_xforms_are_placed_by_reference_and_attribute(tmp_path: Path) -> None:
    data = xform(
        '<data id="t"><a/><b/></data>',
        '<bind nodeset="/data/a" relevant="1 +" constraint="magia()"/><bind nodeset="/data/nada"/>'
        '<bind nodeset="/data/b" calculate="/data/c"/>',
        '<input ref="/data/a"/><input ref="/data/z"/>',
    )
    (tmp_path / "f.xml").write_bytes(data)
    found = [
        (item.code, item.place.ref, item.place.column, item.severity)
        for item in check(tmp_path / "f.xml")
        if isinstance(item.place, Place)
    ]
    assert found == [
        ("XPR-007", "/data/a", "constraint", Severity.ERROR),
        ("XPR-006", "/data/a", "relevant", Severity.ERROR),
        ("FORM-011", "/data/b", "calculate", Severity.ERROR),
        ("FORM-010", "/data/z", "input", Severity.ERROR),
        ("FORM-023", "/data/nada", "bind", Severity.WARNING),
    ]


def test_what_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    for name, content in (("a.xml", b"<"), ("a.xlsx", b"x"), ("a.md", b""), ("a.txt", b"")):
        (tmp_path / name).write_bytes(content)
        (found,) = check(tmp_path / name)
        assert isinstance(found.place, Place)
        assert found.place.file == name
    assert [found.code for found in check(tmp_path / "nada.md")] == ["FILE-001"]


@pytest.mark.parametrize(
    ("row", "name", "column"),
    [
        ("select_one_from_file lugares.csv | a | A | |", "lugares.csv", "type"),
        ("select_multiple_from_file lugares.xml | a | A | |", "lugares.xml", "type"),
        ("select_one_from_file lugares.geojson | a | A | |", "lugares.geojson", "type"),
        ("csv-external | lugares | | |", "lugares.csv", "name"),
        ("xml-external | lugares | | |", "lugares.xml", "name"),
        ("calculate | a | | pulldata('lugares', 'a', 'b', 1) |", "lugares.csv", "calculation"),
    ],
)
def test_a_missing_attachment_is_named_where_the_form_names_it(
    tmp_path: Path, row: str, name: str, column: str
) -> None:
    text = f"| survey |\n| | type | name | label | calculation |\n| | text | z | Z | |\n| | {row}"
    (found,) = findings(tmp_path, text)
    assert isinstance(found.place, Place)
    assert (found.code, found.params["name"], found.place.row, found.place.column) == ("FORM-014", name, 3, column)


@pytest.mark.parametrize("folder", ["media", "."])
def test_attachments_are_looked_for_in_two_places(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "lugares.csv").write_text("name,label\nmed,Medellín\n", encoding="utf-8")
    (tmp_path / folder / "foto.png").write_bytes(b"")
    text = "| survey |\n| | type | name | label | image |\n| | select_one_from_file lugares.csv | a | A | foto.png |"
    assert findings(tmp_path, text) == []


def test_missing_pictures_and_sounds_are_named_once(tmp_path: Path) -> None:
    text = """
    | survey |
    | | type | name | label::Español (es) | image::Español (es) | media::audio::Español (es) |
    | | text | a | A | foto.png | |
    | | text | b | B | foto.png | voz.mp3 |
    | | text | c | C | | voz.mp3 |
    | | text | d | D | ../afuera.png | |
    """
    found = findings(tmp_path, text)
    assert places(found) == [
        ("FORM-093", "survey", 2, "image::Español (es)"),
        ("FORM-093", "survey", 3, "media::audio::Español (es)"),
    ]
    assert [item.params["file"] for item in found] == ["foto.png", "voz.mp3"]


def test_names_of_files_that_no_disk_takes_are_missing_files(tmp_path: Path) -> None:
    name = "á" * 200
    rows = f"| | csv-external | {name} | | |\n| | text | b | B | {name}.png |"
    text = f"| survey |\n| | type | name | label | image |\n{rows}"
    assert {item.code for item in findings(tmp_path, text)} == {"FORM-014", "FORM-093"}


def test_lists_that_nothing_names_are_told(tmp_path: Path) -> None:
    text = """
    | survey |
    | | type | name | label | calculation | parameters |
    | | select_one usada | a | A | | |
    | | calculate | b | | count(instance("contada")/root/item) | |
    | | range | c | C | | start=1 end=2 step=1 tick_labelset=medida |
    | choices |
    | | list_name | name | label |
    | | usada | 1 | Uno |
    | | contada | 1 | Uno |
    | | medida | 1 | Uno |
    | | sobra | 1 | Uno |
    | | sobra | 2 | Dos |
    | | telar_names | P1 | Uno |
    """
    found = findings(tmp_path, text)
    assert places(found) == [("FORM-084", "choices", 5, "list_name")]
    assert found[0].params == {"list": "sobra"}


def test_faults_of_other_sheets_are_placed_there(tmp_path: Path) -> None:
    text = """
    | survey |
    | | type | name | label |
    | | text | a | A |
    | settings |
    | | instance_name |
    | | concat('x', |
    | entities |
    | | list_name | label |
    | | arboles | magia(1) |
    """
    assert places(findings(tmp_path, text)) == [
        ("XPR", "entities", 2, "label"),
        ("XPR", "settings", 2, "instance_name"),
    ]


def test_another_room_has_its_say_about_a_form_without_errors(tmp_path: Path) -> None:
    def also(form: Form) -> list[Finding]:
        question = next(form.questions())
        return [Finding(Severity.WARNING, "DIAG-009", Place(ref=question.ref, column="label"), {"item": form.id})]

    text = "| survey |\n| | type | name | label | relevant |\n| | text | a | A | {} |"
    (tmp_path / "f.md").write_text(text.format(""), encoding="utf-8")
    assert places(check(tmp_path / "f.md", also)) == [("DIAG-009", "survey", 2, "label")]
    (tmp_path / "f.md").write_text(text.format("1 +"), encoding="utf-8")
    assert places(check(tmp_path / "f.md", also)) == [("XPR", "survey", 2, "relevant")]


_CELL = st.text(alphabet="ab ${}/.='()[]+*1ñ,", max_size=10)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(*[_CELL] * 8), max_size=4))
def test_check_never_fails(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    folder = tmp_path_factory.mktemp("f")
    found = findings(folder, HEADER + "\n".join("| | " + " | ".join(row) + " |" for row in rows))
    assert all(explain(item.code, item.place, **item.params).cause for item in found if isinstance(item.place, Place))
