"""Which answers a response of the next wave may take over from the one before, as the form says.

``telar:carry`` (``yes`` or ``no``) says it of a question, of a whole repeat, or of all that is in a group. Where
nothing is said, figures (``telar:role="figure"``) are of their year and are not taken over, and all else is.
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.companions import companions
from desktop_app.xforms import Form
from desktop_app.xforms.model import Control, Group, Question, Repeat

FIELD = "carry"
_SAYS = {"yes": True, "no": False}


def carried(form: Form) -> frozenset[str]:
    """The references, without positions, of the questions and repeats that may be taken over.

    What is calculated, notes, files and the reasons of soft warnings are not among them.
    """
    reasons = {reason for each in companions(form).values() for reason in each.warnings}
    return frozenset(ref for ref in _carried(form, form.body) if ref not in reasons)


def _carried(
    form: Form, elements: tuple[Question | Group | Repeat, ...], *, above: bool | None = None
) -> Iterator[str]:
    for element in elements:
        said = _SAYS.get(element.attributes.get(FIELD, "").strip(), above)
        if isinstance(element, Question):
            figure = element.attributes.get("role", "").strip() == "figure"
            if (not figure if said is None else said) and _is_answered(form, element):
                yield element.ref
        elif isinstance(element, Repeat):
            if said is not False and not element.fixed:
                yield element.ref
                yield from _carried(form, element.children, above=said)
        else:
            yield from _carried(form, element.children, above=said)


def _is_answered(form: Form, question: Question) -> bool:
    bind = form.binds.get(question.ref)
    given = bind is None or not (bind.calculate or bind.readonly.strip() == "true()")
    return given and question.control not in (Control.NOTE, Control.UPLOAD)
