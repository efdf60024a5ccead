"""A report or blank form in one language holds no word of the other."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from desktop_app import paths
from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.reports import blank_form_pdf, respondent_content, respondent_pdf
from desktop_app.xforms import Form
from tests.support.pdfs import facts, look
from tests.support.rubrics import answered

SPANISH_ONLY = {"de", "la", "el", "los", "que", "una", "por", "sin", "con", "para", "práctica", "prácticas", "puntos"}
ENGLISH_ONLY = {"of", "the", "and", "with", "practice", "practices", "points", "answer", "from", "which", "that"}
CREATED = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-záéíóúñü]+", text.lower()))


def report(language: str, scores: str) -> str:
    form = Form.load(paths.forms_dir() / "autodiagnostico.md")
    rubric = Rubric.read(form)
    assert rubric is not None
    values = {i.ref: score for i, score in zip(rubric.indicators, scores, strict=True) if score != "-"}
    session = answered(values, form=form, language=form.language_for(language))
    named = facts(initiative="ARAUCA", place="TAME", instrument="P", wave="V", state="")
    return look(respondent_pdf(respondent_content(session, diagnose(session, rubric), named, language))).text


@pytest.mark.parametrize("scores", ["2121102212101", "-------------", "2222222222222", "01-01-01-01-0"])
def test_an_english_report_is_english(scores: str) -> None:
    found = words(report("en", scores))
    assert not found & SPANISH_ONLY
    assert {"the", "of"} <= found


@pytest.mark.parametrize("scores", ["2121102212101", "-------------", "2222222222222", "01-01-01-01-0"])
def test_a_spanish_report_is_spanish(scores: str) -> None:
    found = words(report("es", scores))
    assert not found & ENGLISH_ONLY
    assert {"de", "la"} <= found


@pytest.mark.parametrize("name", ["autodiagnostico", "iniciativa"])
@pytest.mark.parametrize(("language", "others"), [("es", ENGLISH_ONLY), ("en", SPANISH_ONLY)])
def test_a_blank_form_keeps_to_its_language(name: str, language: str, others: set[str]) -> None:
    form = Form.load(paths.forms_dir() / f"{name}.md")
    found = words(look(blank_form_pdf(form, language, "T", CREATED, "Telar")).text)
    assert not found & others


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_blank_of_a_sentence_is_left_unfilled(language: str) -> None:
    for scores in ("2121102212101", "-" * 13):
        found = report(language, scores)
        assert "{" not in found
        assert "None" not in found
