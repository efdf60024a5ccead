"""What the sections need of whoever holds the open entity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import TelarError
    from desktop_app.ui.tasks import Done, Failed, Job


class EntitySource(Protocol):
    """The open entity, reached off the window's thread. ``by`` is who decides, as it was last typed."""

    by: str

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
        long: bool = False,
    ) -> Job:
        """Runs ``fn(entity, *args)`` in the order asked, but that what takes ``long`` keeps only its like waiting; with
        ``progress``, ``fn`` also gets a function to report with. A fault that nobody takes is shown."""

    def complain(self, error: TelarError, over: QWidget | None = None) -> None:
        """Shows a fault, unless it is one that the user chose."""

    def now(self) -> datetime:
        """The present moment, with its zone."""
