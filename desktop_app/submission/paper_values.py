"""The answers of a response as short CBOR values, by the form as schema, and back to the exact texts.

Values stand in the order of the form's instance, one for each leaf that a draft keeps: what the form calculates, notes
and ``meta`` have none. A repeat is an array of its instances, each an array of its values. ``null`` is an unanswered or
irrelevant question, ``undefined`` a text that was left out. Else, by the question:

* one choice: its place, from 0, in the form's list; several: a number whose bits are their places, or their places as
  an array, whichever is shorter;
* a whole number: itself; a decimal ``12.0``: 12; another: ``[decimal places, digits as a number]``;
* a date: days since 1970-01-01; a boolean: itself;
* anything that would not come back to the letter, or is longer so: its text.

Files never travel, only their names do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeGuard

from desktop_app.submission.canonical_cbor import dump
from desktop_app.xforms.definition import MULTIPLE, SELECTS, Spec
from desktop_app.xforms.model import Control, DataType
from desktop_app.xforms.tree import generic

if TYPE_CHECKING:
    from desktop_app.xforms import Form, Session

Item: TypeAlias = object


class Choices(NamedTuple):
    """The names that a question may be answered with, in the form's order, and the first place of each."""

    names: tuple[str, ...] = ()
    places: Mapping[str, int] = MappingProxyType({})


_NONE: Final = Choices()

_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_DECIMAL: Final = re.compile(r"(-?)(0|[1-9][0-9]{0,17})\.([0-9]{1,17})")
_PLACES: Final = range(1, 18)
_BITS: Final = 64
_WIDEST: Final = 1 << 63
_EPOCH: Final = date(1970, 1, 1)
_META: Final = "meta"
_FREE: Final = frozenset({Control.INPUT, Control.UPLOAD, None})
_BOUNDED: Final = frozenset(
    {
        DataType.INT,
        DataType.DECIMAL,
        DataType.BOOLEAN,
        DataType.DATE,
        DataType.TIME,
        DataType.DATETIME,
        DataType.GEOPOINT,
    }
)


def answers_of(session: Session) -> dict[str, str]:
    """What paper carries of ``session``: its draft, in which irrelevant answers are empty, as they are not signed."""
    form = session.form
    specs, meta = form.definition.specs, _meta(form)
    kept = {}
    for ref, value in session.draft().items():
        spec = specs[generic(ref)]
        if spec.repeat:
            kept[ref] = value
        elif _is_carried(spec) and not (meta and ref.startswith(f"{meta}/")):
            kept[ref] = value if session.is_relevant(ref) else ""
    return kept


def free_texts(form: Form, answers: Mapping[str, str]) -> list[str]:
    """The references of the answers that may be left out, longest first: texts without a bound and names of files."""
    specs = form.definition.specs
    free = [ref for ref, value in answers.items() if value and _is_free(specs[generic(ref)])]
    return sorted(free, key=lambda ref: -len(answers[ref].encode("utf-8", "replace")))


def _is_free(spec: Spec) -> bool:
    return not spec.repeat and spec.control in _FREE and spec.type not in _BOUNDED


def pack(form: Form, answers: Mapping[str, str], left_out: Collection[str] = ()) -> list[Item]:
    """``answers`` (as ``answers_of`` gives them) as values; those of ``left_out`` are only marked."""
    from cbor2 import undefined

    choices = _Lists(form)

    def below(spec: Spec, place: str) -> Iterator[Item]:
        for child in _children(form, spec):
            at = f"{place}/{child.step}"
            if child.repeat:
                yield [list(below(child, f"{at}[{number}]")) for number in range(1, int(answers.get(at, "0")) + 1)]
            elif child.leaf:
                yield undefined if at in left_out else _short(child, choices(child), answers.get(at, ""))
            else:
                yield from below(child, at)

    root = form.definition.root
    return list(below(root, root.ref))


