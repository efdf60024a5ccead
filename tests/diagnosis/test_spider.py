"""The spider chart's geometry: where axes, rings, values and labels stand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diagnosis import SpiderAxis, spider_axes, spider_geometry
from tests.support.rubrics import diagnosed


def axes(*values: float | None, top: float = 2.0) -> list[SpiderAxis]:
    return [SpiderAxis(f"P{n}", f"Práctica {n}", value, top) for n, value in enumerate(values, start=1)]


class TestAxes:
    def test_the_first_stands_at_twelve_oclock_and_the_rest_follow_the_clock(self) -> None:
        first, second, third, fourth = (axis.end for axis in spider_geometry(axes(1, 1, 1, 1)).axes)
        assert first == pytest.approx((0, 1))
        assert second == pytest.approx((1, 0))
        assert third == pytest.approx((0, -1))
        assert fourth == pytest.approx((-1, 0))

    def test_labels_grow_outward(self) -> None:
        top, right, bottom, left = spider_geometry(axes(1, 1, 1, 1)).axes
        assert (top.h_align, top.v_align) == ("center", "bottom")
        assert (right.h_align, right.v_align) == ("left", "middle")
        assert (bottom.h_align, bottom.v_align) == ("center", "top")
        assert (left.h_align, left.v_align) == ("right", "middle")
        assert all(math.hypot(*axis.anchor) > 1 for axis in (top, right, bottom, left))

    def test_code_and_label_are_kept(self) -> None:
        axis = spider_geometry(axes(1, 2, 0)).axes[1]
        assert (axis.code, axis.label) == ("P2", "Práctica 2")

    def test_no_axes_draw_nothing(self) -> None:
        found = spider_geometry([])
        assert found.axes == ()
        assert found.rings == ()
        assert found.series[0].points == ()


class TestRings:
    @pytest.mark.parametrize(
        ("top", "labels"),
        [
            (2, ["0", "1", "2"]),
            (3, ["0", "1", "2", "3"]),
            (5, ["0", "1", "2", "3", "4", "5"]),
            (2.5, ["0", "1", "2", "2.5"]),
            (0.5, ["0", "0.5"]),
            (10, ["0", "2", "4", "6", "8", "10"]),
            (100, ["0", "20", "40", "60", "80", "100"]),
        ],
    )
    def test_each_whole_step_or_round_steps_where_they_would_be_many(self, top: float, labels: list[str]) -> None:
        assert [ring.label for ring in spider_geometry(axes(1, 1, 1, top=top)).rings] == labels

    def test_a_ring_is_a_polygon_at_its_share_of_the_scale(self) -> None:
        zero, one, two = spider_geometry(axes(0, 0, 0)).rings
        assert zero.points == ((0, 0), (0, 0), (0, 0))
        assert one.points[0] == pytest.approx((0, 0.5))
        assert two.points[0] == pytest.approx((0, 1))
        assert one.label_at == (0.0, 0.5)

    def test_axes_of_different_scales_are_drawn_in_per_cent(self) -> None:
        mixed = [SpiderAxis("A", "A", 1, 2), SpiderAxis("B", "B", 6, 6), SpiderAxis("C", "C", 0, 4)]
        found = spider_geometry(mixed)
        assert found.in_percent
        assert [ring.label for ring in found.rings] == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
        assert found.series[0].points[0].y == pytest.approx(0.5)

    def test_an_axis_without_a_scale_draws_no_rings(self) -> None:
        found = spider_geometry(axes(1, 1, 1, top=0))
        assert found.rings == ()
        assert all((point.x, point.y) == (0, 0) for point in found.series[0].points)


class TestSeries:
    def test_values_stand_on_their_axis_at_their_share(self) -> None:
        own = spider_geometry(axes(1, 2, 0, 2)).series[0]
        assert own.name == "own"
        assert (own.points[0].x, own.points[0].y) == pytest.approx((0, 0.5))
        assert (own.points[1].x, own.points[1].y) == pytest.approx((1, 0))

    def test_zero_and_missing_stand_at_the_centre_but_differ(self) -> None:
        zero, missing, _ = spider_geometry(axes(0, None, 1)).series[0].points
        assert (zero.x, zero.y, zero.missing, zero.value) == (0, 0, False, 0)
        assert (missing.x, missing.y, missing.missing, missing.value) == (0, 0, True, None)

    def test_further_series_are_laid_over_the_own_one(self) -> None:
        found = spider_geometry(axes(1, 1, 1), series={"previous": [0, None, 2]})
        assert [series.name for series in found.series] == ["own", "previous"]
        assert [point.missing for point in found.series[1].points] == [False, True, False]

    def test_a_series_of_another_length_is_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            spider_geometry(axes(1, 1, 1), series={"previous": [1, 1]})

    def test_what_exceeds_the_scale_stays_on_the_rim(self) -> None:
        high, low, odd = spider_geometry(axes(9, -3, math.nan)).series[0].points
        assert math.hypot(high.x, high.y) == pytest.approx(1)
        assert math.hypot(low.x, low.y) == 0
        assert odd.missing


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
            st.floats(min_value=1e-6, max_value=1e12, allow_nan=False),
        ),
        max_size=40,
    )
)
def test_everything_drawn_is_finite_and_within_the_circle(pairs: list[tuple[float | None, float]]) -> None:
    found = spider_geometry([SpiderAxis(str(n), "", value, top) for n, (value, top) in enumerate(pairs)])
    assert len(found.rings) <= 8
    points = [(point.x, point.y) for series in found.series for point in series.points]
    points += [point for ring in found.rings for point in ring.points]
    points += [axis.end for axis in found.axes]
    assert all(math.hypot(x, y) <= 1 + 1e-9 for x, y in points)


class TestDiagnosisAxes:
    def test_indicators_that_apply(self) -> None:
        found = spider_axes(diagnosed({"i1": "1", "i2": "na"}), "indicators")
        assert [(axis.code, axis.value) for axis in found] == [("I1", 1.0), ("I4", None)]
        assert found[0].label == "Acuerdo"
        assert found[0].indicators[0].reached == "En parte"

    def test_areas_carry_their_indicators(self) -> None:
        found = spider_axes(diagnosed({"i1": "1"}), "areas")
        assert [(axis.code, axis.value, axis.max) for axis in found] == [("A", 1.0, 2.0), ("B", None, 3.0)]
        assert [indicator.code for indicator in found[0].indicators] == ["I1", "I2"]
