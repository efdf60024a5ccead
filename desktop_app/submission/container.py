"""The ZIP of a package, written the same way each time and read with suspicion.

The reader accepts one shape only: the entries one after another from the first byte, then the central directory, then
the end record, which is the last 22 bytes. Two programs that read such a file see the same entries; anything that
leaves room for a second reading, or for bytes that nobody hashes, is refused with its own code before anything is
inflated. Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5; the ``mimetype`` rules: ETSI EN 319 162-1, annex A.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from desktop_app.errors import PackageError, Place
from desktop_app.submission import names

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"

_STORED, _DEFLATED = 0, 8
_VERSION = {_STORED: 10, _DEFLATED: 20}
_MADE_BY_UNIX = 3 << 8 | 20
_PLAIN_FILE = (stat.S_IFREG | 0o644) << 16
_DOS_DIRECTORY = 0x10
_ALLOWED_FLAGS = 0x0806  # UTF-8 names and the two bits with which a compressor says how hard it tried
_EPOCH = (0, 0x0021)  # 1980-01-01 00:00: the same content gives the same bytes whatever the clock says
_ZIP64 = 0xFFFFFFFF
_MOST_MEMORY = 9
_WAYS = (  # memory level and strategy; which one gives least depends on the content
    (zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY),
    (_MOST_MEMORY, zlib.Z_DEFAULT_STRATEGY),
    (_MOST_MEMORY, zlib.Z_FILTERED),
)
_TRIED_IN_ALL_WAYS = 1024 * 1024  # above this, some 1 % is not worth three times the wait


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may ask of whoever reads it; sizes in bytes."""

    package: int = 25 * 1024 * 1024
    entries: int = 64
    entry: int = 16 * 1024 * 1024
    total: int = 48 * 1024 * 1024
    ratio: int = 100
    ratio_from: int = 64 * 1024
    document: int = 2 * 1024 * 1024
    signature: int = 64 * 1024


DEFAULT: Final = Limits()


def write(entries: Mapping[str, bytes]) -> bytes:
    """The container of ``entries`` in their order, after the ``mimetype``; each deflated if that makes it smaller."""
    body, directory = bytearray(), bytearray()
    for name, content in {names.MIMETYPE: names.CONTAINER_TYPE, **entries}.items():
        packed = content if name == names.MIMETYPE else _deflate(content)
        method, stored = (_DEFLATED, packed) if _is_worth(packed, content) else (_STORED, content)
        label = name.encode("ascii")
        common = (0, method, *_EPOCH, zlib.crc32(content), len(stored), len(content), len(label), 0)
        directory += _CENTRAL.pack(
            _CENTRAL_MARK, _MADE_BY_UNIX, _VERSION[method], *common, 0, 0, 0, _PLAIN_FILE, len(body)
        )
        directory += label
        body += _LOCAL.pack(_LOCAL_MARK, _VERSION[method], *common) + label + stored
    count = len(entries) + 1
    end = _END.pack(_END_MARK, 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)


def _is_worth(packed: bytes, content: bytes) -> bool:
    """Smaller, and not so much smaller that the reader would take it for a bomb, as a line of one letter is."""
    bomb = len(content) > DEFAULT.ratio_from and len(content) > len(packed) * DEFAULT.ratio
    return len(packed) < len(content) and not bomb


def _deflate(content: bytes) -> bytes:
    """The shortest that zlib finds, the earlier way when two are as short: the same content gives the same bytes."""
    ways = _WAYS if len(content) <= _TRIED_IN_ALL_WAYS else _WAYS[:1]
    squeezers = [zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, memory, strategy) for memory, strategy in ways]
    return min((squeezer.compress(content) + squeezer.flush() for squeezer in squeezers), key=len)


class _Record(NamedTuple):
    """An entry as the central directory declares it."""

    name: str
    raw_name: bytes
    version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    attributes: int
    offset: int