def unpack(form: Form, values: list[Item]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The inverse of ``pack``: the answers, as ``Session.restore`` takes them, and what was left out.

    Raises:
        ValueError: values of another form, or none that ``pack`` makes.
    """
    from cbor2 import undefined

    choices = _Lists(form)
    answers: dict[str, str] = {}
    left_out: list[str] = []

    def below(spec: Spec, place: str, given: Iterator[Item]) -> None:
        for child in _children(form, spec):
            at = f"{place}/{child.step}"
            if child.repeat:
                instances = _array(next(given, undefined))
                answers[at] = str(len(instances))
                for number, instance in enumerate(instances, start=1):
                    whole(child, f"{at}[{number}]", _array(instance))
            elif child.leaf:
                item = next(given, given)  # what is missing is no value: the iterator itself stands for it
                if item is undefined:
                    left_out.append(at)
                else:
                    answers[at] = _text(child, choices(child), item)
            else:
                below(child, at, given)

    def whole(spec: Spec, place: str, items: list[Item]) -> None:
        given = iter(items)
        below(spec, place, given)
        if next(given, given) is not given:
            raise ValueError("too many values")

    root = form.definition.root
    whole(root, root.ref, values)
    return answers, tuple(left_out)


def _array(item: Item) -> list[Item]:
    if not isinstance(item, list):
        raise ValueError("not an array")
    return item


def _children(form: Form, spec: Spec) -> Iterator[Spec]:
    """What is below ``spec`` and has values."""
    meta = _meta(form)
    for child in spec.children:
        if child.repeat or (child.ref != meta if not child.leaf else _is_carried(child)):
            yield child


def _meta(form: Form) -> str:
    """The reference of the form's ``meta``, whose content says which response it is; empty if it has none."""
    return next((child.ref for child in form.definition.root.children if child.name == _META), "")


def _is_carried(spec: Spec) -> bool:
    """Whether the leaf ``spec`` has a value of its own."""
    return not spec.recalculated and spec.control is not Control.NOTE


class _Lists:
    """The choices that the form itself fixes, by question: filtered lists count whole."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._made: dict[str, Choices] = {}

    def __call__(self, spec: Spec) -> Choices:
        if spec.control not in SELECTS:
            return _NONE
        if spec.ref not in self._made:
            names = tuple(self._names(spec))
            self._made[spec.ref] = Choices(names, {name: place for place, name in reversed([*enumerate(names)])})
        return self._made[spec.ref]

    def _names(self, spec: Spec) -> Iterator[str]:
        yield from (choice.name for choice in self._form.offered(spec.ref, self._form.default_language))


def _short(spec: Spec, choices: Choices, text: str) -> Item:
    """The shortest value that comes back as ``text``."""
    if not text:
        return None
    exact = [item for item in _candidates(spec, choices, text) if _text(spec, choices, item) == text]
    return min([*exact, text], key=lambda item: len(dump(item)))


def _candidates(spec: Spec, choices: Choices, text: str) -> Iterator[Item]:
    if spec.control in MULTIPLE:
        places = [choices.places.get(part, -1) for part in text.split()]
        if places and min(places) >= 0:
            if spec.control is Control.SELECT and max(places) < _BITS and len(set(places)) == len(places):
                yield sum(1 << place for place in places)
            yield places
    elif spec.control in SELECTS:
        if text in choices.places:
            yield choices.places[text]
    else:
        made = _MADE.get(spec.type)
        item = made(text) if made else None
        if item is not None:
            yield item


def _text(spec: Spec, choices: Choices, item: Item) -> str:
    """The text of one value; ``ValueError`` if the question has no such value."""
    if item is None:
        return ""
    if isinstance(item, str):
        return item
    if spec.control in MULTIPLE:
        return " ".join(_name(choices, place) for place in _places(spec, item))
    if spec.control in SELECTS:
        return _name(choices, item)
    read = _READ.get(spec.type)
    if read is None:
        raise ValueError("not a text")
    return read(item)


def _name(choices: Choices, place: Item) -> str:
    if not _is_whole(place) or not 0 <= place < len(choices.names):
        raise ValueError("no such choice")
    return choices.names[place]


def _places(spec: Spec, item: Item) -> list[Item]:
    if isinstance(item, list):
        return item
    if not _is_whole(item) or item <= 0 or spec.control is not Control.SELECT:
        raise ValueError("not a set of choices")
    return [place for place in range(item.bit_length()) if item >> place & 1]


def _is_whole(item: Item) -> TypeGuard[int]:
    return isinstance(item, int) and not isinstance(item, bool)


def _make_whole(text: str) -> Item:
    return int(text) if _WHOLE.fullmatch(text) else None


def _read_whole(item: Item) -> str:
    if not _is_whole(item):
        raise ValueError("not a whole number")
    return str(item)


def _make_decimal(text: str) -> Item:
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    sign, whole, places = found.groups()
    if places == "0":
        return int(sign + whole)
    digits = int(sign + whole + places)
    return [len(places), digits] if abs(digits) < _WIDEST else None


def _read_decimal(item: Item) -> str:
    if _is_whole(item):
        return f"{item}.0"
    if not isinstance(item, list) or len(item) != 2:
        raise ValueError("not a decimal")
    places, digits = item
    if not _is_whole(places) or not _is_whole(digits) or places not in _PLACES:
        raise ValueError("not a decimal")
    figures = str(abs(digits)).rjust(places + 1, "0")
    return f"{'-' if digits < 0 else ''}{figures[:-places]}.{figures[-places:]}"


def _make_date(text: str) -> Item:
    try:
        return (date.fromisoformat(text) - _EPOCH).days
    except ValueError:
        return None


def _read_date(item: Item) -> str:
    if not _is_whole(item):
        raise ValueError("not a number of days")
    try:
        return (_EPOCH + timedelta(days=item)).isoformat()
    except OverflowError as error:
        raise ValueError("no date") from error


def _make_boolean(text: str) -> Item:
    return {"1": True, "0": False}.get(text)


def _read_boolean(item: Item) -> str:
    if not isinstance(item, bool):
        raise ValueError("not a boolean")
    return "1" if item else "0"


_MADE: Final[Mapping[DataType, Callable[[str], Item]]] = {
    DataType.INT: _make_whole,
    DataType.DECIMAL: _make_decimal,
    DataType.DATE: _make_date,
    DataType.BOOLEAN: _make_boolean,
}
_READ: Final[Mapping[DataType, Callable[[Item], str]]] = {
    DataType.INT: _read_whole,
    DataType.DECIMAL: _read_decimal,
    DataType.DATE: _read_date,
    DataType.BOOLEAN: _read_boolean,
}
