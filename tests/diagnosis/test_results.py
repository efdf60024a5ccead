"""What a form declares to be published, and what is said of a declaration that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.diagnosis import check_rubric
from desktop_app.diagnosis.results import GENERIC, Fault, Result, Rule, declared_results, result_titles, results
from desktop_app.errors import Place, explain
from desktop_app.workflows.forms import check_form
from desktop_app.xforms import Form, Severity, check
from tests.support.plain_results import results_form
from tests.support.rubrics import form_of

TEXT = (Path(__file__).parent.parent / "support" / "results_form.md").read_text(encoding="utf-8")


def codes(old: str, new: str) -> list[tuple[str, str | None]]:
    """What is found after a replacement, each told in both languages at its cell."""
    assert old in TEXT, old
    found = check_rubric(form_of(TEXT.replace(old, new)))
    told = []
    for finding in found:
        place = finding.place
        assert isinstance(place, Place)
        assert finding.severity is Severity.WARNING
        assert place.ref is None or place.column == "bind::telar:result"
        for language in ("es", "en"):
            said = explain(finding.code, place, language, **finding.params)
            assert "{" not in said.cause + said.remedy
        told.append((finding.code, place.ref))
    return told


def test_the_sample_is_in_order() -> None:
    assert check_rubric(results_form()) == []


def test_rules_are_read_with_what_they_need() -> None:
    found = {each.key: each for each in results(results_form())}
    assert [each.rule for each in found.values()] == [
        *(Rule.DISTINCT, Rule.SHARE, Rule.RANK, Rule.SEVERAL, Rule.SUM, Rule.SUM, Rule.GROWTH),
        *(Rule.WEIGHTED, Rule.WEIGHTED, Rule.PART, Rule.PART, Rule.MEAN),
    ]
    assert found["state_pct"].codes == {"full": "done"}
    assert found["effects"].left == {"none"}
    assert found["sales.growth_pct"].beside_ref == "/data/asked/before"
    assert found["sales.market_pct.home"].beside_ref == "/data/asked/after"
    assert (found["sales.market_pct.home"].parent, found["sales.market_pct.home"].step) == ("sales.market_pct", "home")
    assert (found["effects"].parent, found["effects"].step) == ("effects", "effects")


@pytest.mark.parametrize(
    ("old", "new", "code", "name"),
    [
        ("share state_pct", "percent state_pct", "DIAG-027", "state"),
        ("share state_pct full=done", "share", "DIAG-027", "state"),
        ("share state_pct full=done", "share State", "DIAG-027", "state"),
        ("share state_pct full=done", "share state_pct full", "DIAG-027", "state"),
        ("share state_pct full=done", "share state_pct full=done=half", "DIAG-027", "state"),
        ("rank effects -none", "rank effects none", "DIAG-027", "effects"),
        ("mean funds_pct.public", "mean funds_pct.public -none", "DIAG-027", "public"),
        ("growth sales.growth_pct from sales.before_cop_m", "growth sales.growth_pct", "DIAG-027", "after"),
        ("growth sales.growth_pct from", "growth sales.growth_pct by", "DIAG-027", "after"),
        ("share state_pct full=done", "rank state_pct", "DIAG-028", "state"),
        ("share state_pct full=done", "sum state_pct", "DIAG-028", "state"),
        ("rank effects -none;", "share effects;", "DIAG-028", "effects"),
        ("mean funds_pct.public", "share funds_pct.public", "DIAG-028", "public"),
        ("distinct houses -other", "several houses", "DIAG-028", "house"),
        ("part size_pct.large", "part size_pct.small", "DIAG-029", "large"),
        ("part size_pct.large", "mean size_pct.large", "DIAG-029", "large"),
        ("part size_pct.large", "part size_pct", "DIAG-029", "large"),
        ("part size_pct.large", "part size_pct.small.large", "DIAG-029", "large"),
        ("share state_pct full=done", "share level_pct", "DIAG-029", "state"),
        ("share state_pct full=done", "share both.state", "DIAG-029", "state"),
        ("abroad by sales.after_cop_m", "abroad by sales.before_cop_m", "DIAG-029", "abroad"),
        ("share state_pct full=done", "share state_pct most=done", "DIAG-030", "state"),
        ("rank effects -none;", "rank effects -nobody;", "DIAG-030", "effects"),
        ("from sales.before_cop_m", "from sales.earlier", "DIAG-030", "after"),
        ("from sales.before_cop_m", "from sales.after_cop_m", "DIAG-030", "after"),
        ("from sales.before_cop_m", "from funds_pct.public", "DIAG-030", "after"),
    ],
)
def test_what_cannot_be_published_is_named_at_its_cell(old: str, new: str, code: str, name: str) -> None:
    found = codes(old, new)
    assert code in [found_code for found_code, ref in found if ref and ref.rpartition("/")[2] == name], found


def test_nothing_that_repeats_is_published() -> None:
    row = "| | integer | value | Valor | Value | | | | | | | | | | |"
    found = codes(row, row[:-2] + " sum values |")
    assert found == [("DIAG-028", "/data/project/value")]


def test_a_title_of_nothing_is_named() -> None:
    assert codes("telar_results | effects |", "telar_results | nothing |") == [("DIAG-031", None)]


def test_what_is_at_fault_is_not_published_and_the_rest_is() -> None:
    form = form_of(TEXT.replace("rank effects -none;", "rank effects -nobody;"))
    assert [each for each in declared_results(form) if isinstance(each, Fault)]
    assert "effects" not in {each.key for each in results(form)}
    assert "many_pct" in {each.key for each in results(form)}


def test_a_fault_is_told_at_its_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(TEXT.replace("share state_pct", "percent state_pct"), encoding="utf-8")
    found = [each.explanation for each in check_form(path, "es").findings]
    assert [each.code for each in found if each.code == "DIAG-027"] == ["DIAG-027"]
    row = TEXT.splitlines().index(next(line for line in TEXT.splitlines() if "share state_pct" in line))
    told = next(each for each in found if each.code == "DIAG-027").text()
    assert "bind::telar:result" in told
    assert str(row) in told


@given(st.text(alphabet="abc_.;=- \n|ñ0", max_size=40), st.sampled_from(list(Rule)))
def test_any_words_are_a_result_or_a_fault(words: str, rule: Rule) -> None:
    from desktop_app.diagnosis import results as room

    found = room._parsed("/data/x", f"{rule.value} {words}")
    assert isinstance(found, Result | Fault)
    if isinstance(found, Result):
        assert found.key
        assert found.key.islower()
        assert found.key not in GENERIC or found.rule is rule


def test_the_shipped_instruments_name_what_they_publish_in_both_languages() -> None:
    form = Form.load(paths.forms_dir() / "ssme.md")
    assert list(check(paths.forms_dir() / "ssme.md")) == []
    for language in form.languages:
        titles = result_titles(form, language)
        assert all(titles.values())
        named = {each.key for each in results(form)} | {each.parent for each in results(form)}
        assert set(titles) - named == {"plan_status_pct.actualizado"}
