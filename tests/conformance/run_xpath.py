"""Runs a file of expressions with expected results against the engine.

    python tests/conformance/run_xpath.py FILE [--json]

The file is a JSON list of objects with ``id``, ``expression``, ``expected_type`` (boolean, number, string,
string_match, nodeset, error), ``expected_value`` and, optionally, ``context_xml``, ``context_node``, ``root_node``,
``namespaces``, ``rounded_to``, ``tz`` and ``tags``. Exits 0 if every case passes.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.evaluate import evaluate
from desktop_app.xforms.expressions.nodes import Kind, Node, parse_xml
from desktop_app.xforms.expressions.values import to_boolean, to_number, to_text


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case went; ``got`` says what came out, in words."""

    case_id: str
    passed: bool
    got: str
    tags: tuple[str, ...]


def run(case: dict[str, Any]) -> Outcome:
    now = datetime.now(ZoneInfo(case.get("tz") or "UTC"))
    tags = tuple(case.get("tags") or ())
    try:
        value = evaluate(
            case["expression"],
            case.get("context_xml"),
            case.get("context_node") or "/",
            case.get("namespaces"),
            now,
            root_node=case.get("root_node"),
        )
    except FormError as error:
        return Outcome(case["id"], case["expected_type"] == "error", error.code, tags)
    if isinstance(value, list):
        value = [found.node for found in value]
    node = parse_xml("<none/>")
    return Outcome(case["id"], matches(case, value, Context(node, node, now)), repr(value)[:120], tags)


def matches(case: dict[str, Any], value: Any, ctx: Context) -> bool:
    expected = case.get("expected_value")
    match case["expected_type"]:
        case "boolean":
            return to_boolean(value) is expected
        case "number":
            return same_number(to_number(value, ctx), number(expected), case.get("rounded_to"))
        case "string":
            return to_text(value) == expected
        case "string_match":
            return re.search(expected, to_text(value)) is not None
        case "nodeset":
            return isinstance(value, list) and [location(node) for node in value] == expected
        case _:
            return False


def number(expected: Any) -> float:
    return float({"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}.get(str(expected), expected))


def same_number(got: float, expected: float, rounded_to: float | None) -> bool:
    if math.isnan(expected) or math.isinf(expected):
        return math.isnan(got) if math.isnan(expected) else got == expected
    return abs(got - expected) <= (rounded_to or 0.0) + math.ulp(expected)


def location(node: Node) -> str:
    """A node by the places of its elements: ``/*[1]/*[2]/@id``."""
    steps: list[str] = []
    while node.parent is not None:
        if node.kind == Kind.ATTRIBUTE:
            steps.append(f"@{node.qname}")
        else:
            elements = [child for child in node.parent.children if child.kind == Kind.ELEMENT]
            steps.append(f"*[{elements.index(node) + 1}]")
        node = node.parent
    return "/" + "/".join(reversed(steps))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    cases = json.loads(options.file.read_text(encoding="utf-8"))
    outcomes = [run(case) for case in cases]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    passed = len(outcomes) - len(failed)
    if options.json:
        report = {"passed": passed, "total": len(outcomes), "failed": {item.case_id: item.got for item in failed}}
        lines = [json.dumps(report, indent=1, ensure_ascii=False)]
    else:
        lines = [f"FAILED {outcome.case_id} [{', '.join(outcome.tags)}]: {outcome.got}" for outcome in failed]
        lines.append(f"passed {passed} of {len(outcomes)}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
