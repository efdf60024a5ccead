"""What only the XLSForm compiler can refuse has a code, a cell and words of its own too, in the reader's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import Place, explain
from desktop_app.xforms import Finding, Severity, check

COLUMNS = (
    "name",
    "label",
    "appearance",
    "parameters",
    "choice_filter",
    "trigger",
    "calculation",
    "save_to",
    "image",
    "big-image",
)
CHOICES = """| choices |
| | list_name | name | label |
| | l | 1 | Uno |
| | l | 9 | Nueve |
| | m | x | X |
| | m | y | Y |
"""
Where = tuple[str, str | None, int | None, str | None]


def row(type_: str, **cells: str) -> str:
    values = {"name": "q", "label": "Q", **cells}
    return f"| | {type_} | " + " | ".join(values.get(column.replace("-", "_"), "") for column in COLUMNS) + " |\n"


def survey(*rows: str, after: str = "") -> str:
    return "| survey |\n| | type | " + " | ".join(COLUMNS) + " |\n" + "".join(rows) + CHOICES + after


def entities(header: str, *rows: str) -> str:
    return f"| entities |\n| | {header} |\n" + "".join(f"| | {cells} |\n" for cells in rows)


def parameters(type_: str, *values: str) -> dict[str, tuple[str, Where]]:
    """``FORM-106`` for each of ``values``, which are not among those that the parameter takes."""
    name = "" if type_ == "audit" else "q"
    return {
        f"{type_} {value}": (
            survey(row("text", name="otra"), row(type_, name=name, label=name, parameters=value)),
            ("FORM-106", "survey", 3, "parameters"),
        )
        for value in values
    }


LOCATION = "location-priority=balanced location-min-interval={} location-max-age={}"
FAULTS: dict[str, tuple[str, Where]] = {
    "external list without filter": (
        survey(row("select_one_external y"), after="| external_choices |\n| | list_name | name |\n| | y | 1 |\n"),
        ("FORM-117", "survey", 2, "choice_filter"),
    ),
    **{
        f"range {values} {look}": (
            survey(row("range", parameters=f"start=0 end=10 {values}", appearance=look)),
            (code, "survey", 2, "parameters"),
        )
        for code, values, look in (
            ("FORM-094", "step=20", ""),
            ("FORM-094", "step=2 tick_interval=3", ""),
            ("FORM-094", "step=1 placeholder=11", ""),
            ("FORM-094", "step=2 placeholder=3", ""),
            ("FORM-095", "step=1 tick_labelset=nada", ""),
            ("FORM-095", "step=1 tick_labelset=m", ""),
            ("FORM-095", "step=1 tick_labelset=l", "no-ticks"),
            ("FORM-095", "step=5 tick_labelset=l", ""),
            ("FORM-096", "step=1 tick_interval=1", "rating"),
        )
    },
    **parameters(
        "audit",
        "track-changes=si",
        "track-changes=true track-changes-reasons=no",
        "identify-user=si",
        LOCATION.replace("balanced", "mucha").format(1, 2),
        LOCATION.format("x", 2),
        LOCATION.format(1, "x"),
        LOCATION.format(-1, 2),
        LOCATION.format(5, 2),
    ),
    **parameters("select_one l", "randomize=si", "randomize=true seed=x", "seed=4"),
    **parameters("text", "rows=x"),
    **parameters("image", "max-pixels=x", "app=x max-pixels=5"),
    **parameters("audio", "quality=alta"),
    **parameters("background-audio", "quality=external"),
    **parameters("geotrace", "incremental=no"),
    **parameters("geopoint", "capture-accuracy=x", "warning-accuracy=x", "allow-mock-accuracy=x"),
    **parameters("geopoint", "reference-geometry=nada"),
    "audit with a name": (survey(row("audit", name="mi", label="")), ("FORM-107", "survey", 2, "name")),
    "audit with part of a location": (
        survey(row("text"), row("audit", name="", label="", parameters="location-priority=balanced")),
        ("FORM-108", "survey", 3, "parameters"),
    ),
    "or_other with a filter": (
        survey(row("select_one l or_other", choice_filter="true()")),
        ("FORM-109", "survey", 2, "choice_filter"),
    ),
    "table-list with a filter": (
        survey(
            row("begin group", name="g", appearance="table-list"),
            row("select_one l", choice_filter="true()"),
            row("end group", name="", label=""),
        ),
        ("FORM-109", "survey", 3, "choice_filter"),
    ),
    "table-list of two lists": (
        survey(
            row("begin group", name="g", appearance="table-list"),
            row("select_one l"),
            row("select_one m", name="r"),
            row("end group", name="", label=""),
        ),
        ("FORM-110", "survey", 4, "type"),
    ),
    "loop of no list": (
        survey(row("begin loop", name="g"), row("text"), row("end loop", name="", label="")),
        ("FORM-027", "survey", 2, "type"),
    ),
    "loop over an unknown list": (
        survey(row("begin loop over nada", name="g"), row("text"), row("end loop", name="", label="")),
        ("FORM-029", "survey", 2, "type"),
    ),
    "external list without its sheet": (
        survey(row("text", name="a"), row("select_one_external z", choice_filter="a=1")),
        ("FORM-111", "survey", 3, "type"),
    ),
    "external list that is not there": (
        survey(
            row("text", name="a"),
            row("select_one_external z", choice_filter="a=1"),
            after="| external_choices |\n| | list_name | name |\n| | y | 1 |\n",
        ),
        ("FORM-111", "survey", 3, "type"),
    ),
    "two files of one name": (
        survey(row("select_one_from_file a.csv"), row("select_one_from_file a.xml", name="r")),
        ("FORM-112", "survey", None, "type"),
    ),
    "search in a file": (
        survey(row("select_one_from_file a.csv", appearance="search('a')")),
        ("FORM-113", "survey", 2, "appearance"),
    ),
    "search in a list that another question has": (
        survey(row("select_one l", appearance="search('a')"), row("select_one l", name="r")),
        ("FORM-113", "survey", 2, "appearance"),
    ),
    "big image alone": (survey(row("text", big_image="a.png")), ("FORM-114", "survey", 2, "big-image")),
    "background point without trigger": (
        survey(row("background-geopoint")),
        ("FORM-115", "survey", 2, "trigger"),
    ),
    "background point with a calculation": (
        survey(row("text", name="a"), row("background-geopoint", label="", trigger="${a}", calculation="1")),
        ("FORM-115", "survey", 3, "calculation"),
    ),
    "trigger that nobody sees": (
        survey(
            row("calculate", name="a", label="", calculation="1"),
            row("calculate", label="", trigger="${a}", calculation="2"),
        ),
        ("FORM-116", "survey", 3, "trigger"),
    ),
    "save_to without entities": (survey(row("text", save_to="p")), ("FORM-097", "survey", 2, "save_to")),
    "save_to of an unknown entity": (
        survey(row("text", save_to="z#p"), after=entities("list_name | label", "a | 'x'")),
        ("FORM-097", "survey", 2, "save_to"),
    ),
    "save_to twice": (
        survey(
            row("text", save_to="p"), row("text", name="r", save_to="p"), after=entities("list_name | label", "a | 'x'")
        ),
        ("FORM-098", "survey", 3, "save_to"),
    ),
    "save_to of a group": (
        survey(
            row("begin group", name="g", save_to="p"),
            row("text"),
            row("end group", name="", label=""),
            after=entities("list_name | label", "a | 'x'"),
        ),
        ("FORM-099", "survey", 2, "save_to"),
    ),
    "entity without label": (
        survey(row("text"), after=entities("list_name", "a")),
        ("FORM-100", "entities", 2, "label"),
    ),
    "entity without update_if": (
        survey(row("text"), after=entities("list_name | entity_id | create_if | label", "a | ${q} | 1 | 'x'")),
        ("FORM-100", "entities", 2, "update_if"),
    ),
    "entity without entity_id": (
        survey(row("text"), after=entities("list_name | update_if | label", "a | 1 | 'x'")),
        ("FORM-100", "entities", 2, "entity_id"),
    ),
    "save_to without its entity": (
        survey(
            row("text", save_to="p"),
            row("begin repeat", name="r"),
            row("text", name="z"),
            row("end repeat", name="", label=""),
            after=entities("list_name | label", "a | 'x'", "b | ${z}"),
        ),
        ("FORM-101", "survey", 2, "save_to"),
    ),
    "save_to of two parts too many": (
        survey(row("text", save_to="a#p#q"), after=entities("list_name | label", "a | 'x'")),
        ("FORM-101", "survey", 2, "save_to"),
    ),
    "entity name": (
        survey(row("text"), after=entities("list_name | label", "a.b | 'x'")),
        ("FORM-103", "entities", 2, "list_name"),
    ),
    "entity name with underscores": (
        survey(row("text"), after=entities("list_name | label", "__a | 'x'")),
        ("FORM-103", "entities", 2, "list_name"),
    ),
    "property name": (
        survey(row("text", save_to="label"), after=entities("list_name | label", "a | 'x'")),
        ("FORM-103", "survey", 2, "save_to"),
    ),
    "entity columns": (
        survey(row("text"), after=entities("list_name | label | color", "a | 'x' | rojo")),
        ("FORM-104", "entities", 1, None),
    ),
    "entity twice": (
        survey(row("text"), after=entities("list_name | label", "a | 'x'", "a | 'y'")),
        ("FORM-105", "entities", 3, "list_name"),
    ),
    "entity without name": (
        survey(row("text"), after=entities("list_name | label", " | 'y'")),
        ("FORM-105", "entities", 2, "list_name"),
    ),
    "entity of two repeats": (
        survey(
            row("begin repeat", name="r"),
            row("text", name="a", save_to="p"),
            row("end repeat", name="", label=""),
            row("begin repeat", name="s"),
            row("text", name="b", save_to="q"),
            row("end repeat", name="", label=""),
            after=entities("list_name | label", "e | 'x'"),
        ),
        ("FORM-102", "survey", 6, "save_to"),
    ),
}
WARNINGS: dict[str, tuple[str, Where]] = {
    "form_id twice": (
        survey(row("text"), after="| settings |\n| | form_id | id_string |\n| | a | b |\n"),
        ("FORM-119", None, None, None),
    ),
}


def found(folder: Path, text: str) -> list[Finding]:
    (folder / "f.md").write_text(text, encoding="utf-8")
    (folder / "a.csv").write_text("name,label\n1,Uno\n", encoding="utf-8")
    (folder / "a.xml").write_text("<root/>", encoding="utf-8")
    unneeded = {"FORM-084", "FORM-093", "FORM-065"}
    return [finding for finding in check(folder / "f.md") if finding.code not in unneeded]


def where(finding: Finding) -> Where:
    assert isinstance(finding.place, Place)
    return finding.code, finding.place.sheet, finding.place.row, finding.place.column


@pytest.mark.parametrize("case", FAULTS)
def test_a_refusal_of_the_compiler_has_its_code_and_place(tmp_path: Path, case: str) -> None:
    text, expected = FAULTS[case]
    findings = found(tmp_path, text)
    assert [where(finding) for finding in findings] == [expected]
    for language in ("es", "en"):
        told = explain(findings[0].code, None, language, **findings[0].params)
        assert "{" not in (told.cause + told.remedy).replace("${", ""), told


@pytest.mark.parametrize("case", WARNINGS)
def test_a_remark_of_the_compiler_has_its_code_and_place(tmp_path: Path, case: str) -> None:
    text, expected = WARNINGS[case]
    findings = found(tmp_path, text)
    assert [where(finding) for finding in findings] == [expected]
    assert findings[0].severity is Severity.WARNING
