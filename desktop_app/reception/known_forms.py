"""The forms whose answers came in: kept with the answers, so that the books can be read without anything else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, insert, select

from desktop_app.diagnosis import Rubric
from desktop_app.reception.tables import arrivals, form_media, forms, responses
from desktop_app.reception.values import Shape
from desktop_app.xforms import Form
from desktop_app.xforms.model import repeats

_META = "/meta/"
FACTS = ("name", "department", "macrosector", "chamber")
"""What is kept of an initiative's card beside its answers."""


@dataclass(frozen=True)
class KnownForm:
    """A form, and where in a response that stands what results are grouped by."""

    form: Form

    @cached_property
    def repeats(self) -> frozenset[str]:
        """The references of its repeats."""
        return frozenset(each.ref for each in repeats(self.form.body))

    @cached_property
    def shape(self) -> Shape:
        """Its nodes, for reading responses; what the program itself adds (``meta``) is none of them."""
        refs = {*self.form.binds, *(question.ref for question in self.form.questions())}
        return Shape(sorted(ref for ref in refs if _META not in ref), self.repeats)

    @cached_property
    def facts(self) -> dict[str, str]:
        """The fact at each reference that mirrors the card, as ``telar:card`` says."""
        return {
            bind.ref: card for bind in self.form.binds.values() if (card := bind.attributes.get("card", "")) in FACTS
        }

    def labels(self, fact: str, language: str) -> dict[str, str]:
        """What the codes of a fact are called, in the form's order; of ``level``, the rubric's levels."""
        wanted = self.form.language_for(language)
        if fact == "level":
            return {each.number: each.label for each in self.rubric.levels(wanted)} if self.rubric is not None else {}
        ref = next((ref for ref, card in self.facts.items() if card == fact), "")
        return {choice.name: choice.label for choice in self.form.offered(ref, wanted)}

    @cached_property
    def rubric(self) -> Rubric | None:
        return Rubric.read(self.form)


def add(connection: Connection, form: Form) -> bool:
    """Keeps the form; whether it is new."""
    if connection.scalar(select(forms.c.sha256).where(forms.c.sha256 == form.sha256)) is not None:
        return False
    connection.execute(
        insert(forms).values(
            sha256=form.sha256, form_id=form.id, version=form.version, title=form.title, xform=form.xform
        )
    )
    if form.media:
        rows = [{"sha256": form.sha256, "name": name, "content": data} for name, data in sorted(form.media.items())]
        connection.execute(insert(form_media), rows)
    return True


def load(connection: Connection, sha256: str) -> Form | None:
    """The form with this digest, if it is known."""
    xform = connection.scalar(select(forms.c.xform).where(forms.c.sha256 == sha256))
    if xform is None:
        return None
    media = connection.execute(select(form_media.c.name, form_media.c.content).where(form_media.c.sha256 == sha256))
    return Form.from_xform(xform, {row.name: row.content for row in media})


def answered(connection: Connection, wave: str) -> dict[str, Form]:
    """The forms that count in a wave by id, each in the latest version that was answered in it."""
    came = responses.c.arrival_id == arrivals.c.id
    mine = select(forms.c.form_id, forms.c.version, forms.c.sha256).join_from(responses, arrivals, came)
    mine = mine.join(forms, forms.c.sha256 == arrivals.c.form_sha256).distinct()
    rows = connection.execute(mine.where(responses.c.wave == wave, responses.c.current.is_(True))).all()
    found = {row.form_id: load(connection, row.sha256) for row in sorted(rows)}
    return {form_id: form for form_id, form in found.items() if form is not None}


def digest(connection: Connection, form_id: str, beginning: str) -> str | None:
    """The SHA-256 (hex) of the form with this id whose digest begins so, if it is known."""
    mine = forms.c.form_id == form_id, forms.c.sha256.startswith(beginning, autoescape=True)
    return connection.scalar(select(forms.c.sha256).where(*mine).limit(1))


def latest(connection: Connection, form_id: str) -> Form | None:
    """The form's latest version among those kept."""
    found = connection.execute(select(forms.c.version, forms.c.sha256).where(forms.c.form_id == form_id)).all()
    return load(connection, max(found)[1]) if found else None


def titles(connection: Connection) -> dict[str, str]:
    """What each form is called, by its id, as its latest version says."""
    rows = connection.execute(select(forms.c.form_id, forms.c.title).order_by(forms.c.version))
    return {row.form_id: row.title for row in rows}
