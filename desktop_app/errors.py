"""What can go wrong, as values: a stable code, the place, and (from the catalogue) a cause and a remedy.

The catalogue's wording lives in ``resources/texts/errors_<prefix>.toml``, one file a code prefix, Spanish and English
side by side. Code raises ``TelarError`` (or its room's subclass) with a code and parameters; whoever shows it asks for
the text in the reader's language. ``detail`` is for the log only and never carries the content of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from desktop_app.texts import Texts

LANGUAGES: Final = ("es", "en")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the fault is; only what is known is set. ``row`` and ``column`` are the sheet's own, from 1."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    ref: str | None = None
    entry: str | None = None
    position: int | None = None

    def text(self, language: str = "es") -> str:
        words = Texts.load("places", language)
        parts = [
            f"{words[field.name]} {value}" if words[field.name] else str(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None
        ]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fault in words: code, place, cause, remedy, ready to show."""

    code: str
    place: str
    cause: str
    remedy: str

    def text(self) -> str:
        where = f" ({self.place})" if self.place else ""
        return f"{self.code}{where}: {self.cause} {self.remedy}"


class TelarError(Exception):
    """A fault that Telar explains to its user.

    Args:
        code: a code of the catalogue, such as ``FORM-012``.
        place: where the fault is.
        detail: for the log: what a developer needs, without answers or keys.
        params: what the catalogue's sentences name in braces.
    """

    def __init__(self, code: str, place: Place | None = None, *, detail: str = "", **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place or Place()
        self.detail = detail
        self.params = params

    def explain(self, language: str = "es") -> Explanation:
        return explained(self.code, self.place, language, self.params)

    def at(self, **where: object) -> TelarError:
        """The same fault with more of its place known; what was known already stays."""
        known = {f.name: getattr(self.place, f.name) for f in fields(self.place)}
        merged = {**where, **{name: value for name, value in known.items() if value is not None}}
        self.place = Place(**merged)
        return self

    def __str__(self) -> str:
        return self.explain().text() + (f" [{self.detail}]" if self.detail else "")


class FormError(TelarError):
    """FORM-nnn: a form that cannot be loaded, or an expression in it that cannot be compiled or run."""


class AnswersError(TelarError):
    """ANS-nnn: answers that do not fit their form."""


class StoreError(TelarError):
    """STORE-nnn: the data folder or the database refuses."""


class FileError(TelarError):
    """FILE-nnn: a file cannot be read or written."""


class PackageError(TelarError):
    """PKG-nnn: a package is refused."""


class SigningKeyError(TelarError):
    """KEY-nnn: the signing key cannot be made, opened or used."""


class EncryptionError(TelarError):
    """ENC-nnn: a file cannot be encrypted to its recipients, or not be decrypted here."""


class TrustError(TelarError):
    """CRT-nnn: a certificate, an enrolment or a revocation list is refused."""


class ReceiptError(TelarError):
    """RCP-nnn: a receipt is refused."""


class KitError(TelarError):
    """KIT-nnn: a wave kit is refused."""


class PaperError(TelarError):
    """QR-nnn: what was read off paper is refused."""


class AuthorityError(TelarError):
    """AUT-nnn: the receiving entity's keys or its register refuse."""


class ReceptionError(TelarError):
    """RCV-nnn: the receiving entity does not take a package as asked, or its books refuse."""


class ReportError(TelarError):
    """REP-nnn: a report cannot be made."""


class UsageError(TelarError):
    """USE-nnn: the command line or a request names something that is not there."""


def explain(code: str, place: Place | None = None, language: str = "es", **params: object) -> Explanation:
    """The catalogue's words for ``code``; an unknown code is a programming error and raises ``LookupError``."""
    return explained(code, place, language, params)


def explained(code: str, place: Place | None, language: str, params: Mapping[str, object]) -> Explanation:
    """``explain`` for parameters that may be called anything, ``language`` and ``place`` too."""
    try:
        texts = Texts.load(f"errors_{code.partition('-')[0].lower()}", language)
    except FileNotFoundError:
        raise LookupError(code) from None
    number = code.partition("-")[2]
    where = place.text(language) if place else ""
    return Explanation(
        code,
        where,
        texts[f"{number}.cause"].format_map(_Params(params)),
        texts[f"{number}.remedy"].format_map(_Params(params)),
    )


class _Params(dict[str, object]):
    """Leaves a name that was not given as it stands, so that an explanation never fails."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
