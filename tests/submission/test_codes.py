"""The catalogue and the code agree: every refusal has its words, and no words lie unused."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app import submission, workflows
from desktop_app.errors import LANGUAGES, explain
from desktop_app.texts import Texts

ROOM = Path(submission.__file__).parent
ABOVE = Path(workflows.__file__).parent / "verify.py"  # it says of an encrypted package that it cannot be opened
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in (*sorted(ROOM.glob("*.py")), ABOVE)]
PREFIXES = ("PKG-", "KEY-", "ENC-")


def is_code(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PREFIXES)


def raised() -> set[str]:
    nodes = (node for tree in TREES for node in ast.walk(tree) if is_code(node))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and len(str(node.value)) == 7}  # type: ignore[misc]


def worded() -> set[str]:
    return {
        prefix + key.partition(".")[0]
        for prefix in PREFIXES
        for key in Texts.load(f"errors_{prefix[:-1].lower()}", "es")
    }


def uses() -> Iterator[tuple[str, set[str]]]:
    """Each place that names a code, with the parameters it gives."""
    for node in (node for tree in TREES for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and node.args and is_code(node.args[0]):
            given = {str(keyword.arg) for keyword in node.keywords} - {"detail"}
            yield str(node.args[0].value), given  # type: ignore[attr-defined]
        if (
            isinstance(node, ast.Tuple)
            and len(node.elts) == 2
            and isinstance(node.elts[1], ast.Dict)
            and is_code(node.elts[0])
        ):
            yield str(node.elts[0].value), {str(key.value) for key in node.elts[1].keys}  # type: ignore[union-attr, attr-defined]


def placeholders(code: str, language: str) -> set[str]:
    words = explain(code, language=language)
    return {name for text in (words.cause, words.remedy) for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_has_words_and_every_word_a_code() -> None:
    assert raised() == worded()


@pytest.mark.parametrize("code", sorted(worded()))
def test_a_code_is_explained_in_both_languages_with_what_it_is_given(code: str) -> None:
    es, en = (explain(code, language=language) for language in LANGUAGES)
    assert es.cause
    assert es.remedy
    assert es.cause != en.cause
    assert es.remedy != en.remedy
    assert placeholders(code, "es") == placeholders(code, "en")
    for used, given in uses():
        if used == code:
            assert placeholders(code, "es") <= given, f"{code} is raised without all that its words name"
