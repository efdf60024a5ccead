"""What a form declares to be published of a repeat's records, and what is said of a declaration that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diagnosis import check_rubric
from desktop_app.diagnosis.record_results import RecordResult, RecordRule, declared_record_results, record_results
from desktop_app.diagnosis.results import Fault
from desktop_app.errors import Place, explain
from desktop_app.workflows.forms import check_form
from desktop_app.xforms import Severity
from tests.support.plain_records import TEXT, record_form
from tests.support.rubrics import form_of

OUTER = next(line for line in TEXT.splitlines() if "begin_repeat | faults" in line)
RULES = OUTER.rpartition("count roster.faults")[1] + OUTER.rpartition("count roster.faults")[2].removesuffix(" |")


def with_rule(rule: str) -> str:
    """The form whose outer repeat declares ``rule`` alone."""
    return TEXT.replace(RULES, rule).replace("| | telar_results | kinds", "| | unused | kinds")


def declared(rule: str) -> list[RecordResult | Fault]:
    found = declared_record_results(form_of(with_rule(rule)))
    return [each for each in found if each.ref == "/data/faults"]


def test_the_sample_is_in_order() -> None:
    assert check_rubric(record_form()) == []


def test_names_are_looked_for_from_inside_out() -> None:
    found = {each.key: each for each in record_results(record_form())}
    assert list(found) == [
        *("roster.faults", "kinds", "ways", "links", "sizes", "costs.link_cop_m"),
        *("amounts.source", "paid", "roster.sources", "given", "givers"),
    ]
    kinds, paid, sizes = found["kinds"], found["paid"], found["sizes"]
    assert kinds.by is not None
    assert paid.by is not None
    assert sizes.by is not None
    assert (kinds.depth, kinds.by.ref, kinds.by.depth) == (1, "/data/faults/kind", 1)
    assert [(part.ref, part.depth) for part in kinds.values] == [
        ("/data/faults/priority", 1),
        ("/data/faults/scales/weight", 1),
    ]
    assert (paid.depth, paid.by.ref, paid.by.depth) == (2, "/data/faults/kind", 1)
    assert (sizes.by.ref, sizes.by.depth, sizes.top) == ("/data/who/size", 0, 2)
    assert kinds.across == "macrosector"
    assert [part.name for part in found["links"].values] == ["often", "weight"]
    assert found["links"].rule is RecordRule.MAP


def test_a_record_is_there_by_what_is_asked_in_it() -> None:
    (count, *_) = record_results(record_form())
    assert count.asked == (
        *(f"/data/faults/{name}" for name in ("story", "kind", "ways")),
        *(f"/data/faults/scales/{name}" for name in ("link", "often", "weight")),
        "/data/faults/cost",
    )


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("total things", "DIAG-060"),
        ("sum things", "DIAG-060"),
        ("count", "DIAG-060"),
        ("count Things", "DIAG-060"),
        ("count things by=kind", "DIAG-060"),
        ("tally things", "DIAG-060"),
        ("tally things kind", "DIAG-060"),
        ("tally things by=", "DIAG-060"),
        ("tally things by=kind by=link", "DIAG-060"),
        ("tally things by=kind top=many", "DIAG-060"),
        ("tally things by=kind top=1000", "DIAG-060"),
        ("tally things by=kind top=²", "DIAG-060"),
        ("tally things by=kind across=level", "DIAG-060"),
        ("tally things by=kind value=cost,often,weight,priority,cost", "DIAG-060"),
        ("tally things by=kind value=cost,cost", "DIAG-060"),
        ("tally things by=kind x=often", "DIAG-060"),
        ("map things by=kind x=often", "DIAG-060"),
        ("add things by=kind", "DIAG-060"),
        ("add things of=cost top=3", "DIAG-060"),
        ("add things of=cost across=department", "DIAG-060"),
        ("add things of=cost,often", "DIAG-061"),
        ("tally things by=kinds", "DIAG-061"),
        ("tally things by=giver", "DIAG-061"),
        ("tally things by=kind value=cost,,often", "DIAG-061"),
        ("tally things by=story", "DIAG-062"),
        ("tally things by=cost", "DIAG-062"),
        ("tally things by=kind value=story", "DIAG-062"),
        ("tally things by=kind value=link", "DIAG-062"),
        ("tally things by=kind value=ways", "DIAG-062"),
        ("add things of=story", "DIAG-062"),
        ("tally things by=kind across=chamber", "DIAG-063"),
        ("count given", "DIAG-029"),
        ("count things; count things", "DIAG-029"),
        ("count things; count things.more", "DIAG-029"),
        ("count level_pct", "DIAG-029"),
    ],
)
def test_what_cannot_be_is_named_at_its_repeat(rule: str, code: str) -> None:
    found = check_rubric(form_of(with_rule(rule)))
    assert [each.code for each in found] == [code]
    for finding in found:
        assert isinstance(finding.place, Place)
        assert finding.severity is Severity.WARNING
        assert (finding.place.ref or "").startswith("/data/faults")
        assert finding.place.column == "bind::telar:result"
        for language in ("es", "en"):
            said = explain(finding.code, finding.place, language, **finding.params)
            assert "{" not in said.cause + said.remedy


def test_a_number_of_the_record_around_is_not_added_up_for_each_inside() -> None:
    text = TEXT.replace("add given of=amount", "add given of=cost")
    assert [each.code for each in check_rubric(form_of(text))] == ["DIAG-062"]


def test_a_repeat_does_not_take_the_key_of_a_question() -> None:
    size = "| | select_one size | size | Tamaño | Size | | | | |"
    assert size in TEXT
    form = form_of(TEXT.replace(size, size[:-1] + "share kinds |"))
    faults = [each for each in declared_record_results(form) if isinstance(each, Fault)]
    assert [(each.ref, each.code) for each in faults] == [("/data/faults", "DIAG-029")]


def test_a_fault_is_told_at_its_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(with_rule("tally things by=nothing"), encoding="utf-8")
    found = [each.explanation for each in check_form(path, "es").findings]
    told = next(each for each in found if each.code == "DIAG-061").text()
    row = TEXT.splitlines().index(OUTER)
    assert "bind::telar:result" in told
    assert str(row) in told


def test_a_title_may_name_a_number_of_a_record() -> None:
    text = TEXT.replace("telar_results | kinds.priority |", "telar_results | kinds.cost |")
    assert [each.code for each in check_rubric(form_of(text))] == ["DIAG-031"]


@given(st.text(alphabet="abcky_=,.; |ñ0", max_size=40), st.sampled_from(list(RecordRule)))
def test_any_words_are_a_result_or_a_fault(words: str, rule: RecordRule) -> None:
    from desktop_app.diagnosis import record_results as room

    form = record_form()
    found = room._parsed(form, form.definition.specs["/data/faults"], f"{rule.value} {words}")
    assert isinstance(found, RecordResult | Fault)
