"""Questions that accompany another: its comment, its evidence, the date planned for what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_app.xforms import Form

KINDS = ("comment", "evidence", "planned")


@dataclass(frozen=True, slots=True)
class Companions:
    """References of what accompanies one question; ``None`` where the form has none."""

    comment: str | None = None
    evidence: str | None = None
    planned: str | None = None


def companions(form: Form) -> Mapping[str, Companions]:
    """The companions by the reference of the question they belong to (``telar:comment-of`` names a sibling node).

    One that names no sibling accompanies nothing and counts as a question of its own.
    """
    found: dict[str, Companions] = {}
    for bind in form.binds.values():
        for kind in KINDS:
            name = bind.attributes.get(f"{kind}-of", "").strip()
            if name and (owner := owner_of(form, bind.ref, name)):
                found[owner] = replace(found.get(owner, Companions()), **{kind: bind.ref})
    return found


def owner_of(form: Form, ref: str, name: str) -> str | None:
    """The sibling of ``ref`` called ``name``, else ``None``."""
    owner = f"{ref.rpartition('/')[0]}/{name}"
    return owner if owner != ref and owner in form.binds else None
