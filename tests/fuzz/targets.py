"""One function a target: bytes in; whatever leaves it, other than a refusal with a code, is a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from textwrap import dedent
from typing import Final

from desktop_app.errors import TelarError
from desktop_app.xforms import Form, Session, evaluate
from desktop_app.xforms.compile_xlsform import compile_workbook
from desktop_app.xforms.sheets import parse_workbook
from tests.fuzz import signed, words
from tests.support import specification
from tests.support.forms import NOW

CONTEXT: Final = (
    "<data xmlns:jr='http://openrosa.org/javarosa'><a>1</a><a>2</a><e/><t>uno dos</t><d>2026-11-20</d>"
    "<r><x>3</x><y>b</y></r><r><x>5</x><y>c</y></r><g>4.6 -74.1 0 0;4.7 -74.2 0 0;4.8 -74.0 0 0</g></data>"
)
_STEPS: Final = ("", "1", "a", "2026-11-20", "x" * 50, "-1.5", "a b", "4.6 -74.1")

SPECIMENS: Final = {
    "plain": """
        | survey | | | |
        | | type | name | label | relevant | constraint | calculation |
        | | integer | a | A | | . > 0 and . < 100 | |
        | | select_one l | b | B | ${a} > 3 | | |
        | | text | c | C | selected(${b}, 'x') | regex(., '[a-z]+') | |
        | | calculate | s | | | | concat(${a}, '-', ${b}) |
        | choices | | | |
        | | list_name | name | label |
        | | l | x | Equis |
        | | l | y | Ye |
        """,
    "rosters": """
        | survey | | | | |
        | | type | name | label | repeat_count | calculation | choice_filter |
        | | integer | n | N | | | |
        | | begin repeat | o | O | ${n} | | |
        | | select_one l | d | D | | | |
        | | begin repeat | i | I | | | |
        | | decimal | x | X | | | |
        | | select_one m | k | K | | | of = ${d} |
        | | calculate | p | | | position(..) * ${x} | |
        | | end repeat | | | | | |
        | | end repeat | | | | | |
        | | calculate | t | | | sum(${x}) | |
        | choices | | | |
        | | list_name | name | label | of |
        | | l | a | A | |
        | | l | b | B | |
        | | m | a1 | A1 | a |
        | | m | b1 | B1 | b |
        """,
}


def form(data: bytes) -> None:
    """A form's bytes: an XForm as it stands, or rows of an XLSForm that the bytes choose."""
    if data[:1] and data[0] % 2:
        source = _source(data[1:])
        try:
            compiled = compile_workbook(parse_workbook(words.xlsform(source).encode(), ".md", "form"))
            loaded = Form.from_xform(compiled.xform)
        except TelarError:
            return
    else:
        try:
            loaded = Form.from_xform(data[1:])
        except TelarError:
            return
    _use(Session(loaded, now=NOW))


def instance(data: bytes) -> None:
    """A saved instance opened in one of the specimens; what opens must open again when written."""
    names = sorted(SPECIMENS)
    choice = data[0] if data else 0
    loaded = specimen(names[choice // 2 % len(names)])
    saved = words.instance(_source(data[1:]), loaded.id).encode() if choice % 2 else data[1:]
    try:
        session = Session(loaded, saved, now=NOW)
    except TelarError:
        return
    _use(session)
    written = session.instance_xml()
    assert Session(loaded, written, now=NOW).instance_xml() == written


def expression(data: bytes) -> None:
    """An expression evaluated: text as it stands, or pieces that the bytes choose."""
    chosen = bool(data) and data[0] % 2
    text = words.expression(_source(data[1:])) if chosen else data[1:].decode("utf-8", "replace")
    try:
        evaluate(text, CONTEXT, "/data/r[1]", {"jr": "http://openrosa.org/javarosa"}, NOW)
    except TelarError:
        return


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "form": form,
    "instance": instance,
    "expression": expression,
    **signed.TARGETS,
}


def seeds(target: str) -> list[bytes]:
    """What the fuzzer starts from."""
    if target in signed.TARGETS:
        return signed.seeds(target)
    if target == "form":
        known = [_xform(name) for name in SPECIMENS] + [specification.load(name).xform for name in specification.FORMS]
        return [b"\0" + data for data in known] + [b"\1" + bytes(range(200))]
    if target == "instance":
        filled = [bytes([2 * index]) + _filled(name) for index, name in enumerate(sorted(SPECIMENS))]
        return [*filled, b"\1" + bytes(range(200)), b"\3" + bytes(range(200))]
    return [b"\0sum(/data/a) + 1", b"\0if(x > 1, concat(y, 'b'), position(..))", b"\1" + bytes(range(120))]


def _use(session: Session) -> None:
    """Steps that any form must take: answers of every sort, another instance, reading back."""
    try:
        for repeat in [ref for ref in session.repeats() if "[" not in ref][:2]:
            session.add_repeat(repeat)
    except TelarError:
        pass
    for question in list(session.relevant_questions())[:8]:
        for value in _STEPS:
            try:
                session.set(question.ref, value)
            except TelarError:
                continue
    session.problems()
    session.instance_xml()


def _source(data: bytes) -> words.Source:
    from atheris import FuzzedDataProvider

    provided: words.Source = FuzzedDataProvider(data)
    return provided


@cache
def _xform(name: str) -> bytes:
    return compile_workbook(parse_workbook(dedent(SPECIMENS[name]).strip().encode(), ".md", name)).xform


@cache
def specimen(name: str) -> Form:
    return Form.from_xform(_xform(name))


def _filled(name: str) -> bytes:
    session = Session(specimen(name), now=NOW)
    session.restore({"/data/n": "2", "/data/a": "5", "/data/o[1]/d": "a", "/data/o[1]/i[1]/x": "2.5"})
    return session.instance_xml()
