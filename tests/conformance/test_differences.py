"""The table of meant differences, against the code that recognises them; and the forms that are made at random."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.explained import REASONS
from tests.support.form_maker import random_form, survey_form
from tests.support.forms import form, session

TABLE = Path(__file__).with_name("DIFFERENCES.md")


def test_every_reason_has_its_row() -> None:
    first, _, _ = TABLE.read_text(encoding="utf-8").partition("\n## ")
    rows = {line.split("|")[1].strip() for line in first.splitlines() if line.startswith("| ")} - {"name"}
    assert rows == {reason.name for reason in REASONS} | {"JavaRosa, asked afresh, agrees"}


def test_the_same_number_makes_the_same_form() -> None:
    assert random_form(7) == random_form(7)
    assert random_form(7) != random_form(8)


def test_random_forms_can_be_filled() -> None:
    for number in range(20):
        assert session(random_form(number)).faults == {}


def test_a_survey_has_its_questions_and_scores() -> None:
    long = form(survey_form(120))
    assert sum(1 for _ in long.questions()) == 120
    filled = session(survey_form(120))
    scales = [question.ref for question in long.questions() if filled.choices(question.ref)]
    filled.restore(dict.fromkeys(scales, "4"))
    assert filled.value("/data/total") == "4"
