"""Coordinates as people type and paste them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.survey.coordinates import (
    Point,
    parse_point,
    read_altitude,
    read_latitude,
    read_longitude,
    spell_point,
    split_pair,
)
from desktop_app.xforms.datatypes import canonical
from desktop_app.xforms.model import DataType


@pytest.mark.parametrize(
    ("typed", "latitude"),
    [
        ("4,5981", "4.5981"),
        ("4.5981", "4.5981"),
        ("-4,5981", "-4.5981"),
        ("+4.5981°", "4.5981"),
        ("4,5981 N", "4.5981"),
        ("4.5981° S", "-4.5981"),
        ("N 4.5981", "4.5981"),
        ("4°35'56\"N", "4.5988889"),
        ("4° 35′ 56″ S", "-4.5988889"),
        ("4°35'56,5''N", "4.5990278"),
        ("4° 35,5'", "4.5916667"),
        ("-0", "0"),
        ("90", "90"),
        ("04.50", "4.5"),
    ],
)
def test_latitudes(typed: str, latitude: str) -> None:
    assert read_latitude(typed) == latitude


@pytest.mark.parametrize(
    ("typed", "longitude"),
    [("-74,0758", "-74.0758"), ("74,0758 O", "-74.0758"), ("74.0758W", "-74.0758"), ("74°4'33\"E", "74.0758333"),
     ("180", "180")],
)  # fmt: skip
def test_longitudes(typed: str, longitude: str) -> None:
    assert read_longitude(typed) == longitude


@pytest.mark.parametrize(
    "typed",
    ["", "norte", "90,1", "91", "4°60'", "4°35'60\"", "4,5°35'", "4°35,5'10\"", "4.5 E", "-4 N", "N 4 S", "4 35", "1e3",
     "4,5,6", "9" * 200],
)  # fmt: skip
def test_no_latitude(typed: str) -> None:
    assert read_latitude(typed) is None


@given(st.text(max_size=150))
def test_any_text_is_an_angle_or_not(text: str) -> None:
    latitude = read_latitude(text)
    assert latitude is None or -90 <= Decimal(latitude) <= 90
    longitude = read_longitude(text)
    assert longitude is None or -180 <= Decimal(longitude) <= 180
    pair = split_pair(text)
    assert pair is None or (read_latitude(pair[0]) is not None and read_longitude(pair[1]) is not None)


@given(
    st.decimals(-90, 90, places=7), st.decimals(-180, 180, places=7), st.none() | st.integers(1, 8000), st.booleans()
)
def test_what_is_shown_reads_back(latitude: Decimal, longitude: Decimal, altitude: int | None, english: bool) -> None:
    language = "en" if english else "es"
    point = Point(f"{latitude.normalize():f}", f"{longitude.normalize():f}", "" if altitude is None else str(altitude))
    text = point.text()
    again = parse_point(text)
    assert again is not None
    assert canonical(DataType.GEOPOINT, text) is not None
    assert parse_point(canonical(DataType.GEOPOINT, text) or "") == again
    words = spell_point(text, language).replace("\u00a0", " ").split("; ")
    assert read_latitude(words[0]) == again.latitude
    assert read_longitude(words[1]) == again.longitude
    if altitude is not None:
        assert read_altitude(words[2]) == str(altitude)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_degrees_minutes_and_seconds(degrees: int, minutes: int, seconds: int, side: str) -> None:
    latitude = read_latitude(f"{degrees}°{minutes}'{seconds}\"{side}")
    assert latitude is not None
    whole = degrees + minutes / 60 + seconds / 3600
    assert abs(abs(float(latitude)) - whole) < 1e-7
    assert not latitude.startswith("-") or side == "S"


@pytest.mark.parametrize(
    ("typed", "metres"),
    [("2600", "2600"), ("2.600", "2600"), ("2600,5", "2600.5"), ("2.600 msnm", "2600"), ("-3 m", "-3"), ("0", "0")],
)
def test_altitudes(typed: str, metres: str) -> None:
    assert read_altitude(typed) == metres


@pytest.mark.parametrize("typed", ["", "alto", "2600 pies", "1000000", "9" * 200])
def test_no_altitude(typed: str) -> None:
    assert read_altitude(typed) is None


@pytest.mark.parametrize(
    ("pasted", "pair"),
    [
        ("4.5981, -74.0758", ("4.5981", "-74.0758")),
        ("4.5981,-74.0758", ("4.5981", "-74.0758")),
        ("4.5981,74.0758", ("4.5981", "74.0758")),
        ("4,5981; -74,0758", ("4,5981", "-74,0758")),
        ("4,5981, -74,0758", ("4,5981", "-74,0758")),
        ("4.5981 -74.0758", ("4.5981", "-74.0758")),
        ("4°35'56\"N 74°04'30\"W", ("4°35'56\"N", "74°04'30\"W")),
        ("4°35'56\"N74°04'30\"W", ("4°35'56\"N", "74°04'30\"W")),
    ],
)
def test_a_pair_is_parted(pasted: str, pair: tuple[str, str]) -> None:
    assert split_pair(pasted) == pair


@pytest.mark.parametrize("typed", ["", "4,5981", "4.5981", "4 35", "4, 35", "95.5, -74.1", "4.5, 200.5", "1.1 2.2 3.3"])
def test_no_pair(typed: str) -> None:
    assert split_pair(typed) is None


@pytest.mark.parametrize(
    "value", ["", "4.5", "x y", "91 0", "0 181", "1 2 3 4 5", "4.5 1e5", "1" * 900 + " 2", "4°35'56\"N|-74,0758|"]
)
def test_no_point_stays_as_it_is(value: str) -> None:
    assert parse_point(value) is None
    assert spell_point(value, "es") == value


def test_a_point_in_words() -> None:
    assert spell_point("4.5981 -74.0758 2600.0 4.5", "es") == "4,5981°\u00a0N; 74,0758°\u00a0O; 2600\u00a0m"
    assert spell_point("-4.5 74.0758 0.0 0.0", "en") == "4.5°\u00a0S; 74.0758°\u00a0E"
    assert spell_point("4.5 -74", "es") == "4,5°\u00a0N; 74°\u00a0O"
    assert parse_point("4.5 -74.0 0 3.5") == Point("4.5", "-74", "0", "3.5")
