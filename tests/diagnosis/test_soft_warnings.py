"""Soft warnings: they apply while the rule holds, say why, and keep the reason."""

from __future__ import annotations

import pytest

from desktop_app.diagnosis import companions, soft_warnings
from desktop_app.diagnosis.companions import Companions, beside
from tests.support import waves
from tests.support.rubrics import ENGLISH
from tests.support.waves import PROJECT, SALES, SALES_WHY


@pytest.mark.parametrize(
    ("now", "warned"), [("150", False), ("150.01", True), ("50", False), ("49.99", True), ("100", False), ("", False)]
)
def test_a_figure_is_doubted_beyond_half_of_the_wave_before(now: str, warned: bool) -> None:
    before = waves.answered({SALES: "100"})
    found = soft_warnings(waves.answered({SALES: now}, before=before))
    assert bool(found) is warned


def test_without_a_wave_before_there_is_nothing_to_doubt() -> None:
    assert soft_warnings(waves.answered({SALES: "1000000"})) == ()


def test_it_says_what_and_why_and_keeps_the_reason() -> None:
    before = waves.answered({SALES: "100"})
    session = waves.answered({SALES: "400", SALES_WHY: "Entró un comprador grande"}, before=before)
    (found,) = soft_warnings(session)
    assert (found.ref, found.reason_ref, found.reason) == (SALES, SALES_WHY, "Entró un comprador grande")
    assert "400" in found.message
    assert "sales" in found.rule


def test_the_message_is_in_the_language_of_the_session() -> None:
    before = waves.answered({SALES: "100"})
    (found,) = soft_warnings(waves.answered({SALES: "400"}, before=before, language=ENGLISH))
    assert found.message.startswith("Sales went from")


def test_each_instance_of_a_repeat_has_its_own() -> None:
    spent = {f"{PROJECT}[{n}]/spent": value for n, value in ((1, "2000"), (2, "10"), (3, "3000"))}
    found = soft_warnings(waves.answered(spent))
    assert [each.ref for each in found] == [f"{PROJECT}[1]/spent", f"{PROJECT}[3]/spent"]


class TestCompanions:
    def test_a_question_may_have_several(self) -> None:
        found = companions(waves.wave_form())
        assert found[SALES] == Companions(special="/data/money/sales_none", warnings=(SALES_WHY,))

    def test_in_a_repeat_they_stand_beside_the_question(self) -> None:
        extra = companions(waves.wave_form())[f"{PROJECT}/spent"]
        assert beside(f"{PROJECT}[2]/spent", extra).warnings == (f"{PROJECT}[2]/spent_why",)

    def test_special_answers_and_warnings_come_first(self) -> None:
        extra = Companions(comment="/c", evidence="/e", planned="/p", special="/s", warnings=("/w1", "/w2"))
        assert extra.refs() == ("/s", "/w1", "/w2", "/c", "/e", "/p")
