"""A wave's results, from the books: figures, statements and tables, in the form's words."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from desktop_app.diagnosis.published import Published
from desktop_app.reception import result_tables, statements
from desktop_app.reception.gathered import figures, gather
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.scope import Filters
from desktop_app.reception.words import Words
from desktop_app.xforms import Form

ALL: Final = Filters()
"""No filter: the whole wave."""


def published(connection: Connection, form: Form, wave: str, filters: Filters = ALL, language: str = "es") -> Published:
    """What the wave publishes of the form.

    Each initiative counts once, with its latest revision. Who has not answered a question, or says not to know, is not
    counted there; nothing is told of fewer than ``LEAST`` initiatives.
    """
    known = KnownForm(form)
    words = Words(known, language)
    found = gather(connection, known, wave, filters)
    return Published(
        wave=wave,
        form_id=form.id,
        title=words.form_title,
        previous=found.previous,
        figures=figures(found, words),
        statements=statements.statements(found, words),
        tables=result_tables.tables(found, words),
        filters=words.filters(found.scope),
    )
