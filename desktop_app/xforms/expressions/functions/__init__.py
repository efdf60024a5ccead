"""The function set of the ODK XForms specification; importing this package fills the registry."""

from desktop_app.xforms.expressions.functions import (
    dates,
    geography,
    lazy,
    logic,
    nodesets,
    numbers,
    other,
    strings,
)
from desktop_app.xforms.expressions.registry import FUNCTIONS

__all__ = ["FUNCTIONS", "dates", "geography", "lazy", "logic", "nodesets", "numbers", "other", "strings"]
