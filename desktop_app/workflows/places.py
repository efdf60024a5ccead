"""Names of municipalities and departments by their DIVIPOLA codes (text: leading zeros matter)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache

from desktop_app import paths


def place(municipality: str, department: str) -> str:
    """ "Municipio, Departamento" as far as the codes are known; what has no name is left out, and Bogotá named once."""
    found = (names("municipalities").get(municipality, ""), names("departments").get(department, ""))
    return ", ".join(dict.fromkeys(name for name in found if name))


@lru_cache(maxsize=4)
def names(name: str) -> Mapping[str, str]:
    path = paths.forms_dir() / "media" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["label"] for row in csv.DictReader(file)}
