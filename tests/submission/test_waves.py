"""Who is on a wave's list, as the entity and the manager's program decide it alike."""

from __future__ import annotations

import pytest

from desktop_app.submission.waves import is_listed, telling_names

NAME = "Clúster Café & Cacao de Nariño"


@pytest.mark.parametrize(
    ("listed", "there"),
    [
        ({"ic-017": "Otro nombre"}, True),
        ({"ic-099": "CLUSTER  cafe & cacao de nariño"}, True),
        ({"ic-098": NAME, "ic-099": "cluster café & cacao de narino"}, False),
        ({"ic-099": "Café"}, False),
        ({}, False),
    ],
    ids=["by id", "by name", "two of the name", "another", "empty"],
)
def test_an_initiative_is_found_by_its_id_or_by_a_name_that_only_one_has(listed: dict[str, str], there: bool) -> None:
    assert is_listed("ic-017", NAME, listed) is there


def test_the_names_to_be_found_by_are_those_that_only_one_has() -> None:
    listed = {"1": "Lácteos", "2": "Moda", "3": "LACTEOS", "4": "Cacao"}
    assert telling_names(listed) == ("Moda", "Cacao")
    assert all(is_listed("x", name, listed) for name in telling_names(listed))
