"""Secondary instances: the lists a form carries inside, and the CSV and XML files attached to it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from desktop_app.errors import FormError, Place
from desktop_app.xforms.captions import local
from desktop_app.xforms.expressions.nodes import Node, parse_xml
from desktop_app.xforms.geojson import read_geojson
from desktop_app.xforms.search import searched_table
from desktop_app.xforms.xmlparse import parse

if TYPE_CHECKING:
    from lxml import etree

MAX_ROWS: Final = 100_000
MAX_CELLS: Final = 1_000_000
MAX_MEDIA: Final = 16 * 1024 * 1024
_KEPT: Final = 16
_KEPT_BYTES: Final = 256 * 1024
_NOT_NAME: Final = re.compile(r"[^\w.-]+")
_NOT_START: Final = re.compile(r"^[^A-Za-z_]")
_LAST_SAVED: Final = "jr://instance/last-saved"
_LIST: Final = re.compile(r"""\s*instance\(\s*(['"])([^'"]+)\1\s*\)""")
ITEMSETS: Final = "itemsets.csv"
"""The file with the lists of all ``select_one_external`` questions of a form."""

Report = Callable[[FormError], None]


def read_instances(elements: Sequence[etree._Element], media: Mapping[str, bytes], report: Report) -> dict[str, Node]:
    """Document nodes by instance id."""
    found: dict[str, Node] = {}
    for element in elements:
        name = element.get("id", "")
        source = element.get("src")
        try:
            content = next((child for child in element if local(child)), None)
            found[name] = _attached(source, media) if source and content is None else _inline(content)
        except FormError as error:
            error.at(ref=name)
            report(error)
            found[name] = _document()
    return found


def is_last_saved(source: str) -> bool:
    """Whether a secondary instance is the one that was last saved of the same form."""
    return source.strip().startswith(_LAST_SAVED)


def media_names(data: bytes, limit: int) -> list[str]:
    """The names of the files that an XForm expects beside it."""
    names = []
    root = parse(data, limit)
    for element in root.iter("{*}instance"):
        source = element.get("src") or ""
        if source.startswith("jr://file"):
            names.append(source.rpartition("/")[2])
    if b" query=" in data and any(query for _, query in _external(root)):
        names.append(ITEMSETS)
    if b"search" in data:
        names += [f"{table}.csv" for table in _searched(root) if f"{table}.csv" not in names]
    return names


def _searched(element: etree._Element) -> list[str]:
    """The tables that appearances search."""
    appearances = cast("list[str]", element.xpath("//@appearance[contains(., 'search')]"))
    found = (searched_table(value) for value in appearances)
    return list(dict.fromkeys(name for name in found if name))


def add_searched(body: etree._Element, found: dict[str, Node], media: Mapping[str, bytes], report: Report) -> None:
    """Adds the tables that ``search()`` asks for and no instance declares."""
    for name in _searched(body):
        if name not in found:
            try:
                found[name] = _attached(f"{name}.csv", media)
            except FormError as error:
                report(error)
                found[name] = _document()


def _external(body: etree._Element) -> Iterator[tuple[str, str]]:
    """List and query of each ``select_one_external``: an input that asks for rows of ``itemsets.csv``."""
    for query in cast("list[str]", body.xpath("//*[local-name() = 'input']/@query")):
        found = _LIST.match(query)
        if found:
            yield found[2], query


def add_external(body: etree._Element, found: dict[str, Node], media: Mapping[str, bytes], report: Report) -> None:
    """Adds the lists of ``itemsets.csv`` that queries name; each row says in ``list_name`` whose it is."""
    names = dict.fromkeys(name for name, _ in _external(body) if name not in found)
    if not names:
        return
    try:
        table = _attached(ITEMSETS, media)
    except FormError as error:
        report(error)
        table = _document()
    lists = {name: _document() for name in names}
    roots = {name: document.append(Node("root")) for name, document in lists.items()}
    for item in list(items(table)):
        owner = item.child("list_name")
        if owner is not None and owner.text in roots:
            roots[owner.text].append(_labelled(item))
    found.update(lists)


def _labelled(item: Node) -> Node:
    """A row whose label, if it is told in languages only, is that of the first."""
    if item.child("label") is None:
        first = next((child for child in item.children if child.name.startswith("label_")), None)
        item.append(Node("label", first.text if first is not None else ""))
    return item


def items(document: Node) -> Iterator[Node]:
    """The items of a list: the children of its root element."""
    for root in document.children:
        yield from (child for child in root.children if child.children)


def _inline(content: etree._Element | None) -> Node:
    from desktop_app.xforms.expressions.nodes import from_element

    document = from_element(content) if content is not None else _document()
    for node in document.descendants():
        if node.prefix is None:
            node.ns = None
    return document


def _attached(source: str, media: Mapping[str, bytes]) -> Node:
    if is_last_saved(source):
        return _document()
    name = source.rpartition("/")[2]
    data = media.get(name)
    if data is None:
        raise FormError("FORM-014", Place(file=name), name=name)
    if len(data) > MAX_MEDIA:
        raise FormError("FORM-015", Place(file=name), limit=MAX_MEDIA // 1024)
    suffix = name.lower().rpartition(".")[2]
    if suffix == "csv":
        return _once_read(data, name) if len(data) <= _KEPT_BYTES else read_csv(data, name)
    return read_geojson(data, name) if suffix in ("geojson", "json") else parse_xml(data)


def _document() -> Node:
    from desktop_app.xforms.expressions.nodes import Kind

    return Node("", kind=Kind.DOCUMENT)


@lru_cache(maxsize=_KEPT)
def _once_read(data: bytes, name: str) -> Node:
    """Lists such as the municipalities go with several forms, and a form is opened many times."""
    return read_csv(data, name)


def read_csv(data: bytes, name: str) -> Node:
    """A CSV file as ``root/item/column`` nodes.

    Commas or semicolons, UTF-8 with or without a byte-order mark. A header that is no XML name is made one with ``_``.

    Raises:
        FormError: ``FORM-016`` the file cannot be read as such, ``FORM-015`` too many rows or cells.
    """
    try:
        text = data.decode("utf-8-sig")
        first = text[: text.find("\n") + 1 or len(text)]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        headers = [_NOT_START.sub("_", _NOT_NAME.sub("_", cell.strip())) for cell in next(rows, [])]
        return _table(headers, rows, name)
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormError("FORM-016", Place(file=name), detail=str(error)[:200]) from error


def _table(headers: list[str], rows: Iterator[list[str]], name: str) -> Node:
    document = _document()
    root = document.append(Node("root"))
    cells = 0
    for number, row in enumerate(rows, start=1):
        cells += len(headers)
        if number > MAX_ROWS or cells > MAX_CELLS:
            raise FormError("FORM-015", Place(file=name), limit=MAX_MEDIA // 1024)
        if not any(row):
            continue
        item = root.append(Node("item"))
        for header, cell in zip(headers, row, strict=False):
            if header:
                item.append(Node(header, cell))
    return document
