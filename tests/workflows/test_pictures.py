"""Pictures are made small, upright and silent about where they were taken; what cannot be, stays as it was."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop_app.workflows.pictures import ENOUGH, LONGEST_SIDE, MOST_PIXELS, scaled_down

JPEG, PNG = "image/jpeg", "image/png"
RED, BLUE = (200, 30, 30), (30, 30, 200)


@cache
def photograph(width: int, height: int, *, mode: str = "RGB", grain: int = 8) -> Image.Image:
    """Red above, blue below, with grain that compresses badly."""
    whole = Image.new("RGB", (width, height), BLUE)
    whole.paste(RED, (0, 0, width, height // 2))
    noise = random.Random(7).randbytes(width * height)
    speckled = Image.blend(whole, Image.frombytes("L", (width, height), noise).convert("RGB"), grain / 100)
    return speckled.convert(mode)


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[0] > pixel[2] + 60)


def test_a_large_photograph_becomes_small() -> None:
    content = saved(photograph(3200, 2400), "JPEG", quality=95)
    made = scaled_down(content, JPEG)
    image = opened(made)
    assert (image.format, image.size) == ("JPEG", (LONGEST_SIDE, 1200))
    assert len(made) < len(content) / 3
    assert is_red(image.getpixel((800, 100)))
    assert scaled_down(made, JPEG) == made


def test_one_of_no_more_pixels_that_weighs_too_much_is_compressed_again() -> None:
    content = saved(photograph(1500, 1000, grain=40), "JPEG", quality=98)
    assert len(content) > ENOUGH
    made = scaled_down(content, JPEG)
    assert opened(made).size == (1500, 1000)
    assert len(made) < len(content) * 0.9


def test_a_small_one_is_left_alone() -> None:
    content = saved(photograph(800, 600), "JPEG")
    assert scaled_down(content, JPEG) is content


def test_nothing_is_compressed_twice_for_little() -> None:
    content = saved(photograph(1600, 1200, grain=50), "JPEG", quality=80, optimize=True, progressive=True)
    assert len(content) > ENOUGH
    assert scaled_down(content, JPEG) is content


@pytest.mark.parametrize(
    ("orientation", "turned", "red"),
    [
        (1, False, (0.5, 0.1)),
        (2, False, (0.5, 0.1)),
        (3, False, (0.5, 0.9)),
        (4, False, (0.5, 0.9)),
        (5, True, (0.1, 0.5)),
        (6, True, (0.9, 0.5)),
        (7, True, (0.9, 0.5)),
        (8, True, (0.1, 0.5)),
        (9, False, (0.5, 0.1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_it_is_upright_without_being_told(kind: str, orientation: int, turned: bool, red: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(photograph(2000, 1000, grain=0), kind, exif=exif)
    image = opened(scaled_down(content, f"image/{kind.lower()}"))
    assert image.size == ((800, 1600) if turned else (1600, 800))
    width, height = image.size
    here = image.convert("RGB").getpixel((int(red[0] * width), int(red[1] * height)))
    assert is_red(here)
    assert 0x0112 not in image.getexif()


def test_what_the_camera_wrote_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camara-Secreta"
    exif.get_ifd(0x8825)[29] = "2026:11:20"
    content = saved(photograph(2000, 1500), "JPEG", exif=exif, comment=b"Nota-Secreta")
    assert b"Secreta" in content
    made = scaled_down(content, JPEG)
    assert b"Secreta" not in made
    assert b"2026:11:20" not in made
    assert not opened(made).getexif()
    written = PngInfo()
    written.add_text("Author", "Autora-Secreta")
    kept = scaled_down(saved(photograph(2000, 1500, grain=0), "PNG", pnginfo=written), PNG)
    assert b"Secreta" not in kept
    assert opened(kept).info == {}


def test_damaged_notes_of_the_camera_do_not_matter() -> None:
    content = saved(photograph(2000, 1500), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    assert opened(scaled_down(content, JPEG)).size == (1600, 1200)


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_each_kind_of_jpeg(mode: str) -> None:
    made = opened(scaled_down(saved(photograph(2000, 1500, mode=mode), "JPEG"), JPEG))
    assert (made.size, made.mode) == ((1600, 1200), "L" if mode == "L" else "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_each_kind_of_png(mode: str) -> None:
    content = saved(photograph(2000, 1500, mode=mode, grain=0), "PNG")
    made = scaled_down(content, PNG)
    image = opened(made)
    assert image.format == "PNG"
    assert len(made) <= len(content)
    assert image.size == (1600, 1200) or made is content


def test_a_photograph_as_png_weighs_less_too() -> None:
    content = saved(photograph(1700, 900, grain=30), "PNG")
    made = scaled_down(content, PNG)
    assert opened(made).size[0] == LONGEST_SIDE
    assert len(made) < len(content) / 2


@pytest.mark.parametrize("grain", [0, 30])
def test_what_is_seen_through_stays_so(grain: int) -> None:
    image = photograph(1800, 900, mode="RGBA", grain=grain)
    image.putalpha(Image.linear_gradient("L").resize((1800, 900)))
    made = opened(scaled_down(saved(image, "PNG"), PNG))
    assert made.format == "PNG"
    alpha = made.convert("RGBA").getchannel("A")
    assert alpha.getpixel((10, 5)) < 40 < 200 < alpha.getpixel((10, alpha.height - 5))


def test_a_transparent_colour_stays_so() -> None:
    image = photograph(2400, 1200, grain=0).quantize(4)
    made = opened(scaled_down(saved(image, "PNG", transparency=image.getpixel((5, 5))), PNG)).convert("RGBA")
    assert made.getpixel((5, 5))[3] == 0
    assert made.getpixel((5, made.height - 5))[3] == 255


def test_a_moving_picture_is_left_alone() -> None:
    frames = [Image.new("RGB", (1700, 1700), colour) for colour in (RED, BLUE)]
    content = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert scaled_down(content, PNG) is content


def test_sixteen_bits_are_left_alone() -> None:
    content = saved(Image.new("I;16", (1700, 100), 40_000), "PNG")
    assert scaled_down(content, PNG) is content


@pytest.mark.parametrize("media_type", ["application/pdf", "video/mp4", "image/gif", "", "IMAGE/JPEG"])
def test_another_kind_of_file_is_left_alone(media_type: str) -> None:
    content = saved(photograph(2000, 1500), "JPEG")
    assert scaled_down(content, media_type) is content


def png_of(width: int, height: int) -> bytes:
    """A PNG that says how large it is and is nearly empty."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6_400, 12_000, 20_000, 2**31 - 1])
def test_a_bomb_is_not_opened(side: int) -> None:
    assert side * side > MOST_PIXELS["PNG"]
    content = png_of(side, side)
    assert scaled_down(content, PNG) is content


def test_a_jpeg_that_says_it_is_huge_is_not_opened() -> None:
    content = bytearray(saved(Image.new("RGB", (64, 64)), "JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    assert scaled_down(bytes(content), JPEG) == bytes(content)


SOUND = {JPEG: saved(photograph(1700, 40), "JPEG"), PNG: saved(photograph(1700, 40), "PNG")}


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([JPEG, PNG]), st.data())
def test_a_damaged_one_never_fails_and_never_grows(media_type: str, data: st.DataObject) -> None:
    content = bytearray(SOUND[media_type])
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=12)):
        content[at] ^= data.draw(st.integers(1, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    assert len(scaled_down(cut, media_type)) <= len(cut)


def test_importing_it_loads_no_library() -> None:
    script = "import sys, desktop_app.workflows.pictures; print('PIL' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
