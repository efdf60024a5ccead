"""Each common fault of an XLSForm has its own code, at the cell where its author corrects it."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from desktop_app.errors import FormError, Place, explain
from desktop_app.xforms import Finding, Form, Severity, check
from desktop_app.xforms.checks import MAX_FINDINGS

HEADER = (
    "| survey |\n| | type | name | label | hint | calculation | repeat_count | choice_filter | parameters | trigger |\n"
)
CHOICES = "| choices |\n| | list_name | name | label |\n| | l | 1 | Uno |\n| | l | 2 | Dos |\n| | m | 1 | Uno |\n"
Expected = list[tuple[str, object, object, object]]


# What the specimens have beside the fault that each is for: lists that they do not need, files that are not there.
BESIDE = frozenset({"FORM-084", "FORM-093"})


def findings(folder: Path, text: str, beside: frozenset[str] = BESIDE) -> list[Finding]:
    (folder / "f.md").write_text(text, encoding="utf-8")
    found = [item for item in check(folder / "f.md") if item.code not in beside]
    for item in found:
        assert isinstance(item.place, Place)
        for language in ("es", "en"):
            told = explain(item.code, item.place, language, **item.params)
            # Whatever a sentence names is given.
            assert "{" not in (told.cause + told.remedy).replace("${", ""), told
    return found


def places(found: list[Finding]) -> Expected:
    return [
        (item.code, item.place.sheet, item.place.row, item.place.column)
        for item in found
        if isinstance(item.place, Place)
    ]


def survey(*rows: str, after: str = CHOICES) -> str:
    return HEADER + "".join(f"| | {row} |\n" for row in rows) + after


def in_survey(*cells: tuple[str, int, str | None]) -> Expected:
    return [(code, "survey", row, column) for code, row, column in cells]


FAULTS: dict[str, tuple[str, Expected]] = {
    "unknown type, near one": (survey("txt | a | A"), in_survey(("FORM-024", 2, "type"))),
    "unknown type in capitals": (survey("Integer | a | A"), in_survey(("FORM-024", 2, "type"))),
    "unknown type in Spanish": (survey("entero | a | A"), in_survey(("FORM-024", 2, "type"))),
    "unknown type": (survey("zzzz | a | A"), in_survey(("FORM-025", 2, "type"))),
    "no type": (survey("text | a | A", " | b | B"), in_survey(("FORM-026", 3, "type"))),
    "no type, only a text": (survey("text | a | A", " | | B"), in_survey(("FORM-026", 3, "type"))),
    "select of no list": (survey("select_one | a | A"), in_survey(("FORM-027", 2, "type"))),
    "rank of no list": (survey("rank | a | A"), in_survey(("FORM-027", 2, "type"))),
    "older select of no list": (survey("select all that apply | a | A"), in_survey(("FORM-027", 2, "type"))),
    "list with spaces": (survey("select_one mi lista | a | A"), in_survey(("FORM-028", 2, "type"))),
    "unknown list": (survey("select_multiple x | a | A"), in_survey(("FORM-029", 2, "type"))),
    "unknown list of or_other": (survey("select_one x or_other | a | A"), in_survey(("FORM-029", 2, "type"))),
    "no choices": (survey("select_one l | a | A", after=""), in_survey(("FORM-030", 2, "type"))),
    "file without extension": (survey("select_one_from_file x | a | A"), in_survey(("FORM-031", 2, "type"))),
    "no name": (
        survey("text | | A", "begin group | | G", "end group"),
        in_survey(*[("FORM-032", n, "name") for n in (2, 3)]),
    ),
    "bad names": (
        survey("text | a b | A", "text | 1a | B", "begin group | ¿g? | G", "end group", "text | x:y | C"),
        in_survey(*[("FORM-033", n, "name") for n in (2, 3, 4, 6)]),
    ),
    "same name": (survey("text | a | A", "integer | b | B", "text | a | C"), in_survey(("FORM-034", 4, "name"))),
    "same name in a group": (
        survey("text | a | A", "begin group | g | G", "text | a | A", "text | a | A", "end group"),
        in_survey(("FORM-034", 5, "name")),
    ),
    "same name of question and group": (
        survey("text | g | A", "begin group | g | G", "text | a | A", "end group"),
        in_survey(("FORM-034", 3, "name")),
    ),
    "same name of repeats": (
        survey(
            "begin repeat | r | R",
            "end repeat",
            "begin group | g | G",
            "begin repeat | r | R",
            "end repeat",
            "end group",
        ),
        in_survey(("FORM-035", 5, "name")),
    ),
    "repeat called as the form": (survey("begin repeat | data | R", "end repeat"), in_survey(("FORM-036", 2, "name"))),
    "repeat called as the settings say": (
        survey("begin repeat | f | R", "end repeat", after="| settings |\n| | name |\n| | f |\n"),
        in_survey(("FORM-036", 2, "name")),
    ),
    "reserved name": (survey("text | meta | A"), in_survey(("FORM-037", 2, "name"))),
    "no text": (
        survey("text | a |", "note | b", "select_one l | c"),
        in_survey(*[("FORM-038", n, "label") for n in (2, 3, 4)]),
    ),
    "group not closed": (survey("begin group | g | G", "text | a | A"), in_survey(("FORM-039", 2, "type"))),
    "group closed before the repeat in it": (
        survey("begin group | g | G", "begin repeat | r | R", "text | a | A", "end group"),
        in_survey(("FORM-039", 3, "type")),
    ),
    "end too many": (survey("begin_group | g | G", "end_group", "end_group"), in_survey(("FORM-040", 4, "type"))),
    "end of another kind": (
        survey("begin group | g | G", "text | a | A", "end repeat", "text | a | A"),
        in_survey(("FORM-041", 4, "type")),
    ),
    "end of another kind too many": (
        survey("begin group | g | G", "end repeat", "end group", "text | a | A"),
        in_survey(("FORM-041", 3, "type")),
    ),
    "no type column": ("| survey |\n| | name | label |\n| | a | A |", [("FORM-042", "survey", 1, None)]),
    "no name column": ("| survey |\n| | type | label |\n| | text | A |", [("FORM-042", "survey", 1, None)]),
    "no label column": (
        "| survey |\n| | type | name |\n| | text | a |\n| | text | b |",
        [("FORM-042", "survey", 1, None)],
    ),
    "no list_name column": (
        survey("select_one l | a | A", after="| choices |\n| | name | label |\n| | 1 | Uno |"),
        [("FORM-042", "choices", 1, None)],
    ),
    "no name column in choices": (
        survey("select_one l | a | A", after="| choices |\n| | list_name | label |\n| | l | Uno |"),
        [("FORM-042", "choices", 1, None)],
    ),
    "two names of a column": (
        "| survey |\n| | type | name | label | relevant | relevance |\n| | text | a | A | | |",
        [("FORM-043", "survey", 1, "relevance")],
    ),
    "name of a row that the compiler adds": (
        survey("select_one l or_other | a | A", "text | a_other | B"),
        [("FORM-044", "survey", 3, "name")],
    ),
    "choice without name": (survey(after=CHOICES + "| | l | | Tres |"), [("FORM-045", "choices", 5, "name")]),
    "same choice": (survey(after=CHOICES + "| | l | 1 | Otro |"), [("FORM-046", "choices", 5, "name")]),
    "choice with spaces": (
        survey("select_multiple l | a | A", "select_multiple l | b | B", after=CHOICES + "| | l | a b | C |"),
        [("FORM-047", "choices", 5, "name")],
    ),
    "calculation of nothing": (survey("calculate | c"), in_survey(("FORM-050", 2, "calculation"))),
    "bad references": (
        survey("text | a | ${b c}", "text | b | ${a", "note | c | ${}"),
        in_survey(*[("FORM-052", n, "label") for n in (2, 3)]),
    ),
    "reference to several": (
        survey("begin group | g | G", "text | a | A", "end group", "text | a | A", "note | n | ${a}"),
        in_survey(("FORM-053", 6, "label")),
    ),
    "unknown reference in choices": (
        survey(after=CHOICES + "| | l | 3 | ${x} |"),
        [("FORM-011", "choices", 5, "label")],
    ),
    "unknown reference in settings": (
        survey(after="| settings |\n| | instance_name |\n| | ${x} |"),
        [("FORM-011", "settings", 2, "instance_name")],
    ),
    "unknown trigger": (
        survey("text | a | A", "calculate | b | | | 1 | | | | ${x}"),
        in_survey(("FORM-011", 3, "trigger")),
    ),
    "trigger that is a group": (
        survey("begin group | g | G", "end group", "calculate | b | | | 1 | | | | ${g}"),
        in_survey(("FORM-011", 4, "trigger")),
    ),
    "counts that are none": (
        survey(
            *[
                f"begin repeat | r{n} | R | | | {count} |\n| | end repeat"
                for n, count in enumerate(("tres", "-1", "2.5"))
            ]
        ),
        in_survey(*[("FORM-054", n, "repeat_count") for n in (2, 4, 6)]),
    ),
    "count that depends on its items": (
        survey("begin repeat | r | R | | | ${a} + 1", "integer | a | A", "end repeat"),
        in_survey(("FORM-055", 2, "repeat_count")),
    ),
    "parameters": (
        survey("text | a | A | | | | | rows", "text | b | B | | | | | x=1", "range | c | C | | | | | start=a end=2"),
        in_survey(("FORM-056", 2, "parameters"), ("FORM-057", 3, "parameters"), ("FORM-058", 4, "parameters")),
    ),
    "a step of zero": (
        survey("range | c | C | | | | | start=1 end=2 step=0"),
        in_survey(("FORM-058", 2, "parameters")),
    ),
    "name of the form": (survey(after="| settings |\n| | name |\n| | a b |"), [("FORM-033", "settings", 2, "name")]),
    "a step beyond the range": (
        survey("range | c | C | | | | | start=1 end=2 step=9"),
        in_survey(("FORM-094", 2, "parameters")),
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_has_its_code_and_place(tmp_path: Path, case: str) -> None:
    text, expected = FAULTS[case]
    found = findings(tmp_path, text)
    assert places(found) == expected
    assert all(item.severity is Severity.ERROR for item in found)


# The form runs with these, although not as its author meant.
RUNS = {"bad names", "counts that are none", "count that depends on its items"}


@pytest.mark.parametrize("case", [case for case in FAULTS if case not in RUNS])
def test_loading_says_the_first_of_what_checking_says(tmp_path: Path, case: str) -> None:
    text, expected = FAULTS[case]
    (tmp_path / "f.md").write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as refused:
        Form.load(tmp_path / "f.md")
    place = refused.value.place
    assert (refused.value.code, place.sheet, place.row, place.column) in expected
    assert place.file == "f.md"


WARNINGS: dict[str, tuple[str, Expected]] = {
    "choice without text": (survey(after=CHOICES + "| | l | 3 | |"), [("FORM-048", "choices", 5, "label")]),
    "choice of no list": (survey(after=CHOICES + "| | | 3 | Tres |"), [("FORM-049", "choices", 5, "list_name")]),
    "sheet nearly called as another": (
        survey("text | a | A", after="| Setings |\n| | form_id |\n| | x |"),
        [("FORM-051", "Setings", None, None)],
    ),
    "sheet called in Spanish": (
        survey("text | a | A", after="| opciones |\n| | list_name |\n| | x |"),
        [("FORM-051", "opciones", None, None)],
    ),
    "names that differ in capitals": (survey("text | a | A", "text | A | A"), in_survey(("FORM-059", 3, "name"))),
    "column with spaces": (
        survey(after="| choices |\n| | list_name | name | label | mi nota |\n| | l | 1 | Uno | x |"),
        [("FORM-060", "choices", 1, "mi nota")],
    ),
    "row of nothing": (survey("text | a | A", " | | | una nota"), in_survey(("FORM-061", 3, None))),
    "repeat without text": (
        survey("begin repeat | r", "text | a | A", "end repeat"),
        in_survey(("FORM-062", 2, "label")),
    ),
    "language without code": (
        "| survey |\n| | type | name | label::Español |\n| | text | a | A |",
        [("FORM-063", None, None, None)],
    ),
    "or_other in languages": (
        (
            "| survey |\n| | type | name | label::Español (es) |\n| | select_one l or_other | a | A |\n"
            "| choices |\n| | list_name | name | label::Español (es) |\n| | l | 1 | Uno |"
        ),
        [("FORM-064", None, None, None)],
    ),
    "photo of any size": (survey("image | a | A"), in_survey(("FORM-065", 2, "parameters"))),
    "rows switched off": (
        "| survey |\n| | type | name | label | disabled |\n| | text | a | A | no |",
        in_survey(("FORM-066", 2, "disabled")),
    ),
    "a type that telephones do not give": (
        "| survey |\n| | type | name | label |\n| | simserial | a | |\n",
        in_survey(("FORM-118", 2, "type")),
    ),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_a_warning_has_its_code_and_place_and_the_form_loads(tmp_path: Path, case: str) -> None:
    text, expected = WARNINGS[case]
    found = findings(tmp_path, text)
    assert places(found) == expected
    assert all(item.severity is Severity.WARNING for item in found)
    assert Form.load(tmp_path / "f.md").root == "/data"


def test_every_code_of_the_sheets_is_tried() -> None:
    tried = {code for _, expected in (FAULTS | WARNINGS).values() for code, *_ in expected}
    assert {f"FORM-{number:03}" for number in range(24, 67)} <= tried


def test_many_faults_at_once(tmp_path: Path) -> None:
    text = survey(
        "entero | a | A",
        "text | | B",
        "select_one x | c | C",
        "text | d |",
        "text | a | E | | | | | rows=z",
        "integer | f | F | | ${nada}",
        "Begin Group | g | G",
        " | | H",
        "end group",
        "integer | h | H | | magia(1)",
        "text | i | I | | | | | z=1",
        after=CHOICES + "| | l | | Tres |",
    )
    assert places(findings(tmp_path, text)) == [
        ("FORM-045", "choices", 5, "name"),
        *in_survey(
            ("FORM-024", 2, "type"),
            ("FORM-032", 3, "name"),
            ("FORM-029", 4, "type"),
            ("FORM-038", 5, "label"),
            ("FORM-034", 6, "name"),
            ("FORM-106", 6, "parameters"),
            ("FORM-011", 7, "calculation"),
            ("FORM-024", 8, "type"),
            ("FORM-026", 9, "type"),
            ("XPR-007", 11, "calculation"),
            ("FORM-057", 12, "parameters"),
        ),
    ]


def test_a_torn_form_is_still_read_row_by_row(tmp_path: Path) -> None:
    text = survey("begin group | g | G", "txt | a | A", "text | b |", "integer | c | C | | 1 +")
    assert places(findings(tmp_path, text)) == in_survey(
        ("FORM-039", 2, "type"), ("FORM-024", 3, "type"), ("FORM-038", 4, "label"), ("XPR-006", 5, "calculation")
    )


def params(folder: Path, text: str) -> dict[str, object]:
    (found,) = findings(folder, text)
    return dict(found.params)


def test_sentences_name_what_the_author_needs(tmp_path: Path) -> None:
    assert params(tmp_path, survey("selct_one l | a | A")) == {"kind": "selct_one l", "suggestion": "select_one l"}
    assert params(tmp_path, survey("select_one x | a | A")) == {"list": "x", "lists": "l, m"}
    assert params(tmp_path, survey("text | Año de creación | A")) == {
        "name": "Año de creación",
        "suggestion": "Ano_de_creacion",
    }
    assert params(tmp_path, survey("text | a | A", "text | b | B", "date | a | C")) == {"name": "a", "other": 2}
    assert params(tmp_path, survey("begin group | g | G", "end repeat")) == {
        "kind": "end repeat",
        "opened": "begin group",
        "name": "g",
        "other": 2,
        "end": "end group",
    }
    assert params(tmp_path, survey("text | a | A | | | | | fila=1 rows=2")) == {"rejected": "fila", "accepted": "rows"}


def test_the_compilers_own_words_are_said_to_be_english(tmp_path: Path) -> None:
    text = survey("text | a | A", after="| settings |\n| | omit_instanceID | public_key |\n| | yes | MIIB |\n")
    (found,) = findings(tmp_path, text)
    assert isinstance(found.place, Place)
    told = explain(found.code, found.place, "es", **found.params)
    assert (found.code, "en inglés: «Cannot omit instanceID" in told.cause) == ("FORM-008", True)


LEGAL = {
    "spellings of begin and end": survey(
        "begin_group | g | G",
        "begin repeat | r | R",
        "text | a | A",
        "end_repeat",
        "end group",
        "begin group | h | ",
        "note | b | B",
        "end_group",
    ),
    "older spellings of types": survey(
        "select one from l | a | A",
        "select all that apply from l | b | B",
        "add select one prompt using l | c | C",
        "select1 l | d | D",
        "string | e | E",
        "int | f | F",
        "q date | g | G",
        "phone number | h",
        "gps | i | I",
    ),
    "nothing to show": survey(
        "calculate | a | | | 1", "hidden | b", "start | c", "text | d | | | 1", "audit", "note | | Hola"
    ),
    "hint alone": survey("text | a | | Pista"),
    "default as calculation": "| survey |\n| | type | name | default |\n| | calculate | a | now() |\n",
    "older columns": "| survey |\n| | Command | Tag | Caption |\n| | text | a | A |\n"
    "| choices |\n| | list name | value | caption |\n| | l | 1 | Uno |\n",
    "prefixed columns": "| survey |\n"
    "| | type | name | label::Español (es) | bind::relevant | media::image | body::appearance |\n"
    "| | text | a | A | true() | | w1 |\n| | note | b | | | f.png | |\n| | text | c | | | | label |\n",
    "languages with one colon": "| survey |\n| | type | name | label:Español (es) |\n| | text | a | A |\n",
    "same name in two groups": survey(
        "begin group | g | G", "text | a | A", "end group", "begin group | h | H", "text | a | A", "end group"
    ),
    "same choice on purpose": survey(
        "select_one l | a | A",
        after=CHOICES + "| | l | 1 | Uno |\n| settings |\n| | allow_choice_duplicates |\n| | yes |\n",
    ),
    "choices with spaces": survey("select_one l | a | A", after=CHOICES + "| | l | a b | C |"),
    "choices of pictures": survey(after="| choices |\n| | list_name | name | image |\n| | l | 1 | f.png |\n"),
    "choices from answers": survey("begin repeat | r | R", "text | a | A", "end repeat", "select_one ${a} | b | B"),
    "counts": survey(
        "integer | n | N",
        *[
            f"begin repeat | r{i} | R | | | {count} |\n| | end repeat"
            for i, count in enumerate(("3", "${n}", "${n} + 1"))
        ],
    ),
    "the identifier of the submission": survey("note | a | ${instanceID}"),
    "a filter on its own answer": survey("select_multiple l | a | A | | | | name = 'x' or not(selected(${a}, 'x'))"),
    "sheets that are only notes": survey(
        "text | a | A", after="| _settings |\n| | x |\n| | y |\n| lista de cambios |\n| | x |\n"
    ),
    "settings on the survey": survey("form_id | x", "form_title | y", "text | a | A"),
    "names in other letters": survey("text | año_ñandú | A", "text | _x-1.y | B"),
}


@pytest.mark.parametrize("case", LEGAL)
def test_what_xlsform_allows_has_no_findings(tmp_path: Path, case: str) -> None:
    assert places(findings(tmp_path, LEGAL[case])) == []
    assert Form.load(tmp_path / "f.md").root == "/data"


def test_rows_switched_off_are_not_there(tmp_path: Path) -> None:
    header = "| survey |\n| | type | name | label | disabled | trigger |\n"
    text = header + "| | text | a | A | | |\n| | zzz | a | | yes | ${x} |\n"
    assert {item.code for item in findings(tmp_path, text)} == {"FORM-066"}


def test_a_sheets_own_name_is_kept(tmp_path: Path) -> None:
    text = "| Survey |\n| | type | name | label | parameters |\n| | text | | A | |\n| | text | b | B | x=1 |\n"
    assert [(code, row) for code, _, row, _ in places(findings(tmp_path, text))] == [("FORM-032", 2), ("FORM-057", 3)]


@pytest.mark.parametrize(
    "rows",
    [
        [f"zz zz zz zz {number} | q{number} | L" for number in range(3_000)],
        [f"begin repeat | r{number} | R | | | ${{r{number + 1}}}" for number in range(3_000)] + ["end group"] * 3_000,
        [f"select_one l{number} | q{number} | ${{q{number + 1}" for number in range(3_000)],
    ],
    ids=["types", "blocks", "lists"],
)
def test_a_sheet_of_nothing_but_faults_is_told_in_time(tmp_path: Path, rows: list[str]) -> None:
    started = perf_counter()
    found = findings(tmp_path, survey(*rows))
    assert len(found) == MAX_FINDINGS
    assert perf_counter() - started < 5
