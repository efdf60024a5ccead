from __future__ import annotations

import pytest

from desktop_app.workflows.places import place


@pytest.mark.parametrize(
    ("municipality", "department", "expected"),
    [
        ("05001", "05", "Medellín, Antioquia"),
        ("91001", "91", "Leticia, Amazonas"),
        ("", "05", "Antioquia"),
        ("05001", "", "Medellín"),
        ("", "", ""),
        ("99999", "05", "Antioquia"),
        ("5001", "5", ""),
        ("Medellín", "Antioquia", ""),
    ],
)
def test_a_place_by_its_codes(municipality: str, department: str, expected: str) -> None:
    assert place(municipality, department) == expected


def test_the_capital_is_named_once() -> None:
    assert place("11001", "11") == "Bogotá, D. C."
