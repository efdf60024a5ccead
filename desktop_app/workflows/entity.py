"""The receiving entity at work: its keys, its register of signers, and its books."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import FormError
from desktop_app.submission import RECIPIENT
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form

if TYPE_CHECKING:
    from desktop_app.reception.books import Books, Connection
    from desktop_app.reception.intake import Recorder
    from desktop_app.reception.known_forms import KnownForm
    from desktop_app.submission.authority import Vault


@dataclass(frozen=True)
class Entity:
    """An entity whose books are open. ``forms`` are those of a folder, besides the books' own and the shipped ones."""

    vault: Vault
    books: Books
    forms: tuple[Form, ...] = ()
    _identities: list[str] = field(default_factory=list, repr=False, compare=False)
    _known: dict[str, KnownForm] = field(default_factory=dict, repr=False, compare=False)
    _unknown: set[str] = field(default_factory=set, repr=False, compare=False)

    def identities(self) -> tuple[str, ...]:
        """What opens packages; a passphrase is asked for once. Raises as ``authority.identities``."""
        from desktop_app.submission.authority import identities

        if not self._identities:
            self._identities.extend(identities(self.vault))
        return tuple(self._identities)

    def recorder(self, connection: Connection) -> Recorder:
        """Whoever writes down what comes in, as the register and the waves stand now."""
        from desktop_app.reception.intake import Recorder
        from desktop_app.reception.registry import roll
        from desktop_app.submission.authority import load

        return Recorder(roll(connection, load(self.vault.folder)), RECIPIENT, self._find, self._known)

    def _find(self, form_id: str, sha256: str) -> Form | None:
        """A form that the books do not have, by its SHA-256 or how that begins; looking among the shipped ones takes
        long, and is done once."""
        found = next((form for form in self.forms if form.id == form_id and form.sha256.startswith(sha256)), None)
        if found is None and sha256 not in self._unknown and (found := _shipped(form_id, sha256)) is None:
            self._unknown.add(sha256)
        return found


@contextmanager
def opened(vault: Vault, address: str | None = None, forms: tuple[Form, ...] = ()) -> Iterator[Entity]:
    """The entity whose keys are in ``vault``, with its books at ``address``, or beside its keys.

    Raises:
        AuthorityError: AUT-002 and 007 the folder is none of an authority's.
        ReceptionError: as ``Books.open``.
    """
    from desktop_app.reception.books import Books
    from desktop_app.submission.authority import load

    load(vault.folder)
    with Books.open(address or own_address(vault.folder)) as books:
        yield Entity(vault, books, forms)


def own_address(folder: Path) -> str:
    """Where the books of the entity in ``folder`` are, unless another place is named."""
    from desktop_app.reception.books import FILE, address_of

    return address_of(folder.absolute() / FILE)


def address_parts(address: str) -> tuple[str, str]:
    """An address of books without its password, as it may be kept on disk, and the password. Raises RCV-020."""
    from desktop_app.reception.books import without_password

    return without_password(address)


def address_with(address: str, password: str) -> str:
    """The whole address. Raises RCV-020."""
    from desktop_app.reception.books import with_password

    return with_password(address, password)


def asks_password(address: str) -> bool:
    """Whether the database at ``address`` wants a password that is not in it. Raises RCV-020."""
    from desktop_app.reception.books import lacks_password

    return lacks_password(address)


def _shipped(form_id: str, sha256: str) -> Form | None:
    for each in shipped_forms():
        if each.instrument and each.path.stem == form_id:
            try:
                form = Form.load(each.path)
            except FormError:
                continue
            if form.sha256.startswith(sha256):
                return form
    return None
