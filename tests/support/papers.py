"""What goes on paper: the facts of a filled session, and a QR code as a picture."""

from __future__ import annotations

from typing import Any

from PIL import Image

from desktop_app.fileio import sha256_hex
from desktop_app.submission import qr
from desktop_app.submission.paper import PaperFacts
from desktop_app.xforms import Session
from tests.support.forms import NOW
from tests.support.packages import RESPONSE_ID

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
INITIATIVE = "feeffda7-185d-435d-b649-32ccb0700388"


def facts_of(session: Session, **changes: Any) -> PaperFacts:
    """The facts of ``session`` as it would be signed, with ``changes`` by field name."""
    xml = session.instance_xml(instance_id=RESPONSE_ID, deprecated_id=changes.get("replaces"))
    values: dict[str, Any] = {
        "form_id": session.form.id,
        "form_version": session.form.version,
        "form_digest": session.form.sha256[:16],
        "initiative_id": INITIATIVE,
        "wave": "2026",
        "response_id": RESPONSE_ID,
        "revision": 1,
        "replaces": None,
        "claimed_at": NOW,
        "reference": sha256_hex(xml)[:16],
    }
    return PaperFacts(**{**values, **changes})


def picture(text: str, scale: int = 3) -> Image.Image:
    """The code as grey pixels, ``scale`` to a module, with its white border."""
    rows = qr.matrix(text)
    side = len(rows) + 2 * qr.QUIET
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + qr.QUIET, y + qr.QUIET), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)
