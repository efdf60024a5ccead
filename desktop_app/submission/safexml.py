"""XML from outside: UTF-8, bounded, no document type, no entities, no network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.errors import PackageError, Place

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")


def parse(data: bytes, entry: str, limit: int) -> _Element:
    """The root element of ``data``.

    Args:
        entry: the name of the file inside the package, for the error's place.
        limit: the most bytes that are parsed.

    Raises:
        PackageError: PKG-009 too large, PKG-023 document type, entity or encoding, PKG-022 not well-formed.
    """
    from lxml import etree

    place = Place(entry=entry)
    if len(data) > limit:
        raise PackageError("PKG-009", place, limit=limit // 1024)
    _check_encoding(data, place)
    # Looked for before parsing: a parser meets a document type's entities while it reads, not after.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise PackageError("PKG-023", place)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # The parser's message may quote the text it stumbled on, which may be an answer: only the place is kept.
        line, column = error.position
        raise PackageError("PKG-022", place, detail=f"line {line}, column {column}") from None


def _check_encoding(data: bytes, place: Place) -> None:
    declared = _DECLARED_ENCODING.match(data)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        raise PackageError("PKG-023", place)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise PackageError("PKG-023", place) from None
