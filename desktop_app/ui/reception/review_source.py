"""What the section "Revisar" needs of whoever holds the open entity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from desktop_app.ui.tasks import Done, Failed, Job


class ReviewSource(Protocol):
    """The open entity, reached off the window's thread."""

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
    ) -> Job:
        """Runs ``fn(entity, *args)`` on a working thread, as ``Tasks.run`` does: with ``progress``, ``fn`` also gets a
        function to report with; a fault that nobody takes is shown."""

    def now(self) -> datetime:
        """The present moment, with its zone."""

    def by(self) -> str:
        """Who decides, as the books are to name them."""
