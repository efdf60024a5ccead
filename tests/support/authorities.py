"""An authority's folder, made once and copied, and keepers that cost nothing but still ask for a passphrase."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from desktop_app.errors import SigningKeyError
from desktop_app.submission.authority import Enrolment, Part, Vault, create
from desktop_app.submission.certificates import request
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.secret_keepers import MIN_PASSPHRASE
from tests.support.folders import lasting
from tests.support.packages import NOW, sample_key

NAME = "Entidad de prueba"


class CheapPassphrase:
    """Seals as ``PassphraseSecrets`` does, refusals included, without age's second of work."""

    def __init__(self, ask: Callable[[bool], str]) -> None:
        self._ask = ask

    def usable(self) -> bool:
        return True

    def seal(self, secret: bytes) -> bytes:
        passphrase = self._given(new=True)
        if len(passphrase) < MIN_PASSPHRASE:
            raise SigningKeyError("KEY-006", minimum=MIN_PASSPHRASE)
        return f"{passphrase}\n".encode() + secret[::-1]

    def open(self, sealed: bytes) -> bytes:
        passphrase, _, secret = sealed.partition(b"\n")
        if passphrase.decode() != self._given(new=False):
            raise SigningKeyError("KEY-002")
        return secret[::-1]

    def _given(self, *, new: bool) -> str:
        if not (given := self._ask(new)):
            raise SigningKeyError("KEY-005")
        return given


@dataclass
class Keys:
    """Opens each part with a passphrase of its own, and keeps which ones were asked for."""

    asked: list[Part] = field(default_factory=list)
    forgotten: Collection[Part] = ()

    def __call__(self, part: Part) -> CheapPassphrase:
        self.asked.append(part)
        return CheapPassphrase(lambda new: "otra cosa" if part in self.forgotten else f"frase de {part.name}")


@cache
def _prepared() -> Path:
    folder = lasting("telar-authority-") / "entidad"
    create(folder, NAME, Keys(), NOW)
    return folder


def vault(folder: Path, **changes: object) -> Vault:
    """A fresh copy of the prepared authority in ``folder``."""
    shutil.copytree(_prepared(), folder)
    return Vault(folder, Keys(**changes))  # type: ignore[arg-type]


def enrolment(
    key: SigningKey | None = None, initiative: str = "ic-017", name: str = "Clúster Café & Cacao de Nariño"
) -> Enrolment:
    """What the sample package's signer asks."""
    key = key or sample_key()
    return Enrolment(request(key), key.certificate, initiative, name)
