"""The demonstration's receiving entity: made for it, with secrets that nobody learns, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.fileio import read_limited, write_atomic
from desktop_app.submission import KeyringSecrets, SecretKeeper
from desktop_app.workflows import authority, kits, receiving, wave_kit
from desktop_app.workflows.entity import Entity as AtWork
from desktop_app.workflows.entity import opened
from desktop_app.workflows.incoming import ReceiptTaken, take_receipt
from desktop_app.workflows.initiatives import card_of
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form

if TYPE_CHECKING:
    from desktop_app.reception.registry import Member
    from desktop_app.submission import SigningKey

NAMES: Final = {"es": "EJEMPLO: entidad receptora", "en": "SAMPLE: receiving entity"}
_BY: Final = {"es": "Mesa de ayuda de ejemplo", "en": "Sample help desk"}
_MESSAGE: Final = {
    "es": "Ola de ejemplo. Nada de lo que aquí se firma vale fuera de la demostración.",
    "en": "A sample wave. Nothing that is signed here counts outside the demonstration.",
}
_OBSERVATIONS: Final = {
    "es": (
        ("team", "¿La segunda persona ya se vinculó? Si es así, actualice el equipo."),
        ("actors_total", "El total de actores no coincide con la lista de asistencia.\nRevíselo, por favor."),
    ),
    "en": (
        ("team", "Has the second person joined? If so, update the team."),
        ("actors_total", "The total of actors does not agree with the attendance list.\nPlease look at it again."),
    ),
}
"""By the question's name: what the entity asks when it returns the sample's SSME."""
CORRECTED: Final = "actors_total"
"""The question whose answer the correction changes, and to what."""
CORRECTION: Final = "101"
_LIMIT: Final = 32 * 1024 * 1024


class _Memory:
    """A keyring that lasts as long as the process: a demonstration has no business in the user's."""

    priority = 5.0

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password


def passing_secrets() -> SecretKeeper:
    """Seals as a keyring's keeper does, to a secret that is made at random and kept nowhere."""
    return KeyringSecrets(_Memory())  # type: ignore[arg-type]  # all that is asked of a backend


@dataclass(frozen=True, slots=True)
class Answered:
    """A package that the entity answered, its receipt, and what became of the response when that was brought in."""

    handled: receiving.Handled
    taken: ReceiptTaken


class Entity:
    """An entity with all its keys in ``folder``."""

    def __init__(self, folder: Path, now: datetime, language: str) -> None:
        from desktop_app.submission.authority import Vault

        keeper = passing_secrets()
        self._vault = Vault(folder, lambda _part: keeper)
        self._language = language
        self.overview = authority.init(self._vault, NAMES[language], now)

    def leave_keys(self, out: Path) -> tuple[Path, Path]:
        """The root's certificate, and the operations identity in the clear, as ``age -i`` takes it."""
        from desktop_app.submission.authority import identities

        root, identity = out / "ca.pem", out / "authority.agekey"
        write_atomic(root, read_limited(self._vault.folder / "ca.pem", _LIMIT))
        said = f"# {self.overview.name}\n# public key: {self.overview.recipients[0]}\n"
        write_atomic(identity, f"{said}{identities(self._vault)[0]}\n".encode(), mode=0o600)
        return root, identity

    @contextmanager
    def at_work(self) -> Iterator[AtWork]:
        """The entity with its books open."""
        with opened(self._vault) as found:
            yield found

    def beside(self, name: str) -> Path:
        """A folder next to the entity's, for whoever takes part in the demonstration."""
        return self._vault.folder.parent / name

    def enrol_key(self, key: SigningKey, initiative_id: str, name: str, now: datetime) -> None:
        """Confirms a key that was made for the demonstration."""
        from desktop_app.submission import authority as keys
        from desktop_app.submission.certificates import request

        keys.enrol(self._vault, keys.Enrolment(request(key), key.certificate, initiative_id, name), now)

    def open_wave(
        self,
        workspace: Workspace,
        initiative: str,
        beside: Sequence[Member],
        wave: str,
        forms: tuple[Form, ...],
        out: Path,
        now: datetime,
    ) -> wave_kit.BuiltKit:
        """A kit of the wave for ``initiative`` and those ``beside`` it, brought into ``workspace`` by somebody who
        compared the fingerprint."""
        from desktop_app.reception.registry import Member

        card = card_of(workspace, initiative)
        listed = Member(initiative, card.name, card.department, card.municipality, card.macrosector, card.chamber)
        days = [(now + timedelta(days=each)).date() for each in (-30, 60)]
        opening = wave_kit.Opening(wave, 1, days[0], days[1], _MESSAGE[self._language])
        built = wave_kit.build(self._vault, opening, wave_kit.KitContent(forms, (listed, *beside)), out, now)
        kits.take(workspace, read_limited(out, _LIMIT), now, self._language, confirmed=built.root_fingerprint)
        return built

    def enrol(self, package: Path, now: datetime) -> authority.Signer:
        """Confirms who signed, as after the words were compared by telephone."""
        proposal = authority.propose(self._vault, package, now)
        return authority.confirm(self._vault, proposal, now, by=_BY[self._language], replace=False)

    def answer(
        self, workspace: Workspace, package: Path, status: str, out: Path, now: datetime, form: Form | None = None
    ) -> Answered:
        """A receipt for the package, brought into ``workspace``; with observations on ``form`` when it is returned."""
        asked = self.observations(form) if form is not None else ()
        handled = receiving.receive(
            self._vault, package, status, now, observations=asked, out=out, language=self._language
        )
        return Answered(handled, take_receipt(workspace, read_limited(out, _LIMIT), now))

    def observations(self, form: Form) -> tuple[tuple[str, str], ...]:
        """What the entity asks, by the references of ``form``."""
        by_name = {ref.rpartition("/")[2]: ref for ref in form.binds}
        return tuple((by_name[name], text) for name, text in _OBSERVATIONS[self._language])
