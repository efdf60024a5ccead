import io
import stat
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import names
from desktop_app.submission.container import DEFAULT, Limits, read, write
from tests.support.raw_zip import RawEntry, deflate, mimetype, raw_zip

ENTRY_NAMES = st.from_regex(r"\A[a-z0-9_]{1,12}(\.[a-z]{3})?\Z").filter(lambda name: name != "mimetype")
FILE = RawEntry(b"response.xml", b"<data/>" * 9)
DEFLATED = FILE.but(method=8)


def code_of(data: bytes, limits: Limits = DEFAULT) -> str:
    with pytest.raises(PackageError) as refused:
        read(data, limits)
    return refused.value.code


@given(st.dictionaries(ENTRY_NAMES, st.binary(max_size=400), max_size=8))
def test_what_is_written_is_read_back_in_its_order(files: dict[str, bytes]) -> None:
    found = read(write(files))
    assert list(found.items()) == [(names.MIMETYPE, names.CONTAINER_TYPE), *files.items()]


def test_the_same_content_gives_the_same_bytes() -> None:
    files = {"response.xml": b"<data/>" * 50, "report.pdf": bytes(range(256))}
    assert write(files) == write(dict(files))


def test_the_mimetype_lies_where_a_file_command_looks_for_it() -> None:
    data = write({"a": b"b"})
    assert data[30:38] == b"mimetype"
    assert data[38:69] == b"application/vnd.etsi.asic-e+zip"


