"""Pictures made small before they are kept: a photograph from a telephone weighs more than all the answers together."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE: Final = 1600
"""Pixels; at that a document that was photographed can still be read."""
ENOUGH: Final = 400_000
"""Bytes of a picture that is left as it is if it is no larger than ``LONGEST_SIDE``."""
MOST_PIXELS: Final = {"JPEG": 120_000_000, "PNG": 40_000_000}
"""A picture of more is not opened: unpacked it would take a good part of a small computer's memory."""
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}
_QUALITY = 80
_WORTH = 0.9  # less is not gained at the price of a second compression
_PLAIN_MODES: Final = frozenset({"L", "RGB", "LA", "RGBA"})
_OTHER_MODES: Final = {"1": "L", "CMYK": "RGB", "YCbCr": "RGB"}
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, struct.error, zlib.error)
"""What Pillow raises for a file that is not what it says, depending on how far it came."""


def scaled_down(content: bytes, media_type: str) -> bytes:
    """A large JPEG or PNG made smaller, turned upright, without what the camera wrote of it (where it was taken, too).

    The result is of the same media type. What is of another, small enough, moving, damaged or too large to be opened
    safely comes back as it was, and so does a picture that would not become smaller.
    """
    kind = _FORMATS.get(media_type)
    if kind is None:
        return content
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what a camera wrote wrongly, which is dropped anyway
            smaller = _smaller(content, kind)
    except _FAULTS:
        return content
    return smaller if smaller is not None and len(smaller) < len(content) else content


def _smaller(content: bytes, kind: str) -> bytes | None:
    image = _opened(content, kind)
    width, height = image.size
    oversize = max(width, height) > LONGEST_SIDE
    if width * height > MOST_PIXELS[kind] or getattr(image, "is_animated", False):
        return None
    if not oversize and len(content) <= ENOUGH:
        return None
    drawn = _upright(_plain(_decoded(image)), image)
    made = _jpeg(drawn) if kind == "JPEG" else _png(drawn)
    return made if oversize or len(made) < len(content) * _WORTH else None


def _opened(content: bytes, kind: str) -> Image:
    """The picture, its header read. ``Image.open`` would warn the whole process of a large one before it is refused."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    reader = JpegImageFile if kind == "JPEG" else PngImageFile
    return reader(io.BytesIO(content))


def _decoded(image: Image) -> Image:
    """Its pixels, of which a JPEG gives no more than are needed."""
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    return image


def _plain(image: Image) -> Image:
    """Scaled, in grey or full colour; ``ValueError`` for a mode that cannot be had so without loss."""
    from PIL.Image import Resampling

    mode = image.mode
    if mode == "P" or "transparency" in image.info:
        mode = "RGBA" if "transparency" in image.info else "RGB"
    mode = _OTHER_MODES.get(mode, mode)
    if mode not in _PLAIN_MODES:
        raise ValueError(mode)
    made = image.convert(mode) if mode != image.mode else image.copy()
    made.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
    made.info.clear()
    return made


def _upright(drawn: Image, source: Image) -> Image:
    from PIL.Image import Transpose

    try:
        orientation = source.getexif().get(0x0112)
    except _FAULTS:  # what the camera wrote is damaged, the picture is not
        return drawn
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return drawn.transpose(turns[orientation]) if orientation in turns else drawn


def _jpeg(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _png(image: Image) -> bytes:
    """With all its colours, or with the 256 nearest where they weigh too much."""
    from PIL.Image import Quantize

    full = io.BytesIO()
    image.save(full, "PNG")
    if full.tell() <= ENOUGH:
        return full.getvalue()
    few = io.BytesIO()
    rgba = image.convert("RGBA") if image.mode == "LA" else image
    rgba.quantize(256, Quantize.FASTOCTREE).save(few, "PNG")
    return min(full.getvalue(), few.getvalue(), key=len)
