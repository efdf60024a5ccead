"""The instruments as the window names them: in which order, what each is for, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from desktop_app.ui import i18n

if TYPE_CHECKING:
    from desktop_app.ui.new_response import Offered
    from desktop_app.workflows.workspace import Workspace

MAIN: Final = "ssme"
_ORDER: Final = (MAIN, "autodiagnostico")


def in_order(form_ids: Iterable[str]) -> list[str]:
    """The main instrument first, then the others that are known, then any other by name."""
    known = {form_id: place for place, form_id in enumerate(_ORDER)}
    return sorted(form_ids, key=lambda form_id: (known.get(form_id, len(known)), form_id))


def shipped_ids() -> list[str]:
    """The instruments that Telar ships."""
    from desktop_app.workflows.shipped import shipped_forms

    return in_order(form.id for form in shipped_forms() if form.instrument)


def offered(workspace: Workspace, initiative_id: str, language: str) -> list[Offered]:
    """What a new response may be to: the shipped instruments, and those that kits brought, for the waves they did."""
    from desktop_app.ui.new_response import Offered
    from desktop_app.workflows.shipped import spoken
    from desktop_app.workflows.waves import offers

    def one(form_id: str, waves: tuple[str, ...] = (), called: str = "") -> Offered:
        return Offered(form_id, offers(workspace, initiative_id, form_id), waves, called)

    known = shipped_ids()
    for form_id in known:
        spoken(form_id, language)  # read here, on the working thread: the dialog would wait for it
    brought = workspace.forms.brought()
    called = workspace.forms.called
    return [*map(one, known), *(one(each, waves, called(each, language)) for each, waves in brought.items())]


def name(form_id: str) -> str:
    """What a list of instruments calls one; the identifier of one that is not known here."""
    return _spoken(form_id)[0]


def about(form_id: str) -> str:
    """One sentence on what it is for and how long it takes; empty for one that is not known here."""
    return _spoken(form_id)[1]


def _spoken(form_id: str) -> tuple[str, str]:
    from desktop_app.workflows.shipped import spoken

    return spoken(form_id, i18n.language())
