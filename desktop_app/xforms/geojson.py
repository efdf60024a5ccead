"""GeoJSON beside a form: each feature of a collection is an item whose properties are its columns.

As in the ODK XForms specification: ``geometry`` in ODK's own notation (``lat lon altitude accuracy``, places separated
by ``;``), the feature's ``id``, and every property by its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions.nodes import Kind, Node

MAX_CELLS: Final = 1_000_000
_DEPTHS: Final = {"Point": 0, "LineString": 1, "Polygon": 2}
"""How many lists a geometry's coordinates are nested in, beyond the pair itself."""


def read_geojson(data: bytes, name: str) -> Node:
    """A feature collection as ``root/item/column`` nodes.

    Numbers stay as written. Of a polygon the outer ring counts; other kinds of geometry are left empty.

    Raises:
        FormError: ``FORM-016`` it is no feature collection, ``FORM-015`` too many features or properties.
    """
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
        features = _features(content)
        document = Node("", kind=Kind.DOCUMENT)
        root = document.append(Node("root"))
        cells = 0
        for feature in features:
            item = Node("item")
            for column, value in _columns(feature):
                item.append(Node(column, value))
                cells += 1
            if cells > MAX_CELLS:
                raise FormError("FORM-015", Place(file=name), limit=len(data) // 1024)
            root.append(item)
    except (ValueError, TypeError, RecursionError) as error:
        raise FormError("FORM-016", Place(file=name), detail=str(error)[:200]) from error
    return document


def _features(content: object) -> list[Mapping[str, object]]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise ValueError("no collection of features")
    return features


def _columns(feature: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    properties = feature.get("properties")
    columns = {"geometry": _geometry(feature.get("geometry"))}
    if feature.get("id") is not None:
        columns["id"] = _text(feature["id"])
    if isinstance(properties, dict):
        columns.update({str(column): _text(value) for column, value in properties.items()})
    return iter(columns.items())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _geometry(geometry: object) -> str:
    if not isinstance(geometry, dict) or geometry.get("type") not in _DEPTHS:
        return ""
    places = geometry.get("coordinates")
    depth = _DEPTHS[geometry["type"]]
    if depth == 2:
        places = places[0] if isinstance(places, list) and places else None
    pairs = places if depth else [places]
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) >= 2 for pair in pairs):
        raise ValueError("no coordinates")
    return "; ".join(f"{_text(pair[1])} {_text(pair[0])} 0 0" for pair in cast("list[list[object]]", pairs))
