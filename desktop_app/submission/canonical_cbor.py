"""CBOR of which each value has exactly one encoding, so that equal content means equal bytes.

The deterministic encoding of RFC 8949, section 4.2.1, narrowed to what our documents need: integers of at most 64 bits,
byte and text strings, arrays, maps, booleans, null and undefined. Tags are refused unread: some make a decoder compute
numbers of any size, or refer back to what was read before.
"""

from __future__ import annotations

from typing import Final

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES: Final = range(20, 24)  # false, true, null, undefined
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_LEAST: Final = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}
DEPTH: Final = 16


def dump(value: object) -> bytes:
    """``value`` in its one encoding."""
    import cbor2

    return bytes(cbor2.dumps(value, canonical=True))


def load(data: bytes, items: int) -> object:
    """The inverse of ``dump``, for bytes from anywhere; no more than ``items`` values are looked at.

    Raises:
        ValueError: not CBOR, not in its one encoding, tagged, too many values, or nested deeper than ``DEPTH``.
    """
    import cbor2

    _survey(data, items)
    try:
        value = cbor2.loads(data)
        same = dump(value) == data
    except cbor2.CBORError as error:
        raise ValueError("not decoded") from error
    if not same:
        raise ValueError("not canonical")
    return value


def _survey(data: bytes, items: int) -> None:
    """Walks over the heads of all values before anything is made of them."""
    position, left = 0, [1]
    for _ in range(items):
        kind, argument, position = _head(data, position)
        left[-1] -= 1
        if kind in (_BYTES, _TEXT):
            position += argument
        elif kind in (_ARRAY, _MAP):
            left.append(argument if kind == _ARRAY else 2 * argument)
        if position > len(data) or left[-1] > len(data) or len(left) > DEPTH:
            raise ValueError("cut short or too deep")
        while left and not left[-1]:
            left.pop()
        if not left:
            if position != len(data):
                raise ValueError("bytes after the end")
            return
    raise ValueError("too many values")


def _head(data: bytes, position: int) -> tuple[int, int, int]:
    """The major type and argument at ``position``, and where what follows begins."""
    if position >= len(data):
        raise ValueError("cut short")
    kind, argument = data[position] >> 5, data[position] & 0x1F
    position += 1
    if kind == _TAG or (kind == _SIMPLE and argument not in _SIMPLE_VALUES):
        raise ValueError("tag, float or unknown simple value")
    if argument < 24:
        return kind, argument, position
    width = _WIDTHS.get(argument)
    if width is None:
        raise ValueError("indefinite or reserved length")
    argument = int.from_bytes(data[position : position + width], "big")
    if argument < _LEAST[width]:
        raise ValueError("length not the shortest")
    return kind, argument, position + width
