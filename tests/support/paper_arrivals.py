"""Responses that are printed and photographed on their way to an entity."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from desktop_app.submission import paper as codes
from desktop_app.submission.authority import Vault
from desktop_app.xforms import Form, Session
from desktop_app.xforms.compile_xlsform import compile_workbook
from desktop_app.xforms.sheets import parse_workbook
from tests.support.packages import NOW, sample_key
from tests.support.papers import facts_of, picture
from tests.support.reception import ANA, packed

SHEET = """
| survey | | | | |
| | type | name | label | bind::telar:card |
| | text | nombre | ¿Cómo se llama? | name |
| | integer | p001 | Una | |
| settings | | | |
| | form_id | version | namespaces |
| | corto | 3 | telar="urn:telar:rubric:1" |
"""


@cache
def form() -> Form:
    """A short form that knows the initiative's name."""
    return Form.from_xform(compile_workbook(parse_workbook(SHEET.strip().encode(), ".md", "corto")).xform)


@cache
def text(answer: str = "7", name: str = "Clúster Café & Cacao de Nariño", **changes: Any) -> str:
    """A code of the form, signed by ``signer`` or with ``key``; ``changes`` are to its facts."""
    key = changes.pop("key", None) or sample_key(changes.pop("signer", ANA))
    session = Session(form(), now=NOW)
    session.set("/data/nombre", name)
    session.set("/data/p001", answer)
    return codes.write(session, facts_of(session, **{"initiative_id": "ic-017", **changes}), key)


def page(path: Path, *texts: str) -> Path:
    """A picture with these codes, one beneath the other."""
    drawn = [picture(each) for each in texts]
    sheet = Image.new("L", (max(each.width for each in drawn), sum(each.height + 30 for each in drawn)), 255)
    top = 0
    for each in drawn:
        sheet.paste(each, (0, top))
        top += each.height + 30
    sheet.save(path)
    return path


def package(own: Vault, **changes: Any) -> bytes:
    """A package of the same form."""
    known = form()
    about = {"form_id": known.id, "form_version": known.version, "form_sha256": known.sha256}
    return packed(own, **{**about, **changes})