def test_pythons_zipfile_reads_it_and_finds_nothing_to_complain_about() -> None:
    files = {"response.xml": b"<data/>" * 50, "evidence/foto.jpg": bytes(range(256))}
    with zipfile.ZipFile(io.BytesIO(write(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()[1:]} == files
        kinds = {item.filename: item.compress_type for item in archive.infolist()}
        assert kinds == {"mimetype": 0, "response.xml": 8, "evidence/foto.jpg": 0}
        assert all(stat.S_ISREG(item.external_attr >> 16) for item in archive.infolist())


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_container_by_pythons_zipfile_is_read(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("mimetype", names.CONTAINER_TYPE, zipfile.ZIP_STORED)
        archive.writestr("response.xml", b"<data/>" * 50)
    assert read(buffer.getvalue())["response.xml"] == b"<data/>" * 50


def test_the_raw_zip_of_these_tests_is_itself_sound() -> None:
    assert read(raw_zip([mimetype(), FILE])) == read(raw_zip([mimetype(), DEFLATED]))


def crafted(*entries: RawEntry, **how: object) -> Callable[[], bytes]:
    return lambda: raw_zip([mimetype(), *entries], **how)  # type: ignore[arg-type]


def overlapping() -> bytes:
    """Two entries that share their content, as the densest bombs do."""
    return raw_zip([mimetype(), FILE, FILE.but(name=b"a.xml", central={"offset": 69})])


def inserted(at: int) -> Callable[[], bytes]:
    def make() -> bytes:
        data = raw_zip([mimetype(), FILE])
        return data[:at] + b"\0" * 7 + data[at:]

    return make


def end_twice() -> bytes:
    """A second end record in what the first one calls a comment: two programs would read two directories."""
    inner = raw_zip([mimetype(), FILE])
    return raw_zip([mimetype(), DEFLATED], comment=inner)


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("PKG-002", lambda: b""),
    "text": ("PKG-002", lambda: b"hola" * 20),
    "cut short": ("PKG-002", lambda: raw_zip([mimetype(), FILE])[:-9]),
    "only an end record": ("PKG-016", lambda: raw_zip([])),
    "directory cut short": ("PKG-002", crafted(FILE, end={"here": 3, "count": 3})),
    "directory without its mark": ("PKG-002", lambda: raw_zip([mimetype()]).replace(b"PK\1\2", b"PK\1\3")),
    "archive comment": ("PKG-003", crafted(FILE, comment=b"hola")),
    "comment that hides a second archive": ("PKG-005", end_twice),
    "entry comment": ("PKG-003", crafted(FILE.but(comment=b"hola"))),
    "data after the end": ("PKG-004", lambda: raw_zip([mimetype(), FILE]) + b"\0"),
    "another archive after the end": ("PKG-005", lambda: raw_zip([mimetype(), FILE]) + raw_zip([mimetype()])),
    "data before the first entry": ("PKG-005", lambda: raw_zip([mimetype(before=b"\0\0"), FILE])),
    "data before everything, offsets unchanged": ("PKG-005", inserted(0)),
    "data between entries": ("PKG-005", crafted(FILE.but(before=b"hidden"))),
    "data between entries, offsets unchanged": ("PKG-005", inserted(69)),
    "data before the end record": ("PKG-005", crafted(FILE, gap=b"hidden")),
    "data before the directory": (
        "PKG-005",
        lambda: raw_zip([mimetype(), FILE, RawEntry(b"b")], end={"here": 2, "count": 2}),
    ),
    "overlapping entries": ("PKG-005", overlapping),
    "entries in another order": ("PKG-005", crafted(FILE.but(central={"offset": 200}), RawEntry(b"b"))),
    "entry that runs past the directory": (
        "PKG-005",
        crafted(FILE.but(local={"packed": 9999}, central={"packed": 9999})),
    ),
    "name differs between headers": (
        "PKG-006",
        lambda: raw_zip([mimetype(), FILE]).replace(b"response.xml", b"resp0nse.xml", 1),
    ),
    "crc differs between headers": ("PKG-006", crafted(FILE.but(local={"crc": 1}))),
    "size differs between headers": ("PKG-006", crafted(FILE.but(local={"size": 1}))),
    "method differs between headers": ("PKG-006", crafted(FILE.but(local={"method": 8}))),
    "extra field in the local header only": ("PKG-006", crafted(FILE.but(local={"extra": 4}))),
    "no local header": ("PKG-006", lambda: raw_zip([mimetype(), FILE]).replace(b"PK\3\4", b"PK\3\5")),
    "encrypted": ("PKG-007", crafted(FILE.but(flags=1))),
    "data descriptor": ("PKG-007", crafted(FILE.but(flags=8))),
    "extra field": ("PKG-007", crafted(FILE.but(extra=b"UT\0\0"))),
    "bzip2": ("PKG-007", crafted(FILE.but(method=12, packed=b"BZ"))),
    "several disks": ("PKG-007", crafted(FILE, end={"disk": 1})),
    "entry on another disk": ("PKG-007", crafted(FILE.but(central={"disk": 1}))),
    "counts that differ": ("PKG-007", crafted(FILE, end={"here": 1})),
    "zip64": ("PKG-007", crafted(FILE, end={"start": 0xFFFFFFFF})),
    "too many entries": ("PKG-008", lambda: raw_zip([mimetype()] + [RawEntry(b"e%d" % n) for n in range(64)])),
    "65535 entries declared": ("PKG-008", crafted(FILE, end={"here": 65535, "count": 65535})),
    "declared size": ("PKG-009", crafted(DEFLATED.but(size=17 * 1024 * 1024))),
    "declared total": (
        "PKG-009",
        crafted(*(RawEntry(b"e%d" % n, method=8, packed=b"\0" * 200_000, size=16 * 1024 * 1024) for n in range(4))),
    ),
    "ratio": ("PKG-010", crafted(RawEntry(b"a.xml", bytes(3_000_000), method=8))),
    "more than declared": ("PKG-011", crafted(RawEntry(b"a.xml", bytes(900), method=8, size=10))),
    "much more than declared": ("PKG-011", crafted(RawEntry(b"a.xml", bytes(9_000_000), method=8, size=10_000))),
    "less than declared": ("PKG-011", crafted(DEFLATED.but(size=64))),
    "stored, two sizes": ("PKG-011", crafted(FILE.but(size=5))),
    "wrong crc": ("PKG-011", crafted(FILE.but(crc=1))),
    "not a deflate stream": ("PKG-011", crafted(FILE.but(method=8, packed=b"\xff" * 63))),
    "unfinished deflate stream": ("PKG-011", crafted(FILE.but(method=8, packed=deflate(FILE.content)[:-1]))),
    "bytes after the deflate stream": ("PKG-011", crafted(FILE.but(method=8, packed=deflate(FILE.content) + b"hi"))),
    "parent folder": ("PKG-012", crafted(FILE.but(name=b"../evil.xml"))),
    "absolute path": ("PKG-012", crafted(FILE.but(name=b"/etc/cron.d/x"))),
    "drive": ("PKG-012", crafted(FILE.but(name=b"C:evil.xml"))),
    "backslash": ("PKG-012", crafted(FILE.but(name=b"..\\evil.xml"))),
    "not ASCII": ("PKG-012", crafted(FILE.but(name="canción.xml".encode(), flags=0x800))),
    "nul in the name": ("PKG-012", crafted(FILE.but(name=b"response.xml\0.exe"))),
    "no name": ("PKG-012", crafted(FILE.but(name=b""))),
    "very long name": ("PKG-012", crafted(FILE.but(name=b"x" * 60_000))),
    "duplicate": ("PKG-013", crafted(FILE, FILE)),
    "duplicate of one letter": ("PKG-013", crafted(FILE.but(name=b"a"), FILE.but(name=b"a"))),
    "case variant": ("PKG-014", crafted(FILE, FILE.but(name=b"Response.xml"))),
    "case variant of the mimetype": ("PKG-014", crafted(FILE.but(name=b"MIMETYPE"))),
    "folder": ("PKG-015", crafted(RawEntry(b"evidence/", b""))),
    "folder by attribute": ("PKG-015", crafted(FILE.but(attributes=0x10))),
    "symbolic link": ("PKG-015", crafted(FILE.but(attributes=(stat.S_IFLNK | 0o777) << 16))),
    "device": ("PKG-015", crafted(FILE.but(attributes=(stat.S_IFCHR | 0o777) << 16))),
    "no mimetype": ("PKG-016", lambda: raw_zip([FILE])),
    "mimetype not first": ("PKG-016", lambda: raw_zip([FILE, mimetype()])),
    "mimetype deflated": ("PKG-016", lambda: raw_zip([mimetype(method=8), FILE])),
    "another mimetype": ("PKG-016", lambda: raw_zip([mimetype(content=b"application/zip"), FILE])),
    "mimetype with a line feed": ("PKG-016", lambda: raw_zip([mimetype(content=names.CONTAINER_TYPE + b"\n"), FILE])),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_zip_is_refused_with_its_own_code(case: str) -> None:
    expected, make = HOSTILE[case]
    assert code_of(make()) == expected


def test_a_package_above_the_limit_is_refused_by_its_size_alone() -> None:
    assert code_of(b"\0" * 101, Limits(package=100)) == "PKG-001"


def test_the_limits_are_the_callers() -> None:
    data = raw_zip([mimetype(), RawEntry(b"a.xml", bytes(2000), method=8)])
    assert read(data)["a.xml"] == bytes(2000)
    assert code_of(data, Limits(entry=1999)) == "PKG-009"
    assert code_of(data, Limits(total=2030)) == "PKG-009"
    assert code_of(data, Limits(ratio=50, ratio_from=100)) == "PKG-010"
    assert code_of(data, Limits(entries=1)) == "PKG-008"


def test_a_small_file_may_compress_as_well_as_it_likes() -> None:
    content = b"0" * DEFAULT.ratio_from
    assert len(content) > len(deflate(content)) * DEFAULT.ratio
    assert read(write({"a.xml": content}))["a.xml"] == content


def test_what_would_look_like_a_bomb_is_stored_as_it_is() -> None:
    answer = {"response.xml": b"a" * 300_000}
    data = write(answer)
    assert read(data)["response.xml"] == answer["response.xml"]
    assert len(data) > 300_000


def test_a_lying_size_costs_no_memory() -> None:
    """The stream holds 40 MB and declares 64 KB; only what was declared is inflated."""
    import tracemalloc

    data = raw_zip([mimetype(), RawEntry(b"a", bytes(40_000_000), method=8, size=65_000)])
    tracemalloc.start()
    try:
        assert code_of(data) == "PKG-011"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_hostile_name_is_shown_printable_and_short() -> None:
    with pytest.raises(PackageError) as refused:
        read(raw_zip([mimetype(), FILE.but(name=b"\x1b[2J\n" + b"x" * 500)]))
    entry = refused.value.place.entry
    assert entry is not None
    assert entry.isprintable()
    assert len(entry) == 80


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_make_the_reader_fail_otherwise(noise: bytes, ending: bool) -> None:
    data = b"PK\3\4" + noise + (raw_zip([])[-22:] if ending else b"")
    with pytest.raises(PackageError):
        read(data)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_overwritten_header_fields_never_give_other_content(data: st.DataObject) -> None:
    good = bytearray(raw_zip([mimetype(), DEFLATED]))
    expected = read(bytes(good))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(good) - 4))
        good[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    try:
        found = read(bytes(good))
    except PackageError:
        return
    assert found == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"<p01>1</p01>", b"0123456789abcdef", b"\0" * 20, b"\xff\xd8", b"caf\xc3\xa9"])))
def test_an_entry_is_as_short_as_zlib_can_make_it(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    shortest = min(
        len(squeezer.compress(content) + squeezer.flush())
        for memory in (8, 9)
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED)
        for squeezer in [zlib.compressobj(9, zlib.DEFLATED, -15, memory, strategy)]
    )
    assert len(write({"a": content})) - len(write({"a": b""})) == min(shortest, len(content))


def test_figures_are_shorter_than_zlibs_first_way_would_make_them() -> None:
    content = b"".join(b"%d;" % (number * number * 7919 % 1_000_003) for number in range(4000))
    assert len(write({"a": content})) - len(write({"a": b""})) < len(deflate(content))


def test_a_file_above_a_megabyte_is_deflated_once() -> None:
    content = b"".join(b"%d;" % (number * number * 7919 % 1_000_003) for number in range(160_000))
    assert len(content) > 1024 * 1024
    assert len(write({"a": content})) - len(write({"a": b""})) == len(deflate(content))
    assert read(write({"a": content}))["a"] == content


def test_deflating_never_makes_an_entry_larger() -> None:
    noise = zlib.compress(bytes(range(256)) * 4)
    assert len(write({"a": noise})) - len(write({"a": b""})) == len(noise)
