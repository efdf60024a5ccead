"""No change of a package's bytes is accepted with other content, and none makes the reader fail otherwise."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import container, inspect
from tests.support.packages import parts, sample_annotations, sample_package, sample_response

EVIDENCE = {"acta.pdf": b"%PDF", "foto.jpg": b"\xff\xd8"}
GOOD = sample_package(annotations=sample_annotations(), evidence=EVIDENCE)
EXPECTED = inspect(GOOD)
FILES = parts(sample_package(response=sample_response(answers=20), annotations=sample_annotations(), evidence=EVIDENCE))
CHUNKS = 2
with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
    DEFLATED = sum(each.compress_type == zipfile.ZIP_DEFLATED for each in archive.infolist())


def accepted(data: bytes) -> bool:
    """Whether ``data`` passes; if it does, it must be the same package to the last field."""
    try:
        found = inspect(data)
    except PackageError:
        return False
    assert found == EXPECTED
    return True


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("mask", [0x01, 0x10, 0x80, 0xFF])
def test_each_byte_flipped(mask: int, chunk: int) -> None:
    changed = bytearray(GOOD)
    passing = []
    for at in range(chunk, len(GOOD), CHUNKS):
        changed[at] ^= mask
        if accepted(bytes(changed)):
            passing.append(at)
        changed[at] ^= mask
    # What may differ says nothing: who made the ZIP, its attributes, the padding of a deflate stream's last byte.
    directory = GOOD.index(b"PK\x01\x02")
    assert sum(at < directory for at in passing) <= DEFLATED
    assert len(passing) < len(GOOD) // CHUNKS // 20


def test_the_unchanged_package_is_accepted() -> None:
    assert accepted(GOOD)


@pytest.mark.parametrize("mask", [0x01, 0x80])
@pytest.mark.parametrize("name", FILES)
def test_each_byte_of_each_file_flipped_and_packed_again(name: str, mask: int) -> None:
    """Whoever can flip a byte can write the ZIP's checksums anew: here only digests and signature stand in the way."""
    content = bytearray(FILES[name])
    for at in range(len(content)):
        content[at] ^= mask
        assert not accepted(container.write({**FILES, name: bytes(content)}))
        content[at] ^= mask


@pytest.mark.parametrize("step", [1, 7])
def test_each_truncation(step: int) -> None:
    assert not any(accepted(GOOD[:length]) for length in range(0, len(GOOD), step))
    assert not any(accepted(GOOD[start:]) for start in range(1, len(GOOD), step))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD)), st.binary(min_size=1, max_size=40))
def test_inserted_bytes(at: int, extra: bytes) -> None:
    assert not accepted(GOOD[:at] + extra + GOOD[at:])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(1, 60))
def test_removed_bytes(at: int, length: int) -> None:
    if GOOD[at : at + length]:
        assert not accepted(GOOD[:at] + GOOD[at + length :])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.integers(1, 300))
def test_a_piece_copied_elsewhere(source: int, target: int, length: int) -> None:
    piece = GOOD[source : source + length]
    accepted(GOOD[:target] + piece + GOOD[target + len(piece) :])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_several_bytes_changed(changes: list[tuple[int, int]]) -> None:
    changed = bytearray(GOOD)
    for at, value in changes:
        changed[at] = value
    accepted(bytes(changed))


@given(st.binary(max_size=2000))
def test_noise(data: bytes) -> None:
    assert not accepted(data)
