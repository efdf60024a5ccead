"""Every refusal of this room is explained, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import desktop_app.xforms
from desktop_app import paths
from desktop_app.errors import Place, explain

CATALOGUE = tomllib.loads(paths.resource("texts", "errors_xpr.toml").read_text(encoding="utf-8"))
ROOM = Path(desktop_app.xforms.__file__).parent
PARAMETERS = {"token": "x", "limit": 1, "name": "f", "similar": "g()", "expected": "1", "given": 2, "value": "v"}


def test_what_is_raised_is_what_is_explained() -> None:
    sources = "".join(source.read_text(encoding="utf-8") for source in ROOM.rglob("*.py"))
    assert set(re.findall(r'"XPR-(\d{3})"', sources)) == set(CATALOGUE)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("number", sorted(CATALOGUE))
def test_every_explanation_is_whole(number: str, language: str) -> None:
    found = explain(f"XPR-{number}", Place(position=3), language, **PARAMETERS, pattern="(", path="/a")
    assert "3" in found.place
    assert len(found.cause) > 15
    assert len(found.remedy) > 10
    assert not re.search(r"(?<!\$)[{}]", (found.cause + found.remedy).replace("${nombre}", "").replace("${name}", ""))


def test_the_languages_differ() -> None:
    for number, texts in CATALOGUE.items():
        assert texts["cause"]["es"] != texts["cause"]["en"], number
        assert texts["remedy"]["es"] != texts["remedy"]["en"], number
