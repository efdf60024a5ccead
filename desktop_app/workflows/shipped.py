"""The shipped forms: which there are, and each one compiled once and kept with its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from desktop_app import __version__, paths
from desktop_app.errors import LANGUAGES, Place, UsageError
from desktop_app.fileio import sha256_hex
from desktop_app.store import Store
from desktop_app.xforms import Form

CARD_FORM = "iniciativa"
_CHOSEN = "form."


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form of the ``forms`` folder; ``instrument`` is false for the initiative's card."""

    id: str
    path: Path

    @property
    def instrument(self) -> bool:
        return self.id != CARD_FORM


def shipped_forms() -> tuple[ShippedForm, ...]:
    """Every shipped form; a form's file is named after its id."""
    files = sorted(path for path in paths.forms_dir().glob("*.md") if path.stem.islower())  # others are about forms
    return tuple(ShippedForm(path.stem, path) for path in files)


def shipped_form(form_id: str) -> ShippedForm:
    found = next((form for form in shipped_forms() if form.id == form_id), None)
    if found is None:
        known = ", ".join(form.id for form in shipped_forms())
        raise UsageError("USE-001", Place(file=form_id), known=known)
    return found


def spoken(form_id: str, language: str) -> tuple[str, str]:
    """What a shipped instrument is called and what it is for, as ``FORM`` of its lists ``telar_names`` and
    ``telar_help`` says; the identifier and nothing for a form that does not ship, or says neither.

    The form is not compiled for it.
    """
    path = next((form.path for form in shipped_forms() if form.id == form_id), None)
    said = _about_itself(path) if path is not None else {}
    words = {name: texts.get(language) or texts.get(LANGUAGES[0], "") for name, texts in said.items()}
    return words.get("telar_names") or form_id, words.get("telar_help", "")


@lru_cache(maxsize=32)
def _about_itself(path: Path) -> dict[str, dict[str, str]]:
    """By list and language, the label of its choice ``FORM``."""
    from desktop_app.xforms.sheets import read_workbook

    found: dict[str, dict[str, str]] = {}
    choices = read_workbook(path).sheets.get("choices")
    for row in choices.rows if choices is not None else ():
        if row.cells.get("name") == "FORM":
            labels = {column: text for column, text in row.cells.items() if column.startswith("label")}
            found[row.cells.get("list_name", "")] = {
                language: text
                for column, text in labels.items()
                for language in LANGUAGES
                if column.endswith(f"({language})")
            }
    return found


def title(form: Form, language: str) -> str:
    """The form's title in ``language``: XLSForm has one title only, so the translation is a name of the rubric."""
    names = form.choice_list("telar_names", form.language_for(language))
    return next((choice.label for choice in names if choice.name == "FORM"), form.title)


class FormCatalogue:
    """Forms ready to run. A shipped form is compiled when its files or the program change, and kept in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[int, Form] = {}

    def shipped(self, form_id: str) -> tuple[Form, int]:
        """The shipped form and the number under which the store keeps it."""
        shipped = shipped_form(form_id)
        key, fingerprint = f"compiled.{form_id}", _fingerprint(shipped.path)
        known, _, number = self._store.settings.get(key, "").partition(" ")
        if known == fingerprint and number.isdecimal():
            return self.instrument(int(number)), int(number)
        form = Form.load(shipped.path)
        kept = self._store.instruments.add(
            form_id=form.id, version=form.version, title=form.title, xform=form.xform, media=form.media
        )
        for language in LANGUAGES:
            self._store.settings.set(f"title.{form_id}.{language}", title(form, language))
        self._store.settings.set(key, f"{fingerprint} {kept.id}")
        self._open[kept.id] = form
        return form, kept.id

    def current(self, form_id: str, wave: str) -> tuple[Form, int]:
        """The form with which responses of the wave begin, and its number: that of the wave's kit, else the shipped
        one. ``USE-001`` for a form that neither has."""
        number = self._store.settings.get(_chosen(form_id, wave), "")
        if number.isdecimal():
            return self.instrument(int(number)), int(number)
        return self.shipped(form_id)

    def choose(self, form_id: str, wave: str, number: int) -> None:
        """From now on responses of the wave begin with the form that the store keeps under ``number``."""
        self._store.settings.set(_chosen(form_id, wave), str(number))

    def brought(self) -> dict[str, tuple[str, ...]]:
        """The forms that only kits brought: by identifier, the waves that they brought one for, newest first."""
        known = {form.id for form in shipped_forms()}
        found: dict[str, list[str]] = {}
        for key in self._store.settings.all():
            form_id, _, wave = key.removeprefix(_CHOSEN).rpartition(".")
            if key.startswith(_CHOSEN) and form_id and form_id not in known:
                found.setdefault(form_id, []).append(wave)
        return {form_id: tuple(sorted(waves, reverse=True)) for form_id, waves in sorted(found.items())}

    def called(self, form_id: str, language: str) -> str:
        """What a form that was opened or brought here is called; its identifier while none was."""
        return self._store.settings.get(f"title.{form_id}.{language}", "") or form_id

    def instrument(self, number: int) -> Form:
        """The form of a stored response, as it was when the response began."""
        if number not in self._open:
            source = self._store.instruments.source(number)
            self._open[number] = Form.from_xform(source.xform, source.media)
        return self._open[number]


def _chosen(form_id: str, wave: str) -> str:
    return f"{_CHOSEN}{form_id}.{wave}"


def _fingerprint(path: Path) -> str:
    """What the compiled form depends on: its text, the lists beside it, and the program that compiles it."""
    lists = sorted((path.parent / "media").glob("*.csv"))
    return sha256_hex(b"\0".join([__version__.encode(), *(file.read_bytes() for file in [path, *lists])]))
