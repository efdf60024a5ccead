"""A folder as a wave fills it: sound packages, copies, corrections, and files that are broken in ten ways."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.submission import authority as keys
from desktop_app.submission import decrypt, encrypt
from desktop_app.submission.authority import Vault
from tests.support.packages import age_key
from tests.support.received import enrol, packaged

SIGNERS: Final = 50
BROKEN, COPIES, CORRECTIONS = 0.03, 0.05, 0.05
"""Shares of all files."""


@dataclass(frozen=True)
class Bag:
    """What is in a folder: how many files, and how many of them become what."""

    files: int
    outcomes: dict[str, int]
    codes: dict[str, int]


def _flipped(_vault: Vault, data: bytes) -> bytes:
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


def _foreign(_vault: Vault, data: bytes) -> bytes:
    return encrypt(decrypt(data, keys.identities(_vault)), [age_key("otra").recipient, age_key("custodia").recipient])


def _changed(vault: Vault, data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The container inside, changed, and encrypted again as it was."""
    return encrypt(change(decrypt(data, keys.identities(vault))), keys.load(vault.folder).recipients[0])


WAYS: Final[tuple[tuple[Callable[[Vault, bytes], bytes], str], ...]] = (
    (_flipped, "ENC-006"),
    (lambda _vault, data: data[: len(data) // 2], "ENC-006"),
    (lambda _vault, data: data[:40], "ENC-003"),
    (lambda _vault, _data: b"", "PKG-002"),
    (lambda _vault, _data: b"%PDF-1.7\nno es un paquete", "PKG-002"),
    (lambda _vault, data: b"PK\x03\x04" + data[:200], "PKG-002"),
    (_foreign, "ENC-005"),
    (lambda vault, data: _changed(vault, data, lambda inner: inner + b"x"), ""),
    (lambda vault, data: _changed(vault, data, lambda inner: inner.replace(b"response.xml", b"response.xmI")), ""),
    (lambda vault, data: _changed(vault, data, lambda inner: inner[:-30]), ""),
)
"""How files are broken, and the code with which they are refused, where it is one."""


def fill(vault: Vault, folder: Path, files: int, seed: int = 1) -> Bag:
    """Fills ``folder``, which is made; the entity has confirmed the signers of all that is sound.

    Initiatives are fifty, each with a response in as many waves as it takes.
    """
    chance = random.Random(seed)
    for number in range(SIGNERS):
        enrol(vault, number)
    folder.mkdir(parents=True, exist_ok=True)
    broken, copies, corrections = (round(files * share) for share in (BROKEN, COPIES, CORRECTIONS))
    sound = files - broken - copies - corrections
    whole = [(number % SIGNERS, str(2000 + number // SIGNERS)) for number in range(sound)]
    contents = [packaged(vault, number, wave=wave) for number, wave in whole]
    codes: Counter[str] = Counter()
    for number, wave in chance.sample(whole, corrections):
        contents.append(packaged(vault, number, wave=wave, revision=2))
    contents += chance.sample(contents[:sound], copies)
    for place in range(broken):
        way, code = WAYS[place % len(WAYS)]
        contents.append(way(vault, chance.choice(contents[:sound])))
        codes[code] += 1
    chance.shuffle(contents)
    for place, content in enumerate(contents):
        (folder / f"{place:05}.asice.age").write_bytes(content)
    outcomes = {"filed": sound, "replaced": corrections, "duplicate": copies, "quarantined": 0, "refused": broken}
    return Bag(len(contents), outcomes, dict(codes))
