"""``forms check``: everything that can be said about a form file, in one go."""

from __future__ import annotations

from desktop_app.xforms.checks.run import MAX_FINDINGS, check

__all__ = ["MAX_FINDINGS", "check"]
