"""What the compiler says, in the catalogue's words; and that the sheets' own checks agree with the compiler."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.errors import ErrorCode, PyXFormError

from desktop_app.errors import FormError, Place
from desktop_app.xforms.checks.structure import WARNINGS, faults
from desktop_app.xforms.compile_xlsform import compile_sheets
from desktop_app.xforms.complaints import complaint, remark
from desktop_app.xforms.sheets import Row, Sheet, Workbook

WORKBOOK = Workbook(
    "f",
    {
        "survey": Sheet("survey", ("type", "name"), (Row(2, {"type": "text", "name": "a b"}),)),
        "settings": Sheet("settings", ("name",), ()),
    },
)
CONTEXT = {
    "row": 2,
    "sheet": "survey",
    "column": "name",
    "value": "v",
    "q": "q",
    "name": "n",
    "sheet_name": "choices",
    "header": "h",
    "other": "o",
    "missing": "'name'",
    "rejected": "x, y",
    "accepted": "rows",
}


@pytest.mark.parametrize("code", list(ErrorCode), ids=lambda code: code.name)
def test_a_complaint_is_the_same_with_the_compilers_code_or_written_out(code: ErrorCode) -> None:
    with_code = complaint(PyXFormError(code=code, context=CONTEXT), WORKBOOK)
    written = complaint(PyXFormError(code.value.format(**CONTEXT)), WORKBOOK)
    assert (with_code.code, with_code.place, with_code.params) == (written.code, written.place, written.params)
    for language in ("es", "en"):
        told = with_code.explain(language)
        assert "{" not in (told.cause + told.remedy).replace("${", "")


@pytest.mark.parametrize(
    ("code", "expected", "place", "params"),
    [
        ("HEADER_002", "FORM-043", Place(sheet="choices", row=1, column="h"), {"name": "h", "other": "o"}),
        ("HEADER_003", "FORM-042", Place(sheet="choices", row=1), {"column": "name"}),
        ("NAMES_001", "FORM-044", Place(sheet="survey", row=2, column="name"), {"name": "v"}),
        ("NAMES_008", "FORM-033", Place(sheet="survey", row=2, column="name"), {"name": "a b", "suggestion": "a_b"}),
        ("PYREF_001", "FORM-052", Place(sheet="survey", row=2, column="name"), {}),
        ("PYREF_003", "FORM-011", Place(sheet="survey", row=2, column="name"), {"name": "q"}),
        ("PYREF_004", "FORM-053", Place(sheet="survey", row=2, column="name"), {"name": "q"}),
        ("RANGE_001", "FORM-058", Place(sheet="survey", row=2, column="parameters"), {"name": "n"}),
        ("SURVEY_004", "FORM-056", Place(sheet="survey", row=2, column="parameters"), {}),
        ("SURVEY_005", "FORM-057", Place(sheet="survey", row=2, column="parameters"), {"accepted": "rows"}),
        ("RANGE_003", "FORM-094", Place(sheet="survey", row=2, column="parameters"), {}),
        ("ENTITY_001", "FORM-097", Place(sheet="survey", row=2, column="save_to"), {}),
    ],
)
def test_a_complaint_has_our_code_and_place(code: str, expected: str, place: Place, params: dict[str, object]) -> None:
    context = {key: value for key, value in CONTEXT.items() if not (code == "HEADER_003" and key == "header")}
    found = complaint(PyXFormError(code=ErrorCode[code], context=context), WORKBOOK)
    assert (found.code, found.place) == (expected, place)
    assert params.items() <= found.params.items()


def test_a_question_without_text_is_found_by_its_name() -> None:
    found = complaint(PyXFormError("The survey element named 'a b' has no label or hint."), WORKBOOK)
    assert (found.code, found.place) == ("FORM-038", Place(sheet="survey", row=2, column="label"))
    unknown = complaint(PyXFormError("The survey element named 'z' has no label or hint."), WORKBOOK)
    assert (unknown.code, unknown.place) == ("FORM-038", Place(sheet="survey", column="label"))


@pytest.mark.parametrize("message", ["", "x" * 5_000, "[row : 7] Algo\n nuevo", "{}", "[row : None] x"])
def test_words_that_are_new_are_passed_on(message: str) -> None:
    found = complaint(PyXFormError(message), WORKBOOK)
    assert found.code == "FORM-008"
    assert len(str(found.params["message"])) <= 400
    assert found.place.row == (7 if "7" in message else None)
    said = remark(message)
    assert said is not None
    assert (said.code, said.place.row) == ("FORM-021", found.place.row)


def test_remarks_that_the_sheets_make_themselves_are_not_made_twice() -> None:
    assert remark(ErrorCode.LABEL_001.value.format(row=2)) is None
    assert remark(ErrorCode.NAMES_013.value.format(sheet="settings", candidates="'seting'")) is None
    assert (
        remark("Language 'English (en)' is missing the survey hint column.\nLanguage 'x' is missing the y column.")
        is None
    )


# -- the sheets' own checks and the compiler -------------------------------------------------------------------------

TYPES = (
    *("text", "integer", "note", "calculate", "hidden", "start", "image", "range", "phone number", "acknowledge"),
    *("select_one l", "select_multiple l", "rank m", "select_one m or_other", "select_one_from_file f.csv"),
    *("select one from l", "select_one_external e", "add note prompt", "gps", "q int", "form_id"),
)
WRONG_TYPES = (
    "",
    "Text",
    "select_one",
    "select_one n",
    "select_one l m",
    "select_multiple_from_file f",
    "entero",
    "rank",
)
BLOCKS = ("begin group", "begin_repeat", "begin repeat", "begin_group", "end group", "end_repeat", "end repeat")
HEADINGS = {
    "type": ("type", "Type", "command"),
    "name": ("name", "Tag", "value"),
    "label": ("label", "Label", "caption", "label::Español (es)", "label:es"),
    "hint": ("hint", "hint::es"),
    "calculation": ("calculation", "calculate", "bind::calculate", "bind:calculate"),
    "appearance": ("appearance", "body::appearance"),
    "default": ("default",),
    "image": ("image", "media::image", "media:image::es"),
    "disabled": ("disabled",),
    "list_name": ("list_name", "list name", "List Name"),
}
# What only these checks find fault with: the compiler makes a form that does not do what its author meant.
STRICTER = frozenset({"FORM-054", "FORM-055"})
COMPILERS = frozenset({"FORM-008", "FORM-044", *(f"FORM-{number:03}" for number in range(94, 117))})


def sometimes(likely: st.SearchStrategy[str], rare: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 24).flatmap(lambda number: rare if number == 0 else likely)


OWN_NAME = "its own"
NAMES = sometimes(st.just(OWN_NAME), st.sampled_from(["", "a b", "1", "meta", "data", "q2", "Q2", "É"]))
LABELS = sometimes(st.just("L"), st.sampled_from(["", "${q2}", "x ${q3} ${nada}", "${q 1}"]))
ROWS = st.fixed_dictionaries(
    {
        "type": sometimes(st.sampled_from(TYPES + BLOCKS), st.sampled_from(WRONG_TYPES)),
        "name": NAMES,
        "label": LABELS,
        "hint": sometimes(st.just(""), st.just("h")),
        "calculation": sometimes(st.just(""), st.just("1")),
        "appearance": sometimes(st.just(""), st.just("label")),
        "default": sometimes(st.just(""), st.just("1 + 1")),
        "image": sometimes(st.just(""), st.just("f.png")),
        "disabled": sometimes(st.just(""), st.sampled_from(["yes", "no"])),
    }
)
CHOICES = st.fixed_dictionaries(
    {
        "list_name": st.sampled_from(["l", "m"]),
        "name": sometimes(st.sampled_from("123456"), st.sampled_from(["", "a b"])),
        "label": sometimes(st.just("L"), st.just("")),
    }
)


LISTS = ({"list_name": "l", "name": "7", "label": "L"}, {"list_name": "m", "name": "8", "label": "L"})


@st.composite
def workbooks(draw: st.DrawFn) -> Workbook:
    survey = [_whole(number, row) for number, row in enumerate(draw(st.lists(ROWS, min_size=1, max_size=6)), start=2)]
    if draw(st.booleans()):
        survey = _balanced(survey)
    return Workbook(
        "f",
        {
            "survey": _sheet(draw, "survey", survey, tuple(HEADINGS)[:9]),
            "choices": _sheet(
                draw, "choices", [*LISTS, *draw(st.lists(CHOICES, max_size=4))], ("list_name", "name", "label")
            ),
        },
    )


def _whole(number: int, row: dict[str, str]) -> dict[str, str]:
    """The row with a name that no other has, and something to calculate, unless it is to be at fault."""
    name = f"q{number}" if row["name"] == OWN_NAME else row["name"]
    calculation = row["calculation"] or ("1" if row["type"] == "calculate" and name != "q2" else "")
    return {**row, "name": name, "calculation": calculation}


def _balanced(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with every block closed, so that the other faults have their say."""
    kept, ends = [], []
    for row in rows:
        if row["type"].startswith("begin"):
            ends.append(row["type"].replace("begin", "end"))
        if not row["type"].startswith("end"):
            kept.append({**row, "disabled": ""})
    return kept + [{"type": end} for end in reversed(ends)]


def _sheet(draw: st.DrawFn, name: str, rows: list[dict[str, str]], columns: tuple[str, ...]) -> Sheet:
    heading = {column: draw(st.sampled_from(HEADINGS[column])) for column in columns}
    cells = [{heading[column]: text for column, text in row.items() if text} for row in rows]
    return Sheet(name, tuple(heading.values()), tuple(Row(number, row) for number, row in enumerate(cells, start=2)))


def refusal(workbook: Workbook) -> str | None:
    try:
        compile_sheets(workbook)
    except FormError as refused:
        return refused.code
    return None


@settings(max_examples=300, deadline=None)
@given(workbooks())
def test_the_sheets_checks_find_fault_with_what_the_compiler_refuses_and_with_nothing_else(workbook: Workbook) -> None:
    found = {error.code for error in faults(workbook)} - WARNINGS - STRICTER
    refused = refusal(workbook)
    if refused is None:
        assert not found
    else:
        # What the compiler alone can know is for it to say.
        assert found or refused in COMPILERS
