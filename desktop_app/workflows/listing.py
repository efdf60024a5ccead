"""Who is on the list of a wave, which its kit brought: the entity sets a package of anybody else aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.store.layout import reading_order
from desktop_app.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unlisted:
    """An initiative that is not on the wave's list: its name as the card has it, and the names to be found there."""

    name: str
    wave: str
    names: tuple[str, ...]


def listed(workspace: Workspace, wave: str) -> dict[str, str] | None:
    """The initiatives of the wave's current kit, name by id; ``None`` where no kit of the wave came.

    Raises StoreError where the kit is not what was put there.
    """
    from desktop_app.submission import container, kits

    kit = workspace.store.kits.current(wave)
    if kit is None:
        return None
    files = container.read(workspace.store.kits.content(kit.sha256), kits.LIMITS)
    return {each.id: each.name for each in kits.read_initiatives(files[kits.INITIATIVES])}


def unlisted(workspace: Workspace, initiative_id: str, wave: str) -> Unlisted | None:
    """What to say of the initiative before a package of it leaves; ``None`` where nothing is in the way.

    Raises as ``listed``.
    """
    from desktop_app.submission import waves

    known = listed(workspace, wave)
    name = workspace.store.initiatives.get(initiative_id).card.name
    if known is None or waves.is_listed(initiative_id, name, known):
        return None
    return Unlisted(name, wave, tuple(sorted(waves.telling_names(known), key=reading_order)))


def own(workspace: Workspace, known: Mapping[str, str]) -> tuple[tuple[str, bool], ...]:
    """The initiatives on Inicio, by name, each with whether it is among ``known`` (name by id)."""
    from desktop_app.submission import waves

    theirs = ((each.id, each.card.name) for each in workspace.store.initiatives.list())
    return tuple((name, waves.is_listed(one, name, known)) for one, name in theirs)
