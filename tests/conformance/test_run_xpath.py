"""The runner tells what passes from what does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.run_xpath import main

RIGHT: list[dict[str, Any]] = [
    {"id": "sum", "expression": "1 + 1", "expected_type": "number", "expected_value": 2},
    {"id": "nan", "expression": "0 div 0", "expected_type": "number", "expected_value": "NaN"},
    {"id": "inf", "expression": "1 div 0", "expected_type": "number", "expected_value": "Infinity"},
    {"id": "third", "expression": "1 div 3", "expected_type": "number", "expected_value": 0.33, "rounded_to": 0.01},
    {"id": "truth", "expression": "1 = 1", "expected_type": "boolean", "expected_value": True},
    {"id": "text", "expression": "2 + 3", "expected_type": "string", "expected_value": "5"},
    {"id": "like", "expression": "today()", "expected_type": "string_match", "expected_value": "^[0-9-]{10}$"},
    {"id": "refused", "expression": "nope()", "expected_type": "error"},
    {
        "id": "nodes",
        "expression": "//c | /a/@k",
        "expected_type": "nodeset",
        "expected_value": ["/*[1]/@k", "/*[1]/*[2]/*[1]"],
        "context_xml": "<a k='1'><b/><b><c/></b></a>",
        "tz": "America/Bogota",
        "tags": ["core"],
    },
]
WRONG: list[dict[str, Any]] = [
    {"id": "bad-sum", "expression": "1 + 1", "expected_type": "number", "expected_value": 3},
    {"id": "bad-nan", "expression": "1", "expected_type": "number", "expected_value": "NaN"},
    {"id": "bad-inf", "expression": "-1 div 0", "expected_type": "number", "expected_value": "Infinity"},
    {"id": "bad-text", "expression": "'a'", "expected_type": "string", "expected_value": "b"},
    {"id": "bad-like", "expression": "'a'", "expected_type": "string_match", "expected_value": "^b"},
    {"id": "not-refused", "expression": "1", "expected_type": "error"},
    {"id": "refused-too", "expression": "date('x')", "expected_type": "string", "expected_value": ""},
    {"id": "no-nodes", "expression": "1", "expected_type": "nodeset", "expected_value": []},
]


def written(folder: Path, cases: list[dict[str, Any]]) -> str:
    file = folder / "cases.json"
    file.write_text(json.dumps(cases), encoding="utf-8")
    return str(file)


def test_all_that_is_right_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(tmp_path, RIGHT)]) == 0
    assert capsys.readouterr().out == f"passed {len(RIGHT)} of {len(RIGHT)}\n"


def test_what_is_wrong_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(tmp_path, RIGHT + WRONG), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["passed"], report["total"]) == (len(RIGHT), len(RIGHT) + len(WRONG))
    assert list(report["failed"]) == [case["id"] for case in WRONG]
    assert main([written(tmp_path, WRONG)]) == 1
    assert "FAILED bad-sum" in capsys.readouterr().out
