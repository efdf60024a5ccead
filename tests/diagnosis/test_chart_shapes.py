"""The geometry of declared charts."""

from __future__ import annotations

import math
from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.chart_shapes import Obstacle, bars, calendar, lanes, map_points, place_on
from desktop_app.diagnosis.charted import Charted, ChartItem, Scale, bar_scale, scale_of
from desktop_app.diagnosis.charts import ChartKind, ChartRule

FIVE = scale_of((), (1, 2, 3, 4, 5))
REACH = (0.024, 0.034)
TODAY = date(2026, 6, 15)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31)) | st.dates()


def mapped(*points: tuple[float | None, float | None], scale: Scale = FIVE) -> Charted:
    items = (ChartItem(place, "", numbers={"x": x, "y": y}) for place, (x, y) in enumerate(points, start=1))
    return Charted(ChartRule("/data/r", ChartKind.MAP, "m"), tuple(items), {"x": scale, "y": scale})


def scheduled(*spans: tuple[date | None, date | None]) -> Charted:
    items = (
        ChartItem(place, "", days={"start": start, "due": due}) for place, (start, due) in enumerate(spans, start=1)
    )
    return Charted(ChartRule("/data/r", ChartKind.SCHEDULE, "s"), tuple(items))


def ranked(*values: float | None) -> Charted:
    items = tuple(ChartItem(place, "", numbers={"value": value}) for place, value in enumerate(values, start=1))
    scale = bar_scale([value for value in values if value is not None])
    return Charted(ChartRule("/data/r", ChartKind.RANKING, "r"), items, {"value": scale})


def test_steps_lie_within_the_map_at_equal_distances() -> None:
    places = [place_on(FIVE, step) for step in FIVE.ticks]
    assert places == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])


def test_one_point_stands_where_it_belongs() -> None:
    (point,) = map_points(mapped((5, 1)), REACH)
    assert (point.x, point.y) == point.true == pytest.approx((0.9, 0.1))
    assert not point.moved
    assert map_points(mapped((None, 1)), REACH) == ()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=45))
def test_no_point_lies_on_another_or_outside(points: list[tuple[int, int]]) -> None:
    placed = map_points(mapped(*points), REACH)
    assert [point.item.number for point in placed] == list(range(1, len(points) + 1))
    for one, other in combinations(placed, 2):
        assert math.hypot((one.x - other.x) / REACH[0], (one.y - other.y) / REACH[1]) >= 2
    for point in placed:
        assert 0 <= point.x <= 1
        assert 0 <= point.y <= 1


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), max_size=20))
def test_no_point_covers_what_is_written(points: list[tuple[float, float]]) -> None:
    corner = Obstacle(0.7, 0.8, 1.0, 1.0)
    for point in map_points(mapped(*points, scale=scale_of((0, 10))), REACH, (corner,)):
        assert point.x <= corner.left - REACH[0] or point.y <= corner.bottom - REACH[1]


def test_more_points_than_are_wanted_are_left_out() -> None:
    assert len(map_points(mapped(*[(3, 3)] * 30), REACH, most=12)) == 12


@given(st.lists(st.none() | st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=12))
def test_bars_lie_on_their_scale_and_begin_at_zero(values: list[float | None]) -> None:
    found = bars(ranked(*values))
    assert len(found) == sum(value is not None for value in values)
    for bar in found:
        assert 0 <= bar.start <= bar.end <= 1 + 1e-9
        if bar.item.numbers["value"] == 0:
            assert bar.start == bar.end


@given(st.lists(st.tuples(DAYS, DAYS), max_size=12))
def test_a_calendar_holds_every_day_between_few_marks(spans: list[tuple[date | None, date | None]]) -> None:
    chart = scheduled(*spans)
    span = calendar(chart, TODAY)
    known = [day for pair in spans for day in pair if day is not None]
    assert (span is None) == (not known)
    if span is None:
        return
    assert span.first <= min(known)
    assert max(known) < span.end or span.end.year == date.max.year
    assert 1 <= len(span.marks) <= 9
    assert all(0 <= one < other <= 1 for (_, one), (_, other) in pairwise(span.marks))
    assert span.marks[0] == (span.first, 0)
    found = [bar for lane in lanes(chart, span) for bar in lane.bars]
    assert len(found) == sum(pair != (None, None) for pair in spans)
    assert all(0 <= bar.start <= bar.end <= 1 for bar in found)


def test_a_day_is_a_bar_and_a_lone_end_a_moment() -> None:
    chart = scheduled((TODAY, TODAY), (None, TODAY), (date(2026, 6, 30), date(2026, 6, 1)))
    span = calendar(chart, TODAY)
    assert span is not None
    assert span.monthly
    assert span.today == pytest.approx(14 / 30)
    (lane,) = lanes(chart, span)
    assert {bar.item.number: round((bar.end - bar.start) * 30) for bar in lane.bars} == {1: 1, 2: 0, 3: 30}


def test_today_may_be_outside() -> None:
    span = calendar(scheduled((date(2020, 1, 1), date(2024, 12, 31))), TODAY)
    assert span is not None
    assert span.today is None
    assert not span.monthly
