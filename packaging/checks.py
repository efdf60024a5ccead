"""The project's own checks: what no general linter knows. Prints one line a finding and exits 1 if there is any."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES = 450
TEXTS = ROOT / "resources" / "texts"
CODE = re.compile(
    r"\"((?:FORM|XPR|ANS|DIAG|STORE|FILE|PKG|KEY|ENC|CRT|RCP|KIT|QR|AUT|RCV|REP|USE|UI)-(?:\d{3}|W\d{2}))\""
)
BANNED = {
    r"\.extractall\(": "read the entries that were checked, one by one",
    r"QMessageBox|QFileDialog|QInputDialog": "ask ui/messages.py, the one place that opens dialogs",
    r"\bpickle\b|\bmarshal\b": "use JSON, XML or SQLite",
    r"time\.sleep\(|QTest\.qWait\(|qtbot\.wait\(": "wait for what is meant to happen, not for time to pass",
    r"shell=True": "pass the arguments as a list",
    r"\b(TODO|FIXME|XXX)\b": "finish it or leave it out",
    r"pytest\.(skip|mark\.(skip|skipif|xfail))": "a test runs or does not exist",
}
OF_THE_PROGRAM = {r"\.extractall\(", "QMessageBox|QFileDialog|QInputDialog"}
DIALOG_HOMES = {"desktop_app/ui/messages.py", "desktop_app/ui/dialogs.py"}


def files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def hidden_characters(path: Path, text: str) -> Iterator[str]:
    """Characters that a reviewer cannot see: bidirectional controls, zero-width ones, other controls."""
    for number, line in enumerate(text.splitlines(), start=1):
        for character in line:
            if unicodedata.category(character) in ("Cf", "Cc", "Co") and character not in "\t\u00ad":
                yield f"{path}:{number}: hidden character U+{ord(character):04X}"


def banned_idioms(path: Path, text: str) -> Iterator[str]:
    relative = path.relative_to(ROOT).as_posix()
    for pattern, instead in BANNED.items():
        if pattern in OF_THE_PROGRAM and (relative in DIALOG_HOMES or not relative.startswith("desktop_app")):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if re.search(pattern, line):
                yield f"{relative}:{number}: {line.strip()[:60]} -> {instead}"


def outgrown(path: Path, text: str) -> Iterator[str]:
    lines = text.count("\n")
    if path.is_relative_to(ROOT / "desktop_app") and lines > MODULE_LINES:
        yield f"{path.relative_to(ROOT)}: {lines} lines; a module has at most {MODULE_LINES}"


def error_codes() -> Iterator[str]:
    """Every code that the program raises is in the catalogue, and every code of the catalogue is raised."""
    catalogue = {
        f"{path.stem.removeprefix('errors_').upper()}-{number}"
        for path in TEXTS.glob("errors_*.toml")
        for number in tomllib.loads(path.read_text(encoding="utf-8"))
    }
    raised = {
        code for path in (ROOT / "desktop_app").rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    for code in sorted(raised - catalogue):
        yield f"{code}: raised, and not in the catalogue"
    for code in sorted(catalogue - raised):
        yield f"{code}: in the catalogue, and never raised"


def both_languages() -> Iterator[str]:
    for path in sorted(TEXTS.glob("*.toml")):
        for name, sentence in _sentences(tomllib.loads(path.read_text(encoding="utf-8")), ""):
            if set(sentence) != {"es", "en"}:
                yield f"{path.name}: {name} has {sorted(sentence)}"
            elif _named(sentence["es"]) != _named(sentence["en"]):
                yield f"{path.name}: {name} names different things in each language"


def _named(sentence: object) -> list[str]:
    """What a sentence names in single braces, in order of name; doubled ones are braces."""
    return sorted(re.findall(r"(?<!{){\w*}(?!})", str(sentence)))


def _sentences(table: dict[str, object], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    if "es" in table or "en" in table:
        yield prefix, {key: str(value) for key, value in table.items()}
        return
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _sentences(value, f"{prefix}.{key}" if prefix else key)


def main() -> int:
    findings = [*error_codes(), *both_languages()]
    for path in files():
        if path.suffix in {".py", ".md", ".toml", ".sh", ".csv", ".svg", ".ts", ".yml"}:
            text = path.read_text(encoding="utf-8")
            findings += hidden_characters(path, text)
            if path.suffix == ".py" and path != Path(__file__).resolve():
                findings += [*banned_idioms(path, text), *outgrown(path, text)]
    print("\n".join(findings) or "the project's own checks: nothing found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
