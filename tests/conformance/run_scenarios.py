"""Runs form scenarios with expected states against the engine: ``run_scenarios.py FILE [--json] [--verbose]``.

FILE is a JSON list of scenarios in one of two shapes: a full expected state (``initial`` and a ``delta`` a step), or
the observed outcomes of two engines (``watch`` and ``outcomes``), of which only the cells on which both agree count.
Prints "passed N of M" and the ids that fail; exits 1 if any does.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop_app.errors import TelarError
from desktop_app.xforms import Form, ProblemKind, Session

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    scenarios = json.loads(arguments.file.read_text(encoding="utf-8"))
    failures = {}
    for scenario in scenarios:
        differences = run(scenario)
        if differences:
            failures[scenario["id"]] = differences
    passed = len(scenarios) - len(failures)
    if arguments.json:
        _say(json.dumps({"passed": passed, "total": len(scenarios), "failures": failures}, ensure_ascii=False))
    else:
        _say(f"passed {passed} of {len(scenarios)}")
        for name, differences in failures.items():
            _say(f"  {name}" + (": " + "; ".join(differences[:4]) if arguments.verbose else ""))
    return 1 if failures else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def run(scenario: dict[str, Any]) -> list[str]:
    """What differs from the expectation, in words; empty if nothing does."""
    try:
        form = Form.from_xform(scenario["form_xml"].lstrip().encode("utf-8"))
        session = Session(form, now=NOW)
        return list(_states(scenario, session) if "initial" in scenario else _outcomes(scenario, session))
    except TelarError as error:
        return [f"error {error.code}: {error}"]


def _apply(session: Session, step: dict[str, Any]) -> None:
    match step["op"]:
        case "answer":
            session.set(step["ref"], _text(step["value"]))
        case "createNewRepeat":
            session.add_repeat(step["ref"])
        case "removeRepeat":
            session.remove_repeat(step["ref"])
        case "setLanguage":
            session.set_language(step["language"] or session.form.default_language or "")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


# -- full states -----------------------------------------------------------------------------------------------------


def _states(scenario: dict[str, Any], session: Session) -> Iterator[str]:
    expected = scenario["initial"]
    yield from (f"load {difference}" for difference in _compare(expected, session))
    for ref, label in scenario.get("labels", {}).items():
        if _plain(session.label(ref)) != _plain(label):
            yield f"label of {ref}: {session.label(ref)!r}, not {label!r}"
    for number, step in enumerate(scenario["steps"], start=1):
        _apply(session, step)
        _merge(expected, step["delta"])
        yield from (f"step {number} {difference}" for difference in _compare(expected, session))


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFKC", text).strip().splitlines())


def _merge(state: dict[str, Any], delta: dict[str, Any]) -> None:
    for part in ("values", "invalid", "choices", "repeats"):
        change = delta.get(part, {})
        state[part].update(change.get("set", {}))
        for ref in change.get("removed", []):
            state[part].pop(ref, None)
    for part in ("irrelevant", "readonly", "required"):
        change = delta.get(part, {})
        state[part] = sorted((set(state[part]) | set(change.get("added", []))) - set(change.get("removed", [])))


def _compare(expected: dict[str, Any], session: Session) -> Iterator[str]:
    wrong_type = {p.ref for p in session.problems() if p.kind is ProblemKind.TYPE}
    values = {
        ref: value if session.is_relevant(ref) and ref not in wrong_type else ""
        for ref, value in session.values().items()
        if not _is_meta(ref)
    }
    wanted = {ref: value for ref, value in expected["values"].items() if not _is_meta(ref)}
    yield from _differences("value", wanted, values)
    invalid = {p.ref: p.kind.value for p in session.problems() if p.kind is not ProblemKind.TYPE}
    yield from _differences("problem", expected["invalid"], invalid)
    yield from _differences("repeats", expected["repeats"], session.repeats())
    for name, ask in (
        ("irrelevant", lambda ref: not session.is_relevant(ref)),
        ("required", session.is_required),
        ("readonly", session.is_readonly),
    ):
        flagged = {ref for ref in expected[name] if ref not in session.repeats()}
        yield from (f"{ref} should be {name}" for ref in sorted(flagged) if not ask(ref))
        yield from (f"{ref} should not be {name}" for ref in values if ask(ref) and ref not in flagged)
    offered = {ref: [choice.name for choice in session.choices(ref)] for ref in expected["choices"] if ref in values}
    yield from _differences("choices", {r: c for r, c in expected["choices"].items() if r in values}, offered)


def _is_meta(ref: str) -> bool:
    return "meta/" in ref or ref.endswith("meta")


def _differences(what: str, expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for ref in sorted({*expected, *found}):
        if expected.get(ref) != found.get(ref):
            yield f"{what} of {ref}: {found.get(ref)!r}, not {expected.get(ref)!r}"


# -- outcomes of two engines -----------------------------------------------------------------------------------------


def _outcomes(scenario: dict[str, Any], session: Session) -> Iterator[str]:
    for number, outcome in enumerate(scenario["outcomes"]):
        if number:
            try:
                _apply(session, scenario["steps"][number - 1])
            except TelarError as error:
                yield f"step {number} {error.code}"
        for watched, seen in outcome.items():
            if seen["wf"] != seen["jr"] or seen["wf"] == "·":
                continue
            found = _observe(session, watched)
            if found != seen["jr"]:
                yield f"step {number} {watched}: {found!r}, not {seen['jr']!r}"


def _observe(session: Session, watched: str) -> Any:
    root = session.form.root
    sign, name = (watched[0], watched[1:]) if watched[0] in "!#~*@" else ("", watched)
    ref = f"{root}/{name}"
    if name.startswith("xml:"):
        tag = name[4:].encode()
        return "·" if b"<" + tag + b">" in (xml := session.instance_xml()) or b"<" + tag + b"/>" in xml else "absent"
    if sign == "#":
        return session.repeat_count(ref)
    try:
        relevant = session.is_relevant(ref)
    except TelarError:
        return "shown" if sign == "~" else "(no node)"
    if sign == "~":
        return "shown" if relevant else "hidden"
    if sign == "!":
        problem = session.problem(ref)
        return "ok" if problem is None else problem.kind.value
    if sign == "*":
        return "req" if session.is_required(ref) else "opt"
    if sign == "@":
        return " ".join(choice.name for choice in session.choices(ref))
    return session.value(ref) if relevant else "(hidden)"


if __name__ == "__main__":
    raise SystemExit(main())
