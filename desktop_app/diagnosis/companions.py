"""Questions that accompany another: its comment, its evidence, the date planned for what it lacks, what stands for a
missing number, and the reason for what looks unusual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_app.xforms import Form
from desktop_app.xforms.model import Control

KINDS = ("special", "warning", "comment", "evidence", "planned")


@dataclass(frozen=True, slots=True)
class Companions:
    """References of what accompanies one question; ``None`` where the form has none.

    ``special`` is the choice that stands for a number that there is not; ``warnings`` are soft: each applies while
    there is something to explain, says it in its label, and its answer is the reason.
    """

    comment: str | None = None
    evidence: str | None = None
    planned: str | None = None
    special: str | None = None
    warnings: tuple[str, ...] = ()

    def refs(self) -> tuple[str, ...]:
        """Those that there are, in the order in which they are shown."""
        single = (self.comment, self.evidence, self.planned)
        return tuple(ref for ref in (self.special, *self.warnings, *single) if ref)


def companions(form: Form) -> Mapping[str, Companions]:
    """The companions by the reference of the question they belong to (``telar:comment-of`` names a sibling node).

    One that names no sibling question, or one that is itself a companion, accompanies nothing and counts as a question
    of its own: it would not be shown otherwise. References have no positions; inside a repeat a companion is that of
    the question in the same instance (``beside``).
    """
    asked = {question.ref for question in form.questions() if question.control is not Control.NOTE}
    named = [
        (owner, kind, bind.ref)
        for bind in form.binds.values()
        for kind in KINDS
        if (name := bind.attributes.get(f"{kind}-of", "").strip())
        and bind.ref in asked
        and (owner := owner_of(form, bind.ref, name)) in asked
    ]
    accompanying = {ref for _, _, ref in named}
    found: dict[str, Companions] = {}
    for owner, kind, ref in named:
        if owner not in accompanying:
            known = found.get(owner, Companions())
            more = {"warnings": (*known.warnings, ref)} if kind == "warning" else {kind: ref}
            found[owner] = replace(known, **more)
    return found


def beside(ref: str, extra: Companions) -> Companions:
    """``extra`` where the question is at ``ref``, which may have positions: companions are its siblings."""
    above = ref.rpartition("/")[0]

    def there(companion: str | None) -> str | None:
        return f"{above}/{companion.rpartition('/')[2]}" if companion else None

    return Companions(
        there(extra.comment),
        there(extra.evidence),
        there(extra.planned),
        there(extra.special),
        tuple(f"{above}/{warning.rpartition('/')[2]}" for warning in extra.warnings),
    )


def owner_of(form: Form, ref: str, name: str) -> str | None:
    """The sibling of ``ref`` called ``name``, else ``None``."""
    owner = f"{ref.rpartition('/')[0]}/{name}"
    return owner if owner != ref and owner in form.binds else None
