"""Forms of the ODK ecosystem: XLSForm to XForm to a session that answers change; nothing here knows Qt or SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.xforms.model import (
    RUBRIC_NAMESPACE,
    Bind,
    Changes,
    Choice,
    Control,
    DataType,
    Finding,
    Group,
    Problem,
    ProblemKind,
    Question,
    Repeat,
    Severity,
)

if TYPE_CHECKING:
    from desktop_app.xforms.checks import check
    from desktop_app.xforms.export import xlsform_to_xlsx
    from desktop_app.xforms.expressions.evaluate import evaluate
    from desktop_app.xforms.form import Form
    from desktop_app.xforms.session import Session

_LATE = {
    "Form": "desktop_app.xforms.form",
    "Session": "desktop_app.xforms.session",
    "check": "desktop_app.xforms.checks",
    "evaluate": "desktop_app.xforms.expressions.evaluate",
    "xlsform_to_xlsx": "desktop_app.xforms.export",
}

__all__ = [
    "RUBRIC_NAMESPACE",
    "Bind",
    "Changes",
    "Choice",
    "Control",
    "DataType",
    "Finding",
    "Form",
    "Group",
    "Problem",
    "ProblemKind",
    "Question",
    "Repeat",
    "Session",
    "Severity",
    "check",
    "evaluate",
    "xlsform_to_xlsx",
]


def __getattr__(name: str) -> object:
    """The engine is loaded when it is first asked for: values alone cost nothing."""
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(module), name)
