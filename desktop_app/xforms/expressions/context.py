"""What an expression sees while it is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final, Protocol, cast

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.nodes import Node

STEP_BUDGET: Final = 1_000_000
_FREE_LENGTH: Final = 512


class Host(Protocol):
    """What only the form knows. References are absolute, without positions."""

    def choice_name(self, value: str, ref: str) -> str:
        """The label, in the session's language, of the choice ``value`` of the question ``ref``."""

    def itext(self, text_id: str) -> str:
        """The text of that id in the session's language."""

    def property(self, name: str) -> str:
        """A property of the client, such as ``deviceid``."""

    def version(self) -> str:
        """The form's version."""


@dataclass(slots=True)
class Context:
    """One evaluation's surroundings; not shared between threads.

    Attributes:
        node: the context node; ``current`` too, unless given.
        root: what ``/`` is: the instance's document node.
        now: aware; its zone is the local zone of every date.
        instances: secondary instances by id, document nodes.
        budget: steps left (a step is a node visited, or 128 characters read); below zero the evaluation stops with
            ``XPR-010``.
    """

    node: Node
    root: Node
    now: datetime
    instances: Mapping[str, Node] = field(default_factory=dict)
    host: Host | None = None
    language: str = ""
    position: int = 1
    size: int = 1
    current: Node = None  # type: ignore[assignment]
    budget: int = STEP_BUDGET
    zone: tzinfo = field(init=False)

    def __post_init__(self) -> None:
        self.current = cast("Node | None", self.current) or self.node
        zone = self.now.tzinfo
        if zone is None:
            raise ValueError("now has no time zone")
        self.zone = zone

    def spend(self, steps: int) -> None:
        """Takes ``steps`` from the budget."""
        self.budget -= steps
        if self.budget < 0:
            raise FormError("XPR-010")

    def text(self, node: Node) -> str:
        """The string value of ``node``; what is long or has to be put together is paid for."""
        if node.children:
            self.spend(sum(1 for _ in node.descendants()))
            text = node.string()
        else:
            text = node.text if node.relevant else ""
        if len(text) > _FREE_LENGTH:
            self.spend_on_text(text)
        return text

    def spend_on_text(self, text: str) -> None:
        """Takes what reading ``text`` costs."""
        self.spend(len(text) >> 7)
