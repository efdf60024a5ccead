"""Codes drawn and found again, by us and by a stock reader."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop_app.errors import PaperError
from desktop_app.submission import qr
from tests.support.papers import ALPHABET, picture


def found(image: Image.Image) -> tuple[str, ...]:
    return qr.find(image.tobytes(), image.width, image.height)


@settings(max_examples=40)
@given(st.text(ALPHABET, min_size=1, max_size=400))
def test_a_text_comes_back_to_the_letter(text: str) -> None:
    assert found(picture(text)) == (text,)


@pytest.mark.parametrize("length", [1, 20, 700, qr.CAPACITY])
def test_a_stock_reader_reads_it(length: int, tmp_path: Path) -> None:
    text = (ALPHABET.replace(" ", "") * 40)[:length]
    picture(text, 4).save(tmp_path / "code.png")
    command = ["zbarimg", "--raw", "-q", str(tmp_path / "code.png")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == text + "\n"


def test_the_capacity_is_that_of_the_largest_version() -> None:
    assert len(qr.matrix("A" * qr.CAPACITY)) == 17 + 4 * qr.VERSION
    for length in (qr.CAPACITY + 1, 5_000):
        with pytest.raises(PaperError) as refused:
            qr.matrix("A" * length)
        assert (refused.value.code, refused.value.params) == ("QR-013", {"limit": qr.CAPACITY})


def test_it_is_square_and_the_smallest() -> None:
    rows = qr.matrix("A" * 20)
    assert {len(row) for row in rows} == {len(rows)} == {21}
    assert all(isinstance(module, bool) for row in rows for module in row)
    assert len(qr.matrix("A" * 21)) == 25


def test_what_holds_no_code() -> None:
    assert qr.find(b"\xff" * 10_000, 100, 100) == ()
    assert qr.find(b"\x00", 1, 1) == ()


@pytest.mark.parametrize(("pixels", "width", "height"), [(b"", 0, 0), (b"\x00" * 9, 3, 4), (b"\x00" * 12, 4, 4)])
def test_pixels_that_are_no_rectangle(pixels: bytes, width: int, height: int) -> None:
    with pytest.raises(ValueError, match="pixels"):
        qr.find(pixels, width, height)


def test_two_codes_in_one_picture() -> None:
    both = Image.new("L", (400, 200), 255)
    both.paste(picture("UNO"), (20, 20))
    both.paste(picture("DOS"), (220, 40))
    assert set(found(both)) == {"UNO", "DOS"}
