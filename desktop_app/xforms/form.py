"""A form, compiled once: what it asks, in which languages, with which lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from desktop_app.errors import FormError, Place
from desktop_app.fileio import read_limited, sha256_hex
from desktop_app.texts import language_code
from desktop_app.xforms import itemsets
from desktop_app.xforms.captions import Caption
from desktop_app.xforms.definition import Definition, Spec
from desktop_app.xforms.model import Bind, Choice, Group, Question, Repeat
from desktop_app.xforms.read_xform import MAX_SIZE, read_xform
from desktop_app.xforms.secondary import MAX_MEDIA, media_names
from desktop_app.xforms.tree import generic

_LONGEST_NAME: Final = 255  # bytes: what file systems take
XLSFORM_SUFFIXES: Final = (".xlsx", ".csv", ".md")


class Form:
    """An XForm ready to be filled. Immutable; shared by sessions and threads.

    Attributes:
        id: the form's identifier, as submissions carry it.
        version: the form's version; ``""`` if it has none.
        title: in the default language.
        xform: the XForm document, from which ``from_xform`` makes the same form again.
        sha256: of ``xform``, in hex.
        media: the attached files by name, as loaded.
        definition: the compiled parts, for sessions.
    """

    def __init__(self, xform: bytes, media: Mapping[str, bytes], definition: Definition) -> None:
        self.xform = xform
        self.sha256 = sha256_hex(xform)
        self.media: Mapping[str, bytes] = MappingProxyType(dict(media))
        self.definition = definition
        self.id = definition.id
        self.version = definition.version
        self.title = definition.title
        self._questions = {question.ref: question for question in _questions(definition.body)}
        self._lists: dict[tuple[str, str | None], tuple[Choice, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Form:
        """Reads an XLSForm (``.xlsx``, ``.csv``, ``.md``) or XForm (``.xml``) with the media files it names.

        Media are looked for in ``media`` beside the file and beside the file itself.

        Raises:
            FormError: the first fault of the form.
            FileError: the file cannot be read.
        """
        path = Path(path)
        try:
            if path.suffix.lower() != ".xml":
                return cls._from_xlsform(path)
            xform = read_limited(path, MAX_SIZE)
            return cls.from_xform(xform, find_media(xform, path.parent))
        except FormError as error:
            error.at(file=path.name)
            raise

    @classmethod
    def _from_xlsform(cls, path: Path) -> Form:
        from desktop_app.xforms.cells import Cells
        from desktop_app.xforms.compile_xlsform import compile_xlsform

        compiled = compile_xlsform(path)
        try:
            return cls.from_xform(compiled.xform, {**find_media(compiled.xform, path.parent), **compiled.media})
        except FormError as error:
            Cells.of(compiled.workbook).locate(error)
            raise

    @classmethod
    def from_xform(cls, data: bytes, media: Mapping[str, bytes] | None = None) -> Form:
        """Compiles an XForm; ``media`` are the attached files by name."""
        files = media or {}
        return cls(data, files, read_xform(data, files))

    # -- languages ---------------------------------------------------------------------------------------------------

    @property
    def languages(self) -> tuple[str, ...]:
        """As the form names them; empty for a form without translations."""
        return self.definition.translations.languages

    @property
    def default_language(self) -> str | None:
        return self.definition.translations.default

    def language_for(self, code: str) -> str | None:
        """The form's language of that name or code (``es`` finds ``Español (es)``), else the default."""
        if code in self.languages:
            return code
        wanted = language_code(code)
        return next((name for name in self.languages if language_code(name) == wanted), self.default_language)

    # -- content -----------------------------------------------------------------------------------------------------

    @property
    def root(self) -> str:
        """The reference of the instance's root element, such as ``/data``."""
        return self.definition.root.ref

    @property
    def body(self) -> tuple[Question | Group | Repeat, ...]:
        return self.definition.body

    @cached_property
    def binds(self) -> Mapping[str, Bind]:
        """What is declared about each node, in document order, calculates included."""
        declared = self.definition.binds
        return MappingProxyType({ref: declared[ref] for ref in self.definition.specs if ref in declared})

    def question(self, ref: str) -> Question:
        """The question at ``ref`` ; ``KeyError`` if there is none."""
        return self._questions[generic(ref)]

    def questions(self) -> Iterator[Question]:
        """All questions, in document order."""
        return iter(self._questions.values())

    def choice_list(self, name: str, language: str | None) -> tuple[Choice, ...]:
        """A whole list, also one that no question uses; empty if the form has none of that name."""
        found = self._lists.get((name, language))
        if found is None:
            items = self.definition.lists.get(name, ())
            found = self._lists[name, language] = itemsets.list_choices(items, self.definition.translations, language)
        return found

    def text(self, ref: str, language: str | None, kind: Literal["label", "hint"] = "label") -> str:
        """A label or hint, with each output shown as ``…``; ``""`` if there is none."""
        spec: Spec | None = self.definition.specs.get(ref)
        caption = (spec.label if kind == "label" else spec.hint) if spec is not None else None
        return self._static(caption, language) if caption is not None else ""

    def offered(self, ref: str, language: str | None) -> tuple[Choice, ...]:
        """Every choice that the question at ``ref`` has, filtered lists whole; ``()`` where the form fixes none."""
        source = self.definition.specs[ref].source if ref in self.definition.specs else None
        if isinstance(source, itemsets.FixedChoices):
            return tuple(Choice(name, self._static(caption, language)) for name, caption in source.items)
        name = itemsets.list_name(source)
        return self.choice_list(name, language) if name else ()

    def _static(self, caption: Caption, language: str | None) -> str:
        if caption.itext is None:
            return caption.text.static()
        return self.definition.translations.find(caption.itext, language).static()


def find_media(xform: bytes, folder: Path) -> dict[str, bytes]:
    """The attached files of ``xform`` found in ``folder/media`` or ``folder``, by name; what is not there is left out.

    Only plain names are looked for: a form cannot reach outside its folder.
    """
    found: dict[str, bytes] = {}
    for name in media_names(xform, MAX_SIZE):
        if Path(name).name != name or name.startswith(".") or "\\" in name or len(name.encode()) > _LONGEST_NAME:
            raise FormError("FORM-014", Place(file=name[:100]), name=name[:100])
        for place in (folder / "media" / name, folder / name):
            if place.is_file():
                found[name] = read_limited(place, MAX_MEDIA)
                break
    return found


def _questions(body: tuple[Question | Group | Repeat, ...]) -> Iterator[Question]:
    for element in body:
        if isinstance(element, Question):
            yield element
        else:
            yield from element.questions()
