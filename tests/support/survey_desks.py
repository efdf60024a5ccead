"""Open responses to small forms and to a shipped one, for the tests of the survey's screens."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop_app import paths
from desktop_app.workflows.answer import Desk
from desktop_app.xforms import Form, Session
from tests.support.forms import form

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
SCORES = (2, 1, 2, 0, 1, 1, None, 2, 2, 1, 0, None, 1)
"""Answers to P01 to P13 of the shipped self-diagnosis; two are missing."""

SMALL = """
    | survey |
    | | type | name | label | required | relevant | constraint | constraint_message | hint |
    | | begin_group | one | Primera | | | | | |
    | | note | intro | Lea con calma. | | | | | |
    | | text | name | ¿Cómo se llama? | yes | | | | |
    | | select_one yn | more | ¿Hay más? | | | | | |
    | | integer | how_many | ¿Cuántas? | yes | ${more} = 'yes' | . > 0 | Escriba un número mayor que cero. | |
    | | end_group | | | | | | | |
    | | begin_group | two | Segunda | | ${more} = 'yes' | | | |
    | | text | last | ¿Algo más? | | | | | Si quiere. |
    | | end_group | | | | | | | |
    | choices |
    | | list_name | name | label |
    | | yn | yes | Sí |
    | | yn | no | No |
"""


@lru_cache(maxsize=1)
def shipped() -> Form:
    """The self-diagnosis as shipped."""
    return Form.load(paths.forms_dir() / "autodiagnostico.md")


@lru_cache(maxsize=16)
def _form(markdown: str) -> Form:
    return form(markdown)


def refs(desk: Desk) -> dict[str, str]:
    """References by the name of their node."""
    return {Path(ref).name: ref for ref in desk.form.binds}


def diagnosis_desk(language: str = "es", *, answered: bool = True) -> Desk:
    """The shipped self-diagnosis, with ``SCORES`` unless empty."""
    known = shipped()
    desk = Desk("r1", Session(known, now=NOW, language=known.language_for(language)))
    by_name = refs(desk)
    if answered:
        for number, score in enumerate(SCORES, start=1):
            if score is not None:
                desk.answer(by_name[f"p{number:02}"], str(score))
        desk.answer(by_name["initiative_name"], "Cacao de Arauca")
        desk.current_ref = ""
    return desk


def desk_of(markdown: str) -> Desk:
    """A response to the form in ``markdown``."""
    return Desk("r1", Session(_form(markdown), now=NOW))


def long_form(count: int) -> str:
    """A form of one section with ``count`` questions."""
    rows = "\n".join(f"| | integer | q{number} | Pregunta {number} |" for number in range(count))
    return f"| survey |\n| | type | name | label |\n| | begin_group | g | Larga |\n{rows}\n| | end_group | | |"
