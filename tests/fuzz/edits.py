"""A good specimen changed in a few places, as bytes decide: each edit is a place, how much goes, and what comes."""

from __future__ import annotations

MOST_EDITS = 8


def edited(specimen: bytes, data: bytes) -> bytes:
    """``specimen`` after the edits in ``data``: two bytes for the place, one for the length that goes and, in its upper
    half, for how often what comes is said; then one for the length of what comes, and itself."""
    changed, at = bytearray(specimen), 0
    for _ in range(MOST_EDITS):
        head = data[at : at + 4]
        if len(head) < 4:
            break
        place = int.from_bytes(head[:2], "big") % (len(changed) + 1)
        goes, often, length = head[2] % 16, 1 << (head[2] // 16 % 8), head[3]
        comes = data[at + 4 : at + 4 + length]
        changed[place : place + goes] = comes * often
        at += 4 + length
    return bytes(changed)
