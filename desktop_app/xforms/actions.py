"""What happens at an event: ``setvalue`` actions and the values that a form asks to be filled in at the start."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from typing import Final
from uuid import uuid4

from desktop_app.errors import FormError
from desktop_app.xforms.datatypes import calculated
from desktop_app.xforms.definition import Action
from desktop_app.xforms.engine import Engine
from desktop_app.xforms.expressions.syntax import Path, walk
from desktop_app.xforms.expressions.values import to_text
from desktop_app.xforms.tree import InstanceNode

FIRST_LOAD: Final = "odk-instance-first-load"
LOAD: Final = "odk-instance-load"
MAX_ROUNDS: Final = 100


def preload(nodes: Iterable[InstanceNode], now: datetime, *, first: bool) -> None:
    """Fills ``jr:preload`` nodes that are empty; when an instance is reopened only identifiers that it lacks."""
    for node in nodes:
        spec = node.spec
        if not spec.preload or node.text:
            continue
        if spec.preload == "uid":
            node.text = f"uuid:{uuid4()}"
        elif first and spec.preload == "timestamp" and spec.preload_parameter == "start":
            node.text = now.isoformat(timespec="milliseconds")
        elif first and spec.preload == "date":
            node.text = now.date().isoformat()


def on_load(engine: Engine, *, first: bool) -> None:
    """Runs the load actions one after another, each seeing what the one before computed."""
    wanted = {LOAD, FIRST_LOAD} if first else {LOAD}
    for action in engine.definition.load_actions:
        if action.events & wanted:
            for node in list(_targets(engine, action, engine.tree.root)):
                _set(engine, action, node)
            engine.run()


def _on_new_repeat(engine: Engine, instance: InstanceNode, said: Container[str]) -> None:
    """Runs the ``odk-new-repeat`` actions of the repeat for its new instance, except where ``said`` has the target."""
    for action in engine.definition.repeat_actions.get(instance.spec.ref, ()):
        targets = [node for node in _targets(engine, action, instance) if node.place not in said]
        for node in targets:
            _set(engine, action, node)
        if targets:
            engine.run()


def settle(engine: Engine, said: Container[str] = ()) -> None:
    """Recomputes, then runs what new instances and changed values set off, until nothing moves any more.

    Actions that set one another off without end are stopped, and noted as ``FORM-018``.

    Args:
        engine: whose ``born`` and ``changed`` say what there is to do.
        said: references that the actions of new instances leave alone.
    """
    for _ in range(MAX_ROUNDS):
        engine.run()
        born, engine.born = engine.born, []
        for instance in born:
            if engine.tree.attached(instance):
                _on_new_repeat(engine, instance, said)
        changed, engine.changed = engine.changed, []
        triggered = [(node, action) for node in dict.fromkeys(changed) for action in node.spec.actions]
        if not triggered and not engine.born:
            return
        for node, action in triggered:
            if engine.tree.attached(node):
                for target in list(_targets(engine, action, node)):
                    _set(engine, action, target)
                engine.run()
    engine.note(engine.tree.root.spec, "setvalue", FormError("FORM-018"))


def _targets(engine: Engine, action: Action, source: InstanceNode) -> Iterator[InstanceNode]:
    """The nodes that an action sets: those its predicates pick, else those of the repeat instance it was set off in."""
    spec = engine.definition.specs[action.target_ref]
    if any(isinstance(part, Path) and any(step.predicates for step in part.steps) for part in walk(action.target.ast)):
        try:
            found = action.target.nodes(engine.at(source))
        except FormError as error:
            engine.note(spec, "setvalue", error)
            return
        yield from (node for node in found if isinstance(node, InstanceNode))
        return
    above = set(spec.lineage())
    instance = source
    while not (instance.spec in above and instance.spec.repeat) and isinstance(instance.parent, InstanceNode):
        instance = instance.parent
    yield from engine.tree.within(instance, spec)


def _set(engine: Engine, action: Action, node: InstanceNode) -> None:
    """Gives the target its value, computed where it stands."""
    if action.value is None:
        text, kept = action.text, None
    else:
        try:
            result = action.value.evaluate(engine.at(node))
        except FormError as error:
            engine.note(node.spec, "setvalue", error)
            return
        text = to_text(result)
        kept = calculated(node.spec.type, text if isinstance(result, list) else result, text, engine.context.zone)
    if action.attribute is not None:
        node.attributes[action.attribute] = text
    elif kept is None:
        engine.answer(node, text)
    else:
        engine.put(node, kept)
