from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from desktop_app import paths
from desktop_app.texts import Texts, language_code

FILES = sorted(paths.resource("texts").glob("*.toml"))
PLACEHOLDER = re.compile(r"(?<!{){(\w+)}(?!})")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_is_there_in_both_languages_and_names_the_same_things(file: Path) -> None:
    spanish, english = Texts.load(file.stem, "es"), Texts.load(file.stem, "en")
    assert list(spanish) == list(english)
    assert len(spanish) > 0
    for key in spanish:
        assert sorted(PLACEHOLDER.findall(spanish[key])) == sorted(PLACEHOLDER.findall(english[key])), key


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_file_has_a_third_language_or_a_lone_sentence(file: Path) -> None:
    def leaves(table: dict[str, object]) -> list[set[str]]:
        if any(isinstance(value, str) for value in table.values()):
            return [set(table)]
        return [leaf for value in table.values() if isinstance(value, dict) for leaf in leaves(value)]

    for leaf in leaves(tomllib.loads(file.read_text(encoding="utf-8"))):
        assert leaf == {"es", "en"}


def test_a_sentence_is_found_by_its_dotted_name() -> None:
    assert Texts.load("errors_file", "es")["001.cause"] == "El archivo o la carpeta no existe."
    assert Texts.load("errors_file", "en")["001.cause"] == "The file or folder does not exist."


def test_a_language_that_lacks_is_spanish() -> None:
    assert dict(Texts.load("places", "pt")) == dict(Texts.load("places", "es"))


def test_an_unknown_sentence_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Texts.load("places", "es")["nowhere"]


def test_an_unknown_file_is_a_programming_error() -> None:
    with pytest.raises(FileNotFoundError):
        Texts.load("nothing", "es")


def test_a_file_is_read_once_a_language() -> None:
    assert Texts.load("places", "es") is Texts.load("places", "es")
    assert Texts.load("places", "es") is not Texts.load("places", "en")


def test_texts_are_a_mapping() -> None:
    texts = Texts({"a": "uno", "b": "dos"})
    assert dict(texts) == {"a": "uno", "b": "dos"}
    assert len(texts) == 2
    assert texts.get("c", "tres") == "tres"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("Español (es)", "es"),
        ("Español (es-CO)", "es"),
        ("English (en)", "en"),
        ("es-CO", "es"),
        ("en", "en"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_code_in_a_languages_name(language: str | None, code: str) -> None:
    assert language_code(language) == code
