"""Every refusal of the store has its words, in both languages, and every entry is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import desktop_app.store
from desktop_app.errors import LANGUAGES, explain
from desktop_app.texts import Texts

ROOM = Path(desktop_app.store.__file__).parent
RAISED = {code for path in ROOM.rglob("*.py") for code in re.findall(r"STORE-\d{3}", path.read_text(encoding="utf-8"))}
GIVEN = {
    "version": "2",
    "own_version": "1",
    "limit": 16,
    "remaining": "3.5",
    "accepted": "pdf",
    "name": "acta.pdf",
    "number": 3,
}
WRITTEN = {f"STORE-{key.partition('.')[0]}" for key in Texts.load("errors_store", "es")}


def test_what_is_raised_is_written_and_the_other_way_round() -> None:
    assert RAISED == WRITTEN
    assert len(RAISED) > 10


@pytest.mark.parametrize("code", sorted(WRITTEN))
def test_each_is_whole_in_both_languages(code: str) -> None:
    spanish, english = (explain(code, language=language, **GIVEN) for language in LANGUAGES)
    for words in (spanish, english):
        assert words.cause.endswith(".")
        assert words.remedy.endswith(".")
        assert "{" not in words.cause + words.remedy
    assert spanish.cause != english.cause
    assert spanish.remedy != english.remedy
