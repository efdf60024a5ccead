"""QR codes (ISO/IEC 18004) as modules to draw, and found again in a picture."""

from __future__ import annotations

from typing import Final

from desktop_app.errors import PaperError

VERSION: Final = 25
"""The largest that is drawn: 117 modules a side. More do not read from an ordinary print."""
CAPACITY: Final = 1451
"""Characters of the alphanumeric mode in version 25 at error correction M."""
QUIET: Final = 4
"""Modules that stay white on each side."""


def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the smallest code for ``text`` at error correction M, without the quiet zone; true is dark.

    Raises:
        PaperError: QR-013, ``text`` needs a larger version than ``VERSION``.
    """
    import segno

    try:
        code = segno.make(text, error="m", boost_error=False, micro=False)
    except segno.DataOverflowError:
        raise PaperError("QR-013", limit=CAPACITY) from None
    if int(code.version) > VERSION:
        raise PaperError("QR-013", limit=CAPACITY)
    return tuple(tuple(module == 1 for module in row) for row in code.matrix)


def find(pixels: bytes, width: int, height: int) -> tuple[str, ...]:
    """The texts of the QR codes in a picture: ``pixels`` are ``height`` rows of ``width`` bytes, 0 black, 255 white."""
    import zxingcpp

    if len(pixels) != width * height or not pixels:
        raise ValueError("not width times height pixels")
    found = zxingcpp.read_barcodes(
        memoryview(pixels).cast("B", (height, width)),
        formats=zxingcpp.BarcodeFormat.QRCode,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return tuple(code.text for code in found)
