"""ZIP files written field by field, so that each field can lie."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field, replace

MIMETYPE = b"application/vnd.etsi.asic-e+zip"


@dataclass
class RawEntry:
    """An entry and what its two headers say; ``local`` and ``central`` override single fields of one header."""

    name: bytes
    content: bytes = b"x"
    method: int = 0
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    extra: bytes = b""
    comment: bytes = b""
    attributes: int = 0
    packed: bytes | None = None
    before: bytes = b""
    local: dict[str, int] = field(default_factory=dict)
    central: dict[str, int] = field(default_factory=dict)

    def but(self, **changes: object) -> RawEntry:
        return replace(self, **changes)  # type: ignore[arg-type]

    def data(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return self.content if self.method == 0 else deflate(self.content)

    def fields(self) -> dict[str, int]:
        return {
            "version": 20,
            "flags": self.flags,
            "method": self.method,
            "time": 0,
            "date": 0x21,
            "crc": zlib.crc32(self.content) if self.crc is None else self.crc,
            "packed": len(self.data()),
            "size": len(self.content) if self.size is None else self.size,
            "name": len(self.name),
            "extra": len(self.extra),
        }


def deflate(content: bytes) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return machine.compress(content) + machine.flush()


def raw_zip(
    entries: list[RawEntry], *, comment: bytes = b"", gap: bytes = b"", end: dict[str, int] | None = None
) -> bytes:
    """The entries as a ZIP; ``gap`` goes between the central directory and the end record."""
    body, directory = b"", b""
    for entry in entries:
        body += entry.before
        offset = len(body)
        local = {**entry.fields(), **entry.local}
        body += struct.pack("<4s5H3I2H", b"PK\3\4", *local.values()) + entry.name + entry.extra + entry.data()
        central = {**entry.fields(), "comment": len(entry.comment), "disk": 0, "internal": 0}
        central |= {"attributes": entry.attributes, "offset": offset, **entry.central}
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *central.values())
        directory += entry.name + entry.extra + entry.comment
    last = {"disk": 0, "first": 0, "here": len(entries), "count": len(entries)}
    last |= {"size": len(directory), "start": len(body), "comment": len(comment), **(end or {})}
    return body + directory + gap + struct.pack("<4s4H2IH", b"PK\5\6", *last.values()) + comment


def mimetype(**changes: object) -> RawEntry:
    """The first entry of every package."""
    return RawEntry(b"mimetype", MIMETYPE).but(**changes)
