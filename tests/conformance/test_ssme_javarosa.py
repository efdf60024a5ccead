"""JavaRosa works out the SSME's scores as this engine does, whatever is answered."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import lru_cache
from random import Random

import pytest

from tests.support.javarosa import JavaRosa
from tests.support.ssme_answers import COMPLETE, Filling, expected, filled, random_filling, score_refs, ssme

FILLINGS = 500


@pytest.fixture(scope="module")
def javarosa() -> Iterator[JavaRosa]:
    """With one line of each of the long lists: no score reads them, and JavaRosa would go through them each time."""
    media = {name: b"\n".join(data.splitlines()[:2]) + b"\n" for name, data in ssme().media.items()}
    with JavaRosa() as process:
        process.load(ssme().xform, media)
        yield process


@lru_cache(maxsize=1)
def calculated() -> frozenset[str]:
    """The names of all that is worked out; a name is there once."""
    return frozenset(ref.rpartition("/")[2] for ref, bind in ssme().binds.items() if bind.calculate)


def blank(instance: bytes) -> bytes:
    """The instance without anything that is calculated, so that each engine has to work it out."""
    root = ET.fromstring(instance)
    for node in root.iter():
        if node.tag in calculated():
            node.text = None
    return ET.tostring(root)


def both(javarosa: JavaRosa, filling: Filling) -> tuple[dict[str, str], dict[str, str]]:
    """JavaRosa's scores and this engine's, by code."""
    session = filled(filling)
    state = javarosa.next(blank(session.instance_xml(keep_irrelevant=True)))
    refs = score_refs()
    return {code: state.leaves[ref].value for code, ref in refs.items()}, {
        code: session.value(ref) for code, ref in refs.items()
    }


def test_the_known_initiative(javarosa: JavaRosa) -> None:
    theirs, ours = both(javarosa, COMPLETE)
    assert theirs == ours == expected(COMPLETE)


def test_five_hundred_random_fillings(javarosa: JavaRosa) -> None:
    random = Random(2026)
    different = []
    for _ in range(FILLINGS):
        filling = random_filling(random)
        theirs, ours = both(javarosa, filling)
        assert len(ours) == 18 + 8 + 3 + 1 + 1
        if theirs != ours:
            different.append(
                (filling, {code: (theirs[code], ours[code]) for code in ours if theirs[code] != ours[code]})
            )
    assert different == []