def read(data: bytes, limits: Limits = DEFAULT) -> dict[str, bytes]:
    """The entries by name in the file's order, ``mimetype`` included; what is not exactly a package's ZIP is refused.

    Raises:
        PackageError: PKG-001 to PKG-016, in the order of the checks below.
    """
    if len(data) > limits.package:
        raise PackageError("PKG-001", limit=limits.package // 1024)
    count, start = _end_record(data, limits)
    records = list(_directory(data, start, count))
    _check_names(records)
    _check_sizes(records, limits)
    _check_layout(data, records, start)
    _check_mimetype(data, records)
    return {record.name: _unpack(data, record) for record in records}


def _end_record(data: bytes, limits: Limits) -> tuple[int, int]:
    """How many entries there are and where the central directory starts."""
    at = len(data) - _END.size
    if at < 0 or data[at : at + 4] != _END_MARK or data[-2:] != b"\0\0":
        raise _not_at_the_end(data)
    _, disk, first_disk, here, count, size, start, _ = _END.unpack_from(data, at)
    if disk or first_disk or here != count or start == _ZIP64:
        raise PackageError("PKG-007", feature="ZIP64")
    if count > limits.entries:
        raise PackageError("PKG-008", limit=limits.entries)
    if start + size != at:
        raise PackageError("PKG-005", detail="the central directory does not end where the end record starts")
    return count, start


def _not_at_the_end(data: bytes) -> PackageError:
    """Which of three faults it is: no ZIP at all, a comment, or bytes after the end."""
    at = data.rfind(_END_MARK, max(0, len(data) - _END.size - 0xFFFF))
    if at < 0 or at + _END.size > len(data) or not data.startswith(_LOCAL_MARK):
        return PackageError("PKG-002")
    comment = int.from_bytes(data[at + 20 : at + 22], "little")
    return PackageError("PKG-003" if comment == len(data) - at - _END.size else "PKG-004")


def _directory(data: bytes, start: int, count: int) -> Iterator[_Record]:
    position, end = start, len(data) - _END.size
    for _ in range(count):
        if position + _CENTRAL.size > end or data[position : position + 4] != _CENTRAL_MARK:
            raise PackageError("PKG-002", detail="central directory cut short")
        fields = _CENTRAL.unpack_from(data, position)
        _, _, version, flags, method, time, date, crc, packed, size, name_length, extra, comment = fields[:13]
        disk, _, attributes, offset = fields[13:]
        position += _CENTRAL.size
        raw_name = data[position : position + name_length]
        name = raw_name.decode("ascii", "replace")
        place = Place(entry=_shown(name))
        if comment:
            raise PackageError("PKG-003", place)
        _check_features(place, flags=flags, method=method, extra=extra, disk=disk)
        position += name_length
        yield _Record(name, raw_name, version, flags, method, time, date, crc, packed, size, attributes, offset)
    if position != end:
        raise PackageError("PKG-005", detail="bytes between the central directory and the end record")


def _check_features(place: Place, *, flags: int, method: int, extra: int, disk: int) -> None:
    if flags & ~_ALLOWED_FLAGS:
        raise PackageError("PKG-007", place, feature=f"flags {flags:#06x}")
    if method not in _VERSION:
        raise PackageError("PKG-007", place, feature=f"method {method}")
    if extra or disk:
        raise PackageError("PKG-007", place, feature="extra field" if extra else "multi-disk")


def _shown(name: str) -> str:
    """A hostile name made fit to show: printable, and short."""
    short = name[:80]
    return short if short.isprintable() else "".join(each if each.isprintable() else "?" for each in short)


def _check_names(records: list[_Record]) -> None:
    seen: dict[str, str] = {}
    for record in records:
        place = Place(entry=_shown(record.name))
        kind = stat.S_IFMT(record.attributes >> 16)
        if record.name.endswith("/") or record.attributes & _DOS_DIRECTORY or kind not in {0, stat.S_IFREG}:
            raise PackageError("PKG-015", place)
        if not names.is_safe(record.name):
            raise PackageError("PKG-012", place)
        other = seen.get(record.name.lower())
        if other is not None:
            raise PackageError("PKG-013" if other == record.name else "PKG-014", place)
        seen[record.name.lower()] = record.name


def _check_sizes(records: list[_Record], limits: Limits) -> None:
    for record in records:
        place = Place(entry=record.name)
        if record.size > limits.entry:
            raise PackageError("PKG-009", place, limit=limits.entry // 1024)
        if record.size > limits.ratio_from and record.size > record.packed * limits.ratio:
            raise PackageError("PKG-010", place, limit=limits.ratio)
    if sum(record.size for record in records) > limits.total:
        raise PackageError("PKG-009", limit=limits.total // 1024)


def _check_layout(data: bytes, records: list[_Record], start: int) -> None:
    """Local headers say what the central directory says, and no byte lies outside a header or an entry's content."""
    position = 0
    for record in records:
        place = Place(entry=record.name)
        if record.offset != position or position + _LOCAL.size > start:
            raise PackageError("PKG-005", place)
        declared = (record.version, record.flags, record.method, record.time, record.date)
        header = _LOCAL.pack(_LOCAL_MARK, *declared, record.crc, record.packed, record.size, len(record.raw_name), 0)
        if data[position : position + _LOCAL.size + len(record.raw_name)] != header + record.raw_name:
            raise PackageError("PKG-006", place)
        position += len(header) + len(record.raw_name) + record.packed
    if position != start:
        raise PackageError("PKG-005")


def _check_mimetype(data: bytes, records: list[_Record]) -> None:
    first = records[0] if records else None
    if first is None or first.name != names.MIMETYPE or first.method != _STORED:
        raise PackageError("PKG-016", Place(entry=names.MIMETYPE))
    if _unpack(data, first) != names.CONTAINER_TYPE:
        raise PackageError("PKG-016", Place(entry=names.MIMETYPE))


def _unpack(data: bytes, record: _Record) -> bytes:
    at = record.offset + _LOCAL.size + len(record.raw_name)
    packed = data[at : at + record.packed]
    content = packed if record.method == _STORED else _inflate(packed, record)
    if len(content) != record.size or zlib.crc32(content) != record.crc:
        raise PackageError("PKG-011", Place(entry=record.name))
    return content


def _inflate(packed: bytes, record: _Record) -> bytes:
    """At most one byte more than declared: a stream that lies about its size costs no memory."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = machine.decompress(packed, record.size + 1)
    except zlib.error as error:
        raise PackageError("PKG-011", Place(entry=record.name), detail=str(error)) from error
    if not machine.eof or machine.unused_data:
        raise PackageError("PKG-011", Place(entry=record.name))
    return content
