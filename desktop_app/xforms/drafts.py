"""What must be kept of a session to come back to it, and how it is put in place again.

A draft maps references to text: of each leaf that is not recalculated its value, and of each repeat, under its
concrete nodeset (``/data/r``, ``/data/o[2]/i``), the number of its instances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from desktop_app.errors import TelarError
from desktop_app.xforms.definition import SELECTS, Spec
from desktop_app.xforms.engine import MAX_INSTANCES, Engine
from desktop_app.xforms.trace import nodeset
from desktop_app.xforms.tree import PLACE, InstanceNode, Tree

MAX_ANSWER: Final = 1_000_000


def draft(node: InstanceNode) -> Iterator[tuple[str, str]]:
    """What is kept at and below ``node``; each repeat before what is in it."""
    spec = node.spec
    if spec.leaf:
        if not spec.recalculated:
            yield node.place, node.value
        return
    for child in spec.children:
        if child.repeat:
            yield from draft_of_repeat(node, child)
        else:
            for part in node.of(child):
                yield from draft(part)


def draft_of_repeat(container: InstanceNode, repeat: Spec) -> Iterator[tuple[str, str]]:
    """What is kept of one repeat in ``container``."""
    instances = container.of(repeat)
    yield nodeset(container, repeat), str(len(instances))
    for instance in instances:
        yield from draft(instance)


def repeat_at(tree: Tree, ref: str) -> tuple[InstanceNode, Spec] | None:
    """What contains the repeat whose nodeset ``ref`` is, and the repeat; ``None`` if it is none."""
    above, _, name = ref.rpartition("/")
    container = tree.get(above) if above else None
    if container is None:
        return None
    repeat = next((spec for spec in container.spec.children if spec.repeat and spec.step == name), None)
    return None if repeat is None else (container, repeat)


def make_room(engine: Engine, values: Mapping[str, str]) -> set[str]:
    """Gives each repeat as many instances as ``values`` say, or else at least as many as their references need.

    Returns the nodesets among the references whose number could not be followed.
    """
    said: dict[str, int] = {}
    needed: dict[str, int] = {}
    refused: set[str] = set()
    for ref, value in values.items():
        if engine.is_nodeset(ref):
            if value.isascii() and value.isdigit() and len(value) <= len(str(MAX_INSTANCES)):
                said[ref] = int(value)
            else:
                refused.add(ref)
        elif "[" in ref:
            for place, position in _positions(ref):
                needed[place] = max(needed.get(place, 0), position)
    for ref in sorted({*said, *needed}, key=lambda ref: ref.count("/")):
        found = repeat_at(engine.tree, ref)
        if found is None:
            refused.add(ref)
            continue
        container, repeat = found
        try:
            engine.resize(container, repeat, said.get(ref, max(needed.get(ref, 0), len(container.of(repeat)))))
        except TelarError:
            refused.add(ref)
    return refused


def _positions(ref: str) -> Iterator[tuple[str, int]]:
    """The instances that ``ref`` runs through: ``/data/r[2]/x`` needs two of ``/data/r``."""
    end = ref.find("]")
    while end > 0:
        name, _, position = ref[: end + 1].rpartition("[")
        if PLACE.match(position):
            yield name, int(position[:-1])
        end = ref.find("]", end + 1)


def fill(engine: Engine, values: Mapping[str, str]) -> tuple[dict[InstanceNode, str], list[str]]:
    """Makes room and finds the leaves with the value that each gets, and the references that cannot be followed.

    ``engine.given`` are from then on the selects among them.
    """
    refused = make_room(engine, values)
    leaves: dict[InstanceNode, str] = {}
    missing = []
    for ref, value in values.items():
        if engine.is_nodeset(ref):
            if ref in refused:
                missing.append(ref)
            continue
        node = engine.tree.get(ref)
        if node is None or not node.spec.leaf or len(value) > MAX_ANSWER:
            missing.append(ref)
        else:
            leaves[node] = value
            node.aside = ""
    engine.given = {node for node in leaves if node.spec.control in SELECTS}
    return leaves, missing
