"""``forms check``: all faults at once, each at its sheet, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.errors import Place, explain
from desktop_app.xforms import Finding, Severity, check, xlsform_to_xlsx
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
        ("FORM-008", "survey", 4, None),
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


def test_a_missing_attachment_is_a_finding(tmp_path: Path) -> None:
    text = "| survey |\n| | type | name | label |\n| | select_one_from_file lugares.csv | a | A |"
    assert [found.code for found in findings(tmp_path, text)] == ["FORM-014"]


_CELL = st.text(alphabet="ab ${}/.='()[]+*1ñ,", max_size=10)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(*[_CELL] * 8), max_size=4))
def test_check_never_fails(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    folder = tmp_path_factory.mktemp("f")
    found = findings(folder, HEADER + "\n".join("| | " + " | ".join(row) + " |" for row in rows))
    assert all(explain(item.code, item.place, **item.params).cause for item in found if isinstance(item.place, Place))
