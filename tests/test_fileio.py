from __future__ import annotations

import errno
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import FileError
from desktop_app.fileio import read_limited, refusal, sha256_hex, write_atomic

ROOT = Path(__file__).resolve().parent.parent


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# -- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, "FILE-001"),
        (errno.EACCES, "FILE-002"),
        (errno.EPERM, "FILE-002"),
        (errno.EROFS, "FILE-003"),
        (errno.ENOSPC, "FILE-004"),
        (errno.EDQUOT, "FILE-004"),
        (errno.EIO, "FILE-005"),
        (errno.EISDIR, "FILE-006"),
        (errno.ENOTDIR, "FILE-008"),
        (errno.EEXIST, "FILE-008"),
        (errno.ENAMETOOLONG, "FILE-009"),
        (None, "FILE-005"),
    ],
)
def test_what_the_system_says_becomes_a_code(number: int | None, code: str) -> None:
    error = refusal(OSError(number, "whatever"), Path("/media/usb/x.asice"))
    assert error.code == code
    assert error.place.file == "/media/usb/x.asice"
    assert error.detail == f"errno {number}"


def test_windows_says_permission_where_a_folder_is_in_the_way(tmp_path: Path) -> None:
    assert refusal(PermissionError(errno.EACCES, "denied"), tmp_path).code == "FILE-006"
    assert refusal(PermissionError(errno.EACCES, "denied"), tmp_path / "file").code == "FILE-002"


# -- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 9, 10])
def test_a_file_within_the_limit_is_read_whole(tmp_path: Path, size: int) -> None:
    (tmp_path / "f").write_bytes(b"x" * size)
    assert read_limited(tmp_path / "f", 10) == b"x" * size


@pytest.mark.parametrize("size", [11, 5000])
def test_a_larger_file_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "f").write_bytes(b"x" * size)
    with pytest.raises(FileError) as caught:
        read_limited(tmp_path / "f", 10)
    assert caught.value.code == "FILE-007"
    assert caught.value.place.file == str(tmp_path / "f")


def test_the_limit_is_told_in_kilobytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 4097)
    with pytest.raises(FileError) as caught:
        read_limited(tmp_path / "f", 4096)
    assert "(4 KB)" in caught.value.explain().cause


def test_no_more_is_read_than_the_limit(tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(FileError, match="FILE-007"):
        read_limited(huge, 1000)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("missing", "FILE-001"),
        ("no/such/folder", "FILE-001"),
        ("file/below", "FILE-008"),
        ("folder", "FILE-006"),
        ("x" * 300, "FILE-009"),
    ],
)
def test_what_cannot_be_read_is_explained(tmp_path: Path, where: str, code: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError) as caught:
        read_limited(tmp_path / where, 10)
    assert caught.value.code == code
    assert isinstance(caught.value.__cause__, OSError)


# -- writing ---------------------------------------------------------------------------------------------------------


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    target = tmp_path / "año" / "nuevo" / "archivo.txt"
    write_atomic(target, b"content")
    assert target.read_bytes() == b"content"
    assert names(target.parent) == ["archivo.txt"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "f"
    target.write_bytes(b"old and longer")
    write_atomic(target, b"new")
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["f"]


@given(content=st.binary(max_size=4000))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    target = tmp_path_factory.getbasetemp() / "round-trip"
    write_atomic(target, content)
    assert read_limited(target, 4000) == content


@pytest.mark.parametrize(("given_mode", "expected"), [({}, 0o644), ({"mode": 0o600}, 0o600)])
def test_who_may_read_it(tmp_path: Path, given_mode: dict[str, int], expected: int) -> None:
    write_atomic(tmp_path / "f", b"x", **given_mode)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == expected


def test_a_link_is_replaced_and_what_it_points_at_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"old")
    (tmp_path / "f").symlink_to(tmp_path / "elsewhere")
    write_atomic(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"new"
    assert (tmp_path / "elsewhere").read_bytes() == b"old"


def test_a_folder_in_the_way_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "f" / "inside").mkdir(parents=True)
    with pytest.raises(FileError) as caught:
        write_atomic(tmp_path / "f", b"x")
    assert caught.value.code == "FILE-006"
    assert caught.value.place.file == str(tmp_path / "f")
    assert names(tmp_path) == ["f"]
    assert names(tmp_path / "f") == ["inside"]


@pytest.mark.parametrize("where", ["file/f", "file/deep/f"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_bytes(b"keep")
    with pytest.raises(FileError, match="FILE-008"):
        write_atomic(tmp_path / where, b"x")
    assert (tmp_path / "file").read_bytes() == b"keep"
    assert names(tmp_path) == ["file"]


def test_a_name_too_long_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="FILE-009"):
        write_atomic(tmp_path / ("ñ" * 200), b"x")
    assert names(tmp_path) == []


def test_a_place_that_takes_no_files() -> None:
    with pytest.raises(FileError):
        write_atomic(Path("/proc/telar/f"), b"x")


def test_a_programming_error_leaves_nothing_either(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomic(tmp_path / "f", "text")  # type: ignore[arg-type]
    assert (tmp_path / "f").read_bytes() == b"old"
    assert names(tmp_path) == ["f"]


FILLS_UP = """
import resource, sys
from pathlib import Path
from desktop_app.errors import FileError
from desktop_app.fileio import write_atomic
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    write_atomic(Path(sys.argv[1]), b"x" * 5000)
except FileError as error:
    print(error.code)
"""


def test_a_write_that_breaks_off_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", FILLS_UP, str(tmp_path / "f")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "FILE-005\n"
    assert (tmp_path / "f").read_bytes() == b"old"
    assert names(tmp_path) == ["f"]


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path: Path) -> None:
    contents = [bytes([letter]) * 50_000 for letter in b"abcdefgh"]
    threads = [threading.Thread(target=write_atomic, args=(tmp_path / "f", content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "f").read_bytes() in contents
    assert names(tmp_path) == ["f"]


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "f"
    target.write_bytes(b"a" * 100_000)
    with target.open("rb") as reader:
        first = reader.read(10)
        write_atomic(target, b"b" * 100_000)
        assert set(first + reader.read()) == {ord("a")}
    assert target.stat().st_size == 100_000


def test_the_digest_in_hexadecimal() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
