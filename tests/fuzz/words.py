"""What the inputs are made of, besides bytes: pieces of expressions and of XLSForms, chosen by the fuzzer's data."""

from __future__ import annotations

from typing import Final, Protocol

from desktop_app.xforms.expressions import functions  # noqa: F401 - registers them
from desktop_app.xforms.expressions.registry import FUNCTIONS


class Source(Protocol):
    """What atheris' ``FuzzedDataProvider`` gives: choices that its bytes decide."""

    def ConsumeIntInRange(self, low: int, high: int) -> int: ...

    def ConsumeUnicodeNoSurrogates(self, count: int) -> str: ...

    def remaining_bytes(self) -> int: ...


_TOKENS: Final = (
    *(f"{name}(" for name in sorted(FUNCTIONS)),
    *"()[],.|+-*=/<>@",
    *("..", "//", "!=", "<=", ">=", " and ", " or ", " div ", " mod ", "::", "ancestor::", "following-sibling::"),
    *("0", "1", "-1", "2.5", "1e308", "99999999999999999999", "''", "'a'", "'2026-11-20'", "'10:30'", "'a b c'"),
    *("'4.6 -74.1 0 0'", "'[a-z]+('", "'%Y-%m'", "'P1'", "/data", "/data/r", "/data/r[1]/x", "a", "r", "x", "node()"),
    *("text()", "position()", "instance('l')", "/root/item", "current()", "./", "../", "$v", "*", "p:q"),
)
_TYPES: Final = (
    *("text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate", "hidden", "range", "geopoint"),
    *(
        "image",
        "file",
        "barcode",
        "acknowledge",
        "select_one l",
        "select_multiple l",
        "rank l",
        "select_one l or_other",
    ),
    *("begin group", "end group", "begin repeat", "end repeat", "start", "today", "select_one_from_file x.csv"),
    *("xml-external", "audit", "background-audio", "trigger", "begin_group", "select_one missing", ""),
)
_COLUMNS: Final = (
    *("relevant", "constraint", "calculation", "required", "readonly", "default", "repeat_count", "choice_filter"),
    *("appearance", "parameters", "trigger", "hint", "constraint_message", "label::English (en)", "bind::telar:role"),
)
_NAMES: Final = ("a", "b", "c", "r", "g", "x y", "1a", "a-b", "meta", "")


def expression(source: Source, most: int = 24) -> str:
    """An expression, rarely a right one."""
    pieces = []
    for _ in range(source.ConsumeIntInRange(1, most)):
        if not source.remaining_bytes():
            break
        index = source.ConsumeIntInRange(0, len(_TOKENS) + 7)
        pieces.append(_TOKENS[index] if index < len(_TOKENS) else source.ConsumeUnicodeNoSurrogates(6))
    return "".join(pieces)


def _reference(source: Source) -> str:
    """An expression that, now and then, names a question as XLSForm does."""
    if source.ConsumeIntInRange(0, 1):
        name = _NAMES[source.ConsumeIntInRange(0, len(_NAMES) - 1)]
        return f"${{{name}}} {expression(source, 6)}"
    return expression(source, 12)


def xlsform(source: Source) -> str:
    """An XLSForm in Markdown of up to a dozen rows and four columns besides the usual ones."""
    extra = [_COLUMNS[source.ConsumeIntInRange(0, len(_COLUMNS) - 1)] for _ in range(source.ConsumeIntInRange(0, 4))]
    lines = ["| survey |", "| | type | name | label | " + " | ".join(extra) + " |"]
    for _ in range(source.ConsumeIntInRange(1, 12)):
        kind = _TYPES[source.ConsumeIntInRange(0, len(_TYPES) - 1)]
        name = _NAMES[source.ConsumeIntInRange(0, len(_NAMES) - 1)]
        cells = [kind, name, "L", *(_cell(_reference(source)) for _ in extra)]
        lines.append("| | " + " | ".join(cells) + " |")
    lines += ["| choices |", "| | list_name | name | label |"]
    for _ in range(source.ConsumeIntInRange(0, 4)):
        lines.append(f"| | l | {_NAMES[source.ConsumeIntInRange(0, len(_NAMES) - 1)]} | x |")
    return "\n".join(lines)


_PARTS: Final = ("a", "b", "c", "s", "n", "o", "i", "d", "x", "k", "p", "t", "meta", "instanceID", "orx:meta", "zz")
_ANSWERS: Final = ("", "1", "3", "2000000", "a", "a1", "x y", "2026-11-20", "&lt;", " 2 ", "-0.5", "NaN")


def instance(source: Source, identifier: str) -> str:
    """A saved instance with the specimens' names in any order, number and depth."""
    pieces = [f'<data id="{identifier}" xmlns:orx="http://openrosa.org/xforms">']
    opened: list[str] = []
    for _ in range(source.ConsumeIntInRange(0, 60)):
        move = source.ConsumeIntInRange(0, 3)
        if move == 0 and opened:
            pieces.append(f"</{opened.pop()}>")
            continue
        name = _PARTS[source.ConsumeIntInRange(0, len(_PARTS) - 1)]
        if move == 1:
            opened.append(name)
            pieces.append(f"<{name}>")
        else:
            pieces.append(f"<{name}>{_ANSWERS[source.ConsumeIntInRange(0, len(_ANSWERS) - 1)]}</{name}>")
    pieces += [f"</{name}>" for name in reversed(opened)]
    return "".join(pieces) + "</data>"


def _cell(text: str) -> str:
    return text.replace("|", " ").replace("\n", " ").replace("\r", " ")
