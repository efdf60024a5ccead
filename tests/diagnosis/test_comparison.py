"""A result beside the wave before and beside the means of many."""

from __future__ import annotations

import pytest

from desktop_app.diagnosis import Benchmark, Diagnosis, Overlay, Rubric, Shift, compare, diagnose, overlays, spider_axes
from desktop_app.diagnosis.comparison import TOTAL
from tests.support import waves
from tests.support.waves import PLAN_STATE, SALES


def result(answers: dict[str, str]) -> Diagnosis:
    rubric = Rubric.read(waves.wave_form())
    assert rubric is not None
    return diagnose(waves.answered(answers), rubric)


NOW = result({PLAN_STATE: "3", SALES: "50"})
BEFORE = result({PLAN_STATE: "1"})


class TestCompare:
    found = compare(NOW, BEFORE, "2025")

    def test_each_area_and_indicator_then_and_now(self) -> None:
        assert self.found.wave == "2025"
        assert self.found.areas == (Shift("B1", "Gestión", 1.0, 2.0, 3.0),)
        assert self.found.areas[0].by == 1.0
        assert [(each.code, each.before, each.now) for each in self.found.indicators] == [("I1", 1, 3), ("I2", None, 1)]

    def test_what_was_not_there_has_not_changed_by_anything(self) -> None:
        assert self.found.indicators[1].by is None

    def test_the_total(self) -> None:
        assert (self.found.total.code, self.found.total.before, self.found.total.now) == (TOTAL, 1.0, 4.0)

    def test_what_only_the_earlier_form_had_is_left_out(self) -> None:
        assert [each.code for each in compare(NOW, BEFORE, "x").areas] == [area.code for area in NOW.areas]


class TestOverlays:
    axes = spider_axes(NOW, "indicators")

    def test_none_without_anything_beside(self) -> None:
        assert overlays(self.axes, None, "") == ()

    def test_the_wave_before_comes_first_then_the_means(self) -> None:
        means = [
            Benchmark("macrosector", "agroindustria", "2025", 30, {"I1": 1.2}),
            Benchmark("national", "", "2025", 100, {"I1": 1.5, "I2": 2.0}),
        ]
        assert overlays(self.axes, BEFORE, "2025", means) == (
            Overlay("previous", "2025", (1.0, None)),
            Overlay("national", "2025", (1.5, 2.0), "", 100),
            Overlay("macrosector", "2025", (1.2, None), "agroindustria", 30),
        )

    @pytest.mark.parametrize("means", [{}, {"X": 1.0}])
    def test_one_without_a_value_on_any_axis_is_left_out(self, means: dict[str, float]) -> None:
        assert overlays(self.axes, None, "", [Benchmark("national", "", "2025", 100, means)]) == ()
