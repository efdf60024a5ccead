"""Soft warnings: what looks unusual in the answers, why, and what the respondent says of it.

A form declares one as a question of its own (``telar:warning-of`` names the question that it is about): the condition
under which that question applies is the rule, its label the message, its answer the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.diagnosis.companions import companions
from desktop_app.xforms import Session
from desktop_app.xforms.tree import generic


@dataclass(frozen=True, slots=True)
class SoftWarning:
    """One that applies now: ``ref`` is the question that it is about, ``reason_ref`` where its reason is answered.

    ``rule`` is the condition as the form has it; ``reason`` is empty while none is given.
    """

    ref: str
    reason_ref: str
    message: str
    rule: str
    reason: str


def soft_warnings(session: Session) -> tuple[SoftWarning, ...]:
    """Those that apply to the present answers, in document order."""
    owners = {reason: owner for owner, each in companions(session.form).items() for reason in each.warnings}
    if not owners:
        return ()
    found = []
    for place, reason in session.values().items():
        plain = generic(place)
        if plain in owners and session.is_relevant(place):
            owner = f"{place.rpartition('/')[0]}/{owners[plain].rpartition('/')[2]}"
            rule = session.form.binds[plain].relevant.strip()
            found.append(SoftWarning(owner, place, session.label(place), rule, reason))
    return tuple(found)
