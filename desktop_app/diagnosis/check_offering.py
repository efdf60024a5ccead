"""What ``forms check`` says about repeats whose records begin from what other instruments found."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.offering import FIELD, FIELDS, OPPORTUNITIES, OfferForm, offer_forms
from desktop_app.errors import Place
from desktop_app.xforms import Form
from desktop_app.xforms.model import Finding, Group, Question, Repeat, Severity


def check_offering(form: Form) -> Iterator[Finding]:
    """The findings; each is a warning, for the form works, and what is at fault is not offered or not taken."""
    sound = {each.nodeset: each for each in offer_forms(form)}
    for element in _elements(form.body):
        said = element.attributes.get(FIELD, "").split()
        if not said:
            continue
        code = _of_repeat(element, said[0], sound) if isinstance(element, Repeat) else _of_node(element, said, sound)
        if code:
            yield _finding(code, element.ref, " ".join(said))
    for each in sound.values():
        if "title" not in each.fields:
            yield _finding("DIAG-042", each.nodeset)


def _finding(code: str, ref: str, value: str = "") -> Finding:
    place = Place(ref=ref, column=f"bind::telar:{FIELD}")
    return Finding(Severity.WARNING, code, place, {"value": value} if value else {})


def _of_repeat(repeat: Repeat, said: str, sound: dict[str, OfferForm]) -> str:
    if said != OPPORTUNITIES:
        return "DIAG-040"
    return "" if repeat.ref in sound else "DIAG-041"


def _of_node(element: Question | Group, said: list[str], sound: dict[str, OfferForm]) -> str:
    if len(said) > 1 or said[0] not in FIELDS:
        return "DIAG-040"
    return "" if any(element.ref in each.fields.values() for each in sound.values()) else "DIAG-041"


def _elements(body: tuple[Question | Group | Repeat, ...]) -> Iterator[Question | Group | Repeat]:
    for element in body:
        yield element
        if isinstance(element, Group):
            yield from _elements(element.children)
