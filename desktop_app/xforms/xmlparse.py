"""XML from outside, parsed without DTD, entities, network or unbounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import FormError

if TYPE_CHECKING:
    from lxml import etree


def parse(data: bytes, limit: int) -> etree._Element:
    """The root element of ``data``.

    Raises:
        FormError: ``FORM-002`` not well-formed, ``FORM-004`` too large or deep, ``FORM-006`` a document type.
    """
    from lxml import etree

    if len(data) > limit:
        raise FormError("FORM-004", limit=f"{limit // 1024} KB")
    if b"<!DOCTYPE" in data[:100_000] or b"<!ENTITY" in data[:100_000]:
        raise FormError("FORM-006")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise FormError("FORM-002", detail=str(error)[:300]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormError("FORM-006")
    return root
