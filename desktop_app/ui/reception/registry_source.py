"""What the section "Registro" needs of whoever holds the open entity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from desktop_app.ui.tasks import Done, Failed, Job


class RegistrySource(Protocol):
    """The open entity, reached off the window's thread. ``by`` is who decides, as it was last typed."""

    by: str

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
    ) -> Job:
        """Runs ``fn(entity, *args)`` on a working thread, as ``Tasks.run`` does; a fault that nobody takes is shown."""

    def now(self) -> datetime:
        """The present moment, with its zone."""
