"""The instruments as the window names them: in which order, what each is for, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desktop_app.ui import i18n

MAIN: Final = "ssme"
_ORDER: Final = (MAIN, "autodiagnostico")


def in_order(form_ids: Iterable[str]) -> list[str]:
    """The main instrument first, then the others that are known, then any other by name."""
    known = {form_id: place for place, form_id in enumerate(_ORDER)}
    return sorted(form_ids, key=lambda form_id: (known.get(form_id, len(known)), form_id))


def name(form_id: str) -> str:
    """What a list of instruments calls one; the identifier of one that is not known here."""
    return _spoken(form_id)[0]


def about(form_id: str) -> str:
    """One sentence on what it is for and how long it takes; empty for one that is not known here."""
    return _spoken(form_id)[1]


def _spoken(form_id: str) -> tuple[str, str]:
    from desktop_app.workflows.shipped import spoken

    return spoken(form_id, i18n.language())
