"""Forms written inside tests, as Markdown XLSForms or as the parts of an XForm, and sessions on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from textwrap import dedent
from zoneinfo import ZoneInfo

from desktop_app.xforms import Form, Session
from desktop_app.xforms.compile_xlsform import Compiled, compile_workbook
from desktop_app.xforms.sheets import parse_workbook

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:telar="urn:telar:rubric:1">'
)


def compiled(markdown: str) -> Compiled:
    """The XForm of an XLSForm in Markdown."""
    return compile_workbook(parse_workbook(dedent(markdown).strip().encode(), ".md", "form"))


def form(markdown: str, media: Mapping[str, bytes] | None = None) -> Form:
    """A form from its XLSForm in Markdown."""
    made = compiled(markdown)
    return Form.from_xform(made.xform, {**(media or {}), **made.media})


def session(
    markdown: str,
    media: Mapping[str, bytes] | None = None,
    *,
    now: datetime = NOW,
    language: str | None = None,
) -> Session:
    """A new session on the form in ``markdown``."""
    return Session(form(markdown, media), now=now, language=language)


def xform(instance: str, model: str = "", body: str = "", *, title: str = "t", itext: str = "") -> bytes:
    """An XForm from its parts: the primary instance's root element, binds and other instances, body."""
    return (
        f"<?xml version='1.0'?>{HEAD}<h:head><h:title>{title}</h:title><model>{itext}"
        f"<instance>{instance}</instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def xsession(instance: str, model: str = "", body: str = "", *, itext: str = "") -> Session:
    """A new session on the XForm of these parts."""
    return Session(Form.from_xform(xform(instance, model, body, itext=itext)), now=NOW)
