"""CHOICES.md says what Telar answers where engines differ: each row is evaluated."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import desktop_app.xforms.expressions
from desktop_app.errors import FormError
from desktop_app.xforms.expressions import evaluate

CHOICES = Path(desktop_app.xforms.expressions.__file__).with_name("CHOICES.md")
DOCUMENT = "<data><p>1</p><p>2</p><p/><e/><a-b>7</a-b></data>"
NOW = datetime(2026, 11, 20, 20, 30, tzinfo=timezone(timedelta(hours=-5)))
ROW = re.compile(r"\| `([^`]+)` \| (?:`([^`]*)` )?\| (\S.*) \|")


def rows() -> list[tuple[str, str]]:
    lines = CHOICES.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ") and not line.startswith("| expression")]
    matches = [ROW.fullmatch(line) for line in table]
    assert all(matches), [line for line, match in zip(table, matches, strict=True) if not match]
    return [(match[1], match[2] or "") for match in matches if match]


def answer(expression: str) -> str:
    try:
        value = evaluate(f"string({expression})", DOCUMENT, "/data/e", now=NOW, language="Español (es)")
    except FormError as error:
        return error.code
    return str(value)


@pytest.mark.parametrize(("expression", "expected"), rows())
def test_answers_as_the_table_says(expression: str, expected: str) -> None:
    assert answer(expression) == expected


def test_the_table_is_read_whole() -> None:
    assert len(rows()) > 55
    assert len({expression for expression, _ in rows()}) == len(rows())
